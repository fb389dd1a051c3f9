import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findByTracking, getMyDossierKey } from '#counter/dossiers'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, signedIn, type Visitor, visitor } from '../../../access/index.ts'
import { contextFor } from '../../../app.ts'
import { framedPage, frameOf } from '../../frame/index.ts'
import { DraftRemovedQuery, isDraftRemoved } from '../discard.routes.ts'
import { everyDraftCard } from '../drafts.ts'
import { lastOf } from '../form/body.ts'
import type { DossierTools } from '../form/state.ts'
import { ownAppointments } from './asked.ts'
import { MinePage } from './mine.page.tsx'
import { ownRequests } from './running.ts'
import { type Following, giveCertificate, receiveMessage, sendFile, sendReceiptAgain, showCase } from './show.ts'
import { trackingTexts } from './texts.ts'
import { receiveStep, showTask } from './task.ts'
import { TrackPage, type TrackPageProps } from './track.page.tsx'
import { receiveSignature, showSignature } from './sign.ts'
import { giveTicket, readTicket } from './tracker.ts'

const Id = Type.String({ maxLength: 40 })
const Case = Type.Object({ id: Id })
const CaseFile = Type.Object({ id: Id, file: Id })
const File = Type.Object({ file: Id })
const Sent = Type.Object({ envoye: Type.Optional(Type.String()), fait: Type.Optional(Type.String()) })
const Step = Type.String({ maxLength: 80 })

/** Attempts at a tracking code from one address in a minute. */
const attempts = 20

/** Following one's requests: with an account, or with a code. */
export const followRoutes = (tools: DossierTools): Route[] => [
  ...searchRoutes(tools),
  ...trackedRoutes(tools),
  mineRoute(tools),
  ...ownRoutes(tools),
  ...trackedSignRoutes(tools),
  ...ownSignRoutes(tools),
]

const searchRoutes = (tools: DossierTools): Route[] => [
  route({
    method: 'GET',
    url: '/suivi',
    guard: visitor(tools.app),
    schema: {},
    handle: (request, reply, who) =>
      showSearch(tools, { request: request as FastifyRequest, reply, who }, { code: '', email: '', errors: {} }),
  }),
  route({
    method: 'POST',
    url: '/suivi',
    guard: visitor(tools.app),
    schema: { body: FormBody },
    perMinute: attempts,
    handle: (request, reply, who) => search(tools, { request: request as FastifyRequest, reply, who }, request.body),
  }),
]

interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly who: Visitor
}

async function showSearch(
  { app }: DossierTools,
  visit: Visit,
  typed: Pick<TrackPageProps, 'code' | 'email' | 'errors'>,
) {
  const { request, reply, who } = visit
  const { locale } = who
  const frame = await frameOf(app, request, who)
  const isRefused = Object.keys(typed.errors).length > 0
  const main = TrackPage({ locale, isSignedIn: who.account !== undefined, ...typed })
  const content = { title: trackingTexts(locale).trackTitle, main, menu: 'track', isRefused } as const
  return sendPage(reply, framedPage(frame, content), isRefused ? 422 : 200)
}

async function search(tools: DossierTools, visit: Visit, body: FormBody) {
  const { app } = tools
  const { request, reply, who } = visit
  const texts = trackingTexts(who.locale)
  const [code, email] = [lastOf(body, 'code').trim(), lastOf(body, 'email').trim()]
  if (code === '' || email === '') {
    const errors = {
      ...(code === '' && { code: texts.missingCode }),
      ...(email === '' && { email: texts.missingEmail }),
    }
    return showSearch(tools, visit, { code, email, errors })
  }
  const found = await findByTracking(who.context, { code, email })
  if (!found.ok) return showSearch(tools, visit, { code, email, errors: { code: texts.unknown } })
  const { collectivityId, dossierId, applicantName: name } = found.value
  giveTicket(request, reply, {
    secrets: app.secrets,
    tracker: { collectivityId, dossierId, name },
    now: app.clock.now(),
  })
  return seeOther(reply, '/suivi/demande')
}

const trackedHref = '/suivi/demande'

/** What this browser follows by a code, if it does. */
function tracked({ app }: DossierTools, { request, reply, who }: Visit): Following | undefined {
  const ticket = readTicket(request, app.secrets, app.clock.now())
  if (!ticket) return undefined
  const { collectivityId, dossierId, name } = ticket
  return {
    request,
    reply,
    who,
    context: contextFor(app, { kind: 'tracker', dossierId, name }),
    key: { collectivityId, dossierId },
    href: trackedHref,
    parent: { href: '/suivi', label: trackingTexts(who.locale).trackTitle },
    menu: 'track',
  }
}

/** A handler for who has proved to know the code; the others give it first. */
const withCode =
  (tools: DossierTools, handle: (following: Following, params: Record<string, string>) => unknown) =>
  (request: unknown, reply: FastifyReply, who: Visitor): unknown => {
    const { params } = request as { params: Record<string, string> }
    const following = tracked(tools, { request: request as FastifyRequest, reply, who })
    return following ? handle(following, params) : seeOther(reply, '/suivi')
  }

