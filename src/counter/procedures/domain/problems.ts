export const problemCodes = [
  'not_json',
  'wrong_type',
  'missing_property',
  'unknown_property',
  'unknown_field_type',
  'wrong_format',
  'not_allowed',
  'too_short',
  'too_long',
  'too_few',
  'too_many',
  'too_small',
  'too_large',
  'duplicate_id',
  'condition_not_understood',
  'condition_later_field',
  'condition_wrong_type',
  'condition_unknown_field',
  'condition_unknown_source',
  'condition_unknown_choice',
  'cycle',
  'unreachable_page',
  'page_may_be_unreachable',
  'never_asked',
  'may_never_be_asked',
  'check_never_holds',
  'check_may_never_hold',
  'nobody_may_file',
  'options_or_source',
  'unknown_block',
  'unknown_applicant_field',
  'applicant_may_be_hidden',
  'unknown_subject_field',
  'unknown_not_before',
  'unknown_workflow',
  'bad_pattern',
  'slow_pattern',
  'pattern_without_message',
  'minimum_above_maximum',
  'capitals',
  'vague_link',
  'empty_text',
  'repeated_label',
  'image_without_text',
  'own_colours',
  'heading_order',
  'hard_to_read',
  'missing_english',
] as const

export type ProblemCode = (typeof problemCodes)[number]

/** One step of the way to a fault: `{ part: 'page', name: 'place' }`. */
export interface Place {
  readonly part: 'page' | 'field' | 'row_field' | 'option' | 'rule' | 'property'
  readonly name: string
}

/** One fault of a definition, located in the author's words. `detail` is a name or a bound, never a sentence. */
export interface Problem {
  readonly where: readonly Place[]
  readonly code: ProblemCode
  readonly detail?: string
}

export const at = (part: Place['part'], name: string): Place => ({ part, name })

/** What does not stop a publication, once its author has said that she has seen it. */
const warnings: ReadonlySet<ProblemCode> = new Set([
  'page_may_be_unreachable',
  'may_never_be_asked',
  'check_may_never_hold',
  'repeated_label',
  'own_colours',
  'heading_order',
  'hard_to_read',
  'missing_english',
])

/** Errors block the publication; warnings are signed off. */
export const severityOf = ({ code }: Problem): 'error' | 'warning' => (warnings.has(code) ? 'warning' : 'error')
