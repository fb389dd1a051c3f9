import type { ProviderName, ReturnRefusal } from '#identity/state'
import { slugOf } from './names.ts'

export type Failure = ReturnRefusal | 'pivot_mismatch' | 'not_offered' | 'account_closed'

/** Why, as addresses say it, with the status of the page. */
export const motives = {
  refus: 200,
  panne: 503,
  reponse: 422,
  perdue: 422,
  incomplete: 422,
  niveau: 422,
  'autre-identite': 422,
} as const
export type Motive = keyof typeof motives

const motiveOf: Readonly<Record<Failure, Motive>> = {
  refused_there: 'refus',
  provider_away: 'panne',
  not_offered: 'panne',
  answer_invalid: 'reponse',
  request_unknown: 'perdue',
  account_closed: 'perdue',
  identity_incomplete: 'incomplete',
  level_unmet: 'niveau',
  pivot_mismatch: 'autre-identite',
}

/** The page that says why a visit ended without an identity. Codes of the answer do not stay in its address. */
export function failurePath(name: ProviderName, failure: Failure, retour?: string): string {
  const query = new URLSearchParams({ service: slugOf[name], motif: motiveOf[failure] })
  if (retour !== undefined) query.set('retour', retour)
  return `/connexion/identite/echec?${query.toString()}`
}

export const isMotive = (text: string | undefined): text is Motive => text !== undefined && Object.hasOwn(motives, text)
