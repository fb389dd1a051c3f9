import { crc32 } from 'node:zlib'

/*
 * `trb_` + 10 signs by which it is found + 32 signs of secret (190 bits) + 6 signs of checksum. The beginning lets scanners of
 * source code recognise one that was published by mistake; the checksum tells a token cut in a copy from a wrong one,
 * without asking the database.
 */

const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const beginning = 'trb_'
const lookupLength = 10
const secretLength = 32
const checksumLength = 6
const shape = /^trb_[0-9A-Za-z]{48}$/

export interface Token {
  readonly text: string
  /** Not secret: the row is found by it. */
  readonly lookup: string
  /** `trb_4f7Qk…`, for people. */
  readonly hint: string
}

/** @param random so many random bytes. */
export function newToken(random: (bytes: number) => Uint8Array): Token {
  const body = randomSigns(lookupLength + secretLength, random)
  return tokenOf(`${beginning}${body}${checksumOf(body)}`)
}

/** @returns undefined for what cannot be a token: another shape, or a checksum that is not its own. */
export function readToken(text: string): Token | undefined {
  if (!shape.test(text)) return undefined
  const body = text.slice(beginning.length, -checksumLength)
  return text.endsWith(checksumOf(body)) ? tokenOf(text) : undefined
}

const tokenOf = (text: string): Token => {
  const lookup = text.slice(beginning.length, beginning.length + lookupLength)
  return { text, lookup, hint: `${beginning}${lookup.slice(0, 6)}…` }
}

/** Each sign as likely as another: bytes from 248 on are drawn again (248 = 4 × 62). */
function randomSigns(count: number, random: (bytes: number) => Uint8Array): string {
  let text = ''
  while (text.length < count) {
    for (const byte of random(count)) if (byte < 248 && text.length < count) text += signs[byte % 62]
  }
  return text
}

function checksumOf(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let index = 0; index < checksumLength; index++) {
    text = `${signs[rest % 62]}${text}`
    rest = Math.floor(rest / 62)
  }
  return text
}
