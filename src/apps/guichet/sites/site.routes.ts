import { Type } from 'typebox'
import { type Locale, localize } from '#kernel/localized'
import { listOpenAgendas } from '#counter/appointments'
import { lifeEvents, listOffers, type OfferCard, searchOffers } from '#counter/procedures'
import { getLocalInformation, openNow } from '#territory/collectivities'
import { renderFragment, suggestionItems } from '#platform/html'
import { route, type Route, sendPage } from '#platform/http'
import { atSite, type SiteInView, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { draftCards } from '../dossiers/drafts.ts'
import { DraftRemovedQuery, isDraftRemoved } from '../dossiers/discard.routes.ts'
import { runningRequests } from '../dossiers/follow/running.ts'
import { framedPage, frameOf, siteName } from '../frame/index.ts'
import { suggestionsOf } from './cards.ts'
import { ClosedSitePage } from './closed.page.tsx'
import { CommuneHome, type CommuneHomeProps } from './commune-home.page.tsx'
import { ProceduresPage, SearchPage } from './procedures.page.tsx'
import { lifeEventTexts, siteTexts } from './texts.ts'

const Site = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Query = Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) })
const Moment = Type.Object({ moment: Type.Optional(Type.Enum(lifeEvents)) })
const maxSuggestions = 6

const offersOf = (app: App, who: SiteVisitor): Promise<readonly OfferCard[]> =>
  app.db.readCollectivity(who.site.id, (tx) => listOffers(tx, who.site.id))

/** The pages of one collectivity: its home, its procedures, its search. */
export const siteRoutes = (app: App): Route[] => [homeRoute(app), proceduresRoute(app), ...searchRoutes(app)]

const homeRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/:site',
    guard: atSite(app),
    schema: { params: Site, querystring: DraftRemovedQuery },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const name = siteName(site)
      if (!site.isOpen) {
        const frame = await frameOf(app, request, who)
        return sendPage(reply, framedPage(frame, { title: name, main: ClosedSitePage({ locale, site }) }))
      }
      const [frame, requests, drafts] = await Promise.all([
        frameOf(app, request, who),
        runningRequests(app, who),
        draftCards(app, request, who),
      ])
      const draftRemoved = isDraftRemoved(request.query)
      const isPersonal = draftRemoved || requests.length + drafts.length > 0
      const main = isPersonal
        ? CommuneHome({ ...(await homeProps(app, who)), requests, drafts, isDraftRemoved: draftRemoved })
        : await publicHome(app, who)
      const description = siteTexts(locale).proceduresLead
      return sendPage(reply, framedPage(frame, { title: name, description, main, scripts: ['suggest.js'] }))
    },
  })

/** What everybody reads on the home page of a site. */
async function homeProps(app: App, { site, locale }: SiteVisitor): Promise<CommuneHomeProps> {
  const now = app.clock.now()
  const [procedures, local, agendas] = await Promise.all([
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
    getLocalInformation(app.db, site.id, now),
    listOpenAgendas(app, site.id),
  ])
  const places = local.places.map((place) => ({ name: place.name, state: openNow(place, now) }))
  return {
    locale,
    site,
    now,
    procedures,
    takesAppointments: agendas.length > 0,
    notices: local.notices,
    places,
    requests: [],
    drafts: [],
    isDraftRemoved: false,
  }
}

interface Rendered {
  readonly until: number
  readonly markup: Promise<string>
}

/** Pages that say the same to all, by the site as it was last read. */
const homes = new WeakMap<SiteInView, Map<Locale, Rendered>>()
/** Seconds: as long as a site itself is remembered. */
const homeLife = 5

/** The home page for who has nothing of her own on it: rendered once for all who come within a few seconds. */
function publicHome(app: App, who: SiteVisitor): Promise<string> {
  const { site, locale } = who
  const known = homes.get(site) ?? new Map<Locale, Rendered>()
  homes.set(site, known)
  const fresh = known.get(locale)
  if (fresh && fresh.until > performance.now()) return fresh.markup
  const markup = homeProps(app, who).then((props) => renderFragment(CommuneHome(props)))
  known.set(locale, { until: performance.now() + homeLife * 1000, markup })
  // A failure is not remembered.
  markup.catch(() => known.delete(locale))
  return markup
}

const proceduresRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/:site/demarches',
    guard: atSite(app),
    schema: { params: Site, querystring: Moment },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const [frame, procedures] = await Promise.all([frameOf(app, request, who), offersOf(app, who)])
      const { moment } = request.query
      const main = ProceduresPage({ locale, base: site.base, siteName: siteName(site), procedures, moment })
      const title = moment ? lifeEventTexts(locale)[moment] : siteTexts(locale).proceduresTitle
      return sendPage(reply, framedPage(frame, { title, main, menu: 'procedures' }))
    },
  })

const searchRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/:site/recherche',
    guard: atSite(app),
    schema: { params: Site, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const query = (request.query.q ?? '').trim()
      const [frame, offers] = await Promise.all([frameOf(app, request, who), offersOf(app, who)])
      const found = searchOffers(offers, query, locale)
      const main = SearchPage({ locale, base: site.base, siteName: siteName(site), query, found })
      const texts = siteTexts(locale)
      const title = query === '' ? texts.searchTitle : texts.searchFor(query)
      return sendPage(reply, framedPage(frame, { title, main, menu: 'procedures', scripts: ['suggest.js'] }))
    },
  }),
  route({
    method: 'GET',
    url: '/:site/recherche/suggestions',
    guard: atSite(app),
    schema: { params: Site, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const found = searchOffers(await offersOf(app, who), request.query.q ?? '', locale).slice(0, maxSuggestions)
      const items = suggestionItems(suggestionsOf(found, site.base, locale))
      return reply
        .header('cache-control', 'private, max-age=60')
        .type('text/html; charset=utf-8')
        .send(items.map((item) => renderFragment(item)).join(''))
    },
  }),
]

/** Procedures of a site, for its map. */
export const procedureLinks = async (app: App, who: SiteVisitor) =>
  (await offersOf(app, who)).map(({ slug, title }) => ({
    href: `${who.site.base}/demarches/${slug}`,
    title: localize(title, who.locale),
  }))
