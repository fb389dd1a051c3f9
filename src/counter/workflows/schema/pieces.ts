import { type TProperties, type TSchema, Type } from 'typebox'

/** A misspelt property of a definition is an error, not a silence. */
export const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })

export const Text = closed({
  fr: Type.String({ minLength: 1, maxLength: 5000 }),
  en: Type.Optional(Type.String({ maxLength: 5000 })),
})

export const Identifier = Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' })
export const Slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 })

/** A JSON tree, see `#kernel/expression`; its meaning is checked when a revision is saved. */
export const Condition = Type.Unsafe<import('#kernel/expression').Expression>({})

/** One of some words. */
export const oneOf = <const W extends readonly string[]>(...words: W) =>
  Type.Unsafe<W[number]>(Type.Enum(words as unknown as string[]))

const optional = <S extends TSchema>(schema: S) => Type.Optional(schema)

/** A number, or an option of the form that names it: one circuit, a delay for each procedure. */
const Count = Type.Union([
  Type.Integer({ minimum: 0, maximum: 3660 }),
  Type.Tuple([Type.Literal('option'), Identifier]),
])

/** Counted after its anchor, or before it; working days follow the working calendar of the authority. */
const before = { before: optional(Type.Literal(true)) }
export const Delay = Type.Union([
  closed({ days: Count, ...before }),
  closed({ workingDays: Count, ...before }),
  closed({ hours: Count, ...before }),
])

/** What a delay is counted from: entering the status, the submission, the promised day, or a date that is known by then. */
export const Anchor = Type.Union([
  oneOf('entered', 'submitted', 'deadline'),
  closed({ internal: Identifier }),
  closed({ answer: Identifier }),
])

/** Who is written to. An address is a template, so that it may come from an answer. */
export const Recipient = Type.Union([
  closed({ kind: Type.Literal('applicant') }),
  closed({ kind: Type.Literal('function'), function: Identifier }),
  closed({ kind: Type.Literal('address'), address: Type.String({ minLength: 1, maxLength: 300 }) }),
  closed({ kind: Type.Literal('internal'), field: Identifier }),
  closed({ kind: Type.Literal('answer'), field: Identifier }),
])

/** Somebody who holds one of these functions, or the applicant. */
export const By = Type.Union([Type.Literal('applicant'), Type.Array(Identifier, { minItems: 1 })])

/** Named values worked out when the step runs. */
export const Values = Type.Array(closed({ id: Identifier, value: Condition }), { maxItems: 100 })

/** `accept` and `refuse` close or prepare the answer; `return` goes back; `request` asks the person; `forward` moves on. */
export const Tone = oneOf('accept', 'refuse', 'request', 'forward', 'return')
