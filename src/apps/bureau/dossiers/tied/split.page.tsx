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
  Notice,
  PageHead,
  Select,
  type SelectOption,
  TextArea,
} from '#platform/html'
import { changeTexts } from './change-texts.ts'
import type { Ways } from './change.ts'

export interface SplitPageProps {
  readonly locale: Locale
  readonly number: string
  readonly ways: Ways
  readonly hidden: Readonly<Record<string, string>>
  readonly offers: readonly SelectOption[]
  readonly answers: readonly Choice[]
  readonly messages: readonly Choice[]
  readonly files: readonly Choice[]
  readonly typed: {
    readonly offer: string
    readonly answers: readonly string[]
    readonly messages: readonly string[]
    readonly files: readonly string[]
    readonly message: string
  }
  /** Questions that would have no answer, in words; empty: none. */
  readonly missing: string
  readonly error: string | undefined
}

/** What goes into the second request. */
export function SplitPage(props: SplitPageProps): VNode {
  const { locale, number, ways, hidden, offers, typed, missing, error } = props
  const t = changeTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.back, links: [{ href: ways.back, label: t.back }], isBack: true })}
      {error !== undefined &&
        ErrorSummary({ title: t.errors, errors: [{ fieldId: 'demarche-cible', message: error }] })}
      {PageHead({ title: t.splitTitle(number), lead: t.splitLead })}
      <Form action={ways.action} class="panel stack" hidden={hidden}>
        {Select({
          id: 'demarche-cible',
          name: 'vers',
          label: t.splitAs,
          options: offers,
          value: typed.offer,
          error,
        })}
        {group({
          name: 'reponses',
          legend: t.answers,
          choices: props.answers,
          values: typed.answers,
          hint: t.answersNote,
        })}
        {group({ name: 'messages', legend: t.messages, choices: props.messages, values: typed.messages })}
        {group({ name: 'pieces', legend: t.files, choices: props.files, values: typed.files })}
        {missing !== '' && Notice({ tone: 'info', children: t.missing(missing) })}
        {TextArea({
          id: 'mot',
          name: 'mot',
          label: t.tell,
          hint: t.tellHint,
          value: typed.message,
          maxLength: 5000,
        })}
        {Actions({
          children: (
            <>
              <Button icon="copy">{t.splitSubmit}</Button>
              <Button kind="quiet" name="geste" value="voir">
                {t.look}
              </Button>
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

interface GroupProps {
  readonly name: string
  readonly legend: string
  readonly choices: readonly Choice[]
  readonly values: readonly string[]
  readonly hint?: string
}

const group = ({ name, legend, choices, values, hint }: GroupProps): VNode | null =>
  choices.length === 0 ? null : Checkboxes({ id: name, name, legend, choices, values, ...(hint && { hint }) })
