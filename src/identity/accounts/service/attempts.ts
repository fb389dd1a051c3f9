import type { Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import {
  addressBlock,
  admitAttempt,
  type Admission,
  attemptLimits,
  slowDown,
  territoryLimit,
} from '../domain/attempts.ts'
import { emailKey } from '../domain/fields.ts'
import type { Wait } from '../schema.ts'
import { addTo, clearCounter, lockCounters, readCounters, saveCounters, takeOff } from '../store/attempts.ts'

type Counted = keyof typeof attemptLimits

export interface Attempt {
  readonly counted: Counted
  readonly key: Buffer
}

/** What is counted is an e-mail or a network address; the counter knows only its keyed hash. */
export const attemptOn = (secrets: Secrets, counted: Counted, subject: string): Attempt => ({
  counted,
  key: secrets.hmac(
    'accounts.attempts',
    `${counted} ${counted.endsWith('FromAddress') ? addressBlock(subject) : emailKey(subject)}`,
  ),
})

/**
 * Counts an attempt before it is made, so that many sent at once cannot pass together; none is counted when one refuses.
 * @returns the longest wait, or undefined when it may go on.
 */
export async function countAttempts(tx: Tx, attempts: readonly Attempt[], now: Date): Promise<Wait | undefined> {
  const judged = judgeAttempts(attempts, await holdAttempts(tx, attempts, now), now)
  if ('reason' in judged) return judged
  await saveCounters(tx, judged)
  return undefined
}

/** When each counter is clear again; all are held until the transaction ends. */
export const holdAttempts = (tx: Tx, attempts: readonly Attempt[], now: Date): Promise<Date[]> =>
  lockCounters(
    tx,
    attempts.map(({ key }) => key),
    now,
  )

/** The longest wait, else what the counters are to become. */
export function judgeAttempts(
  attempts: readonly Attempt[],
  clearAt: readonly Date[],
  now: Date,
): Wait | { key: Buffer; clearAt: Date }[] {
  const admissions = attempts.map(({ key, counted }, index) => ({
    key,
    ...admitAttempt(clearAt[index] ?? now, attemptLimits[counted], now),
  }))
  const waits = admissions.map((admission) => (admission.admitted ? 0 : admission.retryAfterSeconds))
  const longest = Math.max(...waits)
  if (longest > 0) return { reason: 'too_many_attempts', retryAfterSeconds: longest }
  return admissions.filter(isAdmitted)
}

/** Those attempts do not count after all: they were not made, or were right elsewhere. */
export const uncount = (tx: Tx, attempts: readonly Attempt[], now: Date): Promise<void> =>
  takeOff(tx, attempts.map(asOne), now)

/** They were right: nothing counts any more against the account, and those attempts do not count elsewhere. */
export const settle = (
  tx: Tx,
  [onAccount, ...others]: readonly [onAccount: Attempt, ...others: readonly Attempt[]],
  now: Date,
): Promise<void> => takeOff(tx, [{ key: onAccount.key, milliseconds: Infinity }, ...others.map(asOne)], now)

const asOne = ({ key, counted }: Attempt) => ({ key, milliseconds: attemptLimits[counted].oneEvery })

const isAdmitted = <T extends Admission>(admission: T): admission is Extract<T, { admitted: true }> =>
  admission.admitted

/** Nothing counts against them any more. */
export async function clearAttempts(tx: Tx, attempts: readonly Attempt[], now: Date): Promise<void> {
  for (const { key } of attempts.toSorted((a, b) => Buffer.compare(a.key, b.key))) await clearCounter(tx, key, now)
}

const territoryKey = (secrets: Secrets): Buffer => secrets.hmac('accounts.attempts', 'wrongPasswords')

/** One more wrong password, whoever's and from wherever. */
export const countWrong = (secrets: Secrets, tx: Tx, now: Date): Promise<unknown> => {
  const { atOnce, oneEvery } = territoryLimit
  return addTo(tx, territoryKey(secrets), { now, milliseconds: oneEvery, most: 2 * atOnce * oneEvery })
}

/** The wait of a browser that no account knows, while somebody tries passwords all over the territory. */
export async function slowedDown(secrets: Secrets, tx: Tx, now: Date): Promise<Wait | undefined> {
  const [clearAt = now] = await readCounters(tx, [territoryKey(secrets)], now)
  const retryAfterSeconds = slowDown(clearAt, now)
  return retryAfterSeconds === undefined ? undefined : { reason: 'storm', retryAfterSeconds }
}
