import { Type, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { Definition, InnerRepeatedField, Page, RepeatedField, SimpleField } from '../schema/index.ts'
import { at, type Place, type Problem, type ProblemCode } from './problems.ts'

/** A fault as TypeBox tells it. */
interface Fault {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

const byKeyword: Readonly<Record<string, ProblemCode>> = {
  type: 'wrong_type',
  pattern: 'wrong_format',
  const: 'not_allowed',
  enum: 'not_allowed',
  anyOf: 'not_allowed',
  minLength: 'too_short',
  maxLength: 'too_long',
  minItems: 'too_few',
  maxItems: 'too_many',
  minimum: 'too_small',
  maximum: 'too_large',
}

const listOf = (params: object, key: string): readonly string[] => {
  const value: unknown = (params as Record<string, unknown>)[key]
  return Array.isArray(value) ? value.map(String) : []
}

/** "/options/2/label" → the option's own name when it has one, then the property. */
function placesOf(path: string, value: unknown): readonly Place[] {
  const steps = path.split('/').slice(1)
  let current = value
  return steps.map((step, index) => {
    current = current && typeof current === 'object' ? (current as Record<string, unknown>)[step] : undefined
    if (steps[index - 1] !== 'options') return at('property', step)
    const named = current && typeof current === 'object' ? (current as Record<string, unknown>)['value'] : undefined
    return at('option', typeof named === 'string' ? named : String(Number(step) + 1))
  })
}

function problemsOf(fault: Fault, value: unknown, where: readonly Place[]): readonly Problem[] {
  const here = [...where, ...placesOf(fault.instancePath, value)]
  if (fault.keyword === 'required') {
    return listOf(fault.params, 'requiredProperties').map((name) => ({
      where: [...here, at('property', name)],
      code: 'missing_property',
    }))
  }
  if (fault.keyword === 'additionalProperties') {
    return listOf(fault.params, 'additionalProperties').map((name) => ({
      where: [...here, at('property', name)],
      code: 'unknown_property',
    }))
  }
  const code = byKeyword[fault.keyword]
  const bound = Object.values(fault.params).at(-1) as unknown
  const detail = typeof bound === 'string' || typeof bound === 'number' ? { detail: String(bound) } : {}
  return code ? [{ where: here, code, ...detail }] : []
}

/** The faults of one value, each place once: of a union that fails, only the union is told. */
function faultsOf(validator: Validator, value: unknown, where: readonly Place[]): readonly Problem[] {
  if (validator.Check(value)) return []
  const faults = validator.Errors(value) as readonly Fault[]
  const unions = new Set(faults.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath))
  return faults
    .filter(({ keyword, instancePath }) => keyword === 'anyOf' || !unions.has(instancePath))
    .flatMap((fault) => problemsOf(fault, value, where))
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The parts are checked one by one, so that a fault in one field is not told as a fault of the whole form. */
const opaque = Type.Array(Type.Unknown(), { minItems: 1, maxItems: 200 })
const validators = {
  definition: Compile(
    Type.Object({ ...Definition.properties, form: Type.Object({ pages: opaque }) }, { additionalProperties: false }),
  ),
  page: Compile(Type.Object({ ...Page.properties, fields: opaque }, { additionalProperties: false })),
  repeated: Compile(Type.Object({ ...RepeatedField.properties, fields: opaque }, { additionalProperties: false })),
  innerRepeated: Compile(
    Type.Object({ ...InnerRepeatedField.properties, fields: opaque }, { additionalProperties: false }),
  ),
  whole: Compile(Definition),
}

const typeNameOf = (schema: TSchema): string =>
  String((schema as { properties?: { type?: { const?: unknown } } }).properties?.type?.const)
const simple: ReadonlyMap<string, Validator> = new Map(
  SimpleField.anyOf.map((schema: TSchema) => [typeNameOf(schema), Compile(schema) as Validator] as const),
)

const nameOf = (value: unknown, index: number): string =>
  isRecord(value) && typeof value['id'] === 'string' ? value['id'] : String(index + 1)

const items = (value: unknown, key: string): readonly unknown[] => {
  const list = isRecord(value) ? value[key] : undefined
  return Array.isArray(list) ? list : []
}

/** @param depth 0 on a page, 1 in a row, 2 in a row of a row, which holds no more rows. */
function fieldProblems(field: unknown, where: readonly Place[], depth: 0 | 1 | 2): readonly Problem[] {
  const type = isRecord(field) ? field['type'] : undefined
  if (type === 'repeated' && depth < 2) {
    const validator = depth === 0 ? validators.repeated : validators.innerRepeated
    return [
      ...faultsOf(validator as Validator, field, where),
      ...items(field, 'fields').flatMap((each, index) =>
        fieldProblems(each, [...where, at('row_field', nameOf(each, index))], depth === 0 ? 1 : 2),
      ),
    ]
  }
  const validator = typeof type === 'string' ? simple.get(type) : undefined
  if (!validator)
    return [{ where: [...where, at('property', 'type')], code: 'unknown_field_type', detail: String(type) }]
  return faultsOf(validator, field, where)
}

/**
 * Reads a definition from JSON that anybody may have written. Refuses it with every fault of its shape, each located
 * by page and field; what the shape cannot say is checked by `checkDefinition`.
 */
export function readDefinition(
  json: unknown,
): Outcome<Definition, { reason: 'invalid'; problems: readonly Problem[] }> {
  if (validators.whole.Check(json)) return accepted(json)
  const own = faultsOf(validators.definition as Validator, json, [])
  const pages = items(isRecord(json) ? json['form'] : undefined, 'pages').flatMap((page, index) => {
    const where = [at('page', nameOf(page, index))]
    const fields = items(page, 'fields').flatMap((field, position) =>
      fieldProblems(field, [...where, at('field', nameOf(field, position))], 0),
    )
    return [...faultsOf(validators.page as Validator, page, where), ...fields]
  })
  const problems = [...own, ...pages]
  // Never accept in silence what the whole schema refused.
  return refused({ reason: 'invalid', problems: problems.length > 0 ? problems : [{ where: [], code: 'wrong_type' }] })
}
