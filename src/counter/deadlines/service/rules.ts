import { Compile } from 'typebox/compile'
import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { mayRule } from '../policy.ts'
import { noRules, Rules, type RulesDraft, type RuleSet } from '../schema.ts'
import {
  dropDraftRow,
  findDraftRow,
  findRuleSetRow,
  insertRuleSetRow,
  lockDraftRow,
  saveDraftRow,
} from '../store/rules.ts'

interface Of {
  readonly collectivityId: string
  readonly procedureId: string
}

/** The rules that a procedure follows today in a collectivity; undefined: the delay of its offer alone. */
export const findRuleSet = (tx: Tx, of: Of): Promise<RuleSet | undefined> =>
  findRuleSetRow(tx, of.collectivityId, of.procedureId)

const isRules = Compile(Rules)

const nameOf = ({ actor }: Context): string => ('name' in actor ? actor.name : 'Traboule')

function allow({ actor }: Context, { collectivityId, procedureId }: Of): void {
  if (!mayRule(actor, collectivityId)) throw notFound('deadlines.no_rules', procedureId)
}

/** What is published, and what is being written; undefined where there is none. */
export async function readRules(
  ctx: Context,
  of: Of,
): Promise<{ readonly published: RuleSet | undefined; readonly draft: RulesDraft | undefined }> {
  allow(ctx, of)
  return ctx.db.readCollectivity(of.collectivityId, async (tx) => {
    const [published, draft] = await Promise.all([findRuleSet(tx, of), findDraftRow(tx, of)])
    return { published, draft }
  })
}

export type RulesRefusal = 'faulty' | 'changed_meanwhile'

/**
 * Keeps a draft of the rules: nothing follows them before they are published.
 * @param input.seen version of the draft that the page was showing; 0: none.
 * @throws AppError `not_found deadlines.no_rules` for who may not.
 */
export async function saveRules(
  ctx: Context,
  input: Of & { readonly rules: Rules; readonly seen: number },
): Promise<Outcome<number, RulesRefusal>> {
  allow(ctx, input)
  const { rules, seen } = input
  if (!isRules.Check(rules)) return refused('faulty')
  return ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const before = await lockDraftRow(tx, input)
    if ((before?.version ?? 0) !== seen) return refused('changed_meanwhile')
    const version = seen + 1
    await saveDraftRow(tx, input, { rules, version, byName: nameOf(ctx), at: ctx.clock.now() })
    return accepted(version)
  })
}

/** Publishes the draft: cases filed from then on follow it; those that are open keep what they were promised. */
export async function publishRules(
  ctx: Context,
  input: Of & { readonly seen: number },
): Promise<Outcome<number, 'changed_meanwhile'>> {
  allow(ctx, input)
  return ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const draft = await lockDraftRow(tx, input)
    if (!draft || draft.version !== input.seen) return refused('changed_meanwhile')
    const number = await insertRuleSetRow(tx, input, { ...draft, byName: nameOf(ctx), at: ctx.clock.now() })
    await dropDraftRow(tx, input)
    return accepted(number)
  })
}

/** Gives up what was being written. */
export async function discardRules(ctx: Context, of: Of): Promise<void> {
  allow(ctx, of)
  await ctx.db.withCollectivity(of.collectivityId, (tx) => dropDraftRow(tx, of))
}

/** What the page begins with: the draft, else what is published, else nothing. */
export const startingRules = ({
  published,
  draft,
}: {
  readonly published: RuleSet | undefined
  readonly draft: RulesDraft | undefined
}): Rules => draft?.rules ?? published?.rules ?? noRules
