import { Type } from 'typebox'
import { mayPreviewEnds, previewEnds } from '#counter/dossiers'
import { getProcedure, listOffers } from '#counter/procedures'
import { listRules, listTombstones, mayRetain } from '#counter/retention'
import { isId } from '#kernel/ids'
import { localize } from '#kernel/localized'
import { route, type Route, sendPage } from '#platform/http'
import { agentWho } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { RegisterPage } from './register.page.tsx'
import { RetentionPage } from './retention.page.tsx'
import { ruleRoutes } from './rule.routes.ts'
import { ruleTexts } from './rules.texts.ts'
import { retentionTexts } from './texts.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const After = Type.Object({
  apres: Type.Optional(Type.String({ maxLength: 80 })),
})
const linesAtOnce = 100

/** How long what is closed is kept, and what went: for who administers the collectivity. */
export const retentionRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/conservation',
    guard: agentWho(app, mayPreviewEnds),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const [rules, offers] = await Promise.all([
        listRules(context, site.id),
        app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
      ])
      const apart = rules.map(({ procedureId }) => procedureId)
      const ends = await previewEnds(context, { collectivityId: site.id, apart })
      const procedures = offers
        .map(({ slug, procedureId, title }) => ({
          slug,
          title: localize(title, locale),
          rules: rules.find((each) => each.procedureId === procedureId),
        }))
        .toSorted((a, b) => a.title.localeCompare(b.title, locale))
      const main = RetentionPage({ locale, base: `/bureau/${site.slug}/conservation`, procedures, ends })
      const content = { title: retentionTexts(locale).title, main, menu: 'retention' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  }),
  ...ruleRoutes(app),
  registerRoute(app),
]

/** `2026-11-24T09:00:00.000Z_<id>`: the last line of the page before. */
function afterOf(text: string | undefined): { readonly endedAt: Date; readonly dossierId: string } | undefined {
  const [moment = '', dossierId = ''] = text?.split('_') ?? []
  const endedAt = new Date(moment)
  return Number.isNaN(endedAt.getTime()) || !isId(dossierId) ? undefined : { endedAt, dossierId }
}

const registerRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/:site/conservation/registre',
    guard: agentWho(app, mayRetain),
    schema: { params: Params, querystring: After },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const after = afterOf(request.query.apres)
      const found = await listTombstones(context, { collectivityId: site.id, limit: linesAtOnce, after })
      const stones = await app.db.readTerritory((tx) =>
        Promise.all(
          found.map(async (each) => {
            const { definition } = await getProcedure(tx, each.procedureId, each.revisionNumber)
            return { ...each, title: localize(definition.title, locale) }
          }),
        ),
      )
      const last = found.length === linesAtOnce ? found.at(-1) : undefined
      const back = `/bureau/${site.slug}/conservation`
      const next = last && `${back}/registre?apres=${last.endedAt.toISOString()}_${last.dossierId}`
      const main = RegisterPage({ locale, back, archives: `/bureau/${site.slug}/archives`, stones, next })
      const content = { title: ruleTexts(locale).register, main, menu: 'retention' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  })
