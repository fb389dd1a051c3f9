import { dayOf } from '#kernel/calendar'
import type { Value } from '#kernel/expression'
import { type Answers, findOfferById, type OfferOptions, scopeOf } from '#counter/procedures'
import type { CircuitScope, NamedValues } from '#counter/workflows'
import type { Tx } from '#platform/db'
import type { AnswerSheet, Dossier } from '../schema.ts'
import { listFieldRows } from '../store/circuit.ts'
import { findAnswers } from '../store/answers.ts'

export const answersOf = (sheet: AnswerSheet): Answers =>
  Object.fromEntries(Object.entries(sheet).map(([field, { value }]) => [field, value]))

const own = (values: NamedValues | undefined, id: string): Value =>
  values !== undefined && Object.hasOwn(values, id) ? (values[id] ?? null) : null

type CaseFacts = Pick<Dossier, 'number' | 'status' | 'submittedAt' | 'channel' | 'dueOn'>

/** What the steps of a circuit read of a case that is being filed: agents' own fields and marks are still empty. */
export const filedScope = (
  answers: Answers,
  about: { readonly options: OfferOptions['circuit']; readonly now: Date; readonly facts: CaseFacts },
): CircuitScope => ({
  ...scopeOf(answers),
  option: (id) => own(about.options, id),
  internal: () => null,
  case: (datum) => caseDatum(about.facts, datum),
  today: () => dayOf(about.now),
})

/** What the steps of a circuit read of a dossier: answers, options of its offer, agents' own fields, marks, the case itself. */
export async function circuitScope(tx: Tx, dossier: Dossier, now: Date): Promise<CircuitScope> {
  const { collectivityId, id } = dossier
  const [sheet, fields, offer] = await Promise.all([
    findAnswers(tx, collectivityId, id),
    listFieldRows(tx, collectivityId, id),
    findOfferById(tx, collectivityId, dossier.offerId),
  ])
  const values = Object.fromEntries(fields.map(({ field, value }) => [field, value]))
  return {
    ...filedScope(answersOf(sheet), { options: offer?.options.circuit, now, facts: dossier }),
    internal: (field) => own(values, field),
    mark: (mark) => (Object.hasOwn(dossier.marks, mark) ? dossier.marks[mark] : undefined),
  }
}

/** Of the case itself; days are those of Paris. */
function caseDatum(facts: CaseFacts, datum: string): Value {
  if (datum === 'submittedAt') return dayOf(facts.submittedAt)
  if (datum === 'deadline') return facts.dueOn
  return datum === 'number' || datum === 'status' || datum === 'channel' ? facts[datum] : null
}

/** The same, with fields that are being written. */
export const withFields = (scope: CircuitScope, fields: NamedValues): CircuitScope => ({
  ...scope,
  internal: (id) => (Object.hasOwn(fields, id) ? (fields[id] ?? null) : (scope.internal?.(id) ?? null)),
})

/** Answers that are being corrected: null where one is taken away. */
export type EditedValues = { readonly [field: string]: Answers[string] | null }

/** The same, with answers that are being corrected. */
export function withAnswers(scope: CircuitScope, edited: EditedValues): CircuitScope {
  const kept = Object.entries(edited).filter((entry): entry is [string, Answers[string]] => entry[1] !== null)
  const read = scopeOf(Object.fromEntries(kept))
  return { ...scope, answer: (id) => (Object.hasOwn(edited, id) ? read.answer(id) : scope.answer(id)) }
}
