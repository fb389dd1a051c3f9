import type { VNode } from 'preact'
import type { Day } from '#kernel/calendar'
import { addDays } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  ButtonLink,
  DescriptionList,
  Form,
  PageHead,
  Panel,
  Select,
  StateChip,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import type { Calendar } from '#territory/calendars'
import { Errors, field, type Refused } from './fields.tsx'
import { calendarTexts } from './texts.ts'
import { closedDays, rangesText, weekdayWord, weekOrder } from './words.ts'

export interface CalendarsPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/calendriers` */
  readonly base: string
  readonly today: Day
  readonly calendars: readonly Calendar[]
  readonly services: readonly { readonly id: string; readonly name: string; readonly calendarId: string | undefined }[]
  readonly refused: Refused | undefined
  readonly isDone: boolean
}

/** How many closed days to come a calendar shows at once. */
const shownDays = 5

/** The calendars of a collectivity, each with what closes it next, and which service counts on which. */
export function CalendarsPage(props: CalendarsPageProps): VNode {
  const { locale, calendars, isDone } = props
  const t = calendarTexts(locale)
  return (
    <>
      {isDone && Toast({ children: t.done })}
      {Errors(props)}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="split">
        <div class="stack far">{calendars.map((calendar) => One(props, calendar))}</div>
        <aside class="stack">
          {Services(props)}
          {Panel({
            title: t.add,
            children: Form({
              action: props.base,
              children: (
                <>
                  <p>{t.add_body}</p>
                  {TextInput({ ...field(props, 'ajouter', 'nom'), label: t.name, hint: t.name_hint, maxLength: 80 })}
                  {Actions({ children: <Button kind="secondary">{t.add_button}</Button> })}
                </>
              ),
            }),
          })}
        </aside>
      </div>
    </>
  )
}

function One({ locale, base, today }: CalendarsPageProps, calendar: Calendar): VNode {
  const t = calendarTexts(locale)
  const next = closedDays(calendar, { from: today, to: addDays(today, 365), locale }).slice(0, shownDays)
  const hours = calendar.definition.weeks.findLast(({ from }) => from === null || from <= today)?.hours ?? {}
  return Panel({
    title: calendar.name,
    children: (
      <div class="stack">
        {calendar.isDefault && <p>{StateChip({ tone: 'calm', icon: 'calendar-check', label: t.default_mark })}</p>}
        {calendar.isDerived && <p class="meta">{t.derived}</p>}
        {DescriptionList({
          items: [
            ...weekOrder.flatMap((name) => {
              const ranges = hours[name] ?? []
              return ranges.length === 0 ? [] : [{ label: weekdayWord(name, locale), value: rangesText(ranges) }]
            }),
            {
              label: t.next,
              value:
                next.length === 0
                  ? t.no_next
                  : next.map(({ day, why }) => (
                      <>
                        {formats(locale).nearDate(day)}, {why}
                        <br />
                      </>
                    )),
            },
          ],
        })}
        <p>
          {ButtonLink({
            kind: 'secondary',
            icon: 'pencil',
            href: `${base}/${calendar.id}`,
            children: (
              <>
                {t.edit}
                <span class="vh"> {calendar.name}</span>
              </>
            ),
          })}
        </p>
      </div>
    ),
  })
}

function Services({ locale, base, calendars, services }: CalendarsPageProps): VNode | null {
  const t = calendarTexts(locale)
  if (services.length === 0 || calendars.length < 2) return null
  const options = [
    { value: '', label: t.default_choice },
    ...calendars.filter(({ isDefault }) => !isDefault).map(({ id, name }) => ({ value: id, label: name })),
  ]
  return Panel({
    title: t.services,
    children: Form({
      action: `${base}/services`,
      children: (
        <>
          <p>{t.services_body}</p>
          {services.map(({ id, name, calendarId }) =>
            Select({ id: `service-${id}`, name: id, label: name, options, value: calendarId ?? '', width: 'medium' }),
          )}
          {Actions({ children: <Button kind="secondary">{t.choose}</Button> })}
        </>
      ),
    }),
  })
}
