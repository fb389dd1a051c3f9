import type { Context } from '#platform/context'
import type { Capacity, Client, Datum, GroupRef } from './schema.ts'

/**
 * Where claims about a person come from. Each house that knows some gives one; they are listed in
 * `src/apps/claims.ts`.
 */
export interface ClaimsSource {
  readonly name: string
  /** What each scope holds. */
  readonly scopes: Readonly<Record<string, readonly string[]>>
  /** How its claims are shown and agreed to; each claim of a scope belongs to one datum. */
  readonly data: readonly Datum[]
  /** The values of the claims wanted among its own; what is not known is left out. */
  load(
    ctx: Context,
    who: {
      readonly accountId: string
      readonly client: Client
      /** Claims asked for by name, with the value that is wished for, if one is (OpenID Connect Core, section 5.5.1). */
      readonly requested?: Readonly<Record<string, unknown>> | undefined
    },
    wanted: ReadonlySet<string>,
  ): Promise<Readonly<Record<string, unknown>>>
}

/** For whom somebody may act in an application. Herself only: an empty list, and nothing is asked. */
export interface ActingFor {
  capacities(ctx: Context, who: { readonly accountId: string; readonly client: Client }): Promise<readonly Capacity[]>
}

/** The groups of agents that an account belongs to now. */
export type GroupsOf = (ctx: Context, accountId: string) => Promise<readonly GroupRef[]>

/** What the provider asks of the houses above and beside it. */
export interface ProviderPorts {
  readonly claims: readonly ClaimsSource[]
  readonly actingFor: ActingFor
  readonly groupsOf: GroupsOf
}
