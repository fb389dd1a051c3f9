import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  chooseColumns,
  type ColumnName,
  getView,
  mayChange,
  mayShare,
  readDesk,
  removeView,
  type SavedView,
  saveView,
  type Sharing,
  type ViewFault,
} from '#counter/views'
import { localize } from '#kernel/localized'
import type { SelectOption } from '#platform/html'
import { formats } from '#platform/i18n'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices, type Service } from '#territory/collectivities'
import { agentAt, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { filtersOf, ListAddress, listParameters, listSearch, readListQuery } from '../dossiers/list/query.ts'
import { viewTexts } from '../dossiers/list/texts.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { keptTexts } from './texts.ts'
import { ColumnsPage, type ViewLine, ViewFormPage, ViewsPage } from './views.page.tsx'

const Site = Type.Object({ site: Type.String({ maxLength: 80 }) })
const One = Type.Object({ ...Site.properties, id: Type.String({ maxLength: 40 }) })
const url = '/bureau/:site/vues'

const listOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/demandes`
const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/vues`

/** The lists that agents keep under a name, and the columns they choose. */
export const viewRoutes = (app: App): Route[] => [
  listRoute(app),
  ...columnRoutes(app),
  ...newRoutes(app),
  ...changeRoutes(app),
]

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

function send({ app, request, reply, who }: Exchange, title: string, main: ReturnType<typeof ViewsPage>, status = 200) {
  const html = framedPage(frameOf(app, request, who), { title, main, menu: 'requests', isRefused: status >= 400 })
  return sendPage(reply, html, status)
}

const listRoute = (app: App): Route =>
  route({
    method: 'GET',
    url,
    guard: agentAt(app),
    schema: { params: Site },
    handle: async (request, reply, who) => {
      const [{ views }, services] = await Promise.all([
        readDesk(who.context, who.site.id),
        listServices(app.db, who.site.id),
      ])
      const main = ViewsPage({
        locale: who.locale,
        listHref: listOf(who),
        views: views.map((view) => lineOf(view, services, who)),
      })
      return send({ app, request, reply, who }, keptTexts(who.locale).title, main)
    },
  })

/** Address of the list as a view keeps it. */
const hrefOf = (who: AgentVisitor, { id, parameters }: SavedView): string =>
  listOf(who) + listSearch({ ...readListQuery(parameters), saved: id })

function lineOf(view: SavedView, services: readonly Service[], who: AgentVisitor): ViewLine {
  const { locale } = who
  const t = keptTexts(locale)
  const query = readListQuery(view.parameters)
  const count = filtersOf(query).length
  const filters = count === 0 ? [] : [count === 1 ? t.oneFilter : t.filters(formats(locale).number(count))]
  return {
    name: view.name,
    href: hrefOf(who, view),
    list: [viewTexts(locale)[query.view], ...filters].join(', '),
    audience: audienceOf(view.sharing, services, locale),
    changeHref: mayChange(who.context.actor, view) ? `${baseOf(who)}/${view.id}` : undefined,
  }
}

function audienceOf(sharing: Sharing, services: readonly Service[], locale: AgentVisitor['locale']): string {
  const t = keptTexts(locale)
  if (sharing.with === 'nobody') return t.audienceNobody
  if (sharing.with === 'everybody') return t.audienceEverybody
  const service = services.find(({ id }) => id === sharing.serviceId)
  return t.audienceService(service ? localize(service.name, locale) : t.goneService)
}

/** As the form writes it: `moi`, `tous`, or the id of a service. */
const wordOf = (sharing: Sharing): string =>
  sharing.with === 'service' ? sharing.serviceId : sharing.with === 'everybody' ? 'tous' : 'moi'

function sharingOf(word: string): Sharing {
  if (word === 'tous') return { with: 'everybody' }
  return word === 'moi' || word === '' ? { with: 'nobody' } : { with: 'service', serviceId: word }
}

/** Those with whom she may share, herself first. */
async function audiencesFor(app: App, who: AgentVisitor): Promise<SelectOption[]> {
  const services = await listServices(app.db, who.site.id)
  const sharings: Sharing[] = [
    { with: 'nobody' },
    ...services.map(({ id }) => ({ with: 'service', serviceId: id }) as const),
    { with: 'everybody' },
  ]
  return sharings
    .filter((sharing) => mayShare(who.context.actor, who.site.id, sharing))
    .map((sharing) => ({ value: wordOf(sharing), label: audienceOf(sharing, services, who.locale) }))
}

const columnRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/colonnes`,
    guard: agentAt(app),
    schema: { params: Site, querystring: ListAddress },
    handle: async (request, reply, who) => {
      const search = listSearch(readListQuery(request.query))
      const { columns } = await readDesk(who.context, who.site.id)
      const backHref = listOf(who) + search
      const main = ColumnsPage({ locale: who.locale, action: `${baseOf(who)}/colonnes${search}`, backHref, columns })
      return send({ app, request, reply, who }, keptTexts(who.locale).myColumns, main)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/colonnes`,
    guard: agentAt(app),
    schema: { params: Site, querystring: ListAddress, body: FormBody },
    handle: async (request, reply, who) => {
      await chooseColumns(who.context, who.site.id, many(request.body, 'colonne'))
      return seeOther(reply, listOf(who) + listSearch(readListQuery(request.query)))
    },
  }),
]

