import type { VNode } from 'preact'
import type { FreeTime, Kind, Plan, Resource } from '#counter/appointments'
import { dayOf } from '#kernel/calendar'
import { localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  DescriptionList,
  Form,
  Notice,
  NumberInput,
  PageHead,
  Panel,
  Select,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { AgendaForm, type AgendaFormProps } from './agenda-form.page.tsx'
import { Exceptions, Openings } from './rules.tsx'
import { Errors, field, OneButton } from './settings-fields.tsx'
import { settingsTexts } from './texts.ts'

export interface SettingsPageProps extends AgendaFormProps {
  readonly plan: Plan
  readonly back: string
  readonly previews: readonly { readonly kind: Kind; readonly times: readonly FreeTime[] }[]
  readonly feedHref: string
  readonly isDone: boolean
  readonly isChangedMeanwhile: boolean
}

/** All that decides the times of an agenda, each in its own form. */
export function SettingsPage(props: SettingsPageProps): VNode {
  const { locale, plan } = props
  const t = settingsTexts(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: props.back, label: t.back }] })}
      {props.isDone && Toast({ children: t.done })}
      {PageHead({ title: t.title, lead: localize(plan.agenda.title, locale) })}
      <div class="split">
        <div class="stack far">
          {Errors(props)}
          {props.isChangedMeanwhile && Notice({ tone: 'warn', children: t.changedMeanwhile })}
          {Resources(props)}
          {Kinds(props)}
          {Openings(props)}
          {Exceptions(props)}
          {Panel({ title: t.general, children: AgendaForm(props, plan.agenda) })}
        </div>
        <aside class="stack">
          {Preview(props)}
          {Panel({
            title: t.feed,
            children: (
              <div class="stack">
                <p>
                  <code>{props.feedHref}</code>
                </p>
                <p>{t.feedBody}</p>
                {OneButton(props, { quoi: 'flux' }, t.renew)}
              </div>
            ),
          })}
        </aside>
      </div>
    </>
  )
}

function Resources(props: SettingsPageProps): VNode {
  const t = settingsTexts(props.locale)
  const row = ({ id, name, nature, isOpen }: Resource) => ({
    label: name,
    value: (
      <>
        {t[nature]}
        {!isOpen && `, ${t.closed}`}
        {OneButton(
          props,
          { quoi: 'ouvrir-ressource', id, etat: isOpen ? 'ferme' : 'ouvert' },
          isOpen ? t.close : t.reopen,
          name,
        )}
      </>
    ),
  })
  return Panel({
    title: t.resources,
    children: (
      <div class="stack">
        <p>{t.resourcesBody}</p>
        {DescriptionList({ items: props.plan.resources.map(row) })}
        {Form({
          action: props.action,
          hidden: { quoi: 'ressource' },
          children: (
            <>
              {TextInput({
                ...field(props, 'ressource', 'nom'),
                label: t.resourceName,
                width: 'medium',
                maxLength: 80,
              })}
              {Select({
                ...field(props, 'ressource', 'nature', 'desk'),
                label: t.nature,
                width: 'medium',
                options: (['desk', 'room', 'person'] as const).map((value) => ({ value, label: t[value] })),
              })}
              {Actions({ children: <Button kind="secondary">{t.addResource}</Button> })}
            </>
          ),
        })}
      </div>
    ),
  })
}

function Kinds(props: SettingsPageProps): VNode {
  const { locale, plan } = props
  const t = settingsTexts(locale)
  const row = (kind: Kind) => ({
    label: localize(kind.title, locale),
    value: (
      <>
        {t.kindFact(kind.minutes, kind.everyMinutes, kind.capacity)}
        {kind.bufferBefore + kind.bufferAfter > 0 && `, ${t.buffers(kind.bufferBefore, kind.bufferAfter)}`}
        {!kind.isOpen && `, ${t.closed}`}
        {OneButton(
          props,
          { quoi: 'ouvrir-motif', id: kind.id, etat: kind.isOpen ? 'ferme' : 'ouvert' },
          kind.isOpen ? t.close : t.reopen,
          localize(kind.title, locale),
        )}
      </>
    ),
  })
  const minutes = (name: string, value: string, label: string) =>
    NumberInput({ ...field(props, 'motif', name, value), label, unit: t.minutesUnit, isWhole: true })
  return Panel({
    title: t.kinds,
    children: (
      <div class="stack">
        <p>{t.kindsBody}</p>
        {DescriptionList({ items: plan.kinds.map(row) })}
        {Form({
          action: props.action,
          hidden: { quoi: 'motif' },
          children: (
            <>
              {TextInput({ ...field(props, 'motif', 'motif'), label: t.kindTitle, maxLength: 120 })}
              {minutes('duree', '20', t.minutes)}
              {minutes('pas', '20', t.every)}
              {NumberInput({ ...field(props, 'motif', 'places', '1'), label: t.capacity, isWhole: true })}
              {minutes('avant', '0', t.before)}
              {minutes('apres', '0', t.after)}
              {Actions({ children: <Button kind="secondary">{t.addKind}</Button> })}
            </>
          ),
        })}
      </div>
    ),
  })
}

function Preview({ locale, previews }: SettingsPageProps): VNode {
  const t = settingsTexts(locale)
  const dates = formats(locale)
  const some = previews.filter(({ times }) => times.length > 0)
  return Panel({
    title: t.preview,
    isTinted: true,
    children: (
      <div class="stack">
        <p>{t.previewBody}</p>
        {some.length === 0 && <p>{t.noTimes}</p>}
        {some.map(({ kind, times }) => (
          <div>
            <h3>{localize(kind.title, locale)}</h3>
            {DescriptionList({
              items: [...Map.groupBy(times, ({ startsAt }) => dayOf(startsAt))].map(([day, free]) => ({
                label: dates.nearDate(day),
                value: free
                  .map(({ startsAt, places }) => `${dates.time(startsAt)}${kind.capacity > 1 ? ` (${places})` : ''}`)
                  .join(', '),
              })),
            })}
          </div>
        ))}
      </div>
    ),
  })
}
