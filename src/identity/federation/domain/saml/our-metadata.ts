import { Xml, xml } from '#platform/xml'
import { signXml, type SigningKey } from '../xml/signature.ts'
import { bindings, dsigSpace, formatUris, metadataSpace, protocolSpace } from './names.ts'

/** Addresses of ours, all under one origin. */
export interface Addresses {
  /** Our name: the address of our metadata. */
  readonly entityId: string
  readonly signIn: string
  readonly signOut: string
}

export const addressesOf = (publicUrl: string): Addresses => ({
  entityId: `${publicUrl}/saml/metadata`,
  signIn: `${publicUrl}/saml/sso`,
  signOut: `${publicUrl}/saml/slo`,
})

interface MetadataContents {
  readonly id: string
  readonly addresses: Addresses
  /** Those that sign now, or soon will. */
  readonly certificates: readonly string[]
  readonly validUntil: Date
}

/** What a service provider needs to know of us, signed (SAML 2.0 Metadata, 2.4.3). */
export function writeMetadata({ id, addresses, certificates, validUntil }: MetadataContents, key: SigningKey): string {
  const service = (name: string, url: string) =>
    (['redirect', 'post'] as const).map(
      (binding) => xml`<md:${new Xml(name)} Binding="${bindings[binding]}" Location="${url}"/>`,
    )
  const keys = certificates.map(
    (certificate) =>
      xml`<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${dsigSpace}"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
  )
  const formats = Object.values(formatUris).map((uri) => xml`<md:NameIDFormat>${uri}</md:NameIDFormat>`)
  const { text } =
    xml`<md:EntityDescriptor xmlns:md="${metadataSpace}" ID="${id}" entityID="${addresses.entityId}" validUntil="${validUntil.toISOString()}" cacheDuration="P1D">
    <md:IDPSSODescriptor protocolSupportEnumeration="${protocolSpace}" WantAuthnRequestsSigned="false">
    ${keys}${service('SingleLogoutService', addresses.signOut)}${formats}${service('SingleSignOnService', addresses.signIn)}
    </md:IDPSSODescriptor></md:EntityDescriptor>`
  return signXml(text, key, { id })
}
