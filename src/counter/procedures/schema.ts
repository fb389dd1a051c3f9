import { type Static, type TProperties, Type } from 'typebox'

/** Unknown properties are refused: a misspelt `optionnal` would otherwise pass in silence. */
const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })

/** Text of an author: French always, English when written. */
export const LocalizedText = Type.Object(
  { fr: Type.String({ minLength: 1, maxLength: 5000 }), en: Type.Optional(Type.String({ maxLength: 5000 })) },
  { additionalProperties: false },
)

/** A JSON tree, see `#kernel/expression`; its meaning is checked when a revision is saved. */
const Condition = Type.Unsafe<import('#kernel/expression').Expression>({})

const Identifier = Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' })

const common = {
  /** Stable for the life of the procedure: answers are kept under it. */
  id: Identifier,
  label: LocalizedText,
  hint: Type.Optional(LocalizedText),
  /** Shown, and asked, only when true. */
  condition: Type.Optional(Condition),
}
/** A field asks for an answer unless it says otherwise. */
const asked = { ...common, optional: Type.Optional(Type.Boolean()) }

const Option = closed({
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
    options: Type.Array(Option, { minItems: 2, maxItems: 60 }),
    /** `list` is a select, for more than seven options; `cards` (the default) are radio buttons. */
    appearance: Type.Optional(Type.Union([Type.Literal('cards'), Type.Literal('list')])),
  }),
  closed({
    ...asked,
    type: Type.Literal('choices'),
    options: Type.Array(Option, { minItems: 1, maxItems: 60 }),
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
  closed({
    ...common,
    type: Type.Literal('information'),
    tone: Type.Optional(Type.Union([Type.Literal('plain'), Type.Literal('info'), Type.Literal('warn')])),
  }),
])

export const RepeatedField = closed({
  ...asked,
  type: Type.Literal('repeated'),
  /** What one row is called: "Enfant", "Chien". */
  rowLabel: LocalizedText,
  minRows: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
  maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  fields: Type.Array(SimpleField, { minItems: 1, maxItems: 20 }),
})

export const Field = Type.Union([SimpleField, RepeatedField])

export const Page = closed({
  id: Identifier,
  /** A question: "Où et quand garez-vous le camion ?" */
  title: LocalizedText,
  /** Two or three words for the line of steps: "L’emplacement". */
  shortTitle: LocalizedText,
  intro: Type.Optional(LocalizedText),
  condition: Type.Optional(Condition),
  fields: Type.Array(Field, { minItems: 1, maxItems: 60 }),
})

export const Form = closed({ pages: Type.Array(Page, { minItems: 1, maxItems: 30 }) })

/** Moments of life by which a resident looks for a procedure. */
export const lifeEvents = [
  'moving',
  'expecting_child',
  'child_at_school',
  'losing_relative',
  'marrying',
  'building_works',
  'running_association',
  'caring_for_relative',
  'street_and_surroundings',
  'papers',
] as const

export const LifeEvent = Type.Enum(lifeEvents)

/** What a commune sets for itself when it offers a procedure. */
export const OfferOptions = Type.Object(
  {
    /** Days promised for the answer. */
    deadlineDays: Type.Integer({ minimum: 1, maximum: 730 }),
    /** Price in cents; 0 is free. */
    feeCents: Type.Integer({ minimum: 0 }),
    feeNote: Type.Optional(LocalizedText),
    contact: closed({
      /** The office to ask: "Service voirie". */
      name: LocalizedText,
      phone: Type.Optional(Type.String({ maxLength: 20 })),
      email: Type.Optional(Type.String({ maxLength: 254 })),
      address: Type.Optional(Type.String({ maxLength: 300 })),
      hours: Type.Optional(LocalizedText),
    }),
    /**
     * How sure the right must be by which somebody files for an organisation: 0 (declared) to 3 (the State's identity met the
     * register), as `identity/organisations` counts it. Nothing is asked of who files for herself.
     */
    minimumAssurance: Type.Optional(Type.Integer({ minimum: 0, maximum: 3 })),
    /** A paragraph of the commune's own on the procedure's page. */
    localNote: Type.Optional(LocalizedText),
  },
  { additionalProperties: false },
)

