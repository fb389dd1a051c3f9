import type { Definition, Field } from '#counter/procedures'
import { conditionParts, conditionType, namesOf } from '#counter/procedures'
import { grammar, type GrammarFunction, type Known, type Named, type Names, type ValueType } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import type { SelectOption } from '#platform/html'
import type { SubjectKind } from './comparisons.ts'
import type { Value, WrittenKind } from './piece.ts'

/** Something that a rule may read where it stands. */
export interface Source {
  readonly id: string
  readonly label: string
  readonly type: ValueType
  readonly kind: SubjectKind
  readonly choices?: readonly SelectOption[]
}

export interface SourceGroup {
  readonly label: string
  readonly sources: readonly Source[]
}

/** What a circuit reads besides: the fields of its agents, the case. */
interface MoreSources extends SourceGroup {
  readonly source: 'internal' | 'case'
}

export interface Block {
  readonly id: string
  readonly label: string
  readonly inside: SourceGroup
}

/** Everything that may be read at one place of a draft, and what it is called. */
export interface Sources {
  readonly locale: Locale
  readonly answers: readonly SourceGroup[]
  readonly options: readonly Source[]
  readonly more: readonly MoreSources[]
  readonly blocks: readonly Block[]
  readonly names: Names
  /** Within the rows of this block. */
  readonly row?: string
}

/** Fields that were asked by then, page by page. */
export interface AskedGroup {
  readonly label: string
  readonly fields: readonly Field[]
}

export type Communes = readonly SelectOption[]

const subjectKinds: Partial<Readonly<Record<Field['type'], SubjectKind>>> = {
  choices: 'choices',
  amount: 'amount',
}

function kindOf(field: Field, type: ValueType): SubjectKind {
  if (field.type === 'computed') return field.gives === 'amount' ? 'amount' : kindOfType(type)
  if ((field.type === 'choice' || field.type === 'choices') && field.options === undefined)
    return field.type === 'choice' ? 'text' : 'choices'
  if (field.type === 'choice' || field.type === 'commune') return 'choice'
  return subjectKinds[field.type] ?? kindOfType(type)
}

const kindOfType = (type: ValueType): SubjectKind => type

function sourceOf(field: Field, locale: Locale, communes: Communes): readonly Source[] {
  const type = conditionType(field)
  const names = namesOf({ pages: [{ id: 'p', title: field.label, shortTitle: field.label, fields: [field] }] }, locale)
  const parts = conditionParts(field).map(([part, of]): Source => {
    const id = `${field.id}.${part}`
    return { id, label: names.answer?.(id)?.label ?? id, type: of, kind: kindOfType(of) }
  })
  if (type === undefined) return parts
  const choices =
    field.type === 'commune'
      ? communes
      : 'options' in field && field.options
        ? field.options.map(({ value, label }) => ({ value, label: localize(label, locale) }))
        : undefined
  const own = { id: field.id, label: localize(field.label, locale), type, kind: kindOf(field, type) }
  return [choices ? { ...own, choices } : own]
}

export interface Gathered {
  readonly definition: Definition
  readonly asked: readonly AskedGroup[]
  readonly options: readonly Source[]
  readonly more?: readonly MoreSources[]
  readonly communes: Communes
  readonly locale: Locale
  readonly row?: string | undefined
}

export function gatherSources({ definition, asked, options, more = [], communes, locale, row }: Gathered): Sources {
  const group = (label: string, fields: readonly Field[]): SourceGroup => ({
    label,
    sources: fields.flatMap((field) => sourceOf(field, locale, communes)),
  })
  const blocks = asked
    .flatMap(({ fields }) => fields)
    .flatMap((field) => {
      if (field.type !== 'repeated') return []
      const label = localize(field.label, locale)
      return [{ id: field.id, label, inside: group(label, field.fields as readonly Field[]) }]
    })
  return {
    locale,
    answers: asked.map(({ label, fields }) => group(label, fields)).filter(({ sources }) => sources.length > 0),
    options,
    more: more.filter((each) => each.sources.length > 0),
    blocks,
    names: namesIn(definition, { options, more }, locale, row),
    ...(row !== undefined && { row }),
  }
}

function namesIn(
  definition: Definition,
  { options, more }: Pick<Sources, 'options' | 'more'>,
  locale: Locale,
  row: string | undefined,
): Names {
  const names = namesOf(definition.form, locale)
  const internals = more.flatMap(({ source, sources }) => (source === 'internal' ? sources : []))
  return {
    ...names,
    answer: (id, block) => names.answer?.(id, block ?? row),
    option: (id) => names.option?.(id) ?? calledOf(options.find((each) => each.id === id)),
    internal: (id) => calledOf(internals.find((each) => each.id === id)),
  }
}

/** What may be read within the rows of a block: its fields first, then the form around it. */
export function insideOf(sources: Sources, block: string): Sources {
  const found = sources.blocks.find(({ id }) => id === block)
  return found ? { ...sources, answers: [found.inside, ...sources.answers], blocks: [] } : sources
}

const calledOf = (source: Source | undefined): Named | undefined =>
  source && {
    label: source.label,
    ...((source.kind === 'amount' || source.kind === 'date') && { kind: source.kind }),
    ...(source.choices && { choices: new Map(source.choices.map(({ value, label }) => [value, label])) }),
  }

export const findSource = (sources: Sources, value: Value): Source | undefined => {
  if (value.kind !== 'read') return undefined
  const { source } = value
  if (source === 'option') return sources.options.find(({ id }) => id === value.id)
  const groups = source === 'answer' ? sources.answers : sources.more.filter((group) => group.source === source)
  return groups.flatMap((group) => group.sources).find(({ id }) => id === value.id)
}

const functionsByName: ReadonlyMap<string, GrammarFunction> = new Map(
  grammar.functions.map((each) => [each.name as string, each]),
)
export const functionNamed = (name: string): GrammarFunction | undefined => functionsByName.get(name)

/** What a value holds, for its comparisons. */
export function kindOfValue(value: Value, sources: Sources): SubjectKind {
  if (value.kind === 'read') return findSource(sources, value)?.kind ?? 'any'
  if (value.kind === 'today') return 'date'
  if (value.kind === 'call') return kindOfCall(value, sources)
  if (value.kind === 'choose') return kindOfValue(value.met, sources)
  return value.kind === 'written' ? writtenKindOf[value.as] : 'any'
}

function kindOfCall({ name, operands }: Extract<Value, { kind: 'call' }>, sources: Sources): SubjectKind {
  const gives = functionNamed(name)?.gives ?? 'any'
  return gives === 'same' ? kindOfValue(operands[0] ?? { kind: 'today' }, sources) : gives
}

const writtenKindOf: Readonly<Record<WrittenKind, SubjectKind>> = {
  text: 'text',
  choice: 'text',
  number: 'number',
  amount: 'amount',
  date: 'date',
  yes: 'boolean',
  no: 'boolean',
  nothing: 'any',
}

/** As `check` of the language wants it. */
export const knownOf = ({ answers, blocks, more }: Sources): Known => {
  const all = answers.flatMap(({ sources }) => sources)
  const typed = (list: readonly Source[]) => new Map(list.map(({ id, type }) => [id, type]))
  return {
    answers: typed(all),
    options: 'any',
    internals: typed(more.flatMap(({ source, sources }) => (source === 'internal' ? sources : []))),
    hasCase: more.some(({ source }) => source === 'case'),
    rows: new Map(blocks.map(({ id, inside }) => [id, typed(inside.sources)])),
  }
}
