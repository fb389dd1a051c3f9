import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { enqueue } from '#platform/jobs'
import type { Outbound } from '#platform/outbound'
import { atOnce, judge, quietUntil } from './domain.ts'
import { deliverWebhooks, webhookDied } from './jobs.ts'
import type { Answered, Leaving, SubscriptionKey } from './schema.ts'
import { openSecrets } from './service.ts'
import { signedHeaders } from './signature.ts'
import {
  claimDueRows,
  findSubscriptionRow,
  forgetFailures,
  lockSubscriptionRow,
  nextDueAt,
  releaseRows,
  type SealedSubscription,
  settleDeliveryRow,
  updateSubscriptionRow,
} from './store.ts'

export interface DelivererTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly secrets: Secrets
  /** With its own limits of time and length; it follows no redirection. */
  readonly outbound: Pick<Outbound, 'fetch'>
  /** How long a job waits for its receiver before it leaves it to this process alone, in milliseconds. */
  readonly patience?: number
}

/** Longer than one attempt may last: past it, whoever took a message is taken for dead. */
const claimMilliseconds = 60_000

/** Sends what waits. A slow receiver holds no place of the queue: its messages go on beside it, in this process. */
export interface Deliverer {
  /** Sends what is due for a subscription; answers when it is sent, or after a moment when it takes longer. */
  deliver(key: SubscriptionKey): Promise<void>
  /** Answers once nothing is on its way. */
  idle(): Promise<void>
  /** Gives up what is on its way; another process takes it up at once. */
  close(): Promise<void>
}

export function createDeliverer(tools: DelivererTools): Deliverer {
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  const stop = new AbortController()
  const work = async (key: SubscriptionKey, name: string): Promise<void> => {
    do {
      again.delete(name)
      await drain(tools, key, stop.signal)
    } while (again.has(name) && !stop.signal.aborted)
  }
  const begin = (key: SubscriptionKey, name: string): Promise<void> => {
    const begun = work(key, name)
      .catch((error: unknown) => tools.log.warn({ error: String(error) }, 'webhooks could not be sent'))
      .finally(() => running.delete(name))
    running.set(name, begun)
    return begun
  }
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running.values())
  }
  return {
    deliver: async (key) => {
      const name = `${key.collectivityId} ${key.subscriptionId}`
      if (!running.has(name) && !stop.signal.aborted) {
        return Promise.race([begin(key, name), pause(tools.patience ?? 500)])
      }
      again.add(name)
      // Should this process die before it looks again, another does.
      return wakeLater(tools, key)
    },
    idle,
    close: async () => {
      stop.abort()
      await idle()
    },
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds).unref())

/** Sends until nothing is due, then asks to be called again when something will be. */
async function drain(tools: DelivererTools, key: SubscriptionKey, stop: AbortSignal): Promise<void> {
  for (;;) {
    if (stop.aborted) return wakeLater(tools, key)
    const taken = await take(tools, key)
    if (taken === undefined) return
    await Promise.all(taken.leaving.map((each) => sendOne(tools, taken.subscription, each, stop)))
  }
}

interface Taken {
  readonly subscription: SealedSubscription
  readonly leaving: readonly Leaving[]
}

/** What is sent now. Undefined when there is nothing: a job is then asked for at the moment of the next one. */
const take = ({ db, clock }: DelivererTools, key: SubscriptionKey): Promise<Taken | undefined> =>
  db.withCollectivity(key.collectivityId, async (tx) => {
    const now = clock.now()
    const subscription = await findSubscriptionRow(tx, key)
    if (subscription?.state !== 'active') return undefined
    const isQuiet = subscription.quietUntil !== null && subscription.quietUntil > now
    const until = new Date(now.getTime() + claimMilliseconds)
    const leaving = isQuiet ? [] : await claimDueRows(tx, key, { now, limit: atOnce(subscription), until })
    if (leaving.length > 0) {
      // If this process dies, this is when another looks for what it had taken.
      await wake(tx, key, until)
      return { subscription, leaving }
    }
    const next = await nextDueAt(tx, key)
    if (next === null) return undefined
    const quiet = subscription.quietUntil
    await wake(tx, key, quiet !== null && quiet > next ? quiet : next)
    return undefined
  })

