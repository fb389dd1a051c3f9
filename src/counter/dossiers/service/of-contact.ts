import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { readCode } from '#platform/crypto'
import { publish } from '#platform/events'
import type { Context } from '#platform/context'
import type { DossierKey } from '../domain/journal.ts'
import { dossierClaimed } from '../erased.ts'
import { mayFileFor, mayHandle, mayRead } from '../policy.ts'
import { findTracked } from '../store/dossiers.ts'
import {
  type CaseOfContact,
  claimDossierRow,
  countOfferRows,
  listLastMessageRows,
  listOfContactRows,
  type MessageOfCase,
  placeDossierRow,
  type WhoseCases,
} from '../store/of-contact.ts'
import { act, type Acted, type ActInput, type ActRefusal } from './progress.ts'
import { emailKey } from './applicant.ts'
import { trackingDigestOf } from './tools.ts'

/** Requests of somebody whom the collectivity knows: found together, claimed by their person. */

/**
 * The requests of some contacts or accounts, of every service, without an answer nor a message: what of each is shown to this
 * agent is for the caller to say.
 * @throws AppError `forbidden dossiers.not_allowed` for anybody but the collectivity's agents.
 */
export function listCasesOf(ctx: Context, of: WhoseCases): Promise<readonly CaseOfContact[]> {
  if (!mayFileFor(ctx.actor, of.collectivityId)) throw new AppError('forbidden', 'dossiers.not_allowed')
  return ctx.db.readCollectivity(of.collectivityId, (tx) => listOfContactRows(tx, of))
}

/** Which offers are asked most, of late: for the agents who file for others. */
export function countByOffer(ctx: Context, collectivityId: string): Promise<ReadonlyMap<string, number>> {
  if (!mayFileFor(ctx.actor, collectivityId)) throw new AppError('forbidden', 'dossiers.not_allowed')
  return ctx.db.readCollectivity(collectivityId, (tx) => countOfferRows(tx, collectivityId))
}

/** What was last said in some requests: of those that the agent reads, and of no other. */
export function listLastMessages(
  ctx: Context,
  {
    collectivityId,
    cases,
    limit,
  }: { readonly collectivityId: string; readonly cases: readonly CaseOfContact[]; readonly limit: number },
): Promise<readonly MessageOfCase[]> {
  const dossierIds = cases.filter((each) => mayRead(ctx.actor, each)).map(({ id }) => id)
  if (dossierIds.length === 0) return Promise.resolve([])
  return ctx.db.readCollectivity(collectivityId, (tx) => listLastMessageRows(tx, { collectivityId, dossierIds, limit }))
}

export interface ClaimByCodeInput {
  readonly code: string
  /** Addresses that she gave, or that her account has proved. */
  readonly emails: readonly string[]
}

/**
 * A request that was filed for her without her account becomes hers, by the code that she was given: and by the address that
 * the request bears, when it bears one. A wrong code, a wrong address and somebody else's request are told alike, by the same
 * work. Done twice, it is done once.
 */
export async function claimByCode(
  ctx: Context,
  { code, emails }: ClaimByCodeInput,
): Promise<Outcome<DossierKey, 'unknown'>> {
  const { actor } = ctx
  if (actor.kind !== 'account') throw new AppError('forbidden', 'dossiers.not_allowed')
  const { accountId } = actor
  const digest = trackingDigestOf(readCode(code) ?? '')
  const door = { name: 'tracking', accountId, subject: digest.toString('hex').slice(0, 16) }
  const found = await ctx.db.throughDoor(door, (tx) => findTracked(tx, digest))
  const given = emails.map((email) => emailKey(email).toString('hex'))
  const isHers =
    found && (found.applicantEmail === '' || given.includes(emailKey(found.applicantEmail).toString('hex')))
  if (!found || !isHers) return refused('unknown')
  const { collectivityId, dossierId } = found
  const done = await act<'others' | 'hers'>(
    ctx,
    { collectivityId, dossierId },
    {
      mayAct: () => true,
      decide: async ({ dossier, tx }) => {
        if (dossier.accountId !== null) return refused(dossier.accountId === accountId ? 'hers' : 'others')
        const { contactId } = dossier
        return accepted({
          events: [{ kind: 'dossier.claimed', payload: { accountId } }],
          besides: () => [
            claimDossierRow(tx, dossier, accountId),
            publish(tx, dossierClaimed, { collectivityId, dossierId, accountId, contactId }),
          ],
        })
      },
    },
  )
  if (!done.ok && done.refusal.reason !== 'hers') return refused('unknown')
  return accepted({ collectivityId, dossierId })
}

/** Says for whom a request is, of those that the collectivity knows: by an agent who works it. */
export const placeUnder = (
  ctx: Context,
  input: ActInput & { readonly contactId: string },
): Promise<Outcome<Acted, ActRefusal<'same'>>> =>
  act<'same'>(ctx, input, {
    mayAct: (dossier) => mayHandle(ctx.actor, dossier),
    decide: async ({ dossier, tx }) => {
      if (dossier.contactId === input.contactId) return refused('same')
      return accepted({
        events: [{ kind: 'dossier.placed', payload: { contactId: input.contactId } }],
        besides: () => [placeDossierRow(tx, dossier, input.contactId)],
      })
    },
  })
