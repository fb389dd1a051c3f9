import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { myOrganisations } from '#identity/organisations'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { typedIn } from '../accounts/typed.ts'
import { frameAround } from '../place.ts'
import { actRoutes } from './acts.routes.ts'
import { foreignRoutes } from './foreign.routes.ts'
import { OrganisationsPage } from './list.page.tsx'
import { refusalSentence } from './sentences.ts'
import { showOrganisation } from './show.ts'
import { doneOf, organisationTexts } from './texts.ts'

const Query = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })
const Params = Type.Object({ organisation: Type.String({ format: 'uuid' }) })

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'>

/** `/compte/organisations`: the firms and associations of somebody's account. */
export const organisationRoutes = (app: App): Route[] => [
  ...listRoutes(app),
  ...foreignRoutes(app),
  route({
    method: 'GET',
    url: '/compte/organisations/:organisation',
    guard: signedIn(app),
    schema: { params: Params, querystring: Query },
    handle: (request, reply, who) =>
      showOrganisation(app, request, reply, {
        who,
        organisationId: request.params.organisation,
        fait: request.query.fait,
      }),
  }),
  ...actRoutes(app),
]

function listRoutes(app: App): Route[] {
  const show = async (
    request: Seen,
    reply: FastifyReply,
    shown: { who: Member; typed?: string; error?: string; fait?: string | undefined },
  ) => {
    const { who, typed, error, fait } = shown
    const { locale } = who
    const organisations = await myOrganisations(who.context)
    const isDemo = app.config.demo
    const main = OrganisationsPage({ locale, organisations, typed, error, done: doneOf(fait), isDemo })
    const isRefused = error !== undefined
    const title = organisationTexts(locale).title
    const frame = await frameAround(app, request, who)
    return sendPage(reply, framedPage(frame, { title, main, isPrivate: true, isRefused }), isRefused ? 422 : 200)
  }
  return [
    route({
      method: 'GET',
      url: '/compte/organisations',
      guard: signedIn(app),
      schema: { querystring: Query },
      handle: (request, reply, who) => show(request, reply, { who, fait: request.query.fait }),
    }),
    route({
      method: 'POST',
      url: '/compte/organisations',
      guard: signedIn(app),
      schema: { body: FormBody },
      // Each number that is not remembered is a question to the State's register, which counts them.
      perMinute: 20,
      handle: async (request, reply, who) => {
        const typed = typedIn(request.body, 'numero')
        const added = await app.organisations.addOrganisation(who.context, typed)
        if (added.ok) return seeOther(reply, `/compte/organisations/${added.value.organisationId}?fait=ajoutee`)
        return show(request, reply, { who, typed, error: refusalSentence(added.refusal, who.locale) })
      },
    }),
  ]
}