const many = (body: FormBody, name: string): readonly string[] => [body[name] ?? []].flat().slice(0, 40)

/** What the form shows: as it came, or as it was typed. */
interface Shown {
  readonly view: SavedView | undefined
  readonly search: string
  readonly name: string
  readonly audience: string
  readonly columns: readonly string[]
  readonly fault?: ViewFault
}

async function showForm(exchange: Exchange, shown: Shown): Promise<FastifyReply> {
  const { app, who } = exchange
  const { view, search } = shown
  const t = keptTexts(who.locale)
  const title = view ? t.editTitle(view.name) : t.newTitle
  const main = ViewFormPage({
    locale: who.locale,
    title,
    lead: view ? undefined : t.newLead,
    action: `${baseOf(who)}/${view ? view.id : 'nouvelle'}${search}`,
    backHref: view ? hrefOf(who, view) : listOf(who) + search,
    name: shown.name,
    audiences: await audiencesFor(app, who),
    audience: shown.audience,
    columns: shown.columns as ColumnName[],
    fault: shown.fault,
    removeAction: view && `${baseOf(who)}/${view.id}/supprimer`,
  })
  return send(exchange, title, main, shown.fault ? 422 : 200)
}

const newRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/nouvelle`,
    guard: agentAt(app),
    schema: { params: Site, querystring: ListAddress },
    handle: async (request, reply, who) => {
      const { columns } = await readDesk(who.context, who.site.id)
      const search = listSearch(readListQuery(request.query))
      return showForm({ app, request, reply, who }, { view: undefined, search, name: '', audience: 'moi', columns })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/nouvelle`,
    guard: agentAt(app),
    schema: { params: Site, querystring: ListAddress, body: FormBody },
    handle: (request, reply, who) => keep({ app, request, reply, who }, request.query, request.body),
  }),
]

const changeRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:id`,
    guard: agentAt(app),
    schema: { params: One },
    handle: async (request, reply, who) => {
      const view = await getView(who.context, who.site.id, request.params.id)
      const { name, columns, sharing } = view
      return showForm({ app, request, reply, who }, { view, search: '', name, audience: wordOf(sharing), columns })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id`,
    guard: agentAt(app),
    schema: { params: One, querystring: ListAddress, body: FormBody },
    handle: async (request, reply, who) => {
      const view = await getView(who.context, who.site.id, request.params.id)
      return keep({ app, request, reply, who }, view.parameters, request.body, view)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/filtres`,
    guard: agentAt(app),
    schema: { params: One, querystring: ListAddress },
    handle: async (request, reply, who) => {
      const view = await getView(who.context, who.site.id, request.params.id)
      const { saved: _, ...query } = readListQuery(request.query)
      await saveView(who.context, { ...view, parameters: Object.fromEntries(listParameters(query)) })
      return seeOther(reply, listOf(who) + listSearch({ ...query, saved: view.id }))
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/supprimer`,
    guard: agentAt(app),
    schema: { params: One },
    handle: async (request, reply, who) => {
      await removeView(who.context, who.site.id, request.params.id)
      return seeOther(reply, baseOf(who))
    },
  }),
]

/** Keeps what the form says, with the list of the address, or of the view that is changed. */
async function keep(exchange: Exchange, address: ListAddress, body: FormBody, view?: SavedView): Promise<FastifyReply> {
  const { reply, who } = exchange
  const { saved: _, ...query } = readListQuery(address)
  const typed = { name: typedIn(body, 'nom'), audience: typedIn(body, 'pour'), columns: many(body, 'colonne') }
  const kept = await saveView(who.context, {
    collectivityId: who.site.id,
    id: view?.id,
    name: typed.name,
    sharing: sharingOf(typed.audience),
    parameters: Object.fromEntries(listParameters(query)),
    columns: typed.columns as ColumnName[],
  })
  if (kept.ok) return seeOther(reply, hrefOf(who, kept.value))
  return showForm(exchange, { view, search: view ? '' : listSearch(query), ...typed, fault: kept.refusal })
}
