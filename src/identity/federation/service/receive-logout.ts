import { endSession } from '#identity/accounts'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { loginIdOf, signOutStepOf } from '../domain/saml/ids.ts'
import { deliveryFault, readLogoutRequest, readLogoutResponse } from '../domain/saml/requests.ts'
import type { Login } from '../schema.ts'
import { listNamed } from '../store/logins.ts'
import { asFederation } from './people.ts'
import type { Sent } from '../domain/saml/sent.ts'
import { openMessage, type Received, type Refused, refuseTo } from './open-message.ts'
import { beginSignOut, noteAnswer } from './sign-out.ts'
import type { Tools } from './tools.ts'

/** What opens the page of the departure that goes on. */
type Result = Outcome<{ key: string }, Refused>

/**
 * Receives what an application says of somebody who leaves: that she leaves there (then she leaves everywhere), or that it let
 * her go as we asked. Always signed: nobody else may sign her out.
 */
export const receiveLogout =
  (tools: Tools) =>
  async (ctx: Context, sent: Sent): Promise<Result> => {
    const message = await openMessage(tools, ctx, sent, { mustBeSigned: true })
    if (!message.ok) return message
    return message.value.kind === 'SAMLRequest' ? leaveFor(tools, ctx, message.value) : letGo(tools, ctx, message.value)
  }

async function leaveFor(tools: Tools, ctx: Context, received: Received): Promise<Result> {
  const { root, application, relayState } = received
  const now = ctx.clock.now()
  const request = readLogoutRequest(root, now)
  if (!request.ok) return refuseTo(tools, ctx, application, wordFor(request.refusal))
  const late = deliveryFault(request.value, { url: tools.addresses.signOut, now, isSigned: true })
  if (late) return refuseTo(tools, ctx, application, wordFor(late))
  const { id: messageId, nameId, sessionIndexes } = request.value
  const known = await ctx.db.readTerritory((tx) => listNamed(tx, application.id, nameId))
  const meant = known.filter(({ id }) => isMeant(id, sessionIndexes))
  const destination = { kind: 'answer', applicationId: application.id, messageId, relayState } as const
  const { accountId = '', sessionIds } = sessionsOf(meant)
  const key = await beginSignOut(tools)(ctx, { accountId, sessionIds, destination, except: application.id })
  for (const sessionId of sessionIds) await endSession(asFederation(ctx), { accountId, id: sessionId })
  return key === undefined ? refused({ reason: 'expired' }) : accepted({ key })
}

const isMeant = (loginId: string, sessionIndexes: readonly string[]): boolean =>
  sessionIndexes.length === 0 || sessionIndexes.some((index) => loginIdOf(index) === loginId)

/** One name is one person for one application. */
function sessionsOf(logins: readonly Login[]): { accountId: string | undefined; sessionIds: string[] } {
  const [first] = logins
  const hers = logins.filter(({ accountId }) => accountId === first?.accountId)
  return { accountId: first?.accountId, sessionIds: [...new Set(hers.map(({ sessionId }) => sessionId))] }
}

async function letGo(tools: Tools, ctx: Context, { root, application }: Received): Promise<Result> {
  const response = readLogoutResponse(root)
  if (!response.ok) return refuseTo(tools, ctx, application, wordFor(response.refusal))
  const here = { url: tools.addresses.signOut, now: ctx.clock.now(), isSigned: true }
  const late = deliveryFault(response.value, here)
  if (late) return refuseTo(tools, ctx, application, wordFor(late))
  const step = signOutStepOf(response.value.inResponseTo)
  const { isDone } = response.value
  const key = step && (await noteAnswer(tools, ctx, { ...step, applicationId: application.id, isDone }))
  return key === undefined ? refuseTo(tools, ctx, application, 'expired') : accepted({ key })
}

const wordFor = (fault: 'not_saml' | 'wrong_destination' | 'too_old') => (fault === 'not_saml' ? 'unreadable' : fault)
