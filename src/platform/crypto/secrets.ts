import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { AppError } from '#kernel/errors'

/**
 * Everything that the installation's one secret protects. Each use names its purpose and has a key of its own:
 * what is made for one purpose proves nothing for another.
 */
export interface Secrets {
  /** 32 bytes bound to a purpose (`tracking`, `session-cookie`), the same at every call and every start. */
  keyFor(purpose: string): Buffer
  /** HMAC-SHA-256 under the purpose's key, 32 bytes. */
  hmac(purpose: string, data: string | Uint8Array): Buffer
  /** Encrypts a small value (AES-256-GCM) into text safe in a URL; `about` (a row's id) must be given again to open it. */
  seal(purpose: string, value: string, about?: string): string
  /** The value, or undefined when it was not sealed here for this purpose and this `about`, or was altered. */
  open(purpose: string, sealed: string, about?: string): string | undefined
}

const leastLength = 32
const nonceLength = 12
const tagLength = 16

/**
 * @param master the installation's secret: 32 bytes, or a text of 32 characters or more.
 * @throws AppError `invalid crypto.master_too_short`.
 */
export function createSecrets(master: string | Uint8Array): Secrets {
  const material = typeof master === 'string' ? Buffer.from(master, 'utf8') : Buffer.from(master)
  if (material.length < leastLength) throw new AppError('invalid', 'crypto.master_too_short')
  const keys = new Map<string, Buffer>()
  const keyFor = (purpose: string): Buffer => {
    const known = keys.get(purpose)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', material, 'traboule', purpose, 32))
    keys.set(purpose, key)
    return key
  }
  // Kept as the library wants it: it takes a tenth of a millisecond to find out what a plain buffer is.
  const readyKeys = new Map<string, KeyObject>()
  const readyKeyFor = (purpose: string): KeyObject => {
    const key = readyKeys.get(purpose) ?? createSecretKey(keyFor(purpose))
    readyKeys.set(purpose, key)
    return key
  }
  return {
    // A copy: whoever receives a key cannot change it for the others.
    keyFor: (purpose) => Buffer.from(keyFor(purpose)),
    hmac: (purpose, data) => createHmac('sha256', readyKeyFor(purpose)).update(data).digest(),
    seal: (purpose, value, about = '') => {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', readyKeyFor(`seal:${purpose}`), nonce).setAAD(Buffer.from(about))
      const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')
    },
    open: (purpose, sealed, about = '') => openSealed(readyKeyFor(`seal:${purpose}`), sealed, about),
  }
}

function openSealed(key: KeyObject, sealed: string, about: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < nonceLength + tagLength) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-tagLength))
  try {
    const body = bytes.subarray(nonceLength, -tagLength)
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** SHA-256, 32 bytes: for what is already unguessable (a session's secret, a file's content), never for a password. */
export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer')

/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
export function isSameSecret(a: string | Uint8Array, b: string | Uint8Array): boolean {
  // Hashing first gives both the same length, which timingSafeEqual demands.
  return timingSafeEqual(sha256(a), sha256(b))
}
