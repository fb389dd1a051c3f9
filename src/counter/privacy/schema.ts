import type { Day } from '#kernel/calendar'
import type { Localized } from '#kernel/localized'
import type { Context } from '#platform/context'

/** What a person may ask: articles 15, 20, 17 and 16 of the RGPD. */
export const kinds = ['access', 'portability', 'erasure', 'rectification'] as const
export type Kind = (typeof kinds)[number]

export const channels = ['letter', 'mail', 'counter'] as const
export type Channel = (typeof channels)[number] | 'account'

/** How an officer knows that it is her: her account, a document that she showed, or by sight. */
export const identities = ['account', 'document', 'known'] as const
export type Identity = (typeof identities)[number]

export interface Decision {
  /** A copy of what is held is made for her. */
  readonly copy: boolean
  /** What is erased of what is held, by the officer's choice. */
  readonly erase: readonly { readonly id: string; readonly label: string }[]
}

export interface Request {
  readonly collectivityId: string
  readonly id: string
  /** `RGPD-2026-0001` */
  readonly number: string
  readonly kind: Kind
  readonly accountId: string | null
  readonly name: string
  readonly email: string
  readonly address: string
  readonly channel: Channel
  /** In her own words. */
  readonly words: string
  readonly receivedOn: Day
  readonly dueOn: Day
  readonly extendedWhy: string | null
  readonly identity: Identity | null
  readonly state: 'received' | 'serving' | 'answered' | 'refused'
  readonly decision: Decision | null
  readonly answer: string | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly partsMade: number
  readonly partsTotal: number
  readonly digest: string | null
  readonly size: number | null
  readonly expiresAt: Date | null
  readonly answeredAt: Date | null
}

export interface RequestEvent {
  readonly id: string
  readonly kind: 'filed' | 'identified' | 'extended' | 'decided' | 'refused' | 'erased' | 'kept' | 'served' | 'taken'
  readonly detail: string
  readonly actorName: string
  readonly at: Date
}

/** Who it is about, in one collectivity. */
export interface Subject {
  readonly collectivityId: string
  readonly accountId: string | null
  readonly email: string
}

/** One thing that is held of her. */
export interface Held {
  readonly id: string
  readonly label: string
  /** Whether the officer may erase it today; otherwise why it is kept, in words. */
  readonly isErasable: boolean
  readonly why: Localized
}

/**
 * A house that holds something of a person in one collectivity: what, a copy of it, and its erasing. The platform acts; who may
 * ask was decided before.
 */
export interface Holder {
  readonly name: string
  readonly title: Localized
  list(ctx: Context, subject: Subject): Promise<readonly Held[]>
  /** As JSON will write it. */
  copy(ctx: Context, subject: Subject): Promise<unknown>
  /** Erases one thing, once; false when it may not go after all. Absent: nothing of it goes on demand. */
  erase?(
    ctx: Context,
    thing: { readonly id: string; readonly subject: Subject; readonly because: string },
  ): Promise<boolean>
}
