import type { AnyJournalEvent } from '#counter/dossiers'
import { type Locale, localize } from '#kernel/localized'
import type { IconName } from '#platform/html'
import { formats } from '#platform/i18n'
import type { JournalLine } from '../case/journal.ts'
import { changeTexts } from './change-texts.ts'
import { tiedTexts } from './texts.ts'

const kinds = {
  'dossier.linked': { icon: 'link', text: 'linked' },
  'dossier.unlinked': { icon: 'link', text: 'unlinked' },
  'dossier.joined': { icon: 'git-branch', text: 'joined' },
  'dossier.parted': { icon: 'git-branch', text: 'parted' },
  'dossier.gathered': { icon: 'git-branch', text: 'gathered' },
  'dossier.released_other': { icon: 'git-branch', text: 'released' },
  'joined.wrote': { icon: 'message-square-reply', text: 'wrote' },
  'dossier.turned': { icon: 'refresh-cw', text: 'turned' },
} as const satisfies Record<string, { readonly icon: IconName; readonly text: string }>

export type TiedEvent = Extract<AnyJournalEvent, { kind: keyof typeof kinds }>

export const isTied = (event: AnyJournalEvent): event is TiedEvent => Object.hasOwn(kinds, event.kind)

/** What tied a request to another one, or untied it. */
export function tellTied(event: TiedEvent, who: string, locale: Locale): JournalLine {
  if (event.kind === 'dossier.turned') return tellTurned(event, who, locale)
  const t = tiedTexts(locale)
  const { icon, text } = kinds[event.kind]
  const number = event.payload.other.number || t.goneOther
  const due = 'due' in event.payload ? event.payload.due : null
  const rest = due ? t.withDue(number, who, formats(locale).fullDate(due.dueOn)) : t.with(number, who)
  return { icon, strong: t[text], rest }
}

function tellTurned(event: Extract<TiedEvent, { kind: 'dossier.turned' }>, who: string, locale: Locale): JournalLine {
  const t = changeTexts(locale)
  const { from, to } = event.payload
  const rest = t.turnedMore(localize(from.title, locale), localize(to.title, locale), who)
  return { icon: kinds[event.kind].icon, strong: t.turned, rest }
}
