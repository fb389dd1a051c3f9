import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findAccountByEmail, resetFactors, resumeAccount, suspendAccount } from '#identity/accounts'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, operator, recentlyProved } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import {
  type Refused,
  SearchPage,
  type SupportDone,
  supportDones,
  SupportFilePage,
  supportPath,
} from './support.page.tsx'
import { supportTexts } from './texts.ts'

const Params = Type.Object({ account: Type.String({ format: 'uuid' }) })
const Query = Type.Object({ fait: Type.Optional(Type.String()) })

const typed = (body: FormBody, name: string): string => {
  const value = Object.hasOwn(body, name) ? body[name] : ''
  return (typeof value === 'string' ? value : '').replaceAll('\0', '').trim()
}

type Seen = Pick<FastifyRequest, 'originalUrl'>

/** `/bureau/exploitation/comptes`: the operator helps somebody who cannot sign in. */
export const supportRoutes = (app: App): Route[] => [...searchRoutes(app), ...fileRoutes(app)]

function searchRoutes(app: App): Route[] {
  const answer = (request: Seen, reply: FastifyReply, who: Member, said: { email: string; error?: string }) => {
    const { locale } = who
    const main = SearchPage({ locale, ...said })
    const isRefused = said.error !== undefined
    const content = { title: supportTexts(locale).title, main, menu: 'operations', isRefused } as const
    return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
  }
  return [
    route({
      method: 'GET',
      url: supportPath,
      guard: operator(app),
      schema: {},
      handle: (request, reply, who) => answer(request, reply, who, { email: '' }),
    }),
    route({
      method: 'POST',
      url: supportPath,
      guard: operator(app),
      schema: { body: FormBody },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const email = typed(request.body, 'email')
        const t = supportTexts(who.locale)
        if (email === '') return answer(request, reply, who, { email, error: t.missing })
        const accountId = await findAccountByEmail(who.context, email)
        if (accountId === undefined) return answer(request, reply, who, { email, error: t.unknown })
        return seeOther(reply, `${supportPath}/${accountId}`)
      },
    }),
  ]
}

interface Shown {
  readonly accountId: string
  readonly done?: SupportDone | undefined
  readonly refused?: Refused
}

type Answering = (request: Seen, reply: FastifyReply, who: Member, shown: Shown) => Promise<FastifyReply>

function fileRoutes(app: App): Route[] {
  const answer: Answering = async (request, reply, who, shown) => {
    const { locale } = who
    const { accountId, done, refused } = shown
    const file = await app.accounts.readSupportFile(who.context, accountId)
    const isOwn = who.account.accountId === accountId
    const main = SupportFilePage({ locale, file, done, refused, isOwn })
    const isRefused = refused !== undefined
    const content = { title: supportTexts(locale).title, main, menu: 'operations', isRefused } as const
    return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
  }
  const fresh = recentlyProved(app, 10, operator(app))
  return [
    route({
      method: 'GET',
      url: `${supportPath}/:account`,
      guard: operator(app),
      schema: { params: Params, querystring: Query },
      handle: (request, reply, who) => {
        const done = supportDones.find((each) => each === request.query.fait)
        return answer(request, reply, who, { accountId: request.params.account, done })
      },
    }),
    route({
      method: 'POST',
      url: `${supportPath}/:account/attentes`,
      guard: operator(app),
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { account: accountId } = request.params
        const { account } = await app.accounts.readSupportFile(who.context, accountId)
        await app.accounts.liftWaits(who.context, { email: account.email })
        return seeOther(reply, `${supportPath}/${accountId}?fait=attentes`)
      },
    }),
    route({
      method: 'POST',
      url: `${supportPath}/:account/retrait`,
      guard: fresh,
      schema: { params: Params, body: FormBody },
      handle: async (request, reply, who) => {
        const { account: accountId } = request.params
        const reason = typed(request.body, 'reason')
        const asked = await resetFactors(who.context, accountId, reason)
        if (asked.ok) return seeOther(reply, `${supportPath}/${accountId}?fait=retrait`)
        const sentence = supportTexts(who.locale)[asked.refusal]
        return answer(request, reply, who, { accountId, refused: { act: 'retrait', sentence, reason } })
      },
    }),
    ...suspensionRoutes(app, answer),
  ]
}

/** The whole account, everywhere; a collectivity suspends its own agents from its own pages. */
function suspensionRoutes(app: App, answer: Answering): Route[] {
  const fresh = recentlyProved(app, 10, operator(app))
  return [
    route({
      method: 'POST',
      url: `${supportPath}/:account/suspension`,
      guard: fresh,
      schema: { params: Params, body: FormBody },
      handle: async (request, reply, who) => {
        const { account: accountId } = request.params
        const reason = typed(request.body, 'reason')
        const suspended = await suspendAccount(who.context, { accountId, reason })
        if (suspended.ok) return seeOther(reply, `${supportPath}/${accountId}?fait=suspension`)
        const sentence = supportTexts(who.locale)[`suspend_${suspended.refusal}`]
        return answer(request, reply, who, { accountId, refused: { act: 'suspension', sentence, reason } })
      },
    }),
    route({
      method: 'POST',
      url: `${supportPath}/:account/reouverture`,
      guard: fresh,
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { account: accountId } = request.params
        await resumeAccount(who.context, accountId)
        return seeOther(reply, `${supportPath}/${accountId}?fait=reouverture`)
      },
    }),
  ]
}
