import {
  type Acted,
  type ActInput,
  type ChangedMeanwhile,
  type Dossier,
  findDossierFor,
  type Handed,
  type HandingInput,
  tellHanded,
} from '#counter/dossiers'
import { getProcedure } from '#counter/procedures'
import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { decide, type Decision } from '../domain.ts'
import { mayHandOver } from '../policy.ts'
import type { Handover, Partner } from '../schema.ts'
import { findHandoverRow, type HandoverShown, insertHandoverRow, listOfDossierRows } from '../store/handovers.ts'
import { findPartnerRow, listTakerRows } from '../store/partners.ts'
import { changeAndSay, type ToSay } from './saying.ts'
import { caseGiven } from './snapshot.ts'
import { addressFor, type HandoverTools } from './tools.ts'

type Refusal =
  | { readonly reason: 'closed' | 'elsewhere' | 'no_partner' | 'reason_required' | 'not_now' }
  | ChangedMeanwhile

export interface OfferInput extends ActInput {
  readonly partnerId: string
  /** For the agents of the other side. */
  readonly note?: string | undefined
}

/**
 * Offers a request to a partner's tool: written down and sent in one transaction. From then on the person reads with whom it is.
 * @throws AppError `not_found dossiers.no_dossier` for an agent who does not handle it.
 */
export const offerRequest =
  (tools: HandoverTools) =>
  async (ctx: Context, input: OfferInput): Promise<Outcome<Acted, Refusal>> => {
    const { collectivityId, dossierId } = input
    const partner = await ctx.db.readCollectivity(collectivityId, async (tx) => {
      const found = await findDossierFor(tx, { collectivityId, dossierId })
      if (!found || !mayHandOver(ctx.actor, found.dossier)) throw notFound('dossiers.no_dossier', dossierId)
      const takers = await listTakerRows(tx, collectivityId, found.procedure)
      return takers.find(({ id }) => id === input.partnerId)
    })
    if (!partner) return refused({ reason: 'no_partner' })
    const handoverId = newId()
    const handed: Handed = { id: handoverId, role: 'giver', partner: partner.name, state: 'offered', reference: null }
    const note = input.note?.trim() ?? ''
    const told = toldOf(handed, 'offered')
    return tellHanded(
      ctx,
      {
        ...input,
        handed,
        expected: null,
        told,
        ...(note !== '' && { text: { direction: 'note' as const, body: note } }),
        ...(partner.clock === 'paused' && { clock: 'pause' as const }),
      },
      (tx, _dossier, version) => begin(tools, tx, { collectivityId, dossierId, handoverId, partner, note, version }),
    )
  }

interface Beginning {
  readonly collectivityId: string
  readonly dossierId: string
  readonly handoverId: string
  readonly partner: Partner & { readonly theirs: string }
  readonly note: string
  readonly version: number
}

async function begin(tools: HandoverTools, tx: Tx, of: Beginning): Promise<void> {
  const { collectivityId, dossierId, handoverId, partner, note, version } = of
  const now = tools.clock.now()
  const row = {
    collectivityId,
    id: handoverId,
    partnerId: partner.id,
    role: 'giver' as const,
    dossierId,
    relayed: version,
  }
  await insertHandoverRow(tx, row, now)
  const base = `${addressFor(tools, partner)}/dossiers/${handoverId}`
  const given = await caseGiven(tx, { collectivityId, dossierId }, { base, theirs: partner.theirs })
  const body = { case: given, ...(note !== '' && { note }) }
  await changeAndSay(tx, { collectivityId, handoverId }, now, () => ({
    after: {},
    say: [{ type: 'handover.offered', body }],
  }))
}

export const toldOf = (handed: Handed, state: string): HandingInput['told'] => ({
  handoverId: handed.id,
  partner: handed.partner,
  role: handed.role,
  state,
  reference: handed.reference,
})

export interface DecideInput extends ActInput {
  readonly handoverId: string
  readonly decision: Decision
  /** Why, for the other side; needed to refuse, to give back and to take back. */
  readonly reason?: string | undefined
}

/**
 * What an agent decides of a request that two tools hold: the taker accepts it, refuses it, gives it back; the giver takes it back.
 * @throws AppError `not_found dossiers.no_dossier`, `not_found handover.no_handover`.
 */
