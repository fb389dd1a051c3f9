import { emailKey, localesOf, namesOf } from '#identity/accounts'
import { newId } from '#kernel/ids'
import { type Context, systemContext } from '#platform/context'
import { publish } from '#platform/events'
import { handleJob, type JobHandler } from '#platform/jobs'
import { codeExpiry } from '../domain/codes.ts'
import { findDirector } from '../domain/director.ts'
import { roleLost } from '../events.ts'
import { checkDirectors, mailContactCode } from '../jobs.ts'
import { contactCodeMail, type OrganisationMail } from '../mails.ts'
import type { Link, Organisation } from '../schema.ts'
import { insertLinkEvent, listToCheck, lockLinkRow, updateLinkRow } from '../store/links.ts'
import { findOrganisation } from '../store/organisations.ts'
import { deleteOldAnswers } from '../store/register.ts'
import { changeVerification, insertVerification, lockVerification } from '../store/verifications.ts'
import { newCode } from './proofs.ts'
import type { Tools } from './tools.ts'

export interface OrganisationHandlerTools extends Tools, Omit<Context, 'actor'> {
  readonly sendMail: (mail: OrganisationMail) => Promise<void>
}

const days = (count: number): number => count * 86_400_000
/** A certified director is looked up again after a month. */
const checkedFor = days(30)
const answersKept = days(30)
const perNight = 500

/** The background work of this house. */
export const organisationJobHandlers = (tools: OrganisationHandlerTools): JobHandler[] => [
  handleJob(mailContactCode, (payload) => sendContactCode(tools, payload)),
  handleJob(checkDirectors, () => checkEveryDirector(tools)),
]

/** Run again, it sends another code, which puts the former one out: the mail's id stays the same. */
async function sendContactCode(
  tools: OrganisationHandlerTools,
  { collectivityId, verificationId }: { readonly collectivityId: string; readonly verificationId: string },
): Promise<void> {
  const ready = await tools.db.withCollectivity(collectivityId, async (tx) => {
    const row = await lockVerification(tx, collectivityId, verificationId)
    const organisation = row && (await findOrganisation(tx, row.organisationId))
    if (row?.state !== 'waiting' || !organisation?.officialEmail) return undefined
    const names = await namesOf(tx, [row.askedBy])
    const name = names.get(row.askedBy)
    const now = tools.clock.now()
    const { code, hash } = newCode(tools.secrets, row.id)
    const sent = { sentAt: now, expiresAt: codeExpiry('official_contact', now) }
    await changeVerification(tx, row, { state: 'sent', codeHash: hash, ...sent })
    const person = name ? `${name.givenName} ${name.familyName}` : ''
    const to = organisation.officialEmail
    const locale = (await localesOf(tx, [emailKey(to)])).get(emailKey(to)) ?? 'fr'
    return { mailId: newId(), to, locale, person, organisation: organisation.name, code }
  })
  if (ready) await tools.sendMail(contactCodeMail(ready))
}

/** Looks directors up again. One that the register no longer names loses what it gave her until somebody has looked. */
async function checkEveryDirector(tools: OrganisationHandlerTools): Promise<void> {
  const now = tools.clock.now()
  const before = new Date(now.getTime() - checkedFor)
  const links = await tools.db.readTerritory((tx) => listToCheck(tx, before, perNight))
  for (const link of links) await checkDirector(tools, link)
  await tools.db.withTerritory((tx) => deleteOldAnswers(tx, new Date(now.getTime() - answersKept)))
}

async function checkDirector(tools: OrganisationHandlerTools, link: Link): Promise<void> {
  const organisation = await tools.db.readTerritory((tx) => findOrganisation(tx, link.organisationId))
  if (!organisation || organisation.siren === null) return
  const [identity, read] = await Promise.all([
    tools.certifiedIdentity(link.accountId),
    tools.register.officers(tools, organisation.siren),
  ])
  // What could not be read says nothing: the same is asked the next night.
  if (!read.ok ? read.refusal.reason !== 'unknown' : read.value.isStale) return
  const officers = read.ok ? read.value.value : []
  const officer = identity && findDirector(identity, officers, tools.placeNames)
  const ctx = systemContext(tools, 'check directors')
  if (!officer) return doubt(ctx, organisation, link)
  await tools.db.withTerritory((tx) => updateLinkRow(tx, link.id, { checkedAt: ctx.clock.now(), role: officer.role }))
}

async function doubt(ctx: Context, organisation: Organisation, link: Link): Promise<void> {
  const now = ctx.clock.now()
  const { lookedAfterBy } = organisation
  const { id: linkId, organisationId, accountId } = link
  await ctx.db.withTerritory(async (tx) => {
    const held = await lockLinkRow(tx, linkId)
    if (!held || held.endedAt !== null) return
    await updateLinkRow(tx, linkId, { checkedAt: now, doubtedAt: held.doubtedAt ?? now })
    if (held.doubtedAt) return
    await insertLinkEvent(tx, { link, kind: 'doubted', at: now, actor: ctx.actor })
    await publish(tx, roleLost, { linkId, organisationId, accountId, collectivityId: lookedAfterBy })
  })
  if (lookedAfterBy === null) return
  await ctx.db.withCollectivity(lookedAfterBy, (tx) =>
    insertVerification(tx, {
      collectivityId: lookedAfterBy,
      id: newId(),
      organisationId,
      askedBy: accountId,
      method: 'review',
      state: 'waiting',
      linkId,
      askedAt: now,
    }),
  )
}
