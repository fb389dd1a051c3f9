import { type Problem, readWorkflow, type Status, type Step, type Workflow } from '#counter/workflows'
import { ofCircuit } from './circuit-names.ts'
import type { Notebook } from './notebook.ts'

/** Faults that Publik allows and we do not are mended one after the other; more rounds than this would not help. */
const maxRounds = 400

type Mending = (workflow: Workflow, problem: Problem, status: Status | undefined) => Workflow | undefined

const closing = 'cloture'

/**
 * The circuit once what the platform refuses of it is mended: a status that nothing reaches is left out, one from which a
 * case could not end may be closed by an agent, a turn without a wait is left to an agent. Each mending is noted; a fault
 * that has none is left, for the check before publishing to say.
 */
export function mend(draft: Workflow, notebook: Notebook): Workflow {
  let workflow = withTwoStatuses(draft)
  for (let round = 0; round < maxRounds; round += 1) {
    const read = readWorkflow(workflow)
    if (read.ok) return workflow
    const mended = mendRound(workflow, read.refusal.problems, notebook)
    if (!mended) return workflow
    workflow = mended
  }
  return workflow
}

/** Faults whose mending touches nothing that another fault is about: all of them in one round. */
const apart: ReadonlySet<Problem['code']> = new Set(['unknown_option', 'unknown_internal', 'not_allowed_to_reader'])

/** The circuit without the faults that stand apart, else without the first that can be mended. */
function mendRound(workflow: Workflow, problems: readonly Problem[], notebook: Notebook): Workflow | undefined {
  const alone = problems.filter(({ code }) => apart.has(code))
  if (alone.length > 0) {
    const once = new Map(alone.map((problem) => [`${problem.code} ${nameOf(problem)}`, problem]))
    return [...once.values()].reduce((mended, problem) => mendOne(mended, problem, notebook) ?? mended, workflow)
  }
  for (const problem of problems) {
    const mended = mendOne(workflow, problem, notebook)
    if (mended) return mended
  }
  return undefined
}

function mendOne(workflow: Workflow, problem: Problem, notebook: Notebook): Workflow | undefined {
  const mending = mendings[problem.code]
  const id = /^statuses\/([^/]+)/.exec(problem.place)?.[1]
  const mended = mending?.(
    workflow,
    problem,
    workflow.statuses.find((status) => status.id === id),
  )
  if (mended) notebook.note('mended', ofCircuit, `${problem.place} : ${problem.sentence.fr}`)
  return mended
}

const withStatus = (workflow: Workflow, changed: Status): Workflow => ({
  ...workflow,
  statuses: workflow.statuses.map((status) => (status.id === changed.id ? changed : status)),
})

const without = (workflow: Workflow, id: string): Workflow => ({
  ...workflow,
  statuses: workflow.statuses.filter((status) => status.id !== id),
  ...(workflow.actions && {
    actions: workflow.actions.filter(({ to }) => to !== id).map((action) => withoutFrom(action, id)),
  }),
})

function withoutFrom<A extends { from?: string[] }>(action: A, id: string): A {
  const from = action.from?.filter((each) => each !== id)
  return from && from.length > 0 ? { ...action, from } : action
}

/** The way out that we add: closing the case. What would leave the status before anybody can press is left to somebody. */
function closable(workflow: Workflow, status: Status): Workflow | undefined {
  const leaves = status.steps.some(
    (step) => (step.kind === 'jump' || step.kind === 'return') && step.when === undefined,
  )
  if (leaves) return byHand(workflow, status)
  const by = workflow.functions[0]?.id ?? ''
  const close: Step = {
    kind: 'action',
    id: `clore_${status.id}`.slice(0, 60),
    label: { fr: 'Clore la demande' },
    by: [by],
    tone: 'forward',
    to: closing,
    consequences: [{ fr: 'La demande est close.' }],
  }
  const { outcome: _, ...open } = status
  const changed: Status = {
    ...open,
    phase: status.phase === 'decided' ? 'examined' : status.phase,
    steps: [...status.steps, close],
  }
  const ended: Status = {
    id: closing,
    label: { fr: 'Close' },
    publicLabel: { fr: 'Votre demande est close.' },
    phase: 'decided',
    outcome: 'closed',
    steps: [],
  }
  const mended = withStatus(workflow, changed)
  return mended.statuses.some(({ id }) => id === closing)
    ? mended
    : { ...mended, statuses: [...mended.statuses, ended] }
}

/** Two statuses at least: the second is where an agent closes the case. */
function reachable(workflow: Workflow, status: Status): Workflow | undefined {
  const first = workflow.statuses.find(({ id }) => id === workflow.initial)
  return first && first.id !== status.id ? closable(without(workflow, status.id), first) : undefined
}

