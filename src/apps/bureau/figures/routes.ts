import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import {
  type Dimension,
  dimensions,
  type Figures,
  type FiguresAsked,
  mayOpenFigures,
  noService,
  openFigures,
  type Period,
  periodOf,
  readableServices,
  readFigures,
  readTerritoryFigures,
} from '#counter/figures'
import { listOffers } from '#counter/procedures'
import { dayOf } from '#kernel/calendar'
import { csvText } from '#kernel/csv'
import { type Locale, localize } from '#kernel/localized'
import type { SelectOption } from '#platform/html'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { listCollectivities, listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor, operator } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { type Filter, FiguresPage, type FiguresPageProps, partsOf } from './figures.page.tsx'
import { channelTexts } from '../../channels.ts'
import { figuresTexts } from './texts.ts'
import { csvOf } from './csv.ts'

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Query = Type.Object({
  periode: text(10),
  par: text(20),
  service: text(80),
  demarche: text(80),
  canal: text(20),
  fait: text(10),
})
type Asked = Static<typeof Query>

/** Lets in who reads requests of the place; to others these pages do not exist. */
const readerAt = (app: App): Guard<AgentVisitor> =>
  agentWho(app, (actor, collectivityId) => readableServices(actor, collectivityId) !== undefined)

/** `/bureau/:site/chiffres`, the same for a spreadsheet, and whether everybody reads them. */
export const figureRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/chiffres',
    guard: readerAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const main = FiguresPage(await propsOf(app, who, request.query))
      const content = { title: figuresTexts(who.locale).title, main, menu: 'figures' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  }),
  route({
    method: 'GET',
    url: '/bureau/:site/chiffres/chiffres.csv',
    guard: readerAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const props = await propsOf(app, who, request.query)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="chiffres-${who.site.slug}.csv"`)
        .send(csvText(csvOf(props)))
    },
  }),
  route({
    method: 'POST',
    url: '/bureau/:site/chiffres/ouverture',
    guard: agentWho(app, mayOpenFigures),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, { site, context }) => {
      const isPublic = request.body['public'] === 'oui'
      await openFigures(context, site.id, isPublic)
      return seeOther(reply, `/bureau/${site.slug}/chiffres?fait=${isPublic ? 'ouverte' : 'fermee'}`)
    },
  }),
  territoryRoute(app),
]

interface Names {
  readonly services: readonly { readonly id: string; readonly slug: string; readonly name: string }[]
  readonly procedures: readonly { readonly id: string; readonly slug: string; readonly name: string }[]
}

async function namesIn(app: App, { site, locale }: AgentVisitor): Promise<Names> {
  const [services, offers] = await Promise.all([
    listServices(app.db, site.id),
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
  ])
  return {
    services: services.map(({ id, slug, name }) => ({ id, slug, name: localize(name, locale) })),
    procedures: offers.map(({ procedureId, slug, title }) => ({
      id: procedureId,
      slug,
      name: localize(title, locale),
    })),
  }
}

const idOf = (all: readonly { readonly id: string; readonly slug: string }[], slug: string | undefined) =>
  all.find((each) => each.slug === slug)?.id

const dimensionIn = (word: string | undefined): Dimension =>
  dimensionWords.find(([, each]) => each === word)?.[0] ?? 'service'

const dimensionWords: readonly (readonly [Dimension, string])[] = dimensions.map((each) => [
  each,
  { service: 'service', procedure: 'demarche', channel: 'canal', area: 'quartier' }[each],
])

const periodIn = (app: App, word: string | undefined): { readonly word: string; readonly period: Period } => {
  const today = dayOf(app.clock.now())
  const period = word === undefined ? undefined : periodOf(word, today)
  if (word !== undefined && period) return { word, period }
  return { word: '12-mois', period: periodOf('12-mois', today) ?? { from: today, to: today } }
}

async function propsOf(app: App, who: AgentVisitor, query: Asked): Promise<FiguresPageProps> {
  const { locale, site, context } = who
  const t = figuresTexts(locale)
  const names = await namesIn(app, who)
  const { word, period } = periodIn(app, query.periode)
  const by = dimensionIn(query.par)
  const asked: FiguresAsked = {
    collectivityId: site.id,
    period,
    by,
    serviceId: idOf(names.services, query.service),
    procedureId: idOf(names.procedures, query.demarche),
    channel: Object.hasOwn(channelTexts(locale), query.canal ?? '') ? query.canal : undefined,
  }
  const figures = await readFigures(context, asked)
  const base = `/bureau/${site.slug}/chiffres`
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value && name !== 'fait' ? [[name, value]] : [])),
  )
  return {
    locale,
    base,
    title: t.title,
    lead: t.lead,
    filters: filtersOf(app, { locale, query, word, by, names, context, siteId: site.id }),
    csvHref: `${base}/chiffres.csv?${search.toString()}`,
    ...partsOf(figures),
    cut: named(figures, by, { locale, names }),
    by: t[`by_${by}`],
    opening: mayOpenFigures(context.actor, site.id)
      ? { isPublic: figures.isPublic, address: `/${site.slug}/chiffres` }
      : undefined,
    done: query.fait === 'ouverte' ? t.opened : query.fait === 'fermee' ? t.closedPage : undefined,
  }
}

const channelsIn = (locale: Locale) =>
  Object.entries(channelTexts(locale)).map(([value, words]) => ({
    value,
    label: words.charAt(0).toUpperCase() + words.slice(1),
  }))

interface Choosing {
  readonly locale: Locale
  readonly query: Asked
  readonly word: string
  readonly by: Dimension
  readonly names: Names
  readonly context: AgentVisitor['context']
  readonly siteId: string
}

/** Years that one may choose: this one and the four before. */
const yearsBack = 5

function periodFilter(app: App, locale: Locale, word: string): Filter {
  const t = figuresTexts(locale)
  const year = Number(dayOf(app.clock.now()).slice(0, 4))
  const years = Array.from({ length: yearsBack }, (_, index) => String(year - index))
  const options = [
    { value: '30-jours', label: t.last_30 },
    { value: '12-mois', label: t.last_12 },
    ...years.map((each) => ({ value: each, label: each })),
  ]
  return { name: 'periode', label: t.period, value: word, options }
}

function filtersOf(app: App, { locale, query, word, by, names, context, siteId }: Choosing): Filter[] {
  const t = figuresTexts(locale)
  const reach = readableServices(context.actor, siteId) ?? []
  const services = names.services.filter(({ id }) => reach === 'all' || reach.includes(id))
  const all = (label: string): SelectOption => ({ value: '', label })
  const bySlug = (each: { readonly slug: string; readonly name: string }) => ({ value: each.slug, label: each.name })
  const channels = channelsIn(locale)
  return [
    periodFilter(app, locale, word),
    {
      name: 'par',
      label: t.by,
      value: dimensionWords.find(([each]) => each === by)?.[1] ?? '',
      options: dimensionWords.map(([each, value]) => ({ value, label: t[`by_${each}`] })),
    },
    { name: 'service', label: t.service, value: query.service ?? '', options: [all(t.every), ...services.map(bySlug)] },
    {
      name: 'demarche',
      label: t.procedure,
      value: query.demarche ?? '',
      options: [all(t.everyOne), ...names.procedures.map(bySlug)],
    },
    { name: 'canal', label: t.channel, value: query.canal ?? '', options: [all(t.every), ...channels] },
  ]
}

function named({ cut }: Figures, by: Dimension, { locale, names }: { locale: Locale; names: Names }) {
  const t = figuresTexts(locale)
  const nameOf: Record<Dimension, (key: string) => string> = {
    service: (key) =>
      key === noService ? t.noService : (names.services.find(({ id }) => id === key)?.name ?? t.noService),
    procedure: (key) => names.procedures.find(({ id }) => id === key)?.name ?? t.gone,
    channel: (key) => channelsIn(locale).find(({ value }) => value === key)?.label ?? key,
    area: (key) => key || t.noArea,
  }
  return cut.map((line) => ({ ...line, name: nameOf[by](line.key) }))
}

/** `/bureau/exploitation/chiffres`: the same for who operates the platform, by commune. */
const territoryRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/exploitation/chiffres',
    guard: operator(app),
    schema: { querystring: Type.Object({ periode: text(10), tableur: Type.Optional(Type.Literal('oui')) }) },
    handle: async (request, reply, who) => {
      const { locale, context } = who
      const t = figuresTexts(locale)
      const { word, period } = periodIn(app, request.query.periode)
      const months = { from: `${period.from.slice(0, 7)}-01`, to: period.to }
      const [figures, places] = await Promise.all([readTerritoryFigures(context, months), listCollectivities(app.db)])
      const base = '/bureau/exploitation/chiffres'
      const props: FiguresPageProps = {
        locale,
        base,
        title: t.territoryTitle,
        lead: t.territoryLead,
        filters: [periodFilter(app, locale, word)],
        csvHref: `${base}?periode=${word}&tableur=oui`,
        ...figures,
        cut: figures.cut.map((line) => ({ ...line, name: places.find(({ id }) => id === line.key)?.name ?? line.key })),
        by: t.by_commune,
        countedAt: app.clock.now(),
      }
      if (request.query.tableur === 'oui')
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="chiffres-du-territoire.csv"')
          .send(csvText(csvOf(props)))
      const content = { title: t.territoryTitle, main: FiguresPage(props), menu: 'figures' } as const
      return sendPage(reply, framedPage(frameOf(app, request as FastifyRequest, who), content))
    },
  })
