import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })
const Text = Type.Object({ fr: Type.String(), en: Type.Optional(Type.String()) })

/** After a submission: the confirmation is mailed, and agents can find the dossier by its words. */
export const announceSubmission = defineJob(
  'dossiers.announce_submission',
  Type.Object({ collectivityId: Id, dossierId: Id, eventId: Id }),
)

/** Tells the applicant what the circuit says, or that an agent wrote to her. */
export const notifyApplicant = defineJob(
  'dossiers.notify_applicant',
  Type.Object({
    collectivityId: Id,
    dossierId: Id,
    /** The event it follows from; the mail's id derives from it, so that a second run makes no second mail. */
    eventId: Id,
    /** The circuit's own words; absent: an agent's message. */
    template: Type.Optional(Type.Object({ subject: Text, body: Text })),
    /** What the agent wrote. */
    messageId: Type.Optional(Id),
  }),
)

/** Erases drafts that nobody went on with, and the rows of files that no draft or dossier shows. Each night. */
export const sweepDrafts = defineJob('dossiers.sweep_drafts', Type.Object({}))

/** Takes out of the file store the contents that no row names any more. */
export const forgetFiles = defineJob('dossiers.forget_files', Type.Object({ digests: Type.Array(Type.String()) }))

/** Tells collectivities which requests are about to end, and ends those whose time has passed. Each night. */
export const sweepEnds = defineJob('dossiers.sweep_ends', Type.Object({}))

/** Fills again the words by which a dossier is found. */
export const indexTerms = defineJob('dossiers.index_terms', Type.Object({ collectivityId: Id, dossierId: Id }))

/** Reads the files of a dossier that nobody has read, then fills its words again. */
export const readFiles = defineJob('dossiers.read_files', Type.Object({ collectivityId: Id, dossierId: Id }))

/** Reads requests of a collectivity again, some at a time, for what is written of them. */
export const readAgain = defineJob('dossiers.read_again', Type.Object({ collectivityId: Id }))

/** Begins it where more is written of requests than when they were last read. Each night. */
export const sweepIndexing = defineJob('dossiers.sweep_indexing', Type.Object({}))

/** Takes up what has come due, in every collectivity. Each minute. */
export const sweepTimers = defineJob('dossiers.sweep_timers', Type.Object({}))

/** One moment has come. */
export const fireTimer = defineJob(
  'dossiers.fire_timer',
  Type.Object({
    collectivityId: Id,
    dossierId: Id,
    timerId: Id,
    kind: Type.Union([
      Type.Literal('wait'),
      Type.Literal('action'),
      Type.Literal('outside'),
      Type.Literal('retention'),
    ]),
    subject: Type.String(),
    /** The entry into a status that it belongs to. */
    entered: Type.Integer(),
  }),
)

/** A moment of a clock has come: somebody is told, or a silence decides. */
export const clockCame = defineJob(
  'dossiers.clock_came',
  Type.Object({
    collectivityId: Id,
    dossierId: Id,
    key: Type.String(),
    kind: Type.Union([Type.Literal('warn'), Type.Literal('late'), Type.Literal('silence')]),
    level: Type.String(),
    to: Type.Union([Type.Literal('holder'), Type.Literal('supervisors')]),
    dueAt: Type.String(),
  }),
)

/** Tells agents what is near its end, one mail for each. Each night, to be read in the morning. */
export const tellDeadlines = defineJob('dossiers.tell_deadlines', Type.Object({}))

/** Does what leaves the database, once its row is committed. */
export const runErrand = defineJob('dossiers.run_errand', Type.Object({ collectivityId: Id, errandId: Id }))

/** Writes what a circuit says: in the case, or to an address. */
export const sendCircuitText = defineJob(
  'dossiers.send_circuit_text',
  Type.Object({
    collectivityId: Id,
    dossierId: Id,
    eventId: Id,
    channel: Type.Union([
      Type.Literal('email'),
      Type.Literal('sms'),
      Type.Literal('in_app'),
      Type.Literal('letter'),
      Type.Literal('comment'),
    ]),
    to: Type.Object({
      kind: Type.Union([
        Type.Literal('applicant'),
        Type.Literal('agents'),
        Type.Literal('function'),
        Type.Literal('address'),
        Type.Literal('internal'),
        Type.Literal('answer'),
      ]),
      function: Type.Optional(Type.String()),
      address: Type.Optional(Type.String()),
      field: Type.Optional(Type.String()),
    }),
    subject: Type.Optional(Text),
    body: Text,
  }),
)

/** Asks the rules of the collectivity where a dossier goes: once filed, or when it arrives in a service. */
export const dispatchDossier = defineJob(
  'dossiers.dispatch',
  Type.Object({
    collectivityId: Id,
    dossierId: Id,
    /** The line of the journal that it follows from: a second run does nothing. */
    eventId: Id,
    moment: Type.Union([Type.Literal('filed'), Type.Literal('arrived')]),
  }),
)

/** Gives back to their teams the urgent dossiers of those who are away. Each minute. */
export const surfaceUrgent = defineJob('dossiers.surface_urgent', Type.Object({}))

/** Takes open dossiers to another revision, or back. */
export const moveDossiers = defineJob('dossiers.move_dossiers', Type.Object({ collectivityId: Id, moveId: Id }))

/** Joins to a case the document that was signed, with its signature. */
export const attachSigned = defineJob('dossiers.attach_signed', Type.Object({ collectivityId: Id, requestId: Id }))

/** Tells at once those whom a note names and who wish so. */
export const tellMention = defineJob('dossiers.tell_mention', Type.Object({ collectivityId: Id, messageId: Id }))

/** One mail for each agent, of the notes that name her and of what she is asked; reminders before the day wished. Each night. */
export const tellAsked = defineJob('dossiers.tell_asked', Type.Object({}))
