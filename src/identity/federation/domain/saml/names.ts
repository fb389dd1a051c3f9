import type { NameIdFormat } from '../../schema.ts'

export const assertionSpace = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const protocolSpace = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const metadataSpace = 'urn:oasis:names:tc:SAML:2.0:metadata'
export const dsigSpace = 'http://www.w3.org/2000/09/xmldsig#'

export const bindings = {
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  soap: 'urn:oasis:names:tc:SAML:2.0:bindings:SOAP',
} as const

export const formatUris: Readonly<Record<NameIdFormat, string>> = {
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  email: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
}

/** Our word for a format; undefined for those that we do not make. */
export const formatOf = (uri: string): NameIdFormat | undefined =>
  (Object.keys(formatUris) as NameIdFormat[]).find((format) => formatUris[format] === uri)

const status = (name: string): string => `urn:oasis:names:tc:SAML:2.0:status:${name}`

/** Why a request was not granted (SAML 2.0 Core, 3.2.2.2): the first code says whose fault it is. */
export const statusCodes = {
  success: [status('Success')],
  partialLogout: [status('Success'), status('PartialLogout')],
  noPassive: [status('Responder'), status('NoPassive')],
  noAuthnContext: [status('Responder'), status('NoAuthnContext')],
  authnFailed: [status('Responder'), status('AuthnFailed')],
  requestDenied: [status('Responder'), status('RequestDenied')],
  invalidNameIdPolicy: [status('Requester'), status('InvalidNameIDPolicy')],
  unknownPrincipal: [status('Requester'), status('UnknownPrincipal')],
} as const
export type StatusName = keyof typeof statusCodes

/** Longest message read, in characters of XML; they are a few thousand. */
export const longestMessage = 100_000
/** Longest metadata, in characters. */
export const longestMetadata = 500_000

/** How far our clock and another's may be apart, in milliseconds. */
export const clockSkew = 60_000

/** A moment as SAML writes it: UTC, with its Z; undefined for any other text. */
export function readTime(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** `xs:boolean` */
export const readBoolean = (text: string | undefined): boolean => text === 'true' || text === '1'
