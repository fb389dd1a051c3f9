import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { decideVerification, listVerifications, openProof } from '#identity/organisations'
import { notFound } from '#kernel/errors'
import { contentDisposition } from '#platform/files'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentAt, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { sendAttachment } from '../../attachments/index.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { renderCodeLetter } from './letter.ts'
import { VerificationPage, type VerificationPageProps, VerificationsPage } from './organisations.page.tsx'
import { moderationTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site, verification: Type.String({ format: 'uuid' }) })
const url = '/bureau/:site/organisations'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/organisations`

/** What a collectivity checks for firms and associations: documents, letters, functions that the register no longer shows. */
export const moderationRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentAt(app),
    schema: {
      params: Type.Object({ site: Site }),
      querystring: Type.Object({
        vue: Type.Optional(Type.String({ maxLength: 20 })),
        fait: Type.Optional(Type.String({ maxLength: 5 })),
      }),
    },
    handle: async (request, reply, who) => {
      const { open, decided } = await listVerifications(who.context, who.site.id)
      const isDecided = request.query.vue === 'decidees'
      const { locale } = who
      const rows = isDecided ? decided : open
      const isDone = request.query.fait !== undefined
      const main = VerificationsPage({ locale, base: baseOf(who), rows, isDecided, isDone })
      const title = moderationTexts(locale).title
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'organisations' }))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:verification`,
    guard: agentAt(app),
    schema: { params: Params },
    handle: (request, reply, who) => show(app, request, reply, { who, id: request.params.verification }),
  }),
  route({
    method: 'GET',
    url: `${url}/:verification/document`,
    guard: agentAt(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const verificationId = request.params.verification
      const file = await openProof(who.context, { collectivityId: who.site.id, verificationId })
      return sendAttachment(app.files, reply, file)
    },
  }),
  decideRoute(app, 'accepter'),
  decideRoute(app, 'refuser'),
  letterRoute(app),
]

const decideRoute = (app: App, name: 'accepter' | 'refuser'): Route =>
  route({
    method: 'POST',
    url: `${url}/:verification/${name}`,
    guard: agentAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const id = request.params.verification
      const raw = request.body['raison']
      const typed = (typeof raw === 'string' ? raw : '').slice(0, 2000)
      const decided = await decideVerification(who.context, {
        collectivityId: who.site.id,
        verificationId: id,
        isAccepted: name === 'accepter',
        reason: typed,
      })
      if (decided.ok) return seeOther(reply, `${baseOf(who)}?fait=oui`)
      return show(app, request, reply, { who, id, refusal: { reason: decided.refusal, typed } })
    },
  })

/** A POST: printing makes a new code, and a page opened again must not. */
const letterRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${url}/:verification/lettre`,
    guard: agentAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const id = request.params.verification
      const printed = await app.organisations.printLetter(who.context, {
        collectivityId: who.site.id,
        verificationId: id,
      })
      if (!printed.ok) return show(app, request, reply, { who, id, refusal: { reason: printed.refusal, typed: '' } })
      const { publicUrl } = app.config
      const content = await renderCodeLetter(printed.value, { site: who.site, now: app.clock.now(), publicUrl })
      return reply
        .headers({
          'content-type': 'application/pdf',
          'content-disposition': contentDisposition('lettre.pdf'),
          'cache-control': 'private, no-store',
        })
        .send(content)
    },
  })

async function show(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl'>,
  reply: FastifyReply,
  { who, id, refusal }: { who: AgentVisitor; id: string; refusal?: VerificationPageProps['refusal'] },
): Promise<FastifyReply> {
  const { open, decided } = await listVerifications(who.context, who.site.id)
  const row = [...open, ...decided].find((each) => each.id === id)
  if (!row) throw notFound('organisations.verification', id)
  const main = VerificationPage({ locale: who.locale, base: baseOf(who), row, refusal })
  const isRefused = refusal !== undefined
  const title = row.organisation.name
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'organisations', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
