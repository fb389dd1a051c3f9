import type { VNode } from 'preact'
import { localize } from '#kernel/localized'
import { Checkboxes, Icon, Select, TextInput } from '#platform/html'
import { codeOf } from './body.ts'
import { comparisons, comparisonsOf } from './comparisons.ts'
import { conditionMenu, titleOf, valueMenu, type WantedHere } from './menus.ts'
import { type Condition, type Group, groupWords, type Line, rowWords, type Value } from './piece.ts'
import { findSource, functionNamed, insideOf, kindOfValue, type Sources } from './sources.ts'
import { ruleTexts } from './texts.ts'

export interface BuilderProps {
  readonly sources: Sources
  /** Sentences by the path of the piece. */
  readonly errors: ReadonlyMap<string, string>
}

interface At extends BuilderProps {
  readonly path: string
}

const under = (at: At, step: string | number, sources: Sources = at.sources): At => ({
  ...at,
  sources,
  path: `${at.path}.${step}`,
})

/** "r.0.2" → "1.3": how a condition is called among the others. */
const placeOf = (path: string): string =>
  path
    .split('.')
    .flatMap((step) => (/^\d+$/.test(step) ? [String(Number(step) + 1)] : []))
    .join('.')

const mark = (path: string, kind: string): VNode => <input type="hidden" name={`p.${path}`} value={kind} />

/** Conditions that hold together. */
export function GroupFields({ group, ...at }: At & { readonly group: Group }): VNode {
  const { path, sources, errors } = at
  const t = ruleTexts(sources.locale)
  const place = placeOf(path)
  const isRoot = path === 'r'
  return (
    <fieldset class="rule-group">
      <legend class="vh">{t.group(place)}</legend>
      <div class="rule-head">
        {Select({
          id: `p.${path}`,
          name: `p.${path}`,
          label: t.group_word(place),
          isLabelHidden: true,
          value: group.of,
          options: groupWords.map((word) => ({ value: word, label: t[word] })),
        })}
        {!isRoot && /\.\d+$/.test(path) && Remove(path, t.remove_group(place))}
      </div>
      {group.items.length > 0 && (
        <ol class="plain rule-items">
          {group.items.map((item, index) => (
            <li>{ConditionFields({ ...under(at, index), condition: item })}</li>
          ))}
        </ol>
      )}
      <div class="rule-add">
        {Select({
          id: `n.${path}`,
          name: `n.${path}`,
          label: t.add_on,
          emptyLabel: t.choose,
          options: conditionMenu(sources),
          error: errors.get(path),
        })}
        <button class="btn quiet" type="submit" name="geste" value={`ajouter:${path}`} data-part>
          {Icon({ name: 'plus', size: 'small' })}
          {t.add}
        </button>
      </div>
    </fieldset>
  )
}

const Remove = (path: string, label: string): VNode => (
  <button class="btn quiet small" type="submit" name="geste" value={`retirer:${path}`} aria-label={label} data-part>
    {Icon({ name: 'trash-2', size: 'small' })}
  </button>
)

function ConditionFields({ condition, ...at }: At & { readonly condition: Condition }): VNode {
  switch (condition.kind) {
    case 'group':
      return GroupFields({ ...at, group: condition })
    case 'rows':
      return RowsFields({ ...at, rows: condition })
    case 'line':
      return LineFields({ ...at, line: condition })
    case 'kept':
      return KeptFields({ ...at, json: condition.json })
  }
}

function KeptFields({ json, ...at }: At & { readonly json: string }): VNode {
  const t = ruleTexts(at.sources.locale)
  return (
    <div class="rule-row">
      {mark(at.path, 'kept')}
      <input type="hidden" name={`k.${at.path}`} value={json} />
      <p class="meta">{t.kept}</p>
      {Remove(at.path, t.remove(placeOf(at.path)))}
    </div>
  )
}

