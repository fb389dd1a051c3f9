import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { dayOf, deadline, mondayToFriday } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { findOffer } from '#counter/procedures'
import { ofName } from '#territory/collectivities'
import { route, type Route, sendPage } from '#platform/http'
import { atSite } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { latestDraft } from '../dossiers/drafts.ts'
import { framedPage, frameOf, frameTexts, siteName } from '../frame/index.ts'
import { ProcedurePage } from './procedure.page.tsx'

const Params = Type.Object({
  site: Type.String({ maxLength: 80 }),
  slug: Type.String({ maxLength: 80 }),
})

/** What one reads of a procedure before asking. */
export const procedureRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/:site/demarches/:slug',
    guard: atSite(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const { slug } = request.params
      const [frame, offer] = await Promise.all([
        frameOf(app, request, who),
        app.db.readCollectivity(site.id, (tx) => findOffer(tx, site.id, slug)),
      ])
      if (!offer?.published || !site.isOpen) throw notFound('procedures.no_offer', slug)
      const { definition } = offer.revision
      const base = `${site.base}/demarches/${slug}`
      const draft = await latestDraft(request, { who, offerId: offer.id, base })
      const texts = frameTexts(locale)
      const main = ProcedurePage({
        locale,
        definition,
        options: offer.options,
        ofName: ofName(site.name),
        answerBy: deadline(dayOf(app.clock.now()), offer.options.deadlineDays, mondayToFriday),
        startHref: `${base}/demande/nouvelle?cle=${randomUUID()}`,
        draft,
        breadcrumbs: [
          { href: site.base || '/', label: siteName(site) },
          { href: `${site.base}/demarches`, label: texts.procedures },
        ],
        breadcrumbsLabel: texts.breadcrumbs,
      })
      const title = localize(definition.title, locale)
      const description = localize(definition.summary, locale)
      return sendPage(reply, framedPage(frame, { title, description, main, menu: 'procedures' }))
    },
  }),
]
