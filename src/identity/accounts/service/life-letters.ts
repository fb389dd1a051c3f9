import type { Secrets } from '#platform/crypto'
import { graceEnd } from '../domain/closing.ts'
import { judgeLink } from '../domain/links.ts'
import type { EmailChangeMail } from '../jobs.ts'
import {
  closingMail,
  emailChangedMail,
  exportReadyMail,
  type LifeLinks,
  type LifeReader,
  lostEmailMail,
  mergeLinkMail,
  newEmailMail,
  oldEmailMail,
  takenEmailMail,
} from '../life-mails.ts'
import type { AccountMail } from '../mails.ts'
import type { EmailChange } from '../schema.ts'
import { findByEmail, findById, type StoredAccount } from '../store/accounts.ts'
import { findEmailChange } from '../store/email-changes.ts'
import { findEnding } from '../store/endings.ts'
import { findLink, type Link } from '../store/links.ts'
import type { MergeParty } from '../store/merges.ts'
import type { HoldingTools } from './holdings.ts'
import { linkSecret } from './links.ts'

export interface LifeTools extends HoldingTools {
  readonly secrets: Secrets
  readonly sendMail: (mail: AccountMail) => Promise<void>
  readonly lifeLinks: LifeLinks
}

export const readerOf = (mailId: string, party: Pick<MergeParty, 'email' | 'locale' | 'givenName'>): LifeReader => ({
  mailId,
  to: party.email,
  locale: party.locale,
  givenName: party.givenName,
})

interface LinkMail {
  readonly mailId: string
  readonly linkId: string
}

/** What the mail of a link needs: the link, who has its address, and the change it belongs to. */
interface Named {
  readonly link: Link
  readonly account: StoredAccount | undefined
  readonly change: EmailChange | undefined
}

/** The mail of a link, or none: it was used meanwhile, or its address has no account. */
export async function writeLifeLink(tools: LifeTools, { mailId, linkId }: LinkMail): Promise<AccountMail | undefined> {
  const { db, clock } = tools
  const named = await db.readTerritory(async (tx): Promise<Named | undefined> => {
    const link = await findLink(tx, linkId)
    if (!link || judgeLink(link, clock.now())) return undefined
    const changeId = changeIdIn(link)
    return {
      link,
      account: await findByEmail(tx, link.emailKey),
      change: changeId === undefined ? undefined : await findEmailChange(tx, changeId),
    }
  })
  return named && letterOf(tools, mailId, named)
}

const changeIdIn = ({ payload }: Link): string | undefined =>
  (payload as { readonly changeId?: string } | null)?.changeId

function letterOf({ secrets, lifeLinks }: LifeTools, mailId: string, named: Named): AccountMail | undefined {
  const { link, account, change } = named
  const secret = linkSecret(secrets, link.id)
  // To the address that was named: it is the one to prove, also when it opens an account under another one.
  const reader = { ...readerOf(mailId, { givenName: '', locale: link.locale, ...account, email: link.email }) }
  if (link.purpose === 'merge_accounts') {
    return account && mergeLinkMail(reader, lifeLinks.proveMerge(secret))
  }
  if (!change) return undefined
  if (link.purpose === 'prove_new_email') {
    const isTaken = account !== undefined && account.id !== change.accountId
    // Nothing that its asker typed of herself is repeated to an address that nobody has proved.
    return isTaken
      ? takenEmailMail(reader, lifeLinks)
      : newEmailMail({ ...reader, givenName: '' }, lifeLinks.proveNewEmail(secret))
  }
  if (link.purpose !== 'confirm_old_email') return undefined
  return oldEmailMail(reader, change.newEmail, {
    confirm: lifeLinks.confirmOldEmail(secret),
    cancel: lifeLinks.cancelEmailChange(linkSecret(secrets, change.cancelLinkId)),
  })
}

/** What an address learns of a change: made, or made soon without it; none once it is over in another way. */
export async function writeEmailChange(
  { db, secrets, lifeLinks }: LifeTools,
  { mailId, changeId, to, what }: EmailChangeMail,
): Promise<AccountMail | undefined> {
  const { change, account } = await db.readTerritory(async (tx) => {
    const found = await findEmailChange(tx, changeId)
    return {
      change: found,
      account: found && (await findById(tx, found.accountId)),
    }
  })
  if (!change || !account) return undefined
  const { oldEmail, newEmail, appliesAt } = change
  const reader = readerOf(mailId, { ...account, email: to === 'old' ? oldEmail : newEmail })
  if (what === 'changed') {
    const isNew = to === 'new'
    return emailChangedMail(reader, { isNew, otherEmail: isNew ? oldEmail : newEmail }, lifeLinks)
  }
  if (change.endedAt || !appliesAt) return undefined
  const told = { newEmail, appliesAt, isSoon: what === 'soon' }
  return lostEmailMail(reader, told, lifeLinks.cancelEmailChange(linkSecret(secrets, change.cancelLinkId)))
}

interface AccountMailAsked {
  readonly mailId: string
  readonly accountId: string
}

/** The export that somebody asked for is ready. */
export async function writeExportReady(
  { db, lifeLinks }: LifeTools,
  { mailId, accountId }: AccountMailAsked,
): Promise<AccountMail | undefined> {
  const account = await db.readTerritory((tx) => findById(tx, accountId))
  return account && exportReadyMail(readerOf(mailId, account), lifeLinks)
}

/** An account closes; none when it was opened again before the mail was written. */
export async function writeClosing(
  { db, lifeLinks }: LifeTools,
  { mailId, accountId }: AccountMailAsked,
): Promise<AccountMail | undefined> {
  const account = await db.readTerritory((tx) => findEnding(tx, accountId))
  if (!account?.closingAt || account.closedAt) return undefined
  return closingMail(readerOf(mailId, account), graceEnd(account.closingAt), lifeLinks)
}
