import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { countAgain } from '#counter/figures'
import { giveMark, readComment, readMark, readSurvey, type SurveyShown } from '#counter/satisfaction'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { atSite, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { lastOf } from '../dossiers/form/body.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { satisfactionTexts } from './texts.ts'
import { SurveyOver, SurveyPage } from './survey.page.tsx'

const text = (maxLength: number) => Type.String({ maxLength })
const Params = Type.Object({ site: text(80), survey: text(40) })
const Key = Type.Object({ cle: text(80), fait: Type.Optional(text(10)) })
const url = '/:site/votre-avis/:survey'

/** Saying what one thinks of an answer, by the link that was mailed or the page of the request: once. */
export const satisfactionRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: atSite(app),
    schema: { params: Params, querystring: Key },
    perMinute: 60,
    handle: async (request, reply, who) => {
      const visit: Visit = { app, request, reply, who }
      const shown = await readSurvey(app, keyOf(visit))
      const { fait } = request.query
      if (fait === 'oui' || fait === 'lu') return over(visit, fait === 'lu' ? 'thanks_bad' : 'thanks')
      if (shown.standing !== 'open') return over(visit, shown.standing)
      return show(visit, shown, { typed: { mark: '', comment: '' }, isRefused: false })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: atSite(app),
    schema: { params: Params, querystring: Key, body: FormBody },
    perMinute: 20,
    handle: async (request, reply, who) => {
      const visit: Visit = { app, request, reply, who }
      const typed = { mark: lastOf(request.body, 'note'), comment: lastOf(request.body, 'mot') }
      const mark = readMark(typed.mark)
      if (mark === undefined) return show(visit, await readSurvey(app, keyOf(visit)), { typed, isRefused: true })
      const comment = readComment(typed.comment)
      const given = await giveMark({ ...app, countAgain }, keyOf(visit), { mark, comment })
      if (!given.ok) return over(visit, given.refusal)
      return seeOther(reply, `${hereOf(visit)}&fait=${comment === '' ? 'oui' : 'lu'}`)
    },
  }),
]

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname' | 'cookies' | 'protocol'> & {
  readonly params: Static<typeof Params>
  readonly query: Static<typeof Key>
}

interface Visit {
  readonly app: App
  readonly request: Seen
  readonly reply: FastifyReply
  readonly who: SiteVisitor
}

const keyOf = ({ request, who }: Visit) => ({
  collectivityId: who.site.id,
  surveyId: request.params.survey,
  key: request.query.cle,
})

const hereOf = ({ request, who }: Visit): string =>
  `${who.site.base}/votre-avis/${request.params.survey}?cle=${encodeURIComponent(request.query.cle)}`

interface Asked {
  readonly typed: { readonly mark: string; readonly comment: string }
  readonly isRefused: boolean
}

async function show(visit: Visit, { number, subject }: SurveyShown, { typed, isRefused }: Asked) {
  const { app, request, reply, who } = visit
  const { locale } = who
  const main = SurveyPage({ locale, number, subject, action: hereOf(visit), typed, isRefused })
  const frame = await frameOf(app, request as FastifyRequest, who)
  const title = satisfactionTexts(locale).title
  return sendPage(reply, framedPage(frame, { title, main, isPrivate: true, isRefused }), isRefused ? 422 : 200)
}

async function over({ app, request, reply, who }: Visit, why: 'thanks' | 'thanks_bad' | 'answered' | 'over') {
  const { locale, site } = who
  const main = SurveyOver({ locale, base: site.base, why })
  const frame = await frameOf(app, request as FastifyRequest, who)
  return sendPage(reply, framedPage(frame, { title: satisfactionTexts(locale).title, main, isPrivate: true }))
}
