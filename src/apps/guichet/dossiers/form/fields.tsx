import type { VNode } from 'preact'
import { addDays } from '#kernel/calendar'
import { holds } from '#kernel/expression'
import { localize } from '#kernel/localized'
import {
  countRows,
  type Field,
  maxRowsOf,
  minRowsOf,
  type RepeatedField,
  type RowAnswers,
  scopeOf,
  type SimpleField,
  visibleOptions,
} from '#counter/procedures'
import { formats } from '#platform/i18n'
import {
  Button,
  Checkboxes,
  type Choice,
  DateInput,
  type DatePart,
  Fieldset,
  MoneyInput,
  Notice,
  NumberInput,
  Radios,
  Select,
  TextArea,
  TextInput,
} from '#platform/html'
import { exampleDay } from '../example-day.ts'
import { AddressFields, IdentityFields } from './composites.tsx'
import { FileField } from './file-field.tsx'
import { type Laid, layFields } from './reveals.ts'
import { idOf, type Sheet, typed, typedList } from './sheet.ts'
import { controlTexts } from './texts.ts'

type Of<T extends SimpleField['type']> = Extract<SimpleField, { type: T }>

interface Placed<F> {
  readonly field: F
  /** Path of the field: `children.0.birth`. */
  readonly name: string
  readonly sheet: Sheet
  readonly reveals: ReadonlyMap<string, readonly Laid[]>
}

/** Joins what the author wrote with what the platform adds. */
export const joined = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined && part !== '').join(' ') || undefined

/** What surrounds any control: hint, error, where its value comes from. */
export function surroundings(placed: Placed<SimpleField>, options: { hint?: string | undefined; input?: string } = {}) {
  const { field, name, sheet } = placed
  const input = options.input ?? name
  const texts = controlTexts(sheet.locale)
  const hint = field.type === 'information' || !field.hint ? undefined : localize(field.hint, sheet.locale)
  const rival = sheet.rivals.get(input)
  const isOptional = field.type !== 'information' && field.optional === true
  return {
    id: idOf(input),
    hint: joined(hint, options.hint, rival === undefined ? undefined : texts.otherTab(rival || texts.blank)),
    error: sheet.errors.get(input),
    provenance: sheet.fromAccount.has(input) ? texts.fromAccount : undefined,
    optionalMark: isOptional ? texts.optional : undefined,
  }
}

const labelOf = ({ field, sheet }: Placed<SimpleField>): string => localize(field.label, sheet.locale)
const isRequired = (field: SimpleField): boolean => field.type !== 'information' && field.optional !== true

function line(placed: Placed<Of<'text' | 'email' | 'phone'>>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const base = { name, label: labelOf(placed), value: typed(sheet, name), isRequired: isRequired(field) }
  if (field.type === 'email') {
    const more = { type: 'email', inputMode: 'email', autoComplete: 'email', isExact: true } as const
    return TextInput({ ...surroundings(placed, field.hint ? {} : { hint: texts.emailHint }), ...base, ...more })
  }
  if (field.type === 'phone') {
    const more = { type: 'tel', inputMode: 'tel', autoComplete: 'tel', width: 'medium' } as const
    return TextInput({ ...surroundings(placed, field.hint ? {} : { hint: texts.phoneHint }), ...base, ...more })
  }
  const isShort = field.maxLength !== undefined && field.maxLength <= 20
  const more = { autoComplete: field.autocomplete, width: isShort ? 'medium' : 'full' } as const
  return TextInput({ ...surroundings(placed), ...base, ...more })
}

function longText(placed: Placed<Of<'long_text'>>): VNode {
  const { field, name, sheet } = placed
  const { maxLength } = field
  const hint = maxLength === undefined ? undefined : formats(sheet.locale).number(maxLength)
  return TextArea({
    ...surroundings(placed, { hint: hint && controlTexts(sheet.locale).characters(hint) }),
    name,
    label: labelOf(placed),
    value: typed(sheet, name),
    isRequired: isRequired(field),
    rows: 5,
  })
}

