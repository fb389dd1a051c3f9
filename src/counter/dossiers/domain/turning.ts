import { normalise } from '#kernel/normalise'
import { type Answers, type Definition, type Field, isAnswerTo, sourceOf } from '#counter/procedures'
import type { AnswerSheet, SheetAnswer } from '../schema.ts'

/** How the answers to one form become answers to another: which question takes which, and what finds no place. */

/** By question of the other form, the question whose answer it takes; none of those that are left blank. */
export type AnswerMapping = { readonly [toField: string]: string }

export const fieldsOf = ({ form }: Definition): readonly Field[] => form.pages.flatMap(({ fields }) => fields)

/** Nobody gives these for somebody else, or nothing is asked: a signature, a time, what is worked out. */
const isNeverTaken = ({ type }: Field): boolean => ['signature', 'information', 'computed', 'slot'].includes(type)

const texts = ['text', 'long_text']
/** What reads as a line of text as well. */
const readAsText = [...texts, 'email', 'phone', 'choice', 'number', 'date', 'time', 'siret', 'rna', 'iban', 'card']

const listOf = (field: Field): string | undefined => {
  const source = sourceOf(field)
  return source && JSON.stringify(source)
}

/** Whether a question may take the answer of another one: of the same type, or as a text. */
export function mayTake(to: Field, from: Field): boolean {
  if (isNeverTaken(to) || isNeverTaken(from)) return false
  if (texts.includes(to.type)) return readAsText.includes(from.type)
  return to.type === from.type && listOf(to) === listOf(from)
}

const own = <T>(values: { readonly [id: string]: T }, id: string): T | undefined =>
  Object.hasOwn(values, id) ? values[id] : undefined

const optionsOf = (field: Field): readonly { readonly value: string; readonly label: { readonly fr: string } }[] =>
  (field.type === 'choice' || field.type === 'choices') && field.options ? field.options : []

/** A choice is taken when the other question offers it; one of a list was chosen in the same list. */
function isOffered(to: Field, value: Answers[string]): boolean {
  const options = optionsOf(to)
  if (options.length === 0) return true
  const chosen = Array.isArray(value) ? value : [value]
  return chosen.every((each) => options.some((option) => option.value === each))
}

/** What was chosen in words, for a question that asks for text. */
const inWords = (from: Field, { value, labels = {} }: SheetAnswer): string => {
  const chosen = typeof value === 'string' ? value : ''
  const label = optionsOf(from).find((option) => option.value === chosen)?.label ?? own(labels, chosen)
  return label?.fr ?? (typeof value === 'number' ? String(value) : chosen)
}

/** The answer of one question as another one takes it; undefined when it cannot be that. */
export function taken(to: Field, from: Field, answer: SheetAnswer): SheetAnswer | undefined {
  if (!mayTake(to, from)) return undefined
  if (texts.includes(to.type) && !texts.includes(from.type)) return { ...answer, value: inWords(from, answer) }
  return isAnswerTo(to, answer.value) && isOffered(to, answer.value) ? answer : undefined
}

const sameWords = (one: Field, other: Field): boolean => normalise(one.label.fr) === normalise(other.label.fr)

/**
 * What each question of the other form would take, as far as one can tell: who asks and how to reach her; the same name, then
 * the same words, when it may take the answer; then the only question of its kind on both sides. Each answer is taken once.
 */
export function proposedMapping(from: Definition, to: Definition, answered: ReadonlySet<string>): AnswerMapping {
  const sources = fieldsOf(from).filter(({ id }) => answered.has(id))
  const mapping = new Map<string, string>()
  const used = new Set<string>()
  const take = (target: Field, source: Field | undefined): void => {
    if (!source || mapping.has(target.id) || used.has(source.id) || !mayTake(target, source)) return
    mapping.set(target.id, source.id)
    used.add(source.id)
  }
  const targets = fieldsOf(to)
  const sourceNamed = (id: string | undefined): Field | undefined => sources.find((field) => field.id === id)
  for (const part of ['identity', 'email', 'phone'] as const) {
    const target = targets.find(({ id }) => id === to.applicant[part])
    if (target) take(target, sourceNamed(from.applicant[part]))
  }
  const isSameType = (target: Field) => (source: Field) => source.type === target.type
  for (const target of targets)
    take(
      target,
      sources.filter(isSameType(target)).find(({ id }) => id === target.id),
    )
  for (const target of targets)
    take(
      target,
      sources.filter(isSameType(target)).find((each) => sameWords(each, target)),
    )
  for (const target of targets) {
    const like = sources.filter((each) => each.type === target.type && !used.has(each.id))
    const isAlone = targets.filter((each) => each.type === target.type && !mapping.has(each.id)).length === 1
    if (isAlone && like.length === 1) take(target, like[0])
  }
  return Object.fromEntries(mapping)
}

export interface Turned {
  /** The answers of the other form, each with where it came from. */
  readonly sheet: AnswerSheet
  /** Questions of the first form whose answer finds no place: kept with the first form. */
  readonly left: readonly string[]
  /** Questions of the other form that ask for an answer and have none. */
  readonly missing: readonly string[]
}

/** The answers under the other form. Nothing is lost: each one is taken, or left with the form that asked it. */
export function turnedAnswers(
  { from, to, sheet }: { readonly from: Definition; readonly to: Definition; readonly sheet: AnswerSheet },
  mapping: AnswerMapping,
): Turned {
  const sources = new Map(fieldsOf(from).map((field) => [field.id, field]))
  const used = new Set<string>()
  const answers = fieldsOf(to).flatMap((target): [string, SheetAnswer][] => {
    const sourceId = own(mapping, target.id)
    const source = sourceId === undefined ? undefined : sources.get(sourceId)
    const answer = source && own(sheet, source.id)
    const given = answer && taken(target, source, answer)
    if (!given || !source) return []
    used.add(source.id)
    return [[target.id, given]]
  })
  const turned = new Map(answers)
  return {
    sheet: Object.fromEntries(answers),
    left: Object.keys(sheet).filter((id) => !used.has(id)),
    missing: fieldsOf(to).flatMap((field) => (asksFor(field) && !turned.has(field.id) ? [field.id] : [])),
  }
}

/** Asked of everybody: what is asked under a condition is for its circuit to see. */
const asksFor = (field: Field): boolean =>
  !isNeverTaken(field) && field.condition === undefined && !('optional' in field && field.optional === true)
