import type { VNode } from 'preact'
import type { AppointmentEvent, DeskAppointment, FreeTime } from '#counter/appointments'
import { type Day, dayOf } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  DescriptionList,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Panel,
  Select,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { AppointmentChip } from './days.page.tsx'
import { deskTexts } from './texts.ts'

export interface OnePageProps extends DeskAppointment {
  readonly locale: Locale
  /** `/bureau/corbas/agendas/titres` */
  readonly base: string
  readonly now: Date
  /** May act on it. */
  readonly keeps: boolean
  readonly done: string | undefined
  readonly moveDay: Day
  readonly times: readonly FreeTime[]
  readonly reason: string
  readonly fault: 'reason' | 'taken' | undefined
}

/** One appointment: who comes, what happened, what can be done. */
export function OnePage(props: OnePageProps): VNode {
  const { locale, base, appointment, fault } = props
  const t = deskTexts(locale)
  const dates = formats(locale)
  const { person } = appointment
  const errors = {
    reason: { fieldId: 'raison', message: t.cancelMissing },
    taken: { fieldId: 'heure', message: t.taken },
  }
  return (
    <>
      {Breadcrumbs({
        label: t.agendas,
        isBack: true,
        links: [{ href: `${base}?jour=${dayOfAppointment(props)}`, label: localize(props.plan.agenda.title, locale) }],
      })}
      {props.done !== undefined && Toast({ children: props.done })}
      {PageHead({
        meta: AppointmentChip(appointment, locale),
        title: person.name || t.erased,
        lead: `${localize(appointment.kindTitle, locale)}, ${t.at(dates.fullDate(appointment.startsAt), dates.time(appointment.startsAt))}`,
      })}
      <div class="split">
        <div class="stack far">
          {fault !== undefined && ErrorSummary({ title: t.toCorrect, errors: [errors[fault]] })}
          {DescriptionList({
            items: [
              { label: t.where, value: appointment.resourceName },
              { label: t.email, value: person.email ?? '–' },
              { label: t.phone, value: person.phone ?? '–' },
              ...(appointment.cancelReason === null
                ? []
                : [{ label: t.cancelReason, value: appointment.cancelReason }]),
            ],
          })}
          {Panel({
            title: t.history,
            children: DescriptionList({
              items: props.events.map((event) => ({
                label: dates.fullDateTime(event.at),
                value: eventSentence(event, locale),
              })),
            }),
          })}
        </div>
        <aside class="stack">{props.keeps && Deeds(props)}</aside>
      </div>
    </>
  )
}

const dayOfAppointment = ({ appointment, now }: OnePageProps): string => dayOf(appointment.startsAt ?? now)

function eventSentence({ kind, byKind, byName, detail }: AppointmentEvent, locale: Locale): string {
  const t = deskTexts(locale)
  const dates = formats(locale)
  const moment = (iso: string) => dates.dateTime(new Date(iso))
  const where =
    detail.from !== undefined && detail.to !== undefined ? ` ${t.fromTo(moment(detail.from), moment(detail.to))}` : ''
  return `${t[kind]}${where}, ${byKind === 'agent' ? t.by(byName) : t.byPerson}`
}

function Deeds(props: OnePageProps) {
  const { locale, appointment, now } = props
  const t = deskTexts(locale)
  if (appointment.status === 'cancelled') return Notice({ children: t.over })
  return appointment.startsAt <= now ? Presence(props) : [Moving(props), Cancelling(props)]
}

const hrefOf = ({ base, appointment }: OnePageProps): string => `${base}/rendez-vous/${appointment.id}`

function Presence(props: OnePageProps): VNode {
  const t = deskTexts(props.locale)
  return Panel({
    title: t.presence,
    children: Form({
      action: `${hrefOf(props)}/presence`,
      children: Actions({
        children: (
          <>
            <Button name="venu" value="oui" kind="secondary" icon="check">
              {t.noteCame}
            </Button>
            <Button name="venu" value="non" kind="quiet" icon="x">
              {t.noteAbsent}
            </Button>
          </>
        ),
      }),
    }),
  })
}

function Moving(props: OnePageProps): VNode {
  const { locale, times, moveDay } = props
  const t = deskTexts(locale)
  const dates = formats(locale)
  return Panel({
    title: t.moveTitle,
    children: (
      <div class="stack">
        {Form({
          action: hrefOf(props),
          method: 'get',
          children: (
            <>
              {TextInput({ id: 'vers', name: 'vers', label: t.moveDay, type: 'date', value: moveDay, width: 'medium' })}
              {Actions({ children: <Button kind="quiet">{t.seeTimes}</Button> })}
            </>
          ),
        })}
        {times.length === 0
          ? Notice({ children: t.noTimes })
          : Form({
              action: `${hrefOf(props)}/deplacer`,
              hidden: { vers: moveDay },
              children: (
                <>
                  {Select({
                    id: 'heure',
                    name: 'heure',
                    label: t.moveTo,
                    hint: t.moveHint,
                    error: props.fault === 'taken' ? t.taken : undefined,
                    options: times.map(({ startsAt }) => ({
                      value: startsAt.toISOString(),
                      label: t.at(dates.nearDate(startsAt), dates.time(startsAt)),
                    })),
                  })}
                  {Actions({
                    children: (
                      <Button kind="secondary" icon="calendar-clock">
                        {t.move}
                      </Button>
                    ),
                  })}
                </>
              ),
            })}
      </div>
    ),
  })
}

function Cancelling(props: OnePageProps): VNode {
  const t = deskTexts(props.locale)
  return Panel({
    title: t.cancelTitle,
    children: Form({
      action: `${hrefOf(props)}/annuler`,
      children: (
        <>
          {TextArea({
            id: 'raison',
            name: 'raison',
            label: t.cancelReason,
            hint: t.cancelHint,
            value: props.reason,
            error: props.fault === 'reason' ? t.cancelMissing : undefined,
            rows: 3,
            maxLength: 600,
            isRequired: true,
          })}
          {Actions({
            children: (
              <Button kind="danger" icon="calendar-x">
                {t.cancel}
              </Button>
            ),
          })}
        </>
      ),
    }),
  })
}
