import type { AskOutsideStep } from '#counter/workflows'
import { anchor, by, delay } from '../panel/moments.tsx'
import type { Panel } from '../panel/panel.ts'
import { euros, parameter, parametersOf, sharedFields, wholeNumber } from '../panel/parameters.tsx'
import { group, rows } from '../panel/rows.tsx'
import { value } from '../panel/rules.tsx'
import {
  flag,
  functions,
  internals,
  lines,
  many,
  oneOf,
  pick,
  questions,
  statuses,
  text,
  whole,
  word,
} from '../panel/simple.tsx'
import { panelTexts } from '../panel/texts.ts'
import { when } from './send.ts'

const to = pick('to', statuses, { label: 'to' })
const name = /^[a-z][a-z0-9_]{0,59}$/

/** Waits for somebody of the case: agents, or the person. */
export const peoplePanels = {
  action: [
    text('label', { label: 'button' }),
    to,
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
    group(
      'asks',
      [
        oneOf('kind', { reason: 'asks_reason', note: 'asks_note' }, { label: 'asks_kind', none: 'asks_none' }),
        text('label', { label: 'asks_label' }),
        text('hint', { label: 'asks_help', isOptional: true }),
        { ...flag('required', { label: 'required' }), read: readRequired },
      ],
      { label: 'asks', hint: 'asks_hint', presentBy: 'kind' },
    ),
    when,
  ],
  await_applicant: [
    text('invitation', { label: 'invitation', rows: 3 }),
    to,
    oneOf(
      'asks',
      { reply: 'awaited_reply', correction: 'awaited_correction', documents: 'awaited_documents' },
      { label: 'awaited', none: 'awaited_reply' },
    ),
    rows('documents', [text('label', { label: 'document' }), text('hint', { label: 'why_asked', isOptional: true })], {
      label: 'documents',
      row: 'row_document',
      named: 'id',
      isOrdered: true,
      isOptional: true,
    }),
    many('fields', questions, { label: 'correctable', hint: 'all_of_them', isOptional: true }),
  ],
  edit: [
    text('label', { label: 'step_label' }),
    by('by', { label: 'who' }),
    to,
    many('fields', questions, { label: 'editable', hint: 'all_of_them', isOptional: true }),
    when,
  ],
  form: [
    text('label', { label: 'step_label' }),
    text('intro', { label: 'intro', isOptional: true, rows: 3 }),
    by('by', { label: 'who' }),
    rows('fields', [pick('id', internals, { label: 'field' }), flag('optional', { label: 'is_optional' })], {
      label: 'form_fields',
      hint: 'form_fields_hint',
      row: 'row_field',
      isOrdered: true,
    }),
    to,
    when,
  ],
  attach: [
    text('label', { label: 'step_label' }),
    by('by', { label: 'who' }),
    oneOf(
      'readBy',
      { applicant: 'readers_applicant', agents: 'readers_agents' },
      { label: 'readers_of_file', none: 'readers_agents' },
    ),
    to,
    when,
  ],
} satisfies Record<string, Panel>

/** The text of a button is required or not: said either way. */
function readRequired(at: Parameters<Panel[number]['read']>[0]): ReturnType<Panel[number]['read']> {
  const read = flag('required', { label: 'required' }).read(at)
  return { ...read, values: { required: read.values['required'] === true } }
}

const read = sharedFields('fields', { label: 'shared_fields' })
const byLink = [parameter('email', { label: 'expert_email' }), parameter('name', { label: 'expert_name' }), read]

/** What each service needs to ask, as the house that serves it reads it. */
const servicePanels = {
  payment: [
    parameter('amount', { label: 'amount', hint: 'amount_hint', literal: euros }),
    parameter('purpose', { label: 'purpose', isOptional: true }),
    parameter('regie', { label: 'regie', things: 'regie', none: 'any_regie', isOptional: true }),
    parameter('days', { label: 'days', literal: wholeNumber, isOptional: true }),
    parameter('email', { label: 'payer_email', isOptional: true }),
  ],
  appointment: [
    parameter('agenda', { label: 'agenda', things: 'agenda' }),
    parameter('kind', { label: 'kind', things: 'kind', none: 'any_kind', isOptional: true }),
  ],
  signature: [
    parameter('kind', {
      label: 'signature_kind',
      choices: ({ locale }) => [{ value: 'certified', label: panelTexts(locale).signature_certified }],
      none: 'signature_plain',
      isOptional: true,
    }),
  ],
  expert: byLink,
  form: byLink,
  authority: [parameter('url', { label: 'tool_url', hint: 'tool_url_hint' }), read],
} satisfies Record<AskOutsideStep['service'], Panel>

const policy = (key: 'on4xx' | 'on5xx' | 'onTimeout', label: 'on_4xx' | 'on_5xx' | 'on_timeout') =>
  group(
    key,
    [
      pick('to', statuses, { label: 'then_to' }),
      whole('retries', { label: 'retries', isOptional: true }),
      whole('everyMinutes', { label: 'every_minutes', isOptional: true }),
    ],
    { label },
  )

/** Waits for something: time, another program, an answer from outside. */
export const outsidePanels = {
  on_delay: [delay('after', { label: 'delay' }), anchor('from', { label: 'counted_from' }), to, when],
  trigger: [text('label', { label: 'what_is_waited' }), to, when],
  ask_outside: [
    oneOf(
      'service',
      {
        payment: 'service_payment',
        appointment: 'service_appointment',
        signature: 'service_signature',
        expert: 'service_expert',
        authority: 'service_authority',
        form: 'service_form',
      },
      { label: 'service', hint: 'service_hint' },
    ),
    text('label', { label: 'what_is_waited' }),
    text('invitation', { label: 'service_invitation', isOptional: true, rows: 3 }),
    parametersOf('parameters', servicePanels, { label: 'parameters' }),
    pick('into', internals, { label: 'into_answer', none: 'nowhere' }),
    pick('accepted', statuses, { label: 'accepted' }),
    pick('refused', statuses, { label: 'refused' }),
    group('timedOut', [delay('after', { label: 'delay' }), pick('to', statuses, { label: 'then_to' })], {
      label: 'timed_out',
    }),
  ],
  call: [
    text('label', { label: 'call_label' }),
    pick('method', () => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((value) => ({ value, label: value })), {
      label: 'method',
    }),
    word('url', { label: 'url', hint: 'url_hint' }),
    rows('body', [word('id', { label: 'parameter', pattern: name }), value('value', { label: 'value' })], {
      label: 'sent',
      row: 'row_value',
      isOptional: true,
    }),
    rows('into', [pick('field', internals, { label: 'field' }), word('path', { label: 'path', hint: 'path_hint' })], {
      label: 'kept',
      row: 'row_field',
      isOptional: true,
    }),
    whole('timeoutSeconds', { label: 'timeout', isOptional: true }),
    pick('to', statuses, { label: 'when_done' }),
    policy('on4xx', 'on_4xx'),
    policy('on5xx', 'on_5xx'),
    policy('onTimeout', 'on_timeout'),
  ],
} satisfies Record<string, Panel>
