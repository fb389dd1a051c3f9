import type { VNode } from 'preact'
import { type Day, holidayRegions, timeZones } from '#kernel/calendar'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkbox,
  type Column,
  DataTable,
  DescriptionList,
  FileInput,
  Form,
  Notice,
  PageHead,
  Panel,
  Select,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import type { Calendar } from '#territory/calendars'
import { Errors, field, type FormProps, OneButton } from './fields.tsx'
import { calendarTexts } from './texts.ts'
import { type MonthView, rangesText, weekdayWord, weekOrder, yearOf } from './words.ts'

export interface CalendarPageProps extends FormProps {
  readonly calendar: Calendar
  /** `/bureau/corbas/calendriers` */
  readonly base: string
  readonly today: Day
  readonly isDone: boolean
  readonly isChangedMeanwhile: boolean
}

/** All that decides when a calendar works, each in its own form. */
export function CalendarPage(props: CalendarPageProps): VNode {
  const { locale, base, calendar, isDone, isChangedMeanwhile } = props
  const t = calendarTexts(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: base, label: t.back }] })}
      {isDone && Toast({ children: t.done })}
      {Errors(props)}
      {isChangedMeanwhile && Notice({ tone: 'warn', children: t.changed_meanwhile })}
      {PageHead({ title: calendar.name, lead: calendar.isDefault ? t.default_mark : t.lead })}
      <div class="split">
        <div class="stack far">
          {Weeks(props)}
          {Closures(props)}
          {Openings(props)}
          {Yearly(props)}
        </div>
        <aside class="stack">
          {ButtonLink({
            kind: 'secondary',
            icon: 'calendar-days',
            href: `${props.action}/annee?annee=${props.today.slice(0, 4)}`,
            children: t.year,
          })}
          {FromFile(props)}
          {About(props)}
        </aside>
      </div>
    </>
  )
}

type Hours = Calendar['definition']['weeks'][number]['hours']

const weekItems = (props: CalendarPageProps, hours: Hours) =>
  weekOrder.map((name) => ({
    label: weekdayWord(name, props.locale),
    value: rangesText(hours[name] ?? []) || calendarTexts(props.locale).not_worked,
  }))

function Weeks(props: CalendarPageProps): VNode {
  const { locale, calendar, action, seen } = props
  const t = calendarTexts(locale)
  const { weeks } = calendar.definition
  const present = weeks.findLast(({ from }) => from === null || from <= props.today)?.hours ?? {}
  return Panel({
    title: t.hours,
    children: (
      <div class="stack">
        {weeks.map(({ from, hours }) => (
          <>
            <h3>{from === null ? t.since_ever : t.since(formats(locale).date(from))}</h3>
            {DescriptionList({ items: weekItems(props, hours) })}
            {from !== null &&
              OneButton(props, { quoi: 'retirer-semaine', du: from }, t.drop_week, formats(locale).date(from))}
          </>
        ))}
        {Form({
          action,
          hidden: { quoi: 'semaine', vu: String(seen) },
          children: (
            <>
              <p>{t.hours_body}</p>
              {weekOrder.map((name) =>
                TextInput({
                  ...field(props, 'semaine', name, rangesText(present[name] ?? [])),
                  label: weekdayWord(name, locale),
                  width: 'medium',
                  maxLength: 80,
                  isExact: true,
                }),
              )}
              {TextInput({
                ...field(props, 'semaine', 'a-partir-du'),
                label: `${t.from}${t.optional}`,
                hint: t.from_hint,
                width: 'medium',
                maxLength: 10,
                isExact: true,
              })}
              {Actions({ children: <Button kind="secondary">{t.save_week}</Button> })}
            </>
          ),
        })}
      </div>
    ),
  })
}

const dayField = (props: CalendarPageProps, form: string, name: string, label: string): VNode =>
  TextInput({
    ...field(props, form, name),
    label,
    hint: calendarTexts(props.locale).day_hint,
    width: 'medium',
    maxLength: 10,
    isExact: true,
  })

const whyField = (props: CalendarPageProps, form: string): VNode =>
  TextInput({ ...field(props, form, 'pourquoi'), label: calendarTexts(props.locale).label, maxLength: 120 })

function Closures(props: CalendarPageProps): VNode {
  const { locale, calendar, action, seen, today } = props
  const t = calendarTexts(locale)
  const dates = formats(locale)
  // What is over explains dates of the past; it is no longer to be managed.
  const coming = calendar.definition.closures.filter(({ to }) => to >= today)
  return Panel({
    title: t.closures,
    children: (
      <div class="stack">
        <p>{t.closures_body}</p>
        {DescriptionList({
          items: coming.map(({ from, to, label }) => ({
            label,
            value: (
              <>
                {from === to ? dates.date(from) : t.range(dates.date(from), dates.date(to))}
                {OneButton(props, { quoi: 'retirer-fermeture', du: from, au: to }, t.remove, label)}
              </>
            ),
          })),
        })}
        {Form({
          action,
          hidden: { quoi: 'fermer', vu: String(seen) },
          children: (
            <>
              {whyField(props, 'fermer')}
              {dayField(props, 'fermer', 'du', t.first)}
              {dayField(props, 'fermer', 'au', `${t.last}${t.optional}`)}
              {Actions({ children: <Button kind="secondary">{t.close}</Button> })}
            </>
          ),
        })}
      </div>
    ),
  })
}

