import type { AgentRole } from '#kernel/actor'
import { AppError, notFound } from '#kernel/errors'
import { findRoles, isFreshForBureau } from '#identity/accounts'
import type { Guard } from '#platform/http'
import { getSite, type Site } from '#territory/collectivities'
import { type App, contextFor } from '../app.ts'
import { type Member, signedIn } from './visitor.ts'

/** An agent at her desk, in one collectivity. */
export interface AgentVisitor extends Member {
  readonly site: Site
  readonly roles: readonly AgentRole[]
}

/**
 * Lets in an agent of the collectivity that the path names with `:site`, with the roles that hold now.
 * To anybody else that desk does not exist.
 */
export function agentAt(app: App): Guard<AgentVisitor> {
  const member = signedIn(app)
  return async (request) => {
    const who = await member(request)
    // A desk opens other people's cases: signing in again is asked sooner there than on the guichet.
    if (!isFreshForBureau(who.account, app.clock.now())) throw new AppError('unauthenticated', 'access.sign_in_again')
    const { site: slug } = request.params as { site: string }
    const site = await getSite(app.db, { slug })
    const { accountId, givenName, familyName } = who.account
    const roles = await findRoles(who.context, { collectivityId: site.id, accountId })
    if (roles.length === 0) throw notFound('access.no_role_here')
    const name = `${givenName} ${familyName}`
    return {
      ...who,
      site,
      roles,
      context: contextFor(app, { kind: 'agent', accountId, name, collectivityId: site.id, roles }),
    }
  }
}
