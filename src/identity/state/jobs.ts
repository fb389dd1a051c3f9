import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Sends the link that confirms the address of a new account; one that has an account already is told so instead. */
export const mailConfirm = defineJob(
  'state.mail_confirm',
  Type.Object({ mailId: Id, pendingId: Id, emailKey: Type.String({ maxLength: 254 }) }),
)

/** Deletes requests and waiting identities that are over. To be asked for once a day. */
export const sweepState = defineJob('state.sweep_ended', Type.Object({}))
