import { Type } from 'typebox'
import {
  addToGroup,
  canManageRoles,
  endRoleOf,
  getPerson,
  grantRole,
  listGroups,
  resumeAgent,
  suspendAgent,
} from '#identity/accounts'
import { endOfDay, isDay } from '#kernel/calendar'
import { isId } from '#kernel/ids'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type Done, doneTexts, readDone, withDone } from './done.ts'
import { PersonPage, type PersonPageProps } from './person.page.tsx'
import { personTexts } from './person.texts.ts'
import { answerPage, type Exchange, reviewerAt, serviceNames } from './reviewer.ts'
import { fieldOfRefusal, readRole, roleFieldNames, typedFields } from './role-form.ts'

const Id = Type.String({ format: 'uuid' })
const Site = { site: Type.String({ maxLength: 80 }) }
const Params = Type.Object({ ...Site, person: Id })
const RoleParams = Type.Object({ ...Site, person: Id, role: Id })

/** One person's page, and what is done on it. */
export function personRoutes(app: App): Route[] {
  const url = '/bureau/:site/agents/:person'
  const guard = reviewerAt(app)
  const schema = { params: Params, body: FormBody }
  return [
    route({
      method: 'GET',
      url,
      guard,
      schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 40 })) }) },
      handle: (request, reply, who) => {
        const done = readDone(request.query.fait)
        return show({ app, request, reply, who }, request.params.person, { done: done && doneTexts(who.locale)[done] })
      },
    }),
    route({
      method: 'POST',
      url: `${url}/roles`,
      guard,
      schema,
      handle: (request, reply, who) => giveRole({ app, request, reply, who }, request.params.person, request.body),
    }),
    route({
      method: 'POST',
      url: `${url}/roles/:role/fin`,
      guard,
      schema: { params: RoleParams, body: FormBody },
      handle: (request, reply, who) => endRole({ app, request, reply, who }, request.params, request.body),
    }),
    route({
      method: 'POST',
      url: `${url}/groupes`,
      guard,
      schema,
      handle: (request, reply, who) => join({ app, request, reply, who }, request.params.person, request.body),
    }),
    route({
      method: 'POST',
      url: `${url}/suspendre`,
      guard,
      schema,
      handle: (request, reply, who) => suspend({ app, request, reply, who }, request.params.person, request.body),
    }),
    route({
      method: 'POST',
      url: `${url}/retablir`,
      guard,
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { person } = request.params
        await resumeAgent(who.context, { collectivityId: who.site.id, accountId: person })
        return back({ app, request, reply, who }, person, 'retabli')
      },
    }),
  ]
}

const back = ({ reply, who }: Exchange, person: string, done: Done) =>
  seeOther(reply, withDone(`/bureau/${who.site.slug}/agents/${person}`, done))

/** The page as it is now, and a form that was refused on it. */
async function show(
  exchange: Exchange,
  accountId: string,
  more: Pick<PersonPageProps, 'refused'> & { readonly done?: string | undefined } = {},
) {
  const { app, who } = exchange
  const { context, site, locale } = who
  const [person, services, groups] = await Promise.all([
    getPerson(context, { collectivityId: site.id, accountId }),
    serviceNames(app, who),
    listGroups(context, site.id),
  ])
  const main = PersonPage({
    locale,
    base: `/bureau/${site.slug}/agents`,
    stayHref: person.isGuest ? `/bureau/${site.slug}/invites` : undefined,
    person,
    services,
    groups,
    canManage: canManageRoles(context.actor, site.id),
    isOneself: who.account.accountId === accountId,
    done: more.done,
    ...(more.refused && { refused: more.refused }),
  })
  const title = `${person.givenName} ${person.familyName}`
  return answerPage(exchange, { title, main, menu: 'people' }, more.refused ? 422 : 200)
}

async function giveRole(exchange: Exchange, accountId: string, body: FormBody) {
  const { app, who } = exchange
  const { context, site, locale } = who
  const typed = typedFields(body, roleFieldNames)
  const refuse = (errors: Readonly<Record<string, string>>) =>
    show(exchange, accountId, { refused: { form: 'role', typed, errors } })
  const read = readRole(typed, await serviceNames(app, who), { now: app.clock.now(), locale })
  if ('errors' in read) return refuse(read.errors)
  const given = await grantRole(context, { collectivityId: site.id, accountId, ...read.gift })
  if (given.ok) return back(exchange, accountId, 'role-donne')
  return refuse({ [fieldOfRefusal[given.refusal]]: personTexts(locale)[`error_${given.refusal}`] })
}

async function endRole(exchange: Exchange, { person, role }: { person: string; role: string }, body: FormBody) {
  const { context, site, locale } = exchange.who
  const t = personTexts(locale)
  const day = typedIn(body, 'fin').trim()
  const refuse = (message: string) =>
    show(exchange, person, { refused: { form: 'end', typed: {}, errors: { [`fin-${role}`]: message } } })
  if (day !== '' && !isDay(day)) return refuse(t.error_day)
  const ended = await endRoleOf(context, {
    collectivityId: site.id,
    accountId: person,
    roleId: role,
    ...(day !== '' && { at: endOfDay(day) }),
  })
  return ended.ok ? back(exchange, person, 'role-fini') : refuse(t.error_last_administrator)
}

async function join(exchange: Exchange, accountId: string, body: FormBody) {
  const { context, site, locale } = exchange.who
  const t = personTexts(locale)
  const groupId = typedIn(body, 'groupe')
  const refuse = (message: string) =>
    show(exchange, accountId, { refused: { form: 'group', typed: {}, errors: { groupe: message } } })
  if (!isId(groupId)) return refuse(t.error_group)
  const joined = await addToGroup(context, { collectivityId: site.id, groupId, accountId })
  return joined.ok ? back(exchange, accountId, 'groupe-ajoute') : refuse(t[`error_${joined.refusal}`])
}

async function suspend(exchange: Exchange, accountId: string, body: FormBody) {
  const { context, site, locale } = exchange.who
  const reason = typedIn(body, 'raison')
  const suspended = await suspendAgent(context, { collectivityId: site.id, accountId, reason })
  if (suspended.ok) return back(exchange, accountId, 'suspendu')
  const errors = { raison: personTexts(locale)[`error_${suspended.refusal}`] }
  return show(exchange, accountId, { refused: { form: 'suspend', typed: { raison: reason }, errors } })
}
