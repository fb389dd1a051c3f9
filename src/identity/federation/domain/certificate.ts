import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'

/** One ASN.1 value in DER. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents)
  if (body.length < 128) return Buffer.concat([Buffer.of(tag, body.length), body])
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, body])
}

const sequence = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents)
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const sha256WithRsa = sequence(oid('2a864886f70d01010b'), der(0x05))

/** `CN=…` */
const nameOf = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName.slice(0, 64), 'utf8')))))

/** UTCTime until 2049, as RFC 5280 wants, GeneralizedTime after. */
function timeOf(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(`${text.slice(2)}Z`)) : der(0x18, Buffer.from(`${text}Z`))
}

/**
 * A certificate that a key signs for itself (RFC 5280, version 3): SAML knows keys by certificates, and trusts them because
 * somebody put them in a configuration, never because an authority signed them.
 * @param privateKey - RSA.
 * @param serial - 8 bytes or more, drawn at random.
 * @returns base64 of its DER.
 */
export function selfSignedCertificate(
  privateKey: KeyObject | string,
  about: { readonly commonName: string; readonly from: Date; readonly until: Date; readonly serial: Buffer },
): string {
  const key = typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey
  const name = nameOf(about.commonName)
  // A serial is positive: its first bit is cleared, and its first byte is not nothing.
  const serial = Buffer.concat([Buffer.of(0x01), about.serial])
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, serial),
    sha256WithRsa,
    name,
    sequence(timeOf(about.from), timeOf(about.until)),
    name,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('RSA-SHA256', body, key)
  return sequence(body, sha256WithRsa, der(0x03, Buffer.of(0), signature)).toString('base64')
}
