import { describe, describeCondition, type Expression, type Names } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import type { Check, Definition, Eligibility, Field, Form, InnerRepeatedField, Page } from '../schema/index.ts'
import { type Fit, fitOf } from './fit.ts'
import { namesOf } from './names.ts'
import { at, type Place } from './problems.ts'
import { own } from './raw.ts'

type AnyField = Field | InnerRepeatedField

/** One thing that a revision does differently from the one before. */
export interface FormDifference {
  readonly kind:
    /** Texts and settings of the procedure: `before` and `after` say nothing, `where` names the property. */
    | 'about'
    | `${'page' | 'field' | 'option' | 'rule'}_${'added' | 'removed'}`
    /** `before` and `after` are its two names. */
    | `${'page' | 'field' | 'option'}_renamed`
    /** Its place among the others; of a field that goes to another page, `before` and `after` are the pages. */
    | `${'page' | 'field'}_moved`
    /** Help, introduction, how it is shown. */
    | `${'page' | 'field'}_worded`
    /** `before` and `after` are types. */
    | 'field_retyped'
    /** Lengths, bounds, dates, files, lists. */
    | 'field_limits'
    /** `before` and `after`: `always`, `never`, `recommended`, or the sentence of the rule. */
    | 'field_required'
    /** `before` and `after` are sentences; absent: always. */
    | `${'page' | 'field' | 'option'}_condition`
    | 'field_value'
    | 'rule_changed'
  readonly where: readonly Place[]
  /** What it is called now, or was. */
  readonly label: string
  readonly before?: string | undefined
  readonly after?: string | undefined
  /** Of a type or limits: whether the answers already given are still good ones. They are kept in any case. */
  readonly fit?: Fit
}

interface Comparing {
  readonly locale: Locale
  readonly before: Names
  readonly after: Names
}

/**
 * What changes between two revisions of a procedure, in the order of the newer one; what is gone comes last of its list.
 * Pages, fields, options and rules are the same as long as they bear the same id.
 */
export function compareDefinitions(before: Definition, after: Definition, locale: Locale): readonly FormDifference[] {
  const comparing = { locale, before: namesOf(before.form, locale), after: namesOf(after.form, locale) }
  const oldFields = placesOf(before.form)
  return [
    ...compareAbout(before, after),
    ...inOrder('page', before.form.pages, after.form.pages, (page) => ({
      where: [at('page', page.id)],
      label: localize(page.title, locale),
    })),
    ...after.form.pages.flatMap((page) => comparePage(page, before.form, comparing)),
    ...after.form.pages.flatMap((page) =>
      page.fields.flatMap((field) => compareMoved(field, page, oldFields.get(field.id), comparing)),
    ),
    ...goneFields(oldFields, placesOf(after.form), locale),
    ...compareRules(before.form, after.form, [], comparing),
  ]
}

const isSame = (left: unknown, right: unknown): boolean => canonical(left) === canonical(right)

/** The order of properties says nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  ) ?? ''

const aboutForm: ReadonlySet<string> = new Set(['form', 'format', 'slug'])

const compareAbout = (before: Definition, after: Definition): readonly FormDifference[] =>
  [...new Set([...Object.keys(after), ...Object.keys(before)])]
    .filter((name) => !aboutForm.has(name))
    .filter((name) => !isSame(own(before as object as Named, name), own(after as object as Named, name)))
    .map((name) => ({ kind: 'about', where: [at('property', name)], label: name }))

type Named = Readonly<Record<string, unknown>>

interface Placed {
  readonly page: Page
  readonly field: Field
}

const placesOf = ({ pages }: Form): ReadonlyMap<string, Placed> =>
  new Map(pages.flatMap((page) => page.fields.map((field) => [field.id, { page, field }] as const)))

interface Said {
  readonly where: readonly Place[]
  readonly label: string
}

/** What came, what went, and what stands elsewhere among those that stay. */
function inOrder<T extends { readonly id: string }>(
  noun: 'page',
  before: readonly T[],
  after: readonly T[],
  say: (item: T) => Said,
): readonly FormDifference[] {
  const [old, now] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))]
  return [
    ...after.filter(({ id }) => !old.has(id)).map((item) => ({ kind: `${noun}_added` as const, ...say(item) })),
    ...movedIn(before, after).map((item) => ({ kind: `${noun}_moved` as const, ...say(item) })),
    ...before.filter(({ id }) => !now.has(id)).map((item) => ({ kind: `${noun}_removed` as const, ...say(item) })),
  ]
}

/** Those that one has to take up and put elsewhere to come from an order to the other: as few as can be. */
function movedIn<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): readonly T[] {
  const ranks = new Map(before.map(({ id }, rank) => [id, rank]))
  const kept = after.filter(({ id }) => ranks.has(id))
  const stay = longestRise(kept.map(({ id }) => ranks.get(id) ?? 0))
  return kept.filter((_, index) => !stay.has(index))
}

