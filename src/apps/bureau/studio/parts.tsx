import type { VNode } from 'preact'
import { Actions, Button, Icon } from '#platform/html'
import type { Field, LocalizedText } from '#counter/procedures'
import type { DraftUsing, Finding } from '#counter/studio'
import type { Place } from './gestures.ts'
import type { HeadProps } from './head.tsx'
import { studioTexts } from './texts.ts'
import type { NamedThings } from './things/things.ts'

export interface DesignerProps extends Omit<HeadProps, 'part'> {
  readonly place: Place
  /** What the checks say of the draft. */
  readonly findings: readonly Finding[]
  /** Shared blocks: those that may be inserted, the fields of those that are, who else calls the chosen one. */
  readonly offered: readonly { readonly slug: string; readonly title: LocalizedText }[]
  readonly blocks: ReadonlyMap<string, readonly Field[]>
  /** Who else is writing in it. */
  readonly others: readonly { readonly name: string; readonly at: Date }[]
  readonly users: readonly DraftUsing[]
  /** Lists, agendas, records that a question may name. */
  readonly things: NamedThings
  /** The preview shows every question, whatever the rules say. */
  readonly isWhole: boolean
  /** What was typed in a form that was refused. */
  readonly typed: Readonly<Record<string, string>>
  /** Which form it was. */
  readonly act: string
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

type Typed = DesignerProps['typed'] | undefined

/** What was typed in the form that was refused, or what the draft says. */
export const valueOf = (typed: Typed, name: string, current: string | undefined): string | undefined =>
  typed?.[name] ?? current

/** Says beside an input that it must not be empty. */
export const errorIn = ({ locale, errors }: DesignerProps, typed: Typed, id: string): string | undefined =>
  typed !== undefined && errors.some(({ fieldId }) => fieldId === id) ? studioTexts(locale).empty : undefined

export const hrefOf = ({ base, draft }: Pick<DesignerProps, 'base' | 'draft'>, { page, field }: Place): string => {
  const query = new URLSearchParams()
  if (page !== undefined) query.set('page', page)
  if (field.length > 0) query.set('champ', field.join('/'))
  const text = query.toString()
  return `${base}/${draft.id}${text === '' ? '' : `?${text}`}`
}

/** What each form of this page carries: what it is about, and what its author saw. */
export const hiddenOf = ({ draft }: Pick<DesignerProps, 'draft'>, { page, field }: Place): Record<string, string> => ({
  version: String(draft.version),
  ...(page !== undefined && { page }),
  ...(field.length > 0 && { champ: field.join('/') }),
})

/** Saving, and moving what is chosen: every order is reached by buttons. */
export function Moves({ locale, noun, name }: { locale: DesignerProps['locale']; noun: string; name: string }): VNode {
  const t = studioTexts(locale)
  const button = (act: string, icon: 'move-up' | 'move-down' | 'trash-2', label: string, full: string) => (
    <button class="btn quiet small" type="submit" name="geste" value={`${noun}-${act}`} aria-label={full}>
      {Icon({ name: icon, size: 'small' })}
      {label}
    </button>
  )
  return Actions({
    children: (
      <>
        {Button({ name: 'geste', value: `${noun}-changer`, children: t.save })}
        {button('monter', 'move-up', t.up, t.up_of(name))}
        {button('descendre', 'move-down', t.down, t.down_of(name))}
        {button('retirer', 'trash-2', t.remove, t.remove_of(name))}
      </>
    ),
  })
}
