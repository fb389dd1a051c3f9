import type { ComponentChildren, VNode } from 'preact'
import { localize } from '#kernel/localized'
import { Notice, SectionHead, StateChip } from '#platform/html'
import { formats } from '#platform/i18n'
import { stateChip } from '../dossiers/wording.ts'
import type { ContactPageProps, Texts } from './props.ts'
import type { SeenCase } from './read.ts'

/** What somebody has with the services: requests, messages, appointments, payments. */

export const Lines = ({ children }: { readonly children: ComponentChildren }): VNode => (
  <ul class="plain">{children}</ul>
)

export function Cases({ locale, overview, requests }: ContactPageProps, t: Texts): VNode {
  const { cases, isKnownElsewhere } = overview
  return (
    <section>
      {SectionHead({ title: t.cases })}
      {cases.length === 0 && <p>{t.no_cases}</p>}
      <ul class="cards wide">
        {cases.map((each) => (
          <li>{CaseCard(each, { locale, overview, requests }, t)}</li>
        ))}
      </ul>
      {isKnownElsewhere && Notice({ icon: 'eye-off', children: <p>{t.other_service}</p> })}
    </section>
  )
}

function CaseCard(
  { dossier, sight, title, workflow }: SeenCase,
  { locale, overview, requests }: Pick<ContactPageProps, 'locale' | 'overview' | 'requests'>,
  t: Texts,
): VNode {
  const format = formats(locale)
  const service = overview.services.find(({ id }) => id === dossier.serviceId)
  const name = localize(title, locale)
  return (
    <div class="card req">
      <div>{StateChip(stateChip(dossier, workflow, locale))}</div>
      <h3>{sight === 'whole' ? <a href={`${requests}/${dossier.id}`}>{name}</a> : name}</h3>
      <div>
        <p class="meta">
          {dossier.number}, {format.date(dossier.submittedAt)}
          {service && `, ${localize(service.name, locale)}`}
        </p>
        {overview.known.contact.kind !== 'person' && <p>{dossier.applicantName}</p>}
        {sight === 'whole' && dossier.subject !== name && <p>{dossier.subject}</p>}
        {dossier.actingFor && sight === 'whole' && (
          <p>
            {t.for_org(dossier.actingFor.name)}, {dossier.actingFor.as === 'director' ? t.as_director : t.as_mandate}
          </p>
        )}
        {sight === 'outline' && <p class="meta">{t.outline}</p>}
      </div>
    </div>
  )
}

export function Messages({ locale, overview, requests }: ContactPageProps, t: Texts): VNode | null {
  const { messages, cases } = overview
  if (messages.length === 0) return null
  const format = formats(locale)
  const numberOf = (id: string): string => cases.find(({ dossier }) => dossier.id === id)?.dossier.number ?? ''
  return (
    <section>
      {SectionHead({ title: t.messages })}
      {Lines({
        children: messages.map((each) => (
          <li>
            <p class="meta">
              {each.direction === 'from_applicant' ? t.from_person : t.to_person}, {format.dateTime(each.at)},{' '}
              <a href={`${requests}/${each.dossierId}`}>{numberOf(each.dossierId)}</a>
            </p>
            <p>{each.body}</p>
          </li>
        )),
      })}
    </section>
  )
}

export function Appointments({ locale, overview }: ContactPageProps, t: Texts): VNode | null {
  if (overview.appointments.length === 0) return null
  const format = formats(locale)
  return (
    <section>
      {SectionHead({ title: t.appointments })}
      {Lines({
        children: overview.appointments.map(({ startsAt, kindTitle, status }) => (
          <li>
            {format.fullDate(startsAt)}, {format.time(startsAt)} : {localize(kindTitle, locale)}
            {status === 'cancelled' && ` (${t.cancelled})`}
          </li>
        )),
      })}
    </section>
  )
}

export function Payments({ locale, overview }: ContactPageProps, t: Texts): VNode | null {
  if (overview.payments.length === 0) return null
  const format = formats(locale)
  return (
    <section>
      {SectionHead({ title: t.payments })}
      {Lines({
        children: overview.payments.map(({ purpose, amount, state, createdAt }) => (
          <li>
            <b>{format.euros(amount)}</b> {purpose}, {t[`payment_${state}`]}{' '}
            <span class="meta">{format.date(createdAt)}</span>
          </li>
        )),
      })}
    </section>
  )
}
