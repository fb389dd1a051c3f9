import type { VNode } from 'preact'
import type { Field } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { Checkbox, Form, Icon, Panel, TextArea, TextInput, type TextInputProps } from '#platform/html'
import { blockCalled } from './block-gestures.ts'
import { fieldIn } from './gestures.ts'
import { FindingList } from './findings.tsx'
import { MoveTo } from './move-to.tsx'
import { type DesignerProps, errorIn, hiddenOf, hrefOf, Moves, valueOf } from './parts.tsx'
import { RuleLine, type RuleLineProps } from './rule-line.tsx'
import { SettingFields } from './setting-fields.tsx'
import { studioTexts } from './texts.ts'
import { Uses } from './uses.tsx'
import { typeTexts } from './type-texts.ts'

/** The chosen question: its words, its answers, its settings, when it is asked, its place. */
export function FieldPanel(props: DesignerProps): VNode | null {
  const { locale, base, draft, place, typed, act } = props
  const t = studioTexts(locale)
  const field = fieldIn(draft.document, place)
  if (!field) return null
  const now = /^(champ-changer|champ-regle|option)/.test(act) ? typed : undefined
  const label = localize(field.label, 'fr')
  const isOpen = draft.state === 'open'
  const at: FieldProps = { props, field, now }
  return (
    <>
      {Panel({
        title: t.the_field,
        id: 'question',
        children: Form({
          action: `${base}/${draft.id}`,
          hidden: hiddenOf(props, place),
          children: (
            <>
              <button class="vh" type="submit" name="geste" value="champ-changer" tabIndex={-1} aria-hidden="true" />
              <p class="meta">{typeTexts(locale)[field.type]}</p>
              {FindingList(props)}
              {Words(at)}
              {Options(at)}
              {SettingFields(at)}
              {Rules(at)}
              {isOpen && Moves({ locale, noun: 'champ', name: label })}
            </>
          ),
        }),
      })}
      {field.type === 'repeated' && Rows(props, field)}
      {blockCalled(field) !== undefined && SharedBlock(props, blockCalled(field) ?? '')}
      {isOpen && MoveTo(props, field)}
    </>
  )
}

interface FieldProps {
  readonly props: DesignerProps
  readonly field: Field
  readonly now: Readonly<Record<string, string>> | undefined
}

const isAsked = (field: Field): boolean =>
  field.type !== 'information' && field.type !== 'computed' && blockCalled(field) === undefined

function Words({ props, field, now }: FieldProps): VNode {
  const { locale } = props
  const t = studioTexts(locale)
  const named = field as { readonly optional?: boolean; readonly recommended?: boolean }
  const isOn = (name: string, value: boolean | undefined) => (now ? now[name] === 'oui' : value === true)
  const isRead = field.type === 'information'
  const line = (input: TextInputProps, isLong: boolean) =>
    isLong ? TextArea({ ...input, rows: 6, maxLength: 20_000 }) : TextInput(input)
  const words = (name: string, label: string, current: string | undefined, isLong = false) =>
    line({ id: name, name, label, optionalMark: t.facultative, value: valueOf(now, name, current) }, isLong)
  return (
    <>
      {line(
        {
          id: 'libelle',
          name: 'libelle',
          label: isRead ? t.text : t.label,
          hint: isRead ? t.text_hint : undefined,
          value: valueOf(now, 'libelle', field.label.fr),
          error: errorIn(props, now, 'libelle'),
        },
        isRead,
      )}
      {words('libelle_en', t.label_en, field.label.en, isRead)}
      {words('aide', t.hint, field.hint?.fr)}
      {words('aide_en', t.in_english(t.hint), field.hint?.en)}
      {isAsked(field) && (
        <>
          {Checkbox({
            id: 'facultatif',
            name: 'facultatif',
            value: 'oui',
            label: t.optional,
            isChecked: isOn('facultatif', named.optional),
          })}
          {Checkbox({
            id: 'conseille',
            name: 'conseille',
            value: 'oui',
            label: t.recommended,
            isChecked: isOn('conseille', named.recommended),
          })}
        </>
      )}
    </>
  )
}

/** When it is asked, when it must be answered, what it is worth. */
function Rules({ props, field }: FieldProps): VNode {
  const t = studioTexts(props.locale)
  const line = (
    rule: 'quand' | 'exigee' | 'calcul',
    label: string,
    more: Pick<RuleLineProps, 'expression' | 'absent' | 'isValue'>,
  ) => RuleLine({ props, label, name: label, act: `champ-regle:${rule}`, ...more })
  return (
    <>
      {field.type === 'computed' &&
        line('calcul', t.worth, {
          expression: field.value,
          absent: t.worth_nothing,
          isValue: field.gives !== 'yes_no',
        })}
      {line('quand', t.condition, { expression: field.condition, absent: t.always })}
      {isAsked(field) &&
        field.type !== 'information' &&
        field.type !== 'computed' &&
        line('exigee', t.required_when, { expression: field.requiredWhen, absent: t.required_plain })}
    </>
  )
}

/** The answers of a choice, each with its place and its rule. */
function Options({ props, field, now }: FieldProps): VNode | null {
  const { locale } = props
  const t = studioTexts(locale)
  if (!('options' in field) || !field.options) return null
  const button = (act: string, icon: 'move-up' | 'move-down' | 'trash-2' | 'git-branch', full: string) => (
    <button class="btn quiet small" type="submit" name="geste" value={act} aria-label={full}>
      {Icon({ name: icon, size: 'small' })}
    </button>
  )
  return (
    <fieldset class="field">
      <legend>{t.options}</legend>
      <ul class="plain stack">
        {field.options.map(({ value, label, condition }, index) => (
          <li class="option-row">
            {TextInput({
              id: `option-${value}`,
              name: `option.${value}`,
              label: t.option(index + 1),
              hint: condition === undefined ? undefined : t.has_rule,
              value: now?.[`option.${value}`] ?? label.fr,
            })}
            <span class="row">
              {button(`option-monter:${value}`, 'move-up', t.up_of(label.fr))}
              {button(`option-descendre:${value}`, 'move-down', t.down_of(label.fr))}
              {button(`option-regle:${value}`, 'git-branch', t.rule_of(label.fr))}
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

/** What a shared block holds, and who else calls it. */
function SharedBlock({ locale, base, draft, blocks, users }: DesignerProps, slug: string): VNode {
  const t = studioTexts(locale)
  const types = typeTexts(locale)
  return Panel({
    title: t.in_block,
    children: (
      <>
        <ol>
          {(blocks.get(slug) ?? []).map((each) => (
            <li>
              {localize(each.label, locale)} <small>{types[each.type]}</small>
            </li>
          ))}
        </ol>
        <p class="meta">{t.block_copied}</p>
        {Uses({ locale, base, uses: users.filter(({ id }) => id !== draft.id) })}
        <p class="meta">
          <a href={`${base}/blocs/${slug}`}>{t.block_page}</a>
        </p>
      </>
    ),
  })
}

/** What stands in one row of a block, in order. */
function Rows(props: DesignerProps, field: Extract<Field, { type: 'repeated' }>): VNode {
  const { locale, place } = props
  const t = studioTexts(locale)
  const types = typeTexts(locale)
  return Panel({
    title: t.rows_of(localize(field.rowLabel, locale)),
    children: (
      <ol>
        {field.fields.map((each) => (
          <li>
            <a href={hrefOf(props, { page: place.page, field: [...place.field, each.id] })}>
              {localize(each.label, locale)}
            </a>{' '}
            <small>{types[each.type]}</small>
          </li>
        ))}
      </ol>
    ),
  })
}
