import type { VNode } from 'preact'
import type { Catalogue } from '#identity/mandates'
import { type Locale, localize } from '#kernel/localized'
import {
  Button,
  Checkbox,
  Checkboxes,
  DateInput,
  type DateParts,
  ErrorSummary,
  Form,
  Notice,
  Radios,
  Select,
  TextArea,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout, wayBack } from '../accounts/parts.tsx'
import { mandateTexts } from './texts.ts'

/** What was typed, as the form keeps it. */
export interface TypedAsk {
  readonly organisation: string
  /** Address of a person, when the mandate is for one. */
  readonly personne: string
  readonly agit: string
  readonly paquet: string
  readonly debut: DateParts
  readonly fin: DateParts
  readonly raison: string
  readonly dirigeant: string
  readonly courrier: boolean
  readonly renouvelle: string
}

export interface FieldError {
  readonly fieldId: string
  readonly message: string
}

export interface AskPageProps {
  readonly locale: Locale
  readonly catalogue: Catalogue
  readonly typed: TypedAsk
  readonly isForPerson: boolean
  /** Organisations of her account. */
  readonly organisations: readonly { readonly id: string; readonly name: string }[]
  /** Those that she answers for, which may hold a mandate themselves. */
  readonly directed: readonly { readonly id: string; readonly name: string }[]
  readonly errors: readonly FieldError[]
}

/** Asking for a mandate: for whom, who acts, what for, how long, why. */
export function AskPage(props: AskPageProps): VNode {
  const { locale, typed, errors, isForPerson } = props
  const t = mandateTexts(locale)
  const other = isForPerson ? '/compte/mandats/demander' : '/compte/mandats/demander?pour=personne'
  return Layout({
    title: typed.renouvelle === '' ? t.ask : t.renewTitle,
    back: wayBack('/compte/mandats', t.back),
    lead: t.askLead,
    asideLabel: t.help,
    aside: (
      <p>
        <a href={other}>{isForPerson ? t.forOrganisation : t.forPerson}</a>
      </p>
    ),
    children: (
      <>
        {errors.length > 0 && ErrorSummary({ title: t.errorTitle, errors })}
        {Form({
          action: isForPerson ? '/compte/mandats/demander?pour=personne' : '/compte/mandats/demander',
          hidden: { renouvelle: typed.renouvelle },
          children: (
            <>
              {WhoPart(props)}
              {WhatPart(props)}
              {WhenPart(props)}
              <div>{Button({ iconAfter: 'arrow-right', children: t.send })}</div>
            </>
          ),
        })}
      </>
    ),
  })
}

const errorOf = ({ errors }: Pick<AskPageProps, 'errors'>, id: string): string | undefined =>
  errors.find(({ fieldId }) => fieldId === id)?.message

function WhoPart(props: AskPageProps): VNode {
  const { locale, typed, isForPerson, organisations, directed } = props
  const t = mandateTexts(locale)
  const principal = isForPerson
    ? TextInput({
        id: 'personne',
        name: 'personne',
        type: 'email',
        label: t.principalPerson,
        hint: t.principalPersonHint,
        value: typed.personne,
        error: errorOf(props, 'personne'),
        isExact: true,
        isRequired: true,
      })
    : Select({
        id: 'organisation',
        name: 'organisation',
        label: t.principal,
        emptyLabel: t.chooseOrganisation,
        value: typed.organisation,
        error: errorOf(props, 'organisation'),
        options: organisations.map(({ id, name }) => ({ value: id, label: name })),
        isRequired: true,
      })
  return (
    <>
      {principal}
      {!isForPerson && organisations.length === 0 && Notice({ tone: 'info', children: t.organisationsBody })}
      {directed.length > 0 &&
        Radios({
          id: 'agit',
          name: 'agit',
          legend: t.holder,
          value: typed.agit === '' ? 'moi' : typed.agit,
          error: errorOf(props, 'agit'),
          choices: [
            { value: 'moi', label: t.holderMe },
            ...directed.map(({ id, name }) => ({ value: id, label: t.holderFirm(name) })),
          ],
        })}
    </>
  )
}

