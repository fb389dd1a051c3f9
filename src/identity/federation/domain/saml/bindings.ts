import { sign, verify, X509Certificate } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { pemOf, rsaSha256, signatureAlgorithms, type SigningKey } from '../xml/signature.ts'
import { longestMessage } from './names.ts'

export type MessageName = 'SAMLRequest' | 'SAMLResponse'

/** A message as it came by the address (SAML 2.0 Bindings, 3.4): its signature covers the query exactly as it was sent. */
export interface RedirectMessage {
  readonly kind: MessageName
  readonly xml: string
  readonly relayState: string | undefined
  readonly signature: { readonly algorithm: string; readonly value: Buffer; readonly covered: string } | undefined
}

export type BindingFault = 'no_message' | 'not_encoded' | 'twice'

const meant = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg', 'Signature', 'SAMLEncoding'] as const
type Name = (typeof meant)[number]

/**
 * Reads the query of a redirection.
 * @param query - As it was received, nothing decoded: `SAMLRequest=…&RelayState=…`.
 */
export function readRedirect(query: string): Outcome<RedirectMessage, BindingFault> {
  const raw = parametersIn(query)
  if (!raw || (raw.has('SAMLRequest') && raw.has('SAMLResponse'))) return refused('twice')
  const kind = raw.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse'
  const message = decode(raw.get(kind))
  if (message === undefined) return refused('no_message')
  const xml = inflate(message)
  const relayState = decode(raw.get('RelayState'))
  if (xml === undefined || raw.has('RelayState') !== (relayState !== undefined)) return refused('not_encoded')
  return accepted({ kind, xml, relayState, signature: signatureIn(raw, kind) })
}

/** Parameters as they were sent; undefined when one is there twice: one could be checked and the other used. */
function parametersIn(query: string): Map<Name, string> | undefined {
  const raw = new Map<Name, string>()
  for (const part of query.split('&')) {
    const [label = '', ...value] = part.split('=')
    const name = meant.find((each) => each === label)
    if (name !== undefined && raw.has(name)) return undefined
    if (name !== undefined) raw.set(name, value.join('='))
  }
  return raw
}

function signatureIn(raw: ReadonlyMap<Name, string>, kind: MessageName): RedirectMessage['signature'] {
  const [signature, algorithm] = [decode(raw.get('Signature')), decode(raw.get('SigAlg'))]
  if (signature === undefined) return undefined
  const covered = [kind, 'RelayState' as const, 'SigAlg' as const].flatMap((name) => {
    const value = raw.get(name)
    return value === undefined ? [] : `${name}=${value}`
  })
  return { algorithm: algorithm ?? '', value: Buffer.from(signature, 'base64'), covered: covered.join('&') }
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return undefined
  }
}

function inflate(base64: string): string | undefined {
  if (base64.length > longestMessage) return undefined
  try {
    // A few bytes may unfold to gigabytes: the bound is on what comes out.
    const bytes = inflateRawSync(Buffer.from(base64, 'base64'), { maxOutputLength: longestMessage })
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

export type QuerySignatureFault = 'unsigned' | 'weak_algorithm' | 'wrong_signature'

/** Why the query was not signed by one of these certificates; undefined when it was. */
export function redirectFault(
  { signature }: RedirectMessage,
  certificates: readonly string[],
): QuerySignatureFault | undefined {
  if (!signature) return 'unsigned'
  const algorithm = Object.hasOwn(signatureAlgorithms, signature.algorithm)
    ? signatureAlgorithms[signature.algorithm]
    : undefined
  if (algorithm === undefined) return 'weak_algorithm'
  const isHers = certificates.some((certificate) =>
    verify(
      algorithm,
      Buffer.from(signature.covered),
      new X509Certificate(pemOf(certificate)).publicKey,
      signature.value,
    ),
  )
  return isHers ? undefined : 'wrong_signature'
}

/** The address that carries a message, signed. */
export function redirectTo(
  url: string,
  message: { readonly kind: MessageName; readonly xml: string; readonly relayState?: string | undefined },
  key: SigningKey,
): string {
  const deflated = deflateRawSync(Buffer.from(message.xml)).toString('base64')
  const covered = [
    `${message.kind}=${encodeURIComponent(deflated)}`,
    ...(message.relayState === undefined ? [] : [`RelayState=${encodeURIComponent(message.relayState)}`]),
    `SigAlg=${encodeURIComponent(rsaSha256)}`,
  ].join('&')
  const signature = sign('RSA-SHA256', Buffer.from(covered), key.privateKey).toString('base64')
  return `${url}${url.includes('?') ? '&' : '?'}${covered}&Signature=${encodeURIComponent(signature)}`
}

/** The XML of a field of a form (SAML 2.0 Bindings, 3.5); undefined when it is none. */
export function readPosted(base64: string): string | undefined {
  const compact = base64.replaceAll(/\s+/g, '')
  if (compact === '' || compact.length > longestMessage * 1.4 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact))
    return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(compact, 'base64'))
  } catch {
    return undefined
  }
}
