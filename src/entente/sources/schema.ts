import { type Static, Type } from 'typebox'

/** What a published figure is counted in. Money is kept in cents whatever the page prints. */
const Unit = Type.Union([
  Type.Literal('cent'),
  Type.Literal('euro'),
  Type.Literal('kilo-euro'),
  Type.Literal('percent'),
  Type.Literal('whole-percent'),
  Type.Literal('years'),
  Type.Literal('count'),
])
export type Unit = Static<typeof Unit>

/** One published document, figure by figure: each row names the fact that it states, one value a column. */
export const SourceSchema = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    date: Type.String(),
    credit: Type.String(),
    tables: Type.Array(
      Type.Object(
        {
          heading: Type.String(),
          place: Type.Union([Type.Literal('table'), Type.Literal('text')]),
          unit: Unit,
          /** The page shows some lines only: they do not add up to its total. */
          partial: Type.Optional(Type.Boolean()),
          columns: Type.Optional(Type.Array(Type.String())),
          rows: Type.Array(
            Type.Object(
              { fact: Type.String(), label: Type.String(), values: Type.Array(Type.Number()) },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type Source = Static<typeof SourceSchema>

/** A fact, or several that are added up. */
const Term = Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })])
export type Term = Static<typeof Term>

const Terms = Type.Array(Term, { minItems: 1 })
const Computation = Type.Union([
  Type.Object({ kind: Type.Literal('same'), terms: Terms }),
  Type.Object({ kind: Type.Literal('sum'), terms: Terms }),
  /** The first, less all the others. */
  Type.Object({ kind: Type.Literal('difference'), terms: Terms }),
  Type.Object({ kind: Type.Literal('mean'), terms: Terms }),
  Type.Object({ kind: Type.Literal('quotient'), terms: Terms }),
  /** The first as a percentage of the second. */
  Type.Object({ kind: Type.Literal('rate'), terms: Terms }),
  /** From the first to the second, in percent. */
  Type.Object({ kind: Type.Literal('growth'), terms: Terms }),
  /** Whole euros, shared by largest remainder; then what is added to one's share, or taken from it. */
  Type.Object({
    kind: Type.Literal('share'),
    of: Term,
    among: Type.Array(Type.String(), { minItems: 1 }),
    mine: Type.String(),
    plus: Type.Optional(Type.Array(Type.String())),
    minus: Type.Optional(Type.Array(Type.String())),
  }),
])
export type Computation = Static<typeof Computation>

/**
 * What must hold between facts. `{name}` stands for each value of `for`; a key of several names ("year, before") goes through
 * its values together.
 */
export const IdentitiesSchema = Type.Array(
  Type.Object(
    {
      name: Type.String(),
      fact: Type.String(),
      is: Computation,
      for: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    },
    { additionalProperties: false },
  ),
)
export type Identity = Static<typeof IdentitiesSchema>[number]

/** A contradiction that was read and understood: where it stands, and what is wrong. */
export const ExplanationsSchema = Type.Array(
  Type.Object({ source: Type.String(), fact: Type.String(), why: Type.String() }, { additionalProperties: false }),
)
export type Explanation = Static<typeof ExplanationsSchema>[number]