/** Indexes of the longest part of a list that rises. */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  const best: { length: number; previous: number }[] = []
  numbers.forEach((number, index) => {
    let [length, previous] = [1, -1]
    for (let other = 0; other < index; other += 1) {
      const found = best[other]?.length ?? 0
      if ((numbers[other] ?? 0) < number && found + 1 > length) [length, previous] = [found + 1, other]
    }
    best.push({ length, previous })
  })
  const found = new Set<number>()
  let index = best.reduce((top, { length }, at_) => (length > (best[top]?.length ?? 0) ? at_ : top), 0)
  for (; index >= 0 && numbers.length > 0; index = best[index]?.previous ?? -1) found.add(index)
  return found
}

function comparePage(page: Page, before: Form, comparing: Comparing): readonly FormDifference[] {
  const old = before.pages.find(({ id }) => id === page.id)
  if (!old) return []
  const said = { where: [at('page', page.id)], label: localize(page.title, comparing.locale) }
  const stayed = (fields: readonly Field[], other: readonly Field[]) =>
    fields.filter(({ id }) => other.some((each) => each.id === id))
  return [
    ...renamed('page_renamed', said, [old.title, page.title], comparing.locale),
    ...(isSame([old.intro, old.shortTitle], [page.intro, page.shortTitle])
      ? []
      : [{ kind: 'page_worded' as const, ...said }]),
    ...condition('page_condition', said, [old.condition, page.condition], comparing),
    ...movedIn(stayed(old.fields, page.fields), stayed(page.fields, old.fields)).map((field) => ({
      kind: 'field_moved' as const,
      where: [...said.where, at('field', field.id)],
      label: localize(field.label, comparing.locale),
    })),
    ...compareRules(old, page, said.where, comparing),
  ]
}

type Texts = readonly [Page['title'], Page['title']]

const renamed = (kind: FormDifference['kind'], said: Said, [old, now]: Texts, locale: Locale): FormDifference[] =>
  isSame(old, now) ? [] : [{ kind, ...said, before: localize(old, locale), after: localize(now, locale) }]

function condition(
  kind: FormDifference['kind'],
  said: Said,
  [old, now]: readonly [Expression | undefined, Expression | undefined],
  { locale, before, after }: Comparing,
): readonly FormDifference[] {
  if (isSame(old, now)) return []
  return [
    {
      kind,
      ...said,
      before: old === undefined ? undefined : describeCondition(old, before, locale),
      after: now === undefined ? undefined : describeCondition(now, after, locale),
    },
  ]
}

/** A field of the newer form beside the one that bore its name, wherever it stood. */
function compareMoved(
  field: Field,
  page: Page,
  old: Placed | undefined,
  comparing: Comparing,
): readonly FormDifference[] {
  const { locale } = comparing
  const said = { where: [at('page', page.id), at('field', field.id)], label: localize(field.label, locale) }
  if (!old) return [{ kind: 'field_added', ...said, after: requirednessOf(field, comparing.after, locale) }]
  const isElsewhere = old.page.id !== page.id
  const pages = { before: localize(old.page.title, locale), after: localize(page.title, locale) }
  return [
    ...(isElsewhere ? [{ kind: 'field_moved' as const, ...said, ...pages }] : []),
    ...compareField(old.field, field, said, comparing),
  ]
}

const goneFields = (
  before: ReadonlyMap<string, Placed>,
  after: ReadonlyMap<string, Placed>,
  locale: Locale,
): readonly FormDifference[] =>
  [...before.values()]
    .filter(({ field }) => !after.has(field.id))
    .map(({ page, field }) => ({
      kind: 'field_removed',
      where: [at('page', page.id), at('field', field.id)],
      label: localize(field.label, locale),
    }))

function compareField(old: AnyField, now: AnyField, said: Said, comparing: Comparing): readonly FormDifference[] {
  const { locale } = comparing
  const inside = now.type === 'repeated' ? withinRows(comparing, now.id) : comparing
  const found: FormDifference[] = [
    ...renamed('field_renamed', said, [old.label, now.label], locale),
    ...condition('field_condition', said, [old.condition, now.condition], comparing),
    ...compareRequired(old, now, said, comparing),
  ]
  if (!isSame(pick(old, wording), pick(now, wording))) found.push({ kind: 'field_worded', ...said })
  if (old.type !== now.type) {
    found.push({ kind: 'field_retyped', ...said, before: old.type, after: now.type, fit: fitOf(old, now) })
    return found
  }
  if (!isSame(without(old), without(now))) found.push({ kind: 'field_limits', ...said, fit: fitOf(old, now) })
  if (old.type === 'computed' && now.type === 'computed' && !isSame(old.value, now.value)) {
    const sentences = [describe(old.value, comparing.before, locale), describe(now.value, comparing.after, locale)]
    found.push({ kind: 'field_value', ...said, before: sentences[0], after: sentences[1] })
  }
  return [...found, ...compareOptions(old, now, said, comparing), ...compareRows(old, now, said, inside)]
}

