import { emailKey, emailsOf, localesOf } from '#identity/accounts'
import { directorsOf, organisationNames } from '#identity/organisations'
import { addDays, dayOf } from '#kernel/calendar'
import { type Context, systemContext } from '#platform/context'
import type { Locale } from '#kernel/localized'
import type { Tx } from '#platform/db'
import { formats } from '#platform/i18n'
import { handleJob, type JobHandler } from '#platform/jobs'
import { derivedId } from '../domain/mail-ids.ts'
import { reminderDays } from '../domain/terms.ts'
import { mailAboutMandate, type News, sweepMandates, tellAbout } from '../jobs.ts'
import { type MandateMail, mandateMail } from '../mails.ts'
import type { Mandate } from '../schema.ts'
import { insertMandateEvent } from '../store/events.ts'
import {
  changeMandate,
  findMandateRow,
  listApprovedBy,
  listEnding,
  listExpired,
  lockMandateRow,
} from '../store/mandates.ts'
import { moveAsk } from './decide.ts'
import { namesIn } from './tools.ts'

export interface MandateHandlerTools extends Omit<Context, 'actor'> {
  readonly sendMail: (mail: MandateMail) => Promise<void>
  /** Page of one mandate. */
  readonly mandatePage: (id: string) => string
}

const perNight = 1000

/** The background work of this house. */
export const mandateJobHandlers = (tools: MandateHandlerTools): JobHandler[] => [
  handleJob(mailAboutMandate, ({ mandateId, about }) => mail(tools, mandateId, about)),
  handleJob(sweepMandates, () => sweep(tools)),
]

interface Recipient {
  readonly to: string
  /** Her account's language; French for who has none. */
  readonly locale: Locale
  readonly isInvited: boolean
}

async function mail(tools: MandateHandlerTools, mandateId: string, news: News): Promise<void> {
  const ready = await tools.db.readTerritory(async (tx) => {
    const mandate = await findMandateRow(tx, mandateId)
    if (!mandate) return undefined
    const names = await namesIn(tx, [mandate], (ids) => organisationNames(tx, ids))
    return { mandate, names: names.get(mandateId), to: await recipients(tx, mandate, news) }
  })
  if (!ready?.names) return
  const { mandate, names, to } = ready
  for (const { to: address, isInvited, locale } of to) {
    const format = formats(locale)
    const mailId = derivedId(mandateId, `${news}:${mandate.state === 'approved' ? mandate.endsOn : ''}:${address}`)
    const reason = mandate.decisionReason ?? ''
    const about = { ...names, reason, endsOn: format.date(mandate.endsOn), answerBy: format.date(mandate.expiresAt) }
    const href = tools.mandatePage(mandateId)
    await tools.sendMail(mandateMail(news, { ...about, mailId, to: address, locale, href, isInvited }))
  }
  if (news === 'asked' && to.length > 0) await notified(tools, mandateId)
}

const notified = (tools: MandateHandlerTools, mandateId: string): Promise<void> =>
  tools.db.withTerritory(async (tx) => {
    const mandate = await lockMandateRow(tx, mandateId)
    if (mandate?.state === 'asked') await moveAsk(tx, systemContext(tools, 'mandates'), mandate, 'notify')
  })

/** Whom a piece of news concerns: who gives, or who asked and who holds. */
async function recipients(tx: Tx, mandate: Mandate, news: News): Promise<Recipient[]> {
  const known = new Map<string, Omit<Recipient, 'locale'>>()
  const add = (to: string, isInvited = false): void => {
    if (!known.has(emailKey(to))) known.set(emailKey(to), { to, isInvited })
  }
  const toGiver = news === 'asked' || news === 'withdrawn' || news === 'doubted'
  const accounts = toGiver ? await giversOf(tx, mandate) : await holdersOf(tx, mandate)
  for (const address of (await emailsOf(tx, accounts)).values()) add(address)
  if (toGiver && mandate.principalEmailKey !== null) add(mandate.principalEmailKey)
  if (news === 'asked' && mandate.invitedEmail !== null) add(mandate.invitedEmail, true)
  const locales = await localesOf(tx, [...known.keys()])
  return [...known].map(([key, recipient]) => ({ ...recipient, locale: locales.get(key) ?? 'fr' }))
}

const giversOf = async (tx: Tx, { principalOrganisationId: id }: Mandate): Promise<string[]> =>
  id === null ? [] : (await directorsOf(tx, id)).map(({ accountId }) => accountId)

const holdersOf = async (tx: Tx, mandate: Mandate): Promise<string[]> => {
  const { holderAccountId, holderOrganisationId, askedBy } = mandate
  const directors = holderOrganisationId === null ? [] : await directorsOf(tx, holderOrganisationId)
  return [
    ...new Set([
      askedBy,
      ...(holderAccountId === null ? [] : [holderAccountId]),
      ...directors.map(({ accountId }) => accountId),
    ]),
  ]
}

async function sweep(tools: MandateHandlerTools): Promise<void> {
  const ctx = systemContext(tools, 'mandates')
  const now = ctx.clock.now()
  const today = dayOf(now)
  const { expired, ending } = await ctx.db.readTerritory(async (tx) => ({
    expired: await listExpired(tx, now, perNight),
    ending: await listEnding(tx, today, addDays(today, reminderDays), perNight),
  }))
  for (const id of expired) {
    await ctx.db.withTerritory(async (tx) => {
      const mandate = await lockMandateRow(tx, id)
      if (mandate && (await moveAsk(tx, ctx, mandate, 'expire')) === 'expired') await tellAbout(tx, id, 'expired')
    })
  }
  for (const id of ending) {
    await ctx.db.withTerritory(async (tx) => {
      const mandate = await lockMandateRow(tx, id)
      if (mandate?.state !== 'approved' || mandate.remindedAt) return
      await changeMandate(tx, id, { remindedAt: now })
      await insertMandateEvent(tx, { mandateId: id, kind: 'reminded', at: now, actor: ctx.actor })
      await tellAbout(tx, id, 'ending')
    })
  }
}

/**
 * A link ended: what its holder gave by it is to be looked at, unless she still answers for the organisation by another way of
 * being known.
 */
export async function reviewMandates(
  base: Omit<Context, 'actor'>,
  ended: { readonly linkId: string; readonly organisationId: string; readonly accountId: string },
): Promise<void> {
  const directors = await base.db.readTerritory((tx) => directorsOf(tx, ended.organisationId))
  if (directors.some(({ accountId }) => accountId === ended.accountId)) return
  await doubtMandates(base, ended)
}

/** A director lost her role: what she gave goes on, and who answers for the organisation now is asked to look at it. */
export async function doubtMandates(
  base: Omit<Context, 'actor'>,
  { linkId }: { readonly linkId: string },
): Promise<void> {
  const ctx = systemContext(base, 'mandates')
  await ctx.db.withTerritory(async (tx) => {
    const now = ctx.clock.now()
    for (const id of await listApprovedBy(tx, linkId)) {
      await changeMandate(tx, id, { doubtedAt: now })
      await insertMandateEvent(tx, { mandateId: id, kind: 'doubted', at: now, actor: ctx.actor })
      await tellAbout(tx, id, 'doubted')
    }
  })
}
