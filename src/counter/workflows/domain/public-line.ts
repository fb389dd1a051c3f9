import { type Locale, type Localized, localize } from '#kernel/localized'
import type { CaseOutcome, Phase, Workflow } from '../schema/index.ts'
import { findStatus, statusOf } from './run.ts'

/** One point of the line of steps that the applicant reads. */
export interface PublicStep {
  /** A case that awaits the applicant stands at its examination. */
  readonly phase: 'received' | 'examined' | 'decided'
  readonly label: string
  readonly state: 'done' | 'current' | 'upcoming'
  /** On the current step: where the case is, in a sentence. */
  readonly sentence: string | undefined
  /** The current step is hers: the case awaits her reply. */
  readonly awaitsApplicant: boolean
  /** On the last step of a case that ended. */
  readonly outcome: CaseOutcome | undefined
}

const labels: Readonly<Record<Phase | 'closed', Localized>> = {
  received: { fr: 'Reçue', en: 'Received' },
  examined: { fr: 'Étudiée', en: 'Examined' },
  waiting_applicant: { fr: 'En attente de votre réponse', en: 'Waiting for your reply' },
  decided: { fr: 'Décidée', en: 'Decided' },
  closed: { fr: 'Close', en: 'Closed' },
}

const line = ['received', 'examined', 'decided'] as const

/**
 * The applicant's line of steps: received, examined, decided. `path` holds the statuses the case went through so far
 * (with or without the present one); a decision taken at once does not pretend that the case was examined.
 */
export function publicSteps(
  workflow: Workflow,
  path: readonly string[],
  statusId: string,
  locale: Locale,
): readonly PublicStep[] {
  const status = statusOf(workflow, statusId)
  const here = pointOf(status.phase)
  // A status of an older revision may have gone.
  const passed = [...path, statusId].flatMap((id) => findStatus(workflow, id) ?? [])
  const seen = new Set(passed.map(({ phase }) => pointOf(phase)))
  const rank = line.indexOf(here)
  return line
    .map((phase, index) => ({ phase, index }))
    .filter(({ phase, index }) => index >= rank || phase === 'received' || seen.has(phase))
    .map(({ phase, index }) => {
      const isCurrent = index === rank
      const isClosed = isCurrent && status.outcome === 'closed'
      return {
        phase,
        label: localize(labels[isClosed ? 'closed' : isCurrent ? status.phase : phase], locale),
        state: isCurrent ? 'current' : index < rank ? 'done' : 'upcoming',
        sentence: isCurrent ? localize(status.publicLabel, locale) : undefined,
        awaitsApplicant: isCurrent && status.phase === 'waiting_applicant',
        outcome: isCurrent ? status.outcome : undefined,
      }
    })
}

const pointOf = (phase: Phase): PublicStep['phase'] => (phase === 'waiting_applicant' ? 'examined' : phase)

/**
 * The moves of a case that tell its applicant something new. One to a status that she reads the same of as the one before
 * says nothing again; nor does one to a status that an older revision knew.
 * @param moves where each led, in order.
 */
export function movesTold<M extends { readonly status: string }>(
  workflow: Workflow,
  moves: readonly M[],
): readonly M[] {
  let said: string | undefined
  return moves.filter(({ status }) => {
    const label = findStatus(workflow, status)?.publicLabel
    if (label === undefined || label.fr === said) return false
    said = label.fr
    return true
  })
}