function WhatPart(props: AskPageProps): VNode {
  const { locale, catalogue, typed } = props
  const t = mandateTexts(locale)
  const format = formats(locale)
  return Radios({
    id: 'paquet',
    name: 'paquet',
    legend: t.package,
    value: typed.paquet,
    error: errorOf(props, 'paquet'),
    isRequired: true,
    choices: catalogue.packages.map((each) => ({
      value: each.id,
      label: localize(each.title, locale),
      hint: [
        localize(each.description, locale),
        `${t.packageLongest(format.number(each.longestMonths))}, ${t[`delegable_${each.delegations as 0 | 1 | 2}`]}.`,
      ].join(' '),
    })),
  })
}

function WhenPart(props: AskPageProps): VNode {
  const { locale, typed, isForPerson } = props
  const t = mandateTexts(locale)
  return (
    <>
      {Dates(props)}
      {TextArea({
        id: 'raison',
        name: 'raison',
        label: t.reason,
        hint: t.reasonHint,
        rows: 2,
        maxLength: 500,
        value: typed.raison,
        error: errorOf(props, 'raison'),
        isRequired: true,
      })}
      {!isForPerson && (
        <>
          {TextInput({
            id: 'dirigeant',
            name: 'dirigeant',
            type: 'email',
            label: t.directorEmail,
            hint: t.directorEmailHint,
            value: typed.dirigeant,
            error: errorOf(props, 'dirigeant'),
            isExact: true,
          })}
          {Checkbox({ id: 'courrier', name: 'courrier', label: t.byPost, isChecked: typed.courrier })}
        </>
      )}
    </>
  )
}

function Dates(
  props: Pick<AskPageProps, 'locale' | 'errors'> & { readonly typed: Pick<TypedAsk, 'debut' | 'fin'> },
): VNode {
  const { locale, typed } = props
  const t = mandateTexts(locale)
  const labels = { day: t.day, month: t.month, year: t.year }
  const input = (id: 'debut' | 'fin', legend: string) =>
    DateInput({ id, name: id, legend, labels, value: typed[id], error: errorOf(props, id), isRequired: true })
  return (
    <>
      {input('debut', t.starts)}
      {input('fin', t.ends)}
    </>
  )
}

export interface TypedDelegation {
  readonly collegue: string
  readonly droits: readonly string[]
  readonly debut: DateParts
  readonly fin: DateParts
  readonly raison: string
}

export interface DelegatePageProps {
  readonly locale: Locale
  readonly mandateId: string
  readonly principal: string
  /** Those that the source gives. */
  readonly rights: readonly { readonly id: string; readonly label: string }[]
  readonly typed: TypedDelegation
  readonly errors: readonly FieldError[]
}

/** Passing a mandate on to a colleague. */
export function DelegatePage(props: DelegatePageProps): VNode {
  const { locale, mandateId, principal, rights, typed, errors } = props
  const t = mandateTexts(locale)
  return Layout({
    title: t.delegateTitle,
    lead: t.delegateLead(principal),
    asideLabel: t.help,
    children: (
      <>
        {errors.length > 0 && ErrorSummary({ title: t.errorTitle, errors })}
        {Form({
          action: `/compte/mandats/${mandateId}/confier`,
          children: (
            <>
              {TextInput({
                id: 'collegue',
                name: 'collegue',
                type: 'email',
                label: t.colleague,
                hint: t.colleagueHint,
                value: typed.collegue,
                error: errorOf(props, 'collegue'),
                isExact: true,
                isRequired: true,
              })}
              {Checkboxes({
                id: 'droits',
                name: 'droits',
                legend: t.rights,
                values: typed.droits,
                error: errorOf(props, 'droits'),
                choices: rights.map(({ id, label }) => ({ value: id, label })),
              })}
              {Dates(props)}
              {TextArea({
                id: 'raison',
                name: 'raison',
                label: t.reason,
                rows: 2,
                value: typed.raison,
                error: errorOf(props, 'raison'),
                isRequired: true,
              })}
              <div>{Button({ children: t.delegateSend })}</div>
            </>
          ),
        })}
      </>
    ),
  })
}
