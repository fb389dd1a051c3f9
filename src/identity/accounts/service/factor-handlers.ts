import type { Tx } from '#platform/db'
import { handleJob, type JobHandler } from '#platform/jobs'
import { factorLife } from '../domain/factors.ts'
import { historyKept } from '../domain/history.ts'
import { factorMail, newDeviceMail, secondStepTriedMail } from '../factor-mails.ts'
import { mailFactorEvent, mailNewDevice, mailSecondStepTried, resetFactorsDue } from '../jobs.ts'
import { type AccountMail, type Reader, readerOf } from '../mails.ts'
import { findById } from '../store/accounts.ts'
import { deleteOldSetUps, forgetOldSealedCodes } from '../store/factors.ts'
import { deleteOldDevices, deleteOldEntries, findEntry } from '../store/history.ts'
import { deleteOldChallenges } from '../store/passkeys.ts'
import { deleteOldPending } from '../store/pending.ts'
import type { HandlerTools } from './handler-tools.ts'
import { carryOutReset } from './support.ts'

/** The background work about factors. */
export function factorJobHandlers(tools: HandlerTools): JobHandler[] {
  const { db, links } = tools
  const write = async (
    asked: { readonly mailId: string; readonly accountId: string },
    words: (reader: Reader) => AccountMail | undefined | Promise<AccountMail | undefined>,
  ): Promise<void> => {
    const account = await db.readTerritory((tx) => findById(tx, asked.accountId))
    const mail = account && (await words(readerOf(asked.mailId, account)))
    if (mail) await tools.sendMail(mail)
  }
  return [
    handleJob(mailFactorEvent, (asked) => write(asked, (reader) => factorMail(reader, asked, links))),
    handleJob(mailNewDevice, (asked) =>
      write(asked, async (reader) => {
        const entry = await db.readTerritory((tx) => findEntry(tx, asked.accountId, asked.signInId))
        return entry && newDeviceMail(reader, entry, links)
      }),
    ),
    handleJob(mailSecondStepTried, (asked) => write(asked, (reader) => secondStepTriedMail(reader, links))),
    handleJob(resetFactorsDue, ({ resetId }) => carryOutReset(tools, resetId)),
  ]
}

/** Deletes what ended: challenges and sign-ins half done, lines of the history past twelve months, browsers not seen for a year. */
export async function sweepFactors(tx: Tx, now: Date): Promise<void> {
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds)
  await deleteOldChallenges(tx, now)
  await deleteOldPending(tx, now)
  await deleteOldSetUps(tx, before(factorLife.setUp))
  await forgetOldSealedCodes(tx, before(factorLife.setUp))
  await deleteOldEntries(tx, before(historyKept))
  await deleteOldDevices(tx, before(factorLife.device))
}
