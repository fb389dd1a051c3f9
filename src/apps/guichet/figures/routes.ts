import { Type } from 'typebox'
import { periodOf, readPublicFigures } from '#counter/figures'
import { listOffers } from '#counter/procedures'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { route, type Route, sendPage } from '#platform/http'
import { atSite } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { PublicFiguresPage } from './figures.page.tsx'
import { publicFiguresTexts } from './texts.ts'

/** `/:site/chiffres`: the figures that a collectivity opened to all; elsewhere the page does not exist. */
export const publicFigureRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/:site/chiffres',
    guard: atSite(app),
    schema: { params: Type.Object({ site: Type.String({ maxLength: 80 }) }) },
    perMinute: 60,
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const period = periodOf('12-mois', dayOf(app.clock.now()))
      if (!period) throw notFound('figures.no_figures')
      const [figures, offers, frame] = await Promise.all([
        readPublicFigures(app, { collectivityId: site.id, period }),
        app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
        frameOf(app, request, who),
      ])
      const titles = new Map(offers.map(({ procedureId, title }) => [procedureId, localize(title, locale)]))
      const t = publicFiguresTexts(locale)
      const main = PublicFiguresPage({
        locale,
        figures,
        nameOf: (procedureId) => titles.get(procedureId) ?? '–',
      })
      return sendPage(reply, framedPage(frame, { title: t.title, description: t.lead, main, hasFigures: true }))
    },
  }),
]
