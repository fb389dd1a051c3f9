import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { ConfirmRefusal } from '#identity/accounts'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { ConfirmPage } from './confirm.page.tsx'
import { confirmTexts } from './confirm.texts.ts'
import { DeadLinkPage, deadLinkStatus, deadLinkTitle } from './dead-link.page.tsx'

const Params = Type.Object({ secret: Type.String({ maxLength: 200 }) })
type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'>

/** `/confirmer/:secret`: opening the link changes nothing, the click does. */
export function confirmRoutes(app: App): Route[] {
  const refuse = async (
    request: Seen,
    reply: FastifyReply,
    { who, refusal }: { who: Visitor; refusal: ConfirmRefusal },
  ) => {
    const frame = await frameAround(app, request, who)
    const props = { locale: who.locale, use: 'confirm', reason: refusal.reason } as const
    const page = framedPage(frame, { title: deadLinkTitle(props), main: DeadLinkPage(props), isPrivate: true })
    return sendPage(reply, page, deadLinkStatus(refusal.reason))
  }

  return [
    route({
      method: 'GET',
      url: '/confirmer/:secret',
      guard: visitor(app),
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { secret } = request.params
        const link = await app.accounts.checkConfirmLink(who.context, secret)
        if (!link.ok) return refuse(request, reply, { who, refusal: link.refusal })
        const { locale } = who
        const frame = await frameAround(app, request, who)
        const main = ConfirmPage({ locale, email: link.value.email, action: `/confirmer/${secret}` })
        return sendPage(reply, framedPage(frame, { title: confirmTexts(locale).title, main, isPrivate: true }))
      },
    }),
    route({
      method: 'POST',
      url: '/confirmer/:secret',
      guard: visitor(app),
      schema: { params: Params },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const confirmed = await app.accounts.confirmEmail(who.context, request.params.secret)
        if (!confirmed.ok) return refuse(request, reply, { who, refusal: confirmed.refusal })
        return seeOther(reply, '/connexion?etat=adresse-confirmee')
      },
    }),
  ]
}
