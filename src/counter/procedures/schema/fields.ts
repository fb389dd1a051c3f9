import { type Static, type TProperties, Type } from 'typebox'

/** Unknown properties are refused: a misspelt `optionnal` would otherwise pass in silence. */
export const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })

/** Text of an author: French always, English when written. */
export const LocalizedText = Type.Object(
  { fr: Type.String({ minLength: 1, maxLength: 20_000 }), en: Type.Optional(Type.String({ maxLength: 20_000 })) },
  { additionalProperties: false },
)

/** A JSON tree, see `#kernel/expression`; its meaning is checked when a revision is saved. */
export const Condition = Type.Unsafe<import('#kernel/expression').Expression>({})

export const Identifier = Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' })

const common = {
  /** Stable for the life of the procedure: answers are kept under it. */
  id: Identifier,
  label: LocalizedText,
  hint: Type.Optional(LocalizedText),
  /** Shown, and asked, only when true. */
  condition: Type.Optional(Condition),
}
/** A field asks for an answer unless it says otherwise. */
const asked = {
  ...common,
  optional: Type.Optional(Type.Boolean()),
  /** Blocks nobody; the summary page says what would help. */
  recommended: Type.Optional(Type.Boolean()),
  /** Asked only when it holds, optional otherwise; says more than `optional`. */
  requiredWhen: Type.Optional(Condition),
  /** Where a first answer comes from: `familyName` of the account, a datum that the State hands over. */
  prefill: Type.Optional(
    closed({
      source: Type.Union([Type.Literal('account'), Type.Literal('state')]),
      datum: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,99}$' }),
    }),
  ),
}

export const Slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 })

/** A list or records of the collectivity, or of the territory when it has none of that name. */
const Source = closed({ list: Slug })

export const Option = closed({
  value: Identifier,
  label: LocalizedText,
  hint: Type.Optional(LocalizedText),
  condition: Type.Optional(Condition),
})

const autocomplete = Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9 -]*$' }))

export const SimpleField = Type.Union([
  closed({
    ...asked,
    type: Type.Literal('text'),
    maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    pattern: Type.Optional(Type.String({ maxLength: 200 })),
    /** What to write instead when the pattern does not match. */
    patternMessage: Type.Optional(LocalizedText),
    autocomplete,
  }),
  closed({
    ...asked,
    type: Type.Literal('long_text'),
    maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  }),
  closed({
    ...asked,
    type: Type.Literal('number'),
    minimum: Type.Optional(Type.Number()),
    maximum: Type.Optional(Type.Number()),
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 4 })),
    unit: Type.Optional(LocalizedText),
  }),
  closed({
    ...asked,
    type: Type.Literal('amount'),
    /** In cents. */
    minimum: Type.Optional(Type.Integer()),
    maximum: Type.Optional(Type.Integer()),
  }),
  closed({
    ...asked,
    type: Type.Literal('date'),
    /** Days from the day of filling: 10 means "at least ten days ahead", 0 "today or later". */
    earliest: Type.Optional(Type.Integer()),
    latest: Type.Optional(Type.Integer()),
    /** Another date field that this one may not precede. */
    notBefore: Type.Optional(Identifier),
    autocomplete,
  }),
  closed({ ...asked, type: Type.Literal('yes_no') }),
  closed({
    ...asked,
    type: Type.Literal('choice'),
    /** Either its options or its source. */
    options: Type.Optional(Type.Array(Option, { minItems: 2, maxItems: 200 })),
    source: Type.Optional(Source),
    /** `list` is a select, for more than seven options; `cards` (the default) are radio buttons. */
    appearance: Type.Optional(Type.Union([Type.Literal('cards'), Type.Literal('list')])),
  }),
  closed({
    ...asked,
    type: Type.Literal('choices'),
    options: Type.Optional(Type.Array(Option, { minItems: 1, maxItems: 200 })),
    source: Type.Optional(Source),
    maxChoices: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  closed({ ...asked, type: Type.Literal('email') }),
  closed({ ...asked, type: Type.Literal('phone') }),
  closed({
    ...asked,
    type: Type.Literal('address'),
    /** The address must be in the collectivity: its postal codes are expected. */
    withinCollectivity: Type.Optional(Type.Boolean()),
  }),
  closed({ ...asked, type: Type.Literal('commune') }),
  closed({
    ...asked,
    type: Type.Literal('file'),
    maxFiles: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
    accept: Type.Optional(
      Type.Array(Type.Union([Type.Literal('pdf'), Type.Literal('image'), Type.Literal('document')]), { minItems: 1 }),
    ),
  }),
  closed({
    ...asked,
    type: Type.Literal('identity'),
    /** What is asked besides given and family name; the name at birth and the organisation may be left blank. */
    with: Type.Optional(
      Type.Array(
        Type.Union([
          Type.Literal('birth_name'),
          Type.Literal('birth_date'),
          Type.Literal('birth_place'),
          Type.Literal('organisation'),
        ]),
      ),
    ),
  }),
  /** Fourteen figures whose key is right (Luhn; La Poste has its own rule). */
  closed({ ...asked, type: Type.Literal('siret') }),
  /** An association's number in its register: `W691234567`. */
  closed({ ...asked, type: Type.Literal('rna') }),
  /** ISO 13616: country, key modulo 97, account. */
  closed({ ...asked, type: Type.Literal('iban') }),
  closed({ ...asked, type: Type.Literal('time') }),
  closed({
    ...asked,
    type: Type.Literal('date_range'),
    /** Days from the day of filling, for its first day and for its last. */
    earliest: Type.Optional(Type.Integer()),
    latest: Type.Optional(Type.Integer()),
  }),
  /** A time of an agenda, held while the form is being filled. */
  closed({
    ...asked,
    type: Type.Literal('slot'),
    /** Slug of the agenda, its hyphens as underscores. */
    agenda: Identifier,
    /** What one comes for, in the same way; the first kind that is open unless said. */
    kind: Type.Optional(Identifier),
  }),
  /** A record of the collectivity: one of its halls, one of its nurseries. */
  closed({ ...asked, type: Type.Literal('card'), list: Slug }),
  closed({
    ...asked,
    type: Type.Literal('map'),
    shape: Type.Union([Type.Literal('point'), Type.Literal('line'), Type.Literal('area')]),
  }),
  closed({
    ...asked,
    type: Type.Literal('signature'),
    /** `certified`: the circuit asks a signature service for it; the form takes the name and the agreement. */
    mode: Type.Union([Type.Literal('drawn'), Type.Literal('certified')]),
  }),
  /** Worked out from the answers above it, on the server; never read from what is sent. */
  closed({
    ...common,
    type: Type.Literal('computed'),
    value: Condition,
    gives: Type.Union([
      Type.Literal('text'),
      Type.Literal('number'),
      /** Cents. */
      Type.Literal('amount'),
      Type.Literal('date'),
      Type.Literal('yes_no'),
    ]),
    /** Kept with the answers, shown to nobody who fills the form. */
    hidden: Type.Optional(Type.Boolean()),
  }),
  closed({
    ...common,
    type: Type.Literal('information'),
    tone: Type.Optional(Type.Union([Type.Literal('plain'), Type.Literal('info'), Type.Literal('warn')])),
  }),
])

