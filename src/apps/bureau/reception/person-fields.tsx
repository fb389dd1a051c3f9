import type { VNode } from 'preact'
import type { Contact, DetailFault, TypedDetails } from '#counter/contacts'
import { phoneText } from '#counter/procedures'
import type { Locale } from '#kernel/localized'
import { Details, ErrorSummary, Radios, Select, TextArea, TextInput } from '#platform/html'
import { formats } from '#platform/i18n'
import type { FormBody } from '#platform/http'
import { receptionTexts } from './texts.ts'
import { textIn } from './visit.ts'

/** The inputs of a contact's form, under French names. */
const names = {
  kind: 'sorte',
  givenName: 'prenom',
  familyName: 'nom',
  name: 'denomination',
  birthDate: 'naissance',
  number: 'numero',
  line: 'rue',
  complement: 'complement',
  postalCode: 'code-postal',
  city: 'commune',
  emails: 'courriels',
  phones: 'telephones',
  preferredChannel: 'prefere',
  locale: 'langue',
} as const satisfies Record<keyof TypedDetails, string>

/** A household has its own box: it stands under its own choice. */
const householdName = 'nom-du-foyer'

/** What the form of a contact says. */
export function detailsIn(body: FormBody): TypedDetails {
  const typed: TypedDetails = Object.fromEntries(
    Object.entries(names).map(([field, name]) => [field, textIn(body, name)]),
  )
  return typed.kind === 'household' ? { ...typed, name: textIn(body, householdName) } : typed
}

/** The same as it stands. */
export const detailsOf = (contact: Contact): TypedDetails => ({
  kind: contact.kind,
  givenName: contact.givenName,
  familyName: contact.familyName,
  name: contact.name,
  birthDate: contact.birthDate ?? '',
  number: contact.number ?? '',
  line: contact.address?.line ?? '',
  complement: contact.address?.complement ?? '',
  postalCode: contact.address?.postalCode ?? '',
  city: contact.address?.city ?? '',
  emails: contact.emails.join('\n'),
  phones: contact.phones.map(phoneText).join('\n'),
  preferredChannel: contact.preferredChannel ?? '',
  locale: contact.locale,
})

export interface PersonFieldsProps {
  readonly locale: Locale
  readonly typed: TypedDetails
  readonly faults: readonly DetailFault[]
}

const sentence = (locale: Locale, { code }: DetailFault): string => receptionTexts(locale)[`fault_${code}`]

const idOf = ({ field }: DetailFault, typed: TypedDetails): string =>
  field === 'name' && typed.kind === 'household' ? householdName : names[field]

export function PersonErrors({ locale, typed, faults }: PersonFieldsProps): VNode | null {
  if (faults.length === 0) return null
  const t = receptionTexts(locale)
  return ErrorSummary({
    title: faults.length === 1 ? t.errors_one : t.errors(formats(locale).number(faults.length)),
    errors: faults.map((fault) => ({ fieldId: idOf(fault, typed), message: sentence(locale, fault) })),
    note: t.errors_kept,
  })
}

type Texts = ReturnType<typeof receptionTexts>
type LineOptions = Partial<Parameters<typeof TextInput>[0]>

/** One box of the form, with what is wrong in it. */
const boxesOf = ({ locale, typed, faults }: PersonFieldsProps) => {
  const faultOf = (field: keyof TypedDetails): string | undefined => {
    const fault = faults.find((each) => each.field === field)
    return fault && sentence(locale, fault)
  }
  const about = (field: keyof TypedDetails) => ({
    id: names[field],
    name: names[field],
    value: typed[field] ?? '',
    error: faultOf(field),
    autoComplete: 'off',
  })
  return {
    line: (field: keyof TypedDetails, label: string, more: LineOptions = {}): VNode =>
      TextInput({ ...about(field), label, ...more }),
    lines: (field: 'emails' | 'phones', label: string, hint: string): VNode =>
      TextArea({ ...about(field), label, hint, rows: 2, optionalMark: receptionTexts(locale).optional }),
  }
}

/** Who somebody is: the name first, the rest folded away for a quick entry. */
export function PersonFields(props: PersonFieldsProps): VNode {
  const t = receptionTexts(props.locale)
  const { lines } = boxesOf(props)
  return (
    <>
      {Kind(props, t)}
      {lines('phones', t.phones, t.phones_hint)}
      {lines('emails', t.emails, t.emails_hint)}
      {More(props, t)}
    </>
  )
}

/** A person has two names, a household and an organisation one: each under its choice. */
function Kind(props: PersonFieldsProps, t: Texts): VNode {
  const { typed } = props
  const { line } = boxesOf(props)
  const isHousehold = typed.kind === 'household'
  const blank = { value: '', error: undefined }
  return Radios({
    id: names.kind,
    name: names.kind,
    legend: t.kind,
    value: typed.kind || 'person',
    choices: [
      {
        value: 'person',
        label: t.kind_person,
        reveals: (
          <>
            {line('familyName', t.family_name)}
            {line('givenName', t.given_name)}
          </>
        ),
      },
      {
        value: 'household',
        label: t.kind_household,
        reveals: line('name', t.household_name, {
          id: householdName,
          name: householdName,
          ...(isHousehold ? {} : blank),
        }),
      },
      {
        value: 'organisation',
        label: t.kind_organisation,
        reveals: (
          <>
            {line('name', t.organisation_name, isHousehold ? blank : {})}
            {line('number', t.number, { width: 'medium', isExact: true, optionalMark: t.optional })}
          </>
        ),
      },
    ],
  })
}

/** What an agent has time for, or not: birth, address, preferences. */
function More(props: PersonFieldsProps, t: Texts): VNode {
  const { typed, faults } = props
  const { line } = boxesOf(props)
  const optional = { optionalMark: t.optional }
  const isOpen =
    faults.some(({ field }) => field === 'birthDate' || field === 'postalCode') ||
    [typed.birthDate, typed.line].some((text) => (text ?? '') !== '')
  return Details({
    summary: t.more,
    isOpen,
    children: (
      <>
        {line('birthDate', t.birth_date, { type: 'date', width: 'medium', ...optional })}
        {line('line', t.line, optional)}
        {line('complement', t.complement, optional)}
        {line('postalCode', t.postal_code, { width: 'short', inputMode: 'numeric', ...optional })}
        {line('city', t.city, optional)}
        {Preferences(props, t)}
      </>
    ),
  })
}

const Preferences = ({ typed }: PersonFieldsProps, t: Texts): VNode => (
  <>
    {Select({
      id: names.preferredChannel,
      name: names.preferredChannel,
      label: t.prefers,
      value: typed.preferredChannel ?? '',
      emptyLabel: t.prefers_any,
      options: (['mail', 'phone', 'sms', 'letter'] as const).map((way) => ({ value: way, label: t[`way_${way}`] })),
    })}
    {Select({
      id: names.locale,
      name: names.locale,
      label: t.speaks,
      value: typed.locale === 'en' ? 'en' : 'fr',
      options: [
        { value: 'fr', label: t.french },
        { value: 'en', label: t.english },
      ],
    })}
  </>
)
