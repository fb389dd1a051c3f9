import type { VNode } from 'preact'
import {
  answersFor,
  assuranceOf,
  isCertified,
  type MyOrganisation,
  type Organisation,
  type Person,
  spacedNumber,
  type Verification,
} from '#identity/organisations'
import type { Locale } from '#kernel/localized'
import {
  Button,
  ButtonLink,
  DescriptionList,
  ErrorSummary,
  Form,
  Notice,
  Panel,
  SectionHead,
  StateChip,
  TextArea,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout, wayBack } from '../accounts/parts.tsx'
import type { StateIdentity } from './france-connect.ts'
import { knownChip } from './known.tsx'
import { type DoneName, organisationTexts } from './texts.ts'
import { Ways } from './ways.tsx'

/** What was refused, and the field that it is tied to. */
export interface PageRefusal {
  readonly fieldId: 'code' | 'document' | 'domaines' | 'certifier' | 'courrier' | 'contact'
  readonly message: string
  readonly typed?: string
}

export interface OrganisationPageProps {
  readonly locale: Locale
  readonly mine: MyOrganisation
  readonly proofs: readonly Verification[]
  /** For who answers for it; undefined for the others. */
  readonly people: readonly Person[] | undefined
  readonly identity: StateIdentity
  readonly done?: DoneName | undefined
  readonly refusal?: PageRefusal | undefined
}

/** One organisation: how its reader is known there, what that allows, and how to be better known. */
export function OrganisationPage(props: OrganisationPageProps): VNode {
  const { locale, mine, done, refusal, people } = props
  const t = organisationTexts(locale)
  const isDirector = mine.links.some(answersFor)
  return Layout({
    title: mine.organisation.name,
    back: wayBack('/compte/organisations', t.backToList),
    asideLabel: t.help,
    aside: AsideOf(props),
    children: (
      <>
        {refusal && ErrorSummary({ title: t.errorTitle, errors: [refusal] })}
        {done !== undefined && Toast({ children: t[`done_${done}`] })}
        {KnownPart(props)}
        {!isDirector && Ways(props)}
        {people !== undefined && PeoplePart(people, locale)}
        {mine.links.some(isCertified) && DomainsPart(props)}
        {LeavePart(props)}
      </>
    ),
  })
}

function KnownPart({ locale, mine }: OrganisationPageProps): VNode {
  const t = organisationTexts(locale)
  const format = formats(locale)
  const director = mine.links.find(answersFor)
  return (
    <section class="stack">
      {SectionHead({ title: t.known })}
      <ul class="plain stack">
        {mine.links.map((link) => (
          <li>
            {StateChip(knownChip(link, locale))}
            <p class="meta">
              {t.level(String(assuranceOf(link.knownBy)))}, {t.since(format.date(link.since))}
              {link.role !== null && `. ${t.role(link.role)}`}
            </p>
            {link.doubtedAt && Notice({ tone: 'warn', children: t.doubted })}
          </li>
        ))}
      </ul>
      <h3>{t.allows}</h3>
      <p>{director ? t.allows_director : t.allows_member}</p>
      {director && isCertified(director) && <p>{t.allows_certified}</p>}
      {!director && (
        <p>
          {ButtonLink({
            href: `/compte/mandats/demander?organisation=${mine.organisation.id}`,
            icon: 'handshake',
            children: t.askMandate,
          })}
        </p>
      )}
    </section>
  )
}

function PeoplePart(people: readonly Person[], locale: Locale): VNode {
  const t = organisationTexts(locale)
  return (
    <section>
      {SectionHead({ title: t.people })}
      {DescriptionList({
        items: people.map(({ name, best }) => ({ label: name, value: StateChip(knownChip(best, locale)) })),
      })}
    </section>
  )
}

function DomainsPart({ locale, mine, refusal }: OrganisationPageProps): VNode {
  const t = organisationTexts(locale)
  const own = refusal?.fieldId === 'domaines' ? refusal : undefined
  return Form({
    action: `/compte/organisations/${mine.organisation.id}/domaines`,
    children: (
      <>
        {TextArea({
          id: 'domaines',
          name: 'domaines',
          label: t.domains,
          hint: t.domainsHint,
          error: own?.message,
          value: own?.typed ?? mine.organisation.emailDomains.join('\n'),
          rows: 3,
        })}
        <div>{Button({ kind: 'secondary', children: t.domainsSave })}</div>
      </>
    ),
  })
}

function LeavePart({ locale, mine }: OrganisationPageProps): VNode {
  const t = organisationTexts(locale)
  return (
    <section class="stack">
      {SectionHead({ title: t.leaveTitle })}
      <p>{t.leaveBody}</p>
      {Form({
        action: `/compte/organisations/${mine.organisation.id}/quitter`,
        children: <div>{Button({ kind: 'quiet', icon: 'log-out', children: t.leave })}</div>,
      })}
    </section>
  )
}

function numbersOf(organisation: Organisation, locale: Locale): { label: string; value: string }[] {
  const t = organisationTexts(locale)
  const { siren, rna, foreignNumber, country } = organisation
  return [
    ...(siren === null ? [] : [{ label: t.siren, value: spacedNumber(siren) }]),
    ...(rna === null ? [] : [{ label: t.rna, value: rna }]),
    ...(foreignNumber === null ? [] : [{ label: t.foreignId(country), value: foreignNumber }]),
  ]
}

function AsideOf({ locale, mine: { organisation }, proofs }: OrganisationPageProps): VNode {
  const t = organisationTexts(locale)
  const { legalForm, seatAddress, readAt } = organisation
  return (
    <>
      {Panel({
        title: t.facts,
        children: DescriptionList({
          items: [
            ...numbersOf(organisation, locale),
            ...(legalForm === null ? [] : [{ label: t.legalForm, value: legalForm }]),
            { label: t.seat, value: seatAddress.length === 0 ? t.noAddress : seatAddress.join(', ') },
            ...(readAt === null ? [] : [{ label: t.readAt, value: formats(locale).date(readAt) }]),
          ],
        }),
      })}
      {proofs.length > 0 &&
        Panel({
          title: t.asked,
          children: DescriptionList({
            items: proofs.map(({ method, state, reason }) => ({
              label: t[`asked_${method}`],
              value: reason === null ? t[`state_${state}`] : `${t[`state_${state}`]} : ${reason}`,
            })),
          }),
        })}
    </>
  )
}
