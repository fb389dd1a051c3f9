import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { holdTime, listOpenAgendas } from '#counter/appointments'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { atSite, deviceCookie, setCookie, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf, siteName } from '../frame/index.ts'
import { lastOf } from '../dossiers/form/body.ts'
import { AgendasPage } from './agendas.page.tsx'
import { Choice, chooseHref, type Exchange, rendezVous, showChoice, showWithdrawn } from './calling.ts'
import { appointmentTexts } from './texts.ts'

const Slug = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Slug, agenda: Slug })
const url = '/:site/rendez-vous/prendre/:agenda'

/** Times asked for from one address in a minute: enough for a family, too few to empty an agenda. */
const holdsPerMinute = 30

/** Choosing a time: the first, another one, or the one that a circuit asks for. */
export const chooseRoutes = (app: App): Route[] => [
  listRoute(app),
  invitedRoute(app),
  route({
    method: 'GET',
    url,
    guard: atSite(app),
    schema: { params: Params, querystring: Choice },
    handle: (request, reply, who) =>
      showChoice({ app, request: request as unknown as FastifyRequest, reply, who }, request.params.agenda, {
        choice: request.query,
        refusal: request.query.perdue === undefined ? undefined : 'lost',
      }),
  }),
  route({
    method: 'POST',
    url,
    guard: atSite(app),
    schema: { params: Params, querystring: Choice, body: FormBody },
    perMinute: holdsPerMinute,
    handle: (request, reply, who) => {
      const exchange = { app, request: request as unknown as FastifyRequest, reply, who }
      const startsAt = new Date(lastOf(request.body, 'heure'))
      if (Number.isNaN(startsAt.getTime())) {
        return showChoice(exchange, request.params.agenda, { choice: request.query, refusal: 'taken' })
      }
      const chosen = { slug: request.params.agenda, choice: request.query, startsAt }
      return request.query.deplacer === undefined ? hold(exchange, chosen) : move(exchange, chosen)
    },
  }),
]

const listRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/:site/rendez-vous',
    guard: atSite(app),
    schema: { params: Type.Object({ site: Slug }) },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const agendas = await listOpenAgendas(who.context, site.id)
      const t = appointmentTexts(locale)
      const main = AgendasPage({
        locale,
        breadcrumbs: [{ href: site.base || '/', label: siteName(site) }],
        agendas: agendas.map(({ slug, title, place }) => ({
          href: chooseHref(who, slug, {}),
          title: localize(title, locale),
          place,
        })),
      })
      return sendPage(reply, framedPage(await frameOf(app, request, who), { title: t.agendas, main }))
    },
  })

/** The link that a circuit sent: straight to the times, or to what was chosen already. */
const invitedRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/:site/rendez-vous/choisir/:request',
    guard: atSite(app),
    schema: {
      params: Type.Object({ site: Slug, request: Type.String({ maxLength: 40 }) }),
      querystring: Type.Object({ cle: Type.String({ maxLength: 80 }) }),
    },
    handle: async (request, reply, who) => {
      const { cle } = request.query
      const asked = { collectivityId: who.site.id, requestId: request.params.request, key: cle }
      const { invitation, plan, kindSlug, answeredBy } = await app.appointments.readInvitation(app, asked)
      if (answeredBy !== undefined) return seeOther(reply, mineHref(app, who, answeredBy, 'deja'))
      if (invitation.withdrawnAt)
        return showWithdrawn({ app, request: request as unknown as FastifyRequest, reply, who })
      return seeOther(reply, chooseHref(who, plan.agenda.slug, { motif: kindSlug, demande: asked.requestId, cle }))
    },
  })

/** The page of an appointment, with the secret of its link. */
export const mineHref = (app: App, who: SiteVisitor, appointmentId: string, done?: string): string =>
  `${rendezVous(who)}/${appointmentId}?cle=${app.appointments.keyOf(appointmentId)}${done === undefined ? '' : `&fait=${done}`}`

interface Chosen {
  readonly slug: string
  readonly choice: Choice
  readonly startsAt: Date
}

/** The secret by which this browser holds a time, and keeps its drafts. */
function deviceSecretOf({ request, reply }: Exchange): string {
  const known = request.cookies[deviceCookie]
  if (known !== undefined && known !== '') return known
  const secret = randomBytes(32).toString('base64url')
  setCookie(request as FastifyRequest, reply, deviceCookie, secret)
  return secret
}

async function hold(exchange: Exchange, { slug, choice, startsAt }: Chosen): Promise<FastifyReply> {
  const { reply, who } = exchange
  const held = await holdTime(who.context, {
    collectivityId: who.site.id,
    agendaSlug: slug,
    kind: choice.motif,
    startsAt,
    deviceSecret: deviceSecretOf(exchange),
  })
  if (!held.ok) return showChoice(exchange, slug, { choice, refusal: 'taken' })
  const { demande, cle } = choice
  const query = new URLSearchParams({
    retenue: held.value.id,
    ...(demande !== undefined && cle !== undefined && { demande, cle }),
  })
  return seeOther(reply, `${rendezVous(who)}/prendre/${slug}/vous?${query.toString()}`)
}

async function move(exchange: Exchange, { slug, choice, startsAt }: Chosen): Promise<FastifyReply> {
  const { app, reply, who } = exchange
  const appointmentId = choice.deplacer ?? ''
  const moved = await app.appointments.moveAppointment(who.context, {
    collectivityId: who.site.id,
    appointmentId,
    key: choice.cle,
    startsAt,
  })
  if (moved.ok) return seeOther(reply, mineHref(app, who, appointmentId, 'deplace'))
  switch (moved.refusal) {
    case 'taken':
      return showChoice(exchange, slug, { choice, refusal: 'taken' })
    // Its page says what it has become.
    case 'cancelled':
    case 'past':
      return seeOther(reply, mineHref(app, who, appointmentId))
  }
}
