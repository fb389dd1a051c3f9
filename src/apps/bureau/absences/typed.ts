import type { DeclareRefusal, SubstituteAsked } from '#counter/dispatch'
import { addDays, isDay, momentOf } from '#kernel/calendar'
import { isId } from '#kernel/ids'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { hourIn } from '../dispatch/typed.ts'

/** What the form of an absence sends. */

export const substituteRows = [1, 2, 3] as const

export interface AbsenceTyped {
  readonly accountId: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly newCases: 'substitute' | 'team'
  readonly substitutes: readonly SubstituteAsked[]
}

export interface AbsenceFault {
  readonly fieldId: string
  readonly fault: 'e_day' | 'e_hour' | DeclareRefusal
}

/** "24/12/2026" or "2026-12-24". */
function dayIn(text: string): string | undefined {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.\s](\d{1,2})[/.\s](\d{4})$/.exec(text.trim()) ?? []
  const written = year === '' ? text.trim() : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) ? written : undefined
}

const minutesOf = (hour: string): number => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3))

export function readAbsence(body: FormBody): AbsenceTyped | { readonly faults: readonly AbsenceFault[] } {
  const faults: AbsenceFault[] = []
  const moment = (name: 'du' | 'au'): Date | undefined => {
    const day = dayIn(typedIn(body, name))
    const typedHour = typedIn(body, `${name}-heure`).trim()
    const hour = typedHour === '' ? undefined : hourIn(typedHour)
    if (day === undefined) faults.push({ fieldId: name, fault: 'e_day' })
    if (typedHour !== '' && hour === undefined) faults.push({ fieldId: `${name}-heure`, fault: 'e_hour' })
    if (day === undefined) return undefined
    // The last day is of the absence, to its end.
    if (hour === undefined) return momentOf(name === 'au' ? addDays(day, 1) : day, 0)
    return momentOf(day, minutesOf(hour))
  }
  const [startsAt, endsAt] = [moment('du'), moment('au')]
  if (startsAt === undefined || endsAt === undefined || faults.length > 0) return { faults }
  return {
    accountId: typedIn(body, 'qui'),
    startsAt,
    endsAt,
    newCases: typedIn(body, 'nouvelles') === 'equipe' ? 'team' : 'substitute',
    substitutes: substituteRows.flatMap((row) => substituteIn(body, row)),
  }
}

function substituteIn(body: FormBody, row: number): SubstituteAsked[] {
  const of = (name: string): string | null => {
    const id = typedIn(body, `${name}-${row}`)
    return isId(id) ? id : null
  }
  const [accountId, serviceId, procedureId] = [of('remplacant'), of('service'), of('demarche')]
  if (accountId === null) return []
  return [
    {
      accountId,
      serviceIds: serviceId === null ? null : [serviceId],
      procedureIds: procedureId === null ? null : [procedureId],
    },
  ]
}
