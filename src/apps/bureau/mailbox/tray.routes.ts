import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  discardReceived,
  fileTray,
  joinReceived,
  lateSince,
  listTray,
  openReceivedFile,
  readAgain,
  readReceivedForAgent,
  releaseReceived,
  tended,
  transmitReceived,
  type TrayView,
} from '#counter/mailbox'
import { listOffers } from '#counter/procedures'
import { localize } from '#kernel/localized'
import type { Outcome } from '#kernel/outcome'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { sendAttachment } from '../../attachments/index.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { mailboxTools } from '../../mailboxes.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { OnePage } from './one.page.tsx'
import { trayTexts } from './texts.ts'
import { TrayPage } from './tray.page.tsx'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site })
const One = Type.Object({ site: Site, message: Type.String({ format: 'uuid' }) })
const Done = Type.Optional(Type.String({ maxLength: 20 }))
const Query = Type.Object({
  vue: Type.Optional(Type.Union([Type.Literal('quarantaine'), Type.Literal('traites')])),
  avant: Type.Optional(Type.String({ pattern: '^\\d{1,14}_[0-9a-f-]{36}$' })),
  fait: Done,
})
const url = '/bureau/:site/courriels-recus'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/courriels-recus`

/** Lets in who tends some of the mail here; to others the page does not exist. */
const tenderAt = (app: App): Guard<AgentVisitor> =>
  agentWho(app, (actor, collectivityId) => tended(actor, collectivityId).length > 0)

/** `/bureau/:site/courriels-recus`: what came by mail and text message, and waits for somebody. */
export const trayRoutes = (app: App): Route[] => [...readingRoutes(app), ...actRoutes(app)]

const readingRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: tenderAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const { vue, avant, fait } = request.query
      const view: TrayView = vue === 'quarantaine' ? 'quarantine' : vue === 'traites' ? 'settled' : 'tray'
      const tray = await listTray(context, { collectivityId: site.id, view, before: readCursor(avant) })
      const t = trayTexts(locale)
      const now = app.clock.now()
      const main = TrayPage({
        ...tray,
        locale,
        base: baseOf(who),
        requests: `/bureau/${site.slug}/demandes`,
        view,
        portalHref: `/bureau/${site.slug}/service-public`,
        late: tray.boxes.flatMap(({ name, isOpen, changedAt, reading }) => {
          const since = isOpen ? lateSince(reading, changedAt, now) : undefined
          return since === undefined ? [] : [{ name, since }]
        }),
        nextHref:
          tray.next && `${baseOf(who)}?${vue ? `vue=${vue}&` : ''}avant=${tray.next.at.getTime()}_${tray.next.id}`,
        done: fait === undefined ? undefined : t.done(fait),
      })
      return sendPage(reply, framedPage(frameOf(app, request, who), { title: t.title, main, menu: 'received' }), 200)
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:message`,
    guard: tenderAt(app),
    schema: { params: One, querystring: Type.Object({ fait: Done }) },
    handle: (request, reply, who) =>
      show({ app, request, reply, who }, request.params.message, { done: request.query.fait }),
  }),
  route({
    method: 'GET',
    url: `${url}/:message/pieces/:place`,
    guard: tenderAt(app),
    schema: { params: Type.Object({ ...One.properties, place: Type.Integer({ minimum: 0, maximum: 1000 }) }) },
    handle: async (request, reply, who) => {
      const { message: id, place } = request.params
      const file = await openReceivedFile(who.context, { collectivityId: who.site.id, id, place })
      return sendAttachment(app.files, reply, file)
    },
  }),
]

const readCursor = (text: string | undefined): { readonly at: Date; readonly id: string } | undefined => {
  const [time = '', id = ''] = text?.split('_') ?? []
  return text === undefined ? undefined : { at: new Date(Number(time)), id }
}

/** What is done, where its refusals are said, and where one goes once it is. */
interface Act {
  readonly path: string
  readonly fieldId: string
  readonly done: string
  readonly run: (who: AgentVisitor, key: Key, body: FormBody) => Promise<Outcome<unknown, string>>
}

