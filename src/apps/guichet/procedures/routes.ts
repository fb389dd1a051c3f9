import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { findRuleSet, promisedDay, promisedTarget } from '#counter/deadlines'
import { findOffer } from '#counter/procedures'
import type { Tx } from '#platform/db'
import { calendarsOf } from '#territory/calendars'
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
      const [frame, [offer, rules], calendars] = await Promise.all([
        frameOf(app, request, who),
        app.db.readCollectivity(site.id, (tx) => offerWithRules(tx, site.id, slug)),
        calendarsOf(app.db, site.id),
      ])
      if (!offer?.published || !site.isOpen) throw notFound('procedures.no_offer', slug)
      const { definition } = offer.revision
      const delay = promisedTarget(rules?.rules, offer.options.deadlineDays)
      const serviceId = Object.values(offer.bindings)[0]
      const { calendar } = calendars.of({ procedureId: offer.revision.procedureId, serviceId })
      const base = `${site.base}/demarches/${slug}`
      const draft = await latestDraft(request, { who, offerId: offer.id, base })
      const texts = frameTexts(locale)
      const main = ProcedurePage({
        locale,
        definition,
        options: offer.options,
        ofName: ofName(site.name),
        delay,
        answerBy: promisedDay(delay, app.clock.now(), calendar),
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

async function offerWithRules(tx: Tx, collectivityId: string, slug: string) {
  const offer = await findOffer(tx, collectivityId, slug)
  const procedureId = offer?.revision.procedureId
  return [
    offer,
    procedureId === undefined ? undefined : await findRuleSet(tx, { collectivityId, procedureId }),
  ] as const
}
