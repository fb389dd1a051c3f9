import type { CasService } from '../../schema.ts'
import { isSafeAddress } from '../saml/metadata.ts'

/**
 * An address to come back to, as browsers will read it, without its fragment; undefined when it is none that a ticket may
 * travel to.
 */
export function readService(text: string | undefined): URL | undefined {
  if (text === undefined || !isSafeAddress(text) || /[\s\\]/.test(text)) return undefined
  const url = new URL(text)
  url.hash = ''
  return url
}

/** The prefix that an application is registered by, as it is compared: no query, no fragment, no slash at its end. */
export function readPrefix(text: string): string | undefined {
  const url = readService(text.trim())
  if (!url || url.search !== '') return undefined
  return url.href.replace(/\/+$/, '')
}

/** The most precise of the applications that an address belongs to: same origin, and the whole of each folder. */
export const serviceAt = (url: URL, services: readonly CasService[]): CasService | undefined =>
  services
    .filter(({ prefix }) => {
      const own = new URL(prefix)
      const folder = own.pathname.replace(/\/+$/, '')
      return own.origin === url.origin && (url.pathname === folder || url.pathname.startsWith(`${folder}/`))
    })
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0]

/** The address with its ticket. */
export const withTicket = (url: URL, ticket: string): string =>
  `${url.href}${url.search === '' ? (url.href.endsWith('?') ? '' : '?') : '&'}ticket=${encodeURIComponent(ticket)}`

/** Whether a ticket asked for an address is shown for the same: applications add or leave out the ticket itself. */
export function isSameService(asked: string, shown: string | undefined): boolean {
  const url = readService(shown)
  return url !== undefined && url.href === asked
}
