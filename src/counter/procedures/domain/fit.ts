import type { Field, InnerRepeatedField } from '../schema/index.ts'

type AnyField = Field | InnerRepeatedField
type Type = AnyField['type']

/** Of the answers given to a question as it was asked, those that are good ones as it is asked now. */
export type Fit = 'all' | 'some' | 'none'

/** Answers that are kept as texts of a known form, and read as any text. */
const textual: ReadonlySet<Type> = new Set([
  'email',
  'phone',
  'siret',
  'rna',
  'iban',
  'time',
  'date',
  'text',
  'long_text',
])
const free: ReadonlySet<Type> = new Set(['text', 'long_text'])

/** Whether answers to a question remain answers to it, once its type or its limits have changed. */
export function fitOf(before: AnyField, after: AnyField): Fit {
  if (before.type === after.type) return isNarrower(before, after) ? 'some' : 'all'
  const [from, to] = [typeOf(before), typeOf(after)]
  if (from === to) return 'all'
  // A text may be cut where the new question is shorter.
  if (textual.has(from) && free.has(to)) return from === 'long_text' || isNarrower(before, after) ? 'some' : 'all'
  return free.has(from) && textual.has(to) ? 'some' : 'none'
}

/** What is worked out is kept as an answer of the type that it gives. */
const typeOf = (field: AnyField): Type => (field.type === 'computed' ? field.gives : field.type)

type Limits = Readonly<Record<string, unknown>>

const lower = ['minimum', 'minRows', 'earliest'] as const
const upper = ['maximum', 'maxLength', 'maxRows', 'maxFiles', 'maxChoices', 'latest', 'decimals'] as const
/** Another of these may refuse what the one before took. */
const whole = ['pattern', 'notBefore', 'list', 'agenda', 'shape', 'mode', 'gives', 'withinCollectivity'] as const

/** Whether a limit was added, or drawn closer. */
function isNarrower(before: AnyField, after: AnyField): boolean {
  const [old, now] = [before as object as Limits, after as object as Limits]
  const bound = (limits: Limits, name: string, none: number): number =>
    typeof limits[name] === 'number' ? limits[name] : none
  return (
    lower.some((name) => bound(now, name, -Infinity) > bound(old, name, -Infinity)) ||
    upper.some((name) => bound(now, name, Infinity) < bound(old, name, Infinity)) ||
    whole.some((name) => now[name] !== undefined && now[name] !== old[name]) ||
    losesChoices(before, after) ||
    losesKinds(before, after)
  )
}

/** An option that is no longer there, or another list. */
function losesChoices(before: AnyField, after: AnyField): boolean {
  if (before.type !== 'choice' && before.type !== 'choices') return false
  if (after.type !== 'choice' && after.type !== 'choices') return false
  if (before.source?.list !== after.source?.list) return true
  const values = new Set((after.options ?? []).map(({ value }) => value))
  return (before.options ?? []).some(({ value }) => !values.has(value))
}

/** Kinds of files that are taken no longer. */
function losesKinds(before: AnyField, after: AnyField): boolean {
  if (before.type !== 'file' || after.type !== 'file' || after.accept === undefined) return false
  const kinds = new Set<string>(after.accept)
  return before.accept === undefined || before.accept.some((kind) => !kinds.has(kind))
}