function Openings(props: CalendarPageProps): VNode {
  const { locale, calendar, action, seen, today } = props
  const t = calendarTexts(locale)
  return Panel({
    title: t.openings,
    children: (
      <div class="stack">
        <p>{t.openings_body}</p>
        {DescriptionList({
          items: calendar.definition.openings
            .filter(({ day }) => day >= today)
            .map(({ day, hours, label }) => ({
              label,
              value: (
                <>
                  {formats(locale).date(day)}, {rangesText(hours)}
                  {OneButton(props, { quoi: 'retirer-ouverture', jour: day }, t.remove, label)}
                </>
              ),
            })),
        })}
        {Form({
          action,
          hidden: { quoi: 'ouvrir', vu: String(seen) },
          children: (
            <>
              {whyField(props, 'ouvrir')}
              {dayField(props, 'ouvrir', 'jour', t.day)}
              {TextInput({
                ...field(props, 'ouvrir', 'horaires'),
                label: t.of_day,
                width: 'medium',
                maxLength: 80,
                isExact: true,
              })}
              {Actions({ children: <Button kind="secondary">{t.open}</Button> })}
            </>
          ),
        })}
      </div>
    ),
  })
}

function Yearly(props: CalendarPageProps): VNode {
  const { locale, calendar, action, seen } = props
  const t = calendarTexts(locale)
  return Panel({
    title: t.yearly,
    children: (
      <div class="stack">
        <p>{t.yearly_body}</p>
        {DescriptionList({
          items: calendar.definition.yearly.map(({ day, label }) => ({
            label,
            value: (
              <>
                {formats(locale).dayMonth(`2024-${day}`)}
                {OneButton(props, { quoi: 'retirer-chaque-annee', jour: day }, t.remove, label)}
              </>
            ),
          })),
        })}
        {Form({
          action,
          hidden: { quoi: 'chaque-annee', vu: String(seen) },
          children: (
            <>
              {whyField(props, 'chaque-annee')}
              {TextInput({
                ...field(props, 'chaque-annee', 'jour'),
                label: t.day_of_year,
                hint: t.day_of_year_hint,
                width: 'short',
                maxLength: 5,
                isExact: true,
              })}
              {Actions({ children: <Button kind="secondary">{t.close_yearly}</Button> })}
            </>
          ),
        })}
      </div>
    ),
  })
}

function FromFile(props: CalendarPageProps): VNode {
  const t = calendarTexts(props.locale)
  const { value: _, ...asked } = field(props, 'fichier', 'fichier')
  return Panel({
    title: t.file,
    children: Form({
      action: `${props.action}/fichier?vu=${props.seen}`,
      hasFiles: true,
      children: (
        <>
          <p>{t.file_body}</p>
          {FileInput({ ...asked, label: t.file_label, accept: '.ics,text/calendar' })}
          {Actions({ children: <Button kind="secondary">{t.take_file}</Button> })}
        </>
      ),
    }),
  })
}

function About(props: CalendarPageProps): VNode {
  const { locale, calendar, action, seen } = props
  const t = calendarTexts(locale)
  const { zone, holidays, hasGoodFriday } = calendar.definition
  return Panel({
    title: t.about,
    children: Form({
      action,
      hidden: { quoi: 'general', vu: String(seen) },
      children: (
        <>
          {TextInput({ ...field(props, 'general', 'nom', calendar.name), label: t.name, maxLength: 80 })}
          {Select({
            ...field(props, 'general', 'fuseau', zone),
            label: t.zone,
            options: timeZones.map((value) => ({ value, label: (value.split('/')[1] ?? value).replace('_', ' ') })),
          })}
          {Select({
            ...field(props, 'general', 'feries', holidays),
            label: t.holidays,
            options: [...holidayRegions, 'none' as const].map((value) => ({ value, label: t[`holidays_${value}`] })),
          })}
          {Checkbox({
            id: 'general-vendredi-saint',
            name: 'vendredi-saint',
            value: 'oui',
            isChecked: hasGoodFriday === true,
            label: t.good_friday,
            hint: t.good_friday_hint,
          })}
          {Actions({ children: <Button kind="secondary">{t.save}</Button> })}
        </>
      ),
    }),
  })
}

export interface YearPageProps {
  readonly locale: FormProps['locale']
  readonly calendar: Calendar
  /** `/bureau/corbas/calendriers/…` */
  readonly address: string
  readonly year: number
}

/** A whole year of a calendar, month by month. */
export function YearPage({ locale, calendar, address, year }: YearPageProps): VNode {
  const t = calendarTexts(locale)
  const columns: readonly Column<MonthView>[] = [
    { title: t.month, cell: ({ month }) => month, isHeading: true },
    { title: t.worked, cell: ({ worked }) => formats(locale).number(worked), isFigure: true },
    {
      title: t.closed_days,
      cell: ({ closed }) =>
        closed.length === 0
          ? t.nothing_closed
          : closed.map((each) => (
              <>
                {each}
                <br />
              </>
            )),
    },
  ]
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: address, label: calendar.name }] })}
      {PageHead({ title: t.year_title(year), lead: calendar.name })}
      <p class="row">
        {ButtonLink({
          kind: 'quiet',
          icon: 'arrow-left',
          href: `${address}/annee?annee=${year - 1}`,
          children: t.previous_year,
        })}
        {ButtonLink({
          kind: 'quiet',
          icon: 'arrow-right',
          href: `${address}/annee?annee=${year + 1}`,
          children: t.next_year,
        })}
      </p>
      <div class="list">
        {DataTable({ caption: t.year_caption(year), columns, rows: yearOf(calendar, year, locale) })}
      </div>
    </>
  )
}
