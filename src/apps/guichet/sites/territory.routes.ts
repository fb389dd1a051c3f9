import { Type } from 'typebox'
import { drawTerritory, listAreas, renderTerritoryMap } from '#territory/areas'
import { findCommunes, getTerritory, listCollectivities } from '#territory/collectivities'
import { hasOperator } from '#identity/accounts'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { runningRequests } from '../dossiers/follow/running.ts'
import { frameOf, framedPage } from '../frame/index.ts'
import { communeSuggestions, CommunesPage } from './communes.page.tsx'
import { TerritoryHome } from './territory-home.page.tsx'
import { siteTexts } from './texts.ts'

const Query = Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) })

/** Ten minutes: contours change once in years. */
const mapLife = 600_000

/** The communes drawn as links, kept a while: reading the contours costs more than the page. */
function mapMemory(app: App): () => Promise<string | undefined> {
  let drawn: { readonly until: number; readonly map: Promise<string | undefined> } | undefined
  return () => {
    if (drawn && drawn.until > performance.now()) return drawn.map
    const map = drawMap(app)
    drawn = { until: performance.now() + mapLife, map }
    map.catch(() => (drawn = undefined))
    return map
  }
}

async function drawMap(app: App): Promise<string | undefined> {
  const [areas, open] = await Promise.all([
    app.db.readTerritory((tx) => listAreas(tx, 'commune')),
    listCollectivities(app.db, { kind: 'commune', isOpen: true }),
  ])
  const slugs = new Map(open.map(({ code, slug }) => [code, slug]))
  const map = drawTerritory(areas, 640)
  if (!map) return undefined
  const hrefOf = (code: string) => (slugs.has(code) ? `/${slugs.get(code)}` : undefined)
  return renderTerritoryMap(map, { title: siteTexts('fr').mapLabel, hrefOf })
}

/** The pages of the whole territory: its home, and finding one's commune. */
export const territoryRoutes = (app: App): Route[] => [homeRoute(app), ...communeRoutes(app)]

function homeRoute(app: App): Route {
  const map = mapMemory(app)
  return route({
    method: 'GET',
    url: '/',
    guard: visitor(app),
    schema: {},
    handle: async (request, reply, who) => {
      const [frame, territory, open, drawing, requests] = await Promise.all([
        frameOf(app, request, who),
        getTerritory(app.db),
        listCollectivities(app.db, { isOpen: true }),
        map(),
        runningRequests(app, who),
      ])
      // The first visit of whoever installs: nobody is there yet, and nothing to show.
      if (!territory && !(await hasOperator(app))) return seeOther(reply, '/installation')
      const texts = siteTexts(who.locale)
      const main = TerritoryHome({
        locale: who.locale,
        open,
        isSignedIn: who.account !== undefined,
        requests,
        map: drawing,
        credit: territory?.credit ?? '',
      })
      const title = texts.territoryTitle
      const content = {
        title,
        description: texts.territoryLead,
        main,
        menu: 'home',
        scripts: ['suggest.js'],
      } as const
      return sendPage(reply, framedPage(frame, content))
    },
  })
}

const communeRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/communes',
    guard: visitor(app),
    schema: { querystring: Query },
    handle: async (request, reply, who) => {
      const query = (request.query.q ?? '').trim()
      const [frame, found, all] = await Promise.all([
        frameOf(app, request, who),
        query === '' ? [] : findCommunes(app.db, query),
        query === '' ? listCollectivities(app.db, { kind: 'commune' }) : [],
      ])
      const texts = siteTexts(who.locale)
      const main = CommunesPage({ locale: who.locale, query, found, all })
      const title = query === '' ? texts.findTitle : texts.resultsTitle(query)
      return sendPage(reply, framedPage(frame, { title, main, menu: 'home', scripts: ['suggest.js'] }))
    },
  }),
  route({
    method: 'GET',
    url: '/communes/suggestions',
    guard: visitor(app),
    schema: { querystring: Query },
    handle: async (request, reply, who) => {
      const found = await findCommunes(app.db, request.query.q ?? '', 6)
      return reply
        .header('cache-control', 'private, max-age=60')
        .type('text/html; charset=utf-8')
        .send(communeSuggestions(found, who.locale))
    },
  }),
]
