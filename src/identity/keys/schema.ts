import { type Static, Type } from 'typebox'

/** What a program may be let do, each a word of its own: reading never implies writing. */
export const scopes = [
  'procedures:read',
  'cases:read',
  'cases:write',
  'events:read',
  'files:read',
  'files:write',
  'statistics:read',
  'exports:make',
  'webhooks:manage',
] as const
export const Scope = Type.Enum(scopes)
export type Scope = Static<typeof Scope>

/** A key as those who keep it see it: never its secret. */
export interface ApiKey {
  readonly id: string
  /** "Logiciel de la voirie". */
  readonly name: string
  /** What it is for, for who reviews keys in a year. */
  readonly purpose: string
  readonly scopes: readonly Scope[]
  /** Ids of services; null: every service its maker reaches. */
  readonly services: readonly string[] | null
  /** Ids of procedures; null: all of them. */
  readonly procedures: readonly string[] | null
  /** Requests a minute. */
  readonly perMinute: number
  /** Whose rights it has at the most. */
  readonly makerId: string
  readonly makerName: string
  readonly madeAt: Date
  readonly endsAt: Date
  readonly revokedAt: Date | null
  /** The first one is the one in use; a former one stays good until `endsAt`. */
  readonly secrets: readonly KeySecret[]
}

export interface KeySecret {
  /** `trb_4f7Qk…`: how one recognises it in a setting. */
  readonly hint: string
  readonly madeAt: Date
  /** Of one that another has replaced. */
  readonly endsAt: Date | null
  /** To the minute; null: never. */
  readonly lastUsedAt: Date | null
}

/** What became of a key, and by whom. */
export interface KeyEvent {
  readonly kind: 'made' | 'rotated' | 'revoked' | 'taken_over'
  readonly actorName: string
  readonly at: Date
}

export interface NewKey {
  readonly name: string
  readonly purpose: string
  readonly scopes: readonly string[]
  readonly services: readonly string[] | null
  readonly procedures: readonly string[] | null
  /** Its last day, `YYYY-MM-DD`. */
  readonly lastDay: string
}

/** What is wrong in a key that was asked for, by field. */
export type KeyFaults = Readonly<
  Partial<
    Record<
      'name' | 'purpose' | 'scopes' | 'services' | 'procedures' | 'lastDay',
      'missing' | 'too_long' | 'unknown' | 'past' | 'too_far'
    >
  >
>

/** Why a token opens nothing. A token nobody made and one of another place are told alike. */
export type KeyRefusal = 'unknown' | 'revoked' | 'ended' | 'maker_left'
