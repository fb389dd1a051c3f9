import { createHmac } from 'node:crypto'
import { isSameSecret } from '#platform/crypto'

/** The key by which a partner fetches: derived from the secret that signs messages, so that one thing is exchanged. */
export const bearerOf = (secret: string): string =>
  `passation_${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update('traboule.handover/1 bearer')
    .digest('base64url')}`

/** Whether `Authorization: Bearer …` holds the key of one of these secrets. */
export function isBearer(authorization: string | undefined, secrets: readonly string[]): boolean {
  const [, given] = /^Bearer ([\w-]{20,100})$/.exec(authorization ?? '') ?? []
  return given !== undefined && secrets.some((secret) => isSameSecret(given, bearerOf(secret)))
}
