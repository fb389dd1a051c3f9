import { type ColumnName, columns, type Parameters, type SavedView, type Sharing } from './schema.ts'

/** Longest name, in characters. */
const nameLength = 60

/** A name as it is kept; undefined when nothing is left of it. */
export const readableName = (typed: string): string | undefined =>
  typed.replaceAll('\u0000', '').toWellFormed().replaceAll(/\s+/g, ' ').trim().slice(0, nameLength).trim() || undefined

/** Columns as they are shown: known ones, each once, in the order of the offer, and the request always. */
export const readColumns = (names: readonly string[]): readonly ColumnName[] => {
  const wanted = columns.filter((name) => names.includes(name))
  return wanted.length === 0 ? [] : columns.filter((name) => name === 'demande' || wanted.includes(name))
}

/** Most parameters of an address, and the longest of each, in characters. */
const mostParameters = 20
const longest = { name: 20, value: 200 }

/** What is kept of an address: where one is in the list is not of the view. */
const passing: readonly string[] = ['apres', 'avant', 'rang', 'fait', 'gardee']

export const readParameters = (pairs: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(pairs)
      .filter(([name, value]) => !passing.includes(name) && value !== '' && value.length <= longest.value)
      .filter(([name]) => /^[a-z][a-z-]*$/.test(name) && name.length <= longest.name)
      .slice(0, mostParameters),
  )

/** Whether two views show the same list. */
export const isSameList = (a: Parameters, b: Parameters): boolean => {
  const [one, other] = [readParameters(a), readParameters(b)]
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

/** Views that are seen side by side bear different names. */
export const sharesName = (view: Pick<SavedView, 'id' | 'name' | 'sharing'>, other: SavedView): boolean =>
  view.id !== other.id && sameAudience(view.sharing, other.sharing) && plain(view.name) === plain(other.name)

const plain = (name: string): string => name.toLocaleLowerCase('fr')

const sameAudience = (a: Sharing, b: Sharing): boolean =>
  a.with === b.with && (a.with !== 'service' || b.with !== 'service' || a.serviceId === b.serviceId)
