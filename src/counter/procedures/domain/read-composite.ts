import { addDays, type Day, isDay } from '#kernel/calendar'
import type { AddressValue, DateRangeValue, IdentityValue, SimpleField } from '../schema/index.ts'
import { lineOf } from './raw.ts'
import { answered, blank, type FieldError, type Question, type Reading, wrong } from './reading.ts'

type Of<T extends SimpleField['type']> = Question<Extract<SimpleField, { type: T }>>

const dateParts = ['day', 'month', 'year'] as const

type Typed =
  | { readonly day: Day }
  | { readonly code: 'incomplete_date' | 'short_year' | 'not_a_date'; readonly part: string }

/** The three boxes of a date. Undefined when all are blank. */
function typedDate({ entries, name }: Pick<Question, 'entries' | 'name'>): Typed | undefined {
  const [day = '', month = '', year = ''] = dateParts.map((part) => lineOf(entries, `${name}.${part}`))
  if (!day && !month && !year) return undefined
  const missing = dateParts.find((part) => lineOf(entries, `${name}.${part}`) === '')
  if (missing) return { code: 'incomplete_date', part: missing }
  // "26" could be 1926 or 2026: the person says which, we do not guess.
  if (/^\d{2}$/.test(year)) return { code: 'short_year', part: 'year' }
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(text) && year >= '1000' ? { day: text } : { code: 'not_a_date', part: 'day' }
}

export function readDate(question: Of<'date'>): Reading {
  const typed = typedDate(question)
  const input = `${question.name}.day`
  if (!typed) return blank(question, input)
  if ('code' in typed) return wrong(question, typed.code, { input: `${question.name}.${typed.part}` })
  return outOfBounds(question, typed.day, input) ?? beforeOther(question, typed.day) ?? answered(typed.day)
}

type Bounded = Of<'date'> | Of<'date_range'>

function outOfBounds(question: Bounded, day: Day, input: string): Reading | undefined {
  const { field, context } = question
  const bound = (days: number | undefined) => (days === undefined ? undefined : addDays(context.today, days))
  const [earliest, latest] = [bound(field.earliest), bound(field.latest)]
  if (earliest && day < earliest) return wrong(question, 'too_early', { input, params: { day: earliest } })
  if (latest && day > latest) return wrong(question, 'too_late', { input, params: { day: latest } })
  return undefined
}

function beforeOther(question: Of<'date'>, day: Day): Reading | undefined {
  const other = question.field.notBefore
  const otherDay = other === undefined ? null : question.scope.answer(other)
  if (other === undefined || typeof otherDay !== 'string' || day >= otherDay) return undefined
  return wrong(question, 'before_other', { input: `${question.name}.day`, params: { day: otherDay, other } })
}

/** Two dates: each says what is wrong with it; a period that ends before it begins says so at its end. */
export function readDateRange(question: Of<'date_range'>): Reading {
  const { name, entries } = question
  const ends = (['from', 'to'] as const).map((end) => {
    const box = `${name}.${end}`
    return { box, typed: typedDate({ entries, name: box }) }
  })
  if (question.isOptional && ends.every(({ typed }) => !typed)) return { errors: [] }
  const errors = ends.flatMap(({ box, typed }) => endFaults(question, box, typed))
  const [from, to] = ends.map(({ typed }) => (typed && 'day' in typed ? typed.day : undefined))
  if (errors.length > 0 || from === undefined || to === undefined) return { errors }
  if (to < from) return wrong(question, 'reversed_range', { input: `${name}.to.day`, params: { day: from } })
  return answered({ from, to } satisfies DateRangeValue)
}

function endFaults(question: Of<'date_range'>, box: string, typed: Typed | undefined): readonly FieldError[] {
  if (!typed) return wrong(question, 'required', { input: `${box}.day` }).errors
  if ('code' in typed) return wrong(question, typed.code, { input: `${box}.${typed.part}` }).errors
  return outOfBounds(question, typed.day, `${box}.day`)?.errors ?? []
}

interface Part {
  readonly part: string
  readonly text: string
  readonly required: boolean
  readonly maximum: number
}

