import { accepted, type Outcome, refused } from '#kernel/outcome'
import { childrenOf, readXml, textOfOnlyElement, Xml, xml, type XmlFault } from '#platform/xml'
import { longestMessage } from './names.ts'

const soapSpace = 'http://schemas.xmlsoap.org/soap/envelope/'
const options = { longest: longestMessage } as const

/** What goes with a message by SOAP over HTTP (SAML 2.0 Bindings, 3.2.3). */
export const soapHeaders = {
  'content-type': 'text/xml; charset=utf-8',
  soapaction: '"http://www.oasis-open.org/committees/security"',
  'cache-control': 'no-cache, no-store',
} as const

/** A message in its envelope (SAML 2.0 Bindings, 3.2.2); what signed it holds there too. */
export const inSoap = (message: string): string =>
  xml`<soap:Envelope xmlns:soap="${soapSpace}"><soap:Body>${new Xml(message)}</soap:Body></soap:Envelope>`.text

/** The message that an envelope carries, as a text of its own: one message, and nothing that must be understood besides. */
export function outOfSoap(text: string): Outcome<string, XmlFault> {
  const read = readXml(text, options)
  if (!read.ok) return read
  const { name, space, children } = read.value
  const [body] = childrenOf(read.value, soapSpace, 'Body')
  if (name !== 'Envelope' || space !== soapSpace || body?.children.length !== 1) return refused('malformed')
  // A header could hold a second message; none is asked for.
  if (children.some((child) => child !== body && child.children.length > 0)) return refused('malformed')
  const message = textOfOnlyElement(text, { space: soapSpace, name: 'Body' }, options)
  return message === undefined ? refused('malformed') : accepted(message)
}
