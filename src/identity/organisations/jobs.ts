import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Writes the code to the address that the register publishes. */
export const mailContactCode = defineJob(
  'organisations.mail_contact_code',
  Type.Object({ collectivityId: Id, verificationId: Id }),
)

/** Each night: directors whom the register certified are looked up again, and old answers are forgotten. */
export const checkDirectors = defineJob('organisations.check_directors', Type.Object({}))
