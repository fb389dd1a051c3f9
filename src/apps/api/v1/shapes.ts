import { type TProperties, type TSchema, Type } from 'typebox'
import { stages } from '#counter/dossiers'

/*
 * What the interface says, each shape once. A shape with a `title` is a component of the document. Shapes grow by
 * addition: nothing is taken away or changes its meaning under v1.
 */

const shape = <P extends TProperties>(title: string, properties: P, description?: string) =>
  Type.Object(properties, { title, ...(description && { description }) })

/** What a program sends is refused when it says something that is not known: a misspelt name would pass in silence. */
export const sent = <P extends TProperties>(title: string, properties: P) =>
  Type.Object(properties, { title, additionalProperties: false })

export const Id = Type.String({ format: 'uuid' })
export const Moment = Type.String({ format: 'date-time' })
const Day = Type.String({ format: 'date' })
export const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])

const Text = shape(
  'Text',
  { fr: Type.String(), en: Type.Optional(Type.String()) },
  'Un texte en français, et en anglais s’il est écrit.',
)

const Reference = shape('Reference', { id: Id, slug: Type.String(), title: Text })

export const Stage = Type.Enum(stages, {
  description:
    'Où elle en est : reçue, à l’étude, en attente de la personne, décidée, close. Les circuits ont des états plus fins.',
})

export const Procedure = shape('Procedure', {
  id: Id,
  slug: Type.String(),
  title: Text,
  summary: Text,
  revision: Type.Integer({ description: 'Celle qui est proposée à présent.' }),
  deadlineDays: Type.Integer({ description: 'Jours promis pour la réponse.' }),
  feeCents: Type.Integer(),
})

export const ProcedureDetail = shape('ProcedureDetail', {
  ...Procedure.properties,
  answers: Type.Record(Type.String(), Type.Unknown(), {
    description: 'JSON Schema (2020-12) des réponses à donner pour déposer une demande.',
  }),
  statuses: Type.Array(
    shape('Status', {
      id: Type.String(),
      label: Text,
      phase: Type.String(),
      outcome: orNull(Type.String()),
    }),
  ),
})

const Applicant = shape('Applicant', {
  name: Type.String(),
  email: orNull(Type.String()),
  phone: orNull(Type.String()),
})

export const CaseLine = shape('CaseLine', {
  id: Id,
  number: Type.String({ examples: ['COR-2026-04187'] }),
  href: Type.String(),
  procedure: Reference,
  subject: Type.String(),
  applicantName: Type.String(),
  status: shape('CaseStatus', { id: Type.String(), label: Text }),
  stage: Stage,
  outcome: orNull(Type.String({ description: '`accepted`, `refused` ou `closed`, une fois close.' })),
  service: orNull(shape('Service', { id: Id, slug: Type.String(), name: Text })),
  holder: orNull(Type.String({ description: 'Qui suit la demande.' })),
  submittedAt: Moment,
  updatedAt: Moment,
  dueOn: orNull(Day),
  isClockStopped: Type.Boolean(),
  closedAt: orNull(Moment),
})

export const CaseFile = shape('CaseFile', {
  id: Id,
  name: Type.String(),
  mediaType: Type.String(),
  size: Type.Integer({ description: 'En octets.' }),
  field: orNull(Type.String()),
  messageId: orNull(Id),
  addedAt: Moment,
  href: Type.String(),
})

const Message = shape('Message', {
  id: Id,
  direction: Type.Enum(['to_applicant', 'from_applicant', 'note']),
  author: Type.String(),
  body: Type.String(),
  at: Moment,
})

const Action = shape('Action', {
  id: Type.String(),
  label: Text,
  asks: orNull(
    shape('ActionText', {
      kind: Type.Enum(['reason', 'note'], {
        description: '`reason` : la personne le lit ; `note` : il reste interne.',
      }),
      isRequired: Type.Boolean(),
      label: Text,
    }),
  ),
  consequences: Type.Array(Text),
})

export const Case = shape('Case', {
  ...CaseLine.properties,
  channel: Type.String({ description: 'Par où elle est venue.' }),
  version: Type.Integer({ description: 'Place de la dernière ligne de son journal ; l’ETag la porte.' }),
  locale: Type.Enum(['fr', 'en']),
  applicant: Applicant,
  answers: Type.Record(Type.String(), Type.Unknown(), {
    description: 'Les réponses comme elles sont à présent, corrections comprises, par champ du formulaire.',
  }),
  fields: Type.Record(Type.String(), Type.Unknown(), { description: 'Les champs propres aux agents.' }),
  messages: Type.Array(Message),
  files: Type.Array(CaseFile),
  actions: Type.Array(Action, { description: 'Ce que cette clé peut faire maintenant.' }),
})

export const Acted = shape('Acted', {
  id: Id,
  version: Type.Integer({ description: 'La version de la demande depuis lors.' }),
})

export const Problem = shape(
  'Problem',
  {
    type: Type.String({ description: '`urn:traboule:api:` puis un code qui ne change jamais.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(shape('ProblemPlace', { pointer: Type.String(), detail: Type.String() }), {
        description: 'Où, dans ce qui a été envoyé (pointeurs JSON).',
      }),
    ),
  },
  'RFC 9457. Chaque problème peut porter d’autres membres, que son chapitre nomme.',
)

/** How lists are read: a page at a time. */
export const pageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 1000, description: 'Le « next » de la page d’avant.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 si rien n’est dit.' })),
}

export const listOf = <S extends TSchema>(title: string, items: S) =>
  shape(title, {
    items: Type.Array(items),
    next: orNull(Type.String({ description: 'À donner comme « cursor » pour la suite ; null à la fin.' })),
  })
