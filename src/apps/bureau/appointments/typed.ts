import type { AgendaChange, AgendaDescription } from '#counter/appointments'
import { isDay, type Day } from '#kernel/calendar'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'

/** What a form of the settings says, as a change to be checked: what cannot be read becomes what no rule accepts. */

const nothing = Number.NaN

const whole = (text: string): number => (/^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : nothing)

/** "8 h 30", "8h", "08:30" → minutes after midnight; NaN for anything else. */
export function readTime(text: string): number {
  const [, hours, minutes = '00'] =
    /^(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?$/i.exec(text.trim().replaceAll('\u00a0', ' ')) ?? []
  if (hours === undefined || Number(hours) > 24 || Number(minutes) > 59) return nothing
  return Number(hours) * 60 + Number(minutes)
}

/** "24/12/2026" or "2026-12-24"; the text itself when it is no day, which no rule accepts. */
export function readDay(text: string): Day {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.\s](\d{1,2})[/.\s](\d{4})$/.exec(text.trim()) ?? []
  const written = year === '' ? text.trim() : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) ? written : text.trim() || 'none'
}

const dayOrNone = (text: string): Day | null => (text.trim() === '' ? null : readDay(text))

export const readDescription = (body: FormBody): AgendaDescription => ({
  title: { fr: typedIn(body, 'titre').trim() },
  serviceId: typedIn(body, 'service') || null,
  place: typedIn(body, 'lieu').trim(),
  whenFull: { fr: typedIn(body, 'si-complet').trim() },
  noticeHours: whole(typedIn(body, 'delai')),
  horizonDays: whole(typedIn(body, 'horizon')),
  closedOnHolidays: typedIn(body, 'feries') === 'yes',
  isOpen: typedIn(body, 'ouvert') === 'yes',
})

const resourceOf = (body: FormBody): string | null => typedIn(body, 'pour') || null

const listed = (body: FormBody, name: string): readonly string[] => {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  return value === undefined ? [] : [value].flat()
}

const natures = ['desk', 'room', 'person'] as const

/** Each form of the page, by the name that it sends. */
const readers: Readonly<Record<string, (body: FormBody) => AgendaChange>> = {
  agenda: (body) => ({
    what: 'describe',
    description: readDescription(body),
    version: whole(typedIn(body, 'version')),
  }),
  ressource: (body) => ({
    what: 'add_resource',
    name: typedIn(body, 'nom'),
    nature: natures.find((nature) => nature === typedIn(body, 'nature')) ?? 'desk',
  }),
  'ouvrir-ressource': (body) => ({ what: 'open_resource', ...toggled(body) }),
  motif: (body) => ({
    what: 'add_kind',
    kind: {
      title: { fr: typedIn(body, 'motif').trim() },
      minutes: whole(typedIn(body, 'duree')),
      everyMinutes: whole(typedIn(body, 'pas')),
      capacity: whole(typedIn(body, 'places')),
      bufferBefore: whole(typedIn(body, 'avant') || '0'),
      bufferAfter: whole(typedIn(body, 'apres') || '0'),
    },
  }),
  'ouvrir-motif': (body) => ({ what: 'open_kind', ...toggled(body) }),
  heures: (body) => ({
    what: 'add_opening',
    opening: {
      resourceId: resourceOf(body),
      weekdays: listed(body, 'jours').map(whole),
      from: readTime(typedIn(body, 'de')),
      to: readTime(typedIn(body, 'a')),
      validFrom: dayOrNone(typedIn(body, 'du')),
      validTo: dayOrNone(typedIn(body, 'au')),
    },
  }),
  'retirer-heures': (body) => ({ what: 'remove_opening', id: typedIn(body, 'id') }),
  exception: (body) => {
    const [from, to] = [typedIn(body, 'de'), typedIn(body, 'a')]
    const isWhole = from.trim() === '' && to.trim() === ''
    return {
      what: 'add_exception',
      exception: {
        resourceId: resourceOf(body),
        nature: typedIn(body, 'nature') === 'open' ? 'open' : 'closed',
        firstDay: readDay(typedIn(body, 'du')),
        lastDay: readDay(typedIn(body, 'au') || typedIn(body, 'du')),
        hours: isWhole ? null : { from: readTime(from), to: readTime(to) },
        label: typedIn(body, 'libelle').trim(),
      },
    }
  },
  'retirer-exception': (body) => ({ what: 'remove_exception', id: typedIn(body, 'id') }),
  flux: () => ({ what: 'renew_feed' }),
}

const toggled = (body: FormBody) => ({ id: typedIn(body, 'id'), isOpen: typedIn(body, 'etat') === 'ouvert' })

/** The change that a form asks for; undefined when no form of ours sent it. */
export function readChange(body: FormBody): AgendaChange | undefined {
  const form = typedIn(body, 'quoi')
  return Object.hasOwn(readers, form) ? readers[form]?.(body) : undefined
}
