export { addDays, addMonths, type Day, daysBetween, isDay, weekday } from './calendar/days.ts'
export { type Holiday, type HolidayRegion, holidayRegions, type HolidayRule, holidaysIn } from './calendar/holidays.ts'
export {
  type CalendarDefinition,
  type DayReason,
  type DayState,
  deadline,
  mondayToFriday,
  openMoments,
  plainDefinition,
  type TimeRange,
  type WeekdayName,
  weekdayNames,
  type WeekHours,
  type WorkingCalendar,
  workingCalendar,
  workingDayFrom,
} from './calendar/working.ts'
export { dayOf, endOfDay, momentOf, readZoneFrom, timeOf, zoneHere } from './calendar/here.ts'
export { dayIn, endIn, momentIn, startIn, type TimeZone, timeZones } from './calendar/zones.ts'
export { isWorkingDay, publicHolidays, type WorkedDays } from './calendar/plain.ts'
