import { type Alert, listAlerts, markAlerts } from '#counter/deadlines'
import { type Agent, listWorking } from '#identity/accounts'
import type { Context } from '#platform/context'
import type { CollectivityMail } from '#platform/mail'
import { byClocksOf } from '#territory/calendars'
import { getSite, listCollectivities } from '#territory/collectivities'
import { derivedId } from '../domain/journal.ts'
import { type AlertLine, digestMail } from '../mails.ts'
import { findDossierRow } from '../store/dossiers.ts'
import type { Dossier } from '../schema.ts'

/** What the composition root gives to the digest of the morning. */
export interface DigestTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  sendMail(mail: CollectivityMail): Promise<void>
  /** Where its agents read their requests. */
  deskOf(collectivityId: string): Promise<string>
}

const atOnce = 1000

/** Each morning: one mail for each agent, of all the cases that she is to be told of. */
export async function sendDigests(tools: DigestTools): Promise<void> {
  for (const { id } of await listCollectivities(tools.db)) {
    let told = atOnce
    while (told === atOnce) told = await byClocksOf(tools.db, id, () => sendDigest(tools, id))
  }
}

interface Told {
  readonly alert: Alert
  readonly dossier: Dossier
}

/** @returns how many alerts were told. */
async function sendDigest(tools: DigestTools, collectivityId: string): Promise<number> {
  const { db, clock } = tools
  const now = clock.now()
  const { alerts, told, agents } = await db.readCollectivity(collectivityId, async (tx) => {
    const found = await listAlerts(tx, collectivityId, atOnce)
    if (found.length === 0) return { alerts: found, told: [], agents: [] }
    const [dossiers, working] = await Promise.all([
      Promise.all(found.map(({ dossierId }) => findDossierRow(tx, collectivityId, dossierId))),
      listWorking(tx, collectivityId, now),
    ])
    const open = found.flatMap((alert, index): Told[] => {
      const dossier = dossiers[index]
      return dossier && dossier.closedAt === null ? [{ alert, dossier }] : []
    })
    return { alerts: found, told: open, agents: working }
  })
  if (alerts.length === 0) return 0
  const byAddress = Map.groupBy(
    told.flatMap((each) => addressesOf(each, agents).map((to) => ({ to, ...each }))),
    ({ to }) => to,
  )
  const [{ name }, href] = await Promise.all([getSite(db, { id: collectivityId }), tools.deskOf(collectivityId)])
  for (const [to, lines] of byAddress) {
    const about = { to, collectivityId, collectivity: name, href, lines: lines.map(lineOf) }
    // The same alerts to the same person are one mail, even if the night is run twice.
    const id = derivedId(lines[0]?.alert.id ?? collectivityId, `digest ${to}`)
    await tools.sendMail(digestMail(id, about))
  }
  const ids = alerts.map(({ id }) => id)
  await db.withCollectivity(collectivityId, (tx) => markAlerts(tx, collectivityId, ids, now))
  return alerts.length
}

const lineOf = ({ alert, dossier }: Told): AlertLine => ({
  number: dossier.number,
  subject: dossier.subject,
  kind: alert.kind,
  clock: alert.key.split(':', 1)[0] ?? alert.key,
  dueAt: alert.dueAt,
})

/** Who holds the case, else its service; those who supervise the service, else those who work there. */
function addressesOf({ alert: { told }, dossier }: Told, agents: readonly Agent[]): readonly string[] {
  const { serviceId, holderAccountId } = dossier
  const holder = agents.find(({ accountId }) => accountId === holderAccountId)
  if (told === 'holder' && holder) return [holder.email]
  const ofService = agents.filter(({ roles }) =>
    roles.some((each) => each.serviceId === serviceId && each.role !== 'elected'),
  )
  const supervising = agents.filter(({ roles }) =>
    roles.some((each) => each.role === 'supervisor' && (each.serviceId === serviceId || each.serviceId === null)),
  )
  const chosen = told === 'supervisors' && supervising.length > 0 ? supervising : ofService
  return chosen.map(({ email }) => email)
}
