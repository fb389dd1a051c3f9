import type { HandedState } from '#counter/dossiers'

export const modes = ['push', 'pull', 'open311'] as const
export type Mode = (typeof modes)[number]

/** Another authority's tool, as a collectivity declared it. */
export interface Partner {
  readonly collectivityId: string
  readonly id: string
  readonly name: string
  readonly mode: Mode
  /** Where it answers; null while it is not known, and for one that fetches what is for it. */
  readonly address: string | null
  readonly subscriptionId: string | null
  readonly jurisdiction: string | null
  /** Whether the promise made to the person stops while the partner has her request. */
  readonly clock: 'runs' | 'paused'
  /** Days without news after which agents are told. */
  readonly patienceDays: number
  readonly isActive: boolean
  /** Until when the secret before also signs. */
  readonly previousUntil: Date | null
  readonly comparedAt: Date | null
  readonly compared: Compared | null
}

/** What a comparison of both lists came to. */
export interface Compared {
  readonly fault?: string
  readonly seen: number
  /** Messages sent again, and fetched. */
  readonly sentAgain: number
  readonly fetched: number
}

export interface Matter {
  readonly direction: 'give' | 'take'
  /** Slug of our procedure. */
  readonly ours: string
  /** What the partner calls it. */
  readonly theirs: string
  readonly isAutomatic: boolean
}

export interface PartnerKey {
  readonly collectivityId: string
  readonly partnerId: string
}

export interface HandoverKey {
  readonly collectivityId: string
  readonly handoverId: string
}

/** One request that two tools hold, as one of them sees it. */
export interface Handover {
  readonly collectivityId: string
  readonly id: string
  readonly partnerId: string
  readonly role: 'giver' | 'taker'
  readonly dossierId: string | null
  readonly state: HandedState
  readonly reference: string | null
  readonly news: string | null
  /** Places of the last message of each direction. */
  readonly sent: number
  readonly received: number
  readonly relayed: number
  readonly begunAt: Date
  readonly changedAt: Date
  readonly toldLateAt: Date | null
}

export type StoredMessage = {
  readonly handoverId: string
  readonly sequence: number
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly at: Date
  readonly doneAt: Date | null
}
