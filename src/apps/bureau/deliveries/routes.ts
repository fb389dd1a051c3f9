import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { mayKeepKeys } from '#counter/dossiers'
import { isDay, momentOf } from '#kernel/calendar'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import {
  type DeliveryState,
  deliveryStates,
  getSubscription,
  listDeliveries,
  listEverySubscription,
  listSubscriptions,
  readDelivery,
  replay,
  type SubscriptionKey,
} from '#platform/webhooks'
import { listCollectivities } from '#territory/collectivities'
import { agentWho, type AgentVisitor, operator } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { OperatorPage, ReceiverPage, ReceiversPage } from './deliveries.page.tsx'
import { MessagePage } from './message.page.tsx'
import { deliveryTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Id = Type.String({ format: 'uuid' })
const Params = Type.Object({ site: Site, receiver: Id })
const url = '/bureau/:site/envois'

/** What was told to other programs: administrators look after it, as after the keys. */
export const deliveryRoutes = (app: App): Route[] => [
  listRoute(app),
  receiverRoute(app),
  messageRoute(app),
  replayRoute(app),
  ...switchRoutes(app),
  ...operatorRoutes(app),
]

const keeperAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayKeepKeys)

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/envois`

const listRoute = (app: App): Route =>
  route({
    method: 'GET',
    url,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site }) },
    handle: async (request, reply, who) => {
      const { site, locale } = who
      const receivers = await app.db.readCollectivity(site.id, (tx) => listSubscriptions(tx, site.id))
      const main = ReceiversPage({ locale, base: baseOf(who), receivers })
      const content = { title: deliveryTexts(locale).title, main, menu: 'deliveries' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  })

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

interface Shown {
  readonly state?: DeliveryState | undefined
  readonly cursor?: string | undefined
  readonly done?: string | undefined
  readonly refused?: string | undefined
}

const receiverRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/:receiver`,
    guard: keeperAt(app),
    schema: {
      params: Params,
      querystring: Type.Object({
        etat: Type.Optional(Type.Enum([...deliveryStates])),
        apres: Type.Optional(Type.String({ maxLength: 80 })),
        fait: Type.Optional(Type.String({ maxLength: 20 })),
      }),
    },
    handle: (request, reply, who) => {
      const { etat: state, apres: cursor, fait: done } = request.query
      return showReceiver({ app, request, reply, who }, request.params.receiver, { state, cursor, done })
    },
  })

async function showReceiver(
  { app, request, reply, who }: Exchange,
  subscriptionId: string,
  { state, cursor, done, refused }: Shown,
): Promise<FastifyReply> {
  const { site, locale } = who
  const key = { collectivityId: site.id, subscriptionId }
  const [receiver, page] = await app.db.readCollectivity(site.id, (tx) =>
    Promise.all([getSubscription(tx, key), listDeliveries(tx, key, { state, cursor })]),
  )
  const isFirst = cursor === undefined
  const said = { done: doneIn(locale, done), refused }
  const main = ReceiverPage({ locale, base: baseOf(who), receiver, page, state, isFirst, ...said })
  const isRefused = refused !== undefined
  const content = { title: receiver.label, main, menu: 'deliveries', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

function doneIn(locale: AgentVisitor['locale'], done: string | undefined): string | undefined {
  const t = deliveryTexts(locale)
  if (done === 'pause') return t.done_pause
  if (done === 'reprise') return t.done_reprise
  return done !== undefined && /^\d{1,9}$/.test(done) ? t.replayed(Number(done)) : undefined
}

const messageRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/:receiver/messages/:message`,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site, receiver: Id, message: Id }) },
    handle: async (request, reply, who) => {
      const { receiver: subscriptionId, message } = request.params
      const key = { collectivityId: who.site.id, subscriptionId }
      const file = await app.db.readCollectivity(who.site.id, (tx) => readDelivery(tx, key, message))
      const main = MessagePage({ locale: who.locale, here: `${baseOf(who)}/${subscriptionId}`, file })
      const content = { title: file.delivery.type, main, menu: 'deliveries' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  })

const replayRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${url}/:receiver/renvoyer`,
    guard: keeperAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { receiver: subscriptionId } = request.params
      const key = { collectivityId: who.site.id, subscriptionId }
      const typed = typedIn(request.body, 'depuis').trim()
      const since = typed === '' ? undefined : momentIn(typed)
      if (typed !== '' && since === undefined) {
        return showReceiver({ app, request, reply, who }, subscriptionId, { refused: typed })
      }
      const message = typedIn(request.body, 'message')
      const isAll = message !== '' || typedIn(request.body, 'lesquels') === 'tous'
      const count = await again(app, key, {
        deliveryId: message === '' ? undefined : message,
        since,
        states: isAll ? ['dead', 'delivered'] : ['dead'],
      })
      return seeOther(reply, `${baseOf(who)}/${subscriptionId}?fait=${count}`)
    },
  })

