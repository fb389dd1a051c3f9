import { addDays } from '#kernel/calendar'
import { type Expression, type References, references, type Scope, type Value } from '#kernel/expression'
import type { AnyRepeatedField, Field, FieldOption, Page } from '../schema/index.ts'
import type { LiveField, LivePage } from './live.ts'
import { defaultLengths } from './read-field.ts'
import { maxRowsOf, minRowsOf } from './rows.ts'
import { askedIn } from './scope.ts'

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
type SimpleType = 'text' | 'long_text' | 'number' | 'amount' | 'date' | 'date_range' | 'choice' | 'choices'

const dayFrom = (today: string, days: number | undefined) => (days === undefined ? undefined : addDays(today, days))

const readings: { readonly [T in SimpleType]: (field: Of<T>, today: string) => Reads | undefined } = {
  text: ({ pattern, maxLength = defaultLengths.text }) =>
    pattern === undefined ? { reads: 'line', maximum: maxLength } : undefined,
  long_text: ({ maxLength = defaultLengths.long_text }) => ({ reads: 'lines', maximum: maxLength }),
  number: ({ decimals = 0, minimum, maximum }) => ({ reads: 'number', decimals, ...bounded(minimum, maximum) }),
  amount: ({ minimum = 0, maximum }) => ({ reads: 'amount', ...bounded(minimum, maximum) }),
  date: ({ earliest, latest, notBefore }, today) =>
    notBefore === undefined
      ? { reads: 'date', ...bounded(dayFrom(today, earliest), dayFrom(today, latest)) }
      : undefined,
  date_range: ({ earliest, latest }, today) => ({
    reads: 'range',
    ...bounded(dayFrom(today, earliest), dayFrom(today, latest)),
  }),
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

/** The fields of a page or of a row: which rules a browser can follow there, and which fields it can read. */
class Level {
  readonly #own: ReadonlySet<string>
  readonly #outer: Level | undefined
  /** Repeated blocks that can be read, with what can be read of their rows. */
  readonly #rows = new Map<string, ReadonlySet<string>>()
  readonly readable = new Set<string>()

  constructor(fields: readonly { readonly id: string }[], outer?: Level) {
    this.#own = new Set(fields.map(({ id }) => id))
    this.#outer = outer
  }

  /** A block that can be read whole. */
  addRows(id: string, inner: Level): void {
    this.readable.add(id)
    this.#rows.set(id, inner.readable)
  }

  /** A field of this level, or of one around it, that can be read; what is of the pages before always can. */
  canRead(id: string): boolean {
    const base = askedIn(id)
    // What a row leaves blank is read around it.
    if (this.#own.has(base)) return this.readable.has(base) && (this.#outer?.canRead(id) ?? true)
    return this.#outer?.canRead(id) ?? true
  }

  /** Whether a field of this page is called so. */
  owns(id: string): boolean {
    return this.#own.has(askedIn(id)) || (this.#outer?.owns(id) ?? false)
  }

  canFollow(read: References): boolean {
    const isLocal = read.internals.length === 0 && read.caseData.length === 0
    return isLocal && read.answers.every((id) => this.canRead(id)) && this.#canFollowRows(read)
  }

  #canFollowRows({ rows }: References): boolean {
    return rows.every(({ block, answers }) => {
      const inner = this.rowsOf(block)
      if (inner) return answers.every((id) => inner.has(askedIn(id)) || this.canRead(id))
      // Of the pages before: its rows are told, what they read besides must not change here; rows of rows are the server's.
      return !this.owns(block) && rows.length === 1 && answers.every((id) => !this.owns(id))
    })
  }

  rowsOf(block: string): ReadonlySet<string> | undefined {
    return this.#rows.get(block) ?? this.#outer?.rowsOf(block)
  }
}

/**
 * The rules of a page that a browser can follow by itself, or undefined when there is none. A rule that reads what only
 * the server can read (a file, a list, rows of such) is left out, and its field stands as the server drew it.
 */
export function livePage(page: Page, { today, scope, shown }: Followed): LivePage | undefined {
  const level = new Level(page.fields)
  const kept: Expression[] = []
  const fields = page.fields.map((field) => liveField(field, { level, today, kept, shown }))
  const isLive = isFollowed({ level, kept })
  const checks = (page.checks ?? [])
    .filter((check) => check.fields.every((id) => level.readable.has(id)) && isLive(check.holds))
    .map(({ id, holds, fields: of }) => ({ id, holds, fields: of }))
  return kept.length === 0 ? undefined : { today, ...readBefore(kept, page, scope), fields, checks }
}

interface Drawing {
  readonly level: Level
  readonly today: string
  readonly kept: Expression[]
  /** Absent in rows: each is drawn in its own way, so that their rules are followed all together or not at all. */
  readonly shown: ReadonlySet<string> | undefined
}

/** Keeps a rule that can be followed. */
const isFollowed =
  ({ level, kept }: Pick<Drawing, 'level' | 'kept'>) =>
  (rule: Expression | undefined): rule is Expression => {
    if (rule === undefined || !level.canFollow(references(rule))) return false
    kept.push(rule)
    return true
  }

function liveField(field: Field, drawing: Drawing): LiveField {
  const { id, condition } = field
  const { level } = drawing
  const isLive = isFollowed(drawing)
  const isSettled = condition === undefined || isLive(condition)
  const asked = askedBy(field, isLive)
  const isKnown = isSettled && asked !== undefined
  const rows = field.type === 'repeated' ? liveRows(field, drawing) : undefined
  if (rows && isKnown && rows.isReadable) level.addRows(id, rows.level)
  const read = rows?.live ?? liveRead(field, drawing, isKnown)
  return { id, ...read, ...(isSettled ? onlyIf(condition) : asDrawn(id, drawing)), ...(asked ?? { isOptional: true }) }
}

/** How a field is read, which its rules may then do too; nothing when only the server can. */
function liveRead(field: Field, drawing: Drawing, isKnown: boolean): Reads & Pick<LiveField, 'value' | 'gives'> {
  const reads = isKnown ? readsOf(field, drawing.today) : undefined
  if (reads === undefined) return { reads: 'nothing' }
  if (field.type === 'computed' && !isFollowed(drawing)(field.value)) return { reads: 'nothing' }
  drawing.level.readable.add(field.id)
  return { ...reads, ...workedOut(field) }
}

interface LiveRows {
  readonly level: Level
  readonly live: Pick<LiveField, 'reads' | 'minimum' | 'maximum' | 'fields'>
  readonly isReadable: boolean
}

/** A block whose every rule can be followed; undefined when one cannot: then its rows stand as the server drew them. */
function liveRows(field: AnyRepeatedField, { level: outer, today, kept }: Drawing): LiveRows | undefined {
  const inner = field.fields as readonly Field[]
  const level = new Level(inner, outer)
  const rules: Expression[] = []
  const fields = inner.map((each) => liveField(each, { level, today, kept: rules, shown: undefined }))
  if (inner.some((each, index) => !isWhole(each, fields[index]))) return undefined
  kept.push(...rules)
  const isReadable = inner.every(({ id, type }) => type === 'information' || level.readable.has(id))
  const live = { reads: 'rows' as const, minimum: minRowsOf(field), maximum: maxRowsOf(field), fields }
  return { level, live, isReadable }
}

/** Whether every rule of a field is followed. */
function isWhole(field: Field, live: LiveField | undefined): boolean {
  if (live === undefined || live.isShown !== undefined) return false
  if (field.type === 'information') return true
  if (field.type === 'computed') return live.value !== undefined
  if (field.type === 'repeated' && live.reads !== 'rows') return false
  return field.requiredWhen === undefined || live.requiredWhen !== undefined
}

const asDrawn = (id: string, { shown }: Drawing) => ({ isShown: shown?.has(id) ?? true })
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
function readBefore(rules: readonly Expression[], page: Page, scope: Scope) {
  const own = new Set(page.fields.map(({ id }) => id))
  const read = rules.map((rule) => references(rule))
  const isBefore = (id: string): boolean => !own.has(askedIn(id))
  const inRows = read.flatMap(({ rows }) => rows)
  const answers = new Set([...read.flatMap((each) => each.answers), ...inRows.flatMap((each) => each.answers)])
  const options = new Set(read.flatMap((each) => each.options))
  return {
    before: Object.fromEntries([...answers].filter(isBefore).map((id) => [id, scope.answer(id)])),
    rowsBefore: Object.fromEntries(
      [...Map.groupBy(inRows, ({ block }) => block)]
        .filter(([block]) => isBefore(block))
        .map(([block, all]) => [
          block,
          rowsTold(
            scope.rows?.(block) ?? [],
            all.flatMap((each) => each.answers),
          ),
        ]),
    ),
    options: Object.fromEntries([...options].map((id) => [id, scope.option?.(id) ?? null])),
  }
}

const rowsTold = (rows: readonly Scope[], ids: readonly string[]): readonly Readonly<Record<string, Value>>[] =>
  rows.map((row) => Object.fromEntries(ids.map((id) => [id, row.answer(id)])))