const trackedRoutes = (tools: DossierTools): Route[] => {
  const guard = visitor(tools.app)
  return [
    route({
      method: 'GET',
      url: trackedHref,
      guard,
      schema: { querystring: Sent },
      handle: withCode(tools, (following) => showCase(tools, following)),
    }),
    route({
      method: 'POST',
      url: `${trackedHref}/messages`,
      guard,
      schema: { body: Type.Unknown() },
      handle: withCode(tools, (following) => receiveMessage(tools, following)),
    }),
    route({
      method: 'GET',
      url: `${trackedHref}/etapes/:step`,
      guard,
      schema: { params: Type.Object({ step: Step }) },
      handle: withCode(tools, (following, { step = '' }) => showTask(tools, following, step)),
    }),
    route({
      method: 'POST',
      url: `${trackedHref}/etapes/:step`,
      guard,
      schema: { params: Type.Object({ step: Step }), body: Type.Unknown() },
      handle: withCode(tools, (following, { step = '' }) => receiveStep(tools, following, step)),
    }),
    route({
      method: 'GET',
      url: `${trackedHref}/fichiers/:file`,
      guard,
      schema: { params: File },
      handle: withCode(tools, (following, { file = '' }) => sendFile(tools, following, file)),
    }),
    route({
      method: 'GET',
      url: `${trackedHref}/accuse-de-reception.pdf`,
      guard,
      schema: {},
      handle: withCode(tools, (following) => sendReceiptAgain(tools, following)),
    }),
    route({
      method: 'GET',
      url: `${trackedHref}/attestation.pdf`,
      guard,
      schema: {},
      handle: withCode(tools, (following) => giveCertificate(tools, following)),
    }),
  ]
}

const mineRoute = (tools: DossierTools): Route =>
  route({
    method: 'GET',
    url: '/mes-demandes',
    guard: signedIn(tools.app),
    schema: { querystring: DraftRemovedQuery },
    handle: async (request, reply, who) => {
      const { app } = tools
      const { locale } = who
      const [frame, requests, appointments, drafts] = await Promise.all([
        frameOf(app, request, who),
        ownRequests(app, who),
        ownAppointments(app, who),
        everyDraftCard(app, request as FastifyRequest, who),
      ])
      const main = MinePage({
        locale,
        drafts,
        appointments,
        isDraftRemoved: isDraftRemoved(request.query),
        ...requests,
      })
      const title = trackingTexts(locale).mine
      return sendPage(reply, framedPage(frame, { title, main, menu: 'requests', isPrivate: true }))
    },
  })

/** One of the person's own requests; the commune is found by it. */
async function own(visit: Visit & { readonly who: Member }, id: string): Promise<Following> {
  const { request, reply, who } = visit
  const key = await getMyDossierKey(who.context, id)
  return {
    request,
    reply,
    who,
    context: who.context,
    key,
    href: `/mes-demandes/${id}`,
    parent: { href: '/mes-demandes', label: trackingTexts(who.locale).mine },
    menu: 'requests',
  }
}

const withOwn =
  (handle: (following: Following, params: Record<string, string>) => unknown) =>
  async (request: unknown, reply: FastifyReply, who: Member): Promise<unknown> => {
    const { params } = request as { params: Record<string, string> }
    return handle(await own({ request: request as FastifyRequest, reply, who }, params['id'] ?? ''), params)
  }

const ownRoutes = (tools: DossierTools): Route[] => {
  const guard = signedIn(tools.app)
  const href = '/mes-demandes/:id'
  return [
    route({
      method: 'GET',
      url: href,
      guard,
      schema: { params: Case, querystring: Sent },
      handle: withOwn((following) => showCase(tools, following)),
    }),
    route({
      method: 'POST',
      url: `${href}/messages`,
      guard,
      schema: { params: Case, body: Type.Unknown() },
      handle: withOwn((following) => receiveMessage(tools, following)),
    }),
    route({
      method: 'GET',
      url: `${href}/etapes/:step`,
      guard,
      schema: { params: Type.Object({ id: Id, step: Step }) },
      handle: withOwn((following, { step = '' }) => showTask(tools, following, step)),
    }),
    route({
      method: 'POST',
      url: `${href}/etapes/:step`,
      guard,
      schema: { params: Type.Object({ id: Id, step: Step }), body: Type.Unknown() },
      handle: withOwn((following, { step = '' }) => receiveStep(tools, following, step)),
    }),
    route({
      method: 'GET',
      url: `${href}/fichiers/:file`,
      guard,
      schema: { params: CaseFile },
      handle: withOwn((following, { file = '' }) => sendFile(tools, following, file)),
    }),
    route({
      method: 'GET',
      url: `${href}/accuse-de-reception.pdf`,
      guard,
      schema: { params: Case },
      handle: withOwn((following) => sendReceiptAgain(tools, following)),
    }),
    route({
      method: 'GET',
      url: `${href}/attestation.pdf`,
      guard,
      schema: { params: Case },
      handle: withOwn((following) => giveCertificate(tools, following)),
    }),
  ]
}

/** Signing what a circuit asks to sign. */
const trackedSignRoutes = (tools: DossierTools): Route[] => {
  const guard = visitor(tools.app)
  return [
    route({
      method: 'GET',
      url: `${trackedHref}/signer/:request`,
      guard,
      schema: { params: Type.Object({ request: Id }) },
      handle: withCode(tools, (following, { request = '' }) => showSignature(tools, following, request)),
    }),
    route({
      method: 'POST',
      url: `${trackedHref}/signer/:request`,
      guard,
      schema: { params: Type.Object({ request: Id }), body: FormBody },
      handle: withCode(tools, (following, { request = '' }) => receiveSignature(tools, following, request)),
    }),
  ]
}

const ownSignRoutes = (tools: DossierTools): Route[] => {
  const guard = signedIn(tools.app)
  const href = '/mes-demandes/:id'
  return [
    route({
      method: 'GET',
      url: `${href}/signer/:request`,
      guard,
      schema: { params: Type.Object({ id: Id, request: Id }) },
      handle: withOwn((following, { request = '' }) => showSignature(tools, following, request)),
    }),
    route({
      method: 'POST',
      url: `${href}/signer/:request`,
      guard,
      schema: { params: Type.Object({ id: Id, request: Id }), body: FormBody },
      handle: withOwn((following, { request = '' }) => receiveSignature(tools, following, request)),
    }),
  ]
}
