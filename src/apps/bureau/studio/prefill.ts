import { data } from '#counter/connectors'
import type { Field, FieldType } from '#counter/procedures'
import type { Json } from '#counter/studio'
import { type Localized, type Locale, localize } from '#kernel/localized'
import type { FormBody } from '#platform/http'
import type { SelectOption } from '#platform/html'
import { typedIn } from '../../connect/accounts/typed.ts'

/** Where the first answer of a field may come from: the account, or a datum that the State hands over. */

const account: readonly (readonly [datum: string, of: readonly FieldType[], label: Localized])[] = [
  ['identity', ['identity'], { fr: 'Son nom', en: 'Their name' }],
  ['givenName', ['text'], { fr: 'Son prénom', en: 'Their given name' }],
  ['familyName', ['text'], { fr: 'Son nom de famille', en: 'Their family name' }],
  ['name', ['text'], { fr: 'Son prénom et son nom', en: 'Their given and family names' }],
  ['email', ['email', 'text'], { fr: 'Son adresse e-mail', en: 'Their e-mail address' }],
  ['phone', ['phone', 'text'], { fr: 'Son téléphone', en: 'Their phone number' }],
]

/** Types that a datum of the State can be written in, by the type of what it gives; a file is the piece instead. */
const holding: Readonly<Record<string, readonly FieldType[]>> = {
  text: ['text', 'long_text'],
  number: ['number', 'text'],
  date: ['date'],
  yes_no: ['yes_no'],
}

export interface PrefillGroup {
  readonly group: string
  readonly options: readonly SelectOption[]
}

/** What may fill a field of this type. */
export function prefillChoices(type: FieldType, locale: Locale): readonly PrefillGroup[] {
  const own = account.filter(([, of]) => of.includes(type))
  return [
    {
      group: locale === 'fr' ? 'Le compte de la personne' : 'The person’s account',
      options: own.map(([datum, , label]) => ({ value: `account:${datum}`, label: localize(label, locale) })),
    },
    ...data.map((datum) => ({
      group: localize(datum.title, locale),
      options: datum.fields
        .filter((given) => (type === 'file' ? given === datum.fields[0] : holding[given.type]?.includes(type) === true))
        .map((given) => ({
          value: `state:${datum.id}.${given.id}`,
          label: type === 'file' ? localize(datum.piece, locale) : localize(given.label, locale),
        })),
    })),
  ].filter(({ options }) => options.length > 0)
}

export const prefillCode = (field: Field): string =>
  'prefill' in field && field.prefill ? `${field.prefill.source}:${field.prefill.datum}` : ''

/** What was chosen to fill a field; nothing where the page did not ask. */
export function readPrefill(field: Field, body: FormBody): Readonly<Record<string, Json>> {
  if (!Object.hasOwn(body, 'prerempli')) return {}
  const code = typedIn(body, 'prerempli')
  if (code === '') return { prefill: null }
  const isKnown = prefillChoices(field.type, 'fr').some(({ options }) => options.some(({ value }) => value === code))
  const [origin = '', datum = ''] = code.split(':')
  return isKnown ? { prefill: { source: origin, datum } } : {}
}
