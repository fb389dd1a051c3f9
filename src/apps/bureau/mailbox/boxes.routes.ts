import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  dropUnwanted,
  getBox,
  listBoxes,
  listUnwanted,
  mappedQuestions,
  mayArrangeBoxes,
  saveBox,
  type SaveBoxFault,
  testBox,
  type TypedBox,
  type WatchedBox,
} from '#counter/mailbox'
import { findOffer, listOffers } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { mailboxTools } from '../../mailboxes.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { BoxPage, type BoxPageProps } from './box.page.tsx'
import { boxTexts } from './box-texts.ts'
import { BoxesPage } from './boxes.page.tsx'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site })
const One = Type.Object({ site: Site, box: Type.String({ format: 'uuid' }) })
const Query = Type.Object({ fait: Type.Optional(Type.Literal('oui')) })
const url = '/bureau/:site/boites'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/boites`

const arrangerAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayArrangeBoxes)

/** `/bureau/:site/boites`: which mailboxes are read, and what becomes of what they receive. */
export const boxRoutes = (app: App): Route[] => [...listRoutes(app), ...oneRoutes(app), testRoute(app)]

const listRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: arrangerAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const [boxes, unwanted, cards] = await Promise.all([
        listBoxes(context, site.id),
        listUnwanted(context, site.id),
        app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
      ])
      const main = BoxesPage({
        locale,
        base: baseOf(who),
        receivedHref: `/bureau/${site.slug}/courriels-recus`,
        boxes,
        unwanted,
        procedures: new Map(cards.map(({ slug, title }) => [slug, localize(title, locale)])),
        now: app.clock.now(),
        isDone: request.query.fait !== undefined,
      })
      const { title } = boxTexts(locale)
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'boxes' }), 200)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/indesirables`,
    guard: arrangerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      await dropUnwanted(who.context, who.site.id, typedIn(request.body, 'adresse'))
      return seeOther(reply, `${baseOf(who)}?fait=oui`)
    },
  }),
  route({
    method: 'GET',
    url: `${url}/nouvelle`,
    guard: arrangerAt(app),
    schema: { params: Params },
    handle: (request, reply, who) => show({ app, request, reply, who }, { values: ofNew }),
  }),
  route({
    method: 'POST',
    url: `${url}/nouvelle`,
    guard: arrangerAt(app),
    schema: { params: Params, body: FormBody },
    handle: (request, reply, who) => save({ app, request, reply, who }, request.body),
  }),
]

const oneRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:box`,
    guard: arrangerAt(app),
    schema: { params: One, querystring: Query },
    handle: async (request, reply, who) => {
      const box = await getBox(who.context, { collectivityId: who.site.id, id: request.params.box })
      return show(
        { app, request, reply, who },
        { box, values: valuesOf(box), isDone: request.query.fait !== undefined },
      )
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:box`,
    guard: arrangerAt(app),
    schema: { params: One, body: FormBody },
    handle: (request, reply, who) => save({ app, request, reply, who }, request.body, request.params.box),
  }),
]

const testRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${url}/:box/essai`,
    guard: arrangerAt(app),
    schema: { params: One, body: FormBody },
    handle: async (request, reply, who) => {
      const key = { collectivityId: who.site.id, id: request.params.box }
      const [box, tested] = await Promise.all([getBox(who.context, key), testBox(mailboxTools(app))(who.context, key)])
      const t = boxTexts(who.locale)
      const sentence = tested.ok ? t.test_ok(tested.value) : t.test_failed(t.failure(tested.refusal))
      return show({ app, request, reply, who }, { box, values: valuesOf(box), tested: { isOk: tested.ok, sentence } })
    },
  })

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** Where what is wrong is said. */
const inputs: Readonly<Record<SaveBoxFault, string>> = {
  name: 'nom',
  address: 'adresse',
  address_taken: 'adresse',
  host: 'serveur',
  port: 'port',
  security: 'protection',
  username: 'compte',
  password: 'secret',
  folder: 'dossier',
  same_folder: 'rangement',
  kept_days: 'garde',
}

async function save(exchange: Exchange, body: FormBody, id?: string): Promise<FastifyReply> {
  const { app, reply, who } = exchange
  const saved = await saveBox(app.secrets)(who.context, {
    collectivityId: who.site.id,
    id,
    typed: typedOf(body),
    password: typedIn(body, 'secret'),
    readsOld: typedIn(body, 'anciens') !== '',
  })
  if (saved.ok) return seeOther(reply, `${baseOf(who)}/${saved.value}?fait=oui`)
  const t = boxTexts(who.locale)
  const errors = saved.refusal.faults.map((fault) => ({ fieldId: inputs[fault], message: t.fault(fault) }))
  const box = id === undefined ? undefined : await getBox(who.context, { collectivityId: who.site.id, id })
  return show(exchange, { box, values: typedValues(body), errors })
}

const isTicked = (body: FormBody, name: string): boolean => typedIn(body, name) !== ''

function typedOf(body: FormBody): TypedBox {
  const text = (name: string) => typedIn(body, name)
  return {
    name: text('nom'),
    address: text('adresse'),
    host: text('serveur'),
    port: text('port'),
    security: text('protection'),
    username: text('compte'),
    folder: text('dossier'),
    keptFolder: text('rangement'),
    serviceId: text('service'),
    procedure: text('demarche'),
    mapping: { subject: text('objet'), text: text('texte'), files: text('pieces') },
    takesPlus: isTicked(body, 'plus'),
    takesAnswers: isTicked(body, 'reponses'),
    whenClosed: text('close'),
    acknowledges: isTicked(body, 'accuse'),
    signature: text('signature'),
    isOpen: isTicked(body, 'ouverte'),
    keptDays: text('garde'),
  }
}

const yes = (isSo: boolean): string => (isSo ? 'oui' : '')

const ofNew: Readonly<Record<string, string>> = {
  protection: 'tls',
  dossier: 'INBOX',
  close: 'tray',
  garde: '90',
  ouverte: 'oui',
  reponses: 'oui',
  accuse: 'oui',
}

/** Never the password. */
const valuesOf = (box: WatchedBox): Readonly<Record<string, string>> => ({
  nom: box.name,
  adresse: box.address,
  serveur: box.host,
  port: String(box.port),
  protection: box.security,
  compte: box.username,
  dossier: box.folder,
  rangement: box.keptFolder ?? '',
  service: box.serviceId ?? '',
  demarche: box.procedure ?? '',
  texte: box.mapping.text ?? '',
  objet: box.mapping.subject ?? '',
  pieces: box.mapping.files ?? '',
  plus: yes(box.takesPlus),
  reponses: yes(box.takesAnswers),
  close: box.whenClosed,
  accuse: yes(box.acknowledges),
  signature: box.signature,
  ouverte: yes(box.isOpen),
  garde: String(box.keptDays),
})

const typedValues = (body: FormBody): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(body)
      .filter((name) => name !== 'secret')
      .map((name) => [name, typedIn(body, name)]),
  )

type Said = Pick<BoxPageProps, 'values'> & Partial<Pick<BoxPageProps, 'box' | 'errors' | 'isDone' | 'tested'>>

async function show({ app, request, reply, who }: Exchange, said: Said): Promise<FastifyReply> {
  const { locale, site } = who
  const procedure = said.values['demarche'] ?? ''
  const [[cards, offer], services] = await Promise.all([
    app.db.readCollectivity(site.id, (tx) =>
      Promise.all([listOffers(tx, site.id), procedure === '' ? undefined : findOffer(tx, site.id, procedure)]),
    ),
    listServices(app.db, site.id),
  ])
  const errors = said.errors ?? []
  const main = BoxPage({
    locale,
    base: baseOf(who),
    box: said.box,
    values: said.values,
    offers: cards.map(({ slug, title }) => ({ value: slug, label: localize(title, locale) })),
    services: services.map(({ id, name }) => ({ value: id, label: localize(name, locale) })),
    questions: offer ? mappedQuestions(offer.revision.definition) : { texts: [], files: [] },
    errors,
    isDone: said.isDone === true,
    tested: said.tested,
    now: app.clock.now(),
  })
  const isRefused = errors.length > 0 || said.tested?.isOk === false
  const title = said.box?.name ?? boxTexts(locale).new_title
  const page = { title, main, menu: 'boxes', isRefused: errors.length > 0 } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}
