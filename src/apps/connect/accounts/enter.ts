import type { FastifyReply, FastifyRequest } from 'fastify'
import { findSession, listMyCollectivities, type SignedIn, signOut } from '#identity/accounts'
import type { Context } from '#platform/context'
import { seeOther } from '#platform/http'
import { deviceCookie, sessionCookie, setCookie } from '../../access/index.ts'
import { type App, contextFor } from '../../app.ts'
import { returnAddress } from '../return-address.ts'
import { claimEverywhere } from './drafts.ts'

interface Entry extends SignedIn {
  /** Where one was going, as the address gave it: judged here. */
  readonly retour?: string | undefined
}

/**
 * A session of its own for this browser, with what it had begun; then the page that was asked for. Every way to sign in
 * ends here, so that the session of before is always closed and no token outlives its sign-in.
 */
export async function enter(
  app: App,
  request: Pick<FastifyRequest, 'cookies' | 'protocol'>,
  reply: FastifyReply,
  { account, sessionToken, retour }: Entry,
): Promise<FastifyReply> {
  const { id: accountId, givenName, familyName } = account
  const ctx = contextFor(app, { kind: 'account', accountId, name: `${givenName} ${familyName}` })
  const former = request.cookies[sessionCookie]
  const device = request.cookies[deviceCookie]
  if (former !== undefined) await signOut(ctx, former)
  if (device !== undefined) await claimEverywhere(ctx, device)
  setCookie(request, reply, sessionCookie, sessionToken)
  return seeOther(reply, returnAddress(retour) ?? (await firstPage(ctx, sessionToken)))
}
/** The bureau for who works there, her own requests for everybody else. */
async function firstPage(ctx: Context, sessionToken: string): Promise<string> {
  const [session, desks] = await Promise.all([findSession(ctx, sessionToken), listMyCollectivities(ctx)])
  return session?.isOperator === true || desks.length > 0 ? '/bureau' : '/mes-demandes'
}
