import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import {
  Alert,
  Breadcrumbs,
  Button,
  ButtonLink,
  Details,
  DescriptionList,
  Form,
  Notice,
  PageHead,
  Panel,
  Toast,
} from '#platform/html'
import { appointmentTexts } from './texts.ts'

export interface MinePageProps {
  readonly locale: Locale
  readonly breadcrumbs: readonly { href: string; label: string }[]
  readonly done: 'booked' | 'moved' | 'cancelled' | 'already' | undefined
  readonly state: 'coming' | 'past' | 'cancelled'
  readonly title: string
  readonly when: string
  readonly what: string
  readonly place: string
  readonly minutes: number
  readonly name: string
  readonly email: string | null
  readonly reason: string | null
  readonly calendarHref: string
  readonly moveHref: string
  readonly cancelAction: string
  readonly cancelHidden: Readonly<Record<string, string>>
  readonly againHref: string
}

/** One appointment as its person sees it: when, where, and what she can change. */
export function MinePage(props: MinePageProps): VNode {
  const t = appointmentTexts(props.locale)
  const said = { booked: t.justBooked, moved: t.justMoved, cancelled: t.justCancelled, already: t.alreadyTaken }
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.breadcrumbs, links: props.breadcrumbs })}
      {props.done !== undefined && Toast({ children: said[props.done] })}
      {PageHead({ meta: t.mine, title: props.title, lead: props.what })}
      <div class="split">
        <div class="stack far">
          {State(props)}
          {DescriptionList({
            items: [
              { label: t.when, value: props.when },
              { label: t.where, value: props.place },
              { label: t.what, value: props.what },
              { label: t.length, value: t.minutes(props.minutes) },
              { label: t.forWhom, value: props.name },
            ],
          })}
          {props.state === 'coming' && Changes(props)}
        </div>
        <aside class="stack">
          {Panel({
            isTinted: true,
            children: (
              <>
                {props.state === 'coming' && <p>{props.email === null ? t.notMailed : t.mailed(props.email)}</p>}
                <p>{t.keepLink}</p>
              </>
            ),
          })}
        </aside>
      </div>
    </div>
  )
}

function State({ locale, state, reason, againHref }: MinePageProps) {
  const t = appointmentTexts(locale)
  if (state === 'coming') return null
  const again = (
    <p>
      <a href={againHref}>{t.another}</a>
    </p>
  )
  if (state === 'past') return Notice({ icon: 'calendar-check', children: [<p>{t.past}</p>, again] })
  return Alert({
    tone: 'warn',
    icon: 'calendar-x',
    title: t.cancelled,
    children: [reason === null ? null : <p>{t.cancelledWhy(reason)}</p>, again],
  })
}

function Changes(props: MinePageProps): VNode {
  const t = appointmentTexts(props.locale)
  return (
    <div class="stack">
      <div class="row actions">
        <ButtonLink href={props.calendarHref} icon="calendar-plus" kind="secondary" download="rendez-vous.ics">
          {t.toCalendar}
        </ButtonLink>
        <ButtonLink href={props.moveHref} icon="calendar-clock" kind="quiet">
          {t.move}
        </ButtonLink>
      </div>
      {Details({
        summary: t.cancel,
        children: Form({
          action: props.cancelAction,
          hidden: props.cancelHidden,
          class: 'stack',
          children: (
            <>
              <p>{t.cancelBody}</p>
              <Button kind="danger" icon="calendar-x">
                {t.cancelNow}
              </Button>
            </>
          ),
        }),
      })}
    </div>
  )
}
