import { createHmac, randomBytes } from 'node:crypto'
import { isSameSecret } from '#platform/crypto'

/** Signatures of Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA-256 over `id.timestamp.body`, in base64. */

const prefix = 'whsec_'

/** Minutes that the clocks of both sides may differ. */
const tolerance = 5 * 60

/** `whsec_` and 32 random bytes in base64. */
export const newWebhookSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(prefix, ''), 'base64')

/** Whether a text is a secret of this standard: 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(text)) return false
  const { length } = keyOf(text)
  return length >= 24 && length <= 64
}

export interface Signed {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

const signatureOf = (secret: string, { id, timestamp, body }: Signed): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`

/** The headers that prove who sent a message and when; while a secret is replaced, both sign. */
export const signedHeaders = (secrets: readonly string[], signed: Signed): Record<string, string> => ({
  'webhook-id': signed.id,
  'webhook-timestamp': String(signed.timestamp),
  'webhook-signature': secrets.map((secret) => signatureOf(secret, signed)).join(' '),
})

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * The id of a message that was signed by one of these secrets, at this moment or nearly; undefined otherwise.
 * @param now to judge its age: an old message that is sent again proves nothing.
 */
export function readSigned(
  secrets: readonly string[],
  { headers, body, now }: { readonly headers: Headers; readonly body: string; readonly now: Date },
): string | undefined {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => headers[name],
  )
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string') return undefined
  if (!/^\d{1,12}$/.test(timestamp) || id.length > 200 || signature.length > 1000) return undefined
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > tolerance) return undefined
  const given = signature.split(' ')
  const expected = secrets.map((secret) => signatureOf(secret, { id, timestamp: Number(timestamp), body }))
  return expected.some((each) => given.some((one) => isSameSecret(one, each))) ? id : undefined
}
