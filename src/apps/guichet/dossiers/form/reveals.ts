import type { Expression } from '#kernel/expression'
import { askedIn, type Field, type LivePage, type Page, type SimpleField } from '#counter/procedures'

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
  if (name === 'answer') return typeof operands[0] === 'string' ? [askedIn(operands[0])] : []
  const rows = name === 'rows' && typeof operands[0] === 'string' ? [operands[0]] : []
  return [...rows, ...operands.flatMap(answersRead)]
}

/** The rules that a page's fields live by, but for those that its styles or a script follow. */
function rulesLeft(fields: readonly Field[], followed: ReadonlySet<string>): readonly (Expression | undefined)[] {
  return fields.flatMap((field, index) => {
    const options = field.type === 'choice' || field.type === 'choices' ? (field.options ?? []) : []
    const asked = field.type === 'information' || field.type === 'computed' ? undefined : field.requiredWhen
    const own = [field.condition, asked, field.type === 'computed' ? field.value : undefined]
    const isStyled = triggerOf(field.condition, fields.slice(0, index)) !== undefined
    const left = followed.has(field.id) ? [] : isStyled ? own.slice(1) : own
    return [...left, ...options.map(({ condition }) => condition)]
  })
}

/** The blocks of which a change in a row may change what the row asks: only the server can tell, unless it is followed. */
const blocksLeft = (fields: readonly Field[], followed: ReadonlySet<string>): readonly string[] =>
  fields.flatMap((field) => {
    if (field.type !== 'repeated' || followed.has(field.id)) return []
    return rulesLeft(allIn(field.fields as readonly Field[]), new Set()).some((rule) => rule !== undefined)
      ? [field.id]
      : []
  })

/** Fields, and those of the rows within. */
const allIn = (fields: readonly Field[]): readonly Field[] =>
  fields.flatMap((field) => (field.type === 'repeated' ? [field, ...allIn(field.fields as readonly Field[])] : [field]))

/**
 * Fields of the page whose change may show, ask or work out others in a way that only the server can tell.
 * @param followed fields whose rules a script follows by itself.
 */
export function watchedFields(fields: readonly Field[], followed: ReadonlySet<string> = new Set()): readonly string[] {
  const ids = new Set(fields.map(({ id }) => id))
  const read = rulesLeft(fields, followed).flatMap(answersRead)
  return [...new Set([...read, ...blocksLeft(fields, followed)])].filter((id) => ids.has(id))
}

/**
 * The fields that a script follows by itself, when there is one for which the styles do not do: those whose condition,
 * requiredness or value is worked out in the page.
 */
export function followedFields(fields: readonly Field[], live: LivePage | undefined): ReadonlySet<string> {
  const own = new Map(fields.map((field) => [field.id, field]))
  const isWhole = ({ id, condition, requiredWhen, value, reads }: LivePage['fields'][number]): boolean => {
    const field = own.get(id)
    if (!field || (field.condition !== undefined) !== (condition !== undefined)) return false
    if (field.type === 'computed') return value !== undefined
    if (field.type === 'repeated' && reads !== 'rows') return false
    const asked = field.type === 'information' ? undefined : field.requiredWhen
    return (asked !== undefined) === (requiredWhen !== undefined)
  }
  return new Set((live?.fields ?? []).filter(isWhole).map(({ id }) => id))
}

/** Whether a page has rules that its styles do not show by themselves: only then is their script worth a request. */
export const hasRules = ({ fields, checks = [] }: Pick<Page, 'fields' | 'checks'>): boolean =>
  checks.length > 0 ||
  fields.some(
    (field, index) =>
      (field.type === 'repeated' && hasRules({ fields: field.fields as Page['fields'] })) ||
      field.type === 'computed' ||
      (field.type !== 'information' && field.requiredWhen !== undefined) ||
      (field.condition !== undefined && triggerOf(field.condition, fields.slice(0, index)) === undefined),
  )

const hasLiveRule = ({ condition, requiredWhen, value, fields = [] }: LivePage['fields'][number]): boolean =>
  condition !== undefined || requiredWhen !== undefined || value !== undefined || fields.some(hasLiveRule)

/** Whether a script has anything to follow that styles do not show already. */
export function isWorthFollowing(fields: readonly Field[], live: LivePage): boolean {
  const styled = new Set(
    fields.filter(({ condition }, index) => triggerOf(condition, fields.slice(0, index))).map(({ id }) => id),
  )
  return (
    live.checks.length > 0 ||
    live.fields.some(
      ({ id, condition, requiredWhen, value, fields: inner = [] }) =>
        inner.some(hasLiveRule) ||
        requiredWhen !== undefined ||
        value !== undefined ||
        (condition !== undefined && !styled.has(id)),
    )
  )
}

/** Whether a simple field and what it reveals hold a file anywhere. */
export const hasFile = (fields: readonly (Field | SimpleField)[]): boolean =>
  fields.some((field) => field.type === 'file' || (field.type === 'repeated' && hasFile(field.fields)))

/** Whether some fields have a box in which one may draw a signature. */
export const asksDrawing = (fields: readonly (Field | SimpleField)[]): boolean =>
  fields.some(
    (field) =>
      (field.type === 'signature' && field.mode === 'drawn') ||
      (field.type === 'repeated' && asksDrawing(field.fields)),
  )
