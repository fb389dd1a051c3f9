import type { VNode } from 'preact'
import type { Field } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { Actions, Button, Form, Panel, Select, type SelectOption } from '#platform/html'
import { blockCalled } from './block-gestures.ts'
import { type DesignerProps, hiddenOf } from './parts.tsx'
import { studioTexts } from './texts.ts'

/** Asks the chosen question elsewhere: on a page, or in the rows of one. */
export function MoveTo(props: DesignerProps, field: Field): VNode | null {
  const { locale, base, draft, place } = props
  const t = studioTexts(locale)
  const places = placesFor(props, field)
  if (places.length === 0) return null
  return Panel({
    children: Form({
      action: `${base}/${draft.id}`,
      hidden: { ...hiddenOf(props, place), geste: 'champ-page' },
      children: (
        <>
          {Select({ id: 'vers', name: 'vers', label: t.to_page, hint: t.to_page_hint, options: places })}
          {Actions({ children: Button({ kind: 'quiet', children: t.move }) })}
        </>
      ),
    }),
  })
}

/** How many rows within rows a field makes. */
export const heightOf = (field: Field): number =>
  field.type === 'repeated' ? 1 + Math.max(0, ...(field.fields as readonly Field[]).map(heightOf)) : 0

/** Everywhere that it may go but where it is: `page`, `page/rows`, `page/rows/rows`. */
function placesFor({ locale, draft, place }: DesignerProps, field: Field): readonly SelectOption[] {
  const here = place.field.slice(0, -1).join('/')
  const self = place.field.join('/')
  const height = heightOf(field)
  const within = (fields: readonly Field[], parents: readonly string[], told: string): readonly SelectOption[] =>
    fields.flatMap((each) => {
      const names = [...parents, each.id]
      const isSelf = names.slice(1).join('/') === self
      if (each.type !== 'repeated' || isSelf || names.length - 1 + height > 2) return []
      const label = `${told} › ${localize(each.label, locale)}`
      const isHere = names.slice(1).join('/') === here
      const inner = within(each.fields as readonly Field[], names, label)
      return isHere ? inner : [{ value: names.join('/'), label }, ...inner]
    })
  return draft.document.definition.form.pages.flatMap((page) => {
    const label = localize(page.shortTitle, locale)
    const isHere = page.id === place.page && here === ''
    const rows = blockCalled(field) === undefined ? within(page.fields as readonly Field[], [page.id], label) : []
    return isHere ? rows : [{ value: page.id, label }, ...rows]
  })
}
