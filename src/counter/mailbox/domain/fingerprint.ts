import { createHash } from 'node:crypto'

/** What its sender wrote in the head; what servers add on the way changes from a copy to the next. */
const own = ['message-id', 'from', 'date', 'subject'] as const

/**
 * The same for each copy of one mail: its identifier, its own headers and its body. A program that gives each mail the same
 * identifier loses none; a mail that comes twice, or in two mailboxes, is one.
 */
export function fingerprintOf(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const end = endOfHead(bytes)
  const head = bytes
    .subarray(0, Math.min(end, 256 * 1024))
    .toString('latin1')
    .replaceAll(/\r?\n[ \t]+/g, ' ')
  const hash = createHash('sha256')
  for (const name of own) hash.update(`${name}:${new RegExp(`^${name}:(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''}\n`)
  return hash.update(bytes.subarray(end)).digest()
}

function endOfHead(bytes: Buffer): number {
  const places = ['\r\n\r\n', '\n\n'].map((mark) => bytes.indexOf(mark)).filter((place) => place !== -1)
  return places.length === 0 ? bytes.length : Math.min(...places)
}
