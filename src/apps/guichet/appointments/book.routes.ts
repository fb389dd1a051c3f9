import { type Static, Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { bookAppointment, renewHold, type ShownAppointment } from '#counter/appointments'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { readMailAddress } from '#platform/mail'
import { atSite, deviceCookie, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { lastOf } from '../dossiers/form/body.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { capital, chooseHref, type Exchange, rendezVous, showWithdrawn, whenOf } from './calling.ts'
import { mineHref } from './choose.routes.ts'
import { DetailsPage, type DetailsPageProps } from './details.page.tsx'
import { appointmentTexts } from './texts.ts'

const Slug = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Slug, agenda: Slug })
const Held = Type.Object({
  retenue: Type.String({ maxLength: 40 }),
  demande: Type.Optional(Type.String({ maxLength: 40 })),
  cle: Type.Optional(Type.String({ maxLength: 80 })),
})
type Held = Static<typeof Held>
const url = '/:site/rendez-vous/prendre/:agenda/vous'

/** Saying who comes, while the time is kept. */
export const bookRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: atSite(app),
    schema: { params: Params, querystring: Held },
    handle: async (request, reply, who) => {
      const exchange = { app, request: request as unknown as FastifyRequest, reply, who }
      const step = await stepOf(exchange, request.params.agenda, request.query)
      if (!step) return lost(exchange, request.params.agenda, request.query)
      return show(exchange, step, { typed: knownOf(who, step), errors: {} })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: atSite(app),
    schema: { params: Params, querystring: Held, body: FormBody },
    perMinute: 30,
    handle: (request, reply, who) =>
      book({ app, request: request as unknown as FastifyRequest, reply, who }, request.params.agenda, {
        held: request.query,
        body: request.body,
      }),
  }),
]

/** A time kept for this browser, and the question of a circuit that it is for. */
interface Step {
  readonly slug: string
  readonly query: Held
  readonly held: ShownAppointment
  readonly deviceSecret: string
  readonly invited: Invited | undefined
}

type Invited = Awaited<ReturnType<App['appointments']['readInvitation']>>['invitation']

async function stepOf({ app, request, who }: Exchange, slug: string, query: Held): Promise<Step | undefined> {
  const deviceSecret = request.cookies[deviceCookie] ?? ''
  const collectivityId = who.site.id
  const invited = await invitedBy(app, who, query)
  const held = await renewHold(who.context, { collectivityId, holdId: query.retenue, deviceSecret })
  return held && { slug, query, held, deviceSecret, invited }
}

/** The question, for who comes by its own link: an answer to it cannot be given by anybody else. */
async function invitedBy(app: App, who: SiteVisitor, { demande, cle }: Held): Promise<Invited | undefined> {
  if (demande === undefined) return undefined
  const asked = { collectivityId: who.site.id, requestId: demande, key: cle ?? '' }
  return (await app.appointments.readInvitation(app, asked)).invitation
}

const lost = ({ reply, who }: Exchange, slug: string, { demande, cle }: Held): FastifyReply => {
  const href = chooseHref(who, slug, { demande, cle })
  return seeOther(reply, `${href}${href.includes('?') ? '&' : '?'}perdue=oui`)
}

type Typed = DetailsPageProps['typed']

/** What is known of who comes: her account, or whom the circuit wrote to. */
const knownOf = ({ account }: SiteVisitor, { invited }: Step): Typed =>
  account
    ? { name: `${account.givenName} ${account.familyName}`, email: account.email, phone: account.phone ?? '' }
    : { name: invited?.name ?? '', email: invited?.email ?? '', phone: '' }

async function show(
  { app, request, reply, who }: Exchange,
  { slug, query, held }: Step,
  said: Pick<DetailsPageProps, 'typed' | 'errors'>,
): Promise<FastifyReply> {
  const { locale } = who
  const t = appointmentTexts(locale)
  const { retenue: _, ...rest } = query
  const search = new URLSearchParams(query as Record<string, string>).toString()
  const main = DetailsPage({
    ...said,
    locale,
    back: chooseHref(who, slug, rest),
    when: capital(whenOf(locale, held.startsAt)),
    what: localize(held.kindTitle, locale),
    heldUntil: held.expiresAt === null ? '' : formats(locale).time(held.expiresAt),
    action: `${rendezVous(who)}/prendre/${slug}/vous?${search}`,
    hidden: {},
  })
  const isRefused = Object.keys(said.errors).length > 0
  const frame = await frameOf(app, request, who)
  return sendPage(reply, framedPage(frame, { title: t.who, main, isRefused, isPrivate: true }), isRefused ? 422 : 200)
}

/** What is wrong in what was typed, by field. */
function errorsIn(typed: Typed, t: ReturnType<typeof appointmentTexts>): DetailsPageProps['errors'] {
  const { name, email, phone } = typed
  const digits = phone.replaceAll(/\D/g, '').length
  return {
    ...(name.trim() === '' && { nom: t.nameMissing }),
    ...(email === '' && phone === '' && { courriel: t.reachMissing }),
    ...(email !== '' && !readMailAddress(email).ok && { courriel: t.emailWrong }),
    ...(phone !== '' && (digits < 9 || digits > 15) && { telephone: t.phoneWrong }),
  }
}

async function book(
  exchange: Exchange,
  slug: string,
  { held: query, body }: { readonly held: Held; readonly body: FormBody },
): Promise<FastifyReply> {
  const { app, reply, who } = exchange
  const read = (field: string, most: number) => lastOf(body, field).trim().slice(0, most)
  const typed = { name: read('nom', 120), email: read('courriel', 254), phone: read('telephone', 30) }
  const errors = errorsIn(typed, appointmentTexts(who.locale))
  const invited = await invitedBy(app, who, query)
  if (Object.keys(errors).length > 0) {
    const step = await stepOf(exchange, slug, query)
    return step ? show(exchange, step, { typed, errors }) : lost(exchange, slug, query)
  }
  const booked = await bookAppointment(who.context, {
    collectivityId: who.site.id,
    holdId: query.retenue,
    deviceSecret: exchange.request.cookies[deviceCookie] ?? '',
    person: { name: typed.name, email: typed.email || null, phone: typed.phone || null, locale: who.locale },
    dossierId: invited?.dossierId ?? null,
    requestId: invited?.requestId ?? null,
  })
  if (!booked.ok) return booked.refusal === 'lost' ? lost(exchange, slug, query) : showWithdrawn(exchange)
  return seeOther(reply, mineHref(app, who, booked.value.appointmentId, 'pris'))
}
