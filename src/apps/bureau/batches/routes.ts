import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  chooseBatch,
  type Deed,
  firstWritten,
  listBatches,
  mayBatch,
  openBatch,
  type OpenBatch,
  startBatch,
  tryBatch,
} from '#counter/batches'
import { listChosen, listCommonActions, listDossiers, mostChosen } from '#counter/dossiers'
import { listReplies } from '#counter/replies'
import { listAgents } from '#identity/accounts'
import { localize } from '#kernel/localized'
import { formats } from '#platform/i18n'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { ListAddress, type ListQuery, listSearch, readListQuery } from '../dossiers/list/query.ts'
import { readChoices } from '../dossiers/list/read.ts'
import { filtersFor } from '../dossiers/list/selection.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { BatchesPage, type BatchLine, type BatchPageProps, PreviewPage, ResultPage } from './batch.page.tsx'
import { ChoosePage, type ChoosePageProps, type Typed } from './choose.page.tsx'
import { batchTexts } from './texts.ts'
import { repliesFor, withReply } from './replies.ts'
import { readDeed, typedFrom, typedOf } from './typed.ts'

const Site = Type.Object({ site: Type.String({ maxLength: 80 }) })
const One = Type.Object({ ...Site.properties, id: Type.String({ maxLength: 40 }) })
const url = '/bureau/:site/lots'

const listOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/demandes`
const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/lots`

/** Lets in who works requests here; to others, elected members too, these pages do not exist. */
const workerAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayBatch)

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** One act on many requests: chosen in the list, tried, run. */
export const batchRoutes = (app: App): Route[] => [
  listRoute(app),
  chooseRoute(app),
  pageRoute(app),
  tryRoute(app),
  startRoute(app),
  progressRoute(app),
]

function send(
  { app, request, reply, who }: Exchange,
  page: { readonly title: string; readonly main: ReturnType<typeof ChoosePage>; readonly scripts?: readonly string[] },
  status = 200,
) {
  const html = framedPage(frameOf(app, request, who), { ...page, menu: 'requests', isRefused: status >= 400 })
  return sendPage(reply, html, status)
}

const listRoute = (app: App): Route =>
  route({
    method: 'GET',
    url,
    guard: workerAt(app),
    schema: { params: Site },
    handle: async (request, reply, who) => {
      const { locale } = who
      const batches = await listBatches(who.context, who.site.id)
      const words = await Promise.all(batches.map(async ({ deed }) => deed && deedWords(app, who, deed)))
      const main = BatchesPage({
        locale,
        listHref: listOf(who),
        batches: batches.map((batch, index) => ({
          href: `${baseOf(who)}/${batch.id}`,
          what: words[index]?.sentence ?? '',
          when: formats(locale).dateTime(batch.startedAt ?? batch.chosenAt),
          isRunning: batch.state === 'running',
        })),
      })
      return send({ app, request, reply, who }, { title: batchTexts(locale).title, main })
    },
  })

const chooseRoute = (app: App): Route =>
  route({
    method: 'POST',
    url,
    guard: workerAt(app),
    schema: { params: Site, querystring: ListAddress, body: FormBody },
    handle: async (request, reply, who) => {
      const query = readListQuery(request.query)
      const search = listSearch(query)
      const isWhole = request.body['tout'] === 'oui'
      const dossierIds = isWhole ? await idsOf(app, who, query) : [request.body['demande'] ?? []].flat()
      const chosen = await chooseBatch(who.context, { collectivityId: who.site.id, dossierIds, search })
      if (chosen.ok) return seeOther(reply, `${baseOf(who)}/${chosen.value.id}`)
      return seeOther(reply, `${listOf(who)}${search}${search === '' ? '?' : '&'}fait=nothing_chosen`)
    },
  })

/** The requests of a whole list, as many as can be chosen at once. */
async function idsOf(app: App, who: AgentVisitor, query: ListQuery): Promise<string[]> {
  const filters = { ...filtersFor(query, who.site.id, await readChoices(app, who)), limit: 200 }
  const ids: string[] = []
  let after: string | undefined
  do {
    const page = await listDossiers(who.context, filters, after === undefined ? undefined : { after })
    ids.push(...page.dossiers.map(({ id }) => id))
    after = page.after
  } while (after !== undefined && ids.length < mostChosen)
  return ids.slice(0, mostChosen)
}

const pageRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/:id`,
    guard: workerAt(app),
    schema: { params: One, querystring: Type.Object({ changer: Type.Optional(Type.Literal('oui')) }) },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const open = await openBatch(who.context, { collectivityId: who.site.id, id: request.params.id })
      const { state, deed } = open.batch
      const isChoosing = state === 'chosen' || (state === 'tried' && request.query.changer === 'oui')
      if (isChoosing || deed === null) return showChoice(exchange, open, { typed: typedFrom(deed), errors: [] })
      return showBatch(exchange, open, { deed, state: state === 'running' || state === 'done' ? state : 'tried' })
    },
  })

interface Filled {
  readonly typed: Typed
  readonly errors: ChoosePageProps['errors']
}

/** What can be chosen for the requests of a batch. */
async function choicesFor(app: App, who: AgentVisitor, { items }: OpenBatch) {
  const { site, context, locale } = who
  const chosen = { collectivityId: site.id, dossierIds: items.map(({ dossierId }) => dossierId) }
  const [dossiers, replies, actions, agents, services] = await Promise.all([
    listChosen(context, chosen),
    listReplies(context, site.id),
    listCommonActions(context, chosen),
    listAgents(context, site.id),
    listServices(app.db, site.id),
  ])
  const closed = dossiers.filter(({ closedAt }) => closedAt !== null).length
  return {
    locale,
    actions,
    total: items.length,
    open: dossiers.length - closed,
    closed,
    replies: repliesFor(dossiers, replies),
    hasEnglish: dossiers.some((dossier) => dossier.locale === 'en'),
    agents: agents
      .filter(({ roles }) => roles.some(({ role }) => role !== 'elected'))
      .map(({ accountId, givenName, familyName }) => ({ value: accountId, label: `${givenName} ${familyName}` })),
    services: services.map(({ id, name }) => ({ value: id, label: localize(name, locale) })),
  }
}

async function showChoice(exchange: Exchange, open: OpenBatch, filled: Filled): Promise<FastifyReply> {
  const { app, who } = exchange
  const choices = await choicesFor(app, who, open)
  const main = ChoosePage({
    ...choices,
    ...filled,
    action: `${baseOf(who)}/${open.batch.id}`,
    listHref: listOf(who) + open.batch.search,
  })
  const title = batchTexts(who.locale).chooseTitle(choices.total)
  return send(exchange, { title, main, scripts: ['bureau-case.js'] }, filled.errors.length > 0 ? 422 : 200)
}

const tryRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${url}/:id`,
    guard: workerAt(app),
    schema: { params: One, body: FormBody },
    handle: async (request, reply, who) => {
      const key = { collectivityId: who.site.id, id: request.params.id }
      const open = await openBatch(who.context, key)
      const typed = typedOf(request.body)
      if (typed['geste'] === 'reprendre') {
        const taken = await withReply(who.context, { collectivityId: who.site.id, typed })
        return showChoice({ app, request, reply, who }, open, { typed: taken, errors: [] })
      }
      const deed = readDeed(typed, await choicesFor(app, who, open))
      if (!deed.ok) return showChoice({ app, request, reply, who }, open, { typed, errors: [deed.refusal] })
      await tryBatch(who.context, key, deed.value)
      return seeOther(reply, `${baseOf(who)}/${key.id}`)
    },
  })

const startRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${url}/:id/lancer`,
    guard: workerAt(app),
    schema: { params: One },
    handle: async (request, reply, who) => {
      // Refused, it shows where it stands: what it can do is on the page.
      await startBatch(who.context, { collectivityId: who.site.id, id: request.params.id })
      return seeOther(reply, `${baseOf(who)}/${request.params.id}`)
    },
  })

/** How far it is, for a page that stays open. */
const progressRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/:id/etat`,
    guard: workerAt(app),
    schema: { params: One },
    handle: async (request, reply, who) => {
      const { batch, progress } = await openBatch(who.context, { collectivityId: who.site.id, id: request.params.id })
      const format = formats(who.locale)
      const settled = format.number(progress.done + progress.refused)
      const text = batchTexts(who.locale).runningLead(settled, format.number(progress.total))
      return reply.header('cache-control', 'private, no-store').send({ text, isOver: batch.state === 'done' })
    },
  })

