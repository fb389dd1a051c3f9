import type { Form, RepeatedField, SimpleField } from '#counter/procedures'

/** A JSON Schema (2020-12). */
export type JsonSchema = { readonly [keyword: string]: unknown }

type Field = Form['pages'][number]['fields'][number]
type Row = RepeatedField['fields'][number]
type SchemaOf<Type extends SimpleField['type']> = (
  field: Extract<SimpleField, { type: Type }>,
) => JsonSchema | undefined

const text = (maxLength: number): JsonSchema => ({ type: 'string', minLength: 1, maxLength })
const day: JsonSchema = { type: 'string', format: 'date' }
const pattern = (source: string, description: string): JsonSchema => ({ type: 'string', pattern: source, description })

const object = (properties: JsonSchema, required: readonly string[], more: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  ...more,
})

const identityParts = {
  birth_name: ['birthName', text(100)],
  birth_date: ['birthDate', day],
  birth_place: ['birthPlace', text(100)],
  organisation: ['organisation', text(200)],
} as const

const positions = { type: 'array', items: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } }
const geometries: Readonly<Record<'point' | 'line' | 'area', JsonSchema>> = {
  point: object({ type: { const: 'Point' }, coordinates: positions.items }, ['type', 'coordinates']),
  line: object({ type: { const: 'LineString' }, coordinates: positions }, ['type', 'coordinates']),
  area: object({ type: { const: 'Polygon' }, coordinates: { type: 'array', items: positions } }, [
    'type',
    'coordinates',
  ]),
}

const valuesOf = (options: readonly { readonly value: string; readonly label: { readonly fr: string } }[]) => ({
  oneOf: options.map(({ value, label }) => ({ const: value, title: label.fr })),
})

const values: { readonly [Type in SimpleField['type']]: SchemaOf<Type> } = {
  text: ({ maxLength = 500, pattern: wanted }) => ({ ...text(maxLength), ...(wanted && { pattern: wanted }) }),
  long_text: ({ maxLength = 10_000 }) => text(maxLength),
  number: ({ minimum, maximum, decimals }) => ({
    type: decimals ? 'number' : 'integer',
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  }),
  amount: ({ minimum, maximum }) => ({
    type: 'integer',
    description: 'En centimes.',
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  }),
  date: () => day,
  yes_no: () => ({ type: 'boolean' }),
  choice: ({ options }) => (options ? { type: 'string', ...valuesOf(options) } : { type: 'string' }),
  choices: ({ options, maxChoices }) => ({
    type: 'array',
    items: options ? { type: 'string', ...valuesOf(options) } : { type: 'string' },
    uniqueItems: true,
    ...(maxChoices !== undefined && { maxItems: maxChoices }),
  }),
  email: () => ({ type: 'string', format: 'email' }),
  phone: () => pattern('^\\+[0-9]{6,15}$', 'Au format E.164.'),
  address: () =>
    object({ line: text(200), complement: text(200), postalCode: text(10), city: text(100) }, [
      'line',
      'postalCode',
      'city',
    ]),
  commune: () => pattern('^[0-9AB]{5}$', 'Code de l’Insee.'),
  file: ({ maxFiles = 5 }) => ({
    type: 'array',
    items: { type: 'string', description: 'Le « id » que donne l’envoi d’un fichier.' },
    maxItems: maxFiles,
  }),
  identity: ({ with: parts = [] }) =>
    object(
      {
        givenName: text(100),
        familyName: text(100),
        ...Object.fromEntries(parts.map((part) => identityParts[part])),
      },
      ['givenName', 'familyName'],
    ),
  siret: () => pattern('^[0-9]{14}$', 'Numéro SIRET.'),
  rna: () => pattern('^W[0-9A-Z]{9}$', 'Numéro RNA.'),
  iban: () => pattern('^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$', 'Sans espaces.'),
  time: () => pattern('^([01][0-9]|2[0-3]):[0-5][0-9]$', 'HH:MM'),
  date_range: () => object({ from: day, to: day }, ['from', 'to']),
  slot: () => ({ type: 'string', description: 'Un horaire retenu ; une interface n’en retient pas.' }),
  card: () => ({ type: 'string', description: 'Identifiant d’une fiche.' }),
  map: ({ shape }) =>
    object({ geometry: { anyOf: [geometries[shape], { type: 'null' }] }, description: text(1000) }, ['geometry']),
  signature: () => object({ signedBy: text(200), drawing: text(20_000) }, ['signedBy']),
  computed: () => undefined,
  information: () => undefined,
}

/** Whether an answer is asked of everybody: what a rule decides is said by the refusal. */
const isAsked = (field: Row | Field): boolean =>
  'optional' in field || 'requiredWhen' in field
    ? field.optional !== true && field.requiredWhen === undefined && field.condition === undefined
    : field.condition === undefined

function propertyOf(field: Row | Field): JsonSchema | undefined {
  const value =
    field.type === 'repeated'
      ? {
          type: 'array',
          items: objectOf(field.fields),
          ...(field.minRows !== undefined && { minItems: field.minRows }),
          maxItems: field.maxRows ?? 20,
        }
      : (values[field.type] as (field: Row | Field) => JsonSchema | undefined)(field)
  if (!value) return undefined
  const hint = field.hint?.fr
  const description = [hint, value['description']].filter((each) => typeof each === 'string').join(' ')
  return { title: field.label.fr, ...value, ...(description && { description }) }
}

function objectOf(fields: readonly (Row | Field)[], more: JsonSchema = {}): JsonSchema {
  const properties = fields.flatMap((field) => {
    const property = propertyOf(field)
    return property ? [[field.id, property] as const] : []
  })
  const known = new Map(properties)
  const required = fields.filter((field) => known.has(field.id) && isAsked(field)).map(({ id }) => id)
  return object(Object.fromEntries(properties), required, more)
}

/**
 * What the answers to a form look like, as a JSON Schema. It says what a form can say by itself; what depends on other answers
 * (conditions, checks, lists) is checked when the case is filed, and told then. A page under a condition makes its answers optional.
 */
export const answersSchema = (form: Form): JsonSchema => {
  const whole = objectOf(form.pages.flatMap(({ fields }) => fields))
  const certain = new Set(form.pages.flatMap((page) => (page.condition ? [] : page.fields.map(({ id }) => id))))
  const required = (whole['required'] as readonly string[]).filter((id) => certain.has(id))
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...whole, required }
}
