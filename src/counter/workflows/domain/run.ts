import { AppError } from '#kernel/errors'
import { holds, type Value } from '#kernel/expression'
import type { DeedStep, Effect, Status, Transition, WaitStep, WayStep, Workflow } from '../schema/index.ts'
import { type CircuitScope, knownDelay, optionOf, valueOf, valuesOf } from './values.ts'
import { isWait } from './ways.ts'

/** One passage through a circuit: what was done so far, and what steps that come after can already read. */
interface Passage {
  readonly workflow: Workflow
  readonly scope: CircuitScope
  readonly effects: Effect[]
}

/**
 * A passage whose later steps read what its earlier ones set: agents' fields and marks change on the way, answers do not.
 */
export function beginPassage(workflow: Workflow, scope: CircuitScope): Passage {
  const effects: Effect[] = []
  const lastSet = (id: string): Value | undefined =>
    effects
      .flatMap((effect) => (effect.kind === 'set' && Object.hasOwn(effect.values, id) ? [effect.values[id]] : []))
      .at(-1)
  const markedHere = (id: string): string | undefined =>
    effects.flatMap((effect) => (effect.kind === 'mark' && effect.mark === id ? [effect.status] : [])).at(-1)
  return {
    workflow,
    effects,
    scope: {
      ...scope,
      answer: (id) => scope.answer(id),
      option: (id) => optionOf(workflow, scope, id),
      internal: (id) => {
        const set = lastSet(id)
        return set === undefined ? (scope.internal?.(id) ?? null) : set
      },
      mark: (id) => markedHere(id) ?? scope.mark?.(id),
    },
  }
}

/**
 * Enters a status and goes on from jump to jump until the case waits or ends.
 * Coming twice to one status without a wait means turning for ever.
 * @throws AppError `conflict workflows.endless_jumps`, that `checkWorkflow` foresees.
 */
export function enter(passage: Passage, firstStatusId: string): Transition {
  const { workflow, effects } = passage
  const path: string[] = []
  let next: string | undefined = firstStatusId
  let status = statusOf(workflow, firstStatusId)
  while (next !== undefined) {
    if (path.includes(next)) {
      throw new AppError('conflict', 'workflows.endless_jumps', { detail: `${workflow.slug}: ${path.join(' > ')}` })
    }
    status = statusOf(workflow, next)
    path.push(next)
    next = runSteps(passage, status)
  }
  armCase(passage, status)
  if (status.outcome) effects.push({ kind: 'close', outcome: status.outcome })
  return { path, status: status.id, phase: status.phase, effects }
}

/** A status of the circuit; undefined for one of another revision. */
export const findStatus = (workflow: Workflow, statusId: string): Status | undefined =>
  workflow.statuses.find(({ id }) => id === statusId)

/**
 * A status of the circuit.
 * @throws AppError `not_found workflows.unknown_status`: a case and its revision do not match.
 */
export function statusOf(workflow: Workflow, statusId: string): Status {
  const status = findStatus(workflow, statusId)
  if (status) return status
  throw new AppError('not_found', 'workflows.unknown_status', { detail: `${workflow.slug}: ${statusId}` })
}

/** Runs the steps of a status, adding their effects; the status to jump to, or undefined where it stops. */
function runSteps(passage: Passage, status: Status): string | undefined {
  for (const step of status.steps) {
    if (isWait(step)) break
    if (step.kind === 'jump' || step.kind === 'return') {
      if (holds(step.when, passage.scope)) return targetOf(step, passage)
    } else runDeed(passage, step, status.id)
  }
  for (const wait of status.steps.filter(isWait)) arm(passage, wait)
  return undefined
}

const targetOf = (way: WayStep, { workflow, scope }: Passage): string => {
  if (way.kind === 'jump') return way.to
  const marked = scope.mark?.(way.mark)
  // A mark set under an older revision may name a status that has gone.
  return workflow.statuses.some(({ id }) => id === marked) ? (marked ?? way.otherwise) : way.otherwise
}

/**
 * What a case asks for where it stands, its steps not being run: a new revision replaces the one it followed, and nobody
 * is to be written to twice.
 */
export function armsOf(workflow: Workflow, statusId: string, scope: CircuitScope): readonly Effect[] {
  const passage = beginPassage(workflow, scope)
  const status = statusOf(workflow, statusId)
  for (const wait of status.steps.filter(isWait)) arm(passage, wait)
  armCase(passage, status)
  return passage.effects
}

