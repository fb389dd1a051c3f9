import type { Dossiers } from '#counter/dossiers'
import type { Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { FileStore } from '#platform/files'
import type { Outbound } from '#platform/outbound'
import type { WebhookKeeper } from '#platform/webhooks'
import type { Partner } from '../schema.ts'
import type { SealedPartner } from '../store/partners.ts'

/** What the composition root gives to this house. */
export interface HandoverTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly secrets: Secrets
  readonly webhooks: WebhookKeeper
  readonly files: Pick<FileStore, 'put' | 'open'>
  readonly outbound: Pick<Outbound, 'fetch'>
  readonly fileFor: Dossiers['fileFor']
  /** Without trailing slash: partners fetch files and lists under it. */
  readonly publicUrl: string
  /** Partners may be on the town's own network. */
  readonly allowPrivate: boolean
}

/** Where a partner posts to, and fetches from. */
export const addressFor = (
  { publicUrl }: Pick<HandoverTools, 'publicUrl'>,
  { collectivityId, id }: Pick<Partner, 'collectivityId' | 'id'>,
): string => `${publicUrl}/api/passation/v1/${collectivityId}/${id}`

const purpose = 'handover.secret'

export const sealSecret = (secrets: Secrets, partnerId: string, secret: string): string =>
  secrets.seal(purpose, secret, partnerId)

/** The secrets that a partner may sign with now: the present one first. */
export function secretsOf(
  secrets: Secrets,
  { id, secret, previousSecret, previousUntil }: SealedPartner,
  now: Date,
): string[] {
  const before = previousUntil !== null && previousUntil > now && previousSecret !== null ? [previousSecret] : []
  return [secret, ...before].flatMap((sealed) => secrets.open(purpose, sealed, id) ?? [])
}
