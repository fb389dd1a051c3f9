import { emailKey, emailsOf, noteActsForOthers } from '#identity/accounts'
import { listPeopleIn, organisationNames } from '#identity/organisations'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { type DelegationFault, delegationFault, effectOf } from '../domain/delegation.ts'
import { type TermFault, termFaults } from '../domain/terms.ts'
import { mandateText, textHash } from '../domain/wording.ts'
import { tellAbout } from '../jobs.ts'
import { isHolder } from '../policy.ts'
import type { Catalogue, Mandate } from '../schema.ts'
import { insertMandateEvent } from '../store/events.ts'
import { insertMandateRow, listAbove, lockMandateRow } from '../store/mandates.ts'
import { rightLabels } from './ask.ts'
import { meOf, namesIn, packageOf, standingOf } from './tools.ts'

export interface DelegateInput {
  readonly sourceId: string
  /** Address of the colleague: she has the organisation on her account. */
  readonly email: string
  readonly rights: readonly string[]
  readonly startsOn: string
  readonly endsOn: string
  readonly reason: string
}

export type DelegateRefusal =
  | { readonly reason: 'terms'; readonly faults: readonly TermFault[] }
  | { readonly reason: DelegationFault | 'holder_needed' | 'nobody_there' | 'same_person' }

/**
 * Passes a mandate on, at once: who holds it gives it, to somebody of the organisation that holds it.
 * @throws AppError `not_found mandates.mandate` for whom the source does not concern.
 */
export const delegateMandate =
  (catalogue: Catalogue) =>
  async (ctx: Context, input: DelegateInput): Promise<Outcome<{ mandateId: string }, DelegateRefusal>> => {
    const me = await meOf(ctx)
    const today = dayOf(ctx.clock.now())
    return ctx.db.withTerritory(async (tx) => {
      const [source, who] = await Promise.all([lockMandateRow(tx, input.sourceId), standingOf(tx, me)])
      if (!source) throw notFound('mandates.mandate', input.sourceId)
      if (!isHolder(who, source)) return refused({ reason: 'holder_needed' as const })
      const of = packageOf(catalogue, source.package)
      const faults = termFaults(input, { longestMonths: of?.longestMonths ?? 1 }, today)
      if (faults.length > 0) return refused({ reason: 'terms' as const, faults })
      const above = await listAbove(tx, [source])
      const fault = delegationFault(source, effectOf(source, above, today), input, of)
      if (fault) return refused({ reason: fault })
      const holder = await colleague(tx, { source, above, email: input.email })
      if (holder === undefined) return refused({ reason: 'nobody_there' as const })
      if (holder === me.id) return refused({ reason: 'same_person' as const })
      const row = await passOn(tx, ctx, { source, input, holder, by: me.id, catalogue })
      return accepted({ mandateId: row.id })
    })
  }

/** Somebody with that address among the people of the organisation in whose name the mandate is held. */
async function colleague(
  tx: Tx,
  { source, above, email }: { source: Mandate; above: ReadonlyMap<string, Mandate>; email: string },
): Promise<string | undefined> {
  const chain = [source, ...above.values()]
  const home =
    chain.find((each) => each.holderOrganisationId !== null)?.holderOrganisationId ?? source.principalOrganisationId
  if (home === null) return undefined
  const key = emailKey(email)
  const people = await emailsOf(tx, await listPeopleIn(tx, home))
  return [...people].find(([, address]) => emailKey(address) === key)?.[0]
}

interface Passing {
  readonly source: Mandate
  readonly input: DelegateInput
  readonly holder: string
  readonly by: string
  readonly catalogue: Catalogue
}

async function passOn(tx: Tx, ctx: Context, { source, input, holder, by, catalogue }: Passing): Promise<Mandate> {
  const now = ctx.clock.now()
  const delegations = (packageOf(catalogue, source.package)?.delegations ?? 0) - source.depth - 1
  const row: Mandate = {
    ...source,
    id: newId(),
    holderOrganisationId: null,
    holderAccountId: holder,
    rights: [...new Set(input.rights)],
    startsOn: input.startsOn,
    endsOn: input.endsOn,
    reason: input.reason.trim(),
    state: 'approved',
    askedBy: by,
    askedAt: now,
    expiresAt: now,
    invitedEmail: null,
    decidedBy: by,
    decidedAt: now,
    decisionReason: null,
    sourceId: source.id,
    depth: source.depth + 1,
    renewsId: null,
    remindedAt: null,
    doubtedAt: null,
  }
  const names = (await namesIn(tx, [row], (ids) => organisationNames(tx, ids))).get(row.id)
  const rights = rightLabels(catalogue, row.rights)
  const text = mandateText({
    ...row,
    principal: names?.principal ?? '',
    holder: names?.holder ?? '',
    rights,
    delegations,
  })
  const whole = { ...row, acceptedText: text, textHash: textHash(text) }
  await insertMandateRow(tx, whole)
  if (whole.holderAccountId !== null) await noteActsForOthers(tx, whole.holderAccountId)
  const detail = { sourceId: source.id, textHash: whole.textHash }
  await insertMandateEvent(tx, { mandateId: row.id, kind: 'delegated', at: now, actor: ctx.actor, detail })
  await tellAbout(tx, row.id, 'approved')
  return whole
}