interface Key {
  readonly collectivityId: string
  readonly id: string
}

const actsOf = (app: App): readonly Act[] => [
  {
    path: 'joindre',
    fieldId: 'numero',
    done: 'joined',
    run: ({ context }, key, body) =>
      joinReceived(context, {
        ...key,
        number: typedIn(body, 'numero'),
        isItsPerson: typedIn(body, 'personne') !== '',
      }),
  },
  {
    path: 'demande',
    fieldId: 'demarche',
    done: 'filed',
    run: async ({ context }, key, body) => {
      const procedure = typedIn(body, 'demarche')
      if (procedure === '') return { ok: false, refusal: 'no_procedure' }
      return fileTray(mailboxTools(app))(context, { ...key, procedure })
    },
  },
  {
    path: 'transmettre',
    fieldId: 'autorite',
    done: 'transmitted',
    run: ({ context }, key, body) =>
      transmitReceived(context, { ...key, to: typedIn(body, 'adresse'), authority: typedIn(body, 'autorite') }),
  },
  {
    path: 'ecarter',
    fieldId: 'pourquoi',
    done: 'discarded',
    run: ({ context }, key, body) => {
      const next = typedIn(body, 'suite')
      const refuses = next === 'adresse' ? 'address' : next === 'domaine' ? 'domain' : undefined
      return discardReceived(context, { ...key, why: typedIn(body, 'pourquoi'), refuses })
    },
  },
]

const actRoutes = (app: App): Route[] => [
  ...actsOf(app).map(({ path, fieldId, done, run }) =>
    route({
      method: 'POST',
      url: `${url}/:message/${path}`,
      guard: tenderAt(app),
      schema: { params: One, body: FormBody },
      handle: async (request, reply, who) => {
        const id = request.params.message
        const outcome = await run(who, { collectivityId: who.site.id, id }, request.body)
        if (outcome.ok) return seeOther(reply, `${baseOf(who)}/${id}?fait=${done}`)
        const message = trayTexts(who.locale).refusal(outcome.refusal)
        const errors = [{ fieldId: outcome.refusal === 'address' ? 'adresse' : fieldId, message }]
        return show({ app, request, reply, who }, id, { errors, typed: request.body })
      },
    }),
  ),
  route({
    method: 'POST',
    url: `${url}/:message/revoir`,
    guard: tenderAt(app),
    schema: { params: One, body: FormBody },
    handle: async (request, reply, who) => {
      const id = request.params.message
      const key = { collectivityId: who.site.id, id }
      const isAgain = typedIn(request.body, 'geste') === 'relire'
      const outcome = isAgain ? await readAgain(who.context, key) : await releaseReceived(who.context, key)
      if (outcome.ok) return seeOther(reply, `${baseOf(who)}/${id}?fait=${isAgain ? 'again' : 'released'}`)
      const message = trayTexts(who.locale).refusal(outcome.refusal)
      return show({ app, request, reply, who }, id, { errors: [{ fieldId: 'numero', message }] })
    },
  }),
]

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

interface Said {
  readonly errors?: readonly { readonly fieldId: string; readonly message: string }[]
  readonly typed?: FormBody
  readonly done?: string | undefined
}

async function show({ app, request, reply, who }: Exchange, id: string, said: Said): Promise<FastifyReply> {
  const { locale, site, context } = who
  const [shown, cards] = await Promise.all([
    readReceivedForAgent(context, { collectivityId: site.id, id }),
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
  ])
  const t = trayTexts(locale)
  const { errors = [], typed = {}, done } = said
  const main = OnePage({
    ...shown,
    locale,
    base: baseOf(who),
    requests: `/bureau/${site.slug}/demandes`,
    offers: cards.map(({ slug, title }) => ({ value: slug, label: localize(title, locale) })),
    errors,
    typed,
    done: done === undefined ? undefined : t.done(done),
  })
  const title = shown.received.subject || t.title
  const page = { title, main, menu: 'received', isRefused: errors.length > 0 } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), errors.length > 0 ? 422 : 200)
}