function RowsFields({ rows, ...at }: At & { readonly rows: Extract<Condition, { kind: 'rows' }> }): VNode {
  const { path, sources } = at
  const t = ruleTexts(sources.locale)
  const label = sources.blocks.find(({ id }) => id === rows.block)?.label ?? rows.block
  const words = { every: t.every, some: t.some, none: t.none_row }
  return (
    <div class="rule-rows">
      {mark(path, 'rows')}
      <input type="hidden" name={`b.${path}`} value={rows.block} />
      <div class="rule-head">
        {Select({
          id: `p.${path}`,
          name: `r.${path}`,
          label: t.rows_word(label),
          value: rows.of,
          options: rowWords.map((word) => ({ value: word, label: words[word] })),
        })}
        {Remove(path, t.remove(placeOf(path)))}
      </div>
      {GroupFields({ ...under(at, 'g', insideOf(sources, rows.block)), group: rows.group })}
    </div>
  )
}

function LineFields({ line, ...at }: At & { readonly line: Line }): VNode {
  const { path, sources } = at
  const t = ruleTexts(sources.locale)
  const place = placeOf(path)
  const kind = kindOfValue(line.subject, sources)
  return (
    <fieldset class="rule-row">
      <legend class="vh">{t.line(place)}</legend>
      {mark(path, 'line')}
      {ValueFields({ ...under(at, 's'), value: line.subject, wanted: 'any', label: t.subject(place) })}
      {Select({
        id: `c.${path}`,
        name: `c.${path}`,
        label: t.compare(place),
        isLabelHidden: true,
        value: line.compare,
        options: comparisonsOf(kind).map(({ name, title }) => ({
          value: name,
          label: localize(title, sources.locale),
        })),
        data: { refresh: 'yes' },
      })}
      {Beside({ ...at, line })}
      {Remove(path, t.remove(place))}
    </fieldset>
  )
}

const wantedFor = { text: 'text', number: 'number', amount: 'number', date: 'date' } as const

/** The value beside a comparison: one of the answers offered, several, or what is written. */
function Beside({ line, ...at }: At & { readonly line: Line }): VNode | null {
  const [value] = line.values
  if (!value) return null
  const { path, sources, errors } = at
  const t = ruleTexts(sources.locale)
  const label = t.value(placeOf(path))
  const choices = findSource(sources, line.subject)?.choices
  const error = errors.get(`${path}.v`)
  if (value.kind === 'several' && choices) {
    const known = new Set(choices.map((choice) => choice.value))
    const lost = value.texts.filter((text) => !known.has(text)).map((text) => ({ value: text, label: t.unknown(text) }))
    return Checkboxes({
      id: `t.${path}.v`,
      name: `m.${path}`,
      legend: label,
      isLegendHidden: true,
      values: value.texts,
      choices: [...choices, ...lost],
      error,
    })
  }
  if (value.kind === 'several') {
    const id = `t.${path}.v`
    return TextInput({ id, name: id, label, hint: t.several_hint, value: value.texts.join(' ; '), error })
  }
  const isNumber = comparisons.find(({ name }) => name === line.compare)?.takes === 'number'
  const kind = kindOfValue(line.subject, sources)
  const wanted = isNumber ? 'number' : (wantedFor[kind as 'text'] ?? 'any')
  return ValueFields({ ...under(at, 'v'), value, wanted, label, choices: isNumber ? undefined : choices })
}

interface ValueProps extends At {
  readonly value: Value
  readonly wanted: WantedHere
  readonly label: string
  readonly choices?: Sources['options'][number]['choices']
}

