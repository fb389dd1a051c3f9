import { addDays } from '#kernel/calendar'
import { type Expression, references, type Scope } from '#kernel/expression'
import type { Field, FieldOption, Page } from '../schema/index.ts'
import type { LiveField, LivePage } from './live.ts'
import { defaultLengths } from './read-field.ts'

type Reads = Pick<LiveField, 'reads' | 'minimum' | 'maximum' | 'decimals' | 'options'>

const valuesOf = (options: readonly FieldOption[]): readonly string[] => options.map(({ value }) => value)

/** Options that come and go, and lists, are the server's. */
const isPlain = (field: Extract<Field, { type: 'choice' | 'choices' }>): boolean =>
  field.options?.every(({ condition }) => condition === undefined) ?? false

const bounded = (minimum: number | string | undefined, maximum: number | string | undefined) => ({
  ...(minimum !== undefined && { minimum }),
  ...(maximum !== undefined && { maximum }),
})

type Of<T extends Field['type']> = Extract<Field, { type: T }>
type SimpleType = 'text' | 'long_text' | 'number' | 'amount' | 'date' | 'choice' | 'choices'

function dateReads({ earliest, latest, notBefore }: Of<'date'>, today: string): Reads | undefined {
  const day = (days: number | undefined) => (days === undefined ? undefined : addDays(today, days))
  return notBefore === undefined ? { reads: 'date', ...bounded(day(earliest), day(latest)) } : undefined
}

const readings: { readonly [T in SimpleType]: (field: Of<T>, today: string) => Reads | undefined } = {
  text: ({ pattern, maxLength = defaultLengths.text }) =>
    pattern === undefined ? { reads: 'line', maximum: maxLength } : undefined,
  long_text: ({ maxLength = defaultLengths.long_text }) => ({ reads: 'lines', maximum: maxLength }),
  number: ({ decimals = 0, minimum, maximum }) => ({ reads: 'number', decimals, ...bounded(minimum, maximum) }),
  amount: ({ minimum = 0, maximum }) => ({ reads: 'amount', ...bounded(minimum, maximum) }),
  date: dateReads,
  choice: (field) => (isPlain(field) ? { reads: 'one', options: valuesOf(field.options ?? []) } : undefined),
  choices: (field) =>
    isPlain(field)
      ? { reads: 'many', options: valuesOf(field.options ?? []), ...bounded(undefined, field.maxChoices) }
      : undefined,
}

const isSimple = (field: Field): field is Of<SimpleType> => Object.hasOwn(readings, field.type)

/** How a browser reads a field as the server does; undefined for those that only the server reads. */
function readsOf(field: Field, today: string): Reads | undefined {
  if (field.type === 'information') return { reads: 'nothing' }
  if (field.type === 'computed') return { reads: 'computed' }
  if (field.type === 'yes_no') return { reads: 'yes_no' }
  if (!isSimple(field)) return undefined
  // The table has one reading for each type: the compiler loses the tie between a type and its reading, we do not.
  return (readings[field.type] as (field: Field, today: string) => Reads | undefined)(field, today)
}

/** What a page is followed with. */
export interface Followed {
  readonly today: string
  /** The answers so far, and what conditions read besides. */
  readonly scope: Scope
  /** As the answers so far draw the page. */
  readonly shown: ReadonlySet<string>
}

/**
 * The rules of a page that a browser can follow by itself, or undefined when there is none. A rule that reads what only
 * the server can read (a row, a list, a file) is left out, and its field stands as the server drew it.
 */
export function livePage(page: Page, { today, scope, shown }: Followed): LivePage | undefined {
  const own = new Set(page.fields.map(({ id }) => id))
  const readable = new Set<string>()
  const kept: Expression[] = []
  const isLive = (rule: Expression | undefined): rule is Expression => {
    if (rule === undefined) return false
    const read = references(rule)
    const isReadable = read.answers.every((id) => !own.has(id) || readable.has(id))
    const isLocal = read.rows.length === 0 && read.internals.length === 0 && read.caseData.length === 0
    if (isReadable && isLocal) kept.push(rule)
    return isReadable && isLocal
  }
  const fields = page.fields.map((field): LiveField => {
    const { id, condition } = field
    const isSettled = condition === undefined || isLive(condition)
    const asked = askedBy(field, isLive)
    const reads = isSettled && asked !== undefined ? readsOf(field, today) : undefined
    const isReadable = reads !== undefined && (field.type !== 'computed' || isLive(field.value))
    if (isReadable) readable.add(id)
    const shows = isSettled ? onlyIf(condition) : { isShown: shown.has(id) }
    const read = isReadable ? { ...reads, ...workedOut(field) } : { reads: 'nothing' as const }
    return { id, ...read, ...shows, ...(asked ?? { isOptional: true }) }
  })
  const checks = (page.checks ?? [])
    .filter((check) => check.fields.every((id) => readable.has(id)) && isLive(check.holds))
    .map(({ id, holds, fields: of }) => ({ id, holds, fields: of }))
  return kept.length === 0 ? undefined : { today, ...readBefore(kept, own, scope), fields, checks }
}

const onlyIf = (condition: Expression | undefined) => (condition === undefined ? {} : { condition })

const workedOut = (field: Field): Pick<LiveField, 'value' | 'gives'> =>
  field.type === 'computed' ? { value: field.value, gives: field.gives } : {}

/** Whether a field must be answered; undefined when only the server can tell. */
function askedBy(
  field: Field,
  isLive: (rule: Expression | undefined) => boolean,
): Pick<LiveField, 'requiredWhen' | 'isOptional'> | undefined {
  if (field.type === 'information' || field.type === 'computed') return { isOptional: true }
  const { requiredWhen } = field
  if (requiredWhen !== undefined) return isLive(requiredWhen) ? { requiredWhen } : undefined
  return field.optional === true || field.recommended === true ? { isOptional: true } : {}
}

/** What the rules read of the pages before, and of the offer. */
function readBefore(rules: readonly Expression[], own: ReadonlySet<string>, scope: Scope) {
  const read = rules.map((rule) => references(rule))
  const answers = new Set(read.flatMap((each) => each.answers).filter((id) => !own.has(id)))
  const options = new Set(read.flatMap((each) => each.options))
  return {
    before: Object.fromEntries([...answers].map((id) => [id, scope.answer(id)])),
    options: Object.fromEntries([...options].map((id) => [id, scope.option?.(id) ?? null])),
  }
}
