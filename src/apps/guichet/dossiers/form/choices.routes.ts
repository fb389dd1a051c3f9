import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { fieldAt, listChoices, type ListedSource, sourceOf } from '#counter/procedures'
import { route, type Route } from '#platform/http'
import { atSite } from '../../../access/index.ts'
import { blankForm, choicesStep, type DossierTools, draftForm, type FormState, newDraft } from './state.ts'

const text = (maxLength: number) => Type.String({ maxLength })
const Params = Type.Object({ site: text(80), slug: text(80), draft: text(40), page: text(60), field: text(200) })
const Query = Type.Object({ q: text(200) })

/** What a long list offers while one types: the page does the same when it is sent with its button. */
export const choicesRoutes = ({ app }: DossierTools): Route[] => [
  route({
    method: 'GET',
    url: `/:site/demarches/:slug/demande/:draft/${choicesStep}/:page/:field`,
    guard: atSite(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const { slug, draft, page, field } = request.params
      const state =
        draft === newDraft
          ? await blankForm(app, who, slug)
          : await draftForm(app, request as unknown as FastifyRequest, { who, slug, draftId: draft })
      const source = state && sourceAt(state, page, field)
      if (!source) throw notFound('dossiers.no_page', page)
      const asked = { collectivityId: who.site.id, source, today: dayOf(app.clock.now()), search: request.query.q }
      const { options } = await app.db.readCollectivity(who.site.id, (tx) => listChoices(tx, asked))
      return reply.send(options.map(({ value, label }) => ({ value, label: localize(label, who.locale) })))
    },
  }),
]

/** Where the values of a field come from, when they can be searched: times of an agenda cannot. */
function sourceAt({ definition }: FormState, pageId: string, path: string): ListedSource | undefined {
  const page = definition.form.pages.find(({ id }) => id === pageId)
  const field = page && fieldAt(page, path)
  const source = field && sourceOf(field)
  return source?.kind === 'slot' ? undefined : source
}
