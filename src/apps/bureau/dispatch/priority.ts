import type { Locale } from '#kernel/localized'
import type { StateChipProps } from '#platform/html'
import { dispatchTexts } from './texts.ts'

/** How pressing a request is, when it is more than most. */
export function priorityChip(priority: number, locale: Locale): StateChipProps | undefined {
  const t = dispatchTexts(locale)
  if (priority === 2) return { tone: 'bad', icon: 'triangle-alert', label: t.priority_urgent }
  return priority === 1 ? { tone: 'warn', icon: 'arrow-up', label: t.priority_high } : undefined
}
