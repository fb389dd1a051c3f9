import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

/** Asks the State again for a datum that did not come at once. */
export const askAgain = defineJob(
  'connectors.ask_again',
  Type.Object({ collectivityId: Type.String(), subjectId: Type.String(), datum: Type.String() }),
)

/** Each night: answers whose time is over go. */
export const sweepAnswers = defineJob('connectors.sweep_answers', Type.Object({}))
