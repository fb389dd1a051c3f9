import type { VNode } from 'preact'
import type { FreeTime } from '#counter/appointments'
import { type Day, timeOf } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import {
  Breadcrumbs,
  Button,
  EmptyState,
  ErrorSummary,
  Form,
  LinkList,
  PageHead,
  Pagination,
  SectionHead,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { appointmentTexts } from './texts.ts'

export interface ChoosePageProps {
  readonly locale: Locale
  readonly breadcrumbs: readonly { href: string; label: string }[]
  /** Of the agenda. */
  readonly title: string
  /** To choose first what one comes for; none when that is known. */
  readonly kinds: readonly { readonly label: string; readonly href: string; readonly note: string }[]
  /** To choose something else to come for. */
  readonly otherKind: string | undefined
  readonly what: string
  readonly place: string
  /** When it is now, for who moves. */
  readonly movedFrom: string | undefined
  readonly month: Day
  readonly days: readonly { readonly day: Day; readonly href: string; readonly count: number }[]
  readonly previous: string | undefined
  readonly next: string | undefined
  readonly day: Day | undefined
  readonly times: readonly FreeTime[]
  /** People come together: how many may still. */
  readonly isShared: boolean
  /** Where a chosen time is sent. */
  readonly action: string
  readonly whenFull: string
  /** Nothing is free in any month. */
  readonly isFull: boolean
  readonly refusal: 'taken' | 'lost' | undefined
}

/** Days, then times: each is a link or a button, and has its address. */
export function ChoosePage(props: ChoosePageProps): VNode {
  const t = appointmentTexts(props.locale)
  const isMove = props.movedFrom !== undefined
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.breadcrumbs, links: props.breadcrumbs })}
      {PageHead({
        meta: `${props.title}, ${props.place}`,
        title: props.kinds.length > 0 ? t.whichKind : isMove ? t.moveQuestion : t.question,
        lead: props.movedFrom === undefined ? props.what || undefined : t.now(props.movedFrom),
      })}
      <div class="stack far">
        {props.refusal !== undefined &&
          ErrorSummary({ title: t.errorTitle, errors: [{ fieldId: 'heures', message: t[props.refusal] }] })}
        {props.kinds.length > 0 ? LinkList({ links: props.kinds }) : Moments(props)}
        {props.otherKind !== undefined && (
          <p>
            <a href={props.otherKind}>{t.otherKind}</a>
          </p>
        )}
      </div>
    </div>
  )
}

const Moments = (props: ChoosePageProps) =>
  props.isFull ? Full(props) : [props.day !== undefined && Times(props), Days(props)]

const Full = ({ locale, whenFull }: ChoosePageProps): VNode => {
  const t = appointmentTexts(locale)
  return (
    <div id="heures">
      {EmptyState({
        icon: 'calendar-x',
        title: t.none,
        level: 2,
        children: (
          <>
            {whenFull} {t.noneBody}
          </>
        ),
      })}
    </div>
  )
}

function Times({ locale, day, times, action, movedFrom, isShared }: ChoosePageProps): VNode {
  const t = appointmentTexts(locale)
  const dates = formats(locale)
  const isMorning = ({ startsAt }: FreeTime) => hourOf(startsAt) < 12
  const part = (title: string, some: readonly FreeTime[]) =>
    some.length > 0 && (
      <div class="stack">
        <h3>{title}</h3>
        <ul class="plain row">
          {some.map(({ startsAt, places }) => (
            <li>
              <Button kind="secondary" name="heure" value={startsAt.toISOString()}>
                {dates.time(startsAt)}
                {isShared && <small> {t.placesLeft(places)}</small>}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    )
  return (
    <section id="heures">
      {SectionHead({ title: t.timesOf(dates.fullDate(day ?? '')) })}
      {Form({
        action,
        class: 'stack',
        children: (
          <>
            <p>{movedFrom === undefined ? t.timesHint : t.moveHint}</p>
            {part(t.morning, times.filter(isMorning))}
            {part(
              t.afternoon,
              times.filter((time) => !isMorning(time)),
            )}
          </>
        ),
      })}
    </section>
  )
}

const hourOf = (at: Date): number => Number(timeOf(at).slice(0, 2))

function Days({ locale, month, days, day, previous, next, whenFull }: ChoosePageProps): VNode {
  const t = appointmentTexts(locale)
  const dates = formats(locale)
  const others = days.filter((each) => each.day !== day)
  const monthName = (at: Day) => capital(dates.month(at))
  return (
    <section id={day === undefined ? 'heures' : undefined}>
      {SectionHead({ title: day === undefined ? t.days(dates.month(month)) : t.otherDays })}
      <div class="stack">
        {days.length === 0
          ? EmptyState({ icon: 'calendar-x', title: t.noneThisMonth(dates.month(month)), children: whenFull })
          : LinkList({
              links: others.map((each) => ({
                href: each.href,
                label: capital(dates.nearDate(each.day)),
                note: t.freeTimes(each.count),
              })),
            })}
        {Pagination({
          label: t.months,
          previous: previous === undefined ? undefined : { href: previous, label: monthName(monthOf(previous)) },
          next: next === undefined ? undefined : { href: next, label: monthName(monthOf(next)) },
        })}
      </div>
    </section>
  )
}

/** The month that an address names. */
const monthOf = (href: string): Day => `${/mois=(\d{4}-\d{2})/.exec(href)?.[1] ?? '2000-01'}-01`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
