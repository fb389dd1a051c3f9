import { accepted, type Outcome, refused } from '#kernel/outcome'
import { onlyChild, readXml, Xml, xml, type XmlElement } from '#platform/xml'

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const service =
  'http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService'

export type Operation = 'creerPaiementSecurise' | 'recupererDetailPaiementSecurise' | 'recupererDetailClient'

/** A question to the service (SOAP 1.1, document literal): its fields have no namespace, in the order of the WSDL. */
export function envelope(operation: Operation, fields: Readonly<Record<string, string>>): string {
  const lines: Xml[] = Object.entries(fields).map(([name, value]) => wrapped(name, value))
  const body = wrapped(`pai:${operation}`, wrapped('arg0', lines))
  const { text } = xml`<soapenv:Envelope xmlns:soapenv="${soap}" xmlns:pai="${service}">
    <soapenv:Header/><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
  return `<?xml version="1.0" encoding="UTF-8"?>${text}`
}

/** Names are ours, values are data. */
const wrapped = (name: string, value: string | Xml | readonly Xml[]): Xml =>
  new Xml(`<${name}>${xml`${value}`.text}</${name}>`)

export type Said =
  /** The fields of the answer, by their name in small letters: the service writes `idOp` here and `idop` there. */
  | { readonly kind: 'answer'; readonly fields: Readonly<Record<string, string>> }
  /** A fault of the trade (`FonctionnelleErreur`), or of the machine (`TechDysfonctionnementErreur` and its siblings). */
  | { readonly kind: 'fault'; readonly isTechnical: boolean; readonly code: string; readonly said: string }

const longestAnswer = 100_000

/** Reads what the service answered; a text that is not such an answer is refused with what is wrong with it. */
export function readAnswer(text: string, operation: Operation): Outcome<Said, string> {
  const root = readXml(text, { longest: longestAnswer })
  if (!root.ok) return refused<string>(root.refusal)
  const body = root.value.name === 'Envelope' ? onlyChild(root.value, soap, 'Body') : undefined
  if (!body) return refused<string>('no envelope')
  const fault = onlyChild(body, soap, 'Fault')
  if (fault) return accepted(readFault(fault))
  const answer = only(body, `${operation}Response`)
  if (!answer) return refused<string>('no answer')
  // The guide's examples have the fields in a `return`, or bare.
  return accepted({ kind: 'answer', fields: fieldsOf(only(answer, 'return') ?? answer) })
}

/** The child of that name, in whichever namespace: the guide's examples and the service differ on it. */
function only({ children }: XmlElement, name: string): XmlElement | undefined {
  const found = children.filter((child) => child.name === name)
  return found.length === 1 ? found[0] : undefined
}

function readFault(fault: XmlElement): Said {
  const error = only(fault, 'detail')?.children[0]
  const { code = '', descriptif = '', libelle = '' } = error ? fieldsOf(error) : {}
  const said = [libelle, descriptif].filter((each) => each !== '').join(', ')
  return { kind: 'fault', isTechnical: error?.name !== 'FonctionnelleErreur' || code === '', code, said }
}

/** Of two fields with one name, nobody can say which counts: neither does. */
function fieldsOf({ children }: XmlElement): Record<string, string> {
  const fields: Record<string, string> = {}
  const twice = new Set<string>()
  for (const child of children) {
    const name = child.name.toLowerCase()
    if (Object.hasOwn(fields, name)) twice.add(name)
    fields[name] = child.text.trim()
  }
  for (const name of twice) delete fields[name]
  return fields
}
