import { Type } from 'typebox'
import type { Carried, Departure, Sent } from '#identity/federation'
import { FormBody, leadOn, letFormsLeaveTo, route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { bothBindings, perMinute } from './bindings.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { afterSignOut } from '../state/leaving.routes.ts'
import { DeparturePage, departureTitle } from './departure.page.tsx'
import { type Exchange, passageScript, refuse } from './pass.ts'
import type { Passage } from './passage.page.tsx'

const params = Type.Object({ key: Type.String({ maxLength: 120 }) })
/** `/saml/slo`, where applications say that somebody leaves, and `/saml/sortie/…`, which tells them all. */
export const departureRoutes = (app: App): Route[] => [
  ...bothBindings(app, '/saml/slo', receive),
  route({
    method: 'GET',
    url: '/saml/sortie/:key',
    guard: visitor(app),
    schema: { params },
    perMinute,
    handle: async (request, reply, who) => {
      const departure = await app.federation.nextDeparture(who.context, request.params.key)
      // Whoever came by the State's identity leaves it too, last.
      const further = afterSignOut(request.cookies)
      if (isOver(departure) && further !== '/deconnexion') return seeOther(reply, further)
      return show({ app, request, reply, who }, departure, departurePath(request.params.key))
    },
  }),
  route({
    method: 'POST',
    url: '/saml/sortie/:key',
    guard: visitor(app),
    schema: { params, body: FormBody },
    perMinute,
    handle: async (request, reply, who) => {
      const choice = request.body['choix'] === 'attendre' ? 'retry' : 'skip'
      await app.federation.settleStuck(who.context, request.params.key, choice)
      return seeOther(reply, departurePath(request.params.key))
    },
  }),
]

export const departurePath = (key: string): string => `/saml/sortie/${key}`

async function receive(exchange: Exchange, sent: Sent) {
  const { app, reply, who } = exchange
  const received = await app.federation.receiveLogout(who.context, sent)
  return received.ok ? seeOther(reply, departurePath(received.value.key)) : refuse(exchange, received.refusal)
}

async function show({ app, request, reply, who }: Exchange, departure: Departure, here: string) {
  const { locale } = who
  const send = departure.kind === 'tell' || departure.kind === 'finish' ? departure.send : undefined
  const passage = send && passageOf(send)
  if (passage?.fields) letFormsLeaveTo(reply, passage.url)
  else if (passage) leadOn(reply, passage.url)
  const frame = await frameAround(app, request, who)
  const title = departureTitle(locale, departure)
  const main = DeparturePage({ locale, departure, passage, here })
  const scripts = passage?.fields ? [passageScript] : []
  return sendPage(reply, framedPage(frame, { title, main, scripts, isPrivate: true }))
}

/** Everybody was told and answered, and nobody waits for an answer of ours. */
const isOver = (departure: Departure): boolean =>
  departure.kind === 'finish' && !departure.send && departure.steps.every(({ state }) => state === 'done')

const passageOf = (send: Carried): Passage => ({
  url: send.url,
  fields: send.binding === 'post' ? send.fields : undefined,
})
