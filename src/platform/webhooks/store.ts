import { query, statement, type Tx } from '#platform/db'
import type { Answered, Attempt, Delivery, DeliveryState, Leaving, Subscription, SubscriptionKey } from './schema.ts'
import type { Verdict } from './domain.ts'

const subscriptionColumns = `collectivity_id as "collectivityId", id, owner, label, url, topics, state,
  previous_until as "previousUntil", failures, quiet_until as "quietUntil", created_at as "createdAt"`

/** What a subscription keeps besides: its secrets, sealed. */
export interface SealedSubscription extends Subscription {
  readonly secret: string
  readonly previousSecret: string | null
}

const oneSubscription = statement(
  'webhooks.find_subscription',
  `select ${subscriptionColumns}, secret, previous_secret as "previousSecret" from webhooks.subscription
  where collectivity_id = $1 and id = $2`,
)

export const findSubscriptionRow = async (
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
): Promise<SealedSubscription | undefined> =>
  (await tx.named<SealedSubscription>(oneSubscription, [collectivityId, subscriptionId]))[0]

export const lockSubscriptionRow = async (
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
): Promise<SealedSubscription | undefined> =>
  (
    await tx.sql<SealedSubscription>(
      `select ${subscriptionColumns}, secret, previous_secret as "previousSecret" from webhooks.subscription
      where collectivity_id = $1 and id = $2 for update`,
      [collectivityId, subscriptionId],
    )
  )[0]

export type ListedSubscription = Subscription & {
  readonly waiting: number
  readonly dead: number
  readonly lastDeliveredAt: Date | null
}

/** Counts stop at 1000: more says nothing more. */
const listed = `select ${subscriptionColumns},
    (select count(*) from (select 1 from webhooks.delivery d where d.collectivity_id = s.collectivity_id
      and d.subscription_id = s.id and d.state = 'waiting' limit 1000) as counted) as waiting,
    (select count(*) from (select 1 from webhooks.delivery d where d.collectivity_id = s.collectivity_id
      and d.subscription_id = s.id and d.state = 'dead' limit 1000) as counted) as dead,
    (select d.settled_at from webhooks.delivery d where d.collectivity_id = s.collectivity_id
      and d.subscription_id = s.id and d.state = 'delivered'
      order by d.created_at desc, d.id desc limit 1) as "lastDeliveredAt"
  from webhooks.subscription s`

export const listSubscriptionRows = (
  tx: Tx,
  { collectivityId, owner }: { readonly collectivityId: string; readonly owner?: string | undefined },
): Promise<ListedSubscription[]> =>
  tx.sql<ListedSubscription>(
    `${listed} where collectivity_id = $1 and ($2::text is null or owner = $2) order by label, id`,
    [collectivityId, owner ?? null],
  )

/** Of every collectivity, through a door: those that do not answer first. */
export const listEverySubscriptionRow = (tx: Tx): Promise<ListedSubscription[]> =>
  tx.sql<ListedSubscription>(`${listed} order by dead desc, failures desc, label, id limit 500`)

export interface NewSubscription extends Pick<SealedSubscription, 'owner' | 'label' | 'url' | 'topics' | 'secret'> {
  readonly at: Date
}

export async function insertSubscriptionRow(
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  { at, topics, ...kept }: NewSubscription,
): Promise<void> {
  await tx.run(
    query.insertInto('webhooks.subscription').values({
      ...kept,
      topics: [...topics],
      collectivity_id: collectivityId,
      id: subscriptionId,
      state: 'active',
      created_at: at,
      changed_at: at,
    }),
  )
}

export type SubscriptionChange = Partial<
  Pick<
    SealedSubscription,
    'label' | 'url' | 'topics' | 'state' | 'secret' | 'previousSecret' | 'previousUntil' | 'failures' | 'quietUntil'
  >
>

export async function updateSubscriptionRow(
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  { previousSecret, previousUntil, quietUntil, topics, ...change }: SubscriptionChange,
  at: Date,
): Promise<void> {
  await tx.run(
    query
      .updateTable('webhooks.subscription')
      .set({
        ...change,
        ...(topics !== undefined && { topics: [...topics] }),
        ...(previousSecret !== undefined && { previous_secret: previousSecret }),
        ...(previousUntil !== undefined && { previous_until: previousUntil }),
        ...(quietUntil !== undefined && { quiet_until: quietUntil }),
        changed_at: at,
      })
      .where('collectivity_id', '=', collectivityId)
      .where('id', '=', subscriptionId),
  )
}

const forget = statement(
  'webhooks.forget_failures',
  `update webhooks.subscription set failures = 0, quiet_until = null, changed_at = $3
  where collectivity_id = $1 and id = $2 and failures > 0`,
)

export async function forgetFailures(
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  at: Date,
): Promise<void> {
  await tx.named(forget, [collectivityId, subscriptionId, at])
}

