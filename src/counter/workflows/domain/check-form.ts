import type { Step, Workflow } from '../schema/index.ts'
import { expressionsOf, stepsOf } from './expressions.ts'
import { type Problem, problem } from './problems.ts'
import { type FormAnswers, faultsUnder, readsOf } from './reads.ts'
import { templateReads, textsOf } from './template.ts'

/** A form that a circuit is bound to: its answers by type, and every question, even those that no rule reads. */
export type BoundForm = FormAnswers & { readonly asked: ReadonlySet<string> }

interface Read {
  readonly id: string
  readonly place: string
}

/** Answers that a circuit reads in its conditions, values, texts, moments and questions to the applicant. */
const answersIn = (workflow: Workflow): readonly Read[] => [
  ...expressionsOf(workflow).flatMap(({ expression, place }) =>
    readsOf(expression).flatMap(({ source, id }) => (source === 'answer' ? [{ id, place }] : [])),
  ),
  ...stepsOf(workflow).flatMap(({ step, place }) => [
    ...textsOf(step).flatMap((text) =>
      templateReads(text).flatMap(({ source, id }) => (source === 'answer' ? [{ id, place }] : [])),
    ),
    ...namedIn(step).map((id) => ({ id, place })),
  ]),
]

/** Answers that a step names: to correct, to write to, to count from. */
function namedIn(step: Step): readonly string[] {
  if (step.kind === 'await_applicant' || step.kind === 'edit') return step.fields ?? []
  if (step.kind === 'send') return step.to.kind === 'answer' ? [step.to.field] : []
  if (step.kind !== 'on_delay' || typeof step.from !== 'object') return []
  return 'answer' in step.from ? [step.from.answer] : []
}

/** Names of the answers that a circuit reads, for whoever binds it to a form. */
export const answersRead = (workflow: Workflow): readonly string[] => [
  ...new Set(answersIn(workflow).map(({ id }) => id)),
]

/** The faults that a circuit without fault has under one form: what is not asked there, what is of another type. */
export function checkUnderForm(workflow: Workflow, form: BoundForm): readonly Problem[] {
  const missing = answersIn(workflow).filter(({ id }) => !form.asked.has(id))
  const once = new Map(missing.map(({ id, place }) => [`${place} ${id}`, problem('unknown_answer', place, id)]))
  return [
    ...once.values(),
    ...expressionsOf(workflow).flatMap(({ expression, gives, place }) =>
      faultsUnder(workflow, expression, { gives, form }).map((words) => problem('wrong_under_form', place, words)),
    ),
    ...stepsOf(workflow).flatMap(({ step, place }) =>
      step.kind === 'on_delay' && typeof step.from === 'object' && 'answer' in step.from
        ? wrongAnchor(step.from.answer, place, form)
        : [],
    ),
  ]
}

const wrongAnchor = (id: string, place: string, { asked, answers }: BoundForm): readonly Problem[] =>
  asked.has(id) && answers.get(id) !== 'date' ? [problem('bad_anchor', place, id)] : []
