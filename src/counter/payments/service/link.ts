import type { Secrets } from '#platform/crypto'
import { isSameSecret } from '#platform/crypto'

/*
 * Who has the link pays: the applicant, from her request or from a letter, without an account too, and again when the
 * provider sends her back without a cookie. It says nothing, and one that was not made here opens nothing.
 */

const purpose = 'payment-link'
const proofLength = 16

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

const proofOf = (secrets: Secrets, collectivityId: string, paymentId: string): Buffer =>
  secrets.hmac(purpose, `${collectivityId} ${paymentId}`).subarray(0, proofLength)

export const linkOf = (secrets: Secrets, collectivityId: string, paymentId: string): string =>
  Buffer.concat([bytesOf(paymentId), proofOf(secrets, collectivityId, paymentId)]).toString('base64url')

/** The payment that a link opens in a collectivity; nothing when the link was not made for it. */
export function readLink(secrets: Secrets, collectivityId: string, link: string): string | undefined {
  const bytes = Buffer.from(link, 'base64url')
  if (bytes.length !== 16 + proofLength || bytes.toString('base64url') !== link) return undefined
  const id = bytes
    .subarray(0, 16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return isSameSecret(proofOf(secrets, collectivityId, id), bytes.subarray(16)) ? id : undefined
}
