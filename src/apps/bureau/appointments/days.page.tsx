import type { VNode } from 'preact'
import type { Agenda, AgendaDay, Plan, ShownAppointment } from '#counter/appointments'
import type { Day } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import {
  Breadcrumbs,
  ButtonLink,
  DataTable,
  Details,
  EmptyState,
  PageHead,
  Pagination,
  SectionHead,
  StateChip,
  Tabs,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { deskTexts } from './texts.ts'

export interface AgendasPageProps {
  readonly locale: Locale
  readonly base: string
  readonly agendas: readonly Agenda[]
  /** May create and set them. */
  readonly arranges: boolean
}

/** The agendas that an agent sees. */
export function AgendasPage({ locale, base, agendas, arranges }: AgendasPageProps): VNode {
  const t = deskTexts(locale)
  return (
    <>
      {PageHead({ title: t.agendas, lead: t.lead })}
      <div class="stack far">
        {agendas.length === 0
          ? EmptyState({
              icon: 'calendar-days',
              level: 2,
              title: t.none,
              children: arranges ? t.noneBody : t.noneAgent,
            })
          : DataTable<Agenda>({
              caption: t.agendas,
              rows: agendas,
              columns: [
                {
                  title: t.agenda,
                  isHeading: true,
                  cell: ({ slug, title }) => <a href={`${base}/${slug}`}>{localize(title, locale)}</a>,
                },
                { title: t.place, cell: ({ place }) => place },
                {
                  title: t.state,
                  cell: ({ isOpen }) =>
                    isOpen
                      ? StateChip({ tone: 'ok', icon: 'check', label: t.open })
                      : StateChip({ icon: 'ban', label: t.closed }),
                },
              ],
            })}
        {arranges && (
          <p>
            <ButtonLink href={`${base}/nouveau`} icon="calendar-plus" kind={agendas.length === 0 ? 'primary' : 'quiet'}>
              {t.create}
            </ButtonLink>
          </p>
        )}
      </div>
    </>
  )
}

export interface DaysPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/agendas/titres` */
  readonly base: string
  readonly plan: Plan
  readonly days: readonly AgendaDay[]
  readonly isWeek: boolean
  readonly today: Day
  readonly previous: Day
  readonly next: Day
  readonly arranges: boolean
  readonly guichetHref: string
  readonly feedHref: string
  readonly isDone: boolean
}

/** One day or one week of an agenda: who comes, when, where. */
export function DaysPage(props: DaysPageProps): VNode {
  const { locale, base, plan, days, isWeek } = props
  const t = deskTexts(locale)
  const first = days[0]?.day ?? props.today
  const href = (day: Day, week = isWeek) => `${base}?jour=${day}${week ? '&vue=semaine' : ''}`
  return (
    <>
      {Breadcrumbs({
        label: t.agendas,
        isBack: true,
        links: [{ href: base.replace(/\/[^/]+$/, ''), label: t.agendas }],
      })}
      {props.isDone && Toast({ children: t.done })}
      {SectionHead({
        level: 1,
        title: localize(plan.agenda.title, locale),
        aside: (
          <>
            <ButtonLink href={href(props.today)} size="small" kind="quiet">
              {t.today}
            </ButtonLink>
            {props.arranges && (
              <ButtonLink href={`${base}/reglages`} size="small" kind="quiet" icon="settings">
                {t.settings}
              </ButtonLink>
            )}
          </>
        ),
      })}
      {Tabs({
        label: t.view,
        tabs: [
          { href: href(first, false), label: t.day, isCurrent: !isWeek },
          { href: href(first, true), label: t.week, isCurrent: isWeek },
        ],
      })}
      <div class="stack far">
        {Pagination({
          label: t.otherDays,
          previous: { href: href(props.previous), label: t.dayBefore },
          next: { href: href(props.next), label: t.dayAfter },
        })}
        {days.map((day) => OneDay(props, day))}
        <p>
          <a href={props.guichetHref}>{t.seeGuichet}</a>
        </p>
        {Details({
          summary: t.feed,
          children: (
            <>
              <p>{t.feedBody}</p>
              <p>
                <code>{props.feedHref}</code>
              </p>
            </>
          ),
        })}
      </div>
    </>
  )
}

function OneDay(props: DaysPageProps, { day, appointments, open }: AgendaDay): VNode {
  const { locale, plan } = props
  const t = deskTexts(locale)
  const dates = formats(locale)
  const spans = open.find((each) => each.spans.length > 0)?.spans ?? []
  const hours = spans.map(({ from, to }) => t.hours(dates.time(new Date(from)), dates.time(new Date(to))))
  const title = dates.fullDate(day)
  return (
    <section>
      {SectionHead({
        title: title.charAt(0).toUpperCase() + title.slice(1),
        aside: <span class="meta">{hours.length === 0 ? t.closedDay : t.openFrom(dates.list(hours))}</span>,
      })}
      {appointments.length === 0 ? (
        <p class="meta">{t.nobody}</p>
      ) : (
        Appointments(props, { title, appointments, hasPlaces: plan.resources.length > 1 })
      )}
    </section>
  )
}

function Appointments(
  { locale, base }: DaysPageProps,
  shown: { readonly title: string; readonly appointments: readonly ShownAppointment[]; readonly hasPlaces: boolean },
): VNode {
  const t = deskTexts(locale)
  const dates = formats(locale)
  return (
    <div class="list">
      {DataTable<ShownAppointment>({
        caption: shown.title,
        rows: shown.appointments,
        columns: [
          { title: t.time, onCard: 'top', cell: ({ startsAt }) => dates.time(startsAt) },
          {
            title: t.who,
            isHeading: true,
            cell: ({ id, person }) => <a href={`${base}/rendez-vous/${id}`}>{person.name || t.erased}</a>,
          },
          { title: t.what, onCard: 'line', cell: ({ kindTitle }) => localize(kindTitle, locale) },
          ...(shown.hasPlaces
            ? [{ title: t.where, onCard: 'line' as const, cell: ({ resourceName }: ShownAppointment) => resourceName }]
            : []),
          { title: t.state, onCard: 'top-end', cell: (each) => AppointmentChip(each, locale) },
        ],
      })}
    </div>
  )
}

/** How an appointment stands: expected, came, absent, cancelled. */
export function AppointmentChip({ status, attendance }: ShownAppointment, locale: Locale): VNode {
  const t = deskTexts(locale)
  if (status === 'cancelled') return StateChip({ icon: 'calendar-x', label: t.cancelled })
  if (attendance === 'came') return StateChip({ tone: 'ok', icon: 'check', label: t.came })
  if (attendance === 'absent') return StateChip({ tone: 'warn', icon: 'circle-x', label: t.absent })
  return StateChip({ tone: 'info', icon: 'clock', label: t.comes })
}
