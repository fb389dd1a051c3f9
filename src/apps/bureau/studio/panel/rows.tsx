import type { VNode } from 'preact'
import type { Json, Node } from '#counter/studio'
import { Checkbox, Fieldset, Icon } from '#platform/html'
import { typedIn } from '../../../connect/accounts/typed.ts'
import {
  asList,
  asNode,
  asText,
  type Control,
  type Drawing,
  faultAt,
  type Panel,
  readAs,
  type Reading,
  readPanel,
  type Said,
  sayingOf,
  withoutNulls,
} from './panel.ts'
import { Pieces } from './pieces.tsx'
import { panelTexts } from './texts.ts'

interface RowsSaid extends Said {
  /** One line: "Condition 2". */
  readonly row: 'row_rule' | 'row_document' | 'row_value' | 'row_field' | 'row_choice'
  /** What names a line; made from its text when it is new. */
  readonly named?: 'id' | 'value'
  /** What order they come in matters. */
  readonly isOrdered?: true
}

/** Whether somebody wrote anything in a line. */
const isWritten = (body: Reading['body'], prefix: string): boolean =>
  Object.keys(body).some(
    (name) => name.startsWith(prefix) && !name.endsWith('.rien') && typedIn(body, name).trim() !== '',
  )

/** Several pieces of a kind: those that are there, and an empty one to add. */
export function rows(key: string, panel: Panel, said: RowsSaid): Control {
  const children = (at: Drawing, index: number, node: Node): Drawing => ({
    ...at,
    node,
    prefix: `${at.prefix}${key}.${index}.`,
  })
  const shown = (at: Drawing): readonly Node[] => padded(at, key, at.typed)
  return {
    draw: (at) =>
      DrawnRows(at, {
        key,
        said,
        list: shown(at),
        line: (index, node) => panel.map((control) => control.draw(children(at, index, node))),
      }),
    english: (at) => (
      <>
        {shown(at).map((node, index) => panel.map((control) => control.english?.(children(at, index, node)) ?? null))}
      </>
    ),
    read: (at) => {
      const read = padded(at, key, at.body).flatMap((node, index) =>
        readRow(at, { node, prefix: `${at.prefix}${key}.${index}.` }),
      )
      const faults = read.flatMap((each) => each.faults)
      const list = moved(
        at,
        key,
        read.map(({ values }) => withoutNulls(values)),
      )
      if (list.length > 0) return readAs(key, list, faults)
      return readAs(key, said.isOptional ? null : [], said.isOptional ? [] : [faultAt(at, key, 'empty_list', said)])
    },
  }

  function readRow(at: Reading, { node, prefix }: { readonly node: Node; readonly prefix: string }) {
    if (typedIn(at.body, `${prefix}retirer`) === 'oui' || !isWritten(at.body, prefix)) return []
    const typed = readPanel(panel, { ...at, node, prefix })
    // What no control writes stays as it is.
    const read = { ...typed, values: { ...node, ...typed.values } }
    if (said.named === undefined) return [read]
    const label = asText(asNode(read.values['label'])['fr'])
    const name: Json = node[said.named] ?? nameFrom(label)
    return [{ ...read, values: { [said.named]: name, ...read.values } }]
  }
}

/** The lines that are there, those that were sent besides, and at least an empty one. */
function padded(at: Pick<Reading, 'node' | 'prefix'>, key: string, body: Reading['body'] | undefined): readonly Node[] {
  const before = asList(at.node[key]).map(asNode)
  const start = `${at.prefix}${key}.`
  const sent = Object.keys(body ?? {}).flatMap((name) => {
    const rank = name.startsWith(start) ? Number.parseInt(name.slice(start.length), 10) : NaN
    return Number.isNaN(rank) ? [] : [rank + 1]
  })
  const count = Math.min(before.length + most, Math.max(before.length + 1, ...sent))
  return Array.from({ length: count }, (_, index) => before[index] ?? {})
}

/** More new lines than one page holds are not read. */
const most = 50

