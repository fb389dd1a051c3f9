import { emailKey, emailsOf, localesOf } from '#identity/accounts'
import type { Context } from '#platform/context'
import { handleJob, type JobHandler } from '#platform/jobs'
import type { CollectivityMail } from '#platform/mail'
import { tellAbsence } from '../jobs.ts'
import { absenceMail } from '../mails.ts'
import { findAbsenceRow } from '../store/absences.ts'

/** What the composition root gives to the background work of this house. */
export interface AbsenceMailTools extends Pick<Context, 'db'> {
  /** Puts a mail in the outbox; the same id twice is one mail. */
  sendMail(mail: CollectivityMail): Promise<void>
  /** Where agents of a collectivity find their absences. */
  absencesOf(collectivityId: string): Promise<string>
}

/** What is written to agents of absences, for the worker. Each may run more than once. */
export const absenceJobHandlers = (tools: AbsenceMailTools): JobHandler[] => [
  handleJob(tellAbsence, async ({ mailId, collectivityId, absenceId, accountId, what, byAccountId }) => {
    const found = await tools.db.readCollectivity(collectivityId, async (tx) => {
      const [absence, emails] = await Promise.all([
        findAbsenceRow(tx, collectivityId, absenceId),
        emailsOf(tx, [accountId]),
      ])
      const to = emails.get(accountId)
      if (!absence || to === undefined) return undefined
      const key = emailKey(to)
      return { absence, to, locale: (await localesOf(tx, [key])).get(key) ?? 'fr' }
    })
    if (!found) return
    const byName = found.absence.substitutes.find((each) => each.accountId === byAccountId)?.name ?? ''
    const href = await tools.absencesOf(collectivityId)
    await tools.sendMail(absenceMail({ id: mailId, ...found, what, byName, href }))
  }),
]
