import { type Day, dayOf, isDay } from '#kernel/calendar'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type ContactDetails, contactKinds, type ReachWay, reachWays } from '../schema.ts'
import { dialled, emailKey } from './names.ts'

/** What an agent typed of somebody: texts, one address or number a line. */
export interface TypedDetails {
  readonly kind?: string | undefined
  readonly givenName?: string | undefined
  readonly familyName?: string | undefined
  readonly name?: string | undefined
  /** `1987-03-27` */
  readonly birthDate?: string | undefined
  readonly number?: string | undefined
  readonly line?: string | undefined
  readonly complement?: string | undefined
  readonly postalCode?: string | undefined
  readonly city?: string | undefined
  readonly emails?: string | undefined
  readonly phones?: string | undefined
  readonly preferredChannel?: string | undefined
  readonly locale?: string | undefined
}

export interface DetailFault {
  readonly field: keyof TypedDetails
  readonly code: 'missing' | 'not_a_day' | 'not_an_email' | 'not_a_phone' | 'not_a_number' | 'incomplete_address'
}

const most = 5
const clean = (text: string | undefined, length = 150): string =>
  (text ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, length).replaceAll('\u0000', '').toWellFormed()
const linesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(/[\n,;]+/)
    .map((line) => clean(line))
    .filter((line) => line !== '')
    .slice(0, most)

const isEmail = (text: string): boolean => /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(text) && text.length <= 254

interface Read {
  readonly kind: ContactDetails['kind']
  readonly givenName: string
  readonly familyName: string
  readonly name: string
  readonly emails: readonly string[]
  readonly phones: readonly (string | undefined)[]
  /** False: no day. */
  readonly birthDate: Day | null | false
  readonly number: string | null
  readonly address: ContactDetails['address'] | 'wrong'
}

/** What is wrong, in the order of the form. */
const checks: readonly (readonly [
  field: DetailFault['field'],
  code: DetailFault['code'],
  isWrong: (read: Read) => boolean,
])[] = [
  ['familyName', 'missing', ({ kind, givenName, familyName }) => kind === 'person' && givenName + familyName === ''],
  ['name', 'missing', ({ kind, name }) => kind !== 'person' && name === ''],
  ['emails', 'not_an_email', ({ emails }) => !emails.every(isEmail)],
  ['phones', 'not_a_phone', ({ phones }) => phones.includes(undefined)],
  ['birthDate', 'not_a_day', ({ birthDate }) => birthDate === false],
  ['number', 'not_a_number', ({ number }) => number !== null && !/^(\d{9}|\d{14}|W\d{9})$/.test(number)],
  ['postalCode', 'incomplete_address', ({ address }) => address === 'wrong'],
]

/** Reads what was typed, or says what is wrong by field. A name is all that is asked. */
export function readDetails(
  typed: TypedDetails,
  now: Date,
): Outcome<ContactDetails, { readonly reason: 'wrong'; readonly faults: readonly DetailFault[] }> {
  const read = readTexts(typed, dayOf(now))
  const faults = checks.flatMap(([field, code, isWrong]) => (isWrong(read) ? [{ field, code }] : []))
  const { kind, birthDate, address } = read
  if (faults.length > 0 || birthDate === false || address === 'wrong') return refused({ reason: 'wrong', faults })
  return accepted({
    kind,
    ...(kind === 'person'
      ? { givenName: read.givenName, familyName: read.familyName, name: '', birthDate, number: null }
      : { givenName: '', familyName: '', name: read.name, birthDate: null, number: null }),
    ...(kind === 'organisation' && { number: read.number }),
    address,
    emails: [...new Set(read.emails)],
    phones: [...new Set(read.phones.filter((each) => each !== undefined))],
    preferredChannel: reachWays.find((each): each is ReachWay => each === typed.preferredChannel) ?? null,
    locale: typed.locale === 'en' ? 'en' : 'fr',
  })
}

const readTexts = (typed: TypedDetails, today: Day): Read => ({
  kind: contactKinds.find((each) => each === typed.kind) ?? 'person',
  givenName: clean(typed.givenName, 100),
  familyName: clean(typed.familyName, 100),
  name: clean(typed.name),
  emails: linesOf(typed.emails).map(emailKey),
  phones: linesOf(typed.phones).map(dialled),
  birthDate: dayIn(typed.birthDate, today),
  number: clean(typed.number, 20).replaceAll(' ', '').toUpperCase() || null,
  address: addressIn(typed),
})

function dayIn(text: string | undefined, today: Day): Day | null | false {
  const day = clean(text)
  if (day === '') return null
  return isDay(day) && day <= today && day > '1880-01-01' ? day : false
}

function addressIn({ line, complement, postalCode, city }: TypedDetails): ContactDetails['address'] | 'wrong' {
  const parts = [clean(line, 200), clean(postalCode, 5), clean(city, 100)] as const
  if (parts.every((part) => part === '')) return null
  if (parts[0] === '' || parts[2] === '' || !/^\d{5}$/.test(parts[1])) return 'wrong'
  const more = clean(complement, 200)
  return { line: parts[0], ...(more && { complement: more }), postalCode: parts[1], city: parts[2] }
}
