import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** What a dossier's journal publishes: each kind of event, and what it says. Bodies and answers are not in it, only their digests. */

const shape = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })
const Id = Type.String({ format: 'uuid' })
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Text = shape({ fr: Type.String(), en: Type.Optional(Type.String()) })
const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])
const File = shape({ id: Id, digest: Type.String() })
/** Another request of the same collectivity, and what ties them. */
const Tied = { relationId: Id, other: shape({ id: Id, number: Type.String() }) }
const Side = Type.Union([Type.Literal('from'), Type.Literal('to')])
const Tie = Type.Union([
  Type.Literal('relates'),
  Type.Literal('duplicates'),
  Type.Literal('follows'),
  Type.Literal('split'),
])
const Turned = shape({ procedureId: Id, revisionNumber: Type.Integer(), title: Text })
const Nearing = {
  /** `promise`, or what agents aim at. */
  clock: Type.String(),
  to: Type.Union([Type.Literal('holder'), Type.Literal('supervisors')]),
  /** ISO 8601. */
  dueAt: Type.String(),
}
const Written = {
  messageId: Id,
  bodyDigest: Digest,
  files: Type.Array(File),
  /** Written in the request that this one was drawn from. */
  copied: Type.Optional(Type.Literal(true)),
}

const AskedByHand = {
  requestId: Id,
  service: Type.String(),
  /** Whom: somebody outside has no name here, the request itself keeps it. */
  to: Type.Union([Type.Literal('colleague'), Type.Literal('service'), Type.Literal('outside'), Type.Literal('person')]),
  name: orNull(Type.String()),
}

