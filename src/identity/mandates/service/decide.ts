import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { dayOf } from '#kernel/calendar'
import { type Act, after } from '../domain/states.ts'
import { tellAbout } from '../jobs.ts'
import {
  answersForPrincipal,
  decideFault,
  type DecideFault,
  isAsker,
  mayRevoke,
  maySee,
  type Standing,
} from '../policy.ts'
import type { Mandate, MandateState } from '../schema.ts'
import { insertMandateEvent } from '../store/events.ts'
import { changeMandate, lockBelow, lockMandateRow } from '../store/mandates.ts'
import { meOf, standingOf } from './tools.ts'

export interface DecideInput {
  readonly mandateId: string
  readonly isApproved: boolean
  /** sha256 of the text that the page was showing: what is approved is what was read. */
  readonly textHash: string
  /** Needed to refuse; told to who asked. */
  readonly reason: string
}

export type DecideRefusal = DecideFault | 'too_late' | 'text_changed' | 'reason_missing'

/** A mandate under lock, and what who acts is to it; to whom it does not concern it is not found. */
async function onLocked<T>(
  ctx: Context,
  mandateId: string,
  act: (tx: Tx, held: { readonly mandate: Mandate; readonly who: Standing }) => Promise<T>,
): Promise<T> {
  const me = await meOf(ctx)
  return ctx.db.withTerritory(async (tx) => {
    const mandate = await lockMandateRow(tx, mandateId)
    // After the lock: a link that ended meanwhile counts no more.
    const who = await standingOf(tx, me)
    if (!mandate || !maySee(who, mandate)) throw notFound('mandates.mandate', mandateId)
    return act(tx, { mandate, who })
  })
}

/**
 * Approves or refuses. Two directors at once: the first one decides, the other is told that it is too late.
 * @throws AppError `not_found mandates.mandate` for whom it does not concern.
 */
export function decideMandate(ctx: Context, input: DecideInput): Promise<Outcome<void, DecideRefusal>> {
  return onLocked(ctx, input.mandateId, async (tx, { mandate, who }) => {
    const fault = decideFault(who, mandate)
    if (fault) return refused(fault)
    const next = nextState(mandate, input, ctx.clock.now())
    if (!next.ok) return next
    await changeMandate(tx, mandate.id, {
      state: next.value,
      ...decisionOf(mandate, who, input),
      decidedAt: ctx.clock.now(),
    })
    await tell(tx, ctx, mandate, { about: input.isApproved ? 'approved' : 'refused' })
    return accepted(undefined)
  })
}

/** Where a decision leads, or what is wrong with it. */
function nextState(
  mandate: Mandate,
  input: DecideInput,
  now: Date,
): Outcome<MandateState, Exclude<DecideRefusal, DecideFault>> {
  if (input.textHash !== mandate.textHash) return refused('text_changed')
  if (!input.isApproved && input.reason.trim() === '') return refused('reason_missing')
  const isOver = mandate.expiresAt <= now || (input.isApproved && mandate.endsOn < dayOf(now))
  return isOver ? refused('too_late') : after(mandate.state, input.isApproved ? 'approve' : 'refuse')
}

/** Who decided, by which link, and how sure that link is. */
function decisionOf(mandate: Mandate, who: Standing, { reason }: DecideInput) {
  const { principalOrganisationId: organisationId } = mandate
  const director = organisationId === null ? undefined : who.directs.get(organisationId)
  return {
    principalAccountId: organisationId === null ? who.accountId : null,
    decidedBy: who.accountId,
    decisionReason: reason.trim().slice(0, 500) || null,
    decidedLinkId: director?.linkId ?? null,
    // A person who answers for herself by her account: as sure as her address.
    assurance: director?.assurance ?? 1,
  }
}

