import type { AttributeRule, Claims, NameIdFormat } from '../../schema.ts'
import { signXml, type SigningKey } from '../xml/signature.ts'
import { attribute, type Xml, xml } from '#platform/xml'
import { assertionSpace, formatUris, protocolSpace, statusCodes, type StatusName } from './names.ts'

/** An assertion is taken in the three minutes after it was written; the application's clock may be a minute late. */
const lifetime = 3 * 60_000
const lateness = 60_000

interface Envelope {
  readonly id: string
  readonly now: Date
  /** Our name. */
  readonly issuer: string
  readonly destination: string
  /** The request answered; undefined when nobody asked. */
  readonly inResponseTo: string | undefined
}

const issuerOf = (issuer: string): Xml => xml`<saml:Issuer>${issuer}</saml:Issuer>`

const statusOf = (name: StatusName, message?: string): Xml => {
  const [first, second]: readonly string[] = statusCodes[name]
  const inner = second === undefined ? undefined : xml`<samlp:StatusCode Value="${second}"/>`
  const words = message === undefined ? undefined : xml`<samlp:StatusMessage>${message}</samlp:StatusMessage>`
  return xml`<samlp:Status><samlp:StatusCode Value="${first}">${inner}</samlp:StatusCode>${words}</samlp:Status>`
}

function envelope(name: 'Response' | 'LogoutResponse', about: Envelope, contents: readonly (Xml | undefined)[]): Xml {
  const { id, now, issuer, destination, inResponseTo } = about
  const opening = xml`xmlns:samlp="${protocolSpace}" xmlns:saml="${assertionSpace}" ID="${id}" Version="2.0" IssueInstant="${now.toISOString()}" Destination="${destination}"${attribute('InResponseTo', inResponseTo)}`
  const inside = xml`${issuerOf(issuer)}${contents}`
  return name === 'Response'
    ? xml`<samlp:Response ${opening}>${inside}</samlp:Response>`
    : xml`<samlp:LogoutResponse ${opening}>${inside}</samlp:LogoutResponse>`
}

export interface Subject {
  readonly nameId: string
  readonly format: NameIdFormat
}

export interface AssertionContents extends Envelope {
  readonly assertionId: string
  /** The application's name. */
  readonly audience: string
  readonly subject: Subject
  readonly sessionIndex: string
  /** When she proved who she is. */
  readonly provedAt: Date
  readonly classRef: string
  readonly attributes: readonly GivenAttribute[]
}

export interface GivenAttribute {
  readonly name: string
  readonly values: readonly string[]
}

/** What the rules of an application let out of what we know; nothing is sent empty. */
export const attributesFor = (rules: readonly AttributeRule[], known: Claims): GivenAttribute[] =>
  rules.flatMap(({ claim, name }) => {
    const values = known[claim] ?? []
    return values.length === 0 ? [] : [{ name, values }]
  })

const nameFormat = (name: string): string =>
  `urn:oasis:names:tc:SAML:2.0:attrname-format:${/^(urn:|https?:)/.test(name) ? 'uri' : 'basic'}`

const nameIdOf = ({ subject, issuer, audience }: Pick<AssertionContents, 'subject' | 'issuer' | 'audience'>): Xml => {
  // A pairwise identifier says between whom it holds.
  const isPairwise = subject.format === 'persistent'
  return xml`<saml:NameID Format="${formatUris[subject.format]}"${attribute('NameQualifier', isPairwise ? issuer : undefined)}${attribute('SPNameQualifier', isPairwise ? audience : undefined)}>${subject.nameId}</saml:NameID>`
}

/** The assertion: who she is, for whom, until when, how she proved it (SAML 2.0 Profiles, 4.1.4.2). */
function assertionOf(about: AssertionContents): Xml {
  const { now, assertionId, destination, inResponseTo, issuer, audience } = about
  const [from, until] = [new Date(now.getTime() - lateness), new Date(now.getTime() + lifetime)].map((date) =>
    date.toISOString(),
  )
  const attributes = about.attributes.map(
    ({ name, values }) =>
      xml`<saml:Attribute Name="${name}" NameFormat="${nameFormat(name)}">${values.map((value) => xml`<saml:AttributeValue>${value}</saml:AttributeValue>`)}</saml:Attribute>`,
  )
  return xml`<saml:Assertion xmlns:saml="${assertionSpace}" ID="${assertionId}" Version="2.0" IssueInstant="${now.toISOString()}">
    ${issuerOf(issuer)}
    <saml:Subject>${nameIdOf(about)}
    <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${destination}"${attribute('InResponseTo', inResponseTo)}/></saml:SubjectConfirmation></saml:Subject>
    <saml:Conditions NotBefore="${from}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
    <saml:AuthnStatement AuthnInstant="${about.provedAt.toISOString()}" SessionIndex="${about.sessionIndex}"><saml:AuthnContext><saml:AuthnContextClassRef>${about.classRef}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
    ${attributes.length === 0 ? undefined : xml`<saml:AttributeStatement>${attributes}</saml:AttributeStatement>`}
    </saml:Assertion>`
}

/** A signed assertion, as text: to be put in a response, or encrypted first. */
export const signedAssertion = (about: AssertionContents, key: SigningKey): string =>
  signXml(assertionOf(about).text, key, { id: about.assertionId, after: 'Issuer' })

/** A response that carries an assertion already signed. */
export function grantingResponse(about: Envelope, assertion: Xml): string {
  return envelope('Response', about, [statusOf('success'), assertion]).text
}

/** A response that says no, and why, signed. */
export const refusingResponse = (about: Envelope, status: StatusName, key: SigningKey): string =>
  signXml(envelope('Response', about, [statusOf(status)]).text, key, { id: about.id, after: 'Issuer' })

/** Our answer to who asked us to end a session, not signed yet. */
export const logoutResponse = (about: Envelope, status: StatusName): string =>
  envelope('LogoutResponse', about, [statusOf(status)]).text

/** Our request to end a session, not signed yet. */
export function logoutRequest(
  about: Omit<Envelope, 'inResponseTo'> & {
    readonly audience: string
    readonly subject: Subject
    readonly sessionIndex: string
  },
): string {
  const { id, now, issuer, destination, sessionIndex } = about
  const until = new Date(now.getTime() + lifetime).toISOString()
  return xml`<samlp:LogoutRequest xmlns:samlp="${protocolSpace}" xmlns:saml="${assertionSpace}" ID="${id}" Version="2.0" IssueInstant="${now.toISOString()}" Destination="${destination}" NotOnOrAfter="${until}">${issuerOf(issuer)}${nameIdOf(about)}<samlp:SessionIndex>${sessionIndex}</samlp:SessionIndex></samlp:LogoutRequest>`
    .text
}
