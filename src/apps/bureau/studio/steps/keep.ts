import type { Panel } from '../panel/panel.ts'
import { rows } from '../panel/rows.tsx'
import { condition, value } from '../panel/rules.tsx'
import { functions, internals, marks, oneOf, pick, statuses, text, thing, word } from '../panel/simple.tsx'
import { when } from './send.ts'

const name = /^[a-z][a-z0-9_]{0,59}$/
const slug = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Steps that give the case to somebody, or lead it elsewhere at once. */
export const givePanels = {
  assign: [pick('function', functions, { label: 'function' }), when],
  dispatch: [
    rows('rules', [condition('when', { label: 'when' }), pick('function', functions, { label: 'function' })], {
      label: 'rules',
      row: 'row_rule',
      isOrdered: true,
    }),
    pick('otherwise', functions, { label: 'otherwise_function', none: 'nobody' }),
  ],
  clock: [oneOf('command', { pause: 'clock_pause', resume: 'clock_resume' }, { label: 'clock' }), when],
  mark: [word('id', { label: 'mark_name', hint: 'mark_hint', pattern: name }), when],
  jump: [pick('to', statuses, { label: 'to' }), when],
  return: [pick('mark', marks, { label: 'mark' }), pick('otherwise', statuses, { label: 'otherwise_status' }), when],
  anonymise: [when],
  remove: [when],
} satisfies Record<string, Panel>

/** Steps that keep something: fields, records, cases, documents. */
export const keepPanels = {
  set: [
    rows('fields', [pick('id', internals, { label: 'field' }), value('value', { label: 'value' })], {
      label: 'set_fields',
      hint: 'form_fields_hint',
      row: 'row_value',
    }),
    when,
  ],
  card: [
    thing('list', 'card', { label: 'list_name', pattern: slug }),
    value('record', { label: 'record', hint: 'record_hint', isOptional: true }),
    rows('values', [word('id', { label: 'column', pattern: name }), value('value', { label: 'value' })], {
      label: 'columns',
      row: 'row_value',
    }),
    pick('into', internals, { label: 'into_record', none: 'nowhere' }),
    when,
  ],
  create_case: [
    pick('procedure', ({ procedures }) => procedures, { label: 'procedure' }),
    word('collectivity', { label: 'elsewhere', hint: 'elsewhere_hint', isOptional: true }),
    rows('answers', [word('id', { label: 'answer_name', pattern: name }), value('value', { label: 'value' })], {
      label: 'answers',
      row: 'row_value',
    }),
    pick('into', internals, { label: 'into_number', none: 'nowhere' }),
    when,
  ],
  generate_document: [
    thing('template', 'letter', { label: 'template', pattern: slug }),
    text('name', { label: 'document_name' }),
    oneOf('readBy', { applicant: 'readers_applicant', agents: 'readers_agents' }, { label: 'readers' }),
    when,
  ],
} satisfies Record<string, Panel>
