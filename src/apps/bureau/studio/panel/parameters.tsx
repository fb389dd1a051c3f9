import type { VNode } from 'preact'
import type { Json, Node } from '#counter/studio'
import { describe, type Expression } from '#kernel/expression'
import { centsAsTyped } from '#kernel/money'
import { Checkboxes, Fieldset, Select, type SelectOption, TextInput } from '#platform/html'
import {
  asList,
  asNode,
  asText,
  type Control,
  type Drawing,
  faultAt,
  inputOf,
  type Panel,
  readAs,
  type Reading,
  readPanel,
  type Said,
  sayingOf,
  tickedIn,
  typedAt,
} from './panel.ts'
import { Pieces } from './pieces.tsx'
import { RuleButton } from './rules.tsx'
import { type Options, questions } from './simple.tsx'
import { namesIn, readIn, readingOf, subjectOptions } from './subjects.ts'
import { thingTexts } from '../things/texts.ts'
import { choiceOf, type ThingKind } from '../things/things.ts'
import { type PanelLabel, panelTexts } from './texts.ts'

/** How a value is typed, where it is not as it is kept: euros for cents. */
interface Literal {
  readonly shown: (value: Json | undefined) => string
  /** Undefined when it cannot be one. */
  readonly read: (typed: string) => Json | undefined
  readonly wrong: PanelLabel
}

const asTyped: Literal = { shown: asText, read: (typed) => typed, wrong: 'bad_word' }

const centsIn = (typed: string): number | undefined => {
  const found = /^(\d{1,9})(?:[.,](\d{1,2}))?\s*€?$/.exec(typed.replaceAll(/\s/g, ''))
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined
}

/** Cents, written in euros. */
export const euros: Literal = {
  shown: (value) => (typeof value === 'number' ? centsAsTyped(value) : asText(value)),
  read: centsIn,
  wrong: 'bad_amount',
}

export const wholeNumber: Literal = {
  shown: asText,
  read: (typed) => (/^[1-9]\d{0,3}$/.test(typed) ? Number(typed) : undefined),
  wrong: 'bad_number',
}

interface ParameterSaid extends Said {
  readonly literal?: Literal
  /** What may be chosen; it is typed where there is nothing to choose from. */
  readonly choices?: Options
  /** What is there under a name, and may be chosen. */
  readonly things?: ThingKind
  /** What no choice means. */
  readonly none?: PanelLabel
}

/** A parameter: written or chosen, read in an answer, or kept as it is worked out. Nothing takes it away. */
export const parameter = (key: string, said: ParameterSaid): Control => {
  const literal = said.literal ?? asTyped
  return {
    draw: (at) => {
      const offered = offeredTo(at, key, said)
      return offered !== undefined ? Chosen(at, { key, said, offered }) : Written(at, { key, said, literal })
    },
    read: (at) => {
      const source = typedAt(at, key)
      if (source === 'garder') return readAs(key, at.node[key] ?? null)
      if (source.startsWith('choix|')) return readAs(key, source.slice('choix|'.length))
      if (source !== '') return readAs(key, readingOf(source) as Json)
      const typed = typedAt(at, `${key}.texte`)
      if (typed === '') return readAs(key, null)
      const value = literal.read(typed)
      return value === undefined
        ? readAs(key, null, [faultAt(at, `${key}.texte`, literal.wrong, said)])
        : readAs(key, value)
    },
  }
}

/** Where it is read, when it is no literal: an answer, or a calculation that is kept. */
function sourceOf(at: Drawing, key: string) {
  const now = at.node[key]
  const read = readIn(now)
  const isKept = Array.isArray(now) && read === undefined
  const t = panelTexts(at.around.locale)
  const kept: readonly SelectOption[] = isKept
    ? [
        {
          value: 'garder',
          label: t.keep_value(describe(now as unknown as Expression, namesIn(at.around), at.around.locale)),
        },
      ]
    : []
  return { source: isKept ? 'garder' : read, kept }
}

/** What may be chosen; undefined where the name is typed: each collectivity that offers a procedure has its own. */
function offeredTo(at: Drawing, key: string, said: ParameterSaid): readonly SelectOption[] | undefined {
  if (said.things === undefined) return said.choices?.(at.around)
  const things = at.around.things[said.things]
  const now = at.node[key]
  const { gone } = thingTexts(at.around.locale)
  return things.isOfEach ? undefined : choiceOf(things, Array.isArray(now) ? '' : asText(now), gone).options
}

interface Choosing {
  readonly key: string
  readonly said: ParameterSaid
  readonly offered: readonly SelectOption[]
}

function Chosen(at: Drawing, { key, said, offered }: Choosing) {
  const { source, kept } = sourceOf(at, key)
  const written = source === undefined ? asText(at.node[key]) : ''
  const isGone = written !== '' && offered.every(({ value }) => value !== written)
  const t = panelTexts(at.around.locale)
  const choice = Select({
    ...inputOf(at, key, source ?? (written === '' ? '' : `choix|${written}`)),
    ...sayingOf(at, said),
    emptyLabel: t[said.none ?? 'choose'],
    options: [
      ...kept,
      ...(isGone ? [{ value: `choix|${written}`, label: written }] : []),
      ...offered.map(({ value, label }) => ({ value: `choix|${value}`, label })),
      ...subjectOptions(at.around),
    ],
  })
  return said.things === undefined ? choice : WithMaking(at, said.things, choice)
}

