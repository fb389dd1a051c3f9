import type { TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'

/** Where a value is not what its schema says, and what it should be. */
export interface InputError {
  readonly pointer: string
  readonly detail: string
}

export interface Checker {
  /** At most twenty; none: it is as it should be. */
  errorsIn(value: unknown, locale: Locale, under: string): readonly InputError[]
}

const mostErrors = 20

/** A schema ready to check values, compiled once. */
export function checkerOf(schema: TSchema): Checker {
  const compiled = Compile(schema)
  return {
    errorsIn: (value, locale, under) => {
      if (compiled.Check(value)) return []
      const errors = compiled.Errors(value).flatMap((error) => sayings(error, locale, under))
      // Alternatives say one thing each about the same place: the first is enough.
      return [...new Map(errors.map((error) => [error.pointer, error])).values()].slice(0, mostErrors)
    },
  }
}

const texts = catalogue({
  fr: {
    missing: 'Il manque.',
    unknown: 'Ce nom n’est pas connu ici.',
    type: (wanted: string) => `Un autre type est attendu : ${wanted}.`,
    choice: (allowed: string) => `Une de ces valeurs est attendue : ${allowed}.`,
    format: (wanted: string) => `Ce n’est pas la forme attendue : ${wanted}.`,
    tooLong: (limit: number) => `C’est trop long : ${limit} au plus.`,
    tooShort: (limit: number) => `C’est trop court : ${limit} au moins.`,
    range: (limit: number) => `C’est hors des limites : ${limit}.`,
    other: 'Ce n’est pas ce qui est attendu.',
  },
  en: {
    missing: 'It is missing.',
    unknown: 'This name is not known here.',
    type: (wanted) => `Another type is expected: ${wanted}.`,
    choice: (allowed) => `One of these values is expected: ${allowed}.`,
    format: (wanted) => `It does not have the form expected: ${wanted}.`,
    tooLong: (limit) => `It is too long: ${limit} at most.`,
    tooShort: (limit) => `It is too short: ${limit} at least.`,
    range: (limit) => `It is out of bounds: ${limit}.`,
    other: 'It is not what is expected.',
  },
})

interface Fault {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

/** One error of the library as sentences, each at its place. */
function sayings({ keyword, instancePath, params }: Fault, locale: Locale, under: string): InputError[] {
  const t = texts(locale)
  const at = `${under}${instancePath}`
  const names = (key: string): readonly string[] => [Reflect.get(params, key) ?? []].flat().map(String)
  if (keyword === 'required')
    return names('requiredProperties').map((name) => ({ pointer: `${at}/${escape(name)}`, detail: t.missing }))
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties')
    return names(keyword).map((name) => ({ pointer: `${at}/${escape(name)}`, detail: t.unknown }))
  const say = says[keyword]
  const detail = say ? say(t, params) : t.other
  return detail === undefined ? [] : [{ pointer: at, detail }]
}

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

type Say = (t: ReturnType<typeof texts>, params: object) => string | undefined

const wordOf = (params: object, key: string): string => [Reflect.get(params, key)].flat().join(', ')
const limitOf = (params: object): number => Number(Reflect.get(params, 'limit'))
const tooLong: Say = (t, params) => t.tooLong(limitOf(params))
const tooShort: Say = (t, params) => t.tooShort(limitOf(params))
const range: Say = (t, params) => t.range(limitOf(params))
// Says again what another error says better.
const nothing: Say = () => undefined

/** By keyword of JSON Schema. */
const says: Readonly<Record<string, Say>> = {
  boolean: nothing,
  anyOf: nothing,
  type: (t, params) => t.type(wordOf(params, 'type')),
  enum: (t, params) => t.choice(wordOf(params, 'allowedValues')),
  const: (t, params) => t.choice(wordOf(params, 'allowedValue')),
  format: (t, params) => t.format(wordOf(params, 'format')),
  pattern: (t, params) => t.format(wordOf(params, 'pattern')),
  maxLength: tooLong,
  maxItems: tooLong,
  maxProperties: tooLong,
  minLength: tooShort,
  minItems: tooShort,
  minimum: range,
  maximum: range,
}

/**
 * The values of a query as their schema names their types: figures, yes or no, lists of one. What cannot be one stays as it
 * came, and is refused then.
 */
export function readQuery(schema: TObject, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(query)) {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    read[name] = readValue(property === undefined ? undefined : Reflect.get(property, 'type'), value)
  }
  return read
}

function readValue(type: unknown, value: unknown): unknown {
  if (type === 'array') return [value].flat()
  if (typeof value !== 'string') return value
  if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
