import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { selfSignedCertificate } from './domain/certificate.ts'
import { pemOf } from './domain/xml/signature.ts'

/** A key with its certificate, for tests: ours, an application's, a stranger's. */
export interface TestKey {
  readonly privateKey: KeyObject
  /** Base64 of DER. */
  readonly certificate: string
  readonly privatePem: string
  readonly certificatePem: string
}

export function newTestKey(commonName: string): TestKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [from, until] = [new Date('2020-01-01'), new Date('2090-01-01')]
  const certificate = selfSignedCertificate(privateKey, { commonName, from, until, serial: randomBytes(8) })
  return {
    privateKey,
    certificate,
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificatePem: pemOf(certificate),
  }
}

const spaces = `xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"`

/** What a strange message is made of, and what of it must be read. */
interface Shape {
  readonly name: string
  /** The honest one, signed, and what the thief wants read instead. */
  readonly wrap: (parts: Parts) => string
}

interface Parts {
  /** The signed message, whole. */
  readonly signed: string
  /** The signature alone. */
  readonly signature: string
  /** The signed message without its signature. */
  readonly bare: string
  /** The thief's message: where it opens (its name, its own identifier), its contents, where it closes. */
  readonly open: string
  readonly inside: string
  readonly close: string
}

const withObject = (signature: string, inside: string): string =>
  signature.replace('</ds:Signature>', `<ds:Object>${inside}</ds:Object></ds:Signature>`)

/**
 * The eight shapes of signature wrapping (Somorovsky and others, "On Breaking SAML", 2012), told of a signed message: the
 * honest one stays somewhere in the document, and its signature still holds.
 */
export const wrappings: readonly Shape[] = [
  {
    name: 'XSW1 : l’honnête dans la signature, elle-même dans la fausse',
    wrap: (p) => p.open + withObject(p.signature, p.bare) + p.inside + p.close,
  },
  { name: 'XSW2 : l’honnête avant la signature', wrap: (p) => p.open + p.bare + p.signature + p.inside + p.close },
  { name: 'XSW3 : l’honnête entière, dans la fausse, en premier', wrap: (p) => p.open + p.signed + p.inside + p.close },
  { name: 'XSW4 : l’honnête entière, dans la fausse, en dernier', wrap: (p) => p.open + p.inside + p.signed + p.close },
  {
    name: 'XSW5 : la signature dans la fausse, l’honnête à la fin',
    wrap: (p) => p.open + p.signature + p.inside + p.bare + p.close,
  },
  {
    name: 'XSW6 : l’honnête dans un objet de la signature de la fausse',
    wrap: (p) => p.open + p.inside + withObject(p.signature, p.bare) + p.close,
  },
  {
    name: 'XSW7 : l’honnête dans des extensions',
    wrap: (p) => `${p.open}${p.inside}<samlp:Extensions ${spaces}>${p.signed}</samlp:Extensions>${p.close}`,
  },
  {
    name: 'XSW8 : l’honnête, sans signature, dans un objet, la signature dans les extensions',
    wrap: (p) =>
      `${p.open}${p.inside}<samlp:Extensions ${spaces}>${withObject(p.signature, p.bare)}</samlp:Extensions>${p.close}`,
  },
]

/** Takes a signed message apart. */
export function partsOf(signed: string, thief: Pick<Parts, 'open' | 'inside' | 'close'>): Parts {
  const signature = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(signed)?.[0] ?? ''
  return { signed, signature, bare: signed.replace(signature, ''), ...thief }
}