const part = (question: Question, name: string, required: boolean, maximum: number): Part => ({
  part: name,
  text: lineOf(question.entries, `${question.name}.${name}`),
  required,
  maximum,
})

/** The faults that any part can have: missing, too long. */
function faultsOf(question: Question, parts: readonly Part[]): FieldError[] {
  return parts.flatMap(({ part: name, text, required, maximum }) => {
    const input = `${question.name}.${name}`
    if (!text) return required ? [...wrong(question, 'required', { input }).errors] : []
    return text.length > maximum ? [...wrong(question, 'too_long', { input, params: { maximum } }).errors] : []
  })
}

/** Five figures of a French postal code, spaces tolerated; undefined when it is not one. */
function postalCodeOf(text: string): string | undefined {
  const figures = text.replaceAll(/[\s.]/g, '')
  return /^(?:0[1-9]|[1-8]\d|9[0-8])\d{3}$/.test(figures) ? figures : undefined
}

export function readAddress(question: Of<'address'>): Reading {
  const parts = [
    part(question, 'line', true, 200),
    part(question, 'complement', false, 200),
    part(question, 'postalCode', true, Number.POSITIVE_INFINITY),
    part(question, 'city', true, 100),
  ]
  if (question.isOptional && parts.every(({ text }) => text === '')) return { errors: [] }
  const [line = '', complement = '', typedCode = '', city = ''] = parts.map(({ text }) => text)
  const postalCode = postalCodeOf(typedCode)
  const errors = [...faultsOf(question, parts), ...(typedCode ? postalCodeFaults(question, postalCode) : [])]
  if (errors.length > 0 || !postalCode) return { errors }
  return answered({ line, ...(complement && { complement }), postalCode, city } satisfies AddressValue)
}

function postalCodeFaults(question: Of<'address'>, postalCode: string | undefined): readonly FieldError[] {
  const input = `${question.name}.postalCode`
  const { postalCodes } = question.context
  if (!postalCode) return wrong(question, 'not_a_postal_code', { input }).errors
  if (!question.field.withinCollectivity || postalCodes.length === 0 || postalCodes.includes(postalCode)) return []
  return wrong(question, 'outside_collectivity', { input, params: { codes: postalCodes.join(', ') } }).errors
}

export function readIdentity(question: Of<'identity'>): Reading {
  const { field, entries, name, context } = question
  const texts = identityTexts(question)
  const asksBirth = field.with?.includes('birth_date') ?? false
  const typed = asksBirth ? typedDate({ entries, name: `${name}.birthDate` }) : undefined
  if (question.isOptional && !typed && texts.every(({ text }) => text === '')) return { errors: [] }
  const errors = [...faultsOf(question, texts), ...(asksBirth ? birthDateFaults(question, typed, context.today) : [])]
  if (errors.length > 0) return { errors }
  const written = Object.fromEntries(texts.filter(({ text }) => text).map((each) => [each.part, each.text]))
  const birth = typed && 'day' in typed ? { birthDate: typed.day } : {}
  return answered({ givenName: '', familyName: '', ...written, ...birth } satisfies IdentityValue)
}

function identityTexts(question: Of<'identity'>): readonly Part[] {
  const asks = new Set(question.field.with)
  return [
    part(question, 'givenName', true, 100),
    part(question, 'familyName', true, 100),
    ...(asks.has('birth_name') ? [part(question, 'birthName', false, 100)] : []),
    ...(asks.has('birth_place') ? [part(question, 'birthPlace', true, 100)] : []),
    ...(asks.has('organisation') ? [part(question, 'organisation', false, 150)] : []),
  ]
}

function birthDateFaults(question: Of<'identity'>, typed: Typed | undefined, today: Day): readonly FieldError[] {
  const box = `${question.name}.birthDate`
  if (!typed) return wrong(question, 'required', { input: `${box}.day` }).errors
  if ('code' in typed) return wrong(question, typed.code, { input: `${box}.${typed.part}` }).errors
  if (typed.day > today) return wrong(question, 'too_late', { input: `${box}.day`, params: { day: today } }).errors
  return []
}
