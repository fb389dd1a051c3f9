import { Type } from 'typebox'
import {
  canManageRoles,
  declareOwnAddress,
  getAccessRules,
  listGuests,
  removeOwnAddress,
  reviewAccess,
  setFactorRule,
} from '#identity/accounts'
import { isDay } from '#kernel/calendar'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type Done, doneTexts, readDone, withDone } from './done.ts'
import { managerAt } from './invite.routes.ts'
import { ReviewPage } from './review.page.tsx'
import { reviewTexts } from './review.texts.ts'
import { answerPage, type Exchange, reviewerAt, serviceNames } from './reviewer.ts'
import { typedFields } from './role-form.ts'
import type { Typed } from './role-fields.tsx'
import { factorRoles, SecurityPage } from './security.page.tsx'
import { securityTexts } from './security.texts.ts'
import type { Errors } from './wording.tsx'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const url = '/bureau/:site/securite'

/** The review of rights, and what a collectivity decides about its accesses. */
export const rulesRoutes = (app: App): Route[] => [...readRoutes(app), ...changeRoutes(app)]

const readRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/agents/revue',
    guard: reviewerAt(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { context, site, locale } = who
      const [review, guests, services] = await Promise.all([
        reviewAccess(context, site.id),
        listGuests(context, site.id),
        serviceNames(app, who),
      ])
      const orphans = guests.filter(({ state }) => state === 'without_sponsor')
      const main = ReviewPage({ locale, base: `/bureau/${site.slug}`, review, orphans, services })
      const title = reviewTexts(locale).title
      return answerPage({ app, request, reply, who }, { title, main, menu: 'review' })
    },
  }),
  route({
    method: 'GET',
    url,
    guard: reviewerAt(app),
    schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 40 })) }) },
    handle: (request, reply, who) => show({ app, request, reply, who }, {}, {}, readDone(request.query.fait)),
  }),
]

const changeRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/facteurs`,
    guard: managerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const typed = typedFields(request.body, factorRoles)
      const wrong = factorRoles.filter((role) => typed[role] !== '' && !isDay(typed[role] ?? ''))
      const message = securityTexts(who.locale).error_day
      if (wrong.length > 0) return show(exchange, typed, Object.fromEntries(wrong.map((role) => [role, message])))
      for (const role of factorRoles) {
        await setFactorRule(who.context, { collectivityId: who.site.id, role, from: typed[role] || null })
      }
      return back(exchange, 'regle')
    },
  }),
  route({
    method: 'POST',
    url: `${url}/adresses`,
    guard: managerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const address = typedIn(request.body, 'adresse')
      const declared = await declareOwnAddress(who.context, { collectivityId: who.site.id, address })
      if (declared.ok) return back(exchange, 'adresse')
      const errors = { adresse: securityTexts(who.locale)[`error_${declared.refusal}`] }
      return show(exchange, { adresse: address }, errors)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/adresses/retirer`,
    guard: managerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const address = typedIn(request.body, 'adresse')
      await removeOwnAddress(who.context, { collectivityId: who.site.id, address })
      return back({ app, request, reply, who }, 'adresse-retiree')
    },
  }),
]

const back = ({ reply, who }: Exchange, done: Done) =>
  seeOther(reply, withDone(`/bureau/${who.site.slug}/securite`, done))

async function show(exchange: Exchange, typed: Typed, errors: Errors, done?: Done) {
  const { context, site, locale } = exchange.who
  const main = SecurityPage({
    locale,
    base: `/bureau/${site.slug}/securite`,
    ...(await getAccessRules(context, site.id)),
    canManage: canManageRoles(context.actor, site.id),
    typed,
    errors,
    done: done && doneTexts(locale)[done],
  })
  const status = Object.keys(errors).length > 0 ? 422 : 200
  return answerPage(exchange, { title: securityTexts(locale).title, main, menu: 'security' }, status)
}
