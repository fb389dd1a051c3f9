import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Writes to a person, some hours after her request had its answer. */
export const askForMark = defineJob(
  'satisfaction.ask',
  Type.Object({ collectivityId: Id, dossierId: Id, surveyId: Id }),
)

/** Takes a request up again after a bad mark, and says why in it. */
export const followBadMark = defineJob(
  'satisfaction.follow_bad_mark',
  Type.Object({ collectivityId: Id, surveyId: Id }),
)

/** Forgets questions that nobody answered in time. Each night. */
export const sweepSurveys = defineJob('satisfaction.sweep', Type.Object({}))
