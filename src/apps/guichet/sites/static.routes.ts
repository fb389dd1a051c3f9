import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { getTerritory } from '#territory/collectivities'
import { notFound } from '#kernel/errors'
import { asPartOfPage, route, type Route, sendPage } from '#platform/http'
import { atSite, type SiteInView, visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { brandSheet, framedPage, frameOf, siteIcon, siteName, themeColour } from '../frame/index.ts'
import { procedureLinks } from './site.routes.ts'
import { StaticPage, type StaticPageName, staticPages, staticTitle } from './static.page.tsx'

const Site = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Sheet = Type.Object({
  site: Type.String({ maxLength: 80 }),
  sheet: Type.String({ pattern: '^[0-9a-f]{10}\\.css$' }),
})

const forEver = 'public, max-age=31536000, immutable'
const aDay = 'public, max-age=86400'

/** Short pages, colours, icon and manifest of the territory and of each site. */
export const staticRoutes = (app: App): Route[] => [
  ...staticPages.flatMap((page) => pageRoutes(app, page)),
  colourRoute(app),
  ...installRoutes(app),
  ...robotsRoutes(app),
]

const pageRoutes = (app: App, page: StaticPageName): Route[] => [
  route({
    method: 'GET',
    url: `/${page}`,
    guard: visitor(app),
    schema: {},
    handle: async (request, reply, who) => {
      const frame = await frameOf(app, request, who)
      const territory = await getTerritory(app.db)
      const main = StaticPage({
        locale: who.locale,
        page,
        name: frame.territoryName,
        base: '',
        isTerritory: true,
        territoryName: frame.territoryName,
        credit: territory?.credit ?? '',
        contact: null,
        procedures: [],
      })
      return sendPage(reply, framedPage(frame, { title: staticTitle(page, who.locale), main }))
    },
  }),
  route({
    method: 'GET',
    url: `/:site/${page}`,
    guard: atSite(app),
    schema: { params: Site },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const [frame, territory, procedures] = await Promise.all([
        frameOf(app, request, who),
        getTerritory(app.db),
        page === 'plan-du-site' ? procedureLinks(app, who) : [],
      ])
      const main = StaticPage({
        locale,
        page,
        name: siteName(site),
        base: site.base,
        isTerritory: false,
        territoryName: frame.territoryName,
        credit: territory?.credit ?? '',
        contact: site.contact,
        procedures,
      })
      return sendPage(reply, framedPage(frame, { title: staticTitle(page, locale), main }))
    },
  }),
]

const colourRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/:site/couleurs/:sheet',
    guard: atSite(app),
    schema: { params: Sheet },
    handle: async (request, reply, who) => {
      const sheet = brandSheet(who.site)
      if (!sheet) throw notFound('http.not_found')
      // A page read just before the brand changed asks for the former sheet: it gets the new one, and does not keep it.
      asPartOfPage(reply)
      const isCurrent = request.params.sheet === `${sheet.hash}.css`
      return reply
        .header('cache-control', isCurrent ? forEver : 'no-cache')
        .type('text/css; charset=utf-8')
        .send(sheet.css)
    },
  })

interface Installed {
  readonly locale: Visitor['locale']
  readonly site: SiteInView | undefined
  readonly territoryName: string
}

/** What a phone needs to put the site on its home screen. */
function manifestOf({ locale, site, territoryName }: Installed) {
  const base = site?.base ?? ''
  const name = site ? siteName(site) : territoryName
  return {
    name,
    short_name: site?.name ?? territoryName.slice(0, 24),
    lang: locale,
    start_url: base || '/',
    scope: base || '/',
    display: 'standalone',
    background_color: '#fbfaf7',
    theme_color: themeColour(site),
    icons: [{ src: `${base}/icone.svg`, sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' }],
  }
}

const installRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/manifest.webmanifest',
    guard: visitor(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { territoryName } = await frameOf(app, request, who)
      const manifest = manifestOf({ locale: who.locale, site: undefined, territoryName })
      return reply.header('cache-control', aDay).type('application/manifest+json').send(JSON.stringify(manifest))
    },
  }),
  route({
    method: 'GET',
    url: '/:site/manifest.webmanifest',
    guard: atSite(app),
    schema: { params: Site },
    handle: async (request, reply, who) => {
      const { territoryName } = await frameOf(app, request, who)
      const manifest = manifestOf({ locale: who.locale, site: who.site, territoryName })
      return reply.header('cache-control', aDay).type('application/manifest+json').send(JSON.stringify(manifest))
    },
  }),
  route({
    method: 'GET',
    url: '/icone.svg',
    guard: visitor(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { territoryName } = await frameOf(app, request, who)
      return reply.header('cache-control', aDay).type('image/svg+xml').send(siteIcon(undefined, territoryName))
    },
  }),
  route({
    method: 'GET',
    url: '/:site/icone.svg',
    guard: atSite(app),
    schema: { params: Site },
    handle: async (_request, reply, who) =>
      reply.header('cache-control', aDay).type('image/svg+xml').send(siteIcon(who.site, who.site.name)),
  }),
]

/** Search engines read what is public and stay out of what is somebody's. */
const robots = [
  'User-agent: *',
  'Disallow: /bureau',
  'Disallow: /compte',
  'Disallow: /mes-demandes',
  'Disallow: /suivi/',
  'Disallow: /*/demande/',
  '',
].join('\n')

const robotsRoutes = (app: App): Route[] => {
  const handle = (_request: unknown, reply: FastifyReply) =>
    reply.header('cache-control', aDay).type('text/plain; charset=utf-8').send(robots)
  return [
    route({ method: 'GET', url: '/robots.txt', guard: visitor(app), schema: {}, handle }),
    route({ method: 'GET', url: '/:site/robots.txt', guard: visitor(app), schema: { params: Site }, handle }),
  ]
}
