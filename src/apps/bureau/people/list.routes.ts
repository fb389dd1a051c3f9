import { Type } from 'typebox'
import { canManageRoles, getAccessRules, listPeople, listRights, type PeopleFilter } from '#identity/accounts'
import { dayOf } from '#kernel/calendar'
import { csvText } from '#kernel/csv'
import { isId } from '#kernel/ids'
import { route, type Route } from '#platform/http'
import type { App } from '../../app.ts'
import { doneTexts, readDone } from './done.ts'
import { PeopleListPage, personStates } from './list.page.tsx'
import { answerPage, reviewerAt, serviceNames } from './reviewer.ts'
import { rightRecords } from './rights-csv.ts'
import { peopleTexts } from './texts.ts'
import { roleNames } from './wording.tsx'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const text = Type.Optional(Type.String({ maxLength: 100 }))
const Query = Type.Object({ q: text, service: text, role: text, etat: text, page: text, fait: text })

const oneOf = <Name extends string>(names: readonly Name[], given: string | undefined): Name | undefined =>
  names.find((name) => name === given)

/** The filters that an address holds; what means nothing is left out. */
function filterOf(query: Partial<Record<'q' | 'service' | 'role' | 'etat' | 'page', string>>): PeopleFilter {
  const { q, service, role, etat, page } = query
  const number = Number(page)
  return {
    text: q?.trim() || undefined,
    serviceId: service !== undefined && isId(service) ? service : undefined,
    role: oneOf([...roleNames, 'guest' as const], role),
    state: oneOf(personStates, etat),
    page: Number.isInteger(number) && number > 1 && number < 10_000 ? number - 1 : 0,
  }
}

/** `/bureau/:site/agents`: the list, and its export. */
export const peopleListRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/agents',
    guard: reviewerAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const filter = filterOf(request.query)
      const [{ people, hasMore }, services, rules] = await Promise.all([
        listPeople(context, site.id, filter),
        serviceNames(app, who),
        getAccessRules(context, site.id),
      ])
      const canManage = canManageRoles(context.actor, site.id)
      const declares = canManage && rules.ownAddresses.length === 0
      const done = readDone(request.query.fait)
      const main = PeopleListPage({
        locale,
        base: `/bureau/${site.slug}/agents`,
        filter,
        people,
        hasMore,
        services,
        canManage,
        declareHref: declares ? `/bureau/${site.slug}/securite` : undefined,
        done: done && doneTexts(locale)[done],
      })
      return answerPage({ app, request, reply, who }, { title: peopleTexts(locale).title, main, menu: 'people' })
    },
  }),
  route({
    method: 'GET',
    url: '/bureau/:site/agents/droits.csv',
    guard: reviewerAt(app),
    schema: { params: Params },
    handle: async (_request, reply, who) => {
      const [rights, services] = await Promise.all([listRights(who.context, who.site.id), serviceNames(app, who)])
      const name = `droits-${who.site.slug}-${dayOf(app.clock.now())}.csv`
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(csvText(rightRecords(rights, services, { locale: who.locale, now: app.clock.now() })))
    },
  }),
]
