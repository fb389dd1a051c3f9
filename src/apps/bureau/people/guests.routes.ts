import { Type } from 'typebox'
import {
  canKeepGuest,
  canManageRoles,
  canReviewAccess,
  canSponsor,
  changeSponsor,
  endGuest,
  type Guest,
  lastDayOfStay,
  listGuests,
  listSponsors,
  renewGuest,
} from '#identity/accounts'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { FormBody, type Guard, route, type Route, seeOther } from '#platform/http'
import { formats } from '#platform/i18n'
import { agentAt, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type Done, doneTexts, readDone, withDone } from './done.ts'
import { GuestListPage, GuestPage } from './guests.page.tsx'
import { inviteTexts } from './invite.texts.ts'
import { answerPage, type Exchange } from './reviewer.ts'
import { peopleTexts } from './texts.ts'
import type { Errors } from './wording.tsx'

const Site = { site: Type.String({ maxLength: 80 }) }
const Params = Type.Object({ ...Site, stay: Type.String({ format: 'uuid' }) })

/** Lets in who may answer for a guest, or reviews accesses. */
function sponsorAt(app: App): Guard<AgentVisitor> {
  const agent = agentAt(app)
  return async (request) => {
    const who = await agent(request)
    if (!canSponsor(who.roles) && !canReviewAccess(who.context.actor, who.site.id)) {
      throw notFound('access.no_role_here')
    }
    return who
  }
}

/** `/bureau/:site/invites`: the guests that one answers for; all of them for who reviews accesses. */
export const guestRoutes = (app: App): Route[] => [...readRoutes(app), ...actRoutes(app)]

const url = '/bureau/:site/invites/:stay'

function readRoutes(app: App): Route[] {
  const guard = sponsorAt(app)
  return [
    route({
      method: 'GET',
      url: '/bureau/:site/invites',
      guard,
      schema: { params: Type.Object(Site) },
      handle: async (request, reply, who) => {
        const { context, site, locale } = who
        const main = GuestListPage({
          locale,
          base: `/bureau/${site.slug}/invites`,
          guests: await listGuests(context, site.id),
          seesAll: canReviewAccess(context.actor, site.id),
          inviteHref: canManageRoles(context.actor, site.id)
            ? `/bureau/${site.slug}/agents/inviter?comme=invite`
            : undefined,
        })
        const title = peopleTexts(locale).guestsTitle
        return answerPage({ app, request, reply, who }, { title, main, menu: 'guests' })
      },
    }),
    route({
      method: 'GET',
      url,
      guard,
      schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 40 })) }) },
      handle: (request, reply, who) =>
        show({ app, request, reply, who }, request.params.stay, {}, readDone(request.query.fait)),
    }),
  ]
}

/** What is done with a stay: each act finds it among those that the visitor sees. */
function actRoutes(app: App): Route[] {
  const guard = sponsorAt(app)
  const schema = { params: Params, body: FormBody }
  return [
    route({
      method: 'POST',
      url: `${url}/prolonger`,
      guard,
      schema,
      handle: async (request, reply, who) => {
        const exchange = { app, request, reply, who }
        const key = await keyOf(exchange, request.params.stay)
        const renewed = await renewGuest(who.context, { ...key, until: typedIn(request.body, 'fin').trim() })
        if (renewed.ok) return back(exchange, key.stayId, 'prolonge')
        return show(exchange, key.stayId, { fin: inviteTexts(who.locale)[`error_${renewed.refusal}`] })
      },
    }),
    route({
      method: 'POST',
      url: `${url}/confier`,
      guard,
      schema,
      handle: async (request, reply, who) => {
        const exchange = { app, request, reply, who }
        const key = await keyOf(exchange, request.params.stay)
        const sponsorId = typedIn(request.body, 'referent')
        const changed = isId(sponsorId) && (await changeSponsor(who.context, { ...key, sponsorId }))
        if (changed === false || !changed.ok) {
          return show(exchange, key.stayId, { referent: inviteTexts(who.locale).error_sponsor_unknown })
        }
        // Handed over to a colleague, the stay may not be hers to see any more: the list always is.
        return seeOther(reply, `/bureau/${who.site.slug}/invites`)
      },
    }),
    route({
      method: 'POST',
      url: `${url}/terminer`,
      guard,
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const exchange = { app, request, reply, who }
        const key = await keyOf(exchange, request.params.stay)
        await endGuest(who.context, key)
        return back(exchange, key.stayId, 'termine')
      },
    }),
  ]
}

const back = ({ reply, who }: Exchange, stay: string, done: Done) =>
  seeOther(reply, withDone(`/bureau/${who.site.slug}/invites/${stay}`, done))

/** A stay that the visitor sees; others do not exist. */
async function guestOf({ who }: Exchange, stayId: string): Promise<Guest> {
  const guest = (await listGuests(who.context, who.site.id)).find((each) => each.stayId === stayId)
  if (!guest) throw notFound('accounts.guest', stayId)
  return guest
}

async function keyOf(exchange: Exchange, stayId: string) {
  const { accountId } = await guestOf(exchange, stayId)
  return { collectivityId: exchange.who.site.id, accountId, stayId }
}

async function show(exchange: Exchange, stayId: string, errors: Errors, done?: Done) {
  const { app, who } = exchange
  const { context, site, locale, account } = who
  const guest = await guestOf(exchange, stayId)
  const canKeep = canKeepGuest(context.actor, { collectivityId: site.id, sponsorId: guest.sponsorId })
  const main = GuestPage({
    locale,
    base: `/bureau/${site.slug}/invites`,
    guest,
    fileHref: canReviewAccess(context.actor, site.id) ? `/bureau/${site.slug}/agents/${guest.accountId}` : undefined,
    canKeep,
    canTake: guest.state === 'without_sponsor' && canSponsor(who.roles) && guest.accountId !== account.accountId,
    oneself: account.accountId,
    sponsors: canKeep ? await listSponsors(context, site.id) : [],
    latest: formats(locale).date(lastDayOfStay(dayOf(app.clock.now()))),
    errors,
    done: done && doneTexts(locale)[done],
  })
  const title = `${guest.givenName} ${guest.familyName}`
  return answerPage(exchange, { title, main, menu: 'guests' }, Object.keys(errors).length > 0 ? 422 : 200)
}
