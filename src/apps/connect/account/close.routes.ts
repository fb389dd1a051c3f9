import type { FastifyRequest } from 'fastify'
import { type CloseRefusal, closeAccount, findClosingSession, reopenAccount } from '#identity/accounts'
import { AppError } from '#kernel/errors'
import { FormBody, type Guard, route, type Route, seeOther } from '#platform/http'
import { findSite } from '#territory/collectivities'
import {
  chooseLocale,
  clearCookie,
  deviceCookie,
  beforeGivingAway,
  sessionCookie,
  visitor,
  type Visitor,
} from '../../access/index.ts'
import { type App, contextFor } from '../../app.ts'
import { typedIn } from '../accounts/typed.ts'
import { CannotClosePage, ClosedPage, ClosePage, ReopenPage } from './close.page.tsx'
import { closeTexts } from './close.texts.ts'
import { show } from './show.ts'

/** `/compte/fermer` and `/compte/rouvrir`: the end of an account, and the way back while there is one. */
export const closeRoutes = (app: App): Route[] => [...leavingRoutes(app), closedRoute(app), ...reopenRoutes(app)]

const leavingRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/fermer',
    guard: beforeGivingAway(app),
    schema: {},
    handle: (request, reply, who) => {
      const { locale } = who
      return show(app, request, reply, { who, title: closeTexts(locale).title, main: ClosePage({ locale }) })
    },
  }),
  route({
    method: 'POST',
    url: '/compte/fermer',
    guard: beforeGivingAway(app),
    schema: { body: FormBody },
    perMinute: 10,
    handle: async (request, reply, who) => {
      const { locale, account } = who
      const title = closeTexts(locale).title
      if (typedIn(request.body, 'compris') !== 'oui') {
        const main = ClosePage({ locale, isUnticked: true })
        return show(app, request, reply, { who, title, main, status: 422 })
      }
      const closed = await closeAccount(who.context, account.accountId)
      if (!closed.ok) {
        const places = await placesOf(app, closed.refusal)
        const main = CannotClosePage({ locale, refusal: closed.refusal, places })
        return show(app, request, reply, { who, title, main, status: 409 })
      }
      for (const name of [sessionCookie, deviceCookie] as const) clearCookie(request as FastifyRequest, reply, name)
      return seeOther(reply, '/compte/ferme')
    },
  }),
]

async function placesOf(app: App, refusal: CloseRefusal): Promise<string[]> {
  if (refusal.reason !== 'works') return []
  const sites = await Promise.all(refusal.collectivityIds.map((id) => findSite(app.db, { id })))
  return sites.flatMap((site) => (site ? [site.name] : []))
}

const closedRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/compte/ferme',
    guard: visitor(app),
    schema: {},
    handle: (request, reply, who) => {
      const { locale } = who
      return show(app, request, reply, { who, title: closeTexts(locale).doneTitle, main: ClosedPage({ locale }) })
    },
  })

interface Leaver extends Visitor {
  readonly accountId: string
  readonly erasedAfter: Date
}

/** Lets in who signed in to an account that she had closed. To everybody else she is not signed in. */
const leaver =
  (app: App): Guard<Leaver> =>
  async (request) => {
    const token = request.cookies[sessionCookie]
    const closing = token === undefined ? undefined : await findClosingSession(app, token)
    if (!closing) throw new AppError('unauthenticated', 'access.sign_in_first')
    const { accountId, givenName, familyName, locale } = closing.session
    const context = contextFor(app, { kind: 'account', accountId, name: `${givenName} ${familyName}` })
    const { erasedAfter } = closing
    return { locale: chooseLocale(request, locale), account: undefined, context, accountId, erasedAfter }
  }

const reopenRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/rouvrir',
    guard: leaver(app),
    schema: {},
    handle: (request, reply, who) => {
      const { locale, erasedAfter } = who
      const main = ReopenPage({ locale, erasedAfter })
      return show(app, request, reply, { who, title: closeTexts(locale).reopenTitle, main })
    },
  }),
  route({
    method: 'POST',
    url: '/compte/rouvrir',
    guard: leaver(app),
    schema: {},
    perMinute: 10,
    handle: async (_request, reply, who) => {
      await reopenAccount(who.context, who.accountId)
      return seeOther(reply, '/compte?fin=rouvert')
    },
  }),
]
