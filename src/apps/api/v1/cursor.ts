import { hash } from 'node:crypto'

/**
 * A place in a list, as programs carry it: what it says is ours. It is bound to the filters of its list, so that one taken from
 * another is refused rather than answered wrongly.
 */
export const writeCursor = (place: string, filters: unknown): string =>
  Buffer.from(`${digestOf(filters)} ${place}`).toString('base64url')

/** @returns undefined for what is no cursor of a list with these filters. */
export function readCursor(cursor: string, filters: unknown): string | undefined {
  const [digest, ...place] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  return digest === digestOf(filters) && place.length > 0 ? place.join(' ') : undefined
}

const digestOf = (filters: unknown): string => hash('sha256', JSON.stringify(filters)).slice(0, 12)

/** The address of the next page (RFC 8288). */
export function nextLink(url: URL, next: string | undefined): Record<string, string> {
  if (next === undefined) return {}
  const address = new URL(url)
  address.searchParams.set('cursor', next)
  return { link: `<${address.pathname}${address.search}>; rel="next"` }
}
