import type { RoleGift } from '#identity/accounts'
import { addDays, dayOf, endOfDay, isDay } from '#kernel/calendar'
import type { FormBody } from '#platform/http'
import type { Locale } from '#platform/i18n'
import { typedIn } from '../../connect/accounts/typed.ts'
import { personTexts } from './person.texts.ts'
import type { Typed } from './role-fields.tsx'
import { type Errors, roleNames, type ServiceNames } from './wording.tsx'

/** The fields of a form, as typed. */
export const typedFields = (body: FormBody, names: readonly string[]): Typed =>
  Object.fromEntries(names.map((name) => [name, typedIn(body, name).trim()]))

/** The beginning of a day in Paris; nothing for today and before: it begins now. */
const startOfDay = (day: string, now: Date): Date | undefined =>
  day <= dayOf(now) ? undefined : new Date(endOfDay(addDays(day, -1)).getTime() + 1)

export const roleFieldNames = ['role', 'fonction', 'service', 'debut', 'fin'] as const

/** What was typed in a field of a form. */
export const typedAs = (typed: Typed, name: string): string => typed[name] ?? ''

const emptyAs = <Absent extends null | undefined>(text: string, absent: Absent): string | Absent =>
  text === '' ? absent : text

/** A service of this collectivity, whatever the request holds, or none; or what is wrong with it. */
export function readService(
  text: string,
  services: ServiceNames,
  locale: Locale,
): { readonly serviceId: string | null } | { readonly fault: string } {
  if (text !== '' && !services.has(text)) return { fault: personTexts(locale).error_service }
  return { serviceId: emptyAs(text, null) }
}

const dayFault = (text: string, locale: Locale): string | undefined =>
  text === '' || isDay(text) ? undefined : personTexts(locale).error_day

/** A role as its form says it. */
export function readRole(
  typed: Typed,
  services: ServiceNames,
  { now, locale }: { readonly now: Date; readonly locale: Locale },
): { readonly gift: RoleGift } | { readonly errors: Errors } {
  const role = roleNames.find((name) => name === typed['role'])
  const [service, from, until] = ['service', 'debut', 'fin'].map((name) => typedAs(typed, name)) as [
    string,
    string,
    string,
  ]
  const read = readService(service, services, locale)
  const faults = {
    role: role === undefined ? personTexts(locale).error_role : undefined,
    service: 'fault' in read ? read.fault : undefined,
    debut: dayFault(from, locale),
    fin: dayFault(until, locale),
  }
  const errors = Object.entries(faults).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (errors.length > 0 || role === undefined || 'fault' in read) return { errors: Object.fromEntries(errors) }
  return { gift: { role, ...read, office: typedAs(typed, 'fonction'), ...datesOf(from, until, now) } }
}

const datesOf = (from: string, until: string, now: Date): Pick<RoleGift, 'startsAt' | 'endsAt'> => ({
  startsAt: from === '' ? undefined : startOfDay(from, now),
  endsAt: until === '' ? undefined : endOfDay(until),
})

/** Which field a refused role is about. */
export const fieldOfRefusal = {
  already_held: 'role',
  ends_before_start: 'fin',
  administrator_of_a_service: 'service',
  mandate_without_end: 'fin',
  external_address: 'role',
  unknown_account: 'role',
} as const
