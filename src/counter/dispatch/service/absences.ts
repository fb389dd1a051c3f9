import { notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { listWorking } from '#identity/accounts'
import { listCollectivities } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { faultOfPeriod, type PeriodFault } from '../domain/absence.ts'
import { tellAbsence } from '../jobs.ts'
import { mayDeclareFor, shareWork, worksHere } from '../policy.ts'
import type { Absence, Deed } from '../schema.ts'
import {
  answerRow,
  endAbsenceRow,
  endAllRows,
  findAbsenceRow,
  insertAbsenceRow,
  isAwayWithin,
  listComingRows,
  listDeedRows,
  lockAbsences,
  markReadRow,
} from '../store/absences.ts'

export interface SubstituteAsked {
  readonly accountId: string
  /** Null: all that she works on. */
  readonly serviceIds: readonly string[] | null
  readonly procedureIds: readonly string[] | null
}

export interface DeclareInput {
  readonly collectivityId: string
  /** Who is away. */
  readonly accountId: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly newCases: 'substitute' | 'team'
  readonly substitutes: readonly SubstituteAsked[]
}

export type DeclareRefusal =
  | PeriodFault
  /** She is away already for a part of that time. */
  | 'overlaps'
  | 'is_herself'
  /** Nothing that both work on. */
  | 'no_common_work'
  /** The substitute is away then, or stands in through somebody else: a chain has one link. */
  | 'is_away_too'
  /** Somebody counts on her meanwhile. */
  | 'stands_in_then'
  | 'named_twice'

/**
 * Says that somebody is away, and asks colleagues to stand in for her: each of them accepts or declines. What a supervisor
 * declares for somebody who cannot is the same.
 * @returns the absence's id.
 * @throws AppError `not_found dispatch.no_absence` for somebody whom one may not say it of.
 */
export async function declareAbsence(ctx: Context, input: DeclareInput): Promise<Outcome<string, DeclareRefusal>> {
  const now = ctx.clock.now()
  const { actor } = ctx
  return ctx.db.withCollectivity(input.collectivityId, async (tx): Promise<Outcome<string, DeclareRefusal>> => {
    const agents = await listWorking(tx, input.collectivityId, now)
    const absent = agents.find(({ accountId }) => accountId === input.accountId)
    if (actor.kind !== 'agent' || !absent || !mayDeclareFor(actor, input.collectivityId, absent)) {
      throw notFound('dispatch.no_absence')
    }
    const fault = faultOfPeriod(input, now)
    if (fault) return refused(fault)
    await lockAbsences(tx, input.collectivityId, 'all')
    const refusal = await faultOf(tx, input, agents)
    if (refusal) return refused(refusal)
    const names = new Map(agents.map((each) => [each.accountId, `${each.givenName} ${each.familyName}`]))
    const id = newId()
    await insertAbsenceRow(tx, {
      ...input,
      id,
      name: names.get(input.accountId) ?? '',
      declaredBy: actor.accountId,
      declaredByName: actor.name,
      declaredAt: now,
      endedAt: null,
      endedBecause: null,
      readAt: null,
      substitutes: input.substitutes.map((each) => ({
        ...each,
        name: names.get(each.accountId) ?? '',
        state: 'asked',
      })),
    })
    const { collectivityId, accountId } = input
    const told = { collectivityId, absenceId: id }
    await Promise.all([
      ...input.substitutes
        .filter((each) => each.accountId !== actor.accountId)
        .map((each) => tell(tx, { ...told, accountId: each.accountId, what: 'asked' })),
      ...(accountId === actor.accountId ? [] : [tell(tx, { ...told, accountId, what: 'declared' })]),
    ])
    return accepted(id)
  })
}

interface Told {
  readonly collectivityId: string
  readonly absenceId: string
  readonly accountId: string
  readonly what: 'asked' | 'declared' | 'accepted' | 'declined'
  /** The colleague who answered. */
  readonly byAccountId?: string
}

const tell = (tx: Tx, told: Told): Promise<void> => enqueue(tx, tellAbsence, { mailId: newId(), ...told })

async function faultOf(
  tx: Tx,
  input: DeclareInput,
  agents: Awaited<ReturnType<typeof listWorking>>,
): Promise<DeclareRefusal | undefined> {
  const { collectivityId, startsAt, endsAt, accountId, substitutes } = input
  if (await isAwayWithin(tx, { collectivityId, accountId, startsAt, endsAt })) return 'overlaps'
  if (new Set(substitutes.map((each) => each.accountId)).size < substitutes.length) return 'named_twice'
  const others = await listComingRows(tx, collectivityId, startsAt, accountId)
  const isCounted = others.some(
    (each) =>
      each.endedAt === null &&
      each.startsAt < endsAt &&
      each.substitutes.some((one) => one.accountId === accountId && one.state === 'accepted'),
  )
  if (isCounted) return 'stands_in_then'
  const absent = agents.find((each) => each.accountId === accountId)
  for (const { accountId: substituteId } of substitutes) {
    if (substituteId === accountId) return 'is_herself'
    const substitute = agents.find((each) => each.accountId === substituteId)
    if (!absent || !substitute || !shareWork(absent.roles, substitute.roles)) return 'no_common_work'
    if (await isAwayWithin(tx, { collectivityId, accountId: substituteId, startsAt, endsAt })) return 'is_away_too'
  }
  return undefined
}

/**
 * A colleague says whether she stands in, or that she does no more.
 * @throws AppError `not_found dispatch.no_absence`.
 */
export async function answerSubstitution(
  ctx: Context,
  input: { readonly collectivityId: string; readonly absenceId: string; readonly isAccepted: boolean },
): Promise<Outcome<true, 'over' | 'is_away_too'>> {
  const { actor } = ctx
  const { collectivityId, absenceId, isAccepted } = input
  if (actor.kind !== 'agent' || !worksHere(actor, collectivityId) || !isId(absenceId))
    throw notFound('dispatch.no_absence')
  const now = ctx.clock.now()
  return ctx.db.withCollectivity(collectivityId, async (tx): Promise<Outcome<true, 'over' | 'is_away_too'>> => {
    await lockAbsences(tx, collectivityId, 'all')
    const absence = await findAbsenceRow(tx, collectivityId, absenceId)
    if (!absence?.substitutes.some(({ accountId }) => accountId === actor.accountId)) {
      throw notFound('dispatch.no_absence', absenceId)
    }
    if (absence.endedAt !== null || absence.endsAt <= now) return refused('over')
    const { startsAt, endsAt } = absence
    const own = { collectivityId, accountId: actor.accountId, startsAt, endsAt }
    if (isAccepted && (await isAwayWithin(tx, own))) return refused('is_away_too')
    const isKept = await keepAnswer(tx, absence, { accountId: actor.accountId, isAccepted, at: now })
    return isKept ? accepted(true) : refused('over')
  })
}

interface Answer {
  readonly accountId: string
  readonly isAccepted: boolean
  readonly at: Date
}

/** The absent agent hears of an answer that changes. @returns false when nothing is asked any more. */
async function keepAnswer(tx: Tx, absence: Absence, { accountId, isAccepted, at }: Answer): Promise<boolean> {
  const { collectivityId, id: absenceId, accountId: absentId, substitutes } = absence
  const state = isAccepted ? 'accepted' : 'declined'
  const from = ['asked', 'accepted', 'declined'] as const
  const answered = await answerRow(tx, { collectivityId, absenceId, accountId, state, from, at })
  const isNew = substitutes.find((each) => each.accountId === accountId)?.state !== state
  if (answered && isNew) {
    await tell(tx, { collectivityId, absenceId, accountId: absentId, what: state, byAccountId: accountId })
  }
  return answered
}

/**
 * She is back sooner, or will not be away: from that moment nobody stands in for her.
 * @throws AppError `not_found dispatch.no_absence`.
 */
export async function endAbsence(
  ctx: Context,
  { collectivityId, absenceId }: { readonly collectivityId: string; readonly absenceId: string },
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    const absence = isId(absenceId) ? await findAbsenceRow(tx, collectivityId, absenceId) : undefined
    const agents = await listWorking(tx, collectivityId, now)
    const roles = agents.find(({ accountId }) => accountId === absence?.accountId)?.roles ?? []
    if (!absence || !mayDeclareFor(ctx.actor, collectivityId, { accountId: absence.accountId, roles })) {
      throw notFound('dispatch.no_absence', absenceId)
    }
    const because = absence.startsAt <= now ? 'back' : 'cancelled'
    await endAbsenceRow(tx, { collectivityId, id: absenceId, because, at: now })
  })
}

