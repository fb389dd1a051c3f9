import { normalise } from '#kernel/normalise'
import type { Officer, PivotIdentity } from '../schema.ts'

/** What must agree between the State's identity and its register, all five. */
export const criteria = ['family_name', 'given_names', 'birth_date', 'birth_place', 'birth_country'] as const
export type Criterion = (typeof criteria)[number]

/** `missing`: one of the two says nothing; that never counts as agreement. */
export type Agreement = 'same' | 'other' | 'missing'

export type Comparison = Readonly<Record<Criterion, Agreement>>

/** The names that a commune of birth has had under its INSEE code; none when unknown, and then nothing agrees. */
export type PlaceNames = (inseeCode: string) => readonly string[]

export interface DirectorMatch {
  readonly officer: Officer
  readonly comparison: Comparison
}

/** The first officer who agrees with an identity on all five criteria. */
export const findDirector = (
  identity: PivotIdentity,
  officers: readonly Officer[],
  placeNames: PlaceNames,
): Officer | undefined => officers.find((officer) => isSamePerson(compare(identity, officer, placeNames)))

export const isSamePerson = (comparison: Comparison): boolean =>
  criteria.every((criterion) => comparison[criterion] === 'same')

/**
 * The officer who comes nearest, with what does not agree: to say why somebody was not recognised without showing what the
 * register holds of others. Only one of the same family name is near.
 */
export function nearestDirector(
  identity: PivotIdentity,
  officers: readonly Officer[],
  placeNames: PlaceNames,
): DirectorMatch | undefined {
  const count = ({ comparison }: DirectorMatch) => criteria.filter((one) => comparison[one] === 'same').length
  return officers
    .map((officer) => ({ officer, comparison: compare(identity, officer, placeNames) }))
    .filter(({ comparison }) => comparison.family_name === 'same')
    .toSorted((a, b) => count(b) - count(a))[0]
}

export const compare = (identity: PivotIdentity, officer: Officer, placeNames: PlaceNames): Comparison => ({
  family_name: agreement(identity.familyName, officer.familyName, () => isSameFamilyName(identity, officer)),
  given_names: agreement(identity.givenNames.join(' '), officer.givenNames, () =>
    beginWith(identity.givenNames, officer.givenNames ?? ''),
  ),
  birth_date: agreement(wholeDay(identity.birthDate), wholeDay(officer.birthDate), () => {
    return identity.birthDate === officer.birthDate
  }),
  birth_place: agreement(placeNames(identity.birthPlace)[0], officer.birthPlace, () => {
    return placeNames(identity.birthPlace).some((name) => placeOf(name) === placeOf(officer.birthPlace ?? ''))
  }),
  birth_country: agreement(countryOf(identity.birthCountry), officer.birthCountry, () => {
    return countryOf(identity.birthCountry) === officer.birthCountry?.toUpperCase()
  }),
})

function agreement(mine: string | undefined, theirs: string | null | undefined, isSame: () => boolean): Agreement {
  if (!mine || !theirs || normalise(mine) === '' || normalise(theirs) === '') return 'missing'
  return isSame() ? 'same' : 'other'
}

/** A day known whole: FranceConnect writes `1965-00-00` of who knows her year only. */
const wholeDay = (day: string | null): string | undefined =>
  day !== null && /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(day) ? day : undefined

/** "DUPONT EPOUSE MARTIN", "MARTIN NEE DUPONT": what the name of birth is in it. */
function nameOfBirth(registered: string): string {
  const plain = normalise(registered)
  const born = /\bnee? (.+)$/.exec(plain)?.[1]
  return born ?? plain.replace(/ (epouse|epse|ep|veuve|vve|divorcee) .+$/, '')
}

/**
 * The name of birth is the one that the State certifies. The register may write the used name beside it, before or after;
 * a used name alone proves nothing.
 */
function isSameFamilyName({ familyName, usedName }: PivotIdentity, officer: Officer): boolean {
  const birth = normalise(familyName)
  const used = normalise(usedName ?? '')
  const accepted = used === '' ? [birth] : [birth, `${birth} ${used}`, `${used} ${birth}`]
  return accepted.includes(nameOfBirth(officer.familyName ?? ''))
}

/**
 * The register often has the first given name only, or some: they must be the first whole names of the person. "Jean" does
 * not begin "Jean-Pierre", which is one name.
 */
function beginWith(names: readonly string[], registered: string): boolean {
  const wanted = normalise(registered)
  const taken: string[] = []
  for (const name of names) {
    taken.push(normalise(name))
    if (taken.join(' ') === wanted) return true
  }
  return false
}

/** "PARIS 11E ARRONDISSEMENT", "Paris 11": the city; "STE FOY": "sainte foy". */
const placeOf = (name: string): string =>
  normalise(name)
    .replace(/ \d{1,2}( ?(e|er|eme|ere))?( arrondissement)?$/, '')
    .replaceAll(/\bst\b/g, 'saint')
    .replaceAll(/\bste\b/g, 'sainte')

/** INSEE writes 99100 for France; the register writes ISO 3166. Others have no commune of birth, and so never agree. */
const countryOf = (insee: string): string | undefined => (insee === '99100' ? 'FR' : undefined)