/** A value: where it comes from, and what it is made of. */
export function ValueFields(props: ValueProps): VNode {
  const { value, wanted, label, path, sources, choices, errors } = props
  const { locale } = sources
  const t = ruleTexts(locale)
  if (value.kind === 'written' && value.as === 'choice' && choices) {
    return (
      <span class="rule-value">
        {mark(path, 'w:choice')}
        {Select({
          id: `t.${path}`,
          name: `t.${path}`,
          label,
          isLabelHidden: true,
          value: value.text,
          emptyLabel: t.choose,
          options:
            value.text === '' || choices.some((choice) => choice.value === value.text)
              ? choices
              : [...choices, { value: value.text, label: t.unknown(value.text) }],
          error: errors.get(path),
        })}
      </span>
    )
  }
  const isTyped = value.kind === 'written' && ['text', 'number', 'amount', 'date', 'choice'].includes(value.as)
  return (
    <span class="rule-value">
      {Select({
        id: `p.${path}`,
        name: `p.${path}`,
        label: isTyped ? `${label} (${t.written.toLowerCase()})` : label,
        isLabelHidden: true,
        value: codeOf(value),
        options: valueMenu(sources, { wanted, value }),
        data: { refresh: 'yes' },
        error: isTyped ? undefined : errors.get(path),
      })}
      {value.kind === 'kept' && <input type="hidden" name={`k.${path}`} value={value.json} />}
      {isTyped && Typed(props)}
      {Inner(props)}
    </span>
  )
}

function Typed({ value, label, path, sources, errors }: ValueProps): VNode | null {
  if (value.kind !== 'written') return null
  const t = ruleTexts(sources.locale)
  return TextInput({
    id: `t.${path}`,
    name: `t.${path}`,
    label,
    isLabelHidden: true,
    value: value.text,
    width: value.as === 'text' ? 'full' : 'medium',
    inputMode: value.as === 'number' || value.as === 'amount' ? 'decimal' : undefined,
    placeholder: value.as === 'date' ? t.date_hint : value.as === 'amount' ? '€' : undefined,
    autoComplete: 'off',
    maxLength: 5000,
    error: errors.get(path),
  })
}

/** What a value is made of: the terms of a calculation, two values and a condition, something of each row. */
function Inner({ value, wanted, ...at }: ValueProps): VNode | null {
  const { sources, label } = at
  const t = ruleTexts(sources.locale)
  switch (value.kind) {
    case 'call':
      return Operands({ ...at, call: value })
    case 'choose':
      return (
        <div class="rule-inner">
          <p class="meta">{t.if_then}</p>
          {GroupFields({ ...under(at, 'q'), group: value.test })}
          <p class="meta">{t.met}</p>
          {ValueFields({ ...under(at, 'y'), value: value.met, wanted, label: `${label}, ${t.met.toLowerCase()}` })}
          <p class="meta">{t.otherwise}</p>
          {ValueFields({
            ...under(at, 'n'),
            value: value.otherwise,
            wanted,
            label: `${label}, ${t.otherwise.toLowerCase()}`,
          })}
        </div>
      )
    case 'each': {
      const inside = under(at, 'e', insideOf(sources, value.block))
      const name = `${label}, ${t.each(value.block)}`
      return (
        <div class="rule-inner">{ValueFields({ ...inside, value: value.value, wanted: 'number', label: name })}</div>
      )
    }
    case 'which':
      return (
        <div class="rule-inner">
          {GroupFields({ ...under(at, 'g', insideOf(sources, value.block)), group: value.group })}
        </div>
      )
    case 'written':
    case 'several':
    case 'read':
    case 'today':
    case 'kept':
      return null
  }
}

function Operands({ call, ...at }: At & { readonly call: Extract<Value, { kind: 'call' }> }): VNode {
  const { path, sources } = at
  const t = ruleTexts(sources.locale)
  const known = functionNamed(call.name)
  const title = titleOf(call.name, sources.locale)
  const least = known?.minimum ?? 0
  const isOpen = call.operands.length < (known?.maximum ?? 20)
  return (
    <div class="rule-inner">
      <ol class="plain rule-items">
        {call.operands.map((operand, index) => (
          <li class="rule-term">
            {ValueFields({
              ...under(at, index),
              value: operand,
              wanted: known?.takes[index] ?? known?.takes.at(-1) ?? 'any',
              label: t.operand(title, index + 1),
            })}
            {call.operands.length > least && Remove(`${path}.${index}`, t.remove_term(index + 1))}
          </li>
        ))}
      </ol>
      {isOpen && (
        <button class="btn quiet small" type="submit" name="geste" value={`terme:${path}`} data-part>
          {Icon({ name: 'plus', size: 'small' })}
          {t.add_term}
        </button>
      )}
    </div>
  )
}