export async function deleteSubscriptionRow(
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
): Promise<void> {
  await tx.run(
    query
      .deleteFrom('webhooks.subscription')
      .where('collectivity_id', '=', collectivityId)
      .where('id', '=', subscriptionId),
  )
}

export interface NewDelivery {
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly place: number
  readonly body: string
  readonly at: Date
}

const insertDeliveries = statement(
  'webhooks.insert_deliveries',
  `with written as (
    insert into webhooks.delivery (collectivity_id, subscription_id, id, type, subject, place, body, created_at, state, next_at)
    select $1, s.id, $4, $5, $6, $7, $8, $9, 'waiting', $9 from webhooks.subscription s
    where s.collectivity_id = $1 and case when $2::uuid is null then s.topics && $3::text[] and s.state <> 'gone' else s.id = $2 end
    on conflict (collectivity_id, subscription_id, id) do nothing returning subscription_id)
  select platform.add_job($10, json_build_object('collectivityId', $1::uuid, 'subscriptionId', subscription_id), null, null)
  from written`,
)

/**
 * Writes a message for each subscription that takes it, or for one, and asks for its delivery: one statement, which locks no row.
 * @returns for how many it is new.
 */
export const insertDeliveryRows = async (
  tx: Tx,
  to: { readonly collectivityId: string; readonly subscriptionId?: string; readonly topics: readonly string[] },
  { id, type, subject, place, body, at }: NewDelivery,
  job: string,
): Promise<number> =>
  (
    await tx.named(insertDeliveries, [
      to.collectivityId,
      to.subscriptionId ?? null,
      to.topics,
      id,
      type,
      subject,
      place,
      body,
      at,
      job,
    ])
  ).length

/** No message of the same subject waits before this one. */
const isFirstInLine = `not exists (select 1 from webhooks.delivery before
    where before.collectivity_id = d.collectivity_id and before.subscription_id = d.subscription_id
      and before.state = 'waiting' and before.subject = d.subject and (before.place, before.id) < (d.place, d.id))`

const claimDue = statement(
  'webhooks.claim_due',
  `with due as (
    select d.id from webhooks.delivery d
    where d.collectivity_id = $1 and d.subscription_id = $2 and d.state = 'waiting' and d.next_at <= $3
      and (d.claimed_until is null or d.claimed_until <= $3) and ${isFirstInLine}
    order by d.next_at, d.id
    limit greatest(0, $4 - (select count(*) from webhooks.delivery c where c.collectivity_id = $1
      and c.subscription_id = $2 and c.state = 'waiting' and c.claimed_until > $3))
    for update skip locked)
  update webhooks.delivery d set claimed_until = $5, attempts = attempts + 1, tries = tries + 1
  from due where d.collectivity_id = $1 and d.subscription_id = $2 and d.id = due.id
  returning d.id, d.type, d.subject, d.body, d.attempts, d.tries`,
)

/**
 * Takes messages to send: other processes leave them alone until then. The attempt is counted at once, so that one that kills its
 * process is not tried for ever.
 */
export const claimDueRows = (
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  { now, limit, until }: { readonly now: Date; readonly limit: number; readonly until: Date },
): Promise<Leaving[]> => tx.named<Leaving>(claimDue, [collectivityId, subscriptionId, now, limit, until])

const nextDue = statement(
  'webhooks.next_due',
  `select min(greatest(d.next_at, coalesce(d.claimed_until, d.next_at))) as at from webhooks.delivery d
  where d.collectivity_id = $1 and d.subscription_id = $2 and d.state = 'waiting' and ${isFirstInLine}`,
)

/** When something is next to be sent; null when nothing waits. */
export const nextDueAt = async (tx: Tx, { collectivityId, subscriptionId }: SubscriptionKey): Promise<Date | null> =>
  (await tx.named<{ at: Date | null }>(nextDue, [collectivityId, subscriptionId]))[0]?.at ?? null

const settle = statement(
  'webhooks.settle_delivery',
  `update webhooks.delivery set state = $4, next_at = $5, claimed_until = null, last_status = $6, last_error = $7,
    settled_at = case when $4 = 'waiting' then null else $8::timestamptz end
  where collectivity_id = $1 and subscription_id = $2 and id = $3 and state = 'waiting' returning id`,
)

