import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { accepted } from '#kernel/outcome'
import { faulty, type Reading } from './problem.ts'

const closed = { additionalProperties: false } as const
const Filled = Type.String({ minLength: 1 })
/** Rows whose columns hold exactly that. */
const Where = Type.Record(Type.String(), Type.String())

/** `territory.json`: what the other files of the folder are, and who groups whom. */
export const Description = Type.Object(
  {
    name: Filled,
    credit: Filled,
    /** Longitude, latitude; the middle of the contours otherwise. */
    centre: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    communes: Type.Object(
      {
        file: Filled,
        /** Which column holds what, when the file's own names are not the usual ones. */
        columns: Type.Optional(
          Type.Object(
            {
              insee: Type.Optional(Filled),
              name: Type.Optional(Filled),
              siren: Type.Optional(Filled),
              population: Type.Optional(Filled),
              postalCodes: Type.Optional(Filled),
            },
            closed,
          ),
        ),
        where: Type.Optional(Where),
        populationLabel: Type.Optional(Filled),
      },
      closed,
    ),
    contours: Type.Optional(Type.Object({ file: Filled }, closed)),
    groups: Type.Optional(
      Type.Array(
        Type.Object(
          {
            /** SIREN, or a word in lower case when it is not known. */
            code: Filled,
            kind: Type.Union(
              (['metropole', 'syndicat', 'departement', 'other'] as const).map((kind) => Type.Literal(kind)),
            ),
            name: Filled,
            members: Type.Union([
              Type.Object({ where: Where }, closed),
              Type.Object({ codes: Type.Array(Filled, { minItems: 1 }) }, closed),
              /** A file of groups `[{code, membres: [{code}]}]`, where the group's code is looked for. */
              Type.Object({ file: Filled }, closed),
            ]),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
)
export type Description = Static<typeof Description>

const validator = Compile(Description)

/** Reads the text of a JSON file. */
export function readJson(file: string, text: string): Reading<unknown> {
  try {
    return accepted(JSON.parse(text) as unknown)
  } catch (error) {
    return faulty([{ reason: 'not_json', file, value: error instanceof Error ? error.message : '' }])
  }
}

export function readDescription(file: string, text: string): Reading<Description> {
  const json = readJson(file, text)
  if (!json.ok) return json
  if (validator.Check(json.value)) return accepted(json.value)
  const [fault] = validator.Errors(json.value)
  const named: unknown = fault && 'requiredProperties' in fault.params ? fault.params.requiredProperties : undefined
  const missing = Array.isArray(named) ? `/${String(named[0])}` : ''
  return faulty([{ reason: 'bad_field', file, value: `${fault?.instancePath ?? ''}${missing}` || '/' }])
}
