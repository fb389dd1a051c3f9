import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  confirmMandate,
  decideMandate,
  listMandates,
  openMandate,
  revokeMandate,
  withdrawMandate,
} from '#identity/mandates'
import { dayOf } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import { FormBody, type RequestOf, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { typedIn } from '../accounts/typed.ts'
import { stateIdentityOf } from '../organisations/france-connect.ts'
import { refusalSentence } from '../organisations/sentences.ts'
import { frameAround } from '../place.ts'
import { askRoutes } from './ask.routes.ts'
import { delegateRoutes } from './delegate.routes.ts'
import { MandatesPage } from './list.page.tsx'
import { MandatePage, type MandateRefusal } from './mandate.page.tsx'
import { type DoneName, doneOf, mandateTexts } from './texts.ts'

const Query = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })
const Params = Type.Object({ mandat: Type.String({ format: 'uuid' }) })
const ActSchema = { params: Params, body: FormBody }

/** `/compte/mandats`: asked, held, given, to decide. */
export const mandateRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/mandats',
    guard: signedIn(app),
    schema: { querystring: Query },
    handle: async (request, reply, who) => {
      const { locale } = who
      const [mandates, frame] = await Promise.all([listMandates(who.context), frameAround(app, request, who)])
      const today = dayOf(app.clock.now())
      const main = MandatesPage({ locale, mandates, today, done: doneOf(request.query.fait) })
      return sendPage(reply, framedPage(frame, { title: mandateTexts(locale).title, main, isPrivate: true }))
    },
  }),
  ...askRoutes(app),
  route({
    method: 'GET',
    url: '/compte/mandats/:mandat',
    guard: signedIn(app),
    schema: { params: Params, querystring: Query },
    handle: (request, reply, who) =>
      show(app, request, reply, { who, id: request.params.mandat, done: doneOf(request.query.fait) }),
  }),
  ...delegateRoutes(app),
  ...actRoutes(app),
]

type Reason =
  | 'director_needed'
  | 'certified_director_needed'
  | 'too_late'
  | 'text_changed'
  | 'reason_missing'
  | 'asker_needed'
  | 'giver_needed'

/** What an act did, or why it did not. */
type Done = DoneName | { readonly reason: Reason; readonly typed?: string } | { readonly message: string }

interface Act {
  readonly who: Member
  readonly id: string
  readonly body: FormBody
}

const actRoutes = (app: App): Route[] => [
  act(app, 'me-reconnaitre', async ({ who, id }) => {
    const { mandate } = await openMandate(who.context, id)
    if (mandate.principalOrganisationId === null) return { reason: 'director_needed' }
    const done = await app.organisations.recogniseDirector(who.context, mandate.principalOrganisationId)
    return done.ok ? 'reconnu' : { message: refusalSentence(done.refusal, who.locale) }
  }),
  act(app, 'approuver', async ({ who, id, body }) => {
    const textHash = typedIn(body, 'empreinte')
    const done = await decideMandate(who.context, { mandateId: id, isApproved: true, reason: '', textHash })
    return done.ok ? 'approuve' : { reason: done.refusal }
  }),
  act(app, 'refuser', async ({ who, id, body }) => {
    const [textHash, typed] = [typedIn(body, 'empreinte'), typedIn(body, 'raison').slice(0, 500)]
    const done = await decideMandate(who.context, { mandateId: id, isApproved: false, reason: typed, textHash })
    return done.ok ? 'refuse' : { reason: done.refusal, typed }
  }),
  act(app, 'retirer', async ({ who, id }) => {
    const done = await withdrawMandate(who.context, id)
    return done.ok ? 'retire' : { reason: done.refusal }
  }),
  act(app, 'revoquer', async ({ who, id, body }) => {
    const done = await revokeMandate(who.context, { mandateId: id, reason: typedIn(body, 'motif') })
    return done.ok ? 'revoque' : { reason: done.refusal }
  }),
  act(app, 'confirmer', async ({ who, id }) => {
    const done = await confirmMandate(who.context, id)
    return done.ok ? 'confirme' : { reason: done.refusal }
  }),
]

const act = (app: App, name: string, perform: (act: Act) => Promise<Done>): Route =>
  route({
    method: 'POST',
    url: `/compte/mandats/:mandat/${name}`,
    guard: signedIn(app),
    schema: ActSchema,
    handle: async (request: RequestOf<typeof ActSchema>, reply, who) => {
      const id = request.params.mandat
      const done = await perform({ who, id, body: request.body })
      if (typeof done === 'string') return seeOther(reply, `/compte/mandats/${id}?fait=${done}`)
      return show(app, request, reply, { who, id, refusal: refusalOf(done, who.locale) })
    },
  })

function refusalOf(done: Exclude<Done, DoneName>, locale: Locale): MandateRefusal {
  if ('message' in done) return { fieldId: 'reconnaitre', message: done.message }
  const { reason, typed } = done
  const fieldId = reason === 'reason_missing' ? 'raison' : 'decision'
  return { fieldId, message: mandateTexts(locale)[`no_${reason}`], ...(typed !== undefined && { typed }) }
}

async function show(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl' | 'hostname'>,
  reply: FastifyReply,
  { who, id, done, refusal }: { who: Member; id: string; done?: DoneName | undefined; refusal?: MandateRefusal },
): Promise<FastifyReply> {
  const { locale } = who
  const opened = await openMandate(who.context, id)
  const { mandate, isMine, effect } = opened
  const of = app.mandates.catalogue.packages.find((each) => each.id === mandate.package)
  const mayDelegate = isMine.holder && effect !== undefined && mandate.depth < (of?.delegations ?? 0)
  const identity = opened.fault === undefined ? undefined : await stateIdentityOf(app, who, `/compte/mandats/${id}`)
  const main = MandatePage({ locale, opened, today: dayOf(app.clock.now()), mayDelegate, identity, done, refusal })
  const isRefused = refusal !== undefined
  const frame = await frameAround(app, request, who)
  const page = framedPage(frame, { title: mandateTexts(locale).title, main, isPrivate: true, isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
