import type { Status, Workflow } from '../schema/index.ts'
import { liveSteps, offeredFrom, targetsOf } from './graph.ts'
import { type Problem, problem } from './problems.ts'
import { conditionOf } from './ways.ts'

/** Follows each status with its clock running and paused: a clock that is paused may not be paused again. */
export function checkClock(workflow: Workflow): readonly Problem[] {
  const statuses = new Map(workflow.statuses.map((status) => [status.id, status]))
  const faults = new Map<string, Problem>()
  const seen = new Set<string>()
  const waiting = [{ id: workflow.initial, isPaused: false }]
  for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
    const status = statuses.get(here.id)
    const key = `${here.id} ${here.isPaused}`
    if (!status || seen.has(key)) continue
    seen.add(key)
    const passage = passClock(workflow, status, here.isPaused)
    for (const place of passage.pausedTwice) faults.set(place, problem('paused_twice', place, status.label))
    waiting.push(...passage.ways)
  }
  return [...faults.values()]
}

interface ClockPassage {
  readonly ways: readonly { readonly id: string; readonly isPaused: boolean }[]
  /** Places of steps that pause a paused clock. */
  readonly pausedTwice: readonly string[]
}

/** A clock step with a condition may not run: what comes after is not judged by it. */
function passClock(workflow: Workflow, status: Status, isPausedOnEntry: boolean): ClockPassage {
  const ways: { id: string; isPaused: boolean }[] = []
  const pausedTwice: string[] = []
  let isPaused = isPausedOnEntry
  for (const [index, step] of liveSteps(status).entries()) {
    if (step.kind === 'clock' && conditionOf(step) === undefined) {
      const pauses = step.command === 'pause'
      if (pauses && isPaused) pausedTwice.push(`statuses/${status.id}/steps/${index + 1}`)
      isPaused = pauses
    }
    ways.push(...targetsOf(workflow, step).map((id) => ({ id, isPaused })))
  }
  for (const { from, to, steps } of workflow.actions ?? []) {
    if (to === undefined || !offeredFrom(workflow, from).includes(status.id)) continue
    const command = steps.findLast((step) => step.kind === 'clock')?.command
    ways.push({ id: to, isPaused: command === undefined ? isPaused : command === 'pause' })
  }
  return { ways, pausedTwice }
}
