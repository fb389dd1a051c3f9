import {
  type AddRefusal,
  type CertifyRefusal,
  type Comparison,
  criteria,
  type EnterRefusal,
  type ForeignRefusal,
  type ProofRefusal,
} from '#identity/organisations'
import type { Locale } from '#kernel/localized'
import { formats } from '#platform/i18n'
import { organisationTexts } from './texts.ts'

/** Why something was not done, which right or proof is missing, and who can give it. */
export function refusalSentence(refusal: AddRefusal | CertifyRefusal, locale: Locale): string {
  const t = organisationTexts(locale)
  if (refusal.reason === 'ceased') return t.no_ceased(refusal.name)
  if (refusal.reason === 'not_director') return notDirector(refusal.comparison, locale)
  if (refusal.reason === 'busy' && refusal.retryAfterSeconds !== undefined)
    return t.no_busy_in(formats(locale).number(refusal.retryAfterSeconds))
  return t[`no_${refusal.reason}`]
}

function notDirector(comparison: Comparison | undefined, locale: Locale): string {
  const t = organisationTexts(locale)
  if (!comparison) return t.no_not_director
  const others = criteria.filter((criterion) => comparison[criterion] !== 'same')
  return t.no_nearly(formats(locale).list(others.map((criterion) => t[`c_${criterion}`])))
}

export const proofSentence = (
  refusal: ProofRefusal | EnterRefusal | ForeignRefusal | 'no_file' | 'certified_director_needed' | 'public_domain',
  locale: Locale,
): string => organisationTexts(locale)[`no_${refusal}`]
