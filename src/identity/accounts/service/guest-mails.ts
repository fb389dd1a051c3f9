import { newId } from '#kernel/ids'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import { isEndNear, leavesWithSponsor, stayRules } from '../domain/stays.ts'
import { mailAboutGuest, mailAccess, watchGuests } from '../jobs.ts'
import { accessMail, guestEndMail, guestWithoutSponsorMail } from '../access-mails.ts'
import { findById } from '../store/accounts.ts'
import { listGuestRows, lockStay, markReminded, markTold, staysToTell } from '../store/guests.ts'
import { lockAdministrators, listGivenTo } from '../store/roles.ts'
import type { HandlerTools } from './handler-tools.ts'

/** The mails about what people were given, and those that go before an end. */
export const accessJobHandlers = (tools: HandlerTools): JobHandler[] => [
  handleJob(mailAccess, (asked) => tellAccess(tools, asked)),
  handleJob(mailAboutGuest, (asked) => tellAboutGuest(tools, asked)),
  handleJob(watchGuests, () => watch(tools)),
]

interface Asked {
  readonly mailId: string
  readonly collectivityId: string
  readonly accountId: string
}

async function tellAccess(tools: HandlerTools, { mailId, collectivityId, accountId }: Asked): Promise<void> {
  const { db, clock } = tools
  const now = clock.now()
  const found = await db.readCollectivity(collectivityId, async (tx) => {
    const [account, given, guests] = await Promise.all([
      findById(tx, accountId),
      listGivenTo(tx, { collectivityId, accountId }),
      listGuestRows(tx, { collectivityId, accountId }, now),
    ])
    const role = given.findLast((each) => each.endsAt === null || each.endsAt > now)
    return { account, role, stay: guests.find(({ endsAt }) => endsAt > now) }
  })
  const { account, role, stay } = found
  // Everything was taken back meanwhile: there is nothing to announce.
  if (!account || (!role && !stay)) return
  const place = await tools.placeOf(collectivityId)
  await tools.sendMail(accessMail({ mailId, reader: account, place, role, stay }))
}

async function tellAboutGuest(
  tools: HandlerTools,
  asked: Asked & { readonly stayId: string; readonly to: string; readonly about: 'end' | 'no_sponsor' },
): Promise<void> {
  const { collectivityId, accountId, stayId, mailId, about } = asked
  const now = tools.clock.now()
  const { reader, guest } = await tools.db.readCollectivity(collectivityId, async (tx) => {
    const [account, guests] = await Promise.all([
      findById(tx, asked.to),
      listGuestRows(tx, { collectivityId, accountId }, now),
    ])
    return { reader: account, guest: guests.find((each) => each.stayId === stayId) }
  })
  // Renewed, ended or handed over since it was asked.
  if (!reader || !guest || guest.endsAt <= now) return
  const place = await tools.placeOf(collectivityId)
  if (about === 'end') {
    if (!isEndNear(guest.endsAt, now)) return
    await tools.sendMail(guestEndMail({ mailId, reader, place, guest }))
    return
  }
  if (guest.sponsorUntil === null || guest.sponsorUntil > now) return
  const leavesAt = leavesWithSponsor(guest.sponsorUntil)
  await tools.sendMail(guestWithoutSponsorMail({ mailId, reader, place, guest, leavesAt }))
}

/**
 * Fifteen days before an end, its sponsor is told; when a sponsor has left, the administrators are. Once for each end and
 * each sponsor: marking and asking for the mail are one transaction.
 */
async function watch({ db, clock }: HandlerTools): Promise<void> {
  const at = clock.now()
  const endsBefore = new Date(at.getTime() + (stayRules.remindedDays + 1) * 86_400_000)
  const door = { name: 'guest-reminders', accountId: null, subject: 'accounts.watch_guests' }
  const stays = await db.throughDoor(door, (tx) => staysToTell(tx, { at, endsBefore }))
  for (const key of stays) {
    await db.withCollectivity(key.collectivityId, async (tx) => {
      const stay = await lockStay(tx, key)
      const [row] = await listGuestRows(tx, { collectivityId: key.collectivityId, accountId: key.accountId }, at)
      if (!stay || !row) return
      const tell = (to: string, about: 'end' | 'no_sponsor') =>
        enqueue(tx, mailAboutGuest, { mailId: newId(), ...key, to, about })
      if (row.sponsorUntil !== null && row.sponsorUntil <= at) {
        if (!(await markTold(tx, stay))) return
        for (const to of await lockAdministrators(tx, key.collectivityId, at)) await tell(to, 'no_sponsor')
      } else if (isEndNear(stay.endsAt, at) && (await markReminded(tx, stay))) await tell(stay.sponsorId, 'end')
    })
  }
}
