import type { Step } from '#counter/workflows'
import type { Panel } from '../panel/panel.ts'
import { givePanels, keepPanels } from './keep.ts'
import { sendPanels } from './send.ts'
import { outsidePanels, peoplePanels } from './wait.ts'

/** The kinds of steps, by what they are for: the order in which they are offered. */
export const stepFamilies = {
  people: peoplePanels,
  send: sendPanels,
  give: givePanels,
  keep: keepPanels,
  outside: outsidePanels,
} as const

export type StepFamily = keyof typeof stepFamilies

/** How each kind is written; a kind without a panel does not compile. */
export const stepPanels: Readonly<Record<Step['kind'], Panel>> = {
  ...sendPanels,
  ...givePanels,
  ...keepPanels,
  ...peoplePanels,
  ...outsidePanels,
}

const waits: ReadonlySet<string> = new Set([...Object.keys(peoplePanels), ...Object.keys(outsidePanels)])
const ways: ReadonlySet<string> = new Set(['jump', 'return'])

/** Steps at which a case waits: they come last in their status. */
export const isWaitKind = (kind: string): boolean => waits.has(kind)

/** Steps that a global action may be made of. */
export const isDeedKind = (kind: string): boolean =>
  Object.hasOwn(stepPanels, kind) && !waits.has(kind) && !ways.has(kind)
