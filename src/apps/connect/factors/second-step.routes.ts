import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { askPasskey, findSecondStep, type SecondStep } from '#identity/accounts'
import { AppError, notFound } from '#kernel/errors'
import { FormBody, type RequestOf, route, type Route } from '#platform/http'
import { pendingCookie, visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { enter } from '../accounts/enter.ts'
import { typedIn } from '../accounts/typed.ts'
import { returnAddress } from '../return-address.ts'
import { sentCode } from './codes.ts'
import { show } from './page.ts'
import { passkeyScript, type Refused } from './parts.tsx'
import { refusedOf, statusOf } from './refusals.ts'
import { OverPage, SecondStepPage, secondStepPath } from './second-step.page.tsx'
import { secondStepTexts } from './second-step.texts.ts'
import { passkeySite } from './site.ts'

const schema = {
  querystring: Type.Object({ retour: Type.Optional(Type.String()), moyen: Type.Optional(Type.String()) }),
} as const
type Asked = RequestOf<typeof schema>

interface Answer {
  readonly who: Visitor
  readonly step: SecondStep | undefined
  readonly isRecovery?: boolean
  readonly refused?: Refused
}

/** `/connexion/deuxieme-etape`: a code, a passkey or a recovery code after a right password or link. */
export const secondStepRoutes = (app: App): Route[] => [askRoute(app), finishRoute(app), keyRoute(app)]

const waiting = (request: Pick<Asked, 'cookies'>, who: Visitor): Promise<SecondStep | undefined> =>
  findSecondStep(who.context, request.cookies[pendingCookie] ?? '')

function answer(app: App, request: Asked, reply: FastifyReply, said: Answer): Promise<FastifyReply> {
  const { who, step, refused = {} } = said
  const { locale } = who
  const retour = returnAddress(request.query.retour)
  const t = secondStepTexts(locale)
  if (!step) {
    const main = OverPage({ locale, retour })
    return show(app, request, reply, { who, retour, title: t.overTitle, main, status: 410 })
  }
  const isRecovery = said.isRecovery ?? request.query.moyen === 'secours'
  const takesPasskeys = passkeySite(app, request) !== undefined
  const main = SecondStepPage({ locale, retour, step, isRecovery, refused, takesPasskeys })
  const title = isRecovery ? t.recoveryTitle : t.title
  return show(app, request, reply, { who, retour, title, main, scripts: [passkeyScript], status: statusOf(refused) })
}

const askRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: secondStepPath,
    guard: visitor(app),
    schema,
    handle: async (request, reply, who) => answer(app, request, reply, { who, step: await waiting(request, who) }),
  })

const finishRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: secondStepPath,
    guard: visitor(app),
    schema: { ...schema, body: FormBody },
    perMinute: 60,
    handle: async (request, reply, who) => {
      const by = { pendingToken: request.cookies[pendingCookie] ?? '', address: request.ip }
      const passkey = typedIn(request.body, 'passkey')
      const code = sentCode(request.body)
      const finished = await (passkey === ''
        ? app.accounts.finishByCode(who.context, { ...by, code })
        : app.accounts.finishByPasskey(who.context, { ...by, answer: passkey, site: siteOf(app, request) }))
      if (finished.ok) return enter(app, request, reply, { ...finished.value, retour: request.query.retour })
      const { refusal } = finished
      if (refusal.reason === 'pending_over') return answer(app, request, reply, { who, step: undefined })
      const isRecovery = passkey === '' && code.method === 'recovery_code'
      const refused = refusedOf(app, reply, refusal, { locale: who.locale, code })
      return answer(app, request, reply, { who, step: await waiting(request, who), isRecovery, refused })
    },
  })

const keyRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${secondStepPath}/cle`,
    guard: visitor(app),
    schema: {},
    perMinute: 60,
    handle: async (request, reply, who) => {
      const step = await waiting(request, who)
      if (!step) throw new AppError('unauthenticated', 'access.sign_in_first')
      return reply.send(await askPasskey(who.context, siteOf(app, request), step.accountId))
    },
  })

/** @throws AppError `not_found http.not_found` on a host that passkeys are not bound to. */
export function siteOf(app: App, request: Parameters<typeof passkeySite>[1]) {
  const site = passkeySite(app, request)
  if (!site) throw notFound('http.not_found')
  return site
}
