import type { Panel } from '../panel/panel.ts'
import { flag, functions, many, oneOf, text } from '../panel/simple.tsx'

/** What a status says, to agents and to the person, and who reads it. */
export const statusPanel: Panel = [
  text('label', { label: 'status_label' }),
  text('publicLabel', { label: 'public_label' }),
  oneOf(
    'phase',
    {
      received: 'phase_received',
      examined: 'phase_examined',
      waiting_applicant: 'phase_waiting_applicant',
      decided: 'phase_decided',
    },
    { label: 'phase' },
  ),
  oneOf(
    'outcome',
    { accepted: 'outcome_accepted', refused: 'outcome_refused', closed: 'outcome_closed' },
    { label: 'outcome', none: 'outcome_none' },
  ),
  many('visibleTo', functions, { label: 'visible_to', hint: 'all_of_them', isOptional: true }),
  flag('hiddenFromApplicant', { label: 'hidden_from_person' }),
]
