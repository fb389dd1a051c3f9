import type { Cents } from '#kernel/money'
import type { Attempt, AttemptState, Means, Mode } from '../schema.ts'

/** What a provider says of an operation, whichever provider it is. */
export type News =
  | ({ readonly kind: 'result'; readonly result: 'paid' | 'refused' | 'abandoned' } & Transaction)
  /** It knows the operation, and not yet how it ends. */
  | { readonly kind: 'not_known' }
  /** It does not know the operation: never did, or forgot it since nobody came. */
  | { readonly kind: 'gone' }

/** What the provider says of what it carried out; it must be what was asked. */
export interface Transaction {
  readonly reference: string
  readonly amount: Cents
  readonly clientNumber: string
  readonly mode: Mode | undefined
  readonly means: Means
  readonly authorisation: string | null
  readonly at: Date | null
}

const minute = 60_000

/** An operation that nobody opened is refused by PayFiP after a quarter of an hour (fault P4). */
const payableFor = 15 * minute

/**
 * An operation may still end after that: the card's own steps take some minutes, and somebody who went back may pay what she
 * had abandoned. Past this, what is not known never will be.
 */
const mayEndFor = 30 * minute

/** When to ask again, in minutes since the opening: the last time after the night in which PayFiP forgets (fault P1). */
const looksAt = [2, 5, 10, 20, 31, 60, 180, 720, 1560].map((each) => each * minute)

/** A provider that does not answer is asked until then. */
const givesUpAfter = 7 * 24 * 60 * minute
const asksSilentEvery = 6 * 60 * minute

const ageOf = ({ openedAt }: Pick<Attempt, 'openedAt'>, now: Date): number => now.getTime() - openedAt.getTime()

/** Whether a person may be sent to an operation that is open. */
export const isPayable = (attempt: Pick<Attempt, 'openedAt' | 'state' | 'operationId'>, now: Date): boolean =>
  attempt.state === 'open' && attempt.operationId !== null && ageOf(attempt, now) < payableFor

/** The attempt after the provider spoke. What was paid stays paid, whatever is said later. */
export function stateAfter(
  attempt: Pick<Attempt, 'state' | 'openedAt'>,
  news: Pick<News, 'kind'> & { readonly result?: 'paid' | 'refused' | 'abandoned' },
  now: Date,
): AttemptState {
  if (attempt.state === 'paid') return 'paid'
  if (news.kind === 'result' && news.result !== undefined) return news.result
  return attempt.state === 'open' && ageOf(attempt, now) >= mayEndFor ? 'expired' : attempt.state
}

/** When to ask the provider again; nothing once no answer can change. */
export function nextLook(
  attempt: Pick<Attempt, 'state' | 'openedAt'>,
  { now, wasSilent }: { readonly now: Date; readonly wasSilent: boolean },
): Date | undefined {
  if (attempt.state === 'paid' || attempt.state === 'asked') return undefined
  const age = ageOf(attempt, now)
  const next = looksAt.find((each) => each > age)
  if (next !== undefined) return new Date(attempt.openedAt.getTime() + next)
  return wasSilent && age < givesUpAfter ? new Date(now.getTime() + asksSilentEvery) : undefined
}

/** The attempt once the provider spoke, or kept silent. What does not agree with what was asked settles nothing. */
export function attemptAfter(attempt: Attempt, news: News | 'silence', now: Date): Attempt {
  const looked = { ...attempt, lookedAt: now, looks: attempt.looks + 1 }
  const wasSilent = news === 'silence'
  const said = !wasSilent && news.kind === 'result' ? news : undefined
  const mismatch = said && mismatchOf(attempt, said)
  if (wasSilent || mismatch !== undefined || attempt.state === 'paid') {
    const nextLookAt = nextLook(attempt, { now, wasSilent }) ?? null
    return { ...looked, nextLookAt, mismatch: mismatch ?? attempt.mismatch }
  }
  const state = stateAfter(attempt, news, now)
  const after = {
    ...looked,
    state,
    mismatch: null,
    nextLookAt: nextLook({ ...attempt, state }, { now, wasSilent }) ?? null,
  }
  if (said === undefined) return after
  return { ...after, means: said.means, authorisation: said.authorisation, transactedAt: said.at ?? now }
}

/** What of the provider's words does not agree with what was asked; nothing when all does. */
export function mismatchOf(
  attempt: Pick<Attempt, 'reference' | 'amount' | 'clientNumber' | 'mode'>,
  said: Pick<Transaction, 'reference' | 'amount' | 'clientNumber' | 'mode'>,
): string | undefined {
  const faults = [
    said.reference !== attempt.reference && 'reference',
    said.amount !== attempt.amount && 'amount',
    said.clientNumber !== attempt.clientNumber && 'client number',
    said.mode !== attempt.mode && 'mode',
  ].filter((fault) => fault !== false)
  return faults.length === 0 ? undefined : faults.join(', ')
}
