import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Select, TextInput, type TextInputProps } from '#platform/html'
import { choiceOf, type NamedThings, type ThingKind } from './things.ts'
import { thingTexts } from './texts.ts'

export interface ThingSelectProps extends Pick<TextInputProps, 'id' | 'name' | 'label' | 'optionalMark'> {
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly locale: Locale
  readonly things: NamedThings
  readonly of: ThingKind
  /** The name that is written. */
  readonly value: string
  /** What no choice means; a choice is asked for otherwise. */
  readonly none?: string | undefined
  /** What was typed in the second box. */
  readonly other?: string | undefined
}

/** Under which name a second box is sent, where something may be named that is not there yet. */
export const otherName = (name: string): string => `${name}.autre`

/** A thing that is called by name, chosen among those that are there; typed where each collectivity has its own. */
export function ThingSelect(props: ThingSelectProps): VNode {
  const { locale, things, of, value, none, other, ...input } = props
  const t = thingTexts(locale)
  const { isOfEach, makeHref } = things[of]
  if (isOfEach) return TextInput({ ...input, hint: input.hint ?? t.of_each, value, isExact: true })
  const { options } = choiceOf(things[of], value, t.gone)
  const isAsked = none === undefined && value === ''
  return (
    <>
      {Select({ ...input, value, options, ...((isAsked || none !== undefined) && { emptyLabel: none ?? t.choose }) })}
      {of === 'card' &&
        TextInput({
          id: otherName(input.id),
          name: otherName(input.name),
          label: t.other_records,
          hint: t.other_records_hint,
          value: other,
          isExact: true,
        })}
      {makeHref !== undefined && of !== 'card' && (
        <p class="meta">
          <a href={makeHref}>{t[`make_${of}`]}</a>
        </p>
      )}
    </>
  )
}
