import { type Handed, partnerName, tellHanded } from '#counter/dossiers'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { systemContext } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { replay, sendTo } from '#platform/webhooks'
import { listCollectivities } from '#territory/collectivities'
import { isCompared } from '../domain.ts'
import { hearPartner } from '../jobs.ts'
import type { Compared, Handover, Partner } from '../schema.ts'
import {
  listSilentRows,
  listToCompareRows,
  type OpenHandover,
  updateHandoverRow,
  lockHandoverRow,
} from '../store/handovers.ts'
import { listMessageRows, listUnheardRows } from '../store/messages.ts'
import { findPartnerRow, listPartnerRows, noteComparedRow } from '../store/partners.ts'
import { bearerOf } from './bearer.ts'
import { takeIn } from './inbox.ts'
import { toldOf } from './deciding.ts'
import type { Listed } from './serving.ts'
import { type HandoverTools, secretsOf } from './tools.ts'

/** Both sides compare their lists: what one said and the other did not hear is said again, whatever was lost on the way. */

const List = Type.Object({
  handovers: Type.Array(
    Type.Object({
      handover: Type.String({ format: 'uuid' }),
      role: Type.Union([Type.Literal('giver'), Type.Literal('taker')]),
      state: Type.String(),
      sent: Type.Integer({ minimum: 0 }),
      received: Type.Integer({ minimum: 0 }),
    }),
    { maxItems: 1000 },
  ),
  next: Type.Optional(Type.Union([Type.String({ maxLength: 80 }), Type.Null()])),
})

const Messages = Type.Object({
  messages: Type.Array(Type.Object({ id: Type.String(), type: Type.String(), data: Type.Unknown() }), {
    maxItems: 200,
  }),
})

/** Compares every collectivity's lists with its partners', and tells agents who is late. One that does not answer stops no other. */
export async function reconcileAll(tools: HandoverTools): Promise<void> {
  for (const { id: collectivityId } of await listCollectivities(tools.db)) {
    const partners = await tools.db.readCollectivity(collectivityId, (tx) => listPartnerRows(tx, collectivityId))
    for (const partner of partners) {
      if (isCompared(partner)) await compareWith(tools, partner)
    }
    await hearAgain(tools, collectivityId)
    await tellSilence(tools, collectivityId)
  }
}

/** What came in and could not be carried out in all the attempts of its job is tried anew: a file may be there now. */
const hearAgain = ({ db }: HandoverTools, collectivityId: string): Promise<void> =>
  db.withCollectivity(collectivityId, async (tx) => {
    for (const handoverId of await listUnheardRows(tx, collectivityId))
      await enqueue(tx, hearPartner, { collectivityId, handoverId })
  })

/** @returns what came of it, which the partner's page shows. */
export async function compareWith(tools: HandoverTools, partner: Partner): Promise<Compared> {
  const compared = await compare(tools, partner).catch((error: unknown): Compared => {
    tools.log.warn({ partner: partner.id, error: String(error) }, 'lists could not be compared')
    return { fault: 'unreachable', seen: 0, sentAgain: 0, fetched: 0 }
  })
  const { collectivityId, id: partnerId } = partner
  await tools.db.withCollectivity(collectivityId, (tx) =>
    noteComparedRow(tx, { collectivityId, partnerId }, compared, tools.clock.now()),
  )
  return compared
}

async function compare(tools: HandoverTools, partner: Partner): Promise<Compared> {
  const theirs = await listTheirs(tools, partner)
  const ours = await listOurs(tools, partner)
  let sentAgain = 0
  let fetched = 0
  for (const mine of ours.values())
    sentAgain += await sayAgain(tools, partner, mine, theirs.get(mine.id)?.received ?? 0)
  for (const listed of theirs.values()) {
    const known = ours.get(listed.handover)
    if (listed.sent > (known?.received ?? 0))
      fetched += await fetchMissing(tools, partner, listed, known?.received ?? 0)
  }
  return { seen: theirs.size, sentAgain, fetched }
}

async function get(tools: HandoverTools, partner: Partner, path: string): Promise<unknown> {
  const { collectivityId, id: partnerId, address } = partner
  const sealed = await tools.db.readCollectivity(collectivityId, (tx) =>
    findPartnerRow(tx, { collectivityId, partnerId }),
  )
  const [secret = ''] = sealed ? secretsOf(tools.secrets, sealed, tools.clock.now()) : []
  const answer = await tools.outbound.fetch(`${address}${path}`, {
    headers: { accept: 'application/json', authorization: `Bearer ${bearerOf(secret)}` },
  })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  return answer.json()
}

