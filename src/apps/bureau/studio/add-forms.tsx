import type { VNode } from 'preact'
import type { FieldType, Page } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { Actions, Button, EmptyState, Form, Panel, Select, TextInput } from '#platform/html'
import { type DesignerProps, errorIn, hiddenOf, valueOf } from './parts.tsx'
import { studioTexts } from './texts.ts'
import { typeTexts } from './type-texts.ts'

/** Types that an author may add. */
const addable: readonly FieldType[] = [
  'text',
  'long_text',
  'choice',
  'choices',
  'yes_no',
  'number',
  'amount',
  'date',
  'date_range',
  'time',
  'email',
  'phone',
  'address',
  'commune',
  'identity',
  'file',
  'slot',
  'card',
  'map',
  'signature',
  'siret',
  'rna',
  'iban',
  'computed',
  'information',
  'repeated',
]

/** A page more, at the end. */
export function AddPage(props: DesignerProps): VNode {
  const { locale, base, draft, typed, act } = props
  const t = studioTexts(locale)
  const now = act === 'page-ajouter' ? typed : undefined
  return Panel({
    title: t.add_page,
    children: Form({
      action: `${base}/${draft.id}`,
      hidden: { version: String(draft.version), geste: 'page-ajouter' },
      children: (
        <>
          {TextInput({
            id: 'nouvelle-page',
            name: 'titre',
            label: t.page_title,
            hint: t.page_title_hint,
            value: now?.['titre'],
            error: errorIn(props, now, 'nouvelle-page'),
            maxLength: 200,
          })}
          {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t.add_page }) })}
        </>
      ),
    }),
  })
}

/** A block that several procedures share, inserted after the chosen question. */
export function AddBlock(props: DesignerProps): VNode | null {
  const { locale, base, draft, place, typed, act, offered } = props
  if (offered.length === 0) return null
  const t = studioTexts(locale)
  const now = act === 'bloc-inserer' ? typed : undefined
  return Panel({
    title: t.insert_block,
    children: Form({
      action: `${base}/${draft.id}`,
      hidden: { ...hiddenOf(props, place), geste: 'bloc-inserer' },
      children: (
        <>
          {Select({
            id: 'bloc',
            name: 'bloc',
            label: t.which_block,
            hint: t.which_block_hint,
            emptyLabel: t.choose_block,
            value: now?.['bloc'],
            error: errorIn(props, now, 'bloc'),
            options: offered.map(({ slug, title }) => ({
              value: `${slug}:${title.fr}`,
              label: localize(title, locale),
            })),
          })}
          {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t.insert_block }) })}
        </>
      ),
    }),
  })
}

/** A question more, after the chosen one. */
export function AddField(props: DesignerProps, page: Page): VNode {
  const { locale, base, draft, place, typed, act } = props
  const t = studioTexts(locale)
  const types = typeTexts(locale)
  const now = act === 'champ-ajouter' ? typed : undefined
  return (
    <>
      {page.fields.length === 0 &&
        EmptyState({ icon: 'circle-help', level: 2, title: t.no_field, children: t.no_field_body })}
      {Panel({
        title: t.add_field,
        children: Form({
          action: `${base}/${draft.id}`,
          hidden: { ...hiddenOf(props, place), geste: 'champ-ajouter' },
          children: (
            <>
              {TextInput({
                id: 'nouveau-champ',
                name: 'libelle',
                label: t.label,
                value: now?.['libelle'],
                error: errorIn(props, now, 'nouveau-champ'),
                maxLength: 300,
              })}
              {Select({
                id: 'nouveau-type',
                name: 'type',
                label: t.type,
                value: valueOf(now, 'type', 'text'),
                options: addable.map((type) => ({ value: type, label: types[type] })),
              })}
              {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t.add_field }) })}
            </>
          ),
        }),
      })}
    </>
  )
}
