import type { Localized } from '#kernel/localized'
import type { Context } from '#platform/context'

/** Two accounts of one person that become one: what `from` holds goes to `to`. */
export interface MergeRef {
  readonly mergeId: string
  /** Signs in no more once everything has moved. */
  readonly from: string
  readonly to: string
}

/** So many things of one kind, in words that follow a number: `{ what: { fr: 'demandes', en: 'requests' }, count: 3 }`. */
export interface Held {
  readonly what: Localized
  /** For a single one: `{ fr: 'demande', en: 'request' }`. */
  readonly one?: Localized
  readonly count: number
}

/**
 * What one house holds of a person by her account. Each house with such rows gives one; they are listed in
 * `src/apps/personal-data.ts`. Whoever calls has decided who may: `ctx` acts for the platform. A call that failed half
 * way is made again from its start, so each of them is idempotent; rows of several collectivities are taken one
 * transaction for each collectivity (a door finds which).
 */
export interface PersonalData {
  /** A slug: the name of the part in the exported file. */
  readonly name: string
  readonly title: Localized
  /**
   * What the keys of `export` are called on the readable page, in the order in which it shows them; one that is absent
   * comes last, as it is.
   */
  readonly words?: Readonly<Record<string, Localized>>
  /** By key, what its values are called when they are codes: `{ state: { done: { fr: 'fait' } } }`. */
  readonly codes?: Readonly<Record<string, Readonly<Record<string, Localized>>>>
  /** All that is held, as JSON will write it (objects, arrays, dates); no secret, nor what others wrote among themselves. */
  export(ctx: Context, accountId: string): Promise<unknown>
  /** What a merge would move, for the page that asks for it. */
  count(ctx: Context, accountId: string): Promise<readonly Held[]>
  /** Why two accounts cannot be one, as a sentence for their owner; undefined: nothing is against it. */
  prevents?(ctx: Context, accounts: Omit<MergeRef, 'mergeId'>): Promise<Localized | undefined>
  /** Gives to `to` what `from` holds, and writes down under the merge's id what it moved. */
  move(ctx: Context, merge: MergeRef): Promise<void>
  /** Gives back exactly what the merge moved; what came to `to` afterwards stays there. */
  moveBack(ctx: Context, merge: MergeRef): Promise<void>
  /** The account is closed for good: forgets what no law keeps, unties the rest from the person. */
  erase(ctx: Context, accountId: string): Promise<void>
}

/** One datum of a person that somebody received. */
export interface Disclosure {
  readonly at: Date
  /** Name of who received it: a commune, an application. */
  readonly to: string
  /** In words: "votre nom", "votre adresse e-mail". */
  readonly data: readonly Localized[]
  readonly why: Localized
  /** Page that says more, of this origin. */
  readonly href?: string
}

/** A house by which data of a person reach others. Listed in `src/apps/personal-data.ts`. */
export interface DisclosureSource {
  readonly name: string
  /** The latest first, `limit` at most. */
  list(ctx: Context, accountId: string, limit: number): Promise<readonly Disclosure[]>
}
