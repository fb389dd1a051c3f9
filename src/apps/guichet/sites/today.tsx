import type { VNode } from 'preact'
import { addDays, dayOf } from '#kernel/calendar'
import { type Locale, localize, type Localized } from '#kernel/localized'
import type { OpenState } from '#territory/collectivities'
import { type IconName, Panel, StateChip, type Tone } from '#platform/html'
import { formats } from '#platform/i18n'
import { siteTexts } from './texts.ts'

/** A place of the collectivity, and whether one may come now. */
export interface PlaceToday {
  readonly name: Localized
  readonly state: OpenState
}

interface TodayProps {
  readonly places: readonly PlaceToday[]
  readonly now: Date
  readonly locale: Locale
}

/** Opening hours of the day, place by place. */
export function TodayPanel({ places, now, locale }: TodayProps): VNode {
  const texts = siteTexts(locale)
  return (
    <section>
      {Panel({
        title: texts.openToday(formats(locale).nearDate(now)),
        children: (
          <ul class="hours">
            {places.map(({ name, state }) => (
              <li>
                <b>{localize(name, locale)}</b>
                {StateChip(chipOf(state, locale))}
                <p>{sentenceOf(state, now, locale)}</p>
              </li>
            ))}
          </ul>
        ),
      })}
    </section>
  )
}

function chipOf(state: OpenState, locale: Locale): { label: string; icon: IconName; tone: Tone } {
  const texts = siteTexts(locale)
  switch (state.state) {
    case 'open':
      return { label: texts.open, icon: 'check', tone: 'ok' }
    case 'closes_soon':
      return { label: texts.closesSoon, icon: 'clock', tone: 'warn' }
    case 'closed':
      return { label: texts.closed, icon: 'moon', tone: 'calm' }
  }
}

/** "08:30" → "8 h 30" */
function timeOf(time: string, locale: Locale): string {
  const [hour = '', minute = ''] = time.split(':')
  if (locale === 'en') return time
  return minute === '00' ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minute}`
}

function sentenceOf(state: OpenState, now: Date, locale: Locale): string {
  const texts = siteTexts(locale)
  if (state.state === 'open') return texts.until(timeOf(state.until, locale))
  if (state.state === 'closes_soon') return texts.untilSoon(timeOf(state.until, locale), String(state.minutesLeft))
  const why =
    state.because === 'holiday' ? `${texts.holiday} ` : state.because === 'closed_day' ? `${texts.closedDay} ` : ''
  return why + nextOpening(state.opens, now, locale)
}

function nextOpening(opens: Extract<OpenState, { state: 'closed' }>['opens'], now: Date, locale: Locale): string {
  const texts = siteTexts(locale)
  if (opens === null) return texts.noOpening
  const time = timeOf(opens.time, locale)
  const today = dayOf(now)
  if (opens.day === today) return texts.opensToday(time)
  if (opens.day === addDays(today, 1)) return texts.opensTomorrow(time)
  return texts.opensOn(formats(locale).nearDate(opens.day), time)
}
