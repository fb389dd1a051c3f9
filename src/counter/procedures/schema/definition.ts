import { type Static, Type } from 'typebox'
import { closed, Form, Identifier, LocalizedText, Slug } from './fields.ts'

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
    /** What its circuit leaves to each form, by the circuit's own names: delays, texts. */
    circuit: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' }),
        Type.Union([Type.String({ maxLength: 5000 }), Type.Number(), Type.Boolean()]),
      ),
    ),
    /** A paragraph of the commune's own on the procedure's page. */
    localNote: Type.Optional(LocalizedText),
  },
  { additionalProperties: false },
)

/** One revision of a procedure: what a resident reads, what is asked, and the circuit that follows. */
export const Definition = Type.Object(
  {
    format: Type.Literal('traboule.procedure/1'),
    slug: Slug,
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

export type LifeEvent = (typeof lifeEvents)[number]
export type OfferOptions = Static<typeof OfferOptions>
export type Definition = Static<typeof Definition>
