import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { acrOf, askPasskey, type FactorList, listFactors, reaches } from '#identity/accounts'
import { FormBody, type RequestOf, route, type Route, seeOther } from '#platform/http'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { passwordScript } from '../accounts/parts.tsx'
import { typedIn } from '../accounts/typed.ts'
import { returnAddress } from '../return-address.ts'
import { type SentCode, sentCode } from './codes.ts'
import { show } from './page.ts'
import { passkeyScript, type Refused } from './parts.tsx'
import { ConfirmPage, confirmPath, RaisePage, raisePath } from './prove.page.tsx'
import { refusedOf, statusOf } from './refusals.ts'
import { proveTexts } from './prove.texts.ts'
import { siteOf } from './second-step.routes.ts'
import { passkeySite } from './site.ts'

const confirmSchema = {
  querystring: Type.Object({
    retour: Type.Optional(Type.String()),
    refus: Type.Optional(Type.Literal('identite')),
  }),
} as const
const raiseSchema = {
  querystring: Type.Object({
    niveau: Type.Enum(['eidas2', 'eidas3']),
    retour: Type.Optional(Type.String()),
  }),
} as const

const elsewhere = (retour: string | undefined): string => returnAddress(retour) ?? '/compte'

const noCode: SentCode = { method: 'totp', typed: '' }

type Said = Refused & { readonly password?: string; readonly isWeak?: boolean }

/** `/connexion/confirmer` asks for a proof again, `/connexion/renforcer` for one more; both lead back where one was. */
export const proveRoutes = (app: App): Route[] => [
  ...confirmRoutes(app),
  ...raiseRoutes(app),
  route({
    method: 'POST',
    url: '/connexion/preuve/cle',
    guard: signedIn(app),
    schema: {},
    perMinute: 60,
    handle: async (request, reply, who) =>
      reply.send(await askPasskey(who.context, siteOf(app, request), who.account.accountId)),
  }),
]

const proverOf = (request: { readonly ip: string }, { account }: Member) => ({
  accountId: account.accountId,
  sessionId: account.sessionId,
  address: request.ip,
})

function confirmRoutes(app: App): Route[] {
  type Asked = RequestOf<typeof confirmSchema>
  const answer = async (request: Asked, reply: FastifyReply, who: Member, refused: Said = {}) => {
    const { locale, account } = who
    const retour = elsewhere(request.query.retour)
    const [factors, linked] = await Promise.all([
      listFactors(who.context, account.accountId),
      app.nationalIdentities.listIdentities(who.context, account.accountId),
    ])
    const identities = app.nationalIdentities.offered.filter((name) => linked.some(({ provider }) => provider === name))
    const takesPasskeys = passkeySite(app, request) !== undefined
    const name = `${account.givenName} ${account.familyName}`
    const isOtherIdentity = request.query.refus !== undefined && request.method === 'GET'
    const main = ConfirmPage({ locale, retour, factors, takesPasskeys, identities, refused, name, isOtherIdentity })
    const scripts = [passwordScript, passkeyScript]
    const title = proveTexts(locale).title
    return show(app, request, reply, { who, retour, title, main, scripts, status: statusOf(refused) })
  }
  return [
    route({
      method: 'GET',
      url: confirmPath,
      guard: signedIn(app),
      schema: confirmSchema,
      handle: (request, reply, who) => answer(request, reply, who),
    }),
    route({
      method: 'POST',
      url: confirmPath,
      guard: signedIn(app),
      schema: { ...confirmSchema, body: FormBody },
      perMinute: 60,
      handle: async (request, reply, who) => {
        const t = proveTexts(who.locale)
        const passkey = typedIn(request.body, 'passkey')
        const password = typedIn(request.body, 'password')
        if (passkey === '' && password === '') return answer(request, reply, who, { password: t.passwordMissing })
        const by = proverOf(request, who)
        const proved = await (passkey === ''
          ? app.accounts.proveByPassword(who.context, { ...by, password })
          : app.accounts.proveByPasskey(who.context, { ...by, answer: passkey, site: siteOf(app, request) }))
        if (proved.ok) return seeOther(reply, elsewhere(request.query.retour))
        const { refusal } = proved
        if (refusal.reason === 'wrong_credentials') return answer(request, reply, who, { password: t.wrongPassword })
        return answer(request, reply, who, refusedOf(app, reply, refusal, { locale: who.locale, code: noCode }))
      },
    }),
  ]
}

function raiseRoutes(app: App): Route[] {
  type Asked = RequestOf<typeof raiseSchema>
  const answer = async (request: Asked, reply: FastifyReply, who: Member, refused: Said = {}) => {
    const { locale, account } = who
    const { niveau: level } = request.query
    const retour = elsewhere(request.query.retour)
    const factors: FactorList = await listFactors(who.context, account.accountId)
    const takesPasskeys = passkeySite(app, request) !== undefined
    const main = RaisePage({ locale, retour, factors, takesPasskeys, refused, level })
    const title = proveTexts(locale).raiseTitle
    return show(app, request, reply, { who, retour, title, main, scripts: [passkeyScript], status: statusOf(refused) })
  }
  return [
    route({
      method: 'GET',
      url: raisePath,
      guard: signedIn(app),
      schema: raiseSchema,
      handle: (request, reply, who) =>
        reaches(acrOf(who.account.methods), request.query.niveau)
          ? seeOther(reply, elsewhere(request.query.retour))
          : answer(request, reply, who),
    }),
    route({
      method: 'POST',
      url: raisePath,
      guard: signedIn(app),
      schema: { ...raiseSchema, body: FormBody },
      perMinute: 60,
      handle: async (request, reply, who) => {
        const passkey = typedIn(request.body, 'passkey')
        const code = sentCode(request.body)
        const by = proverOf(request, who)
        const proved = await (passkey === ''
          ? app.accounts.proveByCode(who.context, { ...by, code })
          : app.accounts.proveByPasskey(who.context, { ...by, answer: passkey, site: siteOf(app, request) }))
        if (proved.ok) {
          const methods = [...who.account.methods, proved.value.method]
          return reaches(acrOf(methods), request.query.niveau)
            ? seeOther(reply, elsewhere(request.query.retour))
            : answer(request, reply, who, { isWeak: true })
        }
        return answer(request, reply, who, refusedOf(app, reply, proved.refusal, { locale: who.locale, code }))
      },
    }),
  ]
}
