import type { Acr } from '#identity/accounts'

const known: readonly Acr[] = ['eidas1', 'eidas2', 'eidas3']

/** The part of the `claims` parameter that asks for a level (OpenID Connect Core, section 5.5.1.1). */
export interface AcrRequest {
  readonly essential?: boolean
  readonly value?: unknown
  readonly values?: unknown
}

/** The levels that would do, of those we know; undefined: none is required. */
export function requiredAcrs(request: AcrRequest | null | undefined): readonly Acr[] | undefined {
  if (request?.essential !== true) return undefined
  const asked: unknown[] = [...(Array.isArray(request.values) ? (request.values as unknown[]) : []), request.value]
  const named = asked.filter((value) => value !== undefined)
  return named.length === 0 ? undefined : known.filter((acr) => named.includes(acr))
}

/** The least level that would do: what a person is asked to reach. Undefined: nothing that we know would. */
export const leastOf = (acrs: readonly Acr[]): Acr | undefined => known.find((acr) => acrs.includes(acr))

/**
 * The level that a token says: as really reached; where the application requires one of several, the highest of those
 * that was reached, since it refuses any other word.
 */
export function spokenAcr(reached: Acr, required: readonly Acr[] | undefined): Acr {
  if (required === undefined || required.includes(reached)) return reached
  return known.findLast((acr) => acr <= reached && required.includes(acr)) ?? reached
}

/** Whether a session suffices for what is required. */
export const suffices = (reached: Acr, required: readonly Acr[] | undefined): boolean => {
  if (required === undefined) return true
  const least = leastOf(required)
  return least !== undefined && reached >= least
}
