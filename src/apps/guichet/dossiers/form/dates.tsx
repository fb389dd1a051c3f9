import type { VNode } from 'preact'
import { addDays } from '#kernel/calendar'
import { localize } from '#kernel/localized'
import { formats } from '#platform/i18n'
import { DateInput, type DatePart, Fieldset } from '#platform/html'
import { exampleDay } from '../example-day.ts'
import { isAsked, joined, labelOf, markOf, type Of, type Placed, surroundings } from './placed.ts'
import { typed } from './sheet.ts'
import { controlTexts } from './texts.ts'

const parts: readonly DatePart[] = ['day', 'month', 'year']

/** A limit further than half a year is nobody's worry: it is said only when it is passed. */
const nearDays = 180

export function date(placed: Placed<Of<'date'>>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const format = formats(sheet.locale)
  const wrong = parts.filter((part) => sheet.errors.has(`${name}.${part}`))
  const earliest = field.earliest === undefined ? undefined : addDays(sheet.today, field.earliest)
  const latest = field.latest === undefined ? undefined : addDays(sheet.today, field.latest)
  const example = exampleDay(field, sheet.today)
  const around = surroundings(placed, {
    input: `${name}.${wrong[0] ?? 'day'}`,
    hint: joined(
      field.hint ? undefined : texts.dateExample(example),
      earliest && earliest !== sheet.today ? texts.dateFrom(format.dayMonth(earliest)) : undefined,
      latest && latest !== sheet.today && latest < addDays(sheet.today, nearDays)
        ? texts.dateTo(format.date(latest))
        : undefined,
    ),
  })
  return DateInput({
    ...around,
    id: `${name}.day`,
    name,
    legend: labelOf(placed),
    labels: texts,
    value: {
      day: typed(sheet, `${name}.day`),
      month: typed(sheet, `${name}.month`),
      year: typed(sheet, `${name}.year`),
    },
    // A whole date that does not suit is wrong in its three boxes; one that misses a part, in that part.
    wrong: wrong[0] === 'day' ? parts : wrong,
    isBirthday: field.autocomplete === 'bday',
    isRequired: isAsked(placed),
  })
}

/** A period: two dates under one question. */
export function dateRange(placed: Placed<Of<'date_range'>>): VNode {
  const { field, name, sheet, scope } = placed
  const texts = controlTexts(sheet.locale)
  return Fieldset({
    id: name,
    legend: labelOf(placed),
    hint: field.hint ? localize(field.hint, sheet.locale) : texts.dateExample(exampleDay(field, sheet.today)),
    optionalMark: markOf(field, scope, sheet.locale),
    children: <div class="parts">{(['from', 'to'] as const).map((end) => rangeEnd(placed, end))}</div>,
  })
}

function rangeEnd(placed: Placed<Of<'date_range'>>, end: 'from' | 'to'): VNode {
  const { name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const input = `${name}.${end}`
  const wrong = parts.filter((part) => sheet.errors.has(`${input}.${part}`))
  const rival = sheet.rivals.get(`${input}.day`)
  return DateInput({
    id: `${input}.day`,
    name: input,
    legend: end === 'from' ? texts.rangeFrom : texts.rangeTo,
    hint: rival === undefined ? undefined : texts.otherTab(rival || texts.blank),
    error: wrong[0] && sheet.errors.get(`${input}.${wrong[0]}`),
    labels: texts,
    value: {
      day: typed(sheet, `${input}.day`),
      month: typed(sheet, `${input}.month`),
      year: typed(sheet, `${input}.year`),
    },
    wrong: wrong[0] === 'day' ? parts : wrong,
    isRequired: isAsked(placed),
  })
}
