import { edgesOf, type Status, type Step, type Workflow } from '#counter/workflows'
import { describeCondition, type Expression } from '#kernel/expression'

/** Why no case came to a status: nobody comes to what leads there, or a condition never held. */
export interface Unreached {
  readonly status: string
  readonly why: 'no_way' | 'from_unreached' | 'condition'
  /** Statuses that lead there. */
  readonly from: readonly string[]
  /** The conditions of those ways, as sentences. */
  readonly conditions: readonly string[]
}

/** Why each of some statuses was not reached. */
export function explainUnreached(workflow: Workflow, reached: ReadonlySet<string>): readonly Unreached[] {
  const edges = edgesOf(workflow)
  return workflow.statuses
    .filter(({ id }) => !reached.has(id))
    .map(({ id }): Unreached => {
      const from = [...new Set(edges.flatMap((edge) => (edge.to === id && edge.from !== id ? [edge.from] : [])))]
      const near = workflow.statuses.filter((status) => from.includes(status.id) && reached.has(status.id))
      if (from.length === 0) return { status: id, why: 'no_way', from, conditions: [] }
      if (near.length === 0) return { status: id, why: 'from_unreached', from, conditions: [] }
      return {
        status: id,
        why: 'condition',
        from,
        conditions: near.flatMap((status) => conditionsTo(workflow, status, id)),
      }
    })
}

/** What the steps of a status ask of a case before it goes to another one. */
function conditionsTo(workflow: Workflow, { steps }: Status, to: string): readonly string[] {
  const leads = (step: Step): boolean => 'to' in step && step.to === to
  return steps.flatMap((step) =>
    leads(step) && 'when' in step && step.when !== undefined ? [sentenceOf(workflow, step.when)] : [],
  )
}

function sentenceOf({ options = [], internal = [] }: Workflow, condition: Expression): string {
  const named =
    (list: readonly { readonly id: string; readonly label: { readonly fr: string } }[]) => (id: string) => ({
      label: list.find((each) => each.id === id)?.label.fr ?? id,
    })
  const names = { answer: named([]), option: named(options), internal: named(internal) }
  return describeCondition(condition, names, 'fr')
}
