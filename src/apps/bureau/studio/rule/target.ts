import { askedIn, type Definition, type Field, type Page } from '#counter/procedures'
import type { DraftDocument, Edit, Json } from '#counter/studio'
import { type Expression, references, type ValueType } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import { blockCalled } from '../block-gestures.ts'
import { fieldIn, type Place, siblingsOf } from '../gestures.ts'
import type { WrittenKind } from './piece.ts'
import { type AskedGroup, type Communes, gatherSources, type Source, type Sources } from './sources.ts'

/** What a rule decides: whether one sees, whether one must answer, what it is worth, what must hold, who may not. */
export const ruleNames = ['quand', 'exigee', 'calcul', 'controle', 'refus'] as const
export type RuleName = (typeof ruleNames)[number]

/** Where a rule stands in a draft. */
export interface RuleTarget extends Place {
  readonly rule: RuleName
  /** Value of an answer offered by the field. */
  readonly option?: string
  /** Name of a check, or of a refusal; of the whole form when there is no page. */
  readonly id?: string
}

export interface FoundRule {
  readonly expression: Expression | undefined
  readonly gives: ValueType
  /** How a number is written, where it is not as it is kept. */
  readonly as?: WrittenKind
  /** Null takes the rule away, where there may be none. */
  readonly edit: (expression: Expression | null) => Edit
  readonly mayBeAbsent: boolean
  /** What it rules, as one reads it. */
  readonly subject: string
}

type Loose = Readonly<Record<string, unknown>>

const properties = {
  quand: 'condition',
  exigee: 'requiredWhen',
  calcul: 'value',
  controle: 'holds',
  refus: 'when',
} as const

const givenBy = { text: 'any', number: 'number', amount: 'number', date: 'date', yes_no: 'boolean' } as const

const pageAt = ({ definition }: DraftDocument, { page }: Place): Page | undefined =>
  definition.form.pages.find(({ id }) => id === page)

/** The rule of a place, as the draft has it; undefined where nothing is there. */
export function findRule(document: DraftDocument, target: RuleTarget, locale: Locale): FoundRule | undefined {
  const property = properties[target.rule]
  const held = holderOf(document, target)
  if (!held) return undefined
  const { holder, subject, kind, at } = held
  const field = holder as { readonly type?: string; readonly gives?: keyof typeof givenBy }
  return {
    expression: (holder as Loose)[property] as Expression | undefined,
    gives: target.rule === 'calcul' && field.gives ? givenBy[field.gives] : 'boolean',
    edit: (expression) => ({ kind, at, set: { [property]: expression as Json, ...besideOf(held, expression) } }),
    mayBeAbsent: target.rule === 'quand' || target.rule === 'exigee',
    subject: localize(subject, locale),
  }
}

/** A check that names no question stands beside those that its rule reads. */
function besideOf({ kind, holder }: Held, expression: Expression | null): { readonly fields?: readonly string[] } {
  if (kind !== 'set_check') return {}
  const { fields: known, holds } = holder as { readonly fields: readonly string[]; readonly holds: Expression }
  if (known.length > 0 && holds !== true) return {}
  const read = references(expression)
  const fields = [...new Set([...read.answers.map(askedIn), ...read.rows.map(({ block }) => block)])]
  return fields.length === 0 ? {} : { fields: fields.slice(0, 20) }
}

interface Held {
  readonly holder: object
  readonly subject: { readonly fr: string; readonly en?: string }
  readonly kind: 'set_page' | 'set_field' | 'set_option' | 'set_check' | 'set_eligibility'
  readonly at: readonly string[]
}

function holderOf(document: DraftDocument, target: RuleTarget): Held | undefined {
  if (target.rule === 'controle' || target.rule === 'refus') return acrossHeld(document, target)
  const page = pageAt(document, target)
  if (target.field.length > 0) return fieldHeld(document, target)
  return page && { holder: page, subject: page.title, kind: 'set_page', at: [page.id] }
}

function acrossHeld(document: DraftDocument, { rule, page, field, id = '' }: RuleTarget): Held | undefined {
  const of = page === undefined ? document.definition.form : pageAt(document, { page, field })
  const list = rule === 'controle' ? of?.checks : of?.eligibility
  const found = list?.find((each) => each.id === id)
  const kind = rule === 'controle' ? 'set_check' : 'set_eligibility'
  return found && { holder: found, subject: found.message, kind, at: page === undefined ? [id] : [page, id] }
}

