import type { FastifyRequest } from 'fastify'
import { type Session, signOut } from '#identity/accounts'
import { Type } from 'typebox'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { clearCookie, deviceCookie, sessionCookie, visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { departurePath } from '../federation/departure.routes.ts'
import { frameAround } from '../place.ts'
import { returnAddress, withReturn } from '../return-address.ts'
import { afterSignOut } from '../state/leaving.routes.ts'
import { SignOutPage } from './sign-out.page.tsx'
import { signOutTexts } from './sign-out.texts.ts'
import { typedIn } from './typed.ts'

/** `/deconnexion`: leaving is a POST, so that no link or picture signs anybody out. */
export const signOutRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/deconnexion',
    guard: visitor(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { locale, account } = who
      const frame = await frameAround(app, request, who)
      const name = account && `${account.givenName} ${account.familyName}`
      const t = signOutTexts(locale)
      const main = SignOutPage({ locale, name, homeHref: '/' })
      const title = name === undefined ? t.doneTitle : t.askTitle
      return sendPage(reply, framedPage(frame, { title, main, isPrivate: true }))
    },
  }),
  route({
    method: 'POST',
    url: '/deconnexion',
    guard: visitor(app),
    schema: { body: Type.Optional(FormBody) },
    perMinute: 60,
    handle: async (request, reply, who) => {
      const token = request.cookies[sessionCookie]
      const body = request.body ?? {}
      const goesOn = typedIn(body, 'vers') === 'connexion'
      // Prepared while the session still says which applications were entered in it. Who goes on to another account sees no
      // page of departure: her applications are told without her browser.
      const key =
        who.account && !goesOn ? await app.federation.beginSignOut(who.context, leavingOf(who.account)) : undefined
      if (token !== undefined) await signOut(who.context, token)
      for (const name of [sessionCookie, deviceCookie] as const) {
        clearCookie(request as FastifyRequest, reply, name)
      }
      // Leaving one account for another, from a page that the first one does not open.
      if (goesOn) {
        return seeOther(reply, withReturn('/connexion', returnAddress(typedIn(body, 'retour'))))
      }
      return seeOther(reply, key === undefined ? afterSignOut(request.cookies) : departurePath(key))
    },
  }),
]

const leavingOf = ({ accountId, sessionId }: Session) => ({
  accountId,
  sessionIds: [sessionId],
  destination: { kind: 'page' as const },
})
