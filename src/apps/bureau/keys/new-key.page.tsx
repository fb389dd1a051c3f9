import type { VNode } from 'preact'
import { type KeyFaults, type NewKey, scopes } from '#identity/keys'
import type { Locale } from '#kernel/localized'
import { Breadcrumbs, Button, Checkboxes, ErrorSummary, Form, PageHead, TextArea, TextInput } from '#platform/html'
import type { Around, Choice } from './keys.page.tsx'
import { keyTexts, scopeTexts } from './texts.ts'

export interface NewKeyProps extends Omit<Around, 'now'> {
  readonly typed: NewKey
  readonly faults: KeyFaults
}

/** What a key that one makes may do, and until when. */
export function NewKeyPage(props: NewKeyProps): VNode {
  const { locale, base, faults } = props
  const t = keyTexts(locale)
  const errors = errorsOf(faults, locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: base, label: t.title }] })}
      {PageHead({ title: t.add, lead: t.add_lead })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {Form({ action: `${base}/nouvelle`, children: NewKeyFields(props) })}
      </div>
    </>
  )
}

const fieldIds = {
  name: 'nom',
  purpose: 'motif',
  scopes: 'portees',
  services: 'services',
  procedures: 'demarches',
  lastDay: 'fin',
} as const
type KeyField = keyof typeof fieldIds

/** The sentence of a fault; a kind that cannot be there has none. */
function sentenceOf(field: KeyField, faults: KeyFaults, locale: Locale): string | undefined {
  const fault = faults[field]
  if (fault === undefined) return undefined
  const texts = keyTexts(locale) as Readonly<Record<string, unknown>>
  const sentence = texts[`fault_${field}_${fault}`]
  return typeof sentence === 'string' ? sentence : keyTexts(locale).errors
}

const errorsOf = (faults: KeyFaults, locale: Locale) =>
  (Object.keys(fieldIds) as KeyField[]).flatMap((field) => {
    const message = sentenceOf(field, faults, locale)
    return message === undefined ? [] : [{ fieldId: fieldIds[field], message }]
  })

const choicesOf = (choices: readonly Choice[]) => choices.map(({ id, name }) => ({ value: id, label: name }))

function NewKeyFields({ locale, typed, faults, services, procedures }: NewKeyProps): VNode {
  const t = keyTexts(locale)
  const about = (field: KeyField) => ({
    id: fieldIds[field],
    name: fieldIds[field],
    error: sentenceOf(field, faults, locale),
  })
  return (
    <>
      {TextInput({ ...about('name'), label: t.name, hint: t.name_hint, value: typed.name, isRequired: true })}
      {TextArea({
        ...about('purpose'),
        label: t.purpose,
        hint: t.purpose_hint,
        value: typed.purpose,
        rows: 3,
        isRequired: true,
      })}
      {Checkboxes({
        ...about('scopes'),
        legend: t.scopes,
        values: typed.scopes,
        choices: scopes.map((scope) => ({ value: scope, label: scopeTexts(locale)[scope], hint: scope })),
      })}
      {Checkboxes({
        ...about('services'),
        legend: t.services,
        hint: t.services_hint,
        values: typed.services ?? [],
        choices: choicesOf(services),
      })}
      {Checkboxes({
        ...about('procedures'),
        legend: t.procedures,
        hint: t.procedures_hint,
        values: typed.procedures ?? [],
        choices: choicesOf(procedures),
      })}
      {TextInput({
        ...about('lastDay'),
        type: 'date',
        label: t.lastDay,
        hint: t.lastDay_hint,
        value: typed.lastDay,
        width: 'medium',
        isRequired: true,
      })}
      <div class="row actions">
        <Button icon="key-round">{t.make}</Button>
      </div>
    </>
  )
}
