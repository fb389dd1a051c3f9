import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Archive } from './schema.ts'

/** What binds an archive to the one before, and what proves that it was sealed here. */

export interface Seal {
  /** Ed25519, in base64url. */
  readonly publicKey: string
  sign(text: string | Uint8Array): string
  isSigned(text: string | Uint8Array, signature: string): boolean
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** @param seed 32 bytes that nobody else has. */
export function sealOf(seed: Buffer): Seal {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey: KeyObject = createPublicKey(key)
  return {
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
    isSigned: (text, signature) => verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url')),
  }
}

/** Before the first archive of a collectivity. */
export const firstLink = { seq: 0, hash: '0'.repeat(64) }

type Bound = Pick<
  Archive,
  'collectivityId' | 'id' | 'dossierId' | 'version' | 'number' | 'madeAt' | 'digest' | 'manifest' | 'seq' | 'previous'
>

/** SHA-256, in hexadecimal, of all that a link says, the hash of the one before included. */
export const hashOfLink = (link: Bound): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        'traboule.archive/1',
        link.collectivityId,
        link.id,
        link.dossierId,
        link.version,
        link.number,
        link.madeAt.toISOString(),
        link.digest,
        link.manifest,
        link.seq,
        link.previous,
      ]),
    )
    .digest('hex')
