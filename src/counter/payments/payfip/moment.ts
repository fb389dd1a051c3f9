import { type Day, isDay } from '#kernel/calendar'

const wall = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

const hour = 3_600_000

/** The moment when clocks in Paris show this; the first one, in the hour that comes twice. Undefined in the hour that never is. */
function parisMoment(day: Day, time: string): Date | undefined {
  const shown = `${day}, ${time}`
  const utc = Date.parse(`${day}T${time}:00Z`)
  return [2, 1].map((ahead) => new Date(utc - ahead * hour)).find((at) => wall.format(at) === shown)
}

/** Reads PayFiP's `DATTRANS` (`19112015`) and `HEURTRANS` (`1735`), times of Paris. */
export function readMoment(date: string, time: string): Date | undefined {
  const day = date.replace(/^(\d{2})(\d{2})(\d{4})$/, '$3-$2-$1')
  const hours = time.replace(/^(\d{2})(\d{2})$/, '$1:$2')
  if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(hours)) return undefined
  return parisMoment(day, hours)
}
