import { acrOf, amrOf, type Session } from '#identity/accounts'
import { claimsOf } from '../domain/claims.ts'
import type { Client } from '../schema.ts'
import { loadClaims } from './account.ts'
import { pairwiseSubject } from './configuration.ts'
import { mayEnter } from './entering.ts'
import type { EngineTools } from './tools.ts'

/** What an application would get of somebody who entered it now and agreed to all, by the names of claims. */
export async function preview(tools: EngineTools, client: Client, session: Session) {
  const { accountId } = session
  const wanted = claimsOf(tools.ports.claims, { scopes: client.scopes, claims: [] })
  const [isLetIn, profile] = await Promise.all([
    mayEnter(tools, client, accountId),
    loadClaims(tools, { accountId, client }, wanted),
  ])
  const host = client.redirectUris[0] === undefined ? '' : new URL(client.redirectUris[0]).host
  const sub = client.subjectType === 'pairwise' ? pairwiseSubject(tools.secrets, host, accountId) : accountId
  const token = {
    sub,
    acr: acrOf(session.methods),
    amr: amrOf(session.methods),
    auth_time: Math.floor(session.provedAt.getTime() / 1000),
  }
  return { mayEnter: isLetIn, token, profile: { sub, ...profile } }
}
