import type { VNode } from 'preact'
import type { Exception, Opening, Plan } from '#counter/appointments'
import type { Day } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import { Actions, Button, Checkboxes, DescriptionList, Form, Panel, Radios, Select, TextInput } from '#platform/html'
import { formats } from '#platform/i18n'
import { DayInput, field, type FormProps, Hours, OneButton } from './settings-fields.tsx'
import { settingsTexts } from './texts.ts'

interface RulesProps extends FormProps {
  readonly plan: Plan
}

const everybody = ({ locale, plan }: RulesProps) => [
  { value: '', label: settingsTexts(locale).everybody },
  ...plan.resources.map(({ id, name }) => ({ value: id, label: name })),
]

const nameOf = (props: RulesProps, resourceId: string | null): string =>
  everybody(props).find(({ value }) => value === (resourceId ?? ''))?.label ?? ''

/** A Monday to begin with: days of the week are named from it. */
const someMonday: readonly Day[] = [
  '2026-11-30',
  '2026-12-01',
  '2026-12-02',
  '2026-12-03',
  '2026-12-04',
  '2026-12-05',
  '2026-12-06',
]

const weekdayNames = (locale: Locale) =>
  someMonday.map((day, index) => ({
    value: String((index + 1) % 7),
    label: formats(locale).nearDate(day).split(' ')[0] ?? '',
  }))

/** 510 → "8 h 30", whatever the season. */
const clockTime = (locale: Locale, minutes: number): string =>
  formats(locale).time(new Date(Date.UTC(2026, 0, 5, 0, minutes - 60)))

const rangeText = (locale: Locale, { from, to }: { from: number; to: number }): string =>
  settingsTexts(locale).range(clockTime(locale, from), to === 1440 ? clockTime(locale, 0) : clockTime(locale, to))

function openingText(locale: Locale, opening: Opening): string {
  const t = settingsTexts(locale)
  const dates = formats(locale)
  return [
    rangeText(locale, opening),
    ...(opening.validFrom === null ? [] : [t.since(dates.date(opening.validFrom))]),
    ...(opening.validTo === null ? [] : [t.until(dates.date(opening.validTo))]),
  ].join(', ')
}

/** The hours of the week. */
export function Openings(props: RulesProps): VNode {
  const { locale, plan, refused } = props
  const t = settingsTexts(locale)
  const names = weekdayNames(locale)
  const daysOf = (opening: Opening) =>
    formats(locale).list(
      names.filter(({ value }) => opening.weekdays.includes(Number(value))).map(({ label }) => label),
    )
  const { value: _, ...days } = field(props, 'heures', 'jours')
  return Panel({
    title: t.openings,
    children: (
      <div class="stack">
        <p>{t.openingsBody}</p>
        {DescriptionList({
          items: plan.openings.map((opening) => ({
            label: daysOf(opening),
            value: (
              <>
                {openingText(locale, opening)}
                {opening.resourceId !== null && `, ${nameOf(props, opening.resourceId)}`}
                {OneButton(props, { quoi: 'retirer-heures', id: opening.id }, t.remove, daysOf(opening))}
              </>
            ),
          })),
        })}
        {Form({
          action: props.action,
          hidden: { quoi: 'heures' },
          children: (
            <>
              {Checkboxes({
                ...days,
                legend: t.weekdays,
                isInline: true,
                values: refused?.form === 'heures' ? refused.listed('jours') : [],
                choices: names,
              })}
              {Hours(props, 'heures')}
              {Select({ ...field(props, 'heures', 'pour'), label: t.of, options: everybody(props), width: 'medium' })}
              {DayInput(props, { form: 'heures', name: 'du', label: t.validFrom, isOptional: true })}
              {DayInput(props, { form: 'heures', name: 'au', label: t.validTo, isOptional: true })}
              {Actions({ children: <Button kind="secondary">{t.addOpening}</Button> })}
            </>
          ),
        })}
      </div>
    ),
  })
}

/** Closures and exceptional openings. */
export function Exceptions(props: RulesProps): VNode {
  const { locale, plan } = props
  const t = settingsTexts(locale)
  const dates = formats(locale)
  const text = ({ nature, firstDay, lastDay, hours, resourceId }: Exception) =>
    [
      nature === 'closed' ? t.closure : t.opening,
      firstDay === lastDay ? dates.date(firstDay) : t.dates(dates.date(firstDay), dates.date(lastDay)),
      ...(hours === null ? [] : [rangeText(locale, hours)]),
      ...(resourceId === null ? [] : [nameOf(props, resourceId)]),
    ].join(', ')
  return Panel({
    title: t.exceptions,
    children: (
      <div class="stack">
        <p>{t.exceptionsBody}</p>
        {DescriptionList({
          items: plan.exceptions.map((exception) => ({
            label: exception.label,
            value: (
              <>
                {text(exception)}
                {OneButton(props, { quoi: 'retirer-exception', id: exception.id }, t.remove, exception.label)}
              </>
            ),
          })),
        })}
        {ExceptionForm(props)}
      </div>
    ),
  })
}

function ExceptionForm(props: RulesProps): VNode {
  const t = settingsTexts(props.locale)
  return Form({
    action: props.action,
    hidden: { quoi: 'exception' },
    children: (
      <>
        {TextInput({ ...field(props, 'exception', 'libelle'), label: t.label, maxLength: 120 })}
        {Radios({
          ...field(props, 'exception', 'nature', 'closed'),
          legend: t.nature,
          isInline: true,
          choices: [
            { value: 'closed', label: t.closure },
            { value: 'open', label: t.opening },
          ],
        })}
        {DayInput(props, { form: 'exception', name: 'du', label: t.firstDay })}
        {DayInput(props, { form: 'exception', name: 'au', label: t.lastDay, isOptional: true })}
        <p class="meta">{t.whole}</p>
        {Hours(props, 'exception')}
        {Select({ ...field(props, 'exception', 'pour'), label: t.of, options: everybody(props), width: 'medium' })}
        {Actions({ children: <Button kind="secondary">{t.addException}</Button> })}
      </>
    ),
  })
}
