import { Compile } from 'typebox/compile'
import { countClosed } from '#counter/dossiers'
import { addDays, dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { accepted, type Outcome as Answer, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { closedThrough, faultsOf, type PartFault } from '../domain.ts'
import { mayRetain } from '../policy.ts'
import {
  type FieldRule,
  type Outcome,
  type OutcomeRule,
  outcomes,
  Rules,
  type RulesDraft,
  type RuleSet,
} from '../schema.ts'
import {
  dropDraftRow,
  findDraftRow,
  insertRuleSetRow,
  listHistoryRows,
  listRuleSetRows,
  lockDraftRow,
  type Of,
  saveDraftRow,
} from '../store.ts'

const isRules = Compile(Rules)

const nameOf = ({ actor }: Context): string => ('name' in actor ? actor.name : 'Traboule')

function allow({ actor }: Context, collectivityId: string): void {
  if (!mayRetain(actor, collectivityId)) throw notFound('retention.no_rules', collectivityId)
}

export interface RulesOfProcedure extends RuleSet {
  readonly procedureId: string
}

/** The rules in force, of each procedure that has some. */
export async function listRules(ctx: Context, collectivityId: string): Promise<readonly RulesOfProcedure[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listRuleSetRows(tx, collectivityId))
}

/** The procedures whose closed requests go by rules of the collectivity: what their circuits say of it counts no more. */
export async function ruledProcedures({ db }: Pick<Context, 'db'>, collectivityId: string): Promise<readonly string[]> {
  const rows = await db.readCollectivity(collectivityId, (tx) => listRuleSetRows(tx, collectivityId))
  return rows.map(({ procedureId }) => procedureId)
}

export interface RulesRead {
  /** The last first: the one in force. */
  readonly published: readonly RuleSet[]
  readonly draft: RulesDraft | undefined
}

/** @throws AppError `not_found retention.no_rules` for who does not administer the whole collectivity; so do the others. */
export async function readRules(ctx: Context, of: Of): Promise<RulesRead> {
  allow(ctx, of.collectivityId)
  return ctx.db.readCollectivity(of.collectivityId, async (tx) => {
    const [published, draft] = await Promise.all([listHistoryRows(tx, of), findDraftRow(tx, of)])
    return { published, draft }
  })
}

export type RulesRefusal =
  | { readonly reason: 'faulty'; readonly faults: readonly PartFault[] }
  | { readonly reason: 'changed_meanwhile' }

/**
 * Keeps a draft of the rules: nothing goes by them before they are published.
 * @param input.seen version of the draft that the page was showing; 0: none.
 */
export async function saveRules(
  ctx: Context,
  input: Of & { readonly rules: Rules; readonly seen: number },
): Promise<Answer<number, RulesRefusal>> {
  const { collectivityId, rules, seen } = input
  allow(ctx, collectivityId)
  const faults = faultsOf(rules)
  if (faults.length > 0 || !isRules.Check(rules)) return refused({ reason: 'faulty', faults })
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const before = await lockDraftRow(tx, input)
    if ((before?.version ?? 0) !== seen) return refused({ reason: 'changed_meanwhile' })
    const version = seen + 1
    const isSaved = await saveDraftRow(tx, input, { rules, version, byName: nameOf(ctx), at: ctx.clock.now() })
    return isSaved ? accepted(version) : refused({ reason: 'changed_meanwhile' })
  })
}

/** Puts the draft in force. What is due by it goes after its notice, told to each person. */
export async function publishRules(
  ctx: Context,
  input: Of & { readonly seen: number },
): Promise<Answer<true, 'changed_meanwhile'>> {
  allow(ctx, input.collectivityId)
  return ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const draft = await lockDraftRow(tx, input)
    if (!draft || draft.version !== input.seen) return refused('changed_meanwhile')
    await insertRuleSetRow(tx, input, { rules: draft.rules, byName: nameOf(ctx), at: ctx.clock.now() })
    await dropDraftRow(tx, input)
    return accepted(true)
  })
}

/** Gives up what was being written. */
export async function discardRules(ctx: Context, of: Of): Promise<void> {
  allow(ctx, of.collectivityId)
  await ctx.db.withCollectivity(of.collectivityId, (tx) => dropDraftRow(tx, of))
}

export interface Consequence {
  /** Closed requests that still say who asked. */
  readonly all: number
  /** Whose time has passed already. */
  readonly now: number
  readonly inMonth: number
  readonly inYear: number
  readonly held: number
}

export interface Consequences {
  readonly outcomes: readonly (OutcomeRule & Consequence & { readonly outcome: Outcome })[]
  /** Over the three outcomes. */
  readonly fields: readonly (FieldRule & Consequence)[]
}

/** What rules would do to what is closed today, before anybody publishes them. */
export async function previewRules(ctx: Context, of: Of, rules: Rules): Promise<Consequences> {
  allow(ctx, of.collectivityId)
  const today = dayOf(ctx.clock.now())
  return ctx.db.readCollectivity(of.collectivityId, async (tx) => {
    const counted = async (outcome: Outcome, months: number | null): Promise<Consequence> => {
      // What is kept for good has no last day: nothing was closed by then.
      const by = (day: string): Date => (months === null ? new Date(0) : closedThrough(months, day))
      const moments = [by(addDays(today, -1)), by(addDays(today, 30)), by(addDays(today, 365))] as const
      const { all, held, first, second, third } = await countClosed(tx, { ...of, outcome }, moments)
      return { all, held, now: first, inMonth: second, inYear: third }
    }
    const whole = await Promise.all(
      outcomes.map(async (outcome) => {
        const rule = rules.outcomes[outcome]
        return { ...rule, outcome, ...(await counted(outcome, rule.act === 'keep' ? null : rule.months)) }
      }),
    )
    const fields = await Promise.all(
      rules.fields.map(async (rule) => ({
        ...rule,
        ...summed(await Promise.all(outcomes.map((outcome) => counted(outcome, rule.months)))),
      })),
    )
    return { outcomes: whole, fields }
  })
}

const summed = (parts: readonly Consequence[]): Consequence => {
  const sum = (key: keyof Consequence): number => parts.reduce((total, part) => total + part[key], 0)
  return { all: sum('all'), now: sum('now'), inMonth: sum('inMonth'), inYear: sum('inYear'), held: sum('held') }
}
