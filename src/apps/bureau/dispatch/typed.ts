import { channels, type Given, moments, priorities, type Rule, type RulePlace } from '#counter/dispatch'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'

/** What a form of a rule sends. */

export type RuleFault =
  | 'e_title'
  | 'e_moments'
  | 'e_near'
  | 'e_near_name'
  | 'e_metres'
  | 'e_postal'
  | 'e_days'
  | 'e_hour'
  | 'e_ceiling'
  | 'e_gives'
  | 'e_agent'

export interface TypedFault {
  readonly fieldId: string
  readonly fault: RuleFault
}

export interface RuleTyped {
  /** What could be read; a rule once nothing is at fault. */
  readonly rule: Omit<Rule, 'id' | 'isOn' | 'when'>
  readonly faults: readonly TypedFault[]
}

export const manyIn = (body: FormBody, name: string): readonly string[] =>
  [Object.hasOwn(body, name) ? (body[name] ?? []) : []].flat().slice(0, 50)

const words = (text: string): string[] =>
  [...new Set(text.split(',').map((word) => word.trim().slice(0, 60)))].filter((word) => word !== '').slice(0, 50)

const known = <T extends string>(all: readonly T[], some: readonly string[]): T[] =>
  all.filter((each) => some.includes(each))

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ids = (some: readonly string[]): string[] => some.filter((id) => uuid.test(id))

const whole = (text: string): number =>
  /^\d{1,7}$/.test(text.replaceAll(/\s/g, '')) ? Number(text.replaceAll(/\s/g, '')) : NaN

export function readRule(body: FormBody): RuleTyped {
  const faults: TypedFault[] = []
  const fault = (fieldId: string, what: RuleFault): void => void faults.push({ fieldId, fault: what })
  const title = typedIn(body, 'titre').trim().slice(0, 120)
  if (title === '') fault('titre', 'e_title')
  const asked = known(moments, manyIn(body, 'moments'))
  if (asked.length === 0) fault('moments', 'e_moments')
  const places = placesIn(body, fault)
  const times = timesIn(body, fault)
  const give = readGiven(body, fault)
  if (Object.keys(give).length === 0 && !faults.some(({ fieldId }) => fieldId === 'agent')) fault('service', 'e_gives')
  const listed = {
    procedures: ids(manyIn(body, 'demarches')),
    channels: known(channels, manyIn(body, 'canaux')),
    locales: known(['fr', 'en'] as const, manyIn(body, 'langues')),
    places,
  }
  const filled = Object.fromEntries(Object.entries(listed).filter(([, list]) => list.length > 0))
  return { rule: { title, moments: asked, ...filled, ...(times && { times }), give }, faults }
}

type Faulty = (fieldId: string, what: RuleFault) => void

function placesIn(body: FormBody, fault: Faulty): RulePlace[] {
  const codes = words(typedIn(body, 'codes'))
  if (codes.some((code) => !/^\d{5}$/.test(code))) fault('codes', 'e_postal')
  const near = nearIn(body, fault)
  return [
    ...codes.map((code): RulePlace => ({ kind: 'postal_code', code })),
    ...ids(manyIn(body, 'quartiers')).map((zoneId): RulePlace => ({ kind: 'zone', zoneId })),
    ...(near ? [near] : []),
  ]
}

/** "45,6672, 4,9020", "45.6672 4.9020": latitude, then longitude, as maps give them. */
function nearIn(body: FormBody, fault: Faulty): RulePlace | undefined {
  const at = typedIn(body, 'position').trim()
  if (at === '') return undefined
  const pointed = at.includes('.') ? at : at.replaceAll(/(\d),(\d)/g, '$1.$2')
  const figures = pointed.match(/-?\d{1,3}(?:\.\d+)?/g) ?? []
  const [lat = NaN, lon = NaN] = figures.map(Number)
  if (figures.length !== 2 || Math.abs(lat) > 90 || Math.abs(lon) > 180) fault('position', 'e_near')
  const name = typedIn(body, 'lieu').trim().slice(0, 60)
  if (name === '') fault('lieu', 'e_near_name')
  const metres = whole(typedIn(body, 'distance'))
  if (!(metres >= 10 && metres <= 100_000)) fault('distance', 'e_metres')
  return { kind: 'near', name, lat, lon, metres }
}

/** "8h30", "08:30", "8" → "08:30". */
export function hourIn(text: string): string | undefined {
  const [, hour, minute = '00'] = /^(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?$/i.exec(text.trim()) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  return `${hour.padStart(2, '0')}:${minute}`
}

function timesIn(body: FormBody, fault: Faulty): Rule['times'] {
  const weekdays = manyIn(body, 'jours')
    .map(Number)
    .filter((day) => Number.isInteger(day) && day >= 0 && day <= 6)
  const [typedFrom, typedTo] = [typedIn(body, 'de'), typedIn(body, 'a')]
  if (weekdays.length === 0 && typedFrom.trim() === '' && typedTo.trim() === '') return undefined
  if (weekdays.length === 0) fault('jours', 'e_days')
  const [from, to] = [hourIn(typedFrom), hourIn(typedTo)]
  if (from === undefined) fault('de', 'e_hour')
  if (to === undefined) fault('a', 'e_hour')
  return { weekdays, from: from ?? '', to: to ?? '', isOutside: typedIn(body, 'hors') === 'yes' }
}

/** What a rule gives, or what is given by default. */
export function readGiven(body: FormBody, fault: Faulty): Given {
  const [serviceId] = ids([typedIn(body, 'service')])
  const holder = holderIn(body, fault)
  const priority = priorities.find((each) => each !== 'normal' && each === typedIn(body, 'urgence'))
  const labels = words(typedIn(body, 'etiquettes'))
  return {
    ...(serviceId !== undefined && { serviceId }),
    ...(holder && { holder }),
    ...(priority && { priority }),
    ...(labels.length > 0 && { labels }),
  }
}

function holderIn(body: FormBody, fault: Faulty): Given['holder'] {
  const kind = typedIn(body, 'suivi')
  if (kind === 'agent') {
    const [accountId] = ids([typedIn(body, 'agent')])
    if (accountId === undefined) fault('agent', 'e_agent')
    return accountId === undefined ? undefined : { kind, accountId }
  }
  if (kind !== 'least_loaded' && kind !== 'in_turn') return undefined
  return { kind, ...teamIn(body, fault) }
}

/** Among whom a request is shared out. */
function teamIn(body: FormBody, fault: Faulty) {
  const [groupId] = ids([typedIn(body, 'groupe')])
  const skills = ids(manyIn(body, 'savoirs'))
  const typedCeiling = typedIn(body, 'plafond').trim()
  const ceiling = typedCeiling === '' ? undefined : whole(typedCeiling)
  if (ceiling !== undefined && !(ceiling >= 1 && ceiling <= 1000)) fault('plafond', 'e_ceiling')
  return {
    ...(groupId !== undefined && { groupId }),
    ...(skills.length > 0 && { skills }),
    ...(ceiling !== undefined && { ceiling }),
  }
}
