import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { data, mayKeepAccess } from '#counter/connectors'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { StateDataPage, type StateDataPageProps } from './state-data.page.tsx'
import { stateDataTexts } from './texts.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const url = '/bureau/:site/donnees-de-l-etat'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/donnees-de-l-etat`

/** Lets in who keeps the keys; to other agents these pages do not exist. */
const keeperAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayKeepAccess)

/** How a collectivity asks the State. */
export const stateDataRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: keeperAt(app),
    schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 5 })) }) },
    handle: (request, reply, who) => show({ app, request, reply, who }, { isSaved: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url,
    guard: keeperAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const token = typedIn(request.body, 'cle').trim()
      const recipient = typedIn(request.body, 'siret')
      const acceptsTyped = typedIn(request.body, 'etat-civil-tape') !== ''
      const saved = await app.connectors.saveAccess(who.context, {
        collectivityId: who.site.id,
        token: token === '' ? undefined : token,
        recipient,
        acceptsTyped,
      })
      if (saved.ok) return seeOther(reply, `${baseOf(who)}?fait=oui`)
      return show({ app, request, reply, who }, { refused: { reason: saved.refusal, recipient, acceptsTyped } })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/essai`,
    guard: keeperAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (_request, reply, who) => {
      await app.connectors.testAccess(who.context, who.site.id)
      return seeOther(reply, baseOf(who))
    },
  }),
]

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

async function show(
  { app, request, reply, who }: Exchange,
  { isSaved = false, refused }: Partial<Pick<StateDataPageProps, 'isSaved' | 'refused'>>,
): Promise<FastifyReply> {
  const { locale } = who
  const access = await app.connectors.viewAccess(who.context, who.site.id)
  const main = StateDataPage({ locale, base: baseOf(who), access, data, isSaved, refused })
  const isRefused = refused !== undefined
  const frame = frameOf(app, request, who)
  const page = framedPage(frame, { title: stateDataTexts(locale).title, main, menu: 'state-data', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
