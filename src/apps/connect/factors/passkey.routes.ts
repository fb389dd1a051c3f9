import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { askPasskey, proveAgain } from '#identity/accounts'
import { FormBody, type RequestOf, route, type Route, seeOther } from '#platform/http'
import { getTerritory } from '#territory/collectivities'
import { type Member, recentlyProved, visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { describeDevice } from '../accounts/device.ts'
import { enter } from '../accounts/enter.ts'
import { typedIn } from '../accounts/typed.ts'
import { delayOf } from '../accounts/wait.ts'
import { returnAddress, withReturn } from '../return-address.ts'
import { EndPage } from './link.page.tsx'
import { show } from './page.ts'
import { passkeyScript } from './parts.tsx'
import { NewPasskeyPage } from './passkey.page.tsx'
import { siteOf } from './second-step.routes.ts'
import { securityPath } from './security.page.tsx'
import { proofMinutes } from './security.routes.ts'
import { securityTexts } from './security.texts.ts'
import { factorTexts } from './texts.ts'
import { afterAdding } from './totp.routes.ts'
import { commonTexts } from '../accounts/texts.ts'

const schema = { querystring: Type.Object({ retour: Type.Optional(Type.String()) }) } as const
type Asked = RequestOf<typeof schema>

/** `/connexion/cle` signs in with a passkey, `/compte/securite/cles` makes one. */
export const passkeyRoutes = (app: App): Route[] => [...enterRoutes(app), ...makeRoutes(app)]

function enterRoutes(app: App): Route[] {
  return [
    route({
      method: 'POST',
      url: '/connexion/cle/demande',
      guard: visitor(app),
      schema: {},
      perMinute: 60,
      handle: async (request, reply, who) => reply.send(await askPasskey(who.context, siteOf(app, request))),
    }),
    route({
      method: 'POST',
      url: '/connexion/cle',
      guard: visitor(app),
      schema: { ...schema, body: FormBody },
      perMinute: 60,
      handle: async (request, reply, who) => {
        const { retour } = request.query
        const entered = await app.accounts.signInByPasskey(who.context, {
          answer: typedIn(request.body, 'passkey'),
          site: siteOf(app, request),
          address: request.ip,
          device: request.headers['user-agent'],
        })
        if (entered.ok) return enter(app, request, reply, { ...entered.value, retour })
        const { refusal } = entered
        const { locale } = who
        const isWait = refusal.reason !== 'passkey_refused'
        const delay = isWait ? delayOf(reply, refusal, { now: app.clock.now(), locale }) : undefined
        const title = delay?.title ?? factorTexts(locale).passkeyRefusedTitle
        const lead = delay?.sentence ?? factorTexts(locale).passkeyRefused
        const href = withReturn('/connexion', returnAddress(retour))
        const main = EndPage({ locale, title, lead, actions: [{ href, label: commonTexts(locale).signIn }] })
        return show(app, request, reply, {
          who,
          retour: returnAddress(retour),
          title,
          main,
          status: isWait ? 429 : 422,
        })
      },
    }),
  ]
}

function makeRoutes(app: App): Route[] {
  const guard = recentlyProved(app, proofMinutes)
  const path = `${securityPath}/cles`
  const nameOf = (request: Asked, who: Member) => describeDevice(request.headers['user-agent'] ?? '', who.locale)
  const answer = (request: Asked, reply: FastifyReply, who: Member, refused?: 'refused' | 'too_many') => {
    const { locale } = who
    const action = withReturn(path, returnAddress(request.query.retour))
    const main = NewPasskeyPage({ locale, action, suggestedName: nameOf(request, who), refused })
    const title = securityTexts(locale).keyTitle
    const status = refused === undefined ? 200 : 422
    return show(app, request, reply, { who, title, main, scripts: [passkeyScript], status })
  }
  return [
    route({ method: 'GET', url: path, guard, schema, handle: (request, reply, who) => answer(request, reply, who) }),
    route({
      method: 'POST',
      url: `${path}/demande`,
      guard,
      schema: {},
      perMinute: 60,
      handle: async (request, reply, who) => {
        const siteName = (await getTerritory(app.db))?.name ?? 'Traboule'
        const asked = { accountId: who.account.accountId, site: siteOf(app, request), siteName }
        return reply.send(await app.accounts.askNewPasskey(who.context, asked))
      },
    }),
    route({
      method: 'POST',
      url: path,
      guard,
      schema: { ...schema, body: FormBody },
      perMinute: 60,
      handle: async (request, reply, who) => {
        const { accountId, sessionId } = who.account
        const added = await app.accounts.addPasskey(who.context, {
          accountId,
          site: siteOf(app, request),
          answer: typedIn(request.body, 'passkey'),
          name: typedIn(request.body, 'name'),
          suggestedName: nameOf(request, who) || securityTexts(who.locale).keys,
        })
        if (!added.ok) {
          return answer(request, reply, who, added.refusal.reason === 'too_many_passkeys' ? 'too_many' : 'refused')
        }
        await proveAgain(who.context, { accountId, id: sessionId }, [added.value.kind])
        return seeOther(reply, afterAdding('cle', added.value.hasNewCodes, returnAddress(request.query.retour)))
      },
    }),
  ]
}
