import type { AnyJournalEvent } from '#counter/dossiers'
import type { IconName } from '#platform/html'
import type { Locale } from '#platform/i18n'
import { askedTexts } from './texts.ts'

export type AskedEvent = Extract<
  AnyJournalEvent,
  { kind: 'asked.by_hand' | 'asked.withdrawn' | 'asked.answered' | 'asked.attached' }
>

export const isAsked = (event: AnyJournalEvent): event is AskedEvent => event.kind.startsWith('asked.')

/** What agents asked by hand, and what came of it. */
export function tellAsked(
  event: AskedEvent,
  by: string,
  locale: Locale,
): { readonly icon: IconName; readonly strong: string; readonly rest: string } {
  const t = askedTexts(locale)
  if (event.kind === 'asked.attached') return { icon: 'file-check', strong: t.journalAttached, rest: '' }
  const { service, to, name } = event.payload
  const isSignature = service === 'visa' || service === 'signature'
  const icon = isSignature ? 'pen-line' : 'users'
  switch (event.kind) {
    case 'asked.by_hand': {
      const strong = isSignature ? t.journalSignature : t.journalAsked
      return { icon, strong, rest: `${t[`to_${to}`](name ?? '')}${by}` }
    }
    case 'asked.withdrawn':
      return { icon: 'undo-2', strong: t.journalWithdrawn, rest: by }
    case 'asked.answered': {
      const strong = isSignature ? signedOrNot(event.payload.state, locale) : t.journalAnswered
      return { icon, strong, rest: t[`from_${to}`](name ?? '') }
    }
  }
}

const signedOrNot = (state: string, locale: Locale): string =>
  askedTexts(locale)[state === 'accepted' ? 'journalSigned' : 'journalRefused']
