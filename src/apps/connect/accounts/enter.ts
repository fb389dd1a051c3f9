import type { FastifyReply, FastifyRequest } from 'fastify'
import { listMyCollectivities, noteEntry, type Session, type SignedIn, signOut } from '#identity/accounts'
import { newSecret } from '#kernel/ids'
import type { Context } from '#platform/context'
import { seeOther } from '#platform/http'
import {
  browserCookie,
  chooseLocale,
  clearCookie,
  deviceCookie,
  pendingCookie,
  sessionCookie,
  setCookie,
} from '../../access/index.ts'
import { type App, contextFor } from '../../app.ts'
import { goOnTo } from '../provider/go-on.ts'
import { isAuthorization } from '../provider/visit.ts'
import { returnAddress, withReturn } from '../return-address.ts'
import { claimEverywhere } from './drafts.ts'

/** What a browser that enters an account says of itself. */
export type Arriving = Pick<
  FastifyRequest,
  'raw' | 'originalUrl' | 'hostname' | 'cookies' | 'protocol' | 'headers' | 'ip'
>

interface Entry extends SignedIn {
  /** Where one was going, as the address gave it: judged here. */
  readonly retour?: string | undefined
  /** What the browser keeps from now on, where its entry was written already. */
  readonly deviceSecret?: string | undefined
}

/** What a browser keeps for the accounts that it enters: its own, or one drawn now. */
export function browserSecretOf({ cookies }: Pick<Arriving, 'cookies'>): string {
  const kept = cookies[browserCookie]
  return kept !== undefined && /^[\w-]{43}$/.test(kept) ? kept : newSecret()
}

/**
 * A session of its own for this browser, with what it had begun; then the page that was asked for. Every way to sign in
 * ends here, so that the session of before is always closed and no token outlives its sign-in.
 */
export async function enter(
  app: App,
  request: Arriving,
  reply: FastifyReply,
  { account, sessionToken, entry, retour, deviceSecret = browserSecretOf(request) }: Entry,
): Promise<FastifyReply> {
  const { id: accountId, givenName, familyName } = account
  const ctx = contextFor(app, { kind: 'account', accountId, name: `${givenName} ${familyName}` })
  const former = request.cookies[sessionCookie]
  const device = request.cookies[deviceCookie]
  if (former !== undefined) await signOut(ctx, former)
  if (device !== undefined) await claimEverywhere(ctx, device)
  setCookie(request, reply, sessionCookie, sessionToken)
  if (request.cookies[pendingCookie] !== undefined) clearCookie(request, reply, pendingCookie)
  // Its life begins anew at each entry.
  setCookie(request, reply, browserCookie, deviceSecret)
  const seen = { device: request.headers['user-agent'], address: request.ip, deviceSecret }
  const session = entry ? entry.session : await noteEntry(ctx, { accountId, sessionToken, ...seen })
  // The account was closed by its owner: nothing opens but the page that takes it back.
  if (!session) return seeOther(reply, '/compte/rouvrir')
  const to = returnAddress(retour) ?? (await firstPage(ctx, session))
  if (!isAuthorization(to)) return seeOther(reply, to)
  const who = { locale: chooseLocale(request, session.locale), account: session, context: ctx }
  return goOnTo(app, request, reply, { who, to })
}

/** A first step was right: nothing is open yet, and the second is asked on its own page. */
export function toSecondStep(
  request: Pick<FastifyRequest, 'protocol'>,
  reply: FastifyReply,
  { pendingToken, retour }: { readonly pendingToken: string; readonly retour?: string | undefined },
): FastifyReply {
  setCookie(request, reply, pendingCookie, pendingToken)
  return seeOther(reply, withReturn('/connexion/deuxieme-etape', returnAddress(retour)))
}

/** The bureau for who works there, her own requests for everybody else. */
async function firstPage(ctx: Context, { isOperator }: Session): Promise<string> {
  return isOperator || (await listMyCollectivities(ctx)).length > 0 ? '/bureau' : '/mes-demandes'
}
