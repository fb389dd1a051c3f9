import type { DraftDocument, Edit, Json, Node } from '#counter/studio'
import type { Step, Workflow } from '#counter/workflows'
import type { Expression, ValueType } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import { saysOf } from '../steps/sayings.ts'
import type { WrittenKind } from './piece.ts'
import { gatherSources, type Source, type SourceGroup, type Sources } from './sources.ts'
import { ruleTexts } from './texts.ts'
import { type Around, type FoundRule, optionKinds, unfolded } from './target.ts'

/** Where a rule of a circuit stands: in a step of a status or of a global action, or in the action itself. */
export interface CircuitTarget {
  /** `si`: when it is done, offered, given. `valeur`: what it is worth. */
  readonly rule: CircuitRule
  readonly status?: string
  readonly action?: string
  /** Rank of the step, from 0. */
  readonly step?: string
  /** "when", "rules.1.when", "fields.0.value", "parameters.amount". */
  readonly at: string
}

export const circuitRules = ['si', 'valeur'] as const
type CircuitRule = (typeof circuitRules)[number]

export const isOfCircuit = (target: object): target is CircuitTarget => 'at' in target

interface Holder {
  readonly node: Node
  readonly says: string
  readonly edit: (set: Node) => Edit
}

/** The rule of a place of the draft's own circuit; undefined where nothing is there. */
export function findCircuitRule(
  { circuit }: DraftDocument,
  target: CircuitTarget,
  { locale, names }: Pick<Sources, 'locale' | 'names'>,
): FoundRule | undefined {
  const holder = 'statuses' in circuit ? holderOf(circuit, target, { locale, names }) : undefined
  const place = holder && slotOf(target, holder.node)
  if (!holder || !place) return undefined
  return {
    expression: place.expression,
    gives: place.gives,
    ...(place.as && { as: place.as }),
    edit: (expression) => holder.edit(place.set(expression as Json)),
    mayBeAbsent: place.mayBeAbsent,
    subject: holder.says,
  }
}

function holderOf(
  circuit: Workflow,
  { status, action, step }: CircuitTarget,
  told: Pick<Sources, 'locale' | 'names'>,
): Holder | undefined {
  const list = action === undefined ? circuit.statuses : (circuit.actions ?? [])
  const found = list.find(({ id }) => id === (action ?? status))
  if (!found) return undefined
  if (step === undefined) {
    const edit = (set: Node): Edit => ({ kind: 'set_global', at: [found.id], set })
    const node = found as unknown as Node
    return action === undefined ? undefined : { node, says: localize(found.label, told.locale), edit }
  }
  const steps: readonly Step[] = found.steps
  const here = steps[Number(step)]
  if (!here) return undefined
  const kind = action === undefined ? 'set_step' : 'set_deed'
  return {
    node: here as unknown as Node,
    // Named without its condition, which is what is being written.
    says: saysOf(withoutCondition(here), circuit, told),
    edit: (set) => ({ kind, at: [found.id, step], set }),
  }
}

function withoutCondition(step: Step): Step {
  const { when: _, ...rest } = step as Step & { readonly when?: unknown }
  return rest as Step
}

interface Slot {
  readonly expression: Expression | undefined
  readonly gives: ValueType
  readonly as?: WrittenKind
  readonly mayBeAbsent: boolean
  readonly set: (value: Json) => Node
}

const asList = (value: unknown): readonly Node[] => (Array.isArray(value) ? (value as readonly Node[]) : [])

/** A property of the piece, one of a line of it, or a named parameter. */
function slotOf({ rule, at }: CircuitTarget, node: Node): Slot | undefined {
  const { gives, whole, lists, property } = slots[rule]
  if (at === whole) {
    const expression = node[at] as unknown as Expression | undefined
    return { expression, gives, mayBeAbsent: true, set: (value) => ({ [at]: value }) }
  }
  const [list = '', key = '', named = property] = at.split('.')
  if (list === 'parameters' && rule === 'valeur') return parameterOf(node, key)
  const lines = lists.includes(list) ? asList(node[list]) : []
  const line = /^\d{1,3}$/.test(key) ? lines[Number(key)] : undefined
  if (!line || named !== property) return undefined
  return {
    expression: line[property] as unknown as Expression | undefined,
    gives,
    mayBeAbsent: false,
    set: (value) => ({ [list]: lines.with(Number(key), { ...line, [property]: value }) }),
  }
}

