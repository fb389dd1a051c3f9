import { hash } from 'node:crypto'

/**
 * An identifier that follows from another: the same mandate, news and reader give the same one, so that a mail is sent once.
 * Shaped as a UUID of version 8 (RFC 9562, section 5.8).
 */
export function derivedId(from: string, purpose: string): string {
  const bytes = hash('sha256', `mandate:${purpose}:${from}`, 'buffer').subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
