import { type Static, Type } from 'typebox'
import type { Tx } from '#platform/db'
import { defineJob, enqueue } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

const News = Type.Enum([
  'asked',
  'approved',
  'refused',
  'expired',
  'withdrawn',
  'revoked',
  'ending',
  'doubted',
] as const)
export type News = Static<typeof News>

/** Tells whom it concerns what happened to a mandate: an ask to decide, a decision, an end that comes. */
export const mailAboutMandate = defineJob('mandates.mail', Type.Object({ mandateId: Id, about: News }))

/** Asks for those mails in the transaction of what they tell. */
export const tellAbout = (tx: Tx, mandateId: string, about: News): Promise<void> =>
  enqueue(tx, mailAboutMandate, { mandateId, about })

/** Each night: asks that nobody answered end, and holders are told what ends soon. */
export const sweepMandates = defineJob('mandates.sweep', Type.Object({}))
