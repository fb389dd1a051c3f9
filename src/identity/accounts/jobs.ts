import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

/** `mailId` is drawn when the mail is asked for: a job that runs again does not make a second mail. */
const Id = Type.String({ format: 'uuid' })

/** Sends the link of a row: the secret is derived when the mail is written, the queue never holds it. */
export const mailLink = defineJob('accounts.mail_link', Type.Object({ mailId: Id, linkId: Id }))

/** Tells the owner that her password was changed, so that a thief does not do it in silence. */
export const mailPasswordChanged = defineJob(
  'accounts.mail_password_changed',
  Type.Object({ mailId: Id, accountId: Id }),
)

/** Deletes sessions, links and counters that ended long ago. To be asked for once a day. */
export const sweepEnded = defineJob('accounts.sweep_ended', Type.Object({}))