export const decideHandover =
  (tools: HandoverTools) =>
  async (ctx: Context, input: DecideInput): Promise<Outcome<Acted, Refusal>> => {
    const { collectivityId, dossierId, handoverId, decision } = input
    const reason = input.reason?.trim() ?? ''
    if (decision !== 'accept' && reason === '') return refused({ reason: 'reason_required' })
    const found = await readOne(ctx, { collectivityId, dossierId, handoverId })
    const { handover, partner } = found
    const state = decide(handover.role, handover.state, decision)
    if (state === undefined) return refused({ reason: 'not_now' })
    const handed: Handed = {
      id: handoverId,
      role: handover.role,
      partner: partner.name,
      state,
      reference: handover.reference,
    }
    const stays = decision === 'accept'
    const outcome = await tellHanded(
      ctx,
      {
        ...input,
        handed: stays ? handed : null,
        expected: handoverId,
        told: toldOf(handed, state),
        ...(reason !== '' && { text: { direction: 'note' as const, body: reason } }),
        ...effectsOf(decision, partner),
      },
      async (tx) => {
        await changeAndSay(tx, { collectivityId, handoverId }, tools.clock.now(), (before) => {
          if (decide(before.role, before.state, decision) === undefined) throw crossed()
          return { after: { state }, say: [sayingOf(decision, { reason, reference: found.number })] }
        })
      },
    )
    return outcome.ok ? accepted(outcome.value) : outcome
  }

/** The other side moved it between two looks: the whole act is given up, and the page shows how it is now. */
const crossed = (): AppError => new AppError('conflict', 'handover.moved_meanwhile')

/** What was taken and is given up is over here; what is taken back counts its days again. */
function effectsOf(decision: Decision, partner: Partner): Pick<HandingInput, 'ends' | 'clock'> {
  if (decision === 'refuse' || decision === 'return') return { ends: 'closed' }
  return decision === 'take_back' && partner.clock === 'paused' ? { clock: 'resume' } : {}
}

function sayingOf(
  decision: Decision,
  { reason, reference }: { readonly reason: string; readonly reference: string },
): ToSay {
  switch (decision) {
    case 'accept':
      return { type: 'handover.accepted', body: { reference } }
    case 'refuse':
      return { type: 'handover.refused', body: { reason } }
    case 'return':
      return { type: 'handover.returned', body: { reason } }
    case 'take_back':
      return { type: 'handover.taken_back', body: { reason } }
  }
}

async function readOne(
  ctx: Context,
  { collectivityId, dossierId, handoverId }: Pick<DecideInput, 'collectivityId' | 'dossierId' | 'handoverId'>,
): Promise<{ readonly handover: Handover; readonly partner: Partner; readonly number: string }> {
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [found, handover] = await Promise.all([
      findDossierFor(tx, { collectivityId, dossierId }),
      findHandoverRow(tx, { collectivityId, handoverId }),
    ])
    if (!found || !mayHandOver(ctx.actor, found.dossier)) throw notFound('dossiers.no_dossier', dossierId)
    if (handover?.dossierId !== dossierId) throw notFound('handover.no_handover', handoverId)
    const partner = await findPartnerRow(tx, { collectivityId, partnerId: handover.partnerId })
    if (!partner) throw notFound('handover.no_partner', handover.partnerId)
    return { handover, partner, number: found.dossier.number }
  })
}

export interface CaseHandovers {
  /** Of this request, the last first. */
  readonly handovers: readonly HandoverShown[]
  /** To whom it may be given. */
  readonly takers: readonly Pick<Partner, 'id' | 'name' | 'clock'>[]
}

/** What the page of a request shows: with whom it is, and to whom it may be given. */
export async function handoversOfCase(
  tx: Tx,
  dossier: Pick<Dossier, 'collectivityId' | 'id' | 'procedureId' | 'revisionNumber'>,
): Promise<CaseHandovers> {
  const { collectivityId, id, procedureId, revisionNumber } = dossier
  const [handovers, { definition }] = await Promise.all([
    listOfDossierRows(tx, collectivityId, id),
    getProcedure(tx, procedureId, revisionNumber),
  ])
  return { handovers, takers: await listTakerRows(tx, collectivityId, definition.slug) }
}

/** Offers what has just been filed to the partner who takes it by itself; asked again, it is offered once. */
export const offerByItself =
  (tools: HandoverTools) =>
  async (ctx: Context, key: { readonly collectivityId: string; readonly dossierId: string }): Promise<void> => {
    const { collectivityId, dossierId } = key
    const taker = await ctx.db.readCollectivity(collectivityId, async (tx) => {
      const found = await findDossierFor(tx, key)
      // What a partner gave is not given on by itself.
      if (!found || found.dossier.closedAt || found.dossier.handed || found.dossier.channel === 'partner')
        return undefined
      return (await listTakerRows(tx, collectivityId, found.procedure)).find(({ isAutomatic }) => isAutomatic)
    })
    if (!taker) return
    await offerRequest(tools)(ctx, {
      collectivityId,
      dossierId,
      partnerId: taker.id,
      idempotencyKey: 'handover:automatic',
    })
  }