/** One revision of a procedure: what a resident reads, what is asked, and the circuit that follows. */
export const Definition = Type.Object(
  {
    format: Type.Literal('traboule.procedure/1'),
    slug: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 }),
    /** In the person's words: "Occuper la rue pour un déménagement". */
    title: LocalizedText,
    summary: LocalizedText,
    icon: Type.String({ pattern: '^[a-z0-9-]+$' }),
    lifeEvents: Type.Array(LifeEvent, { minItems: 1 }),
    /** Other words people use for it, for the search. */
    keywords: closed({ fr: Type.Array(Type.String()), en: Type.Array(Type.String()) }),
    forWhom: LocalizedText,
    /** What to have at hand. */
    prepare: Type.Array(LocalizedText),
    /** Minutes it takes to fill. */
    minutes: Type.Integer({ minimum: 1, maximum: 120 }),
    /** What happens next, in order, usually three steps. */
    nextSteps: Type.Array(LocalizedText, { minItems: 1, maxItems: 5 }),
    legalBasis: Type.Optional(LocalizedText),
    /**
     * Which identity field holds the applicant, and which fields reach her; `organisation` is a text field, when the
     * procedure asks the name of an association or a company apart.
     */
    applicant: closed({
      identity: Identifier,
      email: Identifier,
      phone: Type.Optional(Identifier),
      organisation: Type.Optional(Identifier),
    }),
    /** A short text field or choice that tells this case from another in the agents' list. */
    subject: Type.Optional(Identifier),
    /** Slug of the circuit; publication pins its revision. */
    workflow: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
    form: Form,
    defaults: OfferOptions,
  },
  { additionalProperties: false },
)

export type LocalizedText = Static<typeof LocalizedText>
export type SimpleField = Static<typeof SimpleField>
export type RepeatedField = Static<typeof RepeatedField>
export type Field = Static<typeof Field>
export type FieldType = Field['type']
export type Page = Static<typeof Page>
export type Form = Static<typeof Form>
export type LifeEvent = (typeof lifeEvents)[number]
export type OfferOptions = Static<typeof OfferOptions>
export type Definition = Static<typeof Definition>

export interface AddressValue {
  readonly line: string
  readonly complement?: string
  readonly postalCode: string
  readonly city: string
}

export interface IdentityValue {
  readonly givenName: string
  readonly familyName: string
  readonly birthName?: string
  readonly birthDate?: string
  readonly birthPlace?: string
  readonly organisation?: string
}

export type FieldOption = Extract<SimpleField, { type: 'choice' }>['options'][number]

/**
 * What a person typed, as she typed it, by page and by input: nothing is lost when it is wrong. Answers are read from
 * it and never kept instead of it.
 */
export type PageEntries = { readonly [inputName: string]: string | readonly string[] }
export type Entries = { readonly [pageId: string]: PageEntries }

/**
 * The value of one answer, by type of field: text, long_text, email, choice → string;
 * phone → E.164 (`+33612345678`); commune → INSEE code;
 * number → number; amount → cents; date → `YYYY-MM-DD`; yes_no → boolean; choices → strings; file → attachment ids.
 */
export type SimpleValue = string | number | boolean | readonly string[] | AddressValue | IdentityValue
export type Answers = { readonly [fieldId: string]: SimpleValue | readonly RowAnswers[] }
export type RowAnswers = { readonly [fieldId: string]: SimpleValue }

/** A published revision, which never changes: drafts and cases are pinned on it. */
export interface ProcedureRevision {
  readonly procedureId: string
  readonly number: number
  readonly definition: Definition
  /** The circuit pinned when the revision was published. */
  readonly workflow: { readonly slug: string; readonly revision: number }
}

/** Who does each function of the circuit in a collectivity: the id of a service. */
export type Bindings = { readonly [functionId: string]: string }

/** A procedure as one collectivity offers it. */
export interface Offer {
  readonly id: string
  readonly collectivityId: string
  readonly slug: string
  readonly options: OfferOptions
  readonly bindings: Bindings
  readonly published: boolean
  readonly revision: ProcedureRevision
}

/** What lists and the search show of an offer. */
export interface OfferCard {
  readonly id: string
  readonly procedureId: string
  readonly slug: string
  readonly title: LocalizedText
  readonly summary: LocalizedText
  readonly icon: string
  readonly lifeEvents: readonly LifeEvent[]
  readonly keywords: Definition['keywords']
  readonly searchTerms: readonly string[]
  readonly minutes: number
  readonly deadlineDays: number
  readonly feeCents: number
  readonly feeNote?: LocalizedText
}
