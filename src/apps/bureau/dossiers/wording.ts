import { type Day, dayOf, daysBetween } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import type { Dossier } from '#counter/dossiers'
import { statusOf, type Workflow } from '#counter/workflows'
import type { DeadlineProps, HolderProps, StateChipProps } from '#platform/html'
import { catalogue, formats } from '#platform/i18n'
import { hueOf, initialsOf, shortName } from '../frame/index.ts'

const texts = catalogue({
  fr: {
    paused: 'délai arrêté',
    atRisk: (when: string) => `${when}, à risque`,
    closed: (date: string) => `close le ${date}`,
    you: 'Vous',
    joined: 'Jointe à une autre',
    by_silence_accepted: 'Acceptée par silence',
    by_silence_refused: 'Rejetée par silence',
  },
  en: {
    paused: 'clock stopped',
    atRisk: (when) => `${when}, at risk`,
    closed: (date) => `closed on ${date}`,
    you: 'You',
    joined: 'Joined to another',
    by_silence_accepted: 'Accepted by silence',
    by_silence_refused: 'Rejected by silence',
  },
})

type Look = Pick<StateChipProps, 'tone' | 'icon'>

const openLooks: Readonly<Record<Dossier['phase'], Look>> = {
  received: { tone: 'info', icon: 'circle-dot' },
  examined: { tone: 'calm', icon: 'search' },
  waiting_applicant: { tone: 'warn', icon: 'hourglass' },
  decided: { tone: 'info', icon: 'signature' },
}

const closedLooks: Readonly<Record<NonNullable<Dossier['outcome']>, Look>> = {
  accepted: { tone: 'ok', icon: 'check' },
  refused: { tone: 'bad', icon: 'circle-x' },
  closed: { tone: 'calm', icon: 'archive' },
}

/** Where a case stands, in the words of its own circuit. */
export function stateChip(
  dossier: Pick<Dossier, 'status' | 'phase' | 'outcome' | 'closedAt'>,
  workflow: Workflow,
  locale: Locale,
): StateChipProps {
  const { label: words, outcome } = statusOf(workflow, dossier.status)
  // Closed where its circuit does not end: it is treated with another one.
  if (dossier.closedAt && outcome === undefined && dossier.outcome !== null && dossier.outcome !== 'closed')
    return { ...closedLooks[dossier.outcome], label: texts(locale)[`by_silence_${dossier.outcome}`] }
  if (dossier.closedAt && outcome === undefined)
    return { tone: 'calm', icon: 'git-branch', label: texts(locale).joined }
  const label = localize(words, locale)
  const look = dossier.closedAt ? closedLooks[dossier.outcome ?? 'closed'] : openLooks[dossier.phase]
  return { ...look, label }
}

/** The promise in words: what is late or near is said with an icon too. */
export function deadlineOf(
  dossier: Pick<Dossier, 'dueOn' | 'clockPausedAt' | 'closedAt'> & { readonly riskAt?: Date | null },
  now: Date,
  locale: Locale,
): DeadlineProps {
  const format = formats(locale)
  if (dossier.closedAt) return { label: texts(locale).closed(format.dayMonth(dossier.closedAt)) }
  if (dossier.clockPausedAt) return { label: texts(locale).paused }
  const label = format.deadline(dossier.dueOn, now)
  const tone = haste(dossier.dueOn, now)
  const isAtRisk = tone !== 'bad' && dossier.riskAt != null && dossier.riskAt <= now
  return isAtRisk
    ? { label: texts(locale).atRisk(label), tone: 'warn', day: dossier.dueOn }
    : { label, tone, day: dossier.dueOn }
}

/** How near the promise is. */
export function haste(due: Day, now: Date): 'calm' | 'warn' | 'bad' {
  const left = daysBetween(dayOf(now), due)
  if (left < 0) return 'bad'
  return left <= 1 ? 'warn' : 'calm'
}

/** Who follows a case, as a list shows her. */
export function holderOf(
  dossier: Pick<Dossier, 'holderAccountId' | 'holderName'>,
  myAccountId: string,
  locale: Locale,
): HolderProps | undefined {
  const { holderAccountId, holderName } = dossier
  if (holderAccountId === null || holderName === null) return undefined
  const name = holderAccountId === myAccountId ? texts(locale).you : shortName(holderName)
  return { name, initials: initialsOf(holderName), hue: hueOf(holderAccountId) }
}