function number(placed: Placed<Of<'number'>>): VNode {
  const { field, name, sheet } = placed
  return NumberInput({
    ...surroundings(placed),
    name,
    label: labelOf(placed),
    value: typed(sheet, name),
    isRequired: isRequired(field),
    isWhole: (field.decimals ?? 0) === 0,
    unit: field.unit && localize(field.unit, sheet.locale),
  })
}

/** A limit further than half a year is nobody's worry: it is said only when it is passed. */
const nearDays = 180

function date(placed: Placed<Of<'date'>>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const format = formats(sheet.locale)
  const parts: readonly DatePart[] = ['day', 'month', 'year']
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
    isRequired: isRequired(field),
  })
}

function yesNo(placed: Placed<Of<'yes_no'>>): VNode {
  const { name, sheet, reveals } = placed
  const texts = controlTexts(sheet.locale)
  const choices: Choice[] = [
    { value: 'yes', label: texts.yes, reveals: revealed(placed, 'yes') },
    { value: 'no', label: texts.no, reveals: revealed(placed, 'no') },
  ]
  return Radios({
    ...surroundings(placed),
    name,
    legend: labelOf(placed),
    choices: choices.map(withoutBlank),
    value: typed(sheet, name),
    isInline: reveals.size === 0,
    isRequired: isRequired(placed.field),
  })
}

/** A choice without what it would reveal, when it reveals nothing: a key that is there counts as something. */
const withoutBlank = ({ reveals, ...choice }: Choice): Choice => (reveals ? { ...choice, reveals } : choice)

function revealed(placed: Placed<SimpleField>, box: string): VNode[] | undefined {
  const { name, field, sheet, reveals } = placed
  const prefix = name.slice(0, name.length - field.id.length)
  return reveals.get(box)?.map((laid) => renderLaid(laid, prefix, sheet))
}

function optionsOf(placed: Placed<Of<'choice' | 'choices'>>): Choice[] {
  const { field, sheet } = placed
  return visibleOptions(field.options, scopeOf(sheet.answers)).map((option) => {
    const choice: Choice = {
      value: option.value,
      label: localize(option.label, sheet.locale),
      reveals: revealed(placed, option.value),
    }
    return withoutBlank(option.hint ? { ...choice, hint: localize(option.hint, sheet.locale) } : choice)
  })
}

function choice(placed: Placed<Of<'choice'>>): VNode {
  const { field, name, sheet } = placed
  const value = typed(sheet, name)
  const shared = { ...surroundings(placed), name, value, isRequired: isRequired(field) }
  if (field.appearance !== 'list') return Radios({ ...shared, legend: labelOf(placed), choices: optionsOf(placed) })
  const options = visibleOptions(field.options, scopeOf(sheet.answers)).map((option) => ({
    value: option.value,
    label: localize(option.label, sheet.locale),
  }))
  return Select({ ...shared, label: labelOf(placed), options, emptyLabel: controlTexts(sheet.locale).choose })
}

function choices(placed: Placed<Of<'choices'>>): VNode {
  const { field, name, sheet } = placed
  const hint = field.maxChoices === undefined ? undefined : controlTexts(sheet.locale).atMost(String(field.maxChoices))
  return (
    <>
      {/* So that "none of them" is an answer too: an empty group of boxes sends nothing. */}
      <input type="hidden" name={name} value="" />
      {Checkboxes({
        ...surroundings(placed, { hint }),
        name,
        legend: labelOf(placed),
        choices: optionsOf(placed),
        values: typedList(sheet, name),
      })}
    </>
  )
}

function commune(placed: Placed<Of<'commune'>>): VNode {
  const { field, name, sheet } = placed
  return Select({
    ...surroundings(placed),
    name,
    label: labelOf(placed),
    value: typed(sheet, name),
    options: sheet.communes.map(({ code, name: label }) => ({ value: code, label })),
    emptyLabel: controlTexts(sheet.locale).chooseCommune,
    isRequired: isRequired(field),
    width: 'medium',
  })
}

function information({ field, sheet }: Placed<Of<'information'>>): VNode {
  const body = [
    <p>{localize(field.label, sheet.locale)}</p>,
    ...(field.hint ? [<p class="meta">{localize(field.hint, sheet.locale)}</p>] : []),
  ]
  if (field.tone === undefined || field.tone === 'plain') return <div class="prose">{body}</div>
  return Notice({ tone: field.tone, children: body })
}

