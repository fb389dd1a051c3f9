import { delay } from '../panel/moments.tsx'
import type { Control, Panel } from '../panel/panel.ts'
import { group, rows } from '../panel/rows.tsx'
import { flag, functions, initialValue, lines, many, oneOf, pick, statuses, text, whole } from '../panel/simple.tsx'
import { when } from './send.ts'

/** What a circuit declares besides its statuses. */

export const circuitPanel: Panel = [
  text('title', { label: 'title' }),
  text('summary', { label: 'summary', rows: 2 }),
  pick('initial', statuses, { label: 'initial' }),
]

export const functionPanel: Panel = [
  text('label', { label: 'function_name' }),
  oneOf('role', { agent: 'role_agent', supervisor: 'role_supervisor' }, { label: 'function_role' }),
]

export const optionPanel: Panel = [
  text('label', { label: 'option_label' }),
  oneOf(
    'type',
    { text: 'type_text', number: 'type_number', amount: 'type_amount', boolean: 'type_boolean', date: 'type_date' },
    { label: 'option_type' },
  ),
  initialValue('default', { label: 'option_default' }),
]

export const internalPanel: Panel = [
  text('label', { label: 'field_label' }),
  oneOf(
    'type',
    {
      text: 'type_text',
      long_text: 'type_long_text',
      number: 'type_number',
      amount: 'type_amount',
      boolean: 'type_boolean',
      date: 'type_date',
      choice: 'type_choice',
      list: 'type_list',
    },
    { label: 'field_type' },
  ),
  rows('options', [text('label', { label: 'answer' })], {
    label: 'field_options',
    row: 'row_choice',
    named: 'value',
    isOrdered: true,
    isOptional: true,
  }),
  flag('shared', { label: 'shared' }),
]

const hand: Panel = [
  many('by', functions, { label: 'who' }),
  oneOf(
    'tone',
    {
      forward: 'tone_forward',
      accept: 'tone_accept',
      refuse: 'tone_refuse',
      request: 'tone_request',
      return: 'tone_return',
    },
    { label: 'tone' },
  ),
  lines('consequences', { label: 'consequences', hint: 'consequences_hint' }),
]
const late: Panel = [
  delay('after', { label: 'delay' }),
  oneOf('from', { submitted: 'anchor_submitted', deadline: 'anchor_deadline' }, { label: 'counted_from' }),
]

const kind = oneOf('kind', { hand: 'on_hand', delay: 'on_delay', call: 'on_call' }, { label: 'action_on' })
const byHand = group('main', hand, { label: 'only_if_hand' })
const afterDelay = group('delai', late, { label: 'only_if_delay' })

/** What sets a global action off: only what its kind needs is read. */
const trigger: Control = {
  draw: (at) => {
    const node = at.node['on'] as typeof at.node
    const inside = { ...at, prefix: `${at.prefix}on.`, node: { ...node, main: node, delai: node } }
    return (
      <>
        {kind.draw(inside)}
        {byHand.draw(inside)}
        {afterDelay.draw(inside)}
      </>
    )
  },
  english: (at) => {
    const node = at.node['on'] as typeof at.node
    return byHand.english?.({ ...at, prefix: `${at.prefix}on.`, node: { ...node, main: node } }) ?? null
  },
  read: (at) => {
    const inside = { ...at, prefix: `${at.prefix}on.` }
    const chosen = kind.read(inside)
    const more = chosen.values['kind'] === 'hand' ? byHand : chosen.values['kind'] === 'delay' ? afterDelay : undefined
    const read = more?.read(inside)
    const values = Object.values(read?.values ?? {})[0] ?? {}
    return {
      values: { on: { kind: chosen.values['kind'] ?? 'call', ...(values as object) } },
      faults: [...chosen.faults, ...(read?.faults ?? [])],
    }
  },
}

export const actionPanel: Panel = [
  text('label', { label: 'action_label' }),
  trigger,
  many('from', statuses, { label: 'action_from', hint: 'action_from_hint', isOptional: true }),
  pick('to', statuses, { label: 'action_to', none: 'stays' }),
  when,
]

const kept = (key: 'accepted' | 'refused' | 'closed', label: 'keep_accepted' | 'keep_refused' | 'keep_closed') =>
  group(
    key,
    [
      whole('months', { label: 'months' }),
      oneOf('end', { anonymise: 'end_anonymise', remove: 'end_remove' }, { label: 'after_that' }),
    ],
    { label, presentBy: 'months' },
  )

/** How long a case is kept, by outcome. */
export const retentionPanel: Panel = [
  kept('accepted', 'keep_accepted'),
  kept('refused', 'keep_refused'),
  kept('closed', 'keep_closed'),
]