async function listTheirs(tools: HandoverTools, partner: Partner): Promise<Map<string, Listed>> {
  const all = new Map<string, Listed>()
  let after: string | null | undefined
  do {
    const query: string = after ? `?apres=${encodeURIComponent(after)}` : ''
    const page = Value.Parse(List, await get(tools, partner, `/dossiers${query}`))
    for (const each of page.handovers) all.set(each.handover, each as Listed)
    after = page.next
  } while (after && all.size < 200_000)
  return all
}

const pageSize = 500
const comparedDays = 30

async function listOurs(
  tools: HandoverTools,
  { collectivityId, id: partnerId }: Partner,
): Promise<Map<string, Handover>> {
  const all = new Map<string, Handover>()
  const since = new Date(tools.clock.now().getTime() - comparedDays * 86_400_000)
  let after: string | undefined
  for (;;) {
    const rows = await tools.db.readCollectivity(collectivityId, (tx) =>
      listToCompareRows(tx, { collectivityId, partnerId }, { since, after, limit: pageSize }),
    )
    for (const row of rows) all.set(row.id, row)
    if (rows.length < pageSize) return all
    after = rows.at(-1)?.id
  }
}

/** Sends again what they did not hear, under the same ids; one that is on its way stays as it is. */
async function sayAgain(
  tools: HandoverTools,
  { subscriptionId }: Partner,
  mine: Handover,
  heard: number,
): Promise<number> {
  if (subscriptionId === null || heard >= mine.sent) return 0
  const { collectivityId, id: handoverId } = mine
  const to = { collectivityId, subscriptionId }
  const now = tools.clock.now()
  return tools.db.withCollectivity(collectivityId, async (tx) => {
    const messages = await listMessageRows(
      tx,
      { collectivityId, handoverId },
      { direction: 'out', after: heard, limit: 200 },
    )
    for (const { id, type, sequence, data, at } of messages) {
      // Forgotten by the deliverer, it is written again; kept there as taken or as dead, it leaves again.
      await sendTo(tx, to, { id, type, subject: handoverId, place: sequence, at, data })
      await replay(tx, to, { deliveryId: id, states: ['dead', 'delivered'] }, now)
    }
    return messages.length
  })
}

async function fetchMissing(
  tools: HandoverTools,
  partner: Partner,
  { handover }: Listed,
  heard: number,
): Promise<number> {
  const path = `/dossiers/${handover}/messages?apres=${heard}`
  const { messages } = Value.Parse(Messages, await get(tools, partner, path))
  let fetched = 0
  for (const { id, type, data } of messages) {
    const key = { collectivityId: partner.collectivityId, partnerId: partner.id }
    const taken = await takeIn(tools)(key, { id: id.replace(/^msg_/, ''), type, data })
    if (!taken.ok) break
    if (taken.value.isNew) fetched += 1
  }
  return fetched
}

/** Writes in each request of which nothing was heard for too long that its partner is late, once for each silence. */
async function tellSilence(tools: HandoverTools, collectivityId: string): Promise<void> {
  const now = tools.clock.now()
  const silent = await tools.db.readCollectivity(collectivityId, (tx) => listSilentRows(tx, collectivityId, now))
  for (const each of silent) if (each.dossierId !== null) await tellLate(tools, each, each.dossierId)
}

async function tellLate(tools: HandoverTools, handover: OpenHandover, dossierId: string): Promise<void> {
  const { collectivityId, id, role, state, reference, partnerName: partner, patienceDays, changedAt } = handover
  const handed: Handed = { id, role, partner, state, reference }
  await tellHanded(
    systemContext(tools, partnerName),
    {
      collectivityId,
      dossierId,
      idempotencyKey: `handover:${id}:late:${changedAt.getTime()}`,
      handed,
      expected: id,
      told: toldOf(handed, 'late'),
      text: {
        direction: 'note',
        body: `Aucune nouvelle de ${partner} depuis plus de ${patienceDays} jours.`,
        by: 'Traboule',
      },
    },
    async (tx) => {
      const row = await lockHandoverRow(tx, { collectivityId, handoverId: id })
      if (row) await updateHandoverRow(tx, { ...row, toldLateAt: tools.clock.now() })
    },
  )
}
