import type { VNode } from 'preact'
import type { Datum } from '#counter/connectors'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkbox,
  DateInput,
  ErrorSummary,
  Fieldset,
  Form,
  Notice,
  Radios,
  TextInput,
} from '#platform/html'
import { formTexts } from '../texts.ts'
import type { AskForm, AskInput, AskTyped } from './identity.ts'
import { ofHolder, stateDatumTexts } from './texts.ts'

export interface AskPageProps {
  readonly locale: Locale
  readonly datum: Datum
  readonly action: string
  readonly backHref: string
  /** What is agreed to, word for word. */
  readonly consent: string
  readonly form: AskForm
  /** The certified identity, in a sentence. */
  readonly certified: string | undefined
  /** Where one signs in with FranceConnect, when that would help. */
  readonly signInHref: string | undefined
  readonly typed: AskTyped
  readonly wrong: readonly (AskInput | 'consent')[]
  readonly refused: 'not_configured' | 'identity_needed' | undefined
}

/** One question, and the person's word on it: nothing is asked of the State before. */
export function AskPage(props: AskPageProps): VNode {
  const { locale, datum, backHref, wrong, refused } = props
  const t = stateDatumTexts(locale)
  const holder = localize(datum.holder, locale)
  const refusal = refused === 'identity_needed' ? t.identityNeeded : t.notConfigured(localize(datum.piece, locale))
  return (
    <div class="wrap">
      {Breadcrumbs({ label: formTexts(locale).wayBack, links: [{ href: backHref, label: t.without }], isBack: true })}
      <div class="narrow">
        <div class="form-head">
          <h1>{ofHolder(t.askTitle(holder))}</h1>
          <p class="lead">{t.askLead}</p>
        </div>
        {refused && Notice({ tone: 'warn', children: refusal })}
        {wrong.length > 0 &&
          ErrorSummary({
            title: t.toCorrect,
            errors: wrong.map((input) => ({ fieldId: input, message: errorOf(props, input) })),
          })}
        {refused !== 'not_configured' &&
          props.signInHref !== undefined &&
          Notice({
            icon: 'user',
            children: (
              <>
                {t.signInBody} <a href={props.signInHref}>{t.signIn}</a>
              </>
            ),
          })}
        {refused !== 'not_configured' && Ask(props)}
      </div>
    </div>
  )
}

function errorOf({ locale, datum }: AskPageProps, input: AskInput | 'consent'): string {
  const t = stateDatumTexts(locale)
  if (input === 'consent') return t.missingConsent
  if (input === 'number') return t.error_number(datum.numberLabel ? localize(datum.numberLabel, locale) : '')
  return t[`error_${input}`]
}

function Ask(props: AskPageProps): VNode {
  const { locale, datum, action, consent, wrong, backHref } = props
  const t = stateDatumTexts(locale)
  return Form({
    action,
    children: (
      <>
        {Whom(props)}
        {Checkbox({
          id: 'consent',
          name: 'consent',
          label: consent,
          error: wrong.includes('consent') ? t.missingConsent : undefined,
          isRequired: true,
        })}
        {Actions({
          children: (
            <>
              {Button({ size: 'big', children: ofHolder(t.send(localize(datum.holder, locale))) })}
              {ButtonLink({ kind: 'plain', href: backHref, children: t.without })}
            </>
          ),
        })}
      </>
    ),
  })
}

function Whom(props: AskPageProps): VNode | null {
  const { locale, datum, form, certified } = props
  const t = stateDatumTexts(locale)
  if (form === 'certified') return Notice({ tone: 'info', icon: 'badge-check', children: certified })
  if (form === 'number') return line(props, 'number', datum.numberLabel ? localize(datum.numberLabel, locale) : '')
  return Fieldset({ id: 'whom', legend: t.whom, children: <div class="parts">{Person(props)}</div> })
}

function line(props: AskPageProps, input: AskInput, label: string, hint?: string): VNode {
  const isOptional = input === 'school'
  return TextInput({
    id: input,
    name: input,
    label,
    hint,
    value: props.typed[input],
    error: props.wrong.includes(input) ? errorOf(props, input) : undefined,
    optionalMark: isOptional ? stateDatumTexts(props.locale).optional : undefined,
    isRequired: !isOptional,
    autoComplete: 'off',
  })
}

function Person(props: AskPageProps): VNode {
  const { locale, form, typed, wrong } = props
  const t = stateDatumTexts(locale)
  return (
    <>
      {line(props, 'familyName', t.familyName)}
      {line(props, 'givenNames', t.givenNames, t.givenNames_hint)}
      {DateInput({
        id: 'birthDate',
        name: 'birthDate',
        legend: t.birthDate,
        hint: t.example,
        labels: t,
        value: {
          day: typed['birthDate-day'] ?? '',
          month: typed['birthDate-month'] ?? '',
          year: typed['birthDate-year'] ?? '',
        },
        error: wrong.includes('birthDate') ? t.error_birthDate : undefined,
        isRequired: true,
      })}
      {Radios({
        id: 'sex',
        name: 'sex',
        legend: t.sex,
        value: typed['sex'] ?? '',
        isInline: true,
        isRequired: true,
        error: wrong.includes('sex') ? t.error_sex : undefined,
        choices: [
          { value: 'F', label: t.sex_F },
          { value: 'M', label: t.sex_M },
        ],
      })}
      {form === 'civil_status' && line(props, 'birthPlace', t.birthPlace, t.birthPlace_hint)}
      {form === 'pupil' && line(props, 'schoolYear', t.schoolYear, t.schoolYear_hint)}
      {form === 'pupil' && line(props, 'school', t.school, t.school_hint)}
    </>
  )
}
