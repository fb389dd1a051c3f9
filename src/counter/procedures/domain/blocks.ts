import { Compile } from 'typebox/compile'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { BlockField } from '../schema/index.ts'
import { at, type Problem } from './problems.ts'

const isBlock = Compile(BlockField)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listAt = (value: unknown, key: string): readonly unknown[] => {
  const list = isRecord(value) ? value[key] : undefined
  return Array.isArray(list) ? list : []
}

const pagesOf = (json: unknown): readonly unknown[] => listAt(isRecord(json) ? json['form'] : undefined, 'pages')

/** The shared blocks that a definition calls, by slug: from JSON that anybody may have written. */
export const blocksCalled = (json: unknown): readonly string[] => [
  ...new Set(
    pagesOf(json)
      .flatMap((page) => listAt(page, 'fields'))
      .flatMap((field) => (isBlock.Check(field) ? [field.block] : [])),
  ),
]

/** A field of a block stands under the block's condition and its own. */
const under = (condition: unknown, field: unknown): unknown => {
  if (condition === undefined || !isRecord(field)) return field
  const own = field['condition']
  return { ...field, condition: own === undefined ? condition : ['and', condition, own] }
}

/**
 * The same definition with the fields of its blocks in their place: what is published holds no block, and does not change
 * when one does. Blocks that nobody knows are refused, each at its place.
 */
export function withBlocks(
  json: unknown,
  blocks: ReadonlyMap<string, readonly unknown[]>,
): Outcome<unknown, { readonly reason: 'invalid'; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = []
  if (!isRecord(json) || blocksCalled(json).length === 0) return accepted(json)
  const pages = pagesOf(json).map((page, index) => {
    if (!isRecord(page)) return page
    const fields = listAt(page, 'fields').flatMap((field) => {
      if (!isBlock.Check(field)) return [field]
      const known = blocks.get(field.block)
      const where = [at('page', typeof page['id'] === 'string' ? page['id'] : String(index + 1)), at('field', field.id)]
      if (!known) problems.push({ where, code: 'unknown_block', detail: field.block })
      return (known ?? []).map((each) => under(field.condition, each))
    })
    return { ...page, fields }
  })
  if (problems.length > 0) return refused({ reason: 'invalid', problems })
  return accepted({ ...json, form: { ...(json['form'] as object), pages } })
}
