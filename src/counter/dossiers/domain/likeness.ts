import { normalise } from '#kernel/normalise'
import type { AnswerSheet, Dossier } from '../schema.ts'

/** Which requests look like one another, and why: for an agent to judge. */

/** Days back that are looked at. */
export const likenessDays = 45

export type LikeReason = 'procedure' | 'place' | 'person' | 'words'

export interface Comparable extends Pick<
  Dossier,
  'id' | 'procedureId' | 'accountId' | 'contactId' | 'applicantEmail' | 'applicantPhone'
> {
  readonly answers: AnswerSheet
}

type Point = readonly [longitude: number, latitude: number]

/** What is compared of one request. */
export interface Traits {
  readonly of: Comparable
  readonly addresses: ReadonlySet<string>
  readonly points: readonly Point[]
  readonly words: ReadonlySet<string>
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Two places of the map as near as that are one. In metres. */
const sameSpot = 60
const metresPerDegree = 111_320

const isNear = ([aLongitude, aLatitude]: Point, [bLongitude, bLatitude]: Point): boolean => {
  const north = (aLatitude - bLatitude) * metresPerDegree
  const east = (aLongitude - bLongitude) * metresPerDegree * Math.cos((aLatitude * Math.PI) / 180)
  return Math.hypot(north, east) <= sameSpot
}

function pointIn(value: Readonly<Record<string, unknown>>): Point[] {
  const geometry = value['geometry']
  if (!isRecord(geometry) || geometry['type'] !== 'Point' || !Array.isArray(geometry['coordinates'])) return []
  const [longitude, latitude]: readonly unknown[] = geometry['coordinates']
  return typeof longitude === 'number' && typeof latitude === 'number' ? [[longitude, latitude]] : []
}

const addressIn = (value: Readonly<Record<string, unknown>>): string[] => {
  const [line, code] = [normalise(textIn(value['line'])), textIn(value['postalCode'])]
  return line === '' || code === '' ? [] : [`${line} ${code}`]
}

/** Short answers are names and choices: what somebody tells is longer. */
const tellingLength = 15
const wordLength = 4

/** What one request is compared by. */
export function traitsOf(of: Comparable): Traits {
  const values = Object.values(of.answers).map(({ value }): unknown => value)
  const records = values.filter(isRecord)
  const told = values.filter((value) => typeof value === 'string' && value.length >= tellingLength).join(' ')
  const words = normalise(told)
    .split(' ')
    .filter((word) => word.length >= wordLength)
  return {
    of,
    addresses: new Set(records.flatMap(addressIn)),
    points: records.flatMap(pointIn),
    words: new Set(words),
  }
}

const isSamePlace = (one: Traits, other: Traits): boolean =>
  [...one.addresses].some((address) => other.addresses.has(address)) ||
  one.points.some((point) => other.points.some((each) => isNear(point, each)))

const same = (one: string | null, other: string | null): boolean =>
  one !== null && one.trim() !== '' && one.trim().toLowerCase() === other?.trim().toLowerCase()

const isSamePerson = ({ of: one }: Traits, { of: other }: Traits): boolean =>
  same(one.accountId, other.accountId) ||
  same(one.contactId, other.contactId) ||
  same(one.applicantEmail, other.applicantEmail) ||
  same(one.applicantPhone, other.applicantPhone)

/** Fewer words say nothing. */
const fewestWords = 3
const share = 0.5

/** Half of all the words that both tell are told by both. */
const tellsTheSame = ({ words: one }: Traits, { words: other }: Traits): boolean => {
  if (Math.min(one.size, other.size) < fewestWords) return false
  const both = [...one].filter((word) => other.has(word)).length
  return both / (one.size + other.size - both) >= share
}

/**
 * Why two requests look like one another: the same procedure with the same place, person or words; or the same words with the
 * same place or person. Undefined when they do not.
 */
export function likeness(one: Traits, other: Traits): readonly LikeReason[] | undefined {
  if (one.of.id === other.of.id) return undefined
  const isProcedure = one.of.procedureId === other.of.procedureId
  const more = [
    ...(isSamePlace(one, other) ? ['place' as const] : []),
    ...(isSamePerson(one, other) ? ['person' as const] : []),
    ...(tellsTheSame(one, other) ? ['words' as const] : []),
  ]
  if (isProcedure && more.length > 0) return ['procedure', ...more]
  return more.includes('words') && more.length > 1 ? more : undefined
}
