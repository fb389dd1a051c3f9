import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkboxes,
  type Choice,
  ErrorSummary,
  Form,
  PageHead,
  Radios,
  Select,
  type SelectOption,
  TextArea,
  TextInput,
} from '#platform/html'
import { askedTexts } from './texts.ts'

/** What was typed, as it was. */
export interface AskTyped {
  readonly whom: string
  readonly colleague: string
  readonly service: string
  readonly name: string
  readonly email: string
  readonly question: string
  readonly answers: readonly string[]
  readonly files: readonly string[]
  readonly letter: string
  readonly wished: string
  readonly options: readonly string[]
}

export interface AskPageProps {
  readonly locale: Locale
  readonly what: 'opinion' | 'signature'
  readonly number: string
  readonly person: string
  /** The person has an account: she can prove who she is. */
  readonly canCertify: boolean
  readonly ways: { readonly back: string; readonly action: string }
  readonly hidden: Readonly<Record<string, string>>
  readonly colleagues: readonly SelectOption[]
  readonly services: readonly SelectOption[]
  readonly answers: readonly Choice[]
  readonly files: readonly Choice[]
  readonly letters: readonly SelectOption[]
  readonly typed: AskTyped
  readonly error: { readonly fieldId: string; readonly message: string } | undefined
}

const errorOn = ({ error }: AskPageProps, fieldId: string): string | undefined =>
  error?.fieldId === fieldId ? error.message : undefined

/** Whom one asks, what, and what she may read. */
export function AskPage(props: AskPageProps): VNode {
  const { locale, what, number, ways, hidden, error, typed } = props
  const t = askedTexts(locale)
  const isOpinion = what === 'opinion'
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.back, links: [{ href: ways.back, label: t.back }], isBack: true })}
      {error !== undefined && ErrorSummary({ title: t.errors, errors: [error] })}
      {PageHead({
        title: isOpinion ? t.opinionTitle(number) : t.signatureTitle(number),
        lead: isOpinion ? t.opinionLead : t.signatureLead,
      })}
      <Form action={ways.action} class="panel stack" hidden={hidden}>
        {Radios({
          id: 'qui',
          name: 'qui',
          legend: t.whom,
          value: typed.whom,
          error: errorOn(props, 'qui'),
          choices: isOpinion ? opinionTargets(props) : signatureTargets(props),
        })}
        {!isOpinion && Documents(props)}
        {TextArea({
          id: 'question',
          name: 'question',
          label: isOpinion ? t.question : t.word,
          hint: isOpinion ? t.questionHint : undefined,
          value: typed.question,
          error: errorOn(props, 'question'),
          rows: 5,
          maxLength: 4000,
        })}
        {isOpinion && Shown(props)}
        {TextInput({
          id: 'date',
          name: 'date',
          type: 'date',
          width: 'medium',
          label: t.wished,
          hint: t.wishedHint,
          value: typed.wished,
          error: errorOn(props, 'date'),
        })}
        {Checkboxes({
          id: 'options',
          name: 'options',
          legend: t.options,
          values: typed.options,
          choices: [
            { value: 'pause', label: t.pause, hint: t.pauseHint },
            ...(isOpinion ? [{ value: 'dire', label: t.tell, hint: t.tellHint }] : []),
          ],
        })}
        {Actions({
          children: (
            <>
              <Button icon="send">{isOpinion ? t.sendOpinion : t.sendSignature}</Button>
              <ButtonLink kind="quiet" href={ways.back}>
                {t.cancel}
              </ButtonLink>
            </>
          ),
        })}
      </Form>
    </div>
  )
}

function colleagueChoice(props: AskPageProps): Choice {
  const t = askedTexts(props.locale)
  return {
    value: 'collegue',
    label: t.colleague,
    reveals: Select({
      id: 'collegue',
      name: 'collegue',
      label: t.colleagueName,
      emptyLabel: t.chooseColleague,
      options: props.colleagues,
      value: props.typed.colleague,
      error: errorOn(props, 'collegue'),
    }),
  }
}

function opinionTargets(props: AskPageProps): readonly Choice[] {
  const { locale, services, typed } = props
  const t = askedTexts(locale)
  const service: Choice = {
    value: 'service',
    label: t.service,
    reveals: Select({
      id: 'service',
      name: 'service',
      label: t.serviceName,
      emptyLabel: t.chooseService,
      options: services,
      value: typed.service,
      error: errorOn(props, 'service'),
    }),
  }
  const outside: Choice = {
    value: 'exterieur',
    label: t.outside,
    hint: t.outsideHint,
    reveals: (
      <>
        {TextInput({
          id: 'nom',
          name: 'nom',
          label: t.name,
          value: typed.name,
          error: errorOn(props, 'nom'),
          autoComplete: 'off',
          maxLength: 120,
        })}
        {TextInput({
          id: 'courriel',
          name: 'courriel',
          type: 'email',
          label: t.email,
          value: typed.email,
          error: errorOn(props, 'courriel'),
          autoComplete: 'off',
          isExact: true,
          maxLength: 200,
        })}
      </>
    ),
  }
  return [colleagueChoice(props), ...(services.length > 0 ? [service] : []), outside]
}

function signatureTargets(props: AskPageProps): readonly Choice[] {
  const { locale, person, canCertify } = props
  const t = askedTexts(locale)
  return [
    colleagueChoice(props),
    { value: 'personne', label: t.person(person), hint: t.personHint },
    ...(canCertify ? [{ value: 'certifie', label: t.certified(person), hint: t.certifiedHint }] : []),
  ]
}

function Documents(props: AskPageProps): VNode {
  const { locale, files, letters, typed } = props
  const t = askedTexts(locale)
  return (
    <>
      {files.length > 0 &&
        Checkboxes({
          id: 'pieces',
          name: 'pieces',
          legend: t.toSign,
          choices: files,
          values: typed.files,
          error: errorOn(props, 'pieces'),
        })}
      {letters.length > 0 &&
        Select({
          id: 'courrier',
          name: 'courrier',
          label: t.letter,
          emptyLabel: t.noLetter,
          options: letters,
          value: typed.letter,
          error: errorOn(props, 'courrier') ?? (files.length === 0 ? errorOn(props, 'pieces') : undefined),
        })}
    </>
  )
}

function Shown({ locale, answers, files, typed }: AskPageProps): VNode {
  const t = askedTexts(locale)
  return (
    <>
      {answers.length > 0 &&
        Checkboxes({
          id: 'reponses',
          name: 'reponses',
          legend: t.answers,
          hint: t.answersHint,
          choices: answers,
          values: typed.answers,
        })}
      {files.length > 0 &&
        Checkboxes({ id: 'pieces', name: 'pieces', legend: t.files, choices: files, values: typed.files })}
    </>
  )
}
