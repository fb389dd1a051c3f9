import type { Json } from '#counter/studio'
import { describe, describeCondition, type Expression } from '#kernel/expression'
import { Fieldset, Select, TextInput } from '#platform/html'
import { typedIn } from '../../../connect/accounts/typed.ts'
import {
  asText,
  type Control,
  type Drawing,
  type Fault,
  faultAt,
  inputOf,
  readAs,
  type Reading,
  type Said,
  sayingOf,
  typedAt,
} from './panel.ts'
import {
  findSubject,
  literalFor,
  namesIn,
  readIn,
  readingOf,
  type Subject,
  subjectOptions,
  writtenFor,
} from './subjects.ts'
import { Pieces } from './pieces.tsx'
import { panelTexts } from './texts.ts'

/** One line of a condition. */
interface Line {
  readonly subject: string
  readonly comparison: Comparison
  readonly literal: Json
}

const comparisons = ['notEquals', 'greaterThanEq', 'lessThanEq', 'contains', 'isEmpty', 'filled'] as const
type Comparison = (typeof comparisons)[number] | 'equals'

/** Days are compared by words of their own. */
const ofDays = { greaterThanEq: 'isAfterEq', lessThanEq: 'isBeforeEq' } as const

function lineIn(expression: Json | undefined): Line | undefined {
  if (!Array.isArray(expression)) return undefined
  const [head, first, second] = expression as readonly Json[]
  if (head === 'isEmpty') return lineOf('isEmpty', first, null)
  if (head === 'not' && Array.isArray(first) && first[0] === 'isEmpty') return lineOf('filled', first[1] as Json, null)
  return expression.length === 3 ? comparedIn(head, first, second ?? null) : undefined
}

function comparedIn(head: Json | undefined, read: Json | undefined, literal: Json): Line | undefined {
  if (typeof literal === 'object' && literal !== null) return undefined
  const word = Object.entries(ofDays).find(([, day]) => day === head)?.[0] ?? head
  const known = [...comparisons, 'equals' as const].find((each) => each === word)
  return known && lineOf(known, read, literal)
}

function lineOf(comparison: Comparison, read: Json | undefined, literal: Json): Line | undefined {
  const subject = readIn(read)
  return subject === undefined ? undefined : { subject, comparison, literal }
}

interface Lines {
  readonly word: 'and' | 'or'
  readonly lines: readonly Line[]
}

/** The lines of a condition; undefined when it says more than lines can. */
function linesIn(condition: Json | undefined): Lines | undefined {
  if (condition === undefined || condition === null) return { word: 'and', lines: [] }
  const one = lineIn(condition)
  if (one) return { word: 'and', lines: [one] }
  if (!Array.isArray(condition)) return undefined
  const [head, ...rest] = condition as readonly Json[]
  const lines = rest.flatMap((each) => lineIn(each) ?? [])
  return (head === 'and' || head === 'or') && lines.length === rest.length && lines.length > 0
    ? { word: head, lines }
    : undefined
}

const most = 12

/** When something is done or offered: lines that all hold, or one of them; what is written otherwise is kept as it is. */
export const condition = (key: string, said: Said): Control => ({
  draw: (at) => {
    const t = panelTexts(at.around.locale)
    const name = at.prefix + key
    return Fieldset({
      id: name,
      legend: sayingOf(at, said).label,
      ...(said.isOptional && { hint: t.condition_hint }),
      error: at.errors.find(({ fieldId }) => fieldId === name)?.message,
      children: Pieces({ id: name, children: DrawnLines(at, key) }),
    })
  },
  read: (at) => {
    const word = typedAt(at, `${key}.liens`)
    if (word === 'garder') return readAs(key, at.node[key] ?? null)
    const read = Array.from({ length: most }, (_, index) => readLine(at, `${key}.${index}`)).flatMap(
      (each) => each ?? [],
    )
    const faults = read.flatMap(({ fault }) => fault ?? [])
    const lines = read.flatMap(({ expression }) => (expression === undefined ? [] : [expression]))
    if (lines.length === 0) {
      const isMissing = faults.length === 0 && !said.isOptional
      return readAs(key, null, isMissing ? [faultAt(at, key, 'no_condition', said)] : faults)
    }
    const whole: Expression = lines.length === 1 ? (lines[0] ?? null) : [word === 'or' ? 'or' : 'and', ...lines]
    return readAs(key, whole as Json, faults)
  },
})

function DrawnLines(at: Drawing, key: string) {
  const { locale } = at.around
  const t = panelTexts(locale)
  const now = at.node[key] ?? null
  const known = linesIn(now)
  const written = known?.lines ?? []
  const sent = at.typed ? sentLines(at.typed, at.prefix + key) : 0
  const count = Math.min(most, Math.max(written.length + 1, sent))
  const isKept = known === undefined
  return (
    <>
      {now !== null && (
        <p class="cond">{describeCondition(now as unknown as Expression, namesIn(at.around), locale)}</p>
      )}
      {now !== null &&
        Select({
          ...inputOf(at, `${key}.liens`, known?.word ?? 'garder'),
          label: t.which_lines,
          options: [
            ...(isKept ? [{ value: 'garder', label: t.keep_condition }] : []),
            { value: 'and', label: t.all_lines },
            { value: 'or', label: t.any_line },
          ],
        })}
      {Array.from({ length: count }, (_, index) => DrawnLine(at, `${key}.${index}`, written[index]))}
    </>
  )
}

