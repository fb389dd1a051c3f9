import { type FreeTime, freeSlots } from '#counter/appointments'
import { addDays, type Day, dayOf, isDay } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { type Locale, localize } from '#kernel/localized'
import { type AnyRepeatedField, countRows, type Field, type Page, type PageEntries } from '#counter/procedures'
import type { Tx } from '#platform/db'
import { formats } from '#platform/i18n'
import type { App } from '../../../app.ts'
import { typed } from './sheet.ts'
import { type FormState, readingContext } from './state.ts'

/** The times that a field of a page offers, as they are at that moment. */
export interface SlotOptions {
  /** What this draft holds: it is offered first. */
  readonly held: { readonly value: string; readonly label: string } | undefined
  /** A few days from the one that is looked at, each with its free times. */
  readonly days: readonly { readonly day: string; readonly times: readonly { value: string; label: string }[] }[]
  /** Every day that has some, to look further; none when all are shown. */
  readonly more: readonly { readonly value: string; readonly label: string }[]
  readonly from: string
}

export type SlotField = Extract<Field, { type: 'slot' }>

interface PlacedSlot {
  readonly path: string
  readonly field: SlotField
}

function slotsAmong(
  fields: readonly Field[] | AnyRepeatedField['fields'],
  prefix: string,
  entries: PageEntries,
): PlacedSlot[] {
  return (fields as readonly Field[]).flatMap((field) => {
    const path = prefix + field.id
    if (field.type === 'slot') return [{ path, field }]
    if (field.type !== 'repeated') return []
    const rows = Array.from({ length: countRows(field, entries, path) }, (_, row) => row)
    return rows.flatMap((row) => slotsAmong(field.fields, `${path}.${row}.`, entries))
  })
}

/** Whether a page offers times: it is never the same twice. */
export const hasSlots = (page: Pick<Page, 'fields'>): boolean =>
  page.fields.some(
    (field) =>
      field.type === 'slot' ||
      (field.type === 'repeated' && hasSlots({ fields: field.fields as unknown as Page['fields'] })),
  )

/** Days whose times stand in one list. */
const daysShown = 6
/** How far one looks: no agenda opens further. */
const furthest = 400

/** The times that the fields of a page offer, by path. */
export async function slotsOn(
  app: App,
  state: FormState,
  page: Page,
  entries: PageEntries,
): Promise<ReadonlyMap<string, SlotOptions>> {
  const placed = hasSlots(page) ? slotsAmong(page.fields, '', entries) : []
  if (placed.length === 0) return new Map()
  const { who } = state
  const { listed } = await readingContext(app, state)
  return app.db.readCollectivity(who.site.id, async (tx) => {
    const options = await Promise.all(
      placed.map(async ({ path, field }): Promise<[string, SlotOptions]> => {
        const value = typed({ entries }, path)
        const source = { kind: 'slot' as const, name: field.agenda }
        const label = value === '' ? undefined : listed.labelOf(source, value)
        const held = label && { value, label: localize(label, who.locale) }
        const times = await timesOf(app, tx, { collectivityId: who.site.id, field })
        return [path, { held, ...shownOf(times, typed({ entries }, `${path}.search`), who.locale) }]
      }),
    )
    return new Map(options)
  })
}

/** An agenda that is not there, or has closed, offers nothing. */
async function timesOf(
  app: App,
  tx: Tx,
  { collectivityId, field }: { readonly collectivityId: string; readonly field: SlotField },
): Promise<readonly FreeTime[]> {
  const now = app.clock.now()
  const from = dayOf(now)
  try {
    const range = { from, to: addDays(from, furthest), now, kind: field.kind }
    const { plan, times } = await freeSlots(tx, collectivityId, field.agenda, range)
    return plan.agenda.isOpen ? times : []
  } catch (error) {
    if (error instanceof AppError && error.code === 'appointments.no_agenda') return []
    throw error
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function shownOf(times: readonly FreeTime[], asked: string, locale: Locale): Omit<SlotOptions, 'held'> {
  const dates = formats(locale)
  const byDay = [...Map.groupBy(times, ({ startsAt }) => dayOf(startsAt))]
  const wanted = isDay(asked) ? byDay.findIndex(([day]) => day >= asked) : 0
  const first = Math.max(0, wanted)
  const name = (day: Day): string => capital(dates.fullDate(day))
  return {
    from: byDay[first]?.[0] ?? '',
    more: byDay.length <= daysShown ? [] : byDay.map(([day]) => ({ value: day, label: name(day) })),
    days: byDay.slice(first, first + daysShown).map(([day, free]) => ({
      day: name(day),
      times: free.map(({ startsAt }) => ({
        value: startsAt.toISOString(),
        label: `${dates.time(startsAt)}, ${dates.fullDate(day)}`,
      })),
    })),
  }
}
