import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findAccountByEmail, resetFactors } from '#identity/accounts'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, operator, recentlyProved } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { SearchPage, SupportFilePage, supportPath } from './support.page.tsx'
import { supportTexts } from './texts.ts'

const Params = Type.Object({ account: Type.String({ format: 'uuid' }) })
const Query = Type.Object({ fait: Type.Optional(Type.String()) })
const dones = ['attentes', 'retrait'] as const

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
  readonly done?: (typeof dones)[number] | undefined
  readonly refusal?: string
  readonly reason?: string
}

function fileRoutes(app: App): Route[] {
  const answer = async (request: Seen, reply: FastifyReply, who: Member, shown: Shown) => {
    const { locale } = who
    const { accountId, done, refusal, reason = '' } = shown
    const file = await app.accounts.readSupportFile(who.context, accountId)
    const main = SupportFilePage({ locale, file, done, refusal, reason })
    const isRefused = refusal !== undefined
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
        const done = dones.find((each) => each === request.query.fait)
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
        return answer(request, reply, who, { accountId, refusal: supportTexts(who.locale)[asked.refusal], reason })
      },
    }),
  ]
}
