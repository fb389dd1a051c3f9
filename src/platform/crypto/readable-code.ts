/** Crockford's base 32: no I, L, O nor U, so that a code survives a telephone and a ball-point pen. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const bitsPerCharacter = 5
const groupLength = 4
const readable = /^[0-9A-HJKMNP-TV-Z]{1,64}$/

/**
 * Bytes as a code to read aloud: `K7QM-4T2X-9PZD`. As many characters as the bytes fill completely,
 * in groups of four: 8 bytes give 12 characters (60 bits, the last four are left out).
 */
export function readableCode(bytes: Uint8Array): string {
  const whole = Math.floor((bytes.length * 8) / bitsPerCharacter)
  const characters = whole - (whole % groupLength)
  let code = ''
  for (let index = 0; index < characters; index++) code += alphabet[fiveBitsAt(bytes, index * bitsPerCharacter)]
  return grouped(code)
}

/**
 * What somebody typed, as the code was written: lower case, spaces, missing dashes, O for 0 and I or L for 1 are forgiven.
 * @returns undefined when it holds a character that no code has, or nothing.
 */
export function readCode(typed: string): string | undefined {
  const plain = typed
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}._]+/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return readable.test(plain) ? grouped(plain) : undefined
}

const grouped = (code: string): string => (code.match(/.{1,4}/g) ?? []).join('-')

function fiveBitsAt(bytes: Uint8Array, bit: number): number {
  const index = bit >> 3
  const sixteen = ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)
  return (sixteen >> (16 - bitsPerCharacter - (bit & 7))) & 31
}
