import type { Expression } from '#kernel/expression'
import type { Field, SimpleField } from '#counter/procedures'

type Choosing = Extract<Field, { type: 'choice' | 'choices' | 'yes_no' }>

/** What a field waits for: an answer of another field, as its box on the page. */
interface Trigger {
  readonly field: string
  readonly box: string
}

/**
 * Reads the conditions that a page can show by itself, without script: "this answer is chosen above". Any other
 * condition is left to the server.
 */
function triggerOf(condition: Expression | undefined, above: readonly Field[]): Trigger | undefined {
  if (!Array.isArray(condition)) return undefined
  const [name, read, value] = condition as readonly Expression[]
  if ((name !== 'equals' && name !== 'contains') || !Array.isArray(read) || read[0] !== 'answer') return undefined
  const field = above.find(({ id }) => id === read[1])
  if (!field || !isChoosing(field)) return undefined
  const box = boxOf(field, name, value)
  return box === undefined ? undefined : { field: field.id, box }
}

const isChoosing = (field: Field): field is Choosing =>
  field.type === 'yes_no' || field.type === 'choices' || (field.type === 'choice' && field.appearance !== 'list')

function boxOf(field: Choosing, name: string, value: Expression | undefined): string | undefined {
  if ((field.type === 'choices') !== (name === 'contains')) return undefined
  if (field.type === 'yes_no') {
    const text = String(value).toLowerCase()
    return text === 'true' ? 'yes' : text === 'false' ? 'no' : undefined
  }
  return (field.options ?? []).some((option) => option.value === value) ? String(value) : undefined
}

export interface Laid<F extends Field = Field> {
  readonly field: F
  /** The fields that each of its boxes calls for. */
  readonly reveals: ReadonlyMap<string, readonly Laid<F>[]>
}

interface Building<F extends Field> {
  readonly field: F
  readonly reveals: Map<string, Building<F>[]>
}

/**
 * The fields of a page as they are shown: those that a choice calls for stand under it, where the styles show them once
 * it is made; the others stand when `isShown` says so.
 */
export function layFields<F extends Field>(fields: readonly F[], isShown: (field: F) => boolean): readonly Laid<F>[] {
  const top: Building<F>[] = []
  const laid = new Map<string, Building<F>>()
  for (const [index, field] of fields.entries()) {
    const trigger = triggerOf(field.condition, fields.slice(0, index))
    const parent = trigger && laid.get(trigger.field)
    const building = { field, reveals: new Map<string, Building<F>[]>() }
    if (trigger && parent) parent.reveals.set(trigger.box, [...(parent.reveals.get(trigger.box) ?? []), building])
    else if (isShown(field)) top.push(building)
    else continue
    laid.set(field.id, building)
  }
  return top
}

const answersRead = (condition: Expression | undefined): readonly string[] => {
  if (!Array.isArray(condition)) return []
  const [name, ...operands] = condition as readonly [string, ...Expression[]]
  if (name === 'answer') return typeof operands[0] === 'string' ? [operands[0]] : []
  return operands.flatMap(answersRead)
}

/** Fields of the page whose change may show or hide others in a way that only the server can tell. */
export function watchedFields(fields: readonly Field[]): readonly string[] {
  const ids = new Set(fields.map(({ id }) => id))
  const conditioned = fields.filter(
    (field, index) => field.condition !== undefined && !triggerOf(field.condition, fields.slice(0, index)),
  )
  const options = fields.flatMap((field) =>
    field.type === 'choice' || field.type === 'choices' ? (field.options ?? []).map((option) => option.condition) : [],
  )
  const read = [...conditioned.map(({ condition }) => condition), ...options].flatMap(answersRead)
  return [...new Set(read)].filter((id) => ids.has(id))
}

/** Whether a simple field and what it reveals hold a file anywhere. */
export const hasFile = (fields: readonly (Field | SimpleField)[]): boolean =>
  fields.some((field) => field.type === 'file' || (field.type === 'repeated' && hasFile(field.fields)))