export const eventPayloads = {
  'dossier.submitted': shape({
    number: Type.String(),
    procedureId: Id,
    revisionNumber: Type.Integer(),
    workflow: shape({ slug: Type.String(), number: Type.Integer() }),
    status: Type.String(),
    path: Type.Array(Type.String()),
    /** sha256 of the answers in canonical JSON. */
    answersDigest: Digest,
    files: Type.Array(File),
    dueOn: Day,
    /** For whom, when it is not for who files: the right that was asked again at that moment. */
    actingFor: Type.Optional(
      shape({
        name: Type.String(),
        number: orNull(Type.String()),
        as: Type.Union([Type.Literal('director'), Type.Literal('mandate')]),
        mandateId: orNull(Id),
      }),
    ),
    /** By which way it came, when it was not filed by the person at a browser; who acted is the line's own. */
    channel: Type.Optional(Type.String()),
    /** For whom of those that the collectivity knows. */
    contactId: Type.Optional(Id),
    /** When it reached the collectivity, when that was before it was filed; in ISO 8601. */
    receivedAt: Type.Optional(Type.String()),
    /** Which authority it reached first, that was not competent and handed it on, and when; in ISO 8601. */
    transmitted: Type.Optional(shape({ by: Type.String(), receivedAt: Type.String() })),
    /** What was asked and is missing: it was taken all the same. */
    missing: Type.Optional(Type.Array(Type.String())),
  }),
  /** The circuit moved: by an agent's action, or by the applicant's reply. */
  'dossier.moved': shape({
    from: Type.String(),
    status: Type.String(),
    path: Type.Array(Type.String()),
    phase: Type.String(),
    outcome: orNull(Type.String()),
    /** Null when the applicant's reply moved it. */
    action: orNull(shape({ id: Type.String(), label: Text })),
    /** What moved it by itself: the step or the global action, and how its wait ended. */
    because: Type.Optional(
      shape({
        kind: Type.Union([
          Type.Literal('delay'),
          Type.Literal('outside'),
          Type.Literal('call'),
          Type.Literal('form'),
          Type.Literal('edit'),
          Type.Literal('attach'),
          Type.Literal('revision'),
          Type.Literal('handover'),
        ]),
        step: Type.String(),
        way: Type.String(),
      }),
    ),
  }),
  'dossier.assigned': shape({ function: Type.String(), serviceId: orNull(Id) }),
  /** Rules gave it a service, somebody, a priority; why is kept beside (`counter/dispatch`). */
  'dossier.dispatched': shape({
    revision: Type.Integer(),
    moment: Type.Union([Type.Literal('filed'), Type.Literal('arrived'), Type.Literal('again')]),
    rules: Type.Array(shape({ id: Type.String(), title: Type.String() })),
    fromServiceId: orNull(Id),
    serviceId: orNull(Id),
    holder: orNull(shape({ accountId: Id, name: Type.String() })),
    priority: Type.Integer(),
    labels: Type.Array(Type.String()),
  }),
  /** Its holder is away and nobody stands in for her: it goes back to the team. */
  'dossier.surfaced': shape({ accountId: Id, name: Type.String() }),
  'dossier.taken': shape({ accountId: Id, name: Type.String() }),
  /** Given to a colleague, who holds it from then on. */
  'dossier.entrusted': shape({ fromAccountId: orNull(Id), accountId: Id, name: Type.String() }),
  /** The act was done to several requests at once. */
  'dossier.batched': shape({ batchId: Id, count: Type.Integer() }),
  'dossier.released': shape({ accountId: Id, name: Type.String() }),
  'dossier.transferred': shape({ fromServiceId: orNull(Id), toServiceId: Id }),
  /** Written to the applicant: a message, or the reason of an action. */
  'message.sent': shape({ ...Written, isReason: Type.Boolean() }),
  'message.received': shape({
    ...Written,
    /** By which way it came, when it was not written on the page of the request. */
    by: Type.Optional(
      Type.Union([Type.Literal('mail'), Type.Literal('sms'), Type.Literal('letter'), Type.Literal('hubee')]),
    ),
  }),
  'note.added': shape({
    ...Written,
    /** Colleagues whom it names. */ mentioned: Type.Optional(Type.Array(Type.String())),
  }),
  'clock.paused': shape({ dueOn: Day }),
  /** The promised day moved by the days of the pause. */
  'clock.resumed': shape({ pausedDays: Type.Integer(), from: Day, dueOn: Day }),
  /** A clock is near its end, or past it: told to agents. */
  'deadline.neared': shape(Nearing),
  'deadline.passed': shape(Nearing),
  /** The authority did not answer in time: what its silence is worth, by which text. */
  'silence.decided': shape({
    meaning: Type.Union([Type.Literal('accept'), Type.Literal('reject')]),
    source: Type.String(),
    on: Day,
    closes: Type.Boolean(),
  }),
  /** A request that was incomplete is complete: its silence decides on another day (CRPA, art. L114-5). */
  'silence.moved': shape({
    meaning: Type.Union([Type.Literal('accept'), Type.Literal('reject')]),
    source: Type.String(),
    from: Day,
    dueOn: Day,
  }),
  /** The applicant's account became one with another: the request is followed from there; or was given back. */
  'account.merged': shape({ mergeId: Id, fromAccountId: Id, toAccountId: Id }),
  'account.separated': shape({ mergeId: Id, fromAccountId: Id, toAccountId: Id }),
  /** Its person showed that it is hers, by its code: it is among her own from then on. */
  'dossier.claimed': shape({ accountId: Id }),
  /** An agent said for whom it is, of those that the collectivity knows. */
  'dossier.placed': shape({ contactId: Id }),
  'applicant.notified': shape({ subject: Text }),
  /** The circuit writes by itself; what it says is in the message, or went out. */
  'circuit.wrote': shape({
    channel: Type.Union([
      Type.Literal('email'),
      Type.Literal('sms'),
      Type.Literal('in_app'),
      Type.Literal('letter'),
      Type.Literal('comment'),
    ]),
  }),
  /** A text that could not go, and why: no address, or a channel that this platform does not have. */
  'circuit.not_sent': shape({ channel: Type.String(), reason: Type.String() }),
  /** A letter of the circuit went to the post; or did not after all. */
  'letter.posted': shape({ letterId: Id }),
  'letter.taken_back': shape({ letterId: Id }),
  /** It follows another revision of its procedure. */
  'dossier.revised': shape({
    fromRevision: Type.Integer(),
    toRevision: Type.Integer(),
    workflow: shape({ slug: Type.String(), number: Type.Integer() }),
    from: Type.String(),
    status: Type.String(),
  }),
  /** It had its answer, and is taken up again with a new promise; `mark`: its person was not content. */
  'dossier.reopened': shape({
    from: Type.String(),
    status: Type.String(),
    dueOn: Day,
    because: orNull(Type.Literal('mark')),
  }),
  /** Answers were corrected after they were filed; the values are in the corrections themselves. */
  'answers.edited': shape({
    editId: Id,
    step: Type.String(),
    stream: Type.Union([Type.Literal('applicant_edit'), Type.Literal('agent_edit')]),
    fields: Type.Array(Type.String()),
    /** sha256 of the answers as they stand from then on, in canonical JSON. */
    answersDigest: Digest,
    files: Type.Array(File),
  }),
  /** A document that the circuit asked for; given again, it replaces the one before. */
  'document.given': shape({ ...Written, step: Type.String(), document: Type.String() }),
  /** Nothing says who asked any more: by a step of the circuit, or because its time has passed. */
  'dossier.erased': shape({
    end: Type.Union([Type.Literal('anonymise'), Type.Literal('remove')]),
    /** The step, or the outcome whose cases are kept so long. */
    step: Type.String(),
    /** The hash that the journal ended with before names were taken out of it, in hexadecimal. */
    sealed: Digest,
  }),
  /** Answers erased before the rest, by the rule of the collectivity that says so. */
  'answers.erased': shape({ fields: Type.Array(Type.String()), ground: Type.String() }),
  /** Kept beyond its time, and no longer; why is in a note. */
  'dossier.held': shape({}),
  'dossier.unheld': shape({}),
  /** A step's own fields were filled in. */
  'form.filled': shape({ step: Type.String(), fields: Type.Array(Type.String()) }),
  /** Agents' own fields were written. */
  'fields.set': shape({ fields: Type.Array(Type.String()) }),
  /** Tied to another request, or no longer; `from`: it is the double, the sequel, what was drawn. */
  'dossier.linked': shape({
    ...Tied,
    relation: Tie,
    side: Side,
    /** Drawn from the other: what went with it. */
    taken: Type.Optional(shape({ fields: Type.Array(Type.String()), messages: Type.Integer(), files: Type.Integer() })),
  }),
  'dossier.unlinked': shape({ ...Tied, relation: Tie, side: Side }),
  /** Treated with another one from then on; or on its own again. */
  'dossier.joined': shape(Tied),
  'dossier.parted': shape(Tied),
  /** Another one is treated with it from then on, and its promise is the earlier of both; or no longer. */
  'dossier.gathered': shape({ ...Tied, due: orNull(shape({ from: Day, dueOn: Day })) }),
  'dossier.released_other': shape(Tied),
  /** The person of a request that is treated with it wrote there. */
  'joined.wrote': shape(Tied),
  /** It goes on as another procedure; the answers that find no place there stay with the form that asked them. */
  'dossier.turned': shape({
    formerId: Id,
    from: Turned,
    to: Turned,
    left: Type.Array(Type.String()),
    /** sha256 of the answers as they stand from then on, in canonical JSON. */
    answersDigest: Digest,
  }),
  'outside.asked': shape({ requestId: Id, step: Type.String(), service: Type.String() }),
  /** Nobody could be asked, and why: for agents. */
  'outside.not_asked': shape({
    requestId: Id,
    step: Type.String(),
    service: Type.String(),
    reason: Type.String(),
  }),
  'outside.settled': shape({
    requestId: Id,
    step: Type.String(),
    service: Type.String(),
    state: Type.String(),
    /** Of what was signed, in canonical JSON. */
    proof: Type.Optional(Digest),
  }),
  /** An agent asked an opinion or a signature, apart from the circuit. */
  'asked.by_hand': shape({ ...AskedByHand, wishedOn: orNull(Day), pauses: Type.Boolean() }),
  'asked.withdrawn': shape(AskedByHand),
  'asked.answered': shape({
    ...AskedByHand,
    state: Type.String(),
    /** `favourable`, `with_conditions`, `unfavourable`, `no_opinion`. */
    opinion: Type.Optional(Type.String()),
    /** Of what was signed, in canonical JSON. */
    proof: Type.Optional(Digest),
  }),
  /** The document with its signature is in the case. */
  'asked.attached': shape({ requestId: Id, files: Type.Array(File) }),
  /** Where a hand-over to another authority's tool, or from one, stands from then on. */
  'handover.told': shape({
    handoverId: Id,
    partner: Type.String(),
    role: Type.Union([Type.Literal('giver'), Type.Literal('taker')]),
    /** `message`, `late`: nothing changed, but something was said. */
    state: Type.String(),
    reference: orNull(Type.String()),
    messageId: Type.Optional(Id),
  }),
  'errand.asked': shape({ errandId: Id, step: Type.String(), work: Type.String() }),
  'errand.settled': shape({
    errandId: Id,
    step: Type.String(),
    work: Type.String(),
    state: Type.String(),
    /** Why it failed, or what could not be done as it should. */
    remark: Type.Optional(Type.String()),
  }),
} as const

export type EventKind = keyof typeof eventPayloads
type Payloads = { readonly [K in EventKind]: Static<(typeof eventPayloads)[K]> }
/** An interface keeps its members resolved: the compiler works each payload out once, not at each use. */
interface EventPayloads extends Payloads {}
export type EventPayload<K extends EventKind = EventKind> = EventPayloads[K]

/** `public`: the applicant reads that it happened. */
export type Visibility = 'public' | 'internal'

export interface JournalActor {
  readonly kind: 'applicant' | 'agent' | 'operator' | 'system'
  readonly accountId: string | null
  readonly name: string
}

/** One line of the journal, as it is kept. */
export interface JournalEvent<K extends EventKind = EventKind> {
  readonly seq: number
  readonly id: string
  readonly at: Date
  readonly kind: K
  readonly actor: JournalActor
  readonly cause: string | null
  readonly idempotencyKey: string | null
  readonly visibility: Visibility
  readonly payload: EventPayload<K>
  readonly previousHash: Buffer
  readonly hash: Buffer
}

/** The same as a union that `switch` narrows by kind. */
export type AnyJournalEvent = { readonly [K in EventKind]: JournalEvent<K> }[EventKind]
