import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Secrets } from '#platform/crypto'
import type { Database, Tx } from '#platform/db'
import { type AddressFault, faultOfAddress, topicsOf } from './domain.ts'
import { deliverWebhooks } from './jobs.ts'
import { enqueue } from '#platform/jobs'
import type { Attempt, Delivery, DeliveryState, Message, Subscription, SubscriptionKey } from './schema.ts'
import { newWebhookSecret } from './signature.ts'
import {
  deleteSubscriptionRow,
  findDeliveryRow,
  findSubscriptionRow,
  insertDeliveryRows,
  insertSubscriptionRow,
  listAttemptRows,
  type ListedSubscription,
  listDeliveryRows,
  listEverySubscriptionRow,
  listSubscriptionRows,
  lockSubscriptionRow,
  type Replay,
  replayRows,
  type SealedSubscription,
  updateSubscriptionRow,
} from './store.ts'

/** Days during which the secret before a rotation also signs, unless who rotates says otherwise. */
const overlapDays = 7

const purpose = 'webhooks.secret'

export interface SubscriptionInput {
  /** Kept by who asks, so that asking twice makes one; a new one unless given. */
  readonly id?: string
  readonly owner: string
  readonly label: string
  readonly url: string
  readonly topics: readonly string[]
  /** Of both sides already; drawn here unless given. */
  readonly secret?: string
}

export interface Rotation {
  readonly until?: Date
  readonly secret?: string
}

const overlapFrom = (now: Date): Date => new Date(now.getTime() + overlapDays * 86_400_000)

export interface KeeperTools {
  readonly secrets: Secrets
  /** Receivers may be on the town's own network, unencrypted. */
  readonly allowPrivate: boolean
}

/** What keeps subscriptions and writes messages: everything but sending. Each takes the transaction of who asks. */
export interface WebhookKeeper {
  /** Its secret is told here, and by `readSecret`. */
  subscribe(
    tx: Tx,
    collectivityId: string,
    input: SubscriptionInput,
    now: Date,
  ): Promise<Outcome<{ readonly id: string; readonly secret: string }, AddressFault>>
  change(
    tx: Tx,
    key: SubscriptionKey,
    change: { readonly label?: string; readonly url?: string; readonly topics?: readonly string[] },
    now: Date,
  ): Promise<Outcome<undefined, AddressFault>>
  /** A new secret, drawn unless given; the one before also signs until `until`, 7 days unless given. */
  rotateSecret(tx: Tx, key: SubscriptionKey, now: Date, chosen?: Rotation): Promise<string>
  readSecret(tx: Tx, key: SubscriptionKey): Promise<string>
  pause(tx: Tx, key: SubscriptionKey, now: Date): Promise<void>
  /** Sends again, from now on, what waited. */
  resume(tx: Tx, key: SubscriptionKey, now: Date): Promise<void>
}

export function createKeeper({ secrets, allowPrivate }: KeeperTools): WebhookKeeper {
  const seal = (secret: string, id: string): string => secrets.seal(purpose, secret, id)
  return {
    subscribe: async (tx, collectivityId, input, now) => {
      const fault = faultOfAddress(input.url, allowPrivate)
      if (fault) return refused(fault)
      const { owner, label, url, topics, id = newId(), secret = newWebhookSecret() } = input
      const row = { owner, label, url: url.trim(), topics, secret: seal(secret, id), at: now }
      await insertSubscriptionRow(tx, { collectivityId, subscriptionId: id }, row)
      return accepted({ id, secret })
    },
    change: async (tx, key, change, now) => {
      const fault = change.url === undefined ? undefined : faultOfAddress(change.url, allowPrivate)
      if (fault) return refused(fault)
      await getSubscription(tx, key)
      // Another address is another receiver: what the one before did wrong is not its fault.
      const fresh = change.url === undefined ? {} : { url: change.url.trim(), failures: 0, quietUntil: null }
      await updateSubscriptionRow(tx, key, { ...change, ...fresh }, now)
      if (change.url !== undefined) await enqueue(tx, deliverWebhooks, key)
      return accepted(undefined)
    },
    rotateSecret: async (tx, key, now, { until = overlapFrom(now), secret = newWebhookSecret() } = {}) => {
      const { secret: previousSecret } = await lockOrThrow(tx, key)
      const change = { secret: seal(secret, key.subscriptionId), previousSecret, previousUntil: until }
      await updateSubscriptionRow(tx, key, change, now)
      return secret
    },
    readSecret: async (tx, key) => openSecrets(secrets, await getSealed(tx, key), new Date(0))[0] ?? '',
    pause: async (tx, key, now) => {
      await lockOrThrow(tx, key)
      await updateSubscriptionRow(tx, key, { state: 'paused' }, now)
    },
    resume: async (tx, key, now) => {
      await lockOrThrow(tx, key)
      await updateSubscriptionRow(tx, key, { state: 'active', failures: 0, quietUntil: null }, now)
      await enqueue(tx, deliverWebhooks, key)
    },
  }
}

