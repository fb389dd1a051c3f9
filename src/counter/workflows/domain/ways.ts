import type { Status, Step, WaitStep } from '../schema/index.ts'

/** How a wait ends, and where each end leads. */
export type Ways = { readonly [way: string]: string }

/**
 * The ways out of a wait by their name: `done` of most; `accepted`, `refused`, `timed_out` of an answer asked outside;
 * `done`, `rejected` (4xx), `failed` (5xx), `timed_out` of a call.
 */
export function waysOf(wait: WaitStep): Ways {
  switch (wait.kind) {
    case 'ask_outside':
      return { accepted: wait.accepted, refused: wait.refused, timed_out: wait.timedOut.to }
    case 'call':
      return { done: wait.to, rejected: wait.on4xx.to, failed: wait.on5xx.to, timed_out: wait.onTimeout.to }
    case 'action':
    case 'await_applicant':
    case 'on_delay':
    case 'trigger':
    case 'edit':
    case 'form':
    case 'attach':
      return { done: wait.to }
  }
}

const waits: ReadonlySet<Step['kind']> = new Set([
  'action',
  'await_applicant',
  'on_delay',
  'trigger',
  'edit',
  'form',
  'attach',
  'ask_outside',
  'call',
] satisfies WaitStep['kind'][])

export const isWait = (step: Step): step is WaitStep => waits.has(step.kind)

/** What a step does only when something holds; undefined: always. */
export const conditionOf = (step: Step) => ('when' in step ? step.when : undefined)

/** Every way out of a status, by the wait that it ends: what `leave` takes. */
export const waysOut = ({ steps }: Status): readonly { readonly step: string; readonly way: string }[] =>
  steps.flatMap((step) => (isWait(step) ? Object.keys(waysOf(step)).map((way) => ({ step: step.id, way })) : []))
