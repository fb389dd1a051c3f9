import type { VNode } from 'preact'
import { holds, type Scope, type Value } from '#kernel/expression'
import { localize } from '#kernel/localized'
import {
  type AnyRepeatedField,
  countRows,
  type Field,
  type LivePage,
  maxRowsOf,
  minRowsOf,
  type RowAnswers,
  scopeOf,
  type SimpleField,
  visibleOptions,
} from '#counter/procedures'
import { formats } from '#platform/i18n'
import { Button, Checkboxes, type Choice, Fieldset, Notice, Prose, Radios, Select } from '#platform/html'
import { AddressFields, IdentityFields } from './composites.tsx'
import { date, dateRange } from './dates.tsx'
import { PlaceFields, SignatureFields } from './drawn.tsx'
import { FileField } from './file-field.tsx'
import { amount, line, longText, number, numbered } from './lines.tsx'
import { listedChoice, listedChoices } from './listed.tsx'
import { isAsked, labelOf, markOf, type Of, type Placed, surroundings } from './placed.ts'
import { slotField } from './slot-field.tsx'
import { type Laid, layFields } from './reveals.ts'
import { StateDatum } from './state-data/state-datum.tsx'
import { idOf, type Sheet, typed, typedList } from './sheet.ts'
import { controlTexts } from './texts.ts'

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
    isRequired: isAsked(placed),
  })
}

/** A choice without what it would reveal, when it reveals nothing: a key that is there counts as something. */
const withoutBlank = ({ reveals, ...choice }: Choice): Choice => (reveals ? { ...choice, reveals } : choice)

function revealed(placed: Placed<SimpleField>, box: string): VNode[] | undefined {
  const { name, field, sheet, scope, reveals } = placed
  const prefix = name.slice(0, name.length - field.id.length)
  return reveals.get(box)?.map((laid) => renderLaid(laid, prefix, { sheet, scope }))
}

function optionsOf(placed: Placed<Of<'choice' | 'choices'>>): Choice[] {
  const { field, sheet, scope } = placed
  return visibleOptions(field.options ?? [], scope).map((option) => {
    const choice: Choice = {
      value: option.value,
      label: localize(option.label, sheet.locale),
      reveals: revealed(placed, option.value),
    }
    return withoutBlank(option.hint ? { ...choice, hint: localize(option.hint, sheet.locale) } : choice)
  })
}

function choice(placed: Placed<Of<'choice'>>): VNode {
  const { field, name, sheet, scope } = placed
  if (field.source) return listedChoice(placed)
  const value = typed(sheet, name)
  const shared = { ...surroundings(placed), name, value, isRequired: isAsked(placed) }
  if (field.appearance !== 'list') return Radios({ ...shared, legend: labelOf(placed), choices: optionsOf(placed) })
  const options = visibleOptions(field.options ?? [], scope).map((option) => ({
    value: option.value,
    label: localize(option.label, sheet.locale),
  }))
  return Select({ ...shared, label: labelOf(placed), options, emptyLabel: controlTexts(sheet.locale).choose })
}

function choices(placed: Placed<Of<'choices'>>): VNode {
  const { field, name, sheet } = placed
  if (field.source) return listedChoices(placed)
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
  const { name, sheet } = placed
  return Select({
    ...surroundings(placed),
    name,
    label: labelOf(placed),
    value: typed(sheet, name),
    options: sheet.communes.map(({ code, name: label }) => ({ value: code, label })),
    emptyLabel: controlTexts(sheet.locale).chooseCommune,
    isRequired: isAsked(placed),
    width: 'medium',
  })
}

function information({ field, sheet }: Placed<Of<'information'>>): VNode {
  const body = [
    Prose({ text: localize(field.label, sheet.locale) }),
    ...(field.hint ? [<p class="meta">{localize(field.hint, sheet.locale)}</p>] : []),
  ]
  const prose = <div class="prose">{body}</div>
  return field.tone === undefined || field.tone === 'plain' ? prose : Notice({ tone: field.tone, children: prose })
}