/** The jumps of a status become buttons: somebody decides each turn. */
function byHand(workflow: Workflow, status: Status): Workflow | undefined {
  const by = workflow.functions[0]?.id ?? ''
  const jumps = status.steps.filter((step) => step.kind === 'jump')
  if (jumps.length === 0) return undefined
  const buttons = jumps.map(({ to }, index): Step => ({
    kind: 'action',
    id: `${status.id.slice(0, 45)}_vers_${index + 1}`,
    label: { fr: `Continuer vers « ${workflow.statuses.find(({ id }) => id === to)?.label.fr ?? to} »` },
    by: [by],
    tone: 'forward',
    to,
    consequences: [{ fr: 'La demande avance.' }],
  }))
  return withStatus(workflow, {
    ...status,
    steps: [...status.steps.filter(({ kind }) => kind !== 'jump' && kind !== 'return'), ...buttons],
  })
}

const nameOf = ({ sentence }: Problem): string => /« ([^»]+) »/.exec(sentence.fr)?.[1]?.trim() ?? ''

const mendings: Partial<Record<Problem['code'], Mending>> = {
  unreachable_status: (workflow, _, status) =>
    status && (workflow.statuses.length > 2 ? without(workflow, status.id) : reachable(workflow, status)),
  no_end: (workflow, _, status) => status && closable(workflow, status),
  missing_wait: (workflow, _, status) => status && closable(workflow, status),
  unsure_wait: (workflow, _, status) => status && closable(workflow, status),
  loop_without_wait: (workflow, _, status) => status && byHand(workflow, status),
  dead_step: (workflow, { place }, status) => {
    const index = Number(/steps\/(\d+)$/.exec(place)?.[1] ?? 0) - 1
    return status && index >= 0 ? withStatus(workflow, { ...status, steps: status.steps.slice(0, index) }) : undefined
  },
  await_not_shown: (workflow, _, status) => status && withStatus(workflow, { ...status, phase: 'waiting_applicant' }),
  wait_in_end: (workflow, problem, status) =>
    status ? withoutOutcome(workflow, status) : notFromEnds(workflow, problem),
  unknown_mark: (workflow, _, status) =>
    status &&
    withStatus(workflow, {
      ...status,
      steps: status.steps.map((step) => (step.kind === 'return' ? { kind: 'jump', to: step.otherwise } : step)),
    }),
  unknown_option: (workflow, problem) => {
    const id = nameOf(problem)
    const option = { id, label: { fr: id.replaceAll('_', ' ') }, type: 'text', default: '' } as const
    return { ...workflow, options: [...(workflow.options ?? []), option] }
  },
  unknown_internal: (workflow, problem) => {
    const id = nameOf(problem)
    const field = { id, label: { fr: id.replaceAll('_', ' ') }, type: 'text' } as const
    return { ...workflow, internal: [...(workflow.internal ?? []), field] }
  },
  // Publik sends it to the person: ours says that she may read it.
  not_allowed_to_reader: (workflow, problem) => ({
    ...workflow,
    internal: (workflow.internal ?? []).map((field) =>
      field.id === nameOf(problem) ? { ...field, shared: true } : field,
    ),
  }),
}

const withoutOutcome = (workflow: Workflow, status: Status): Workflow => {
  const { outcome: _, ...open } = status
  return withStatus(workflow, { ...open, phase: 'examined' })
}

/** A global action that leads elsewhere is not offered once the case has ended. */
function notFromEnds(workflow: Workflow, { place }: Problem): Workflow | undefined {
  const id = /^actions\/(.+)$/.exec(place)?.[1]
  const ends = new Set(workflow.statuses.flatMap(({ id: status, outcome }) => (outcome === undefined ? [] : [status])))
  const actions = workflow.actions?.map((action) => {
    if (action.id !== id) return action
    const { from, ...rest } = action
    const open = from?.filter((status) => !ends.has(status)) ?? []
    return open.length > 0 ? { ...rest, from: open } : rest
  })
  return actions && { ...workflow, actions }
}

/** A circuit of a single status gains the one where a case is received. */
function withTwoStatuses(workflow: Workflow): Workflow {
  const [only, second] = workflow.statuses
  if (!only || (second && only.outcome === undefined)) {
    return {
      ...workflow,
      statuses: workflow.statuses.map((status, index) =>
        index === 0 && status.phase === 'examined' ? { ...status, phase: 'received' } : status,
      ),
    }
  }
  const received: Status = {
    id: 'demande_recue',
    label: { fr: 'Demande reçue' },
    publicLabel: { fr: 'Votre demande est reçue.' },
    phase: 'received',
    steps: [{ kind: 'jump', to: only.id }],
  }
  return { ...workflow, initial: received.id, statuses: [received, ...workflow.statuses] }
}
