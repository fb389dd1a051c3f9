import { type KeyObject, X509Certificate } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { type Outcome, refused } from '#kernel/outcome'
import {
  childrenOf,
  everyUnder,
  onlyChild,
  parseStrictly,
  readXml,
  type ReadOptions,
  type XmlElement,
  type XmlFault,
} from '#platform/xml'

const dsig = 'http://www.w3.org/2000/09/xmldsig#'
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const enveloped = `${dsig}enveloped-signature`

/** What may sign, and with what: SHA-1, keys that both sides share and everything else are refused. */
export const signatureAlgorithms: Readonly<Record<string, 'RSA-SHA256' | 'RSA-SHA512'>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': 'RSA-SHA256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'RSA-SHA512',
}
export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const digestAlgorithms: ReadonlySet<string> = new Set([sha256, 'http://www.w3.org/2001/04/xmlenc#sha512'])

export type SignatureFault = XmlFault | 'unsigned' | 'wrong_shape' | 'weak_algorithm' | 'wrong_signature'

/** Whether somebody signed it, rightly or not. */
export const isSigned = (root: XmlElement): boolean => everyUnder(root, dsig, 'Signature').length > 0

/**
 * Reads a message that must be signed, whole, by one of these certificates. What is given back is read anew from what was
 * signed, so that nothing beside it can be taken for it (signature wrapping).
 * @param certificates - Base64 of their DER, as metadata give them.
 */
export function readSigned(
  text: string,
  certificates: readonly string[],
  options: ReadOptions,
): Outcome<XmlElement, SignatureFault> {
  const read = readXml(text, options)
  if (!read.ok) return read
  const fault = shapeFault(read.value)
  if (fault) return refused(fault)
  const document = parseStrictly(text, options)
  if (!document.ok) return document
  for (const certificate of certificates) {
    const signed = checkWith(text, document.value, certificate)
    if (signed === undefined) continue
    const again = readXml(signed, options)
    return again.ok && isSame(again.value, read.value) ? again : refused('wrong_shape')
  }
  return refused('wrong_signature')
}

const isSame = (a: XmlElement, b: XmlElement): boolean =>
  a.name === b.name && a.space === b.space && a.attributes['ID'] === b.attributes['ID']

/** One signature, a child of the root, over the root and nothing else, made with what we allow. */
function shapeFault(root: XmlElement): SignatureFault | undefined {
  const all = everyUnder(root, dsig, 'Signature')
  if (all.length === 0) return 'unsigned'
  const signature = onlyChild(root, dsig, 'Signature')
  const info = signature && onlyChild(signature, dsig, 'SignedInfo')
  const reference = info && onlyChild(info, dsig, 'Reference')
  if (all.length > 1 || !reference || childrenOf(signature, dsig, 'Object').length > 0) return 'wrong_shape'
  if (!isAbout(reference, root.attributes['ID'] ?? '')) return 'wrong_shape'
  return transformsFault(reference) ?? algorithmsFault(info, reference)
}

/** Whether what is signed is the whole element of this identifier, named in the one way that leaves no doubt. */
const isAbout = (reference: XmlElement, id: string): boolean =>
  /^[A-Za-z_][\w.-]*$/.test(id) && reference.attributes['URI'] === `#${id}`

function transformsFault(reference: XmlElement): SignatureFault | undefined {
  const transforms = onlyChild(reference, dsig, 'Transforms')
  const names = transforms?.children.map(({ name, space, attributes }) =>
    name === 'Transform' && space === dsig ? attributes['Algorithm'] : undefined,
  )
  return names?.join(' ') === `${enveloped} ${exclusive}` ? undefined : 'wrong_shape'
}

function algorithmsFault(info: XmlElement, reference: XmlElement): SignatureFault | undefined {
  const algorithm = (parent: XmlElement, name: string): string =>
    onlyChild(parent, dsig, name)?.attributes['Algorithm'] ?? ''
  if (algorithm(info, 'CanonicalizationMethod') !== exclusive) return 'wrong_shape'
  if (!Object.hasOwn(signatureAlgorithms, algorithm(info, 'SignatureMethod'))) return 'weak_algorithm'
  return digestAlgorithms.has(algorithm(reference, 'DigestMethod')) ? undefined : 'weak_algorithm'
}

/** What the certificate's owner signed, as it was signed; undefined when she did not. */
function checkWith(text: string, root: unknown, certificate: string): string | undefined {
  const publicCert = pemOf(certificate)
  const checker = new SignedXml({ publicCert, getCertFromKeyInfo: () => null })
  const allowed = Object.keys(signatureAlgorithms)
  checker.SignatureAlgorithms = Object.fromEntries(
    Object.entries(checker.SignatureAlgorithms).filter(([name]) => allowed.includes(name)),
  )
  try {
    checker.loadSignature(signatureNode(root) as never)
    if (!checker.checkSignature(text.trim())) return undefined
  } catch {
    // The library throws where a signature is wrong; which of its reasons changes nothing for the sender.
    return undefined
  }
  const signed = checker.getSignedReferences()
  return signed.length === 1 ? signed[0] : undefined
}

interface Parent {
  readonly childNodes: ArrayLike<{ readonly localName?: string; readonly namespaceURI?: string }>
}

const signatureNode = (root: unknown): unknown =>
  Array.from((root as Parent).childNodes).find((node) => node.localName === 'Signature' && node.namespaceURI === dsig)

/** A certificate as files hold it. */
export const pemOf = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/\s+/g, '').replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`

/** Base64 of a certificate's DER when it is one with an RSA key of 2048 bits or more. */
export function readCertificate(base64: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pemOf(base64))
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? certificate : undefined
  } catch {
    return undefined
  }
}

/** A key that signs, with the certificate that others know it by. */
export interface SigningKey {
  readonly privateKey: KeyObject
  /** Base64 of the certificate's DER. */
  readonly certificate: string
}

/**
 * Signs an element (RSA-SHA256, exclusive canonical form), its signature right after the element that `after` names.
 * @param after - XPath step under the element: `Issuer`; without it the signature comes first.
 */
export function signXml(text: string, key: SigningKey, { id, after }: { id: string; after?: string }): string {
  const signer = new SignedXml({
    privateKey: key.privateKey,
    publicCert: pemOf(key.certificate),
    signatureAlgorithm: rsaSha256,
    canonicalizationAlgorithm: exclusive,
  })
  const element = `//*[@ID='${id}']`
  signer.addReference({ xpath: element, digestAlgorithm: sha256, transforms: [enveloped, exclusive] })
  const location =
    after === undefined
      ? ({ reference: element, action: 'prepend' } as const)
      : ({ reference: `${element}/*[local-name(.)='${after}']`, action: 'after' } as const)
  signer.computeSignature(text, { prefix: 'ds', location })
  return signer.getSignedXml()
}
