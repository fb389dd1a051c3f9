import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { LogoutBinding, SpMetadata } from '../../schema.ts'
import { childrenOf, readXml, type XmlElement, type XmlFault } from '#platform/xml'
import { readCertificate, readSigned, type SignatureFault } from '../xml/signature.ts'
import { bindings, dsigSpace, longestMetadata, metadataSpace, protocolSpace, readBoolean, readTime } from './names.ts'

export type MetadataFault =
  | XmlFault
  | SignatureFault
  | 'not_metadata'
  | 'several_entities'
  | 'no_service_provider'
  | 'no_consumer'
  | 'unsafe_address'
  | 'bad_certificate'
  | 'expired'

const options = { longest: longestMetadata, allowsComments: true } as const

/**
 * Reads the metadata of one service provider.
 * @param signer - Base64 of the certificate that must have signed them, when one is known.
 */
export function readMetadata(
  text: string,
  { now, signer }: { readonly now: Date; readonly signer?: string | undefined },
): Outcome<SpMetadata, MetadataFault> {
  const root = signer === undefined ? readXml(text, options) : readSigned(text, [signer], options)
  if (!root.ok) return root
  if (root.value.space !== metadataSpace) return refused('not_metadata')
  if (root.value.name === 'EntitiesDescriptor') return refused('several_entities')
  const { entityID: entityId } = root.value.attributes
  if (root.value.name !== 'EntityDescriptor' || !entityId || entityId.length > 1024) return refused('not_metadata')
  const role = childrenOf(root.value, metadataSpace, 'SPSSODescriptor').find(({ attributes }) =>
    (attributes['protocolSupportEnumeration'] ?? '').split(/\s+/).includes(protocolSpace),
  )
  if (!role) return refused('no_service_provider')
  return providerIn(role, { entityId, validUntil: earliest(root.value, role) }, now)
}

/** Metadata end with the sooner of their own end and their role's. */
function earliest(...elements: readonly XmlElement[]): string | null {
  const ends = elements.flatMap(({ attributes }) => readTime(attributes['validUntil'])?.getTime() ?? [])
  return ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString()
}

function providerIn(
  role: XmlElement,
  entity: Pick<SpMetadata, 'entityId' | 'validUntil'>,
  now: Date,
): Outcome<SpMetadata, MetadataFault> {
  if (entity.validUntil !== null && Date.parse(entity.validUntil) <= now.getTime()) return refused('expired')
  const consumers = consumersOf(role)
  if (consumers.length === 0) return refused('no_consumer')
  const logout = logoutOf(role)
  const addresses = [...consumers.map(({ url }) => url), ...logout.flatMap(({ url, response }) => [url, response])]
  if (!addresses.every(isSafeAddress)) return refused('unsafe_address')
  const [signing, encryption] = [certificatesFor(role, 'signing'), certificatesFor(role, 'encryption')]
  if (!signing || !encryption) return refused('bad_certificate')
  return accepted({
    ...entity,
    consumers,
    logout,
    signingCertificates: signing,
    encryptionCertificates: encryption,
    signsRequests: readBoolean(role.attributes['AuthnRequestsSigned']),
  })
}

const consumersOf = (role: XmlElement): SpMetadata['consumers'] =>
  childrenOf(role, metadataSpace, 'AssertionConsumerService')
    .filter(({ attributes }) => attributes['Binding'] === bindings.post)
    .map(({ attributes }) => ({
      url: attributes['Location'] ?? '',
      index: Number(attributes['index'] ?? 0) || 0,
      isDefault: readBoolean(attributes['isDefault']),
    }))

const bindingOf = (uri: string | undefined): LogoutBinding | undefined =>
  (Object.keys(bindings) as LogoutBinding[]).find((name) => bindings[name] === uri)

const logoutOf = (role: XmlElement): SpMetadata['logout'] =>
  childrenOf(role, metadataSpace, 'SingleLogoutService').flatMap(({ attributes }) => {
    const binding = bindingOf(attributes['Binding'])
    const url = attributes['Location'] ?? ''
    // Many publish an address for SOAP that they do not use: one that is not safe is left out, and the application stays.
    if (!binding || (binding === 'soap' && !isSafeAddress(url))) return []
    return [{ binding, url, response: (binding === 'soap' ? undefined : attributes['ResponseLocation']) ?? url }]
  })

/** Whom an assertion travels to is known by its certificate, unless it stays on the machine. */
export function isSafeAddress(text: string): boolean {
  if (text.length > 2000 || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname))
}

const isThisMachine = (hostname: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) || hostname.endsWith('.localhost')

/** Base64 of the certificates for a use; a key without a use serves both. Undefined when one is unreadable or too weak. */
function certificatesFor(role: XmlElement, use: 'signing' | 'encryption'): string[] | undefined {
  const keys = childrenOf(role, metadataSpace, 'KeyDescriptor').filter(
    ({ attributes }) => attributes['use'] === undefined || attributes['use'] === use,
  )
  const texts = keys
    .flatMap((key) => childrenOf(key, dsigSpace, 'KeyInfo'))
    .flatMap((info) => childrenOf(info, dsigSpace, 'X509Data'))
    .flatMap((data) => childrenOf(data, dsigSpace, 'X509Certificate'))
    .map(({ text }) => text.replaceAll(/\s+/g, ''))
  return texts.every((text) => readCertificate(text)) ? texts : undefined
}