/** What people read of a field, besides its name. */
const wording = [
  'hint',
  'unit',
  'appearance',
  'rowLabel',
  'tone',
  'patternMessage',
  'autocomplete',
  'prefill',
  'hidden',
]
/** What has a line of its own. */
const told = [
  'id',
  'type',
  'label',
  'condition',
  'optional',
  'recommended',
  'requiredWhen',
  'options',
  'fields',
  'value',
]

const pick = (field: AnyField, names: readonly string[]): Named =>
  Object.fromEntries(Object.entries(field).filter(([name]) => names.includes(name)))
const without = (field: AnyField): Named =>
  Object.fromEntries(Object.entries(field).filter(([name]) => !wording.includes(name) && !told.includes(name)))

/** `always`, `never`, `recommended`, or the sentence of the rule. */
function requirednessOf(field: AnyField, names: Names, locale: Locale): string {
  if (field.type === 'information' || field.type === 'computed') return 'never'
  if (field.requiredWhen !== undefined) return describeCondition(field.requiredWhen, names, locale)
  return field.recommended === true ? 'recommended' : field.optional === true ? 'never' : 'always'
}

function compareRequired(old: AnyField, now: AnyField, said: Said, comparing: Comparing): readonly FormDifference[] {
  const { locale } = comparing
  const [before, after] = [requirednessOf(old, comparing.before, locale), requirednessOf(now, comparing.after, locale)]
  return before === after ? [] : [{ kind: 'field_required', ...said, before, after }]
}

const optionsOf = (field: AnyField) =>
  field.type === 'choice' || field.type === 'choices' ? (field.options ?? []) : []

function compareOptions(old: AnyField, now: AnyField, said: Said, comparing: Comparing): readonly FormDifference[] {
  const { locale } = comparing
  const [before, after] = [optionsOf(old), optionsOf(now)]
  const say = (option: (typeof before)[number]): Said => ({
    where: [...said.where, at('option', option.value)],
    label: localize(option.label, locale),
  })
  const kept = after.flatMap((option): readonly FormDifference[] => {
    const same = before.find(({ value }) => value === option.value)
    if (!same) return [{ kind: 'option_added', ...say(option), after: said.label }]
    return [
      ...renamed('option_renamed', say(option), [same.label, option.label], locale),
      ...condition('option_condition', say(option), [same.condition, option.condition], comparing),
    ]
  })
  const gone = before.filter(({ value }) => !after.some((option) => option.value === value))
  return [...kept, ...gone.map((option) => ({ kind: 'option_removed' as const, ...say(option), after: said.label }))]
}

/** In the rows of a block its own fields are read first. */
const withinRows = ({ locale, before, after }: Comparing, block: string): Comparing => {
  const inside = (names: Names): Names => ({ ...names, answer: (id, other) => names.answer?.(id, other ?? block) })
  return { locale, before: inside(before), after: inside(after) }
}

function compareRows(old: AnyField, now: AnyField, said: Said, comparing: Comparing): readonly FormDifference[] {
  if (old.type !== 'repeated' || now.type !== 'repeated') return []
  const { locale } = comparing
  const [before, after] = [old.fields as readonly AnyField[], now.fields as readonly AnyField[]]
  const say = (field: AnyField): Said => ({
    where: [...said.where, at('row_field', field.id)],
    label: localize(field.label, locale),
  })
  return [
    ...after.flatMap((field): readonly FormDifference[] => {
      const same = before.find(({ id }) => id === field.id)
      if (same) return compareField(same, field, say(field), comparing)
      return [{ kind: 'field_added', ...say(field), after: requirednessOf(field, comparing.after, locale) }]
    }),
    ...before
      .filter(({ id }) => !after.some((field) => field.id === id))
      .map((field) => ({ kind: 'field_removed' as const, ...say(field) })),
  ]
}

type Rules = Pick<Form, 'checks' | 'eligibility'>
type Rule = Check | Eligibility

const rulesIn = ({ checks = [], eligibility = [] }: Rules): readonly Rule[] => [...checks, ...eligibility]

/** Checks across fields, and who may not file. */
function compareRules(before: Rules, after: Rules, outer: readonly Place[], comparing: Comparing) {
  const [old, now] = [rulesIn(before), rulesIn(after)]
  const sentence = (rule: Rule, names: Names): string =>
    describeCondition('holds' in rule ? rule.holds : rule.when, names, comparing.locale)
  const say = (rule: Rule): Said => ({
    where: [...outer, at('rule', rule.id)],
    label: localize(rule.message, comparing.locale),
  })
  const kept = now.flatMap((rule): readonly FormDifference[] => {
    const same = old.find(({ id }) => id === rule.id)
    const after_ = sentence(rule, comparing.after)
    if (!same) return [{ kind: 'rule_added', ...say(rule), after: after_ }]
    const before_ = sentence(same, comparing.before)
    return isSame(same, rule) ? [] : [{ kind: 'rule_changed', ...say(rule), before: before_, after: after_ }]
  })
  const gone = old.filter(({ id }) => !now.some((rule) => rule.id === id))
  return [...kept, ...gone.map((rule): FormDifference => ({ kind: 'rule_removed', ...say(rule) }))]
}
