import type { VNode } from 'preact'
import { channels, moments, type Rule, type RulePlace } from '#counter/dispatch'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  Checkbox,
  Checkboxes,
  Details,
  ErrorSummary,
  Fieldset,
  Form,
  NumberInput,
  PageHead,
  Panel,
  TextInput,
} from '#platform/html'
import { GivenFields } from './given-fields.tsx'
import type { DispatchNames } from './names.ts'
import { dispatchTexts } from './texts.ts'
import type { TypedFault } from './typed.ts'

export interface RulePageProps {
  readonly locale: Locale
  readonly base: string
  readonly names: DispatchNames
  readonly version: number
  readonly id: string | undefined
  readonly rule: Omit<Rule, 'id' | 'isOn'>
  readonly faults: readonly TypedFault[]
  /** What was typed where it could not be read. */
  readonly typed: (name: string) => string | undefined
}

type Of = RulePageProps & { readonly errorOf: (fieldId: string) => string | undefined }

/** One rule: which requests, and what becomes of them. */
export function RuleFormPage(props: RulePageProps): VNode {
  const { locale, base, id, rule, faults, version, names } = props
  const t = dispatchTexts(locale)
  const errors = faults.map(({ fieldId, fault }) => ({ fieldId, message: t[fault] }))
  const errorOf = (fieldId: string) => errors.find((each) => each.fieldId === fieldId)?.message
  const of: Of = { ...props, errorOf }
  return (
    <>
      {Breadcrumbs({ label: t.back, links: [{ href: base, label: t.back }], isBack: true })}
      {PageHead({ title: id === undefined ? t.new_rule : t.edit_rule(rule.title) })}
      <div class="stack far prose">
        {errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        {Form({
          action: `${base}/regle`,
          hidden: { version: String(version), ...(id !== undefined && { id }) },
          children: (
            <>
              {TextInput({
                id: 'titre',
                name: 'titre',
                label: t.rule_title,
                hint: t.rule_title_hint,
                value: props.typed('titre') ?? rule.title,
                maxLength: 120,
                error: errorOf('titre'),
              })}
              {Checkboxes({
                id: 'moments',
                name: 'moments',
                legend: t.moments,
                values: rule.moments,
                error: errorOf('moments'),
                choices: moments.map((each) => ({ value: each, label: t[`moment_${each}`] })),
              })}
              {Panel({ title: t.when_head, children: WhichFields(of) })}
              {Panel({ title: t.give_head, children: GivenFields({ locale, names, given: rule.give, errorOf }) })}
              {Actions({ children: Button({ children: t.save_rule }) })}
            </>
          ),
        })}
      </div>
    </>
  )
}

/** One criterion, unfolded where it sorts, or is at fault. */
const criterion = (summary: string, isOpen: boolean, children: VNode): VNode =>
  Details({ summary, isOpen, children: <div class="stack">{children}</div> })

function WhichFields(props: Of): VNode {
  const { locale, rule, faults } = props
  const t = dispatchTexts(locale)
  const isAtFault = (...fields: readonly string[]): boolean => faults.some(({ fieldId }) => fields.includes(fieldId))
  const isPlace = rule.places !== undefined || isAtFault('codes', 'lieu', 'position', 'distance')
  return (
    <div class="stack">
      <p class="meta">{t.when_hint}</p>
      {props.names.procedures.length > 0 && criterion(t.procedures, rule.procedures !== undefined, Procedures(props))}
      {criterion(t.channels, rule.channels !== undefined, Channels(props))}
      {criterion(t.locales, rule.locales !== undefined, Languages(props))}
      {criterion(t.place_head, isPlace, PlaceFields(props))}
      {criterion(t.hours, rule.times !== undefined || isAtFault('jours', 'de', 'a'), TimeFields(props))}
    </div>
  )
}

const Procedures = ({ locale, names, rule }: Of): VNode =>
  Checkboxes({
    id: 'demarches',
    name: 'demarches',
    legend: dispatchTexts(locale).procedures,
    isLegendHidden: true,
    values: rule.procedures ?? [],
    choices: names.procedures.map(({ id, name }) => ({ value: id, label: name })),
  })

function Channels({ locale, rule }: Of): VNode {
  const t = dispatchTexts(locale)
  return Checkboxes({
    id: 'canaux',
    name: 'canaux',
    legend: t.channels,
    isLegendHidden: true,
    isInline: true,
    values: rule.channels ?? [],
    choices: channels.map((code) => ({ value: code, label: t.channel(code) })),
  })
}

function Languages({ locale, rule }: Of): VNode {
  const t = dispatchTexts(locale)
  return Checkboxes({
    id: 'langues',
    name: 'langues',
    legend: t.locales,
    isLegendHidden: true,
    isInline: true,
    values: rule.locales ?? [],
    choices: [
      { value: 'fr', label: t.locale_fr },
      { value: 'en', label: t.locale_en },
    ],
  })
}

const nearIn = (places: readonly RulePlace[] | undefined) =>
  places?.flatMap((place) => (place.kind === 'near' ? [place] : []))[0]

function PlaceFields(props: Of): VNode {
  const { locale, names, rule, errorOf, typed } = props
  const t = dispatchTexts(locale)
  const codes = rule.places?.flatMap((place) => (place.kind === 'postal_code' ? [place.code] : [])) ?? []
  const zones = rule.places?.flatMap((place) => (place.kind === 'zone' ? [place.zoneId] : [])) ?? []
  return (
    <>
      {TextInput({
        id: 'codes',
        name: 'codes',
        label: t.postal_codes,
        hint: t.postal_codes_hint,
        value: typed('codes') ?? codes.join(', '),
        error: errorOf('codes'),
        maxLength: 400,
      })}
      {names.zones.length > 0 &&
        Checkboxes({
          id: 'quartiers',
          name: 'quartiers',
          legend: t.zone_choice,
          values: zones,
          choices: names.zones.map(({ id, name }) => ({ value: id, label: name })),
        })}
      {NearFields(props)}
    </>
  )
}

function NearFields({ locale, rule, errorOf, typed }: Of): VNode {
  const t = dispatchTexts(locale)
  const near = nearIn(rule.places)
  return Fieldset({
    id: 'autour',
    legend: t.near,
    children: (
      <>
        {TextInput({
          id: 'lieu',
          name: 'lieu',
          label: t.near_name,
          value: typed('lieu') ?? near?.name,
          error: errorOf('lieu'),
          maxLength: 60,
        })}
        {TextInput({
          id: 'position',
          name: 'position',
          label: t.near_at,
          hint: t.near_at_hint,
          width: 'medium',
          isExact: true,
          value: typed('position') ?? (near ? `${near.lat}, ${near.lon}` : ''),
          error: errorOf('position'),
          maxLength: 60,
        })}
        {NumberInput({
          id: 'distance',
          name: 'distance',
          label: t.near_metres,
          unit: t.metres,
          isWhole: true,
          value: typed('distance') ?? (near ? String(near.metres) : ''),
          error: errorOf('distance'),
        })}
      </>
    ),
  })
}

const week = [1, 2, 3, 4, 5, 6, 0] as const

function TimeFields({ locale, rule: { times }, errorOf, typed }: Of): VNode {
  const t = dispatchTexts(locale)
  const hour = (id: 'de' | 'a', label: string, value: string | undefined): VNode =>
    TextInput({
      id,
      name: id,
      label,
      hint: t.hour_hint,
      width: 'short',
      value: typed(id) ?? value,
      error: errorOf(id),
      maxLength: 8,
    })
  return Fieldset({
    id: 'heures',
    legend: t.hours,
    children: (
      <>
        {Checkboxes({
          id: 'jours',
          name: 'jours',
          legend: t.weekdays,
          isInline: true,
          values: (times?.weekdays ?? []).map(String),
          error: errorOf('jours'),
          choices: week.map((day) => ({ value: String(day), label: t.weekday(day) })),
        })}
        {hour('de', t.from, times?.from)}
        {hour('a', t.to, times?.to)}
        {Checkbox({ id: 'hors', name: 'hors', label: t.outside, isChecked: times?.isOutside ?? false })}
      </>
    ),
  })
}
