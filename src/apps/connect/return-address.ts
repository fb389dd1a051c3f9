import { localPath } from '#platform/http'

/** Pages that lead somewhere else once they are done: coming back to them would turn in circles. */
const passing = new Set(['confirmer', 'connexion', 'deconnexion', 'inscription', 'langue', 'mot-de-passe'])

/** Pages that show nothing to who is not signed in. */
const personal = new Set(['autorisation', 'bureau', 'cas', 'compte', 'mes-demandes', 'oidc', 'saml'])

const longest = 2000

const firstSegment = (path: string): string => /^\/([^/?#]*)/.exec(path)?.[1] ?? ''

/**
 * Where somebody wants to go once signed in: a path of this origin as browsers read it, or nothing. `/connexion?retour=/x`
 * is unfolded to `/x`.
 */
export function returnAddress(text: string | undefined, unfolding = 3): string | undefined {
  const path = localPath(text, '')
  if (path === '' || path.length > longest || !URL.canParse(path, 'http://here')) return undefined
  const { pathname, search, searchParams } = new URL(path, 'http://here')
  if (passing.has(firstSegment(pathname))) {
    return unfolding > 0 ? returnAddress(searchParams.get('retour') ?? undefined, unfolding - 1) : undefined
  }
  // Browsers resolve `/..//elsewhere` to `//elsewhere`: what is checked is what they will read.
  return localPath(pathname + search, '') || undefined
}

/** Whether the page can be read without an account. A request that has begun belongs to somebody; a new one does not yet. */
export const isOpenToAll = (path: string): boolean =>
  !personal.has(firstSegment(path)) && !/\/demande\/(?!nouvelle(?:[/?#]|$))/.test(path)

/** The same page of this site, with the way back kept. */
export const withReturn = (page: string, retour: string | undefined): string =>
  retour === undefined ? page : `${page}?retour=${encodeURIComponent(retour)}`

/** The collectivity whose pages the path belongs to, by its slug, if it may be one. */
export function slugIn(path: string | undefined): string | undefined {
  const first = firstSegment(path ?? '')
  return /^[a-z0-9-]{1,80}$/.test(first) && !personal.has(first) && !passing.has(first) ? first : undefined
}
