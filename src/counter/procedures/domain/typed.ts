import type {
  Answers,
  Definition,
  Entries,
  Field,
  Form,
  IdentityValue,
  MapGeometry,
  MapValue,
  PageEntries,
  RowAnswers,
  SignatureValue,
  SimpleField,
  SimpleValue,
} from '../schema/index.ts'
import { takeEntries } from './entries.ts'
import { own } from './raw.ts'

/** A number as it is typed in French; the reader takes both the comma and the dot. */
const typedCents = (cents: number): string => {
  const [sign, all] = [cents < 0 ? '-' : '', String(Math.abs(cents)).padStart(3, '0')]
  return sign + (all.endsWith('00') ? all.slice(0, -2) : `${all.slice(0, -2)},${all.slice(-2)}`)
}

/** French numbers by pairs, as they are read aloud; others as they are kept. */
export const phoneText = (phone: string): string =>
  phone.startsWith('+33') ? `0${phone.slice(3)}`.replaceAll(/(\d{2})(?=\d)/g, '$1 ') : phone

const typedDay = (name: string, day: string): PageEntries => {
  const [year = '', month = '', date = ''] = day.split('-')
  return { [`${name}.day`]: String(Number(date)), [`${name}.month`]: String(Number(month)), [`${name}.year`]: year }
}

/** Parts that are days, in an identity and in a period. */
const days = new Set(['birthDate', 'from', 'to'])

function typedParts(name: string, value: object): PageEntries {
  const parts = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return Object.assign(
    {},
    ...parts.map(([part, text]) =>
      days.has(part) ? typedDay(`${name}.${part}`, text) : { [`${name}.${part}`]: text },
    ),
  ) as PageEntries
}

const typedSignature = (name: string, { signedBy, drawing }: SignatureValue): PageEntries => ({
  [`${name}.name`]: signedBy,
  [`${name}.agreed`]: 'yes',
  ...(drawing && { [`${name}.drawing`]: drawing }),
})

/** "45.75812, 4.83201", a point a line: latitude first, as maps show it to people. */
const typedPoints = (points: readonly (readonly number[])[]): string =>
  points.map(([longitude, latitude]) => `${latitude}, ${longitude}`).join('\n')

/** The points of a place as they are typed, longitude first. */
export function pointsOf(geometry: MapGeometry | null): readonly (readonly number[])[] {
  if (!geometry) return []
  if (geometry.type === 'Point') return [geometry.coordinates]
  // The last point of an area is its first one.
  return geometry.type === 'LineString' ? geometry.coordinates : (geometry.coordinates[0] ?? []).slice(0, -1)
}

const typedPlace = (name: string, { geometry, description = '' }: MapValue): PageEntries => ({
  [`${name}.description`]: description,
  [`${name}.coordinates`]: typedPoints(pointsOf(geometry)),
})

function typedValue(field: SimpleField, name: string, value: SimpleValue): PageEntries {
  if (field.type === 'computed') return {}
  if (typeof value === 'boolean') return { [name]: value ? 'yes' : 'no' }
  if (typeof value === 'number')
    return { [name]: field.type === 'amount' ? typedCents(value) : String(value).replace('.', ',') }
  if (typeof value === 'string') {
    if (field.type === 'date') return typedDay(name, value)
    return { [name]: field.type === 'phone' ? phoneText(value) : value }
  }
  if ('length' in value) return { [name]: value }
  if ('geometry' in value) return typedPlace(name, value)
  return 'signedBy' in value ? typedSignature(name, value) : typedParts(name, value)
}

function typedAnswer(field: Field, answer: Answers[string], path: string): PageEntries {
  if (field.type !== 'repeated') return typedValue(field, path, answer as SimpleValue)
  const rows = answer as readonly RowAnswers[]
  const typed = rows.flatMap((row, index) =>
    field.fields
      .filter(({ id }) => Object.hasOwn(row, id))
      .map((each) => typedAnswer(each as Field, row[each.id] as Answers[string], `${path}.${index}.${each.id}`)),
  )
  return Object.assign({}, ...typed) as PageEntries
}

/** The entries that would be read as these answers: to start again from an earlier request. */
export function entriesFrom(form: Form, answers: Answers): Entries {
  return Object.fromEntries(
    form.pages.map((page) => {
      const typed = page.fields.flatMap((field) => {
        const answer = own(answers, field.id)
        return answer === undefined ? [] : [typedAnswer(field, answer, field.id)]
      })
      return [page.id, Object.assign({}, ...typed) as PageEntries]
    }),
  )
}

/** What an account knows of its person. */
export interface Profile {
  readonly identity?: IdentityValue
  readonly email?: string
  readonly phone?: string
}

/** What an account says under a name that an author writes: `familyName`, `email`… */
function datumOf({ identity, email, phone }: Profile, datum: string): SimpleValue | undefined {
  const { givenName, familyName } = identity ?? {}
  const name = identity && `${identity.givenName} ${identity.familyName}`.trim()
  return own<SimpleValue | undefined>({ identity, givenName, familyName, name, email, phone }, datum)
}

/** A datum goes to a field that can hold it: who somebody is to an identity, a text to a line. */
const holdsDatum = ({ type }: Field, value: SimpleValue): boolean =>
  typeof value === 'object' ? type === 'identity' : type === 'text' || type === 'email' || type === 'phone'

/** The fields whose author asks that the account fills them. */
function prefilled(form: Form, profile: Profile): Answers {
  const fields = form.pages.flatMap((page) => page.fields)
  return Object.fromEntries(
    fields.flatMap((field) => {
      const prefill = 'prefill' in field ? field.prefill : undefined
      const value = prefill?.source === 'account' ? datumOf(profile, prefill.datum) : undefined
      return value !== undefined && value !== '' && holdsDatum(field, value) ? [[field.id, value] as const] : []
    }),
  )
}

/** The same entries with the applicant's blanks filled from her account; what she typed is never replaced. */
export function prefillApplicant({ form, applicant }: Definition, entries: Entries, profile: Profile): Entries {
  const known: Answers = {
    ...prefilled(form, profile),
    ...(profile.identity && { [applicant.identity]: profile.identity }),
    ...(profile.email && { [applicant.email]: profile.email }),
    ...(profile.phone && applicant.phone && { [applicant.phone]: profile.phone }),
  }
  const typed = entriesFrom(form, known)
  return Object.fromEntries(
    form.pages.map((page) => [
      page.id,
      { ...takeEntries(page, typed[page.id]), ...(Object.hasOwn(entries, page.id) && entries[page.id]) },
    ]),
  )
}
