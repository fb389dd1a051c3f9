import type { VNode } from 'preact'
import type { Definition } from '#counter/procedures'
import type { Json, Node } from '#counter/studio'
import type { Workflow } from '#counter/workflows'
import type { Locale } from '#kernel/localized'
import type { SelectOption } from '#platform/html'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../../connect/accounts/typed.ts'
import type { NamedThings } from '../things/things.ts'
import { type PanelLabel, panelTexts } from './texts.ts'

/** Forms that write one piece of a circuit: each control draws a property and reads it back, so that both stay together. */

/** What pieces may name. */
export interface Around {
  readonly locale: Locale
  readonly workflow: Workflow
  /** The form whose answers are read. */
  readonly definition: Definition
  readonly procedures: readonly SelectOption[]
  /** Agendas, régies, letters, records of the collectivity. */
  readonly things: NamedThings
}

export interface Fault {
  readonly fieldId: string
  /** Beside the input. */
  readonly message: string
  /** In the summary, where the input is not seen. */
  readonly told: string
}

interface Place {
  readonly around: Around
  /** The piece as it is written now. */
  readonly node: Node
  /** Before the names of inputs. */
  readonly prefix: string
}

export interface Drawing extends Place {
  /** What its buttons do: `etape-changer`. */
  readonly act: string
  /** What was sent, when it was refused. */
  readonly typed: FormBody | undefined
  readonly errors: readonly Fault[]
}

export interface Reading extends Place {
  readonly body: FormBody
}

export interface Read {
  /** By property; null takes one away. */
  readonly values: Node
  readonly faults: readonly Fault[]
}

export interface Control {
  readonly draw: (at: Drawing) => VNode | null
  /** The same in English, below. */
  readonly english?: (at: Drawing) => VNode | null
  readonly read: (at: Reading) => Read
}

export type Panel = readonly Control[]

/** What each control says of itself. */
export interface Said {
  readonly label: PanelLabel
  readonly hint?: PanelLabel
  readonly isOptional?: true
}

/** Name, value and error of an input. */
export const inputOf = ({ prefix, typed, errors }: Drawing, name: string, current: string) => ({
  id: prefix + name,
  name: prefix + name,
  value: typed ? typedIn(typed, prefix + name) : current,
  error: errors.find(({ fieldId }) => fieldId === prefix + name)?.message,
})

/** Label and hint, in the author's language. */
export function sayingOf({ around }: Place, { label, hint, isOptional }: Said) {
  const t = panelTexts(around.locale)
  return {
    label: t[label],
    ...(hint !== undefined && { hint: t[hint] }),
    ...(isOptional && { optionalMark: t.optional_mark }),
  }
}

export const typedAt = ({ body, prefix }: Reading, name: string): string => typedIn(body, prefix + name).trim()

/** All that was ticked under a name. */
export function tickedIn(body: FormBody, name: string): readonly string[] {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  return (typeof value === 'string' ? [value] : (value ?? [])).filter((each) => each !== '')
}

export function faultAt({ around, prefix }: Reading, name: string, message: PanelLabel, { label }: Said): Fault {
  const t = panelTexts(around.locale)
  return { fieldId: prefix + name, message: t[message], told: t.told(t[label], t[message]) }
}

export const readAs = (key: string, value: Json, faults: readonly Fault[] = []): Read => ({
  values: { [key]: value },
  faults,
})

/** Everything that the controls of a panel read. */
export function readPanel(panel: Panel, at: Reading): Read {
  const reads = panel.map((control) => control.read(at))
  return {
    values: Object.assign({}, ...reads.map(({ values }) => values)) as Node,
    faults: reads.flatMap(({ faults }) => faults),
  }
}

/** A piece to keep inside another: what is null is left out, but for a value that is nothing. */
export const withoutNulls = (values: Node): Node =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== null || name === 'value'))

export const asNode = (value: Json | undefined): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {}

export const asList = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : []

export const asText = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
