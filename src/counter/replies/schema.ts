import type { Localized } from '#kernel/localized'

/** Who may change a reply: any agent of its team, or those who supervise it. */
export const keepers = ['agents', 'supervisors'] as const
export type Keeper = (typeof keepers)[number]

/** For what a reply is offered; null: for all. */
export interface ReplyScope {
  readonly serviceId: string | null
  readonly procedureId: string | null
  readonly status: string | null
  readonly channel: string | null
}

export interface Reply extends ReplyScope {
  readonly id: string
  readonly name: string
  readonly keptBy: Keeper
  readonly uses: number
  readonly isRetired: boolean
  readonly revision: ReplyRevision
}

export interface ReplyRevision {
  readonly number: number
  readonly body: Localized
  readonly byName: string
  readonly at: Date
}
