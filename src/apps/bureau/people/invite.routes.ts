import { Type } from 'typebox'
import {
  canManageRoles,
  type FieldFaults,
  inviteAgent,
  inviteGuest,
  lastDayOfStay,
  listGroups,
  listSponsors,
} from '#identity/accounts'
import { dayOf, isDay } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { FormBody, type Guard, route, type Route, seeOther } from '#platform/http'
import { formats, type Locale } from '#platform/i18n'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { withDone } from './done.ts'
import { type InviteKind, inviteKinds, InvitePage } from './invite.page.tsx'
import { inviteTexts } from './invite.texts.ts'
import { personTexts } from './person.texts.ts'
import { answerPage, type Exchange, reviewerAt, serviceNames } from './reviewer.ts'
import { fieldOfRefusal, readRole, readService, roleFieldNames, typedAs, typedFields } from './role-form.ts'
import type { Typed } from './role-fields.tsx'
import type { Errors, ServiceNames } from './wording.tsx'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })

/** Lets in who manages the roles of the collectivity. */
export function managerAt(app: App): Guard<AgentVisitor> {
  const reviewer = reviewerAt(app)
  return async (request) => {
    const who = await reviewer(request)
    if (!canManageRoles(who.context.actor, who.site.id)) throw notFound('access.no_role_here')
    return who
  }
}

const kindOf = (text: string | undefined): InviteKind | undefined => inviteKinds.find((kind) => kind === text)

/** `/bureau/:site/agents/inviter`: an agent, an elected member, somebody from outside. */
export const inviteRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/agents/inviter',
    guard: managerAt(app),
    schema: { params: Params, querystring: Type.Object({ comme: Type.Optional(Type.String({ maxLength: 20 })) }) },
    handle: (request, reply, who) =>
      show({ app, request, reply, who }, { kind: kindOf(request.query.comme), typed: {}, picked: [], errors: {} }),
  }),
  route({
    method: 'POST',
    url: '/bureau/:site/agents/inviter',
    guard: managerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const kind = kindOf(typedIn(request.body, 'comme'))
      const names = ['givenName', 'familyName', 'email', 'organisation', 'motif', 'referent', ...roleFieldNames]
      const typed = typedFields(request.body, names)
      const picked = [request.body['groupes'] ?? []].flat().filter(isId)
      const services = await serviceNames(app, who)
      const sent =
        kind === 'invite' ? await sendGuest(exchange, typed, picked) : await sendAgent(exchange, typed, services)
      if ('errors' in sent) return show(exchange, { kind, typed, picked, errors: sent.errors })
      return seeOther(reply, withDone(`/bureau/${who.site.slug}/agents/${sent.accountId}`, 'invitation'))
    },
  }),
]

interface Shown {
  readonly kind: InviteKind | undefined
  readonly typed: Typed
  readonly picked: readonly string[]
  readonly errors: Errors
}

async function show(exchange: Exchange, { kind, typed, picked, errors }: Shown) {
  const { app, who } = exchange
  const { context, site, locale } = who
  const [services, groups, sponsors] = await Promise.all([
    serviceNames(app, who),
    listGroups(context, site.id),
    listSponsors(context, site.id),
  ])
  const main = InvitePage({
    locale,
    base: `/bureau/${site.slug}/agents`,
    kind,
    services,
    groups,
    sponsors,
    latest: formats(locale).date(lastDayOfStay(dayOf(app.clock.now()))),
    typed,
    pickedGroups: picked,
    errors,
  })
  const title = inviteTexts(locale)[`title_${kind ?? 'choice'}`]
  return answerPage(exchange, { title, main, menu: 'people' }, Object.keys(errors).length > 0 ? 422 : 200)
}

type Sent = { readonly accountId: string } | { readonly errors: Errors }

const personOf = ({ who }: Exchange, typed: Typed) => ({
  collectivityId: who.site.id,
  email: typedAs(typed, 'email'),
  givenName: typedAs(typed, 'givenName'),
  familyName: typedAs(typed, 'familyName'),
})

async function sendAgent(exchange: Exchange, typed: Typed, services: ServiceNames): Promise<Sent> {
  const { app, who } = exchange
  const { locale } = who
  const read = readRole(typed, services, { now: app.clock.now(), locale })
  if ('errors' in read) return read
  const invited = await inviteAgent(who.context, { ...personOf(exchange, typed), ...read.gift })
  if (invited.ok) return invited.value
  const { refusal } = invited
  if (refusal.reason === 'invalid') return { errors: faultErrors(refusal.faults, locale) }
  const field = refusal.reason === 'external_address' ? 'email' : fieldOfRefusal[refusal.reason]
  return { errors: { [field]: personTexts(locale)[`error_${refusal.reason}`] } }
}

/** Which field a refused invitation is about. */
const guestFields = {
  organisation_missing: 'organisation',
  reason_missing: 'motif',
  nothing_given: 'service',
  sponsor_unknown: 'referent',
  works_here: 'email',
  already_guest: 'email',
  end_missing: 'fin',
  end_malformed: 'fin',
  end_before_start: 'fin',
  end_too_far: 'fin',
} as const

async function sendGuest(exchange: Exchange, typed: Typed, groupIds: readonly string[]): Promise<Sent> {
  const { app, who } = exchange
  const t = inviteTexts(who.locale)
  const read = readService(typedAs(typed, 'service'), await serviceNames(app, who), who.locale)
  if ('fault' in read) return { errors: { service: read.fault } }
  const [sponsorId, from] = [typedAs(typed, 'referent'), typedAs(typed, 'debut')]
  if (!isId(sponsorId)) return { errors: { referent: t.error_sponsor_unknown } }
  if (from !== '' && !isDay(from)) return { errors: { debut: t.error_end_malformed } }
  const invited = await inviteGuest(who.context, {
    ...personOf(exchange, typed),
    ...read,
    organisation: typedAs(typed, 'organisation'),
    reason: typedAs(typed, 'motif'),
    sponsorId,
    from: from === '' ? undefined : from,
    until: typedAs(typed, 'fin'),
    groupIds,
  })
  if (invited.ok) return invited.value
  const { refusal } = invited
  if (refusal.reason === 'invalid') return { errors: faultErrors(refusal.faults, who.locale) }
  return { errors: { [guestFields[refusal.reason]]: t[`error_${refusal.reason}`] } }
}

function faultErrors(faults: FieldFaults, locale: Locale): Errors {
  const t = inviteTexts(locale)
  const pairs = (['givenName', 'familyName', 'email'] as const).flatMap((field) => {
    const fault = faults[field]
    if (fault === undefined) return []
    if (fault === 'too_long') return [[field, t.error_too_long]]
    if (field === 'email') return [[field, fault === 'missing' ? t.error_email_missing : t.error_email_malformed]]
    return [[field, t[`error_${field}_missing`]]]
  })
  return Object.fromEntries(pairs) as Errors
}
