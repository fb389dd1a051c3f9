import { Type } from 'typebox'
import { mayBatch } from '#counter/batches'
import { mayExportLists } from '#counter/exports'
import { countAskedOfMe, countDossiers, countMentions, type DossierPage, type ListCounts } from '#counter/dossiers'
import { type Desk, readDesk } from '#counter/views'
import type { Locale } from '#kernel/localized'
import { formats } from '#platform/i18n'
import { route, type Route, sendPage } from '#platform/http'
import { agentAt, type AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { framedPage, frameOf } from '../../frame/index.ts'
import { doneSentence } from '../done.ts'
import { keptOf } from './kept.tsx'
import { ListPage, type ListPageProps } from './list.page.tsx'
import { filtersOf, ListAddress, type ListQuery, listSearch, readListQuery, type View, views } from './query.ts'
import { missingIn, type Named, readChoices, readFilterValues, readPage, readRows, searchAt } from './read.ts'
import { shownSort } from './selection.ts'
import { listTexts, viewTexts } from './texts.ts'

const Site = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Address = Type.Object({ ...ListAddress.properties, fait: Type.Optional(Type.String({ maxLength: 20 })) })

/** The agents' list of requests. */
export const listRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/demandes',
    guard: agentAt(app),
    schema: { params: Site, querystring: Address },
    handle: async (request, reply, who) => {
      const query = readListQuery(request.query)
      const [props, mentions, asked] = await Promise.all([
        propsFor(app, who, { query, address: request.query }),
        countMentions(who.context, who.site.id),
        countAskedOfMe(who.context, who.site.id),
      ])
      const html = framedPage(frameOf(app, request, who), {
        title: `${listTexts(who.locale).title}, ${viewTexts(who.locale)[query.view]}`,
        main: ListPage({ ...props, done: doneSentence(request.query.fait, who.locale) }),
        menu: query.view === 'miennes' ? 'mine' : 'requests',
        scripts: ['bureau-list.js'],
        search: query.text,
        counts: {
          requests: countIn(props, 'a-traiter'),
          mine: countIn(props, 'miennes'),
          mentions: mentions === 0 ? undefined : formats(who.locale).number(mentions),
          asked: asked === 0 ? undefined : formats(who.locale).number(asked),
        },
      })
      return sendPage(reply, html)
    },
  }),
  countsRoute(app),
]

/** The counts of the views, by which a page that stays open keeps its own true. */
const countsRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/:site/demandes/comptes',
    guard: agentAt(app),
    schema: { params: Site },
    handle: async (_request, reply, who) => {
      const counts = await countDossiers(who.context, { collectivityId: who.site.id })
      const shown = views.map((view) => [view, tabOf(view, counts, who.locale).count ?? ''])
      return reply.header('cache-control', 'private, no-store').send(Object.fromEntries(shown))
    },
  })

const correctedIn = ({ corrections }: DossierPage, locale: Locale): readonly string[] =>
  corrections.map(({ typed, corrected }) =>
    listTexts(locale).corrected(typed, formats(locale).list(corrected.map((word) => `« ${word} »`))),
  )

const countIn = ({ tabs }: ListPageProps, view: View): string | undefined =>
  tabs.find((tab) => tab.view === view)?.count

async function propsFor(
  app: App,
  who: AgentVisitor,
  asked: { readonly query: ListQuery; readonly address: ListAddress },
): Promise<ListPageProps> {
  const { site, locale } = who
  const { query, address } = asked
  const choices = await readChoices(app, who)
  const [page, counts, values, desk] = await Promise.all([
    readPage(who, query, choices, address),
    countDossiers(who.context, { collectivityId: site.id }),
    readFilterValues(app, who, query),
    readDesk(who.context, site.id),
  ])
  const base = `/bureau/${site.slug}/demandes`
  return {
    locale,
    base,
    query,
    order: shownSort(page.sort),
    rows: await readRows(app, who, page, { base, search: searchAt(query, address), choices }),
    tabs: views.map((view) => tabOf(view, counts, locale)),
    choices: {
      services: choices.services.map(option),
      procedures: choices.procedures.map(option),
      zones: choices.zones.map(option),
      ...values,
    },
    result: resultOf({ query, page, counts, locale }),
    kept: keptOf(desk, query, { base, actor: who.context.actor }),
    columns: columnsFor(desk, query),
    batchAction: mayBatch(who.context.actor, site.id) ? `/bureau/${site.slug}/lots${listSearch(query)}` : undefined,
    missing: missingIn(query, choices, values, locale),
    pages: {
      before: page.before,
      after: page.after,
      isFirst: address.apres === undefined && page.before === undefined,
    },
    isPartial: page.isPartial,
    canExport: mayExportLists(who.context.actor, site.id),

    corrected: correctedIn(page, locale),
    done: undefined,
  }
}

/** Those of the view that is open, else the reader's. */
function columnsFor(desk: Desk, { saved }: ListQuery): ListPageProps['columns'] {
  const own = desk.views.find(({ id }) => id === saved)?.columns ?? []
  return own.length === 0 ? desk.columns : own
}

const option = ({ slug, name }: Named) => ({ value: slug, label: name })

/** How many a view holds; undefined where nobody waits for the figure. */
function countOf(view: View, counts: ListCounts): number | undefined {
  switch (view) {
    case 'a-traiter':
      return counts.received + counts.examined + counts.decided
    case 'miennes':
      return counts.mine
    case 'a-prendre':
      return counts.unheld
    case 'mon-equipe':
      return counts.team
    case 'chez-l-usager':
      return counts.waitingApplicant
    case 'a-risque':
      return counts.atRisk
    case 'en-retard':
      return counts.late
    case 'epinglees':
      return counts.followed
    case 'closes':
    case 'toutes':
      return undefined
  }
}

/** The most that a tab shows: beyond, the figure tells nothing more. */
const mostShown = 999

function tabOf(view: View, counts: ListCounts, locale: Locale): ListPageProps['tabs'][number] {
  const count = countOf(view, counts)
  const format = formats(locale)
  const shown =
    count === undefined || count === 0
      ? undefined
      : count > mostShown
        ? `${format.number(mostShown)}+`
        : format.number(count)
  return { view, count: shown, isHot: view === 'en-retard' && shown !== undefined }
}

interface Counted {
  readonly query: ListQuery
  readonly page: DossierPage
  readonly counts: ListCounts
  readonly locale: Locale
}

/** "23 demandes" when it is known, "plus de 50" otherwise: counting everything would take longer than reading it. */
function resultOf({ query, page, counts, locale }: Counted): string {
  const texts = listTexts(locale)
  const format = formats(locale)
  const isWhole = page.before === undefined && page.after === undefined
  const inView = filtersOf(query).length === 0 ? countOf(query.view, counts) : undefined
  if (isWhole) return format.plural(page.dossiers.length, texts.oneRequest, texts.requests)
  if (inView !== undefined && inView <= mostShown) return format.plural(inView, texts.oneRequest, texts.requests)
  return texts.atLeast(format.number(inView === undefined ? page.dossiers.length : mostShown))
}
