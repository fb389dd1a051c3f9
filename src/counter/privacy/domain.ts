import { addDays, addMonths, type Day, publicHolidays, weekday } from '#kernel/calendar'

/** Delays of the RGPD, counted as regulation 1182/71 says. */

const isWorked = (day: Day): boolean => {
  const rank = weekday(day)
  return rank !== 0 && rank !== 6 && !publicHolidays(Number(day.slice(0, 4))).has(day)
}

/** A period that ends on a Saturday, a Sunday or a holiday ends with the next working day (regulation 1182/71, article 3-4). */
function endOn(day: Day): Day {
  let end = day
  while (!isWorked(end)) end = addDays(end, 1)
  return end
}

/** One month after it was received (article 12-3): the same day of the next month, or its last. */
export const dueOf = (receivedOn: Day): Day => endOn(addMonths(receivedOn, 1))

/** Two more months, when it is complex: to be told within the first one. */
export const extendedDueOf = (receivedOn: Day): Day => endOn(addMonths(receivedOn, 3))

/** How long a copy waits for its person, in days. */
export const copyDays = 30
