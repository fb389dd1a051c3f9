import type { Actor, AgentRole } from '#kernel/actor'
import { AppError, notFound } from '#kernel/errors'
import { findStanding, isFreshForBureau, listMyLostAccess } from '#identity/accounts'
import type { Context } from '#platform/context'
import type { Guard } from '#platform/http'
import { goBy } from '#territory/calendars'
import { getSite, type Site } from '#territory/collectivities'
import { type App, contextFor } from '../app.ts'
import { missingFactor } from './factors.ts'
import { type Member, signedIn } from './visitor.ts'

/** An agent at her desk, in one collectivity. */
export interface AgentVisitor extends Member {
  readonly site: Site
  readonly roles: readonly AgentRole[]
  /** From when two factors will be asked of her, while she has only proved one. */
  readonly secondFactorFrom: Date | undefined
}

/**
 * Lets in an agent of the collectivity that the path names with `:site`, with the roles that hold now, and two factors
 * where her collectivity asks for them. Who had a role there is told why it gives nothing any more; to anybody else that desk
 * does not exist.
 */
export function agentAt(app: App): Guard<AgentVisitor> {
  const member = signedIn(app)
  return async (request) => {
    const who = await member(request)
    // A desk opens other people's cases: signing in again is asked sooner there than on the guichet.
    if (!isFreshForBureau(who.account, app.clock.now())) throw new AppError('unauthenticated', 'access.sign_in_again')
    const { site: slug } = request.params as { site: string }
    const site = await getSite(app.db, { slug })
    await goBy(app.db, site.id)
    const { accountId, givenName, familyName } = who.account
    const standing = await findStanding(who.context, { collectivityId: site.id, accountId })
    const { roles } = standing
    if (roles.length === 0) throw await whyNot(who.context, site.id)
    const secondFactorFrom = missingFactor(standing.secondFactorFrom, who.account)
    if (secondFactorFrom !== undefined && secondFactorFrom <= app.clock.now()) {
      throw new AppError('unauthenticated', 'access.eidas2')
    }
    const name = `${givenName} ${familyName}`
    return {
      ...who,
      site,
      roles,
      secondFactorFrom,
      context: contextFor(app, { kind: 'agent', accountId, name, collectivityId: site.id, roles }),
    }
  }
}

/** Lets in an agent whom a rule of a house lets do something there; to the others the page does not exist. */
export function agentWho(app: App, may: (actor: Actor, collectivityId: string) => boolean): Guard<AgentVisitor> {
  const agent = agentAt(app)
  return async (request) => {
    const who = await agent(request)
    if (!may(who.context.actor, who.site.id)) throw notFound('access.no_role_here')
    return who
  }
}

/** Why the desk is closed to somebody who signed in: it was open to her once, or it does not exist. */
async function whyNot(ctx: Context, collectivityId: string): Promise<AppError> {
  const lost = (await listMyLostAccess(ctx)).find((each) => each.collectivityId === collectivityId)
  switch (lost?.reason) {
    case undefined:
      return notFound('access.no_role_here')
    case 'suspended':
      return new AppError('forbidden', 'access.suspended')
    case 'guest_ended':
      return new AppError('forbidden', 'access.guest_ended')
    case 'role_ended':
      return new AppError('forbidden', 'access.role_ended')
  }
}
