import type { Context } from '#platform/context'
import { handleJob, type JobHandler } from '#platform/jobs'
import type { Secrets } from '#platform/crypto'
import { isLifeLink, judgeLink } from '../domain/links.ts'
import { keptAfterEnd } from '../domain/sessions.ts'
import { mailLink, mailPasswordChanged, sweepEnded } from '../jobs.ts'
import {
  type AccountMail,
  confirmMail,
  knownAddressMail,
  type MailLinks,
  passwordChangedMail,
  resetMail,
  welcomeMail,
} from '../mails.ts'
import { findByEmail, findById, type StoredAccount } from '../store/accounts.ts'
import { deleteClearCounters } from '../store/attempts.ts'
import { deleteEndedLinks, findLink, type Link } from '../store/links.ts'
import { deleteEndedSessions } from '../store/sessions.ts'
import { linkSecret } from './links.ts'

export interface HandlerTools extends Pick<Context, 'db' | 'clock'> {
  readonly secrets: Secrets
  readonly sendMail: (mail: AccountMail) => Promise<void>
  readonly links: MailLinks
}

/** The background work of this house, for the worker. */
export const accountJobHandlers = (tools: HandlerTools): JobHandler[] => [
  handleJob(mailLink, async (asked) => {
    const mail = await writeLinkMail(tools, asked)
    if (mail) await tools.sendMail(mail)
  }),
  handleJob(mailPasswordChanged, async ({ mailId, accountId }) => {
    const account = await tools.db.readTerritory((tx) => findById(tx, accountId))
    if (account) await tools.sendMail(passwordChangedMail(readerOf(mailId, account), tools.links))
  }),
  handleJob(sweepEnded, () => sweep(tools)),
]

/** The mail of a link, or none: it was used meanwhile, or a password is asked for where there is no account. */
async function writeLinkMail(
  tools: HandlerTools,
  { mailId, linkId }: { mailId: string; linkId: string },
): Promise<AccountMail | undefined> {
  const { db, clock, secrets, links } = tools
  const [link, account] = await db.readTerritory(async (tx) => {
    const found = await findLink(tx, linkId)
    return [found, found && (await findByEmail(tx, found.emailKey))] as const
  })
  if (!link || judgeLink(link, clock.now())) return undefined
  const secret = linkSecret(secrets, link.id)
  const { purpose } = link
  // Those are written by `life-handlers.ts`, with a job of their own.
  if (isLifeLink(purpose)) return undefined
  switch (purpose) {
    case 'confirm_email':
      return account
        ? knownAddressMail(readerOf(mailId, account), links)
        : confirmMail(futureReader(mailId, link), links.confirmEmail(secret))
    case 'reset_password':
      return account && resetMail(readerOf(mailId, account), links.choosePassword(secret))
    case 'choose_password':
      return account && welcomeMail(readerOf(mailId, account), links.choosePassword(secret), links)
  }
}

const readerOf = (mailId: string, { email, locale, givenName }: StoredAccount) => ({
  mailId,
  to: email,
  locale,
  givenName,
})

/**
 * Nobody has confirmed anything yet: the name that a stranger typed is not repeated in our mail, where it could carry
 * an advertisement to any address.
 */
const futureReader = (mailId: string, { email, locale }: Link) => ({ mailId, to: email, locale, givenName: '' })

async function sweep({ db, clock }: HandlerTools): Promise<void> {
  const now = clock.now()
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds)
  await db.withTerritory(async (tx) => {
    await deleteEndedSessions(tx, before(keptAfterEnd.session))
    await deleteEndedLinks(tx, before(keptAfterEnd.link))
    await deleteClearCounters(tx, now)
  })
}
