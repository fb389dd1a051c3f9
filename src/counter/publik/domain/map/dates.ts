import type { PublikField } from '../../schema.ts'
import type { Notebook } from './notebook.ts'

interface Bounds {
  readonly earliest?: number
  readonly latest?: number
}

const isYes = (text: string | undefined): boolean => text?.toLowerCase() === 'true'

/** Days from the day of filling; a fixed day, or one that depends on an answer, is noted. */
export function dateBounds(field: PublikField, notebook: Notebook): Bounds {
  const { more, spot } = field
  const away = isYes(more['date_can_be_today']) ? 0 : 1
  const first = daysFrom(more['minimum_date'])
  const last = daysFrom(more['maximum_date'])
  for (const [name, days] of [
    ['minimum_date', first],
    ['maximum_date', last],
  ] as const) {
    if (more[name] !== undefined && days === undefined) notebook.note('not_carried', spot, `${name} : ${more[name]}`)
  }
  const earliest = first ?? (isYes(more['minimum_is_future']) ? away : undefined)
  const latest = last ?? (isYes(more['date_in_the_past']) ? -away : undefined)
  return { ...(earliest === undefined ? {} : { earliest }), ...(latest === undefined ? {} : { latest: latest || 0 }) }
}

const moved = /^\{\{\s*today\s*(?:\|\s*add_days\s*:\s*"?(-?\d{1,5})"?)?\s*(?:\|\s*date(?::"[^"]*")?)?\s*\}\}$/

function daysFrom(template: string | undefined): number | undefined {
  const found = template === undefined ? null : moved.exec(template.trim())
  return found ? Number(found[1] ?? 0) : undefined
}