/** The secrets that sign now: the present one, then the one before while it holds. */
export function openSecrets(
  secrets: Secrets,
  { id, secret, previousSecret, previousUntil }: SealedSubscription,
  now: Date,
): string[] {
  const isHeld = previousUntil !== null && previousUntil > now
  return [secret, ...(isHeld && previousSecret !== null ? [previousSecret] : [])].flatMap(
    (sealed) => secrets.open(purpose, sealed, id) ?? [],
  )
}

/**
 * Tells a message to every subscription of the collectivity that takes its type, in the transaction of what it tells.
 * One that is paused finds it later; one whose receiver has gone does not.
 */
export async function announce(tx: Tx, collectivityId: string, message: Message): Promise<void> {
  await insertDeliveryRows(
    tx,
    { collectivityId, topics: topicsOf(message.type) },
    written(message),
    deliverWebhooks.name,
  )
}

/** Tells a message to one subscription, whatever its topics. */
export async function sendTo(
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  message: Message,
): Promise<void> {
  const to = { collectivityId, subscriptionId, topics: [] }
  await insertDeliveryRows(tx, to, written(message), deliverWebhooks.name)
}

const written = ({ id, type, subject = '', place = 0, at, data }: Message) => ({
  id,
  type,
  subject: subject === '' ? null : subject,
  place,
  at,
  body: JSON.stringify({ type, timestamp: at.toISOString(), data }),
})

/** @throws AppError `not_found webhooks.no_subscription` */
export async function getSubscription(tx: Tx, key: SubscriptionKey): Promise<Subscription> {
  const { secret: _secret, previousSecret: _previous, ...subscription } = await getSealed(tx, key)
  return subscription
}

async function getSealed(tx: Tx, key: SubscriptionKey): Promise<SealedSubscription> {
  const found = await findSubscriptionRow(tx, key)
  if (!found) throw notFound('webhooks.no_subscription', key.subscriptionId)
  return found
}

async function lockOrThrow(tx: Tx, key: SubscriptionKey): Promise<SealedSubscription> {
  const found = await lockSubscriptionRow(tx, key)
  if (!found) throw notFound('webhooks.no_subscription', key.subscriptionId)
  return found
}

/** Those of a collectivity, of one house or of all, with what waits and what was given up (1000 at most). */
export const listSubscriptions = (tx: Tx, collectivityId: string, owner?: string): Promise<ListedSubscription[]> =>
  listSubscriptionRows(tx, { collectivityId, owner })

/** Those of every collectivity, for the operator: those that lost messages first, 500 at most. The audit keeps the passage. */
export const listEverySubscription = (db: Database, accountId: string): Promise<ListedSubscription[]> =>
  db.throughDoor({ name: 'webhooks', accountId, subject: accountId }, listEverySubscriptionRow)

/** With its messages and what was logged of them. */
export const unsubscribe = (tx: Tx, key: SubscriptionKey): Promise<void> => deleteSubscriptionRow(tx, key)

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[]
  /** To ask for the next page with; undefined at the last one. */
  readonly next: string | undefined
}

const pageSize = 50

/** Messages of a subscription, the last first. */
export async function listDeliveries(
  tx: Tx,
  key: SubscriptionKey,
  {
    state,
    cursor,
    size = pageSize,
  }: { state?: DeliveryState | undefined; cursor?: string | undefined; size?: number } = {},
): Promise<DeliveryPage> {
  const rows = await listDeliveryRows(tx, key, { state, before: readCursor(cursor), limit: size + 1 })
  const deliveries = rows.slice(0, size)
  const last = deliveries.at(-1)
  return { deliveries, next: rows.length > size && last ? `${last.createdAt.getTime()}~${last.id}` : undefined }
}

function readCursor(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  const [, time, id] = /^(\d{10,15})~([0-9a-f-]{36})$/.exec(cursor ?? '') ?? []
  return time === undefined || id === undefined ? undefined : { createdAt: new Date(Number(time)), id }
}

export interface DeliveryFile {
  readonly delivery: Delivery & { readonly body: string }
  /** The last first, 100 at most. */
  readonly attempts: readonly Attempt[]
}

/** @throws AppError `not_found webhooks.no_delivery` */
export async function readDelivery(tx: Tx, key: SubscriptionKey, deliveryId: string): Promise<DeliveryFile> {
  const asked = { ...key, deliveryId }
  const [delivery, attempts] = await Promise.all([findDeliveryRow(tx, asked), listAttemptRows(tx, asked)])
  if (!delivery) throw notFound('webhooks.no_delivery', deliveryId)
  return { delivery, attempts }
}

/**
 * Sends anew, under the same ids: one message, or those since a moment; what was given up unless `states` says more.
 * @returns how many.
 */
export async function replay(
  tx: Tx,
  key: SubscriptionKey,
  { states = ['dead'], ...asked }: Partial<Replay>,
  now: Date,
): Promise<number> {
  const replayed = await replayRows(tx, key, { ...asked, states }, now)
  if (replayed > 0) await enqueue(tx, deliverWebhooks, key)
  return replayed
}