/** One for each subscription, the last asked. */
const wake = (tx: Tx, key: SubscriptionKey, runAt: Date): Promise<void> =>
  enqueue(
    tx,
    deliverWebhooks,
    { ...key },
    { key: `webhooks.deliver:${key.collectivityId}:${key.subscriptionId}`, runAt },
  )

const wakeLater = ({ db, clock }: DelivererTools, key: SubscriptionKey): Promise<void> =>
  db.withCollectivity(key.collectivityId, (tx) => wake(tx, key, new Date(clock.now().getTime() + 2000)))

async function sendOne(
  tools: DelivererTools,
  subscription: SealedSubscription,
  leaving: Leaving,
  stop: AbortSignal,
): Promise<void> {
  const key = { collectivityId: subscription.collectivityId, subscriptionId: subscription.id }
  const at = tools.clock.now()
  const started = performance.now()
  const answered = await send(tools, subscription, leaving, stop)
  if (answered === undefined) {
    await tools.db.withCollectivity(key.collectivityId, (tx) => releaseRows(tx, key, [leaving.id]))
    return
  }
  const verdict = judge(answered, leaving.tries, { now: tools.clock.now(), chance: Math.random() })
  const milliseconds = Math.round(performance.now() - started)
  await tools.db.withCollectivity(key.collectivityId, async (tx) => {
    const isMine = await settleDeliveryRow(tx, key, { leaving, verdict, answered, at, milliseconds })
    await Promise.all([
      noteReceiver(tools, tx, subscription, answered),
      ...(isMine && verdict.state === 'dead'
        ? [
            publish(tx, webhookDied, {
              ...key,
              owner: subscription.owner,
              messageId: leaving.id,
              type: leaving.type,
              subject: leaving.subject,
            }),
          ]
        : []),
    ])
  })
}

/**
 * How the receiver does: a success forgets its failures, one more failure may leave it alone for a while, 410 ends it. Messages that
 * left together and failed together count once.
 */
async function noteReceiver(
  { clock }: DelivererTools,
  tx: Tx,
  seen: SealedSubscription,
  { status, error }: Answered,
): Promise<void> {
  const now = clock.now()
  const key = { collectivityId: seen.collectivityId, subscriptionId: seen.id }
  if (error === null) return forgetFailures(tx, key, now)
  const before = await lockSubscriptionRow(tx, key)
  if (!before) return
  const failures = Math.max(before.failures, seen.failures + 1)
  const gone = status === 410 ? { state: 'gone' as const } : {}
  await updateSubscriptionRow(tx, key, { failures, quietUntil: quietUntil(failures, now), ...gone }, now)
}

/** One attempt; undefined when this process stops meanwhile. */
async function send(
  { outbound, secrets, clock }: DelivererTools,
  subscription: SealedSubscription,
  { id, body }: Leaving,
  stop: AbortSignal,
): Promise<Answered | undefined> {
  const now = clock.now()
  const signed = { id: `msg_${id}`, timestamp: Math.floor(now.getTime() / 1000), body }
  try {
    const response = await outbound.fetch(subscription.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Traboule-Webhooks/1',
        ...signedHeaders(openSecrets(secrets, subscription, now), signed),
      },
      body,
      signal: stop,
    })
    return await read(response)
  } catch (error) {
    if (stop.aborted) return undefined
    return { status: null, error: faultOf(error), answer: null, retryAfter: undefined }
  }
}

async function read(response: Response): Promise<Answered> {
  const { status } = response
  const text = (await response.text()).slice(0, 500).toWellFormed().replaceAll('\0', '')
  const seconds = Number(response.headers.get('retry-after') ?? '')
  return {
    status,
    error: response.ok ? null : status >= 300 && status < 400 ? 'redirect' : 'status',
    answer: text === '' ? null : text,
    retryAfter: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
  }
}

/** What a page tells of a call without an answer; no detail of the network leaves the log. */
function faultOf(error: unknown): string {
  if (!(error instanceof AppError)) return 'unreachable'
  if (error.code === 'outbound.too_large') return 'too_large'
  const causes = [error.cause, error.cause instanceof Error ? error.cause.cause : undefined]
  return causes.some((each) => each instanceof Error && /timeout/i.test(each.name)) ? 'timeout' : 'unreachable'
}