interface Slots {
  readonly gives: ValueType
  /** The property that holds one by itself. */
  readonly whole: string
  /** Those whose lines hold one each, under `property`. */
  readonly lists: readonly string[]
  readonly property: string
}

const slots: Readonly<Record<CircuitRule, Slots>> = {
  si: { gives: 'boolean', whole: 'when', lists: ['rules'], property: 'when' },
  valeur: { gives: 'any', whole: 'record', lists: ['fields', 'answers', 'values', 'body'], property: 'value' },
}

/** Parameters of a service: amounts are kept in cents, and written in euros. */
function parameterOf(node: Node, id: string): Slot | undefined {
  if (!/^[a-zA-Z]{1,40}$/.test(id) || node['kind'] !== 'ask_outside') return undefined
  const lines = asList(node['parameters'])
  const others = lines.filter((line) => line['id'] !== id)
  const isAmount = id === 'amount'
  return {
    expression: lines.find((line) => line['id'] === id)?.['value'] as unknown as Expression | undefined,
    gives: isAmount || id === 'days' ? 'number' : 'any',
    ...(isAmount && { as: 'amount' as const }),
    mayBeAbsent: true,
    set: (value) => {
      const list = value === null ? others : [...others, { id, value }]
      return { parameters: list.length > 0 ? list : null }
    },
  }
}

const internalKinds: Readonly<Record<string, Pick<Source, 'type' | 'kind'>>> = {
  number: { type: 'number', kind: 'number' },
  amount: { type: 'number', kind: 'amount' },
  boolean: { type: 'boolean', kind: 'boolean' },
  date: { type: 'date', kind: 'date' },
  choice: { type: 'any', kind: 'choice' },
  list: { type: 'list', kind: 'list' },
}

/** What the agents write in the case themselves. */
const ofAgents = ({ internal = [] }: Workflow, locale: Locale): readonly Source[] =>
  internal.map(({ id, label, type, options }) => ({
    id,
    label: localize(label, locale),
    ...(internalKinds[type] ?? { type: 'any', kind: 'text' }),
    ...(options && { choices: options.map((each) => ({ value: each.value, label: localize(each.label, locale) })) }),
  }))

/** What is known of the case itself. */
function ofCase({ statuses }: Workflow, locale: Locale): readonly Source[] {
  const t = ruleTexts(locale)
  const choices = statuses.map(({ id, label }) => ({ value: id, label: localize(label, locale) }))
  return [
    { id: 'status', label: t.case_status, type: 'text', kind: 'choice', choices },
    { id: 'number', label: t.case_number, type: 'text', kind: 'text' },
    { id: 'submittedAt', label: t.case_submitted, type: 'date', kind: 'date' },
    { id: 'deadline', label: t.case_deadline, type: 'date', kind: 'date' },
    { id: 'channel', label: t.case_channel, type: 'text', kind: 'text' },
  ]
}

/** Everything that a rule of a circuit may read: every answer, the agents' fields, the settings, the case. */
export function circuitSources(
  { definition, circuit }: Pick<DraftDocument, 'definition'> & { readonly circuit: Workflow },
  { locale, communes, blocks }: Around,
): Sources {
  const whole = unfolded(definition, blocks)
  const t = ruleTexts(locale)
  const more: readonly (SourceGroup & { readonly source: 'internal' | 'case' })[] = [
    { label: t.of_agents, source: 'internal', sources: ofAgents(circuit, locale) },
    { label: t.of_case, source: 'case', sources: ofCase(circuit, locale) },
  ]
  return gatherSources({
    definition: whole,
    asked: whole.form.pages.map(({ shortTitle, fields }) => ({ label: localize(shortTitle, locale), fields })),
    options: (circuit.options ?? []).map(({ id, label, type }) => ({
      id,
      label: localize(label, locale),
      ...((type === 'text' ? undefined : optionKinds[type]) ?? { type: 'any', kind: 'text' }),
    })),
    more,
    communes,
    locale,
  })
}
