import type { Datum } from '../schema.ts'

/** Claims that say how somebody was signed in: they are not data of hers, and nobody refuses them. */
export const protocolClaims: readonly string[] = ['sub', 'sid', 'iss', 'acr', 'amr', 'auth_time', 'acting_for']

interface Source {
  readonly scopes: Readonly<Record<string, readonly string[]>>
  readonly data: readonly Datum[]
}

/** Every claim that some scopes hold, and those that were asked for by name. */
export function claimsOf(
  sources: readonly Source[],
  asked: { readonly scopes: Iterable<string>; readonly claims: Iterable<string> },
): Set<string> {
  const held = [...asked.scopes].flatMap((scope) => sources.flatMap(({ scopes }) => scopes[scope] ?? []))
  const wanted = new Set([...held, ...asked.claims])
  for (const claim of protocolClaims) wanted.delete(claim)
  return wanted
}

/** The data that some claims are part of, in the order in which sources give them. */
export const dataOf = (sources: readonly Source[], claims: ReadonlySet<string>): Datum[] =>
  sources.flatMap(({ data }) => data.filter((datum) => datum.claims.some((claim) => claims.has(claim))))

export type Decision = 'given' | 'refused' | 'withdrawn'

/** What the person still has to decide: never asked, or taken back since. */
export const undecidedOf = (data: readonly Datum[], decisions: ReadonlyMap<string, Decision>): Datum[] =>
  data.filter(({ name }) => !['given', 'refused'].includes(decisions.get(name) ?? ''))

/** Claims that must not leave: their datum was not given. A claim of no datum leaves to nobody. */
export function withheldOf(
  sources: readonly Source[],
  claims: ReadonlySet<string>,
  decisions: ReadonlyMap<string, Decision>,
): string[] {
  const given = new Set(
    sources.flatMap(({ data }) =>
      data.filter(({ name }) => decisions.get(name) === 'given').flatMap((datum) => datum.claims),
    ),
  )
  return [...claims].filter((claim) => !given.has(claim))
}