const insertAttempt = statement(
  'webhooks.insert_attempt',
  `insert into webhooks.attempt (collectivity_id, subscription_id, delivery_id, number, at, milliseconds, status, error, answer)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
)

/** Writes what an attempt came to. @returns whether the message still waited for it. */
export async function settleDeliveryRow(
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  { leaving, verdict, answered, at, milliseconds }: Settled,
): Promise<boolean> {
  const key = [collectivityId, subscriptionId, leaving.id]
  const { status, error, answer } = answered
  const [rows] = await Promise.all([
    tx.named(settle, [...key, verdict.state, verdict.nextAt, status, error, at]),
    tx.named(insertAttempt, [...key, leaving.attempts, at, milliseconds, status, error, answer]),
  ])
  return rows.length > 0
}

export interface Settled {
  readonly leaving: Leaving
  readonly verdict: Verdict
  readonly answered: Answered
  readonly at: Date
  readonly milliseconds: number
}

/** Gives back what was taken and not sent: the process stops. */
export async function releaseRows(
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  ids: readonly string[],
): Promise<void> {
  await tx.sql(
    `update webhooks.delivery set claimed_until = null where collectivity_id = $1 and subscription_id = $2
      and id = any($3::uuid[]) and state = 'waiting'`,
    [collectivityId, subscriptionId, ids],
  )
}

const deliveryColumns = `collectivity_id as "collectivityId", subscription_id as "subscriptionId", id, type, subject,
  created_at as "createdAt", state, attempts, next_at as "nextAt", settled_at as "settledAt", last_status as "lastStatus",
  last_error as "lastError"`

export interface DeliveryCursor {
  readonly createdAt: Date
  readonly id: string
}

export const listDeliveryRows = (
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  page: {
    readonly state?: DeliveryState | undefined
    readonly before?: DeliveryCursor | undefined
    readonly limit: number
  },
): Promise<Delivery[]> =>
  tx.sql<Delivery>(
    `select ${deliveryColumns} from webhooks.delivery where collectivity_id = $1 and subscription_id = $2
      ${page.state === undefined ? 'and $3::text is null' : 'and state = $3'}
      ${page.before === undefined ? 'and $4::timestamptz is null and $5::uuid is null' : 'and (created_at, id) < ($4, $5)'}
    order by created_at desc, id desc limit $6`,
    [
      collectivityId,
      subscriptionId,
      page.state ?? null,
      page.before?.createdAt ?? null,
      page.before?.id ?? null,
      page.limit,
    ],
  )

interface DeliveryKey extends SubscriptionKey {
  readonly deliveryId: string
}

export const findDeliveryRow = async (
  tx: Tx,
  { collectivityId, subscriptionId, deliveryId }: DeliveryKey,
): Promise<(Delivery & { readonly body: string }) | undefined> =>
  (
    await tx.sql<Delivery & { body: string }>(
      `select ${deliveryColumns}, body from webhooks.delivery
      where collectivity_id = $1 and subscription_id = $2 and id = $3`,
      [collectivityId, subscriptionId, deliveryId],
    )
  )[0]

export const listAttemptRows = (
  tx: Tx,
  { collectivityId, subscriptionId, deliveryId }: DeliveryKey,
): Promise<Attempt[]> =>
  tx.sql<Attempt>(
    `select number, at, milliseconds, status, error, answer from webhooks.attempt
    where collectivity_id = $1 and subscription_id = $2 and delivery_id = $3 order by number desc limit 100`,
    [collectivityId, subscriptionId, deliveryId],
  )

/** Which messages are sent anew. */
export interface Replay {
  readonly deliveryId?: string | undefined
  readonly since?: Date | undefined
  readonly states: readonly DeliveryState[]
}

/** @returns how many wait again. */
export const replayRows = async (
  tx: Tx,
  { collectivityId, subscriptionId }: SubscriptionKey,
  { deliveryId, since, states }: Replay,
  now: Date,
): Promise<number> =>
  (
    await tx.sql(
      `update webhooks.delivery set state = 'waiting', tries = 0, next_at = $6, settled_at = null
      where collectivity_id = $1 and subscription_id = $2 and ($3::uuid is null or id = $3)
        and ($4::timestamptz is null or created_at >= $4) and state = any($5)
      returning id`,
      [collectivityId, subscriptionId, deliveryId ?? null, since ?? null, states, now],
    )
  ).length

/** Messages that were taken, or given up, long ago; those that nobody takes any more are given up. */
export async function forgetRows(
  tx: Tx,
  collectivityId: string,
  { taken, dead, abandoned, now }: { taken: Date; dead: Date; abandoned: Date; now: Date },
): Promise<void> {
  await Promise.all([
    tx.sql(
      `delete from webhooks.delivery where collectivity_id = $1
        and ((state = 'delivered' and settled_at < $2) or (state = 'dead' and settled_at < $3))`,
      [collectivityId, taken, dead],
    ),
    tx.sql(
      `update webhooks.delivery d set state = 'dead', settled_at = $3, last_error = 'abandoned'
      from webhooks.subscription s where d.collectivity_id = $1 and s.collectivity_id = $1 and s.id = d.subscription_id
        and d.state = 'waiting' and s.state <> 'active' and d.created_at < $2`,
      [collectivityId, abandoned, now],
    ),
  ])
}
