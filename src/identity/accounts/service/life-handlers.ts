import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import {
  applyEmailChange,
  buildExport,
  eraseAccount,
  mailClosing,
  mailEmailChange,
  mailLifeLink,
  mailMerge,
  type MergeMail,
  moveHoldings,
  moveHoldingsBack,
  tendAccounts,
} from '../jobs.ts'
import { mergedMail, mergeUndoneMail } from '../life-mails.ts'
import type { AccountMail } from '../mails.ts'
import { expireChanges } from '../store/email-changes.ts'
import { deleteStaleMerges, findMerge, findParties, listUnfinished } from '../store/merges.ts'
import { deleteFreedAddresses } from '../store/other-addresses.ts'
import { lifeEnds } from '../domain/closing.ts'
import { listToErase } from '../store/endings.ts'
import { deleteOldExports } from '../store/exports.ts'
import { eraseEverything } from './closing.ts'
import { applyLate } from './email-change.ts'
import { buildEverything } from './exports.ts'
import { moveEverything, moveEverythingBack } from './holdings.ts'
import {
  type LifeTools,
  readerOf,
  writeClosing,
  writeEmailChange,
  writeExportReady,
  writeLifeLink,
} from './life-letters.ts'

/** The background work of accounts that live: their links, their merges, their end. For the worker. */
export const accountLifeHandlers = (tools: LifeTools): JobHandler[] => [
  handleJob(mailLifeLink, async (asked) => {
    const mail = await writeLifeLink(tools, asked)
    if (mail) await tools.sendMail(mail)
  }),
  handleJob(mailMerge, async (asked) => {
    const mail = await writeMerge(tools, asked)
    if (mail) await tools.sendMail(mail)
  }),
  handleJob(mailEmailChange, async (asked) => {
    const mail = await writeEmailChange(tools, asked)
    if (mail) await tools.sendMail(mail)
  }),
  handleJob(applyEmailChange, async ({ changeId }) => {
    await applyLate(tools, changeId)
  }),
  handleJob(moveHoldings, ({ mergeId }) => moveEverything(tools, mergeId)),
  handleJob(buildExport, async ({ exportId, mailId }) => {
    const ready = await buildEverything(tools, exportId)
    const mail = ready && (await writeExportReady(tools, { mailId, accountId: ready.accountId }))
    if (mail) await tools.sendMail(mail)
  }),
  handleJob(mailClosing, async (asked) => {
    const mail = await writeClosing(tools, asked)
    if (mail) await tools.sendMail(mail)
  }),
  handleJob(eraseAccount, ({ accountId }) => eraseEverything(tools, accountId)),
  handleJob(tendAccounts, () => tend(tools)),
  handleJob(moveHoldingsBack, ({ mergeId }) => moveEverythingBack(tools, mergeId)),
]

async function writeMerge(
  { db, lifeLinks }: LifeTools,
  { mailId, mergeId, to, what }: MergeMail,
): Promise<AccountMail | undefined> {
  const { merge, parties } = await db.readTerritory(async (tx) => {
    const found = await findMerge(tx, mergeId)
    const ids = found ? [found.keptId, ...(found.otherId === null ? [] : [found.otherId])] : []
    return { merge: found, parties: await findParties(tx, ids) }
  })
  const kept = parties.find(({ id }) => id === merge?.keptId)
  const other = parties.find(({ id }) => id === merge?.otherId)
  if (!merge?.finalAt || !kept || !other) return undefined
  const isKept = to === 'kept'
  const reader = readerOf(mailId, isKept ? kept : other)
  if (what === 'undone') return mergeUndoneMail(reader, other.email, lifeLinks)
  const { keepsAddress, finalAt } = merge
  return mergedMail(reader, { isKept, otherEmail: isKept ? other.email : kept.email, keepsAddress, finalAt }, lifeLinks)
}

/** What a job gave up after its last try is asked for again; what nobody answered is forgotten. */
async function tend({ db, clock }: LifeTools): Promise<void> {
  const now = clock.now()
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds)
  await db.withTerritory(async (tx) => {
    await deleteStaleMerges(tx, now)
    await deleteFreedAddresses(tx, now)
    await expireChanges(tx, now)
    // One that could not be made in a week of tries is asked for again by its owner.
    await deleteOldExports(tx, now, before(7 * 86_400_000))
    for (const accountId of await listToErase(tx, { closedBefore: before(lifeEnds.grace), now })) {
      await enqueue(tx, eraseAccount, { accountId }, { key: `erase ${accountId}` })
    }
    for (const { id, state } of await listUnfinished(tx)) {
      await enqueue(tx, state === 'moving' ? moveHoldings : moveHoldingsBack, { mergeId: id }, { key: `merge ${id}` })
    }
  })
}
