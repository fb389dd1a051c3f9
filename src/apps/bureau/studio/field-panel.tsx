import type { VNode } from 'preact'
import type { Field, Page } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { Actions, Button, Checkbox, Form, Icon, Panel, Select, TextInput } from '#platform/html'
import { fieldIn } from './gestures.ts'
import { type DesignerProps, hiddenOf, Moves, valueOf } from './parts.tsx'
import { RuleFields } from './rule-fields.tsx'
import { studioTexts, typeTexts } from './texts.ts'

/** The chosen question: its words, its answers, when it is asked, its place. */
export function FieldPanel(props: DesignerProps, page: Page): VNode | null {
  const { locale, base, draft, place, typed, act, errors } = props
  const t = studioTexts(locale)
  const field = fieldIn(draft.document, place)
  if (!field) return null
  const now = /^(champ-changer|option)/.test(act) ? typed : undefined
  const label = localize(field.label, 'fr')
  const isTop = place.field.length === 1
  const isOpen = draft.state === 'open'
  return (
    <>
      {Panel({
        title: t.the_field,
        children: Form({
          action: `${base}/${draft.id}`,
          hidden: hiddenOf(props, place),
          children: (
            <>
              <button class="vh" type="submit" name="geste" value="champ-changer" tabIndex={-1} aria-hidden="true" />
              <p class="meta">{typeTexts(locale)[field.type]}</p>
              {Words({ ...props, field, now, error: errors.length > 0 && now ? t.empty : undefined })}
              {Options({ locale, field, now })}
              {isTop &&
                RuleFields({
                  locale,
                  definition: draft.document.definition,
                  page: page.id,
                  field: field.id,
                  condition: field.condition,
                  typed: now,
                })}
              {isOpen && Moves({ locale, noun: 'champ', name: label })}
            </>
          ),
        }),
      })}
      {isOpen && isTop && ToPage(props, page)}
    </>
  )
}

interface WordsProps extends Pick<DesignerProps, 'locale'> {
  readonly field: Field
  readonly now: Readonly<Record<string, string>> | undefined
  readonly error: string | undefined
}

function Words({ locale, field, now, error }: WordsProps): VNode {
  const t = studioTexts(locale)
  const isAsked = field.type !== 'information' && field.type !== 'computed'
  const seen = field as { readonly optional?: boolean; readonly recommended?: boolean }
  const isOn = (name: string, value: boolean | undefined) => (now ? now[name] === 'oui' : value === true)
  return (
    <>
      {TextInput({
        id: 'libelle',
        name: 'libelle',
        label: t.label,
        value: valueOf(now, 'libelle', field.label.fr),
        error,
      })}
      {TextInput({
        id: 'libelle_en',
        name: 'libelle_en',
        label: t.label_en,
        optionalMark: t.facultative,
        value: valueOf(now, 'libelle_en', field.label.en),
      })}
      {TextInput({
        id: 'aide',
        name: 'aide',
        label: t.hint,
        optionalMark: t.facultative,
        value: valueOf(now, 'aide', field.hint?.fr),
      })}
      {isAsked && (
        <>
          {Checkbox({
            id: 'facultatif',
            name: 'facultatif',
            value: 'oui',
            label: t.optional,
            isChecked: isOn('facultatif', seen.optional),
          })}
          {Checkbox({
            id: 'conseille',
            name: 'conseille',
            value: 'oui',
            label: t.recommended,
            isChecked: isOn('conseille', seen.recommended),
          })}
        </>
      )}
    </>
  )
}

/** The answers of a choice, each with its place. */
function Options({ locale, field, now }: Omit<WordsProps, 'error'>): VNode | null {
  const t = studioTexts(locale)
  if (!('options' in field) || !field.options) return null
  const button = (act: string, icon: 'move-up' | 'move-down' | 'trash-2', full: string) => (
    <button class="btn quiet small" type="submit" name="geste" value={act} aria-label={full}>
      {Icon({ name: icon, size: 'small' })}
    </button>
  )
  return (
    <fieldset class="field">
      <legend>{t.options}</legend>
      <ul class="plain stack">
        {field.options.map(({ value, label }, index) => (
          <li class="option-row">
            {TextInput({
              id: `option-${value}`,
              name: `option.${value}`,
              label: t.option(index + 1),
              value: now?.[`option.${value}`] ?? label.fr,
            })}
            <span class="row">
              {button(`option-monter:${value}`, 'move-up', t.up_of(label.fr))}
              {button(`option-descendre:${value}`, 'move-down', t.down_of(label.fr))}
              {button(`option-retirer:${value}`, 'trash-2', t.remove_of(label.fr))}
            </span>
          </li>
        ))}
      </ul>
      {TextInput({
        id: 'option-nouvelle',
        name: 'option-nouvelle',
        label: t.new_option,
        optionalMark: t.facultative,
        value: now?.['option-nouvelle'],
      })}
    </fieldset>
  )
}

/** Asks the question on another page. */
function ToPage(props: DesignerProps, page: Page): VNode | null {
  const { locale, base, draft, place } = props
  const t = studioTexts(locale)
  const others = draft.document.definition.form.pages.filter(({ id }) => id !== page.id)
  if (others.length === 0) return null
  return Panel({
    children: Form({
      action: `${base}/${draft.id}`,
      hidden: { ...hiddenOf(props, place), geste: 'champ-page' },
      children: (
        <>
          {Select({
            id: 'vers',
            name: 'vers',
            label: t.to_page,
            options: others.map(({ id, shortTitle }) => ({ value: id, label: localize(shortTitle, locale) })),
          })}
          {Actions({ children: Button({ kind: 'quiet', children: t.move }) })}
        </>
      ),
    }),
  })
}
