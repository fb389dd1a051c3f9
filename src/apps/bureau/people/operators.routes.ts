import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findOperatorRule, setOperatorRule } from '#identity/accounts'
import { dayOf, isDay } from '#kernel/calendar'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, operator } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { OperatorRulePage, operatorTexts } from './operators.page.tsx'
import type { Errors } from './wording.tsx'

const url = '/bureau/exploitation/deux-facteurs'

/** From when those who run the platform prove two factors. */
export function operatorRuleRoutes(app: App): Route[] {
  const show = (
    request: Pick<FastifyRequest, 'originalUrl'>,
    reply: FastifyReply,
    who: Member,
    shown: { readonly day: string; readonly errors: Errors; readonly isDone: boolean },
  ) => {
    const { locale } = who
    const main = OperatorRulePage({ locale, ...shown })
    const isRefused = Object.keys(shown.errors).length > 0
    const content = { title: operatorTexts(locale).title, main, menu: 'operations' as const, isRefused }
    return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
  }
  return [
    route({
      method: 'GET',
      url,
      guard: operator(app),
      schema: { querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) }) },
      handle: async (request, reply, who) => {
        const from = await findOperatorRule(who.context)
        const day = from === undefined ? '' : dayOf(from)
        return show(request, reply, who, { day, errors: {}, isDone: request.query.fait !== undefined })
      },
    }),
    route({
      method: 'POST',
      url,
      guard: operator(app),
      schema: { body: FormBody },
      handle: async (request, reply, who) => {
        const day = typedIn(request.body, 'jour').trim()
        if (day !== '' && !isDay(day)) {
          return show(request, reply, who, { day, errors: { jour: operatorTexts(who.locale).error }, isDone: false })
        }
        await setOperatorRule(who.context, day === '' ? null : day)
        return seeOther(reply, `${url}?fait=oui`)
      },
    }),
  ]
}