interface Told {
  readonly about: 'approved' | 'refused' | 'withdrawn' | 'revoked'
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Notes it and tells whom it concerns. */
export async function tell(
  tx: Tx,
  ctx: Context,
  mandate: Pick<Mandate, 'id' | 'textHash'>,
  { about, detail = {} }: Told,
): Promise<void> {
  const at = ctx.clock.now()
  await insertMandateEvent(tx, {
    mandateId: mandate.id,
    kind: about,
    at,
    actor: ctx.actor,
    detail: { textHash: mandate.textHash, ...detail },
  })
  await tellAbout(tx, mandate.id, about)
}

/** Takes back what one asked, before the answer. */
export const withdrawMandate = (ctx: Context, mandateId: string): Promise<Outcome<void, 'too_late' | 'asker_needed'>> =>
  onLocked(ctx, mandateId, async (tx, { mandate, who }) => {
    if (!isAsker(who, mandate)) return refused('asker_needed')
    const next = after(mandate.state, 'withdraw')
    if (!next.ok) return next
    await changeMandate(tx, mandate.id, { state: next.value })
    await tell(tx, ctx, mandate, { about: 'withdrawn' })
    return accepted(undefined)
  })

export type RevokeRefusal = 'too_late' | 'giver_needed'

/** Ends a mandate at once, and with it all that was passed on from it. */
export const revokeMandate = (
  ctx: Context,
  { mandateId, reason }: { readonly mandateId: string; readonly reason: string },
): Promise<Outcome<{ ended: number }, RevokeRefusal>> =>
  onLocked(ctx, mandateId, async (tx, { mandate, who }) => {
    if (!mayRevoke(who, mandate) && !(await gaveOn(tx, who, mandate))) return refused('giver_needed')
    const next = after(mandate.state, 'revoke')
    if (!next.ok) return next
    const ended = await endWithAllBelow(tx, ctx, mandate, reason.trim().slice(0, 500))
    return accepted({ ended })
  })

/** Who passed a mandate on takes it back, as does who holds the one above. */
async function gaveOn(tx: Tx, who: Standing, mandate: Mandate): Promise<boolean> {
  if (mandate.sourceId === null) return false
  if (mandate.decidedBy === who.accountId) return true
  const source = await lockMandateRow(tx, mandate.sourceId)
  return source !== undefined && mayRevoke(who, source)
}

/** Ends a mandate and all that was passed on from it, inside a transaction that holds it. */
export async function endWithAllBelow(tx: Tx, ctx: Context, mandate: Mandate, reason: string): Promise<number> {
  const below = (await lockBelow(tx, mandate.id)).filter(({ state }) => state === 'approved')
  for (const each of [mandate, ...below]) {
    await changeMandate(tx, each.id, { state: 'revoked', decisionReason: reason || null, doubtedAt: null })
    const detail = each.id === mandate.id ? { reason } : { cause: mandate.id }
    await tell(tx, ctx, each, { about: 'revoked', detail })
  }
  return 1 + below.length
}

/** A director confirms a mandate that was given by somebody who no longer answers for the organisation. */
export const confirmMandate = (
  ctx: Context,
  mandateId: string,
): Promise<Outcome<void, 'director_needed' | 'too_late'>> =>
  onLocked(ctx, mandateId, async (tx, { mandate, who }) => {
    if (!answersForPrincipal(who, mandate)) return refused('director_needed')
    if (mandate.doubtedAt === null || mandate.state !== 'approved') return refused('too_late')
    const linkId =
      mandate.principalOrganisationId === null ? undefined : who.directs.get(mandate.principalOrganisationId)?.linkId
    await changeMandate(tx, mandate.id, { doubtedAt: null, ...(linkId !== undefined && { decidedLinkId: linkId }) })
    await insertMandateEvent(tx, { mandateId, kind: 'confirmed', at: ctx.clock.now(), actor: ctx.actor })
    return accepted(undefined)
  })

/** Moves an open ask, inside a transaction that holds it. */
export async function moveAsk(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'actor'>,
  mandate: Mandate,
  act: Extract<Act, 'notify' | 'see' | 'expire'>,
): Promise<MandateState> {
  const next = after(mandate.state, act)
  if (!next.ok || next.value === mandate.state) return mandate.state
  await changeMandate(tx, mandate.id, { state: next.value })
  await insertMandateEvent(tx, { mandateId: mandate.id, kind: next.value, at: ctx.clock.now(), actor: ctx.actor })
  return next.value
}
