import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  channels,
  decideRequest,
  extendRequest,
  fileRequestFor,
  identifyPerson,
  identities,
  kinds,
  listRequests,
  mayAnswer,
  readRequest,
  takeCopy,
} from '#counter/privacy'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { contentDisposition } from '#platform/files'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { renderLetter } from '#platform/pdf'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { sendAttachment } from '../../attachments/index.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { siteName, themeColour } from '../../guichet/index.ts'
import { holdersOf } from '../../privacy.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { PrivacyListPage } from './list.page.tsx'
import { type OneProps, PrivacyPage } from './one.page.tsx'
import { privacyTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })
const Params = Type.Object({ site: Site, id: Type.String({ maxLength: 40 }) })
const url = '/bureau/:site/droits'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/droits`

interface Visit {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** What people ask about their data: for who administers the collectivity. */
export const privacyRoutes = (app: App): Route[] => [...listRoutes(app), ...oneRoutes(app), ...answerRoutes(app)]

const listRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentWho(app, mayAnswer),
    schema: { params: Type.Object({ site: Site }), querystring: Done },
    handle: (request, reply, who) =>
      showList({ app, request, reply, who }, { isFiled: request.query.fait !== undefined, typed: () => '' }),
  }),
  route({
    method: 'POST',
    url,
    guard: agentWho(app, mayAnswer),
    schema: { params: Type.Object({ site: Site }), body: FormBody },
    handle: async (request, reply, who) => {
      const typed = (name: string): string => typedIn(request.body, name)
      const filed = await fileRequestFor(who.context, {
        collectivityId: who.site.id,
        kind: kinds.find((each) => each === typed('objet')) ?? 'access',
        channel: channels.find((each) => each === typed('canal')) ?? 'letter',
        name: typed('nom'),
        email: typed('courriel'),
        address: typed('adresse'),
        words: typed('demande'),
        receivedOn: typed('recue'),
      })
      if (filed.ok) return seeOther(reply, `${baseOf(who)}/${filed.value}`)
      return showList({ app, request, reply, who }, { isFiled: false, typed, fault: filed.refusal })
    },
  }),
]

async function showList(
  { app, request, reply, who }: Visit,
  said: {
    readonly isFiled: boolean
    readonly typed: (name: string) => string
    readonly fault?: 'no_name' | 'no_day'
  },
): Promise<FastifyReply> {
  const { locale, site, context } = who
  const requests = await listRequests(context, site.id)
  const today = dayOf(app.clock.now())
  const main = PrivacyListPage({ locale, base: baseOf(who), requests, today, fault: undefined, ...said })
  const isRefused = said.fault !== undefined
  const content = { title: privacyTexts(locale).title, main, menu: 'privacy', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

async function showOne(
  { app, request, reply, who }: Visit,
  requestId: string,
  said: Partial<Pick<OneProps, 'refused' | 'isDecided'>> = {},
): Promise<FastifyReply> {
  const { locale, site, context } = who
  const read = await readRequest(context, holdersOf(app), { collectivityId: site.id, requestId })
  const { refused, isDecided = false } = said
  const main = PrivacyPage({ locale, base: baseOf(who), ...read, refused, isDecided })
  const title = privacyTexts(locale).one(read.request.number)
  const content = { title, main, menu: 'privacy', isRefused: refused !== undefined } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), refused ? 422 : 200)
}

/** All the values of a name. */
const valuesIn =
  (body: FormBody) =>
  (name: string): readonly string[] =>
    [body[name] ?? []].flat()

const oneRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:id`,
    guard: agentWho(app, mayAnswer),
    schema: { params: Params, querystring: Done },
    handle: (request, reply, who) =>
      showOne({ app, request, reply, who }, request.params.id, { isDecided: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url: `${url}/:id/identite`,
    guard: agentWho(app, mayAnswer),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id: requestId } = request.params
      const identity = identities.find((each) => each === typedIn(request.body, 'identite'))
      if (identity) await identifyPerson(who.context, { collectivityId: who.site.id, requestId, identity })
      return seeOther(reply, `${baseOf(who)}/${requestId}`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/prolonger`,
    guard: agentWho(app, mayAnswer),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const key = { collectivityId: who.site.id, requestId: request.params.id }
      const typed = valuesIn(request.body)
      const why = typedIn(request.body, 'motif')
      const extended = await extendRequest(who.context, { ...key, why })
      if (extended.ok) return seeOther(reply, `${baseOf(who)}/${key.requestId}`)
      const fault = extended.refusal === 'no_reason' ? 'extend' : 'extend_late'
      return showOne({ app, request, reply, who }, key.requestId, { refused: { fault, typed } })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/decider`,
    guard: agentWho(app, mayAnswer),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const requestId = request.params.id
      const typed = valuesIn(request.body)
      const decided = await decideRequest(who.context, holdersOf(app), {
        collectivityId: who.site.id,
        requestId,
        isRefused: typed('refuser')[0] === 'oui',
        copy: typed('copie')[0] === 'oui',
        eraseIds: typed('effacer'),
        answer: typed('reponse')[0] ?? '',
      })
      if (decided.ok) return seeOther(reply, `${baseOf(who)}/${requestId}?fait=decided`)
      return showOne({ app, request, reply, who }, requestId, { refused: { fault: decided.refusal, typed } })
    },
  }),
]

const answerRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:id/reponse.pdf`,
    guard: agentWho(app, mayAnswer),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { site, context } = who
      const { request: asked } = await readRequest(context, [], {
        collectivityId: site.id,
        requestId: request.params.id,
      })
      if (asked.answer === null || asked.decidedAt === null) throw notFound('privacy.no_request', asked.id)
      const t = privacyTexts('fr')
      const pdf = await renderLetter({
        language: 'fr',
        createdAt: asked.decidedAt,
        collectivityName: siteName(site),
        brandBase: themeColour(site),
        recipient: [asked.name, ...asked.address.split('\n')].filter((line) => line.trim() !== ''),
        placeAndDate: formats('fr').date(asked.decidedAt),
        subject: t.subject(asked.number),
        reference: asked.number,
        paragraphs: asked.answer.split(/\n+/).filter((line) => line.trim() !== ''),
        signature: [asked.decidedBy ?? '', siteName(site)],
        labels: { page: t.page },
      })
      return reply
        .headers({
          'content-type': 'application/pdf',
          'content-disposition': contentDisposition(`${asked.number}.pdf`),
          'cache-control': 'private, no-store',
        })
        .send(pdf)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/copie`,
    guard: agentWho(app, mayAnswer),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const copy = await takeCopy(who.context, { collectivityId: who.site.id, requestId: request.params.id })
      return sendAttachment(app.files, reply, { ...copy, mediaType: 'application/zip' })
    },
  }),
]
