import { DOMParser } from '@xmldom/xmldom'

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const service =
  'http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService'

export interface Call {
  readonly operation: string
  readonly fields: Readonly<Record<string, string>>
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Reads a question as the service does: the operation under the body, its fields in `arg0`. */
export function readCall(text: string): Call | undefined {
  const document = new DOMParser({ errorHandler: { warning: () => {}, error: () => {} } }).parseFromString(
    text,
    'text/xml',
  )
  const body = document?.getElementsByTagNameNS(soap, 'Body').item(0)
  const asked = elementsOf(body)[0]
  const argument = elementsOf(asked).find((element) => element.nodeName === 'arg0')
  if (!asked || !argument || asked.namespaceURI !== service) return undefined
  const fields = Object.fromEntries(elementsOf(argument).map((field) => [field.nodeName, field.textContent ?? '']))
  return { operation: asked.localName ?? '', fields }
}

function elementsOf(node: Element | null | undefined): Element[] {
  return Array.from({ length: node?.childNodes.length ?? 0 }, (_, index) => node?.childNodes.item(index)).filter(
    (child): child is Element & ChildNode => child?.nodeType === 1,
  )
}

const envelope = (body: string): string =>
  `<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="${soap}"><S:Body>${body}</S:Body></S:Envelope>`

const written = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
    .join('')

export const answerTo = (operation: string, fields: Readonly<Record<string, string>>): string =>
  envelope(
    `<ns2:${operation}Response xmlns:ns2="${service}"><return>${written(fields)}</return></ns2:${operation}Response>`,
  )

const exceptions = 'fr.gouv.finances.cp.tpa.webservice.exceptions'

/** A fault as the service writes it; a technical one says nothing of the trade. */
export function faultOf(code: string, said: string, kind = 'FonctionnelleErreur'): string {
  const detail = written({ code, descriptif: '', libelle: said, severite: '2' })
  return envelope(
    `<S:Fault><faultcode>S:Server</faultcode><faultstring>${exceptions}.${kind}</faultstring>` +
      `<detail><ns2:${kind} xmlns:ns2="${service}">${detail}</ns2:${kind}></detail></S:Fault>`,
  )
}
