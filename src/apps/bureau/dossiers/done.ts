import type { Locale } from '#kernel/localized'
import { doneTexts } from './case/texts.ts'

export type Done =
  | 'moved'
  | 'taken'
  | 'released'
  | 'transferred'
  | 'message'
  | 'note'
  | 'revised'
  | 'held'
  | 'unheld'
  | 'reopened'
  | 'pinned'
  | 'unpinned'
  | 'nothing_chosen'
  | 'linked'
  | 'unlinked'
  | 'joined'
  | 'parted'
  | 'split'
  | 'turned'
  | 'asked'
  | 'withdrawn'
  | 'dispatched'
  | 'handed'
  | 'handover_decided'

const isDone = (code: string, locale: Locale): code is Done => Object.hasOwn(doneTexts(locale), code)

/** What the last act did, by the code that its answer put in the address. */
export const doneSentence = (code: string | undefined, locale: Locale): string | undefined =>
  code !== undefined && isDone(code, locale) ? doneTexts(locale)[code] : undefined
