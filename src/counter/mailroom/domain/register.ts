import { type Day, isDay } from '#kernel/calendar'
import { normalise } from '#kernel/normalise'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Direction } from '../schema.ts'

/** `A-2026-00042`: arrivée; `D-2026-00007`: départ. */
export const referenceOf = (direction: Direction, year: number, number: number): string =>
  `${direction === 'in' ? 'A' : 'D'}-${year}-${String(number).padStart(5, '0')}`

/** What an agent typed of a letter. */
export interface TypedLetter {
  readonly onDay: string
  readonly writtenOn: string
  readonly correspondent: string
  readonly subject: string
}

export interface ReadLetter {
  readonly onDay: Day
  readonly writtenOn: Day | null
  readonly correspondent: string
  readonly subject: string
}

export interface LetterFault {
  readonly field: keyof TypedLetter
  readonly code: 'missing' | 'not_a_day' | 'later' | 'after_it_came'
}

const clean = (text: string, length: number): string =>
  text.replaceAll(/\s+/g, ' ').trim().slice(0, length).replaceAll('\u0000', '').toWellFormed()

/** Reads what was typed of a letter, or says what is wrong by field. */
export function readLetter(
  typed: TypedLetter,
  today: Day,
): Outcome<ReadLetter, { readonly reason: 'wrong'; readonly faults: readonly LetterFault[] }> {
  const { onDay, writtenOn } = typed
  const correspondent = clean(typed.correspondent, 200)
  const subject = clean(typed.subject, 300)
  const checks: readonly (readonly [LetterFault['field'], LetterFault['code'], boolean])[] = [
    ['correspondent', 'missing', correspondent === ''],
    ['subject', 'missing', subject === ''],
    ['onDay', 'not_a_day', !isDay(onDay)],
    ['onDay', 'later', isDay(onDay) && onDay > today],
    ['writtenOn', 'not_a_day', writtenOn !== '' && !isDay(writtenOn)],
    ['writtenOn', 'after_it_came', isDay(writtenOn) && isDay(onDay) && writtenOn > onDay],
  ]
  const faults = checks.flatMap(([field, code, isWrong]) => (isWrong ? [{ field, code }] : []))
  if (faults.length > 0 || !isDay(onDay)) return refused({ reason: 'wrong', faults })
  return accepted({ onDay, writtenOn: isDay(writtenOn) ? writtenOn : null, correspondent, subject })
}

const wordsOf = (text: string): readonly string[] =>
  normalise(text)
    .split(' ')
    .filter((word) => word.length > 1)
    .map((word) => word.slice(0, 40))

/** Words by which a letter is found: of who wrote, of what it says, its number, its request's. */
export const termsOf = (texts: readonly (string | null)[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => wordsOf(text ?? ''))),
]

/** The words of a search, six at most. */
export const queryWords = (query: string): readonly string[] => [...new Set(wordsOf(query))].slice(0, 6)
