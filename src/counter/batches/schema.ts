import { type Static, Type } from 'typebox'

const Id = Type.String({ format: 'uuid' })
const Text = Type.String({ maxLength: 20_000 })

/** What is done to each of the requests that were chosen. */
export const Deed = Type.Union([
  /** To hold them oneself. */
  Type.Object({ kind: Type.Literal('take') }),
  /** To give them back to their service. */
  Type.Object({ kind: Type.Literal('release') }),
  /** To give them to a colleague. */
  Type.Object({ kind: Type.Literal('entrust'), accountId: Id }),
  /** To give them to another service. */
  Type.Object({ kind: Type.Literal('transfer'), serviceId: Id, note: Text }),
  /** To press a button of their circuits. */
  Type.Object({
    kind: Type.Literal('act'),
    actionId: Type.String({ maxLength: 80 }),
    /** The button, in its author's words. */
    label: Type.Object({ fr: Type.String(), en: Type.Optional(Type.String()) }),
    text: Text,
  }),
  /**
   * To write to each person: `{name}` and the like take the words of each request. `english` is for those who are answered in English;
   * `body` without it.
   */
  Type.Object({ kind: Type.Literal('message'), body: Text, english: Type.Optional(Text) }),
  /** To keep them beyond their time. */
  Type.Object({ kind: Type.Literal('hold'), reason: Text }),
])
export type Deed = Static<typeof Deed>

/** `chosen`: nothing is said of them yet; `tried`: what would happen is known; then `running`, then `done`. */
export type BatchState = 'chosen' | 'tried' | 'running' | 'done'

/** Why a request cannot be done with the others, by the refusals of its house. */
export const obstacles = [
  'already_closed',
  'already_held',
  'already_held_back',
  'already_hers',
  'already_mine',
  'changed_meanwhile',
  'closed',
  'empty',
  'no_longer_available',
  'not_found',
  'not_held',
  'not_in_service',
  'not_yours',
  'note_required',
  'reason_required',
  'same_service',
  /** Its text names something that this request does not have. */
  'unfilled',
  'unknown_action',
  'unknown_agent',
  'unknown_service',
] as const
export type Obstacle = (typeof obstacles)[number]

export interface Batch {
  readonly collectivityId: string
  readonly id: string
  readonly accountId: string
  readonly accountName: string
  readonly deed: Deed | null
  readonly state: BatchState
  readonly search: string
  readonly chosenAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

export interface Item {
  readonly dossierId: string
  readonly number: string
  /** What trying said; null when it can be done. */
  readonly obstacle: Obstacle | null
  readonly state: 'waiting' | 'done' | 'refused'
  /** Why it was not done after all. */
  readonly reason: Obstacle | null
}

/** How far it is. */
export interface Progress {
  readonly total: number
  /** Those that trying found possible. */
  readonly possible: number
  readonly done: number
  readonly refused: number
}
