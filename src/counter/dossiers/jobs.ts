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

/** Fills again the words by which a dossier is found. */
export const indexTerms = defineJob('dossiers.index_terms', Type.Object({ collectivityId: Id, dossierId: Id }))
