import type { AnyJournalEvent } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import type { IconName } from '#platform/html'
import { formats } from '#platform/i18n'
import { whyTexts } from './why.texts.ts'

/** What rules, and the absence of a colleague, did with a request. */
export type DispatchEvent = Extract<AnyJournalEvent, { kind: 'dossier.dispatched' | 'dossier.surfaced' }>

export const isDispatch = (event: AnyJournalEvent): event is DispatchEvent =>
  event.kind === 'dossier.dispatched' || event.kind === 'dossier.surfaced'

/** The line of the journal that tells it. */
export function tellDispatch(
  event: DispatchEvent,
  locale: Locale,
  serviceOf: (id: string | null) => string,
): { readonly icon: IconName; readonly strong: string; readonly rest: string } {
  const t = whyTexts(locale)
  if (event.kind === 'dossier.surfaced') {
    return { icon: 'triangle-alert', strong: t.surfaced, rest: t.surfaced_more(event.payload.name) }
  }
  const { serviceId, holder, rules } = event.payload
  const by = formats(locale).list(rules.map(({ title }) => `« ${title} »`))
  return { icon: 'git-branch', strong: t.dispatched, rest: t.dispatched_more(holder?.name ?? serviceOf(serviceId), by) }
}
