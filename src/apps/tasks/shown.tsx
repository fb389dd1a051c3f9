import type { VNode } from 'preact'
import { isDay } from '#kernel/calendar'
import type { Value } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import type { InternalValue, Shown } from '#counter/dossiers'
import type { Workflow } from '#counter/workflows'
import { ButtonLink, Notice } from '#platform/html'
import { formats } from '#platform/i18n'
import { taskTexts } from './texts.ts'

const tones = { info: 'info', warn: 'warn', success: 'ok' } as const

/** What the circuit shows to a reader where the case stands: its texts, then its links. */
export function ShownParts({ shown }: { readonly shown: readonly Shown[] }): VNode | null {
  if (shown.length === 0) return null
  return (
    <div class="stack">
      {shown.map((each) =>
        each.kind === 'text' ? (
          Notice({ tone: tones[each.tone], children: each.body.split(/\n{2,}/).map((text) => <p>{text}</p>) })
        ) : (
          <p>{ButtonLink({ kind: 'quiet', icon: 'external-link', href: each.href, children: each.label })}</p>
        ),
      )}
    </div>
  )
}

export interface OwnField {
  readonly label: string
  readonly value: string
  /** Who wrote it, and when. */
  readonly by: string
}

/** The agents' own fields that hold something, in the order of the circuit. */
export function ownFieldsOf(fields: readonly InternalValue[], workflow: Workflow, locale: Locale): OwnField[] {
  const texts = taskTexts(locale)
  const format = formats(locale)
  return (workflow.internal ?? []).flatMap(({ id, label, type, options = [] }) => {
    const kept = fields.find(({ field }) => field === id)
    if (!kept || kept.value === null || kept.value === '') return []
    const chosen = options.find(({ value }) => value === kept.value)
    const isAmount = type === 'amount' && typeof kept.value === 'number'
    const value = chosen
      ? localize(chosen.label, locale)
      : isAmount
        ? format.euros(Number(kept.value))
        : inWords(kept.value, locale)
    return [{ label: localize(label, locale), value, by: texts.by(kept.byName, format.dayMonth(kept.at)) }]
  })
}

function inWords(value: Value, locale: Locale): string {
  if (typeof value === 'boolean') return value ? taskTexts(locale).yes : taskTexts(locale).no
  if (typeof value === 'number') return formats(locale).number(value)
  if (typeof value === 'string') return isDay(value) ? formats(locale).date(value) : value
  return value === null ? '' : value.map((item) => inWords(item, locale)).join(', ')
}
