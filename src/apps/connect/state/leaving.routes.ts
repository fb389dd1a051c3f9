import { Type } from 'typebox'
import { afterSignOutPath } from '#identity/state'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { clearFarewellCookie, farewellCookie } from './cookies.ts'
import { TellPage } from './message.page.tsx'
import { nameOf } from './names.ts'
import { originOf } from './origin.ts'
import { stateTexts } from './texts.ts'

/** Where one goes once signed out here: through the provider when it opened a session too. */
export const afterSignOut = (cookies: Readonly<Record<string, string | undefined>>): string =>
  cookies[farewellCookie] === undefined ? '/deconnexion' : '/deconnexion/identite'

/** Ends the session at the provider by sending the browser there, as FranceConnect asks. */
export const leavingRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/deconnexion/identite',
    guard: visitor(app),
    schema: {},
    perMinute: 30,
    handle: async (request, reply, who) => {
      const sealed = request.cookies[farewellCookie]
      clearFarewellCookie(request, reply)
      const origin = (await originOf(app, request)) ?? app.config.publicUrl
      const farewell = sealed === undefined ? undefined : await app.nationalIdentities.endSessionUrl(sealed, origin)
      if (!farewell) return seeOther(reply, '/deconnexion')
      const { locale } = who
      const t = stateTexts(locale)
      const { url } = farewell
      const by = nameOf[farewell.provider]
      // A redirection would be that of the form which led here, and a form may not lead to another site.
      void reply.header('refresh', `0; url=${url}`)
      const frame = await frameAround(app, request, who)
      const title = t.leavingTitle(by)
      const main = TellPage({ locale, title, lead: t.leaving(by), action: { href: url, label: t.leavingAction } })
      return sendPage(reply, framedPage(frame, { title, main, isPrivate: true }))
    },
  }),
  route({
    method: 'GET',
    url: afterSignOutPath,
    guard: visitor(app),
    schema: { querystring: Type.Object({ state: Type.Optional(Type.String({ maxLength: 1000 })) }) },
    handle: (request, reply) => {
      const origin = app.nationalIdentities.originAfterSignOut(request.query.state)
      return seeOther(reply, `${origin ?? ''}/deconnexion`)
    },
  }),
]
