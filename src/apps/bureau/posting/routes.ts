import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { listLetters, markLetters, workReachOf } from '#counter/dossiers'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { PostingPage } from './posting.page.tsx'
import { postingTexts } from './texts.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Query = Type.Object({
  vue: Type.Optional(Type.Literal('postees')),
  fait: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
})
const url = '/bureau/:site/courriers'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/courriers`

/** Lets in who works requests here; to others, elected members too, this page does not exist. */
const workerAt = (app: App): Guard<AgentVisitor> =>
  agentWho(app, (actor, collectivityId) => workReachOf(actor, collectivityId).length > 0)

/** `/bureau/:site/courriers`: the letters that circuits made, until somebody posts them. */
export const postingRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: workerAt(app),
    schema: { params: Params, querystring: Query },
    handle: (request, reply, who) => show({ app, request, reply, who }, request.query),
  }),
  route({
    method: 'POST',
    url,
    guard: workerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const isAll = request.body['geste'] === 'toutes'
      const letterIds = many(request.body, isAll ? 'affichee' : 'lettre')
      if (letterIds.length === 0) return show({ app, request, reply, who }, {}, true)
      const count = await markLetters(who.context, { collectivityId: who.site.id, letterIds, isPosted: true })
      return seeOther(reply, `${baseOf(who)}?fait=${count}`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/remettre`,
    guard: workerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const letterIds = many(request.body, 'lettre')
      if (letterIds.length === 0) return show({ app, request, reply, who }, { vue: 'postees' }, true)
      const count = await markLetters(who.context, { collectivityId: who.site.id, letterIds, isPosted: false })
      return seeOther(reply, `${baseOf(who)}?vue=postees&fait=${count}`)
    },
  }),
]

const mostAtOnce = 200
const many = (body: FormBody, name: string): readonly string[] => [body[name] ?? []].flat().slice(0, mostAtOnce)

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

async function show(
  { app, request, reply, who }: Exchange,
  { vue, fait }: { readonly vue?: 'postees' | undefined; readonly fait?: number | undefined },
  isNothingPicked = false,
): Promise<FastifyReply> {
  const { locale, site, context } = who
  const isPosted = vue === 'postees'
  const t = postingTexts(locale)
  const { letters, isMore } = await listLetters(context, { collectivityId: site.id, isPosted })
  const main = PostingPage({
    locale,
    base: baseOf(who),
    requests: `/bureau/${site.slug}/demandes`,
    isPosted,
    letters,
    isMore,
    done: fait === undefined ? undefined : isPosted ? t.done_back(fait) : t.done_posted(fait),
    isNothingPicked,
  })
  const page = { title: t.title, main, menu: 'posting', isRefused: isNothingPicked } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isNothingPicked ? 422 : 200)
}