/** A choice, and where one makes what it lacks. */
function WithMaking({ around }: Drawing, of: ThingKind, choice: VNode): VNode {
  const { makeHref } = around.things[of]
  if (makeHref === undefined || of === 'card') return choice
  return (
    <>
      {choice}
      <p class="meta">
        <a href={makeHref}>{thingTexts(around.locale)[`make_${of}`]}</a>
      </p>
    </>
  )
}

interface Writing {
  readonly key: string
  readonly said: ParameterSaid
  readonly literal: Literal
}

function Written(at: Drawing, { key, said, literal }: Writing) {
  const { source, kept } = sourceOf(at, key)
  const t = panelTexts(at.around.locale)
  return (
    <>
      {TextInput({
        ...inputOf(at, `${key}.texte`, source === undefined ? literal.shown(at.node[key]) : ''),
        ...sayingOf(at, said),
        ...(said.things !== undefined && { hint: thingTexts(at.around.locale).of_each }),
      })}
      {Select({
        ...inputOf(at, key, source ?? ''),
        label: t.or_read(t[said.label]),
        emptyLabel: t.as_written,
        options: [...kept, ...subjectOptions(at.around)],
      })}
      {RuleButton(at, { rule: 'valeur', key, name: t[said.label] })}
    </>
  )
}

/** Names of questions, in a text with commas; what is worked out is kept. */
export const sharedFields = (key: string, said: Said): Control => ({
  draw: (at) => {
    const choices = questions(at.around)
    if (choices.length === 0 || Array.isArray(at.node[key])) return null
    const { id, name, error } = inputOf(at, key, '')
    const { label, hint } = sayingOf(at, said)
    const values = at.typed ? tickedIn(at.typed, name) : namesOf(at.node[key])
    return Checkboxes({ id, name, error, legend: label, ...(hint && { hint }), values, choices })
  },
  read: (at) => {
    const now = at.node[key] ?? null
    if (Array.isArray(now)) return readAs(key, now)
    const offered = new Set(questions(at.around).map(({ value }) => value))
    const ticked = tickedIn(at.body, at.prefix + key).filter((name) => offered.has(name))
    // Names that no question bears stay: the check before publication tells them.
    const names = [...ticked, ...namesOf(now).filter((name) => !offered.has(name))]
    const isSame = names.toSorted().join(',') === namesOf(now).toSorted().join(',')
    return readAs(key, isSame ? now : names.length > 0 ? names.join(', ') : null)
  },
})

const namesOf = (value: Json | undefined): readonly string[] =>
  asText(value)
    .split(/[\s,;]+/)
    .filter((name) => name !== '')

/** Each with its name, as the step keeps them. */
const nodeOf = (parameters: Json | undefined): Node =>
  Object.fromEntries(asList(parameters).map((each) => [asText(asNode(each)['id']), asNode(each)['value'] ?? null]))

/**
 * The parameters of the service that a step names; those that no control of it writes stay. The controls of another service
 * come once it is saved: what the former one alone needed goes then.
 */
export function parametersOf(key: string, panels: Readonly<Record<string, Panel>>, said: Said): Control {
  const panelOf = (service: string): Panel => (Object.hasOwn(panels, service) ? (panels[service] ?? []) : [])
  const inside = <P extends Drawing | Reading>(at: P): P => ({
    ...at,
    node: nodeOf(at.node[key]),
    prefix: `${at.prefix}${key}.`,
  })
  return {
    draw: (at) => {
      const service = asText(at.node['service'])
      const panel = panelOf(service)
      return (
        <>
          <input type="hidden" name={`${at.prefix}${key}.pour`} value={service} />
          {panel.length > 0 &&
            Fieldset({
              id: at.prefix + key,
              legend: sayingOf(at, said).label,
              children: Pieces({ id: at.prefix + key, children: panel.map((control) => control.draw(inside(at))) }),
            })}
        </>
      )
    },
    read: (at) => {
      const shown = typedAt(at, `${key}.pour`)
      const there = inside(at)
      const { values, faults } = readPanel(panelOf(shown), there)
      const service = typedAt(at, 'service')
      const all = { ...there.node, ...values }
      const [former, present] = [wanted(panelOf(shown), at), wanted(panelOf(service), at)]
      const isOf = (name: string) => !former.has(name) || present.has(name)
      const list = Object.entries(all).flatMap(([id, value]) =>
        (Object.hasOwn(values, id) && value === null) || !isOf(id) ? [] : [{ id, value }],
      )
      return readAs(key, list.length > 0 ? list : null, faults)
    },
  }
}

/** The names of the parameters that a panel writes. */
const wanted = (panel: Panel, at: Reading): ReadonlySet<string> =>
  new Set(panel.flatMap((control) => Object.keys(control.read({ ...at, body: {}, node: {} }).values)))
