import { type TProperties, Type } from 'typebox'
import { newId } from '#kernel/ids'
import type { Tx } from '#platform/db'
import {
  deliveryStates,
  getSubscription,
  listDeliveries,
  listSubscriptions,
  replay,
  sendTo,
  type Subscription,
  unsubscribe,
} from '#platform/webhooks'
import { notFound } from '#kernel/errors'
import { nextLink } from './cursor.ts'
import { type Call, declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { Id, listOf, Moment, orNull, sent } from './shapes.ts'

/** Subscriptions made here; the hand-over to other tools keeps its own. */
const owner = 'api'

const shape = <P extends TProperties>(title: string, properties: P) => Type.Object(properties, { title })

const topics = Type.Array(Type.String({ maxLength: 80, pattern: '^[a-z_]+\\.([a-z_]+|\\*)$' }), {
  minItems: 1,
  maxItems: 50,
  description:
    '`case.moved`, ou `case.*` pour une famille. Les sortes de lignes des journaux, `dossier` s’y disant `case`.',
})

const Webhook = shape('Webhook', {
  id: Id,
  label: Type.String(),
  url: Type.String(),
  topics: Type.Array(Type.String()),
  state: Type.Enum(['active', 'paused', 'gone']),
  waiting: Type.Integer(),
  dead: Type.Integer({ description: 'Abandonnés après dix essais en trois jours : à rejouer.' }),
  lastDeliveredAt: orNull(Moment),
})

const Secret = Type.String({ description: '`whsec_…` : donné cette fois seulement.' })

const Delivery = shape('Delivery', {
  id: Id,
  type: Type.String(),
  state: Type.Enum(deliveryStates),
  attempts: Type.Integer(),
  createdAt: Moment,
  nextAt: Moment,
  lastStatus: orNull(Type.Integer()),
  lastError: orNull(Type.String()),
})

const scopes = ['webhooks:manage'] as const
const One = Type.Object({ webhookId: Id })
const reading = [
  'malformed',
  'too_large',
  'unsupported_media_type',
  'request_in_progress',
  'idempotency_key_reused',
] as const
const onOne = ['key_is_bound', 'webhook_not_found'] as const

type Keyed = Pick<Call, 'site'> & { readonly params: { readonly webhookId: string } }
const keyOf = ({ site, params }: Keyed) => ({ collectivityId: site.id, subscriptionId: params.webhookId })

/** One made here; another house's is not found. */
async function ownIn(tx: Tx, call: Keyed): Promise<Subscription> {
  const found = await getSubscription(tx, keyOf(call))
  if (found.owner !== owner) throw notFound('webhooks.no_subscription', found.id)
  return found
}

const listWebhooks = endpoint({
  method: 'GET',
  path: '/webhooks',
  operationId: 'listWebhooks',
  tag: 'webhooks',
  summary: 'Lister les abonnements',
  scopes,
  answers: { 200: { description: 'Tous.', schema: listOf('Webhooks', Webhook) } },
  problems: ['key_is_bound'],
  handle: async ({ app, site, program }) => {
    if (program.isBound) return declined('key_is_bound')
    const rows = await app.db.readCollectivity(site.id, (tx) => listSubscriptions(tx, site.id, owner))
    const items = rows.map(({ id, label, url, topics: taken, state, waiting, dead, lastDeliveredAt }) => ({
      id,
      label,
      url,
      topics: taken,
      state,
      waiting,
      dead,
      lastDeliveredAt: lastDeliveredAt?.toISOString() ?? null,
    }))
    return given(200, { items, next: null })
  },
})

const createWebhook = endpoint({
  method: 'POST',
  path: '/webhooks',
  operationId: 'createWebhook',
  tag: 'webhooks',
  summary: 'S’abonner',
  description:
    'Chaque message est un POST signé (Standard Webhooks : `webhook-id`, `webhook-timestamp`, `webhook-signature`). Il dit qu’une ligne a été écrite, sans texte ni nom : lisez la demande. Toute réponse autre que 2xx est réessayée, dix fois en trois jours.',
  scopes,
  body: sent('NewWebhook', {
    label: Type.String({ minLength: 1, maxLength: 80 }),
    url: Type.String({ maxLength: 500 }),
    topics,
  }),
  answers: {
    201: { description: 'L’abonnement, et son secret.', schema: shape('WebhookMade', { id: Id, secret: Secret }) },
  },
  problems: ['key_is_bound', 'address_refused', ...reading],
  example: { body: { label: 'Ordres de travail', url: 'https://outils.exemple.fr/appels', topics: ['case.*'] } },
  handle: async ({ app, ctx, site, program, body }) => {
    if (program.isBound) return declined('key_is_bound')
    const now = ctx.clock.now()
    const made = await app.db.withCollectivity(site.id, (tx) =>
      app.webhooks.subscribe(tx, site.id, { owner, ...body }, now),
    )
    if (!made.ok) return declined('address_refused', { reason: made.refusal })
    return given(201, made.value)
  },
})

const deleteWebhook = endpoint({
  method: 'DELETE',
  path: '/webhooks/:webhookId',
  operationId: 'deleteWebhook',
  tag: 'webhooks',
  summary: 'Se désabonner',
  scopes,
  params: One,
  answers: { 204: { description: 'C’est fait ; ce qui attendait est perdu.' } },
  problems: onOne,
  handle: async (call) => {
    if (call.program.isBound) return declined('key_is_bound')
    await call.app.db.withCollectivity(call.site.id, async (tx) => {
      await ownIn(tx, call)
      await unsubscribe(tx, keyOf(call))
    })
    return given(204)
  },
})

const rotateWebhookSecret = endpoint({
  method: 'POST',
  path: '/webhooks/:webhookId/secret',
  operationId: 'rotateWebhookSecret',
  tag: 'webhooks',
  summary: 'Remplacer le secret',
  description: 'L’ancien signe aussi pendant sept jours : réglez votre programme sans coupure.',
  scopes,
  params: One,
  answers: { 200: { description: 'Le nouveau secret.', schema: shape('WebhookSecret', { secret: Secret }) } },
  problems: [...onOne, 'request_in_progress', 'idempotency_key_reused'],
  handle: async (call) => {
    if (call.program.isBound) return declined('key_is_bound')
    const secret = await call.app.db.withCollectivity(call.site.id, async (tx) => {
      await ownIn(tx, call)
      return call.app.webhooks.rotateSecret(tx, keyOf(call), call.ctx.clock.now())
    })
    return given(200, { secret })
  },
})

const listWebhookDeliveries = endpoint({
  method: 'GET',
  path: '/webhooks/:webhookId/deliveries',
  operationId: 'listWebhookDeliveries',
  tag: 'webhooks',
  summary: 'Lire ce qui est parti',
  scopes,
  params: One,
  query: Type.Object(
    { state: Type.Optional(Type.Enum(deliveryStates)), cursor: Type.Optional(Type.String({ maxLength: 100 })) },
    { additionalProperties: false },
  ),
  answers: { 200: { description: 'Les derniers d’abord.', schema: listOf('Deliveries', Delivery) } },
  problems: onOne,
  handle: async (call) => {
    if (call.program.isBound) return declined('key_is_bound')
    const page = await call.app.db.readCollectivity(call.site.id, async (tx) => {
      await ownIn(tx, call)
      return listDeliveries(tx, keyOf(call), call.query)
    })
    const items = page.deliveries.map(({ id, type, state, attempts, createdAt, nextAt, lastStatus, lastError }) => ({
      id,
      type,
      state,
      attempts,
      lastStatus,
      lastError,
      createdAt: createdAt.toISOString(),
      nextAt: nextAt.toISOString(),
    }))
    return given(200, { items, next: page.next ?? null }, nextLink(call.url, page.next))
  },
})

const replayWebhook = endpoint({
  method: 'POST',
  path: '/webhooks/:webhookId/replay',
  operationId: 'replayWebhook',
  tag: 'webhooks',
  summary: 'Rejouer des messages',
  description:
    'Un message par son « id », ou ceux d’un état depuis un moment ; ceux qui ont été abandonnés si rien n’est dit. Ils gardent leur `webhook-id`.',
  scopes,
  params: One,
  body: sent('Replay', {
    deliveryId: Type.Optional(Id),
    since: Type.Optional(Moment),
    states: Type.Optional(Type.Array(Type.Enum(deliveryStates), { minItems: 1, maxItems: 3 })),
  }),
  answers: {
    200: { description: 'Combien partent de nouveau.', schema: shape('Replayed', { replayed: Type.Integer() }) },
  },
  problems: [...onOne, ...reading],
  example: { body: { since: '2026-11-20T00:00:00Z', states: ['dead'] } },
  handle: async (call) => {
    if (call.program.isBound) return declined('key_is_bound')
    const { deliveryId, since, states } = call.body
    const asked = {
      deliveryId,
      since: since === undefined ? undefined : new Date(since),
      ...(states && { states }),
    }
    const replayed = await call.app.db.withCollectivity(call.site.id, async (tx) => {
      await ownIn(tx, call)
      return replay(tx, keyOf(call), asked, call.ctx.clock.now())
    })
    return given(200, { replayed })
  },
})

const testWebhook = endpoint({
  method: 'POST',
  path: '/webhooks/:webhookId/test',
  operationId: 'testWebhook',
  tag: 'webhooks',
  summary: 'Envoyer un message d’essai',
  scopes,
  params: One,
  answers: { 202: { description: 'Il part.', schema: shape('Tested', { id: Id }) } },
  problems: [...onOne, 'request_in_progress', 'idempotency_key_reused'],
  handle: async (call) => {
    if (call.program.isBound) return declined('key_is_bound')
    const id = newId()
    const at = call.ctx.clock.now()
    await call.app.db.withCollectivity(call.site.id, async (tx) => {
      await ownIn(tx, call)
      await sendTo(tx, keyOf(call), { id, type: 'test.ping', at, data: { collectivity: call.site.slug } })
    })
    return given(202, { id })
  },
})

/** Being told by signed messages. A bound key has none: messages are told to all who take their type. */
export const webhookEndpoints: readonly Endpoint[] = [
  listWebhooks,
  createWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  listWebhookDeliveries,
  replayWebhook,
  testWebhook,
]
