import type { Motive } from '#counter/contacts'
import type { Locale } from '#kernel/localized'
import type { Overview } from './read.ts'
import type { contactTexts } from './texts.ts'

export type Texts = ReturnType<typeof contactTexts>

/** A look-up as a line: who, when, why. */
export function motiveWords(
  texts: Texts,
  { motive, detail }: { readonly motive: Motive; readonly detail: string },
): string {
  return motive === 'other' ? detail : texts[`motive_${motive}`]
}

export interface ContactPageProps {
  readonly locale: Locale
  readonly overview: Overview
  /** `/bureau/corbas/usagers/<id>` */
  readonly here: string
  readonly contacts: string
  readonly reception: string
  readonly requests: string
  readonly now: Date
  readonly done: string | undefined
  readonly refused: string | undefined
}
