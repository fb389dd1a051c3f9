import type { VNode } from 'preact'
import type { Field } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { Checkbox, Checkboxes, Details, NumberInput, Select, TextInput } from '#platform/html'
import { blockCalled } from './block-gestures.ts'
import { siblingsOf } from './gestures.ts'
import type { DesignerProps } from './parts.tsx'
import { prefillChoices, prefillCode } from './prefill.ts'
import { boxOf } from './setting-values.ts'
import { type Setting, settings } from './settings.ts'
import { studioTexts } from './texts.ts'
import { otherName, ThingSelect } from './things/thing-select.tsx'

export interface SettingProps {
  readonly props: DesignerProps
  readonly field: Field
  readonly now: DesignerProps['typed'] | undefined
}

/** What the type of a field lets its author set, and where its first answer comes from. */
export function SettingFields(at: SettingProps): VNode | null {
  const { props, field, now } = at
  const t = studioTexts(props.locale)
  const own = settings[field.type] ?? []
  const prefill =
    field.type === 'information' || field.type === 'computed' || blockCalled(field) !== undefined
      ? []
      : prefillChoices(field.type, props.locale)
  if (own.length === 0 && prefill.length === 0) return null
  const isSet = own.some(({ property }) => property in field)
  const isWrong = props.errors.some(({ fieldId }) => fieldId.startsWith('reglage.'))
  return (
    <Details summary={t.settings} isOpen={isSet || isWrong || field.type === 'computed'}>
      <div class="stack">
        <input type="hidden" name="reglages" value="oui" />
        {own.map((setting) => OneSetting({ ...at, setting }))}
        {prefill.length > 0 &&
          Select({
            id: 'prerempli',
            name: 'prerempli',
            label: t.prefill,
            hint: t.prefill_hint,
            emptyLabel: t.prefill_none,
            options: prefill,
            value: now?.['prerempli'] ?? prefillCode(field),
          })}
      </div>
    </Details>
  )
}

type One = SettingProps & { readonly setting: Setting }

interface Common {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly error: string | undefined
  readonly hint?: string
}

const seen = (field: Field, property: string): unknown =>
  (field as unknown as Readonly<Record<string, unknown>>)[property]

const written = (value: unknown): string =>
  typeof value === 'number' ? String(value).replace('.', ',') : typeof value === 'string' ? value : ''

function textOf({ field, setting, now }: One): string {
  const known = now?.[boxOf(setting.property)]
  if (known !== undefined) return known
  const value = seen(field, setting.property)
  if (setting.kind === 'cents') return typeof value === 'number' ? written(value / 100) : ''
  if (setting.kind === 'name' && setting.within !== undefined)
    return written((value as { list?: string } | undefined)?.list)
  if (setting.kind === 'words') return written((value as { fr?: string } | undefined)?.fr)
  return written(value)
}

function OneSetting(one: One): VNode | null {
  const { setting, props, field, now } = one
  const { locale, errors } = props
  const id = boxOf(setting.property)
  const common: Common = {
    id,
    name: id,
    label: localize(setting.label, locale),
    error: errors.find(({ fieldId }) => fieldId === id)?.message,
    ...(setting.hint && { hint: localize(setting.hint, locale) }),
  }
  if (setting.kind === 'flag') {
    const isChecked = now ? now[id] === 'oui' : seen(field, setting.property) === true
    return Checkbox({ id, name: id, value: 'oui', label: common.label, isChecked })
  }
  if (setting.kind === 'ticks') {
    const { label: legend, ...rest } = common
    const values = (seen(field, setting.property) as readonly string[] | undefined) ?? []
    return Checkboxes({ ...rest, legend, values, choices: labelled(setting.choices, locale) })
  }
  if (setting.kind === 'words') return Words(one, common)
  if (setting.kind === 'pick' || setting.kind === 'earlier_date') return Picked(one, common)
  if (setting.kind === 'name') return Named(setting, one, common)
  if (setting.kind === 'text') return TextInput({ ...common, value: textOf(one), isExact: true })
  return NumberInput({ ...common, value: textOf(one), isWhole: setting.kind === 'whole' })
}

/** A list, records, an agenda: chosen among those that are there. */
function Named(setting: Extract<Setting, { kind: 'name' }>, one: One, common: Common): VNode {
  const { locale, things } = one.props
  return ThingSelect({
    ...common,
    locale,
    things,
    of: setting.of,
    value: textOf(one),
    other: one.now?.[otherName(common.id)],
    none: setting.isNeeded ? undefined : studioTexts(locale).not_set,
  })
}

const labelled = (choices: readonly (readonly [string, string, string])[], locale: DesignerProps['locale']) =>
  choices.map(([value, fr, en]) => ({ value, label: locale === 'fr' ? fr : en }))

function Words(one: One, common: Common): VNode {
  const { props, field, setting, now } = one
  const t = studioTexts(props.locale)
  const english = `${common.id}.en`
  const value = seen(field, setting.property) as { readonly en?: string } | undefined
  return (
    <>
      {TextInput({ ...common, value: textOf(one) })}
      {TextInput({
        id: english,
        name: english,
        label: t.in_english(common.label),
        optionalMark: t.facultative,
        value: now?.[english] ?? value?.en,
      })}
    </>
  )
}

function Picked(one: One, common: Common): VNode | null {
  const { setting, props, field } = one
  const t = studioTexts(props.locale)
  const options =
    setting.kind === 'pick'
      ? labelled(setting.choices, props.locale)
      : earlierDates(props, field).map(({ id, label }) => ({ value: id, label: localize(label, props.locale) }))
  if (options.length === 0) return null
  const value = textOf(one)
  const known =
    value === '' || options.some((each) => each.value === value) ? options : [...options, { value, label: value }]
  return Select({ ...common, options: known, value, ...(!setting.isNeeded && { emptyLabel: t.not_set }) })
}

/** Dates asked before a field: of the pages before, and of its own up to it. */
function earlierDates({ draft, place }: DesignerProps, field: Field): readonly Field[] {
  const { pages } = draft.document.definition.form
  const rank = pages.findIndex(({ id }) => id === place.page)
  const own = siblingsOf(draft.document, place)
  const before = [
    ...pages.slice(0, Math.max(0, rank)).flatMap(({ fields }) => fields),
    ...own.slice(
      0,
      own.findIndex(({ id }) => id === field.id),
    ),
  ]
  return before.filter(({ type }) => type === 'date')
}