/** What was worked out so far; the server works it out again when the page is sent. */
function computed({ field, name, sheet, scope }: Placed<Of<'computed'>>): VNode {
  const texts = controlTexts(sheet.locale)
  const text = field.hidden === true ? '' : computedText(field, scope.answer(field.id), sheet.locale)
  return (
    <div class="field">
      <p>
        <b>{localize(field.label, sheet.locale)}</b>{' '}
        <output id={idOf(name)} data-gives={field.gives}>
          {text || texts.notComputed}
        </output>
      </p>
      {field.hint && <p class="meta">{localize(field.hint, sheet.locale)}</p>}
    </div>
  )
}

function computedText(field: Of<'computed'>, value: Value, locale: Sheet['locale']): string {
  const format = formats(locale)
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? controlTexts(locale).yes : controlTexts(locale).no
  if (typeof value === 'number') return field.gives === 'amount' ? format.euros(value) : format.number(value)
  return field.gives === 'date' && typeof value === 'string' ? format.fullDate(value) : String(value)
}

const controls: { readonly [T in SimpleField['type']]: (placed: Placed<Of<T>>) => VNode } = {
  text: line,
  siret: numbered,
  rna: numbered,
  iban: numbered,
  time: numbered,
  date_range: dateRange,
  map: PlaceFields,
  signature: SignatureFields,
  card: listedChoice,
  slot: slotField,
  computed,
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

function simpleField(placed: Placed<SimpleField>): VNode {
  // The table has one control for each type: the compiler loses the tie between a type and its control, we do not.
  const control = (controls[placed.field.type] as (placed: Placed<SimpleField>) => VNode)(placed)
  const datum = placed.sheet.stateData.get(placed.name)
  return datum ? (
    <div class="stack">
      {StateDatum(datum)}
      {control}
    </div>
  ) : (
    control
  )
}

/** What a row says, as far as conditions within the row may ask: read loosely, the server decides when it is sent. */
function rowAnswers(field: AnyRepeatedField, path: string, sheet: Sheet): RowAnswers {
  const answers: Record<string, RowAnswers[string]> = {}
  for (const each of field.fields) {
    const name = `${path}.${each.id}`
    const text = typed(sheet, name)
    if (each.type === 'choices') answers[each.id] = typedList(sheet, name)
    else if (each.type === 'yes_no' && text !== '') answers[each.id] = text === 'yes'
    else if (text !== '') answers[each.id] = text
  }
  return answers
}

interface Around {
  readonly sheet: Sheet
  readonly scope: Scope
}

/** One row, with its button to take it away when there may be fewer. */
function rowOf(field: AnyRepeatedField, path: string, row: number, { sheet, scope: outer }: Around): VNode {
  const texts = controlTexts(sheet.locale)
  const place = `${path}.${row}`
  const scope = scopeOf(rowAnswers(field, place, sheet), outer)
  const title = texts.row(localize(field.rowLabel, sheet.locale), String(row + 1))
  return (
    <div class="panel">
      <fieldset class="field row-fields" id={place}>
        <legend>{title}</legend>
        {renderRow(field, place, { sheet, scope })}
      </fieldset>
      {countRows(field, sheet.entries, path) > Math.max(1, minRowsOf(field)) && (
        <Button kind="plain" size="small" icon="trash-2" name="page-action" value={`remove:${path}:${row}`}>
          {texts.removeRow}
          <span class="vh"> {title}</span>
        </Button>
      )}
    </div>
  )
}

/** What a script follows of a field, as the names of its rules. */
function followedOf(live: LivePage['fields'][number] | undefined): string {
  const { condition, requiredWhen, value } = live ?? {}
  return Object.entries({ condition, requiredWhen, value })
    .flatMap(([name, rule]) => (rule === undefined ? [] : [name]))
    .join(' ')
}

/** The fields of a row that stand in it, and in a template those that a script may show there. */
function renderRow(field: AnyRepeatedField, place: string, { sheet, scope }: Around): VNode[] {
  const live = new Map(liveRowAt(sheet, place).map((each) => [each.id, each]))
  const isShown = ({ condition }: Field): boolean => holds(condition, scope)
  const fields = field.fields as readonly Field[]
  return layFields(fields, (each) => isShown(each) || live.get(each.id)?.condition !== undefined).map((laid) => {
    const drawn = renderLaid(laid, `${place}.`, { sheet, scope })
    const follows = followedOf(live.get(laid.field.id))
    if (follows === '') return drawn
    const path = `${place}.${laid.field.id}`
    const held = (
      <div data-path={path} data-follows={follows}>
        {drawn}
      </div>
    )
    return isShown(laid.field) ? held : <template data-later={path}>{held}</template>
  })
}

/** The live fields of the block that a row belongs to: `children.0`, `children.0.vaccines.1`. */
function liveRowAt({ live }: Sheet, place: string): LivePage['fields'] {
  const blocks = place.split('.').filter((step) => !/^\d+$/.test(step))
  let fields: LivePage['fields'] = live?.fields ?? []
  for (const block of blocks) fields = fields.find(({ id }) => id === block)?.fields ?? []
  return fields
}

function repeated(field: AnyRepeatedField, path: string, around: Around): VNode {
  const { sheet, scope } = around
  const texts = controlTexts(sheet.locale)
  const rowLabel = localize(field.rowLabel, sheet.locale)
  const count = countRows(field, sheet.entries, path)
  const lower = rowLabel.charAt(0).toLowerCase() + rowLabel.slice(1)
  const add = count < maxRowsOf(field) && (
    <Button kind="quiet" icon="plus" name="page-action" value={`add:${path}`}>
      {texts.addRow(texts.row(lower, String(count + 1)))}
    </Button>
  )
  return Fieldset({
    id: path,
    legend: localize(field.label, sheet.locale),
    hint: field.hint && localize(field.hint, sheet.locale),
    error: sheet.errors.get(path),
    optionalMark: markOf(field as Field, scope, sheet.locale),
    children: (
      <>
        <div class="rows stack" id={path} tabIndex={-1}>
          {Array.from({ length: count }, (_, row) => rowOf(field, path, row, around))}
        </div>
        {add}
      </>
    ),
  })
}

function renderLaid(laid: Laid, prefix: string, { sheet, scope }: Around): VNode {
  const { field, reveals } = laid
  if (field.type === 'repeated') return repeated(field, prefix + field.id, { sheet, scope })
  return simpleField({ field, name: prefix + field.id, sheet, scope, reveals })
}

/** A field and those it reveals: what stands in the page with it. */
const idsIn = ({ field, reveals }: Laid): readonly string[] => [
  field.id,
  ...[...reveals.values()].flatMap((laid) => laid.flatMap(idsIn)),
]

/**
 * The fields of a page, as the answers so far show them. Those that a script may show without asking the server wait
 * in a template, which no one sees nor sends.
 */
export function renderFields(fields: readonly Field[], shown: ReadonlySet<string>, sheet: Sheet): VNode[] {
  const scope = scopeOf(sheet.answers, sheet.around)
  const live = new Map(sheet.live?.fields.map((each) => [each.id, each]))
  const follows = new Set([...live.values()].flatMap(({ id, condition }) => (condition === undefined ? [] : [id])))
  return layFields(fields, ({ id }) => shown.has(id) || follows.has(id))
    .filter(({ field }) => field.type !== 'computed' || field.hidden !== true)
    .map((laid) => {
      const { id } = laid.field
      const known = follows.has(id) ? { 'data-shown': idsIn(laid).join(' ') } : {}
      const rules = followedOf(live.get(id))
      const followed = rules === '' ? {} : { 'data-path': id, 'data-follows': rules }
      const drawn = (
        <div data-field={id} {...known} {...followed}>
          {renderLaid(laid, '', { sheet, scope })}
        </div>
      )
      return shown.has(id) ? drawn : <template data-later={id}>{drawn}</template>
    })
}
