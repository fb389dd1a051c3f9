import type { Definition, FieldError } from '#counter/procedures'
import type { Workflow } from '#counter/workflows'
import type { Day } from '#kernel/calendar'
import type { Counts } from '../../schema.ts'
import { walkCircuit } from './circuit.ts'
import { type Covered, coverForm } from './cover.ts'
import { explainUnreached, type Unreached } from './unreached.ts'

/** What filling a form met. */
export interface WalkedForm extends Omit<Covered, 'filled'> {
  readonly title: string
  readonly isComplete: boolean
  readonly errors: readonly Pick<FieldError, 'field' | 'code'>[]
}

/** Where cases went in a circuit, status by status. */
export interface WalkedCircuit {
  readonly title: string
  readonly statuses: readonly { readonly id: string; readonly label: string; readonly unreached?: Unreached }[]
  readonly ends: readonly { readonly status: string; readonly outcome: string }[]
}

export interface WalkedProcedure {
  readonly slug: string
  /** Of its import, when it was. */
  readonly counts?: Counts
  readonly form?: WalkedForm
  readonly circuit?: WalkedCircuit
  /** The form could be filled, and its circuit led to an end. */
  readonly isWhole: boolean
}

interface Given {
  readonly slug: string
  readonly definition: Definition | undefined
  readonly workflow: Workflow | undefined
  readonly counts?: Counts
}

/** Fills a form as many people would and takes cases through its circuit: what was met of both. In memory. */
export function walkWhole({ slug, definition, workflow, counts }: Given, today: Day): WalkedProcedure {
  const covered = definition && coverForm(definition, today)
  const circuit = workflow && circuitOf(workflow, covered?.filled.answers ?? {})
  const isFilled = covered === undefined || covered.filled.isComplete
  const isEnded = circuit !== undefined && circuit.ends.length > 0
  return {
    slug,
    ...(counts && { counts }),
    ...(definition && covered && { form: formOf(definition, covered) }),
    ...(circuit && { circuit }),
    isWhole: isFilled && isEnded,
  }
}

function formOf({ title }: Definition, { filled, ...covered }: Covered): WalkedForm {
  const errors = filled.errors.map(({ field, code }) => ({ field, code }))
  return { title: title.fr, isComplete: filled.isComplete, errors, ...covered }
}

function circuitOf(workflow: Workflow, answers: Covered['filled']['answers']): WalkedCircuit {
  const { reached, ends } = walkCircuit(workflow, answers)
  const unreached = new Map(explainUnreached(workflow, new Set(reached)).map((each) => [each.status, each]))
  const statuses = workflow.statuses.map(({ id, label }) => {
    const why = unreached.get(id)
    return { id, label: label.fr, ...(why && { unreached: why }) }
  })
  return { title: workflow.title.fr, statuses, ends }
}