function fieldHeld(document: DraftDocument, target: RuleTarget): Held | undefined {
  const field = fieldIn(document, target)
  if (!field || (target.rule === 'calcul' && field.type !== 'computed')) return undefined
  if (target.option === undefined) return { holder: field, subject: field.label, kind: 'set_field', at: target.field }
  const option = 'options' in field ? field.options?.find(({ value }) => value === target.option) : undefined
  return option && { holder: option, subject: option.label, kind: 'set_option', at: [...target.field, option.value] }
}

/** What was asked before a rule is judged, page by page. */
function askedBefore(document: DraftDocument, target: RuleTarget, locale: Locale): readonly AskedGroup[] {
  const { pages } = document.definition.form
  const of = (page: Page): AskedGroup => ({ label: localize(page.shortTitle, locale), fields: page.fields })
  const isRule = target.rule === 'controle' || target.rule === 'refus'
  if (target.page === undefined) return pages.map(of)
  const rank = pages.findIndex(({ id }) => id === target.page)
  const here = pages[rank]
  const earlier = pages.slice(0, Math.max(0, rank)).map(of)
  if (!here) return earlier
  if (isRule) return [...earlier, of(here)]
  const levels = target.field.map((_, depth) => levelOf(document, target, depth, locale))
  return [...levels.toReversed(), ...earlier]
}

/** The fields before one, on its page or in its rows. */
function levelOf(document: DraftDocument, target: RuleTarget, depth: number, locale: Locale): AskedGroup {
  const names = target.field.slice(0, depth + 1)
  const fields: readonly Field[] = siblingsOf(document, { page: target.page, field: names })
  const rank = fields.findIndex(({ id }) => id === names.at(-1))
  const around = depth === 0 ? undefined : fieldIn(document, { page: target.page, field: names.slice(0, -1) })
  const label = around?.label ?? pageAt(document, target)?.shortTitle
  return { label: label ? localize(label, locale) : '', fields: fields.slice(0, Math.max(0, rank)) }
}

const offered = (definition: Definition, locale: Locale): readonly Source[] => [
  {
    id: 'deadlineDays',
    label: locale === 'fr' ? 'Le délai promis, en jours' : 'The promised delay, in days',
    type: 'number',
    kind: 'number',
  },
  { id: 'feeCents', label: locale === 'fr' ? 'Le tarif' : 'The fee', type: 'number', kind: 'amount' },
  ...Object.keys(definition.defaults.circuit ?? {}).map((id): Source => ({ id, label: id, type: 'any', kind: 'any' })),
]

/** What an option of a circuit is for a rule, by its type. */
export const optionKinds: Readonly<Record<string, Pick<Source, 'type' | 'kind'>>> = {
  date: { type: 'date', kind: 'date' },
  number: { type: 'number', kind: 'number' },
  amount: { type: 'number', kind: 'amount' },
  boolean: { type: 'boolean', kind: 'boolean' },
  text: { type: 'text', kind: 'text' },
}

/** What the circuit leaves to each commune, by its own names. */
const ofCircuit = ({ circuit }: DraftDocument, locale: Locale): readonly Source[] =>
  'statuses' in circuit
    ? (circuit.options ?? []).map(({ id, label, type }) => ({
        id,
        label: localize(label, locale),
        ...(optionKinds[type] ?? { type: 'any', kind: 'any' }),
      }))
    : []

type Blocks = ReadonlyMap<string, readonly Field[]>

const unfold = (fields: readonly Field[], blocks: Blocks): readonly Field[] =>
  fields.flatMap((field) => blocks.get(blockCalled(field) ?? '') ?? [field])

/** A definition with the fields of its shared blocks in their place; a block that nobody knows stays. */
export const unfolded = (definition: Definition, blocks: Blocks): Definition => ({
  ...definition,
  form: {
    ...definition.form,
    pages: definition.form.pages.map((page) => ({ ...page, fields: [...unfold(page.fields, blocks)] })),
  },
})

/** What is known around a draft. */
export interface Around {
  readonly locale: Locale
  readonly communes: Communes
  /** The fields of shared blocks, by slug. */
  readonly blocks: Blocks
}

/** Everything that a rule may read where it stands. */
export function sourcesAt(document: DraftDocument, target: RuleTarget, { locale, communes, blocks }: Around): Sources {
  const own = ofCircuit(document, locale)
  const named = new Set(own.map(({ id }) => id))
  return gatherSources({
    definition: unfolded(document.definition, blocks),
    asked: askedBefore(document, target, locale).map(({ label, fields }) => ({
      label,
      fields: unfold(fields, blocks),
    })),
    options: [...own, ...offered(document.definition, locale).filter(({ id }) => !named.has(id))],
    communes,
    locale,
    row: target.field.length > 1 ? target.field.at(-2) : undefined,
  })
}
