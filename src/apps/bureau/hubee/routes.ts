import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  discardFolder,
  fileWaiting,
  getStream,
  mayArrangeStreams,
  mayTendFolders,
  openFolderFile,
  readDesk,
  readFolder,
  readNow,
  saveStream,
  type Stream,
  type StreamFault,
} from '#counter/hubee'
import { listOffers } from '#counter/procedures'
import { localize } from '#kernel/localized'
import type { Outcome } from '#kernel/outcome'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { sendAttachment } from '../../attachments/index.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { hubeeTools } from '../../hubee.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { DeskPage } from './desk.page.tsx'
import { FolderPage } from './folder.page.tsx'
import { StreamPage, type StreamPageProps } from './stream.page.tsx'
import { hubeeTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Id = Type.String({ format: 'uuid' })
const Params = Type.Object({ site: Site })
const OneStream = Type.Object({ site: Site, stream: Id })
const OneFolder = Type.Object({ site: Site, folder: Id })
const Done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })
const Query = Type.Object({ ...Done.properties, vue: Type.Optional(Type.Literal('traites')) })
const url = '/bureau/:site/service-public'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/service-public`

const arrangerAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayArrangeStreams)
const tenderAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayTendFolders)

/** `/bureau/:site/service-public`: what the national portal brings, what waits for somebody, and the streams that bring it. */
export const hubeeRoutes = (app: App): Route[] => [deskRoute(app), ...streamRoutes(app), ...folderRoutes(app)]

const deskRoute = (app: App): Route =>
  route({
    method: 'GET',
    url,
    guard: tenderAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const view = request.query.vue === 'traites' ? 'settled' : 'waiting'
      const [desk, offers] = await Promise.all([
        readDesk(context, { collectivityId: site.id, view }),
        offersOf(app, who),
      ])
      const t = hubeeTexts(locale)
      const { fait } = request.query
      const main = DeskPage({
        ...desk,
        locale,
        base: baseOf(who),
        requests: `/bureau/${site.slug}/demandes`,
        view,
        procedures: new Map(offers.map(({ value, label }) => [value, label])),
        mayArrange: mayArrangeStreams(context.actor, site.id),
        done: fait === undefined ? undefined : t.done(fait),
      })
      return sendPage(reply, framedPage(frameOf(app, request, who), { title: t.title, main, menu: 'hubee' }), 200)
    },
  })

const streamRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/flux/nouveau`,
    guard: arrangerAt(app),
    schema: { params: Params },
    handle: (request, reply, who) => showStream({ app, request, reply, who }, { values: { ouvert: 'oui' } }),
  }),
  route({
    method: 'POST',
    url: `${url}/flux/nouveau`,
    guard: arrangerAt(app),
    schema: { params: Params, body: FormBody },
    handle: (request, reply, who) => save({ app, request, reply, who }, request.body),
  }),
  route({
    method: 'GET',
    url: `${url}/flux/:stream`,
    guard: arrangerAt(app),
    schema: { params: OneStream, querystring: Done },
    handle: async (request, reply, who) => {
      const stream = await getStream(who.context, { collectivityId: who.site.id, id: request.params.stream })
      const { fait } = request.query
      const done = fait === undefined ? undefined : hubeeTexts(who.locale).done(fait)
      return showStream({ app, request, reply, who }, { stream, values: valuesOf(stream), done })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/flux/:stream`,
    guard: arrangerAt(app),
    schema: { params: OneStream, body: FormBody },
    handle: (request, reply, who) => save({ app, request, reply, who }, request.body, request.params.stream),
  }),
  route({
    method: 'POST',
    url: `${url}/flux/:stream/lire`,
    guard: arrangerAt(app),
    schema: { params: OneStream, body: FormBody },
    handle: async (request, reply, who) => {
      await readNow(who.context, { collectivityId: who.site.id, id: request.params.stream })
      return seeOther(reply, `${baseOf(who)}/flux/${request.params.stream}?fait=releve`)
    },
  }),
]

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** Where what is wrong is said. */
const inputs: Readonly<Record<StreamFault, string>> = {
  process_code: 'code',
  code_taken: 'code',
  client_id: 'client',
  client_secret: 'secret',
}

async function save(exchange: Exchange, body: FormBody, id?: string): Promise<FastifyReply> {
  const { app, reply, who } = exchange
  const collectivityId = who.site.id
  const values = {
    code: typedIn(body, 'code'),
    client: typedIn(body, 'client'),
    demarche: typedIn(body, 'demarche'),
    ouvert: typedIn(body, 'ouvert'),
  }
  const saved = await saveStream(app.secrets)(who.context, {
    collectivityId,
    id,
    typed: {
      processCode: values.code,
      clientId: values.client,
      clientSecret: typedIn(body, 'secret'),
      procedure: values.demarche,
      isOpen: values.ouvert !== '',
    },
  })
  if (saved.ok) return seeOther(reply, `${baseOf(who)}/flux/${saved.value}?fait=enregistre`)
  const t = hubeeTexts(who.locale)
  const errors = saved.refusal.faults.map((fault) => ({ fieldId: inputs[fault], message: t.fault(fault) }))
  const stream = id === undefined ? undefined : await getStream(who.context, { collectivityId, id })
  return showStream(exchange, { stream, values, errors })
}

const valuesOf = ({ processCode, clientId, procedure, isOpen }: Stream): Readonly<Record<string, string>> => ({
  code: processCode,
  client: clientId,
  demarche: procedure ?? '',
  ouvert: isOpen ? 'oui' : '',
})

const offersOf = async (app: App, { site, locale }: AgentVisitor) =>
  (await app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id))).map(({ slug, title }) => ({
    value: slug,
    label: localize(title, locale),
  }))

type StreamSaid = Pick<StreamPageProps, 'values'> & Partial<Pick<StreamPageProps, 'stream' | 'errors' | 'done'>>

async function showStream(
  exchange: Exchange,
  { values, stream, errors = [], done }: StreamSaid,
): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale } = who
  const offers = await offersOf(app, who)
  const main = StreamPage({ locale, base: baseOf(who), stream, values, offers, errors, done })
  const isRefused = errors.length > 0
  const page = { title: stream?.processCode ?? hubeeTexts(locale).new_title, main, menu: 'hubee', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}

interface Key {
  readonly collectivityId: string
  readonly id: string
}

/** What is done with one that waits, where its refusals are said, and what is said once it is. */
interface Act {
  readonly path: string
  readonly fieldId: string
  readonly done: string
  readonly run: (who: AgentVisitor, key: Key, body: FormBody) => Promise<Outcome<unknown, string>>
}

const actsOf = (app: App): readonly Act[] => [
  {
    path: 'demande',
    fieldId: 'demarche',
    done: 'demande',
    run: async ({ context }, key, body) => {
      const procedure = typedIn(body, 'demarche')
      if (procedure === '') return { ok: false, refusal: 'no_procedure' }
      return fileWaiting(hubeeTools(app))(context, { ...key, procedure })
    },
  },
  {
    path: 'refuser',
    fieldId: 'pourquoi',
    done: 'refuse',
    run: ({ context }, key, body) => discardFolder(context, { ...key, why: typedIn(body, 'pourquoi') }),
  },
]

const folderRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:folder`,
    guard: tenderAt(app),
    schema: { params: OneFolder, querystring: Done },
    handle: (request, reply, who) =>
      showFolder({ app, request, reply, who }, request.params.folder, { done: request.query.fait }),
  }),
  route({
    method: 'GET',
    url: `${url}/:folder/pieces/:place`,
    guard: tenderAt(app),
    schema: { params: Type.Object({ ...OneFolder.properties, place: Type.Integer({ minimum: 0, maximum: 1000 }) }) },
    handle: async (request, reply, who) => {
      const { folder: id, place } = request.params
      const file = await openFolderFile(who.context, { collectivityId: who.site.id, id, place })
      return sendAttachment(app.files, reply, file)
    },
  }),
  ...actsOf(app).map(({ path, fieldId, done, run }) =>
    route({
      method: 'POST',
      url: `${url}/:folder/${path}`,
      guard: tenderAt(app),
      schema: { params: OneFolder, body: FormBody },
      handle: async (request, reply, who) => {
        const id = request.params.folder
        const outcome = await run(who, { collectivityId: who.site.id, id }, request.body)
        if (outcome.ok) return seeOther(reply, `${baseOf(who)}/${id}?fait=${done}`)
        const errors = [{ fieldId, message: hubeeTexts(who.locale).refusal(outcome.refusal) }]
        return showFolder({ app, request, reply, who }, id, { errors, typed: request.body })
      },
    }),
  ),
]

interface FolderSaid {
  readonly errors?: readonly { readonly fieldId: string; readonly message: string }[]
  readonly typed?: FormBody
  readonly done?: string | undefined
}

async function showFolder(exchange: Exchange, id: string, said: FolderSaid): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale, site, context } = who
  const [shown, offers] = await Promise.all([readFolder(context, { collectivityId: site.id, id }), offersOf(app, who)])
  const t = hubeeTexts(locale)
  const { errors = [], typed = {}, done } = said
  const main = FolderPage({
    ...shown,
    locale,
    base: baseOf(who),
    requests: `/bureau/${site.slug}/demandes`,
    offers,
    errors,
    typed,
    done: done === undefined ? undefined : t.done(done),
  })
  const isRefused = errors.length > 0
  const page = { title: shown.folder.externalId || t.title, main, menu: 'hubee', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}
