import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  addAuthority,
  listAuthorities,
  mayKeepKeys,
  prepareAuthorityKey,
  readAuthorityKeys,
  takeAuthorityKey,
} from '#counter/dossiers'
import { notFound } from '#kernel/errors'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor, recentlyProved } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { AuthoritiesPage, type KeyDone, keyHref, KeyPage } from './authorities.page.tsx'
import { authorityTexts } from './texts.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const url = '/bureau/:site/administrations'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/administrations`

/** Lets in who keeps the keys; to other agents these pages do not exist. */
const keeperAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayKeepKeys)

/** The tools of other authorities that circuits ask, and the keys that sign the questions. */
export const authorityRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: keeperAt(app),
    schema: { params: Params },
    handle: (request, reply, who) => showAll({ app, request, reply, who }),
  }),
  route({
    method: 'POST',
    url,
    guard: keeperAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const address = typedIn(request.body, 'adresse')
      const added = await addAuthority(who.context, { collectivityId: who.site.id, address })
      if (!added.ok) return showAll({ app, request, reply, who }, address)
      return seeOther(reply, baseOf(who))
    },
  }),
  ...keyRoutes(app),
]

/** A key opens what an agent alone may give: whoever reads it has just proved who she is. */
function keyRoutes(app: App): Route[] {
  const guard = recentlyProved(app, 10, keeperAt(app))
  return [
    route({
      method: 'GET',
      url: `${url}/cle`,
      guard,
      schema: {
        params: Params,
        querystring: Type.Object({
          outil: Type.String({ maxLength: 260 }),
          fait: Type.Optional(Type.Union([Type.Literal('prete'), Type.Literal('prise')])),
        }),
      },
      handle: async (request, reply, who) => {
        const { outil: host, fait: done } = request.query
        return showKey({ app, request, reply, who }, { host, done })
      },
    }),
    route({
      method: 'POST',
      url: `${url}/cle`,
      guard,
      schema: { params: Params, body: FormBody },
      handle: async (request, reply, who) => {
        const host = typedIn(request.body, 'outil')
        await getKnown(who, host)
        const key = { collectivityId: who.site.id, host }
        const isTaken = typedIn(request.body, 'geste') === 'prendre'
        await (isTaken ? takeAuthorityKey : prepareAuthorityKey)(who.context, key)
        return seeOther(reply, `${keyHref(baseOf(who), host)}&fait=${isTaken ? 'prise' : 'prete'}`)
      },
    }),
  ]
}

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

async function showAll({ app, request, reply, who }: Exchange, refused?: string): Promise<FastifyReply> {
  const { locale } = who
  const authorities = await listAuthorities(who.context, who.site.id)
  const main = AuthoritiesPage({ locale, base: baseOf(who), authorities, refused })
  const isRefused = refused !== undefined
  const content = { title: authorityTexts(locale).title, main, menu: 'authorities', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

/** @throws AppError `not_found dossiers.no_authority`: neither added nor asked by a circuit. */
async function getKnown({ context, site }: AgentVisitor, host: string): Promise<void> {
  const known = await listAuthorities(context, site.id)
  if (!known.some((each) => each.host === host)) throw notFound('dossiers.no_authority', host)
}

async function showKey(
  { app, request, reply, who }: Exchange,
  { host, done }: { readonly host: string; readonly done: KeyDone | undefined },
): Promise<FastifyReply> {
  const { locale, context, site } = who
  await getKnown(who, host)
  const keys = await readAuthorityKeys(app.secrets)(context, { collectivityId: site.id, host })
  const main = KeyPage({ locale, base: baseOf(who), host, keys, done })
  const content = { title: authorityTexts(locale).key_title(host), main, menu: 'authorities' } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content))
}
