import type { VNode } from 'preact'
import { assuranceOf, type MyOrganisation, spacedNumber } from '#identity/organisations'
import type { Locale } from '#kernel/localized'
import {
  Button,
  ButtonLink,
  Card,
  CardList,
  EmptyState,
  ErrorSummary,
  Form,
  Panel,
  SectionHead,
  StateChip,
  TextInput,
  Toast,
} from '#platform/html'
import { backToAccount } from '../account/profile.page.tsx'
import { Layout } from '../accounts/parts.tsx'
import { type DoneName, organisationTexts } from './texts.ts'
import { knownChip } from './known.tsx'

export interface OrganisationsPageProps {
  readonly locale: Locale
  readonly organisations: readonly MyOrganisation[]
  /** What was typed, when it was refused. */
  readonly typed?: string | undefined
  readonly error?: string | undefined
  readonly done?: DoneName | undefined
  readonly isDemo: boolean
}

/** The organisations on somebody's account, and how to add one. */
export function OrganisationsPage(props: OrganisationsPageProps): VNode {
  const { locale, organisations, done, error } = props
  const t = organisationTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: AsideOf(props),
    children: (
      <>
        {error !== undefined && ErrorSummary({ title: t.errorTitle, errors: [{ fieldId: 'numero', message: error }] })}
        {done !== undefined && Toast({ children: t[`done_${done}`] })}
        {organisations.length === 0
          ? EmptyState({ icon: 'building-2', level: 2, title: t.emptyTitle, children: t.emptyBody })
          : CardList({ isWide: true, children: organisations.map((each) => OrganisationCard(each, locale)) })}
        {AddForm(props)}
      </>
    ),
  })
}

function OrganisationCard({ organisation, best }: MyOrganisation, locale: Locale): VNode {
  const t = organisationTexts(locale)
  const number = organisation.siren ?? organisation.rna ?? organisation.foreignNumber ?? ''
  return Card({
    title: organisation.name,
    level: 2,
    href: `/compte/organisations/${organisation.id}`,
    top: StateChip(knownChip(best, locale)),
    children: <p class="meta">{spacedNumber(number)}</p>,
    foot: <p class="meta">{t.level(String(assuranceOf(best.knownBy)))}</p>,
  })
}

function AddForm({ locale, typed, error }: OrganisationsPageProps): VNode {
  const t = organisationTexts(locale)
  return (
    <section>
      {SectionHead({ title: t.addTitle, id: 'ajouter' })}
      {Form({
        action: '/compte/organisations',
        children: (
          <>
            {TextInput({
              id: 'numero',
              name: 'numero',
              label: t.number,
              hint: t.numberHint,
              value: typed,
              error,
              width: 'medium',
              isExact: true,
              isRequired: true,
            })}
            <div>{Button({ icon: 'search', children: t.add })}</div>
          </>
        ),
      })}
    </section>
  )
}

function AsideOf({ locale, isDemo }: OrganisationsPageProps): VNode {
  const t = organisationTexts(locale)
  return (
    <>
      {Panel({
        title: t.mandates,
        isTinted: true,
        children: (
          <>
            <p>{t.mandatesBody}</p>
            <p>{ButtonLink({ href: '/compte/mandats', iconAfter: 'arrow-right', children: t.mandatesAction })}</p>
          </>
        ),
      })}
      {Panel({
        title: t.foreign,
        children: (
          <>
            <p>{t.foreignLead}</p>
            <p>
              {ButtonLink({ href: '/compte/organisations/etrangere', kind: 'secondary', children: t.foreignAction })}
            </p>
          </>
        ),
      })}
      {isDemo && Panel({ title: t.demo, children: <p>{t.demoBody}</p> })}
    </>
  )
}