export interface AbsenceDesk {
  /** Hers, to come, running, or over until she has read what was done. */
  readonly own: readonly Absence[]
  /** Where she is asked to stand in, or does. */
  readonly asked: readonly Absence[]
  /** Of those whom she supervises. */
  readonly team: readonly Absence[]
  /** Who may be said to be away: herself, and those whom she supervises. */
  readonly subjects: readonly { readonly accountId: string; readonly name: string }[]
  /** Who works on something of hers. */
  readonly colleagues: readonly { readonly accountId: string; readonly name: string }[]
  readonly now: Date
}

/**
 * All that somebody has to do with absences.
 * @throws AppError `not_found dispatch.no_absence` for who does not work there.
 */
export async function readAbsenceDesk(ctx: Context, collectivityId: string): Promise<AbsenceDesk> {
  const { actor } = ctx
  if (actor.kind !== 'agent' || !worksHere(actor, collectivityId)) throw notFound('dispatch.no_absence')
  const now = ctx.clock.now()
  const [agents, absences] = await ctx.db.readCollectivity(collectivityId, (tx) =>
    Promise.all([listWorking(tx, collectivityId, now), listComingRows(tx, collectivityId, now, actor.accountId)]),
  )
  const subjects = agents.filter((each) => mayDeclareFor(actor, collectivityId, each))
  const supervised = new Set(subjects.map(({ accountId }) => accountId))
  const named = ({ accountId, givenName, familyName }: (typeof agents)[number]) => ({
    accountId,
    name: `${givenName} ${familyName}`,
  })
  return {
    own: absences.filter(({ accountId }) => accountId === actor.accountId),
    asked: absences.filter(
      ({ endedAt, endsAt, substitutes }) =>
        endedAt === null &&
        endsAt > now &&
        substitutes.some((each) => each.accountId === actor.accountId && each.state !== 'ended'),
    ),
    team: absences.filter(({ accountId }) => accountId !== actor.accountId && supervised.has(accountId)),
    subjects: subjects.map(named),
    colleagues: agents.filter(({ roles }) => roles.some(({ role }) => role !== 'elected')).map(named),
    now,
  }
}

