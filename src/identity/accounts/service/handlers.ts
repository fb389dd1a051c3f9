import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { AppError } from '#kernel/errors'
import { handleJob, type JobHandler } from '#platform/jobs'
import { isLifeLink, judgeLink } from '../domain/links.ts'
import { keptAfterEnd } from '../domain/sessions.ts'
import { mailLink, mailPasswordChanged, sweepEnded } from '../jobs.ts'
import {
  type AccountMail,
  confirmMail,
  knownAddressMail,
  type MailLinks,
  passwordChangedMail,
  type Reader,
  readerOf,
  resetMail,
  welcomeMail,
} from '../mails.ts'
import { resetAskedMail, signInLinkMail } from '../factor-mails.ts'
import { findByEmail, findById } from '../store/accounts.ts'
import { deleteClearCounters } from '../store/attempts.ts'
import { deleteEndedLinks, findLink, type Link } from '../store/links.ts'
import { deleteEndedSessions, rememberSeen } from '../store/sessions.ts'
import type { HandlerTools } from './handler-tools.ts'
import { factorJobHandlers, sweepFactors } from './factor-handlers.ts'
import { accessJobHandlers } from './guest-mails.ts'
import { linkSecret } from './links.ts'

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
  ...factorJobHandlers(tools),
  handleJob(sweepEnded, () => sweep(tools)),
  ...accessJobHandlers(tools),
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
  if (account) return ofAccount(link, secret, { reader: readerOf(mailId, account), links })
  return link.purpose === 'confirm_email'
    ? confirmMail(futureReader(mailId, link), links.confirmEmail(secret))
    : undefined
}

/** What the link is for, told to somebody who has an account. */
function ofAccount(link: Link, secret: string, { reader, links }: { reader: Reader; links: MailLinks }) {
  const { purpose } = link
  // Those are written by `life-handlers.ts`, with a job of their own.
  if (isLifeLink(purpose)) return undefined
  switch (purpose) {
    case 'confirm_email':
      return knownAddressMail(reader, links)
    case 'reset_password':
      return resetMail(reader, links.choosePassword(secret))
    case 'choose_password':
      return welcomeMail(reader, links.choosePassword(secret), links)
    case 'sign_in':
      return signInLinkMail(reader, links.signInByLink(secret))
    case 'cancel_reset':
      return resetAskedMail(reader, links.keepFactors(secret), readReset(link.payload))
  }
}

/**
 * Nobody has confirmed anything yet: the name that a stranger typed is not repeated in our mail, where it could carry
 * an advertisement to any address.
 */
const futureReader = (mailId: string, { email, locale }: Link) => ({ mailId, to: email, locale, givenName: '' })

const ResetNote = Compile(Type.Object({ dueAt: Type.String(), reason: Type.String() }))

function readReset(payload: unknown): { dueAt: Date; reason: string } {
  if (!ResetNote.Check(payload)) throw new AppError('invalid', 'jobs.payload')
  return { dueAt: new Date(payload.dueAt), reason: payload.reason }
}

async function sweep({ db, clock }: HandlerTools): Promise<void> {
  const now = clock.now()
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds)
  await db.withTerritory(async (tx) => {
    await rememberSeen(tx, before(keptAfterEnd.session))
    await deleteEndedSessions(tx, before(keptAfterEnd.session))
    await deleteEndedLinks(tx, before(keptAfterEnd.link))
    await deleteClearCounters(tx, now)
    await sweepFactors(tx, now)
  })
}
