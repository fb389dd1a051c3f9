import type { GivenAttribute } from '../saml/responses.ts'
import { Xml, xml } from '#platform/xml'

/** Codes of the protocol (CAS 3.0.3, 2.5.3). */
export type CasFailure =
  | 'INVALID_REQUEST'
  | 'INVALID_TICKET_SPEC'
  | 'UNAUTHORIZED_SERVICE_PROXY'
  | 'INVALID_TICKET'
  | 'INVALID_SERVICE'
  | 'INTERNAL_ERROR'

const casSpace = 'http://www.yale.edu/tp/cas'

const sentences: Readonly<Record<CasFailure, string>> = {
  INVALID_REQUEST: 'Il manque service ou ticket.',
  INVALID_TICKET_SPEC: 'Seuls les tickets de service (ST-…) sont acceptés ici.',
  UNAUTHORIZED_SERVICE_PROXY: 'Ce serveur ne donne pas de tickets de mandataire (proxy).',
  INVALID_TICKET: 'Ce ticket n’est pas connu, a déjà servi ou est trop ancien.',
  INVALID_SERVICE: 'Ce ticket a été donné pour une autre adresse.',
  INTERNAL_ERROR: 'Une erreur est survenue.',
}

export interface CasSuccess {
  readonly user: string
  readonly attributes: readonly GivenAttribute[]
  readonly provedAt: Date
  readonly isFresh: boolean
}

/** Names of attributes are names of elements here: those that XML would not take are left out. */
const isElementName = (name: string): boolean => /^[A-Za-z_][\w.-]*$/.test(name)

/** What the protocol itself says of a sign-in, with the attributes of version 3. */
const protocolAttributes = ({ provedAt, isFresh }: CasSuccess): GivenAttribute[] => [
  { name: 'authenticationDate', values: [provedAt.toISOString()] },
  { name: 'longTermAuthenticationRequestTokenUsed', values: ['false'] },
  { name: 'isFromNewLogin', values: [String(isFresh)] },
]

export interface AnswerOptions {
  /** Version 2 of the protocol knows no attributes. */
  readonly hasAttributes: boolean
  readonly isJson: boolean
}

const response = (inside: Xml): string =>
  xml`<cas:serviceResponse xmlns:cas="${casSpace}">${inside}</cas:serviceResponse>`.text

/** The answer for a ticket that opens, as XML or JSON (CAS 3.0.3, 2.6 and appendix A). */
export function successAnswer(success: CasSuccess, { hasAttributes, isJson }: AnswerOptions): string {
  const attributes = hasAttributes
    ? [...success.attributes, ...protocolAttributes(success)].filter(({ name }) => isElementName(name))
    : []
  if (isJson) {
    const given = Object.fromEntries(attributes.map(({ name, values }) => [name, values]))
    const authenticationSuccess = { user: success.user, ...(hasAttributes ? { attributes: given } : {}) }
    return JSON.stringify({ serviceResponse: { authenticationSuccess } })
  }
  const elements = attributes.flatMap(({ name, values }) => {
    const tag = new Xml(`cas:${name}`)
    return values.map((value) => xml`<${tag}>${value}</${tag}>`)
  })
  const within = elements.length === 0 ? undefined : xml`<cas:attributes>${elements}</cas:attributes>`
  return response(
    xml`<cas:authenticationSuccess><cas:user>${success.user}</cas:user>${within}</cas:authenticationSuccess>`,
  )
}

export const failureAnswer = (code: CasFailure, { isJson }: Pick<AnswerOptions, 'isJson'>): string =>
  isJson
    ? JSON.stringify({ serviceResponse: { authenticationFailure: { code, description: sentences[code] } } })
    : response(xml`<cas:authenticationFailure code="${code}">${sentences[code]}</cas:authenticationFailure>`)

/** The answer to who asks for a proxy ticket: there are none here. */
export const proxyRefusal = (): string =>
  response(
    xml`<cas:proxyFailure code="UNAUTHORIZED_SERVICE_PROXY">${sentences.UNAUTHORIZED_SERVICE_PROXY}</cas:proxyFailure>`,
  )

/** Tells an application that the owner of a ticket left (CAS 3.0.3, 2.3.3). */
export const logoutNotice = (about: { readonly id: string; readonly now: Date; readonly ticket: string }): string =>
  xml`<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${about.id}" Version="2.0" IssueInstant="${about.now.toISOString()}"><saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID><samlp:SessionIndex>${about.ticket}</samlp:SessionIndex></samlp:LogoutRequest>`
    .text