const sentLines = (body: Reading['body'], name: string): number =>
  Array.from({ length: most }, (_, index) => index).filter((index) => typedIn(body, `${name}.${index}.sujet`) !== '')
    .length + 1

function DrawnLine(at: Drawing, key: string, line: Line | undefined) {
  const t = panelTexts(at.around.locale)
  const subject = line && findSubject(at.around, line.subject)
  return (
    <div class="rule-line">
      {Select({
        ...inputOf(at, `${key}.sujet`, line?.subject ?? ''),
        label: t.subject,
        emptyLabel: line ? t.no_line : t.choose_subject,
        options: subjectOptions(at.around),
      })}
      {Select({
        ...inputOf(at, `${key}.comparaison`, line && line.comparison !== 'equals' ? line.comparison : ''),
        label: t.comparison,
        emptyLabel: t.cmp_equals,
        options: comparisons.map((value) => ({ value, label: t[`cmp_${value}`] })),
      })}
      {TextInput({
        ...inputOf(at, `${key}.valeur`, line ? writtenFor(subject, line.literal, at.around) : ''),
        label: t.compared,
      })}
    </div>
  )
}

interface ReadLine {
  readonly expression?: Expression
  readonly fault?: Fault
}

function readLine(at: Reading, key: string): ReadLine | undefined {
  const chosen = typedAt(at, `${key}.sujet`)
  if (chosen === '') return undefined
  const subject = findSubject(at.around, chosen)
  const read = readingOf(chosen)
  const comparison = typedAt(at, `${key}.comparaison`)
  if (comparison === 'isEmpty') return { expression: ['isEmpty', read] }
  if (comparison === 'filled') return { expression: ['not', ['isEmpty', read]] }
  const literal = literalFor(subject, typedAt(at, `${key}.valeur`))
  if (literal === undefined) return { fault: faultAt(at, `${key}.valeur`, faultOf(subject), { label: 'compared' }) }
  return { expression: [headFor(subject, comparison), read, literal] }
}

/** The word of the language that says a comparison of what is looked at. */
function headFor(subject: Subject | undefined, comparison: string): string {
  const word = comparisons.find((each) => each === comparison) ?? 'equals'
  if (subject?.kind === 'date' && (word === 'greaterThanEq' || word === 'lessThanEq')) return ofDays[word]
  return subject?.kind === 'list' && word === 'equals' ? 'contains' : word
}

const faultOf = (subject: Subject | undefined) =>
  subject?.kind === 'date' ? 'bad_day' : subject?.kind === 'boolean' ? 'bad_yes' : 'bad_number'

/** A value: written, read somewhere, or kept as it is worked out. */
export const value = (key: string, said: Said): Control => ({
  draw: (at) => {
    const t = panelTexts(at.around.locale)
    const now = at.node[key]
    const read = readIn(now)
    const isKept = Array.isArray(now) && read === undefined
    const literal = isKept || read !== undefined ? '' : typeof now === 'boolean' ? '' : asText(now)
    const source = isKept ? 'garder' : (read ?? (typeof now === 'boolean' ? String(now) : now === null ? 'vide' : ''))
    return (
      <>
        {Select({
          ...inputOf(at, key, source),
          ...sayingOf(at, said),
          emptyLabel: t.written_beside,
          options: [
            ...(isKept
              ? [
                  {
                    value: 'garder',
                    label: t.keep_value(describe(now as unknown as Expression, namesIn(at.around), at.around.locale)),
                  },
                ]
              : []),
            { value: 'true', label: t.yes },
            { value: 'false', label: t.no },
            { value: 'vide', label: t.nothing },
            ...subjectOptions(at.around),
          ],
        })}
        {TextInput({ ...inputOf(at, `${key}.texte`, literal), label: t.written, hint: t.written_hint })}
      </>
    )
  },
  read: (at) => {
    const source = typedAt(at, key)
    if (source === 'garder') return readAs(key, at.node[key] ?? null)
    if (source === 'true' || source === 'false') return readAs(key, source === 'true')
    if (source === 'vide') return readAs(key, null)
    if (source !== '') return readAs(key, readingOf(source) as Json)
    const typed = typedAt(at, `${key}.texte`)
    if (typed === '') return readAs(key, null, said.isOptional ? [] : [faultAt(at, `${key}.texte`, 'empty', said)])
    return readAs(key, isNumber(typed) ? Number(typed.replace(',', '.')) : typed)
  },
})

/** "12" and "3,5", but not "069" nor "06 01": those are codes. */
const isNumber = (typed: string): boolean => /^-?(0|[1-9]\d{0,14})([.,]\d+)?$/.test(typed)