function amount(placed: Placed<Of<'amount'>>): VNode {
  const { field, name, sheet } = placed
  const shared = { name, label: labelOf(placed), value: typed(sheet, name), isRequired: isRequired(field) }
  return MoneyInput({ ...surroundings(placed), ...shared })
}

const controls: { readonly [T in SimpleField['type']]: (placed: Placed<Of<T>>) => VNode } = {
  text: line,
  email: line,
  phone: line,
  long_text: longText,
  number,
  amount,
  date,
  yes_no: yesNo,
  choice,
  choices,
  commune,
  information,
  address: AddressFields,
  identity: IdentityFields,
  file: FileField,
}

const simpleField = (placed: Placed<SimpleField>): VNode =>
  // The table has one control for each type: the compiler loses the tie between a type and its control, we do not.
  (controls[placed.field.type] as (placed: Placed<SimpleField>) => VNode)(placed)

/** What a row says, as far as conditions within the row may ask: read loosely, the server decides when it is sent. */
function rowAnswers(field: RepeatedField, row: number, sheet: Sheet): RowAnswers {
  const answers: Record<string, RowAnswers[string]> = {}
  for (const each of field.fields) {
    const name = `${field.id}.${row}.${each.id}`
    const text = typed(sheet, name)
    if (each.type === 'choices') answers[each.id] = typedList(sheet, name)
    else if (each.type === 'yes_no' && text !== '') answers[each.id] = text === 'yes'
    else if (text !== '') answers[each.id] = text
  }
  return answers
}

function repeated(field: RepeatedField, sheet: Sheet): VNode {
  const texts = controlTexts(sheet.locale)
  const rowLabel = localize(field.rowLabel, sheet.locale)
  const count = countRows(field, sheet.entries)
  const isFull = count >= maxRowsOf(field)
  const lower = rowLabel.charAt(0).toLowerCase() + rowLabel.slice(1)
  const rows = Array.from({ length: count }, (_, row) => {
    const scope = scopeOf(rowAnswers(field, row, sheet), scopeOf(sheet.answers))
    const title = texts.row(rowLabel, String(row + 1))
    return (
      <div class="panel">
        <fieldset class="field row-fields" id={`${field.id}.${row}`}>
          <legend>{title}</legend>
          {layFields(field.fields, ({ condition }) => holds(condition, scope)).map((laid) =>
            renderLaid(laid, `${field.id}.${row}.`, sheet),
          )}
        </fieldset>
        {count > Math.max(1, minRowsOf(field)) && (
          <Button kind="plain" size="small" icon="trash-2" name="page-action" value={`remove:${field.id}:${row}`}>
            {texts.removeRow}
            <span class="vh"> {title}</span>
          </Button>
        )}
      </div>
    )
  })
  const add = !isFull && (
    <Button kind="quiet" icon="plus" name="page-action" value={`add:${field.id}`}>
      {texts.addRow(texts.row(lower, String(count + 1)))}
    </Button>
  )
  return Fieldset({
    id: field.id,
    legend: localize(field.label, sheet.locale),
    hint: field.hint && localize(field.hint, sheet.locale),
    error: sheet.errors.get(field.id),
    optionalMark: field.optional ? texts.optional : undefined,
    children: (
      <>
        <div class="rows stack" id={field.id} tabIndex={-1}>
          {rows}
        </div>
        {add}
      </>
    ),
  })
}

function renderLaid(laid: Laid, prefix: string, sheet: Sheet): VNode {
  const { field, reveals } = laid
  if (field.type === 'repeated') return repeated(field, sheet)
  return simpleField({ field, name: prefix + field.id, sheet, reveals })
}

/** The fields of a page, as the answers so far show them. */
export function renderFields(fields: readonly Field[], shown: ReadonlySet<string>, sheet: Sheet): VNode[] {
  return layFields(fields, ({ id }) => shown.has(id)).map((laid) => (
    <div data-field={laid.field.id}>{renderLaid(laid, '', sheet)}</div>
  ))
}
