import { isDay } from '#kernel/calendar'
import { normalise } from '#kernel/normalise'
import type { Asked, CivilStatus, Datum } from '#counter/connectors'
import type { PivotIdentity } from '#identity/state'
import { dateNames, joinDateParts } from '#platform/html'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../../../connect/accounts/typed.ts'

/** What is typed to say whom the State is asked about. */
export type AskForm = 'certified' | 'number' | 'civil_status' | 'pupil'

/** Who signs in with FranceConnect types nothing; a number is asked rather than a whole civil status. */
export function formFor({ ways }: Datum, pivot: PivotIdentity | undefined): AskForm {
  if (ways.civil_status !== undefined && pivot) return 'certified'
  if (ways.pupil !== undefined) return 'pupil'
  return ways.number === undefined ? 'civil_status' : 'number'
}

/** The proved identity in the words of the State's other services. */
export function civilOf(pivot: PivotIdentity): CivilStatus {
  const [year, month, day] = pivot.birthdate.split('-').map(Number)
  return {
    familyName: pivot.familyName,
    givenNames: pivot.givenName.split(/\s+/).slice(0, 3),
    sex: pivot.gender === 'female' ? 'F' : 'M',
    birthCountry: pivot.birthcountry,
    ...(year !== undefined && { birthYear: year }),
    ...(month !== undefined && { birthMonth: month }),
    ...(day !== undefined && { birthDay: day }),
    ...(pivot.birthplace !== '' && { birthPlace: pivot.birthplace }),
  }
}

export type AskInput =
  | 'number'
  | 'familyName'
  | 'givenNames'
  | 'birthDate'
  | 'sex'
  | 'birthPlace'
  | 'schoolYear'
  | 'school'
export type AskTyped = Readonly<Record<string, string>>

const inputs = [
  'number',
  'familyName',
  'givenNames',
  'birthDate-day',
  'birthDate-month',
  'birthDate-year',
  'sex',
  'birthPlace',
  'schoolYear',
  'school',
]

export const typedOf = (body: FormBody): AskTyped =>
  Object.fromEntries(inputs.map((name) => [name, typedIn(body, name).trim().slice(0, 200)]))

/** INSEE code of a commune by its name and department. */
export type FindPlace = (name: string, department: string) => Promise<string | undefined>

interface Read {
  readonly asked: Asked
  readonly wrong: readonly AskInput[]
}

interface Help {
  readonly pivot: PivotIdentity | undefined
  readonly findPlace: FindPlace
}

/** What was typed, or the inputs to correct. */
export async function readAsked(form: AskForm, typed: AskTyped, { pivot, findPlace }: Help): Promise<Read> {
  switch (form) {
    case 'certified':
      return { asked: pivot ? { civil: civilOf(pivot) } : {}, wrong: [] }
    case 'number':
      return readNumber(textOf(typed, 'number').slice(0, 40))
    case 'pupil': {
      const [person, school] = [readPerson(typed), readSchool(typed)]
      return { asked: { civil: person.civil, ...school.asked }, wrong: [...person.wrong, ...school.wrong] }
    }
    case 'civil_status': {
      const person = readPerson(typed)
      const birthPlace = await placeOf(textOf(typed, 'birthPlace'), findPlace)
      const civil = { ...person.civil, birthCountry: '99100', ...(birthPlace !== undefined && { birthPlace }) }
      return { asked: { civil }, wrong: birthPlace === undefined ? [...person.wrong, 'birthPlace'] : person.wrong }
    }
  }
}

const readNumber = (number: string): Read =>
  number === '' ? { asked: {}, wrong: ['number'] } : { asked: { number }, wrong: [] }

const textOf = (typed: AskTyped, name: string): string => typed[name] ?? ''

/** Three given names are all that the State takes. */
const namesIn = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 3)
    .map((name) => name.slice(0, 60))

const sexOf = (text: string): 'F' | 'M' | undefined => (text === 'F' || text === 'M' ? text : undefined)

function readPerson(typed: AskTyped): { readonly civil: CivilStatus; readonly wrong: AskInput[] } {
  const parts = dateNames('birthDate')
  const day = joinDateParts({
    day: textOf(typed, parts.day),
    month: textOf(typed, parts.month),
    year: textOf(typed, parts.year),
  })
  const [birthYear = 0, birthMonth = 0, birthDay = 0] = day.split('-').map(Number)
  const familyName = textOf(typed, 'familyName').slice(0, 120)
  const givenNames = namesIn(textOf(typed, 'givenNames'))
  const sex = sexOf(textOf(typed, 'sex'))
  const wrong: AskInput[] = []
  if (familyName === '') wrong.push('familyName')
  if (givenNames.length === 0) wrong.push('givenNames')
  if (!isDay(day) || birthYear < 1850) wrong.push('birthDate')
  if (!sex) wrong.push('sex')
  return { civil: { familyName, givenNames, birthYear, birthMonth, birthDay, ...(sex && { sex }) }, wrong }
}

function readSchool(typed: AskTyped): { readonly asked: Asked; readonly wrong: AskInput[] } {
  const schoolYear = typed['schoolYear'] ?? ''
  const school = (typed['school'] ?? '').toUpperCase()
  const wrong: AskInput[] = []
  if (!/^\d{4}(-\d{4})?$/.test(schoolYear)) wrong.push('schoolYear')
  if (school !== '' && !/^\d{7}[A-Z]$/.test(school)) wrong.push('school')
  return { asked: { schoolYear, ...(school !== '' && { school }) }, wrong }
}

/** "Grenoble (38)", "Grenoble 38": the department tells two towns of one name apart. */
async function placeOf(typed: string, findPlace: FindPlace): Promise<string | undefined> {
  const match = /^(.+?)[\s,(]+(\d{2,3}|2[AB])\)?$/i.exec(typed.trim())
  const [, name, department] = match ?? []
  return name === undefined || department === undefined
    ? undefined
    : findPlace(normalise(name), department.toUpperCase())
}
