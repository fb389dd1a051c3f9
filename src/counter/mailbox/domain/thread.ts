import { readableCode } from '#platform/crypto'

/** How an answer finds its request: a key in the address that it is sent to, or in the identifiers of what it answers. */

/** `cor-2026-04187.k7qm4t2x9pzdk7qm`: the number, and what nobody can guess of it. */
export interface ReplyKey {
  /** `COR-2026-04187` */
  readonly number: string
  /** Lower case. */
  readonly proof: string
}

/** 80 bits of an HMAC, in letters that survive any mail program. */
export const proofOf = (hmac: Uint8Array): string =>
  readableCode(hmac.subarray(0, 10)).replaceAll('-', '').toLowerCase()

export const replyKey = ({ number, proof }: ReplyKey): string => `${number.toLowerCase()}.${proof}`

const keys = /\b([a-z]{3}-\d{4}-\d{5,9})\.([0-9a-hjkmnp-tv-z]{16})(?![0-9a-z])/gi

/** The keys that some texts hold: addresses, identifiers, the original that a server gives back. */
export const keysIn = (texts: readonly string[]): readonly ReplyKey[] =>
  texts
    .flatMap((text) => [...text.matchAll(keys)])
    .slice(0, 20)
    .map(([, number = '', proof = '']) => ({ number: number.toUpperCase(), proof: proof.toLowerCase() }))

/** A number in brackets, as our subjects end. */
export const numberInSubject = (subject: string): string | undefined =>
  /\b([A-Z]{3}-\d{4}-\d{5,9})\b/i.exec(subject)?.[1]?.toUpperCase()

/** A local part has 64 characters at most (RFC 5321, 4.5.3.1.1). */
const longestLocal = 64

/** Where answers about a request are sent: an address of its own where the mailbox receives such, or the mailbox's. */
export function replyAddress(box: { readonly address: string; readonly takesPlus: boolean }, key: string): string {
  const at = box.address.lastIndexOf('@')
  const local = `${box.address.slice(0, at)}+${key}`
  return box.takesPlus && local.length <= longestLocal ? `${local}${box.address.slice(at)}` : box.address
}

/** The identifier under which mail programs gather what is said of one request (RFC 5322, 3.6.4). */
export const threadId = (key: string, host: string): string => `<${key}@${host}>`
