import type { Panel } from '../panel/panel.ts'
import { recipient } from '../panel/moments.tsx'
import { condition } from '../panel/rules.tsx'
import { oneOf, text, word } from '../panel/simple.tsx'

export const when = condition('when', { label: 'when', isOptional: true })

const body = text('body', { label: 'body', hint: 'body_hint', rows: 8 })

/** Steps that write or show something. */
export const sendPanels = {
  notify: [text('subject', { label: 'subject_line' }), body, when],
  send: [
    oneOf(
      'channel',
      { email: 'channel_email', sms: 'channel_sms', in_app: 'channel_in_app', letter: 'channel_letter' },
      { label: 'channel' },
    ),
    recipient('to', { label: 'to_whom' }),
    text('subject', { label: 'subject_line', isOptional: true }),
    body,
    when,
  ],
  comment: [
    oneOf('to', { agents: 'readers_agents', applicant: 'readers_applicant' }, { label: 'readers' }),
    body,
    when,
  ],
  show_text: [
    oneOf(
      'to',
      { applicant: 'readers_applicant', agents: 'readers_agents', everyone: 'readers_everyone' },
      { label: 'readers' },
    ),
    oneOf(
      'tone',
      { info: 'tone_info', warn: 'tone_warn', success: 'tone_success' },
      { label: 'tone_of_text', none: 'plain' },
    ),
    body,
    when,
  ],
  redirect: [
    oneOf('to', { applicant: 'readers_applicant', agents: 'readers_agents' }, { label: 'readers' }),
    text('label', { label: 'link_label' }),
    word('url', { label: 'url', hint: 'url_hint' }),
    when,
  ],
} satisfies Record<string, Panel>
