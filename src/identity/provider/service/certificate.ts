import { type KeyObject, randomBytes, sign } from 'node:crypto'

/** DER by hand (X.690): the little that a self-signed certificate takes. Node reads certificates and makes none. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const bytes: number[] = []
  for (let rest = body.length; rest > 0; rest >>= 8) bytes.unshift(rest & 255)
  return Buffer.concat([Buffer.from([tag, 128 + bytes.length, ...bytes]), body])
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts)

/** The encoding of an object identifier, already known. */
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const sha256WithRsa = sequence(oid('2a864886f70d01010b'), Buffer.from([0x05, 0x00]))
const commonName = oid('550403')

/** GeneralizedTime: years past 2049 included. */
const time = (at: Date): Buffer =>
  tagged(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`, 'ascii'))

const years = 10

/**
 * A certificate of an RSA key by itself (RFC 5280), as SAML partners ask for one: they pin the key, and read nothing else
 * of it. Ten years, the name of the issuer.
 * @returns PEM.
 */
export function selfSigned(
  { publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  { name, from }: { readonly name: string; readonly from: Date },
): string {
  // 16 random bytes, positive.
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  const until = new Date(from)
  until.setUTCFullYear(from.getUTCFullYear() + years)
  const who = sequence(tagged(0x31, sequence(commonName, tagged(0x0c, Buffer.from(name.slice(0, 64), 'utf8')))))
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serial),
    sha256WithRsa,
    who,
    sequence(time(from), time(until)),
    who,
    publicKey.export({ format: 'der', type: 'spki' }),
  )
  const signature = sign('sha256', body, privateKey)
  const der = sequence(body, sha256WithRsa, tagged(0x03, Buffer.from([0]), signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
