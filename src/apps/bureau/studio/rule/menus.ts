import { grammar, type ValueType } from '#kernel/expression'
import { localize } from '#kernel/localized'
import type { SelectOption } from '#platform/html'
import type { SubjectKind } from './comparisons.ts'
import { type Value, writtenKinds } from './piece.ts'
import { type Source, type Sources, findSource } from './sources.ts'
import { codeOf } from './body.ts'
import { ruleTexts } from './texts.ts'

export interface MenuGroup {
  readonly group: string
  readonly options: readonly SelectOption[]
}

export type WantedHere = ValueType | 'numbers' | 'conditions'

const takesText: readonly ValueType[] = ['text', 'number', 'date', 'any']

/** Whether what a source gives may stand where a type is wanted. */
function mayStand(type: ValueType, wanted: WantedHere): boolean {
  if (wanted === 'any' || type === 'any' || type === wanted) return true
  return wanted === 'text' && takesText.includes(type)
}

const lineOf = (source: 'a' | 'o' | 'i' | 'c', { id, label }: Source): SelectOption => ({
  value: `${source}:${id}`,
  label,
})

/** What a circuit reads besides, by group. */
const moreLines = ({ more }: Sources, fitting: (list: readonly Source[]) => readonly Source[]): readonly MenuGroup[] =>
  more.map(({ label, source, sources }) => ({
    group: label,
    options: fitting(sources).map((each) => lineOf(source === 'internal' ? 'i' : 'c', each)),
  }))

const withLines = (groups: readonly MenuGroup[]): readonly MenuGroup[] =>
  groups.filter(({ options }) => options.length > 0)

/** What a line may speak of: questions, what the commune sets, the day, something worked out, rows, a group. */
export function conditionMenu(sources: Sources): readonly MenuGroup[] {
  const t = ruleTexts(sources.locale)
  return withLines([
    ...sources.answers.map((each) => ({
      group: each.label,
      options: each.sources.map((source) => lineOf('a', source)),
    })),
    {
      group: t.of_rows,
      options: sources.blocks.map(({ id, label }) => ({ value: `rows:${id}`, label: t.rows(label) })),
    },
    ...moreLines(sources, (list) => list),
    { group: t.offer, options: sources.options.map((source) => lineOf('o', source)) },
    {
      group: t.structure,
      options: [
        { value: 'today', label: t.today },
        { value: 'f:plus', label: t.a_calculation },
        { value: 'group', label: t.a_group },
      ],
    },
  ])
}

const writtenFor: Partial<Readonly<Record<WantedHere, readonly string[]>>> = {
  number: ['number', 'amount', 'nothing'],
  date: ['date', 'nothing'],
  text: ['text', 'number', 'nothing'],
  boolean: ['yes', 'no'],
  list: [],
  numbers: [],
  conditions: [],
}

/** Functions that a menu of values leaves out: conditions are built by lines, and lists come from rows. */
const leftOut = new Set(['logic', 'comparison'])

interface Wanting {
  readonly wanted: WantedHere
  readonly value: Value
  /** Also conditions, where any value may stand. */
  readonly as?: SubjectKind
}

/** Everything that may stand at one place. */
export function valueMenu(sources: Sources, { wanted, value }: Wanting): readonly MenuGroup[] {
  const t = ruleTexts(sources.locale)
  const fitting = (list: readonly Source[]) => list.filter(({ type }) => mayStand(type, wanted))
  const isRows = wanted === 'numbers' || wanted === 'conditions'
  const rows = sources.blocks.map(({ id, label }) =>
    wanted === 'conditions'
      ? { value: `which:${id}`, label: t.which(label) }
      : { value: `each:${id}`, label: t.each(label) },
  )
  const hand = writtenFor[wanted] ?? writtenKinds.filter((kind) => kind !== 'choice')
  const here = codeOf(value)
  const groups = withLines([
    { group: t.by_hand, options: handLines(hand, here, sources) },
    ...(isRows
      ? []
      : sources.answers.map((each) => ({
          group: each.label,
          options: fitting(each.sources).map((source) => lineOf('a', source)),
        }))),
    ...(isRows ? [] : moreLines(sources, fitting)),
    { group: t.offer, options: isRows ? [] : fitting(sources.options).map((source) => lineOf('o', source)) },
    { group: t.of_rows, options: isRows || wanted === 'list' ? rows : [] },
    ...(isRows ? [] : functionMenus(sources, wanted)),
  ])
  return groups.some(({ options }) => options.some((option) => option.value === here))
    ? groups
    : [{ group: t.written, options: [{ value: here, label: strange(value, sources) }] }, ...groups]
}

function handLines(kinds: readonly string[], here: string, { locale }: Sources): readonly SelectOption[] {
  const t = ruleTexts(locale)
  const lines = kinds.map((kind) => ({ value: `w:${kind}`, label: t[`w:${kind}` as 'w:text'] }))
  return here === 'w:choice' ? [...lines, { value: here, label: t['w:choice'] }] : lines
}

function functionMenus({ locale }: Sources, wanted: WantedHere): readonly MenuGroup[] {
  const t = ruleTexts(locale)
  const fits = (gives: ValueType | 'same') => gives === 'same' || gives === 'any' || mayStand(gives, wanted)
  return [
    {
      group: t.structure,
      options: [
        ...(wanted === 'date' || wanted === 'any' || wanted === 'text' ? [{ value: 'today', label: t.today }] : []),
        { value: 'if', label: t.if },
        ...(fits('same') && wanted !== 'list'
          ? [{ value: 'f:firstFilled', label: titleOf('firstFilled', locale) }]
          : []),
      ],
    },
    ...grammar.groups
      .filter(({ id }) => !leftOut.has(id))
      .map(({ id, title }) => ({
        group: localize(title, locale),
        options: grammar.functions
          .filter(({ group, gives }) => group === id && fits(gives))
          .map(({ name }) => ({ value: `f:${name}`, label: titleOf(name, locale) })),
      })),
  ]
}

/** What a function is called in a menu. */
export function titleOf(name: string, locale: Sources['locale']): string {
  const known = grammar.functions.find((each) => each.name === name)
  return known ? localize(known.title, locale) : name
}

/** What stands there already, and is not in the menu. */
function strange(value: Value, sources: Sources): string {
  const t = ruleTexts(sources.locale)
  if (value.kind === 'read') return findSource(sources, value)?.label ?? t.unknown(value.id)
  if (value.kind === 'call') return titleOf(value.name, sources.locale)
  if (value.kind === 'written') return t[`w:${value.as}`]
  return value.kind === 'each' || value.kind === 'which' ? t[value.kind](value.block) : t.written
}