/**
 * What was done in the place of somebody who was away, for herself and for who supervises her. Read by herself once she is
 * back, it is put away.
 * @throws AppError `not_found dispatch.no_absence`.
 */
export async function readDeeds(
  ctx: Context,
  { collectivityId, absenceId }: { readonly collectivityId: string; readonly absenceId: string },
): Promise<{ readonly absence: Absence; readonly deeds: readonly Deed[] }> {
  const now = ctx.clock.now()
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const absence = isId(absenceId) ? await findAbsenceRow(tx, collectivityId, absenceId) : undefined
    const agents = await listWorking(tx, collectivityId, now)
    const roles = agents.find(({ accountId }) => accountId === absence?.accountId)?.roles ?? []
    if (!absence || !mayDeclareFor(ctx.actor, collectivityId, { accountId: absence.accountId, roles })) {
      throw notFound('dispatch.no_absence', absenceId)
    }
    const deeds = await listDeedRows(tx, collectivityId, absenceId)
    const isHers = ctx.actor.kind === 'agent' && ctx.actor.accountId === absence.accountId
    const isOver = absence.endedAt !== null || absence.endsAt <= now
    if (isHers && isOver) await markReadRow(tx, collectivityId, absenceId, now)
    return { absence, deeds }
  })
}

/** Whoever is cut off is neither stood in for nor stands in any more, there or everywhere. */
export async function endForSuspended(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { accountId, collectivityId }: { readonly accountId: string; readonly collectivityId: string | null },
): Promise<void> {
  const places = collectivityId === null ? (await listCollectivities(db)).map(({ id }) => id) : [collectivityId]
  for (const place of places) await db.withCollectivity(place, (tx) => endAllRows(tx, place, accountId, clock.now()))
}
