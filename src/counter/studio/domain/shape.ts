import { Compile } from 'typebox/compile'
import { BlockField } from '#counter/procedures'
import { DraftDocument } from '../schema.ts'

/**
 * What is not written yet is no fault of shape: a minimum of items or of characters is left out, and comes back when one
 * asks to publish.
 */
function relaxed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(relaxed)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !((key === 'minItems' || key === 'minLength') && typeof value === 'number'))
      .map(([key, value]) => [key, relaxed(value)]),
  )
}

type Schema = Record<string, unknown>

/** Where a page of a draft lists its fields, in the schema. */
const toFields = [
  'properties',
  'definition',
  'properties',
  'form',
  'properties',
  'pages',
  'items',
  'properties',
  'fields',
]

/** A draft calls shared blocks; what is published holds their fields instead. */
function withBlocks(schema: unknown): unknown {
  const fields = toFields.reduce((reached, step) => reached[step] as Schema, schema as Schema)
  fields['items'] = { anyOf: [fields['items'], relaxed(BlockField)] }
  return schema
}

const shape = Compile(withBlocks(relaxed(DraftDocument)) as typeof DraftDocument)

export const isDocument = (json: unknown): json is DraftDocument => shape.Check(json)

/** The first place that is not as it should be: "definition/form/pages/0/fields/2/type". */
export function faultOf(json: unknown): string | undefined {
  if (shape.Check(json)) return undefined
  const [first] = shape.Errors(json)
  return first?.instancePath.slice(1) ?? ''
}