interface Drawn {
  readonly key: string
  readonly said: RowsSaid
  readonly list: readonly Node[]
  /** The inputs of one line. */
  readonly line: (index: number, node: Node) => readonly (VNode | null)[]
}

function DrawnRows(at: Drawing, { key, said, list, line }: Drawn): VNode {
  const t = panelTexts(at.around.locale)
  const { label, hint } = sayingOf(at, said)
  return Fieldset({
    id: at.prefix + key,
    legend: label,
    ...(hint && { hint }),
    error: at.errors.find(({ fieldId }) => fieldId === at.prefix + key)?.message,
    children: Pieces({
      id: at.prefix + key,
      children: list.map((node, index) => {
        const isNew = index === list.length - 1
        const name = isNew ? t.one_more(t[said.row]) : `${t[said.row]} ${index + 1}`
        return (
          <fieldset class="piece">
            <legend>{name}</legend>
            {line(index, node)}
            {!isNew && LineButtons(at, { key, index, name, isOrdered: said.isOrdered === true })}
          </fieldset>
        )
      }),
    }),
  })
}

/** "Justificatif de domicile" → "justificatif_de_domicile" */
export const nameFrom = (label: string): string =>
  label
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 50) || 'autre'

/** The list after the button of a line: `…:monter:rules:1`. */
function moved(at: Reading, key: string, list: readonly Node[]): readonly Node[] {
  const [, way, target, rank] = typedIn(at.body, 'geste').split(':')
  const index = Number(rank)
  if (target !== at.prefix + key || (way !== 'monter' && way !== 'descendre')) return list
  const other = way === 'monter' ? index - 1 : index + 1
  const [one, two] = [list[index], list[other]]
  if (!one || !two) return list
  return list.with(index, two).with(other, one)
}

interface Line {
  readonly key: string
  readonly index: number
  readonly name: string
  readonly isOrdered: boolean
}

function LineButtons(at: Drawing, { key, index, name, isOrdered }: Line): VNode {
  const t = panelTexts(at.around.locale)
  const prefix = `${at.prefix}${key}.${index}.`
  const button = (way: 'monter' | 'descendre', icon: 'move-up' | 'move-down', label: string) => (
    <button class="btn quiet small" type="submit" name="geste" value={`${at.act}:${way}:${at.prefix}${key}:${index}`}>
      {Icon({ name: icon, size: 'small' })}
      {label}
      <span class="vh"> {name}</span>
    </button>
  )
  return (
    <div class="row">
      {Checkbox({ id: `${prefix}retirer`, name: `${prefix}retirer`, label: t.remove_row(name), value: 'oui' })}
      {isOrdered && index > 0 && button('monter', 'move-up', t.up)}
      {isOrdered && button('descendre', 'move-down', t.down)}
    </div>
  )
}

interface GroupSaid extends Said {
  /** It is there when this of its properties is filled. */
  readonly presentBy?: string
}

/** A piece inside another. */
export function group(key: string, panel: Panel, said: GroupSaid): Control {
  const inside = <P extends Drawing | Reading>(at: P): P => ({
    ...at,
    node: asNode(at.node[key]),
    prefix: `${at.prefix}${key}.`,
  })
  return {
    draw: (at) => {
      const { label, hint } = sayingOf(at, said)
      return Fieldset({
        id: at.prefix + key,
        legend: label,
        ...(hint && { hint }),
        children: Pieces({ id: at.prefix + key, children: panel.map((control) => control.draw(inside(at))) }),
      })
    },
    english: (at) => <>{panel.map((control) => control.english?.(inside(at)) ?? null)}</>,
    read: (at) => {
      const there = inside(at)
      if (said.presentBy !== undefined && typedIn(at.body, there.prefix + said.presentBy).trim() === '') {
        return readAs(key, null)
      }
      const { values, faults } = readPanel(panel, there)
      return readAs(key, withoutNulls({ ...there.node, ...values }), faults)
    },
  }
}