/** What is done, in a sentence. */
async function deedWords(
  app: App,
  who: AgentVisitor,
  deed: Deed,
): Promise<Omit<BatchPageProps['deed'], 'consequences'>> {
  const { locale, site, context } = who
  const t = batchTexts(locale)
  switch (deed.kind) {
    case 'take':
      return { sentence: t.deedTake, text: undefined }
    case 'release':
      return { sentence: t.deedRelease, text: undefined }
    case 'entrust': {
      const agent = (await listAgents(context, site.id)).find(({ accountId }) => accountId === deed.accountId)
      const name = agent ? `${agent.givenName} ${agent.familyName}` : t.somebody
      return { sentence: t.deedEntrust(name), text: undefined }
    }
    case 'transfer': {
      const service = (await listServices(app.db, site.id)).find(({ id }) => id === deed.serviceId)
      return {
        sentence: t.deedTransfer(service ? localize(service.name, locale) : t.aService),
        text: deed.note || undefined,
      }
    }
    case 'act':
      return { sentence: t.deedAct(localize(deed.label, locale)), text: deed.text || undefined }
    case 'message':
      return { sentence: t.deedMessage, text: deed.body, english: deed.english }
    case 'hold':
      return { sentence: t.deedHold, text: deed.reason }
  }
}

/** Requests whose text is shown as it will be read. */
const firstShown = 3

interface Told {
  readonly deed: Deed
  readonly state: BatchPageProps['state']
}

async function showBatch(exchange: Exchange, open: OpenBatch, { deed, state }: Told): Promise<FastifyReply> {
  const { app, who } = exchange
  const { locale, context, site } = who
  const { batch, items, progress } = open
  const chosen = { collectivityId: site.id, dossierIds: items.map(({ dossierId }) => dossierId) }
  const [dossiers, words, actions] = await Promise.all([
    listChosen(context, chosen),
    deedWords(app, who, deed),
    deed.kind === 'act' && state === 'tried' ? listCommonActions(context, chosen) : [],
  ])
  const shown = items.filter(({ obstacle }) => obstacle === null).map(({ dossierId }) => dossierId)
  const readable = new Set(dossiers.map(({ id }) => id))
  const first =
    state === 'tried'
      ? await firstWritten(context, deed, {
          collectivityId: site.id,
          dossierIds: shown.filter((id) => readable.has(id)).slice(0, firstShown),
        })
      : []
  const byId = new Map(dossiers.map((dossier) => [dossier.id, dossier]))
  const action = actions.find(({ id }) => deed.kind === 'act' && id === deed.actionId)
  const lines = items.map((item): BatchLine => {
    const dossier = byId.get(item.dossierId)
    return {
      ...item,
      href: `${listOf(who)}/${item.dossierId}`,
      subject: dossier?.subject,
      person: dossier?.applicantName ?? '',
    }
  })
  const props: BatchPageProps = {
    locale,
    address: `${baseOf(who)}/${batch.id}`,
    listHref: listOf(who) + batch.search,
    deed: {
      ...words,
      consequences: action?.consequences.map((each) => localize(each, locale)) ?? [],
    },
    lines,
    first: first.map(({ dossierId, text }) => {
      const { applicantName = '', number = '' } = byId.get(dossierId) ?? {}
      return { title: batchTexts(locale).forOne(applicantName, number), text }
    }),
    progress,
    state,
  }
  const t = batchTexts(locale)
  if (state === 'tried') return send(exchange, { title: t.previewTitle, main: PreviewPage(props) })
  const title = state === 'running' ? t.runningTitle : t.doneTitle
  return send(exchange, { title, main: ResultPage(props), scripts: state === 'running' ? ['bureau-batch.js'] : [] })
}
