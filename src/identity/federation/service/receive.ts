import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { levelAsked } from '../domain/saml/levels.ts'
import {
  type AuthnRequest,
  consumerFor,
  deliveryFault,
  nameIdFormatFor,
  readAuthnRequest,
} from '../domain/saml/requests.ts'
import type { Sent } from '../domain/saml/sent.ts'
import type { RequestFault, ServiceProvider, WaitingDemand } from '../schema.ts'
import { writeInPieces } from '../store/pieces.ts'
import { keepRequest } from '../store/requests.ts'
import { openMessage, type Refused, refuseTo } from './open-message.ts'
import type { Tools } from './tools.ts'

/** How long somebody has to sign in after an application sent her. */
const patience = 30 * 60_000

/** Receives a request to sign somebody in, and keeps it while she does. */
export const receiveAuthn =
  (tools: Tools) =>
  async (ctx: Context, sent: Sent): Promise<Outcome<{ requestId: string }, Refused>> => {
    const message = await openMessage(tools, ctx, sent, { mustBeSigned: false })
    if (!message.ok) return message
    const { root, relayState, provider, application, kind } = message.value
    const request = kind === 'SAMLRequest' ? readAuthnRequest(root) : refused('not_saml' as const)
    if (!request.ok) {
      const reason = request.refusal === 'not_saml' ? 'unreadable' : request.refusal
      return refuseTo(tools, ctx, application, reason)
    }
    const now = ctx.clock.now()
    const here = { url: tools.addresses.signIn, now, isSigned: message.value.isSigned }
    const late = deliveryFault(request.value, here)
    if (late) return refuseTo(tools, ctx, application, late === 'not_saml' ? 'unreadable' : late)
    const demand = demandOf(request.value, provider)
    if (!demand.ok) return refuseTo(tools, ctx, application, demand.refusal)
    const id = newId()
    const waiting = {
      id,
      applicationId: application.id,
      messageId: request.value.id,
      demand: { ...demand.value, relayState },
      receivedAt: now,
      expiresAt: new Date(now.getTime() + patience),
    }
    const isNew = await writeInPieces(ctx.db, now, (tx) => keepRequest(tx, waiting))
    return isNew ? accepted({ requestId: id }) : refuseTo(tools, ctx, application, 'seen_before')
  }

function demandOf(
  request: AuthnRequest,
  { metadata, settings }: ServiceProvider,
): Outcome<Omit<WaitingDemand, 'relayState'>, RequestFault> {
  const consumerUrl = consumerFor(metadata, request)
  if (consumerUrl === undefined) return refused('wrong_consumer')
  const nameIdFormat = nameIdFormatFor(request.nameIdFormat, settings.nameIdFormat)
  if (nameIdFormat === 'unknown') return refused('unknown_name_format')
  const { isPassive, forcesAuthn, classes, comparison } = request
  const level = levelAsked(classes, comparison) ?? null
  return accepted({ consumerUrl, nameIdFormat, isPassive, forcesAuthn, classes, level })
}
