import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Does what an officer decided: the copy, the erasing, the mail that says it is done. */
export const serveRequest = defineJob('privacy.serve', Type.Object({ collectivityId: Id, requestId: Id }))

/** Takes away the copies that nobody fetched in time. Each night. */
export const sweepCopies = defineJob('privacy.sweep', Type.Object({}))

/** Writes to the person by when she has an answer. */
export const tellPerson = defineJob(
  'privacy.tell_person',
  Type.Object({
    collectivityId: Id,
    requestId: Id,
    what: Type.Union([Type.Literal('filed'), Type.Literal('extended')]),
    locale: Type.Union([Type.Literal('fr'), Type.Literal('en')]),
  }),
)