/** The moments of the case itself: of global actions that come by themselves, and of its end. */
function armCase({ workflow, scope, effects }: Passage, status: Status): void {
  for (const { id, from, on } of workflow.actions ?? []) {
    if (on.kind !== 'delay' || !(from ? from.includes(status.id) : status.outcome === undefined)) continue
    const after = knownDelay(on.after, workflow, scope)
    effects.push({ kind: 'timer', of: 'action', step: id, after, from: on.from })
  }
  const kept = status.outcome && workflow.retention?.[status.outcome]
  if (!status.outcome || !kept) return
  const after = { unit: 'months' as const, count: kept.months }
  effects.push({ kind: 'timer', of: 'retention', step: status.outcome, after, from: 'entered' })
}

/** What a wait asks for when the case comes to it: most ask for nothing. */
function arm({ workflow, scope, effects }: Passage, wait: WaitStep): void {
  if (wait.kind === 'on_delay') {
    const after = knownDelay(wait.after, workflow, scope)
    effects.push({ kind: 'timer', of: 'wait', step: wait.id, after, from: wait.from ?? 'entered' })
  } else if (wait.kind === 'ask_outside') {
    effects.push({
      kind: 'ask',
      step: wait.id,
      service: wait.service,
      parameters: valuesOf(wait.parameters ?? [], scope),
      timeout: knownDelay(wait.timedOut.after, workflow, scope),
    })
  } else if (wait.kind === 'call') {
    const { method, url } = wait
    const errand = { work: 'call' as const, method, url, body: valuesOf(wait.body ?? [], scope) }
    effects.push({ kind: 'errand', step: wait.id, into: null, errand })
  }
}

/** Runs a step that does something and stays, when its condition holds. `statusId` is where the case is. */
export function runDeed(passage: Passage, deed: DeedStep, statusId: string): void {
  if ('when' in deed && !holds(deed.when, passage.scope)) return
  const effectOf = effects[deed.kind] as (deed: DeedStep, around: Around) => Effect | undefined
  const effect = effectOf(deed, { scope: passage.scope, statusId })
  if (effect) passage.effects.push(effect)
}

interface Around {
  readonly scope: CircuitScope
  readonly statusId: string
}

const onlyShown = (): undefined => undefined

/** What each kind of deed does; undefined for what is only shown. */
const effects: {
  readonly [K in DeedStep['kind']]: (deed: Extract<DeedStep, { kind: K }>, around: Around) => Effect | undefined
} = {
  assign: (deed) => ({ kind: 'assign', function: deed.function }),
  dispatch: ({ rules, otherwise }, { scope }) => {
    const found = rules.find(({ when }) => holds(when, scope))?.function ?? otherwise
    return found === undefined ? undefined : { kind: 'assign', function: found }
  },
  notify: ({ subject, body }) => ({ kind: 'notify', subject, body }),
  send: ({ channel, to, subject, body }) => ({ kind: 'send', channel, to, body, ...(subject && { subject }) }),
  comment: ({ to, body }) => ({ kind: 'comment', to, body }),
  clock: ({ command }) => ({ kind: 'clock', command }),
  mark: ({ id }, { statusId }) => ({ kind: 'mark', mark: id, status: statusId }),
  set: ({ fields }, { scope }) => ({ kind: 'set', values: valuesOf(fields, scope) }),
  card: ({ id, into = null, list, record, values }, { scope }) => ({
    kind: 'errand',
    step: id,
    into,
    errand: {
      work: 'card',
      list,
      record: record === undefined ? null : valueOf(record, scope),
      values: valuesOf(values, scope),
    },
  }),
  create_case: ({ id, into = null, procedure, collectivity = null, answers }, { scope }) => ({
    kind: 'errand',
    step: id,
    into,
    errand: { work: 'create_case', procedure, collectivity, answers: valuesOf(answers, scope) },
  }),
  generate_document: ({ id, template, name, readBy }) => ({
    kind: 'errand',
    step: id,
    into: null,
    errand: { work: 'generate_document', template, name, readBy },
  }),
  anonymise: () => ({ kind: 'anonymise' }),
  remove: () => ({ kind: 'remove' }),
  show_text: onlyShown,
  redirect: onlyShown,
}
