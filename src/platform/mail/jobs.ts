import { Type } from 'typebox'
import type { Clock } from '#kernel/clock'
import type { Database } from '#platform/db'
import { defineJob, handleJob, type JobHandler } from '#platform/jobs'
import { forgetOldMails } from './store.ts'

/** Empties the mails that are old enough. To be asked for once a day. */
export const forgetOld = defineJob('mail.forget_old', Type.Object({}))

const keptDays = 30

/** The background work of the mails, for the worker. */
export const mailJobHandlers = ({ db, clock }: { readonly db: Database; readonly clock: Clock }): JobHandler[] => [
  handleJob(forgetOld, async () => {
    const now = clock.now()
    const before = new Date(now.getTime() - keptDays * 86_400_000)
    await db.withTerritory((tx) => forgetOldMails(tx, { before, now }))
  }),
]
