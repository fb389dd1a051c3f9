import type { Value } from '#kernel/expression'
import type { Answers, Definition, Field } from '#counter/procedures'
import type { NamedValues } from '#counter/workflows'

/** What a request that a circuit files answers, from the answers of the request that files it. */

/** An answer that holds more than one value: no rule of a circuit can give it, it goes over as it is. */
const isWhole = ({ type }: Field): boolean =>
  ['address', 'identity', 'date_range', 'map', 'file', 'repeated'].includes(type)

/** Never given by somebody else: who signs, signs there. */
const isNeverMapped = ({ type }: Field): boolean => ['signature', 'information', 'computed', 'slot'].includes(type)

const own = <T>(values: { readonly [id: string]: T }, id: string): T | undefined =>
  Object.hasOwn(values, id) ? values[id] : undefined

const fieldsOf = ({ form }: Definition): readonly Field[] => form.pages.flatMap(({ fields }) => fields)

/** What a rule gave, as the type of the field wants it; undefined when it cannot be that. */
function fitted({ type }: Field, value: Value): Answers[string] | undefined {
  if (type === 'number' || type === 'amount') return typeof value === 'number' ? value : undefined
  if (type === 'yes_no') return typeof value === 'boolean' ? value : undefined
  if (type === 'choices') return Array.isArray(value) ? value : typeof value === 'string' ? [value] : undefined
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

export interface Mapping {
  readonly from: Definition
  readonly answers: Answers
  readonly to: Definition
  /** By field of the other form, what the step of the circuit worked out. */
  readonly values: NamedValues
}

/**
 * The answers of the other form: what the step gives; who asks and her address, which every form has; and what no rule can
 * give (an address, files, rows) when both forms ask it under one name and one type.
 */
export function mappedAnswers({ from, answers, to, values }: Mapping): Answers {
  const asked = new Map(fieldsOf(from).map((field) => [field.id, field]))
  const applicant: Record<string, string> = {
    [to.applicant.identity]: from.applicant.identity,
    [to.applicant.email]: from.applicant.email,
    ...(to.applicant.phone !== undefined && from.applicant.phone !== undefined
      ? { [to.applicant.phone]: from.applicant.phone }
      : {}),
  }
  const answerOf = (field: Field): Answers[string] | undefined => {
    if (isNeverMapped(field)) return undefined
    const given = own(values, field.id)
    const fit = given === undefined || given === null ? undefined : fitted(field, given)
    if (fit !== undefined && !isWhole(field)) return fit
    const source = own(applicant, field.id) ?? (isWhole(field) ? field.id : undefined)
    if (source === undefined || asked.get(source)?.type !== field.type) return undefined
    return own(answers, source)
  }
  return Object.fromEntries(
    fieldsOf(to).flatMap((field) => {
      const answer = answerOf(field)
      return answer === undefined ? [] : [[field.id, answer] as const]
    }),
  )
}

/** The same answers, with each file under the name it has in the other request. */
export function renamed<T>(answer: T, names: ReadonlyMap<string, string>): T {
  if (typeof answer === 'string') return (names.get(answer) ?? answer) as T
  if (typeof answer !== 'object' || answer === null) return answer
  if (Array.isArray(answer)) return answer.map((item: unknown) => renamed(item, names)) as T
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, renamed(value as unknown, names)])) as T
}
