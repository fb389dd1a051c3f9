import { longestMessage } from './names.ts'
import { type MessageName, readPosted, readRedirect, type RedirectMessage } from './bindings.ts'

/** What an application sent by a browser: the query as it was received, or the fields of a form. */
export type Sent =
  | { readonly binding: 'redirect'; readonly query: string }
  | { readonly binding: 'post'; readonly fields: Readonly<Record<string, unknown>> }

/** A message out of its envelope: nothing of it has been checked. */
export interface Unsealed {
  readonly kind: MessageName
  readonly xml: string
  readonly relayState: string | null
  /** How it came by the address, with the signature of the query; undefined for a form. */
  readonly redirect: RedirectMessage | undefined
}

/** A relay state is handed back as it came; it may be longer than the eighty bytes of the standard, within reason. */
const longestRelayState = 2000

/** Takes a message out of its envelope; undefined when there is none, or two. */
export function unseal(sent: Sent): Unsealed | undefined {
  const message = sent.binding === 'redirect' ? fromQuery(sent.query) : fromFields(sent.fields)
  return message && (message.relayState ?? '').length <= longestRelayState ? message : undefined
}

function fromQuery(query: string): Unsealed | undefined {
  const read = readRedirect(query)
  if (!read.ok) return undefined
  const { kind, xml, relayState = null } = read.value
  return { kind, xml, relayState, redirect: read.value }
}

function fromFields({ SAMLRequest, SAMLResponse, RelayState = null }: Readonly<Record<string, unknown>>) {
  const message = SAMLRequest ?? SAMLResponse
  if (typeof message !== 'string' || (SAMLRequest !== undefined && SAMLResponse !== undefined)) return undefined
  if (RelayState !== null && typeof RelayState !== 'string') return undefined
  const xml = readPosted(message)
  if (xml === undefined || xml.length > longestMessage) return undefined
  const kind: MessageName = SAMLRequest === undefined ? 'SAMLResponse' : 'SAMLRequest'
  return { kind, xml, relayState: RelayState, redirect: undefined }
}