const again = (app: App, key: SubscriptionKey, which: Parameters<typeof replay>[2]): Promise<number> =>
  app.db.withCollectivity(key.collectivityId, async (tx) => {
    await getSubscription(tx, key)
    return replay(tx, key, which, app.clock.now())
  })

/** "22/11/2026", or with its hour. */
function momentIn(text: string): Date | undefined {
  const [, day, month, year, hour = '0', minute = '0'] =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(?:à\s+)?(\d{1,2})\s?[:h]\s?(\d{2})?)?$/.exec(text) ?? []
  if (day === undefined || month === undefined || year === undefined) return undefined
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const isReal = isDay(iso) && Number(hour) < 24 && Number(minute) < 60
  return isReal ? momentOf(iso, Number(hour) * 60 + Number(minute)) : undefined
}

const switchRoutes = (app: App): Route[] =>
  (['pause', 'reprise'] as const).map((act) =>
    route({
      method: 'POST',
      url: `${url}/:receiver/${act}`,
      guard: keeperAt(app),
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { receiver: subscriptionId } = request.params
        const key = { collectivityId: who.site.id, subscriptionId }
        const now = app.clock.now()
        await app.db.withCollectivity(who.site.id, (tx) =>
          act === 'pause' ? app.webhooks.pause(tx, key, now) : app.webhooks.resume(tx, key, now),
        )
        return seeOther(reply, `${baseOf(who)}/${subscriptionId}?fait=${act}`)
      },
    }),
  )

const operatorUrl = '/bureau/envois'

/** The machine, over every collectivity: who no longer answers, what was lost; never what messages say. */
const operatorRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: operatorUrl,
    guard: operator(app),
    schema: { querystring: Type.Object({ fait: Type.Optional(Type.Integer({ minimum: 0 })) }) },
    handle: async (request, reply, who) => {
      const { locale } = who
      const [every, sites] = await Promise.all([
        listEverySubscription(app.db, who.account.accountId),
        listCollectivities(app.db),
      ])
      const names = new Map(sites.map(({ id, name }) => [id, name]))
      const receivers = every.map((one) => ({ ...one, collectivity: names.get(one.collectivityId) ?? '' }))
      const main = OperatorPage({ locale, receivers, replayed: request.query.fait })
      const content = { title: deliveryTexts(locale).title, main, menu: 'deliveries' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  }),
  route({
    method: 'POST',
    url: `${operatorUrl}/renvoyer`,
    guard: operator(app),
    schema: { body: Type.Object({ collectivite: Id, destinataire: Id }) },
    handle: async (request, reply) => {
      const { collectivite: collectivityId, destinataire: subscriptionId } = request.body
      const count = await again(app, { collectivityId, subscriptionId }, { states: ['dead'] })
      return seeOther(reply, `${operatorUrl}?fait=${count}`)
    },
  }),
]
