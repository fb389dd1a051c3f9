import type { Secrets } from '#platform/crypto'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import { judgeLink } from '../domain/links.ts'
import { mailLifeLink, mailMerge, type MergeMail, moveHoldings, moveHoldingsBack, tendAccounts } from '../jobs.ts'
import { type LifeLinks, type LifeReader, mergedMail, mergeLinkMail, mergeUndoneMail } from '../life-mails.ts'
import type { AccountMail } from '../mails.ts'
import { findByEmail } from '../store/accounts.ts'
import { findLink } from '../store/links.ts'
import { deleteStaleMerges, findMerge, findParties, listUnfinished, type MergeParty } from '../store/merges.ts'
import { deleteFreedAddresses } from '../store/other-addresses.ts'
import { type HoldingTools, moveEverything, moveEverythingBack } from './holdings.ts'
import { linkSecret } from './links.ts'

export interface LifeTools extends HoldingTools {
  readonly secrets: Secrets
  readonly sendMail: (mail: AccountMail) => Promise<void>
  readonly lifeLinks: LifeLinks
}

/** The background work of accounts that live: their links, their merges, their end. For the worker. */
export const accountLifeHandlers = (tools: LifeTools): JobHandler[] => [
  handleJob(mailLifeLink, async (asked) => {
    const mail = await writeLink(tools, asked)
    if (mail) await tools.sendMail(mail)
  }),
  handleJob(mailMerge, async (asked) => {
    const mail = await writeMerge(tools, asked)
    if (mail) await tools.sendMail(mail)
  }),
  handleJob(moveHoldings, ({ mergeId }) => moveEverything(tools, mergeId)),
  handleJob(tendAccounts, () => tend(tools)),
  handleJob(moveHoldingsBack, ({ mergeId }) => moveEverythingBack(tools, mergeId)),
]

const readerOf = (mailId: string, party: Pick<MergeParty, 'email' | 'locale' | 'givenName'>): LifeReader => ({
  mailId,
  to: party.email,
  locale: party.locale,
  givenName: party.givenName,
})

/** The mail of a link, or none: it was used meanwhile, or its address has no account. */
async function writeLink(
  tools: LifeTools,
  { mailId, linkId }: { mailId: string; linkId: string },
): Promise<AccountMail | undefined> {
  const { db, clock, secrets, lifeLinks } = tools
  const [link, account] = await db.readTerritory(async (tx) => {
    const found = await findLink(tx, linkId)
    return [found, found && (await findByEmail(tx, found.emailKey))] as const
  })
  if (!link || judgeLink(link, clock.now()) || !account) return undefined
  const secret = linkSecret(secrets, link.id)
  // To the address that was named: it is the one to prove, also when it opens an account under another one.
  const reader = { ...readerOf(mailId, account), to: link.email }
  return link.purpose === 'merge_accounts' ? mergeLinkMail(reader, lifeLinks.proveMerge(secret)) : undefined
}

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
  await db.withTerritory(async (tx) => {
    await deleteStaleMerges(tx, now)
    await deleteFreedAddresses(tx, now)
    for (const { id, state } of await listUnfinished(tx)) {
      await enqueue(tx, state === 'moving' ? moveHoldings : moveHoldingsBack, { mergeId: id }, { key: `merge ${id}` })
    }
  })
}
