import { Type } from 'typebox'
import {
  addToGroup,
  canManageRoles,
  closeGroup,
  createGroup,
  getGroup,
  listGroups,
  listPeople,
  removeFromGroup,
  renameGroup,
} from '#identity/accounts'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import type { App } from '../../app.ts'
import { type Done, doneTexts, readDone, withDone } from './done.ts'
import { GroupListPage, GroupPage } from './groups.page.tsx'
import { groupTexts } from './groups.texts.ts'
import { managerAt } from './invite.routes.ts'
import { answerPage, type Exchange, reviewerAt } from './reviewer.ts'
import { typedFields } from './role-form.ts'
import type { Typed } from './role-fields.tsx'
import type { Errors } from './wording.tsx'

const Site = { site: Type.String({ maxLength: 80 }) }
const Id = Type.String({ format: 'uuid' })
const Places = Type.Object(Site)
const Params = Type.Object({ ...Site, group: Id })
const Fait = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 40 })) })

/** `/bureau/:site/groupes`: the groups that applications let in. */
export const groupRoutes = (app: App): Route[] => [...listRoutes(app), ...oneRoutes(app), ...memberRoutes(app)]

const wordsIn = (typed: Typed) => ({ name: typed['nom'] ?? '', description: typed['description'] ?? '' })
const fields = ['nom', 'description'] as const

const baseOf = ({ who }: Exchange): string => `/bureau/${who.site.slug}/groupes`

function listRoutes(app: App): Route[] {
  return [
    route({
      method: 'GET',
      url: '/bureau/:site/groupes',
      guard: reviewerAt(app),
      schema: { params: Places, querystring: Fait },
      handle: (request, reply, who) => showAll({ app, request, reply, who }, {}, {}, readDone(request.query.fait)),
    }),
    route({
      method: 'POST',
      url: '/bureau/:site/groupes',
      guard: managerAt(app),
      schema: { params: Places, body: FormBody },
      handle: async (request, reply, who) => {
        const exchange = { app, request, reply, who }
        const typed = typedFields(request.body, fields)
        const made = await createGroup(who.context, { collectivityId: who.site.id, ...wordsIn(typed) })
        if (!made.ok) return showAll(exchange, typed, { nom: groupTexts(who.locale)[`error_${made.refusal}`] })
        return seeOther(reply, withDone(`${baseOf(exchange)}/${made.value.groupId}`, 'groupe-cree'))
      },
    }),
  ]
}

function oneRoutes(app: App): Route[] {
  const url = '/bureau/:site/groupes/:group'
  return [
    route({
      method: 'GET',
      url,
      guard: reviewerAt(app),
      schema: { params: Params, querystring: Fait },
      handle: (request, reply, who) => {
        const done = readDone(request.query.fait)
        return showOne({ app, request, reply, who }, request.params.group, { typed: {}, errors: {}, done })
      },
    }),
    route({
      method: 'POST',
      url,
      guard: managerAt(app),
      schema: { params: Params, body: FormBody },
      handle: async (request, reply, who) => {
        const exchange = { app, request, reply, who }
        const { group: groupId } = request.params
        const typed = typedFields(request.body, fields)
        const renamed = await renameGroup(who.context, { collectivityId: who.site.id, groupId, ...wordsIn(typed) })
        if (renamed.ok) return seeOther(reply, withDone(`${baseOf(exchange)}/${groupId}`, 'groupe-change'))
        const errors = { nom: groupTexts(who.locale)[`error_${renamed.refusal}`] }
        return showOne(exchange, groupId, { typed, errors })
      },
    }),
    route({
      method: 'POST',
      url: `${url}/fermer`,
      guard: managerAt(app),
      schema: { params: Params },
      handle: async (request, reply, who) => {
        await closeGroup(who.context, { collectivityId: who.site.id, groupId: request.params.group })
        return seeOther(reply, withDone(`/bureau/${who.site.slug}/groupes`, 'groupe-ferme'))
      },
    }),
  ]
}

function memberRoutes(app: App): Route[] {
  const url = '/bureau/:site/groupes/:group/membres'
  return [
    route({
      method: 'POST',
      url,
      guard: managerAt(app),
      schema: { params: Params, body: FormBody },
      handle: async (request, reply, who) => {
        const exchange = { app, request, reply, who }
        const { group: groupId } = request.params
        const typed = typedFields(request.body, ['email'])
        const fault = await addByAddress(exchange, groupId, typed['email'] ?? '')
        if (fault === undefined) return seeOther(reply, withDone(`${baseOf(exchange)}/${groupId}`, 'groupe-ajoute'))
        return showOne(exchange, groupId, { typed, errors: { email: fault } })
      },
    }),
    route({
      method: 'POST',
      url: `${url}/:member/retirer`,
      guard: managerAt(app),
      schema: { params: Type.Object({ ...Site, group: Id, member: Id }) },
      handle: async (request, reply, who) => {
        const { group: groupId, member: memberId } = request.params
        await removeFromGroup(who.context, { collectivityId: who.site.id, groupId, memberId })
        return seeOther(reply, withDone(`/bureau/${who.site.slug}/groupes/${groupId}`, 'groupe-retire'))
      },
    }),
  ]
}

/** Puts in the group who has that address in the collectivity; says what is wrong otherwise. */
async function addByAddress({ who }: Exchange, groupId: string, email: string): Promise<string | undefined> {
  const t = groupTexts(who.locale)
  const { context, site } = who
  const { people } = email === '' ? { people: [] } : await listPeople(context, site.id, { text: email })
  const person = people.find((each) => each.email.toLowerCase() === email.toLowerCase())
  if (!person) return t.error_person
  const joined = await addToGroup(context, { collectivityId: site.id, groupId, accountId: person.accountId })
  if (joined.ok) return undefined
  return joined.refusal === 'unknown_account' ? t.error_person : t[`error_${joined.refusal}`]
}

async function showAll(exchange: Exchange, typed: Typed, errors: Errors, done?: Done) {
  const { context, site, locale } = exchange.who
  const main = GroupListPage({
    locale,
    base: baseOf(exchange),
    groups: await listGroups(context, site.id),
    canManage: canManageRoles(context.actor, site.id),
    typed,
    errors,
    done: done && doneTexts(locale)[done],
  })
  const status = Object.keys(errors).length > 0 ? 422 : 200
  return answerPage(exchange, { title: groupTexts(locale).title, main, menu: 'groups' }, status)
}

async function showOne(
  exchange: Exchange,
  groupId: string,
  { typed, errors, done }: { readonly typed: Typed; readonly errors: Errors; readonly done?: Done | undefined },
) {
  const { context, site, locale } = exchange.who
  const group = await getGroup(context, { collectivityId: site.id, groupId })
  const main = GroupPage({
    locale,
    base: baseOf(exchange),
    peopleBase: `/bureau/${site.slug}/agents`,
    group,
    canManage: canManageRoles(context.actor, site.id),
    typed,
    errors,
    done: done && doneTexts(locale)[done],
  })
  const status = Object.keys(errors).length > 0 ? 422 : 200
  return answerPage(exchange, { title: group.name, main, menu: 'groups' }, status)
}