const repeatedBy = {
  ...asked,
  type: Type.Literal('repeated'),
  /** What one row is called: "Enfant", "Chien". */
  rowLabel: LocalizedText,
  minRows: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
  maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
}

/** Rows within a row: they hold no more rows. */
export const InnerRepeatedField = closed({
  ...repeatedBy,
  fields: Type.Array(SimpleField, { minItems: 1, maxItems: 40 }),
})

export const RepeatedField = closed({
  ...repeatedBy,
  fields: Type.Array(Type.Union([SimpleField, InnerRepeatedField]), { minItems: 1, maxItems: 40 }),
})

export const Field = Type.Union([SimpleField, RepeatedField])

/** Stands for the fields of a shared block until the revision is published. */
export const BlockField = closed({
  id: Identifier,
  type: Type.Literal('block'),
  block: Slug,
  /** What its author calls it while writing; nobody who fills the form reads it. */
  label: Type.Optional(LocalizedText),
  /** Added to the condition of each of its fields. */
  condition: Type.Optional(Condition),
})

/** What a shared block holds. */
export const BlockFields = Type.Array(Field, { minItems: 1, maxItems: 60 })

/** A rule across fields: `message` stands beside the first of them while it does not hold. */
export const Check = closed({
  id: Identifier,
  holds: Condition,
  message: LocalizedText,
  fields: Type.Array(Identifier, { minItems: 1, maxItems: 20 }),
})

/** Who cannot file this, why, and whom to see. */
export const Eligibility = closed({
  id: Identifier,
  when: Condition,
  message: LocalizedText,
  see: Type.Optional(LocalizedText),
})

const rules = {
  checks: Type.Optional(Type.Array(Check, { maxItems: 60 })),
  eligibility: Type.Optional(Type.Array(Eligibility, { maxItems: 30 })),
}

export const Page = closed({
  id: Identifier,
  /** A question: "Où et quand garez-vous le camion ?" */
  title: LocalizedText,
  /** Two or three words for the line of steps: "L’emplacement". */
  shortTitle: LocalizedText,
  intro: Type.Optional(LocalizedText),
  condition: Type.Optional(Condition),
  fields: Type.Array(Field, { minItems: 1, maxItems: 200 }),
  ...rules,
})

export const Form = closed({ pages: Type.Array(Page, { minItems: 1, maxItems: 60 }), ...rules })

export type LocalizedText = Static<typeof LocalizedText>
export type SimpleField = Static<typeof SimpleField>
export type InnerRepeatedField = Static<typeof InnerRepeatedField>
export type RepeatedField = Static<typeof RepeatedField>
/** Rows, wherever they stand. */
export type AnyRepeatedField = RepeatedField | InnerRepeatedField
export type Field = Static<typeof Field>
export type FieldType = Field['type']
export type Page = Static<typeof Page>
export type Form = Static<typeof Form>
export type FieldOption = Static<typeof Option>
export type Check = Static<typeof Check>
export type Eligibility = Static<typeof Eligibility>
