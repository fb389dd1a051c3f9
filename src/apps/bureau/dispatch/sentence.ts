import type { Given, Rule, RulePlace } from '#counter/dispatch'
import { momentOf } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import { formats } from '#platform/i18n'
import type { DispatchNames, Named } from './names.ts'
import { dispatchTexts } from './texts.ts'

interface Saying {
  readonly locale: Locale
  readonly names: DispatchNames
  /** The condition on answers of a rule, in a sentence. */
  readonly conditionOf: (rule: Rule) => string | undefined
}

/** A rule as one reads it aloud: which requests, then what becomes of them. */
export function sayRule(rule: Rule, saying: Saying): string {
  const given = sayGiven(rule.give, saying)
  const which = whichRequests(rule, saying)
  return given === undefined ? `${which}.` : `${which} ${given}.`
}

function whichRequests(rule: Rule, saying: Saying): string {
  const { locale, names } = saying
  const [t, format] = [dispatchTexts(locale), formats(locale)]
  const of =
    rule.procedures && t.requests_of(format.list(rule.procedures.map((id) => nameOf(names.procedures, id, t.gone))))
  const condition = saying.conditionOf(rule)
  const parts = [
    rule.channels && t.by_channel(format.list(rule.channels.map((code) => t.channel(code)))),
    rule.locales && t.in_language(format.list(rule.locales.map((code) => t[`locale_${code}`].toLowerCase()))),
    rule.places && t.in_place(format.list(rule.places.map((place) => sayPlace(place, saying)))),
    rule.times && sayTimes(rule.times, locale),
    condition !== undefined && t.when_answers(condition),
  ].filter((part): part is string => typeof part === 'string')
  const head = of ?? t.any_request
  return parts.length === 0 ? head : `${[head, ...parts].join(', ')},`
}

const nameOf = (all: readonly Named[], id: string, gone: string): string =>
  all.find((each) => each.id === id)?.name ?? gone

function sayPlace(place: RulePlace, { locale, names }: Saying): string {
  const t = dispatchTexts(locale)
  switch (place.kind) {
    case 'postal_code':
      return place.code
    case 'zone':
      return nameOf(names.zones, place.zoneId, t.gone)
    case 'near':
      return t.near_place(place.name, formats(locale).number(place.metres))
  }
}

function sayTimes({ weekdays, from, to, isOutside }: NonNullable<Rule['times']>, locale: Locale): string {
  const t = dispatchTexts(locale)
  const days = formats(locale).list(weekdays.toSorted(mondayFirst).map((day) => t.weekday(day)))
  const [start, end] = [hourIn(from, locale), hourIn(to, locale)]
  return isOutside ? t.not_during(days, start, end) : t.during(days, start, end)
}

/** "08:30" → "8 h 30". */
const hourIn = (hour: string, locale: Locale): string =>
  formats(locale).time(momentOf(anyDay, Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3))))

const anyDay = '2026-01-05'

const mondayFirst = (left: number, right: number): number => ((left + 6) % 7) - ((right + 6) % 7)

/** What is given, as the end of a sentence; undefined when it is nothing. */
export function sayGiven(given: Given, { locale, names }: Saying): string | undefined {
  const [t, format] = [dispatchTexts(locale), formats(locale)]
  const parts = [
    given.serviceId !== undefined && t.give_service(nameOf(names.services, given.serviceId, t.gone)),
    given.holder && sayHolder(given.holder, { locale, names }),
    given.priority && t.give_priority(t[`priority_${given.priority}`].toLowerCase()),
    given.labels && t.give_labels(format.list(given.labels.map((label) => `« ${label} »`))),
  ].filter((part): part is string => typeof part === 'string')
  return parts.length === 0 ? undefined : format.list(parts)
}

function sayHolder(holder: NonNullable<Given['holder']>, { locale, names }: Pick<Saying, 'locale' | 'names'>): string {
  const [t, format] = [dispatchTexts(locale), formats(locale)]
  if (holder.kind === 'agent') return t.give_agent(nameOf(names.agents, holder.accountId, t.gone))
  const group = holder.groupId === undefined ? undefined : nameOf(names.groups, holder.groupId, t.gone)
  const team = group === undefined ? t.team_service : t.team_group(group)
  const skills = holder.skills?.map((id) => nameOf(names.groups, id, t.gone)) ?? []
  return [
    holder.kind === 'least_loaded' ? t.give_least(team) : t.give_turn(team),
    skills.length > 0 ? t.skilled(format.list(skills)) : '',
    holder.ceiling === undefined ? '' : t.up_to(format.number(holder.ceiling)),
  ].join('')
}
