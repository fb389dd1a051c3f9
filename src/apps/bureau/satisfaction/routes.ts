import { Type } from 'typebox'
import { listMarks, maySetSurveys, readSurveySetting, servicesRead, setSurveys } from '#counter/satisfaction'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { MarksPage } from './marks.page.tsx'
import { marksTexts } from './texts.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Query = Type.Object({ vue: Type.Optional(Type.Literal('mauvais')), fait: Type.Optional(Type.Literal('oui')) })
const url = '/bureau/:site/avis'

const readerAt = (app: App): Guard<AgentVisitor> =>
  agentWho(app, (actor, collectivityId) => servicesRead(actor, collectivityId)?.length !== 0)

/** `/bureau/:site/avis`: what persons thought of their answers, and what is asked of them. */
export const marksRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: readerAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const onlyBad = request.query.vue === 'mauvais'
      const [marks, setting] = await Promise.all([
        listMarks(context, site.id, onlyBad),
        maySetSurveys(context.actor, site.id) ? readSurveySetting(app, site.id) : undefined,
      ])
      const main = MarksPage({
        locale,
        base: `/bureau/${site.slug}/avis`,
        requests: `/bureau/${site.slug}/demandes`,
        marks,
        onlyBad,
        setting,
        isSaved: request.query.fait === 'oui',
      })
      const content = { title: marksTexts(locale).title, main, menu: 'marks' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  }),
  route({
    method: 'POST',
    url,
    guard: agentWho(app, maySetSurveys),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, { site, context }) => {
      const onBad = request.body['mauvais'] === 'reopen' ? 'reopen' : 'tell'
      await setSurveys(context, site.id, { asks: request.body['demander'] === 'oui', onBad })
      return seeOther(reply, `/bureau/${site.slug}/avis?fait=oui`)
    },
  }),
]
