import { statement, type Tx } from '#platform/db'
import type { Handover, HandoverKey, Mode, PartnerKey } from '../schema.ts'

const columns = `h.collectivity_id as "collectivityId", h.id, h.partner_id as "partnerId", h.role, h.dossier_id as "dossierId", h.state,
  h.reference, h.news, h.sent, h.received, h.relayed, h.begun_at as "begunAt", h.changed_at as "changedAt",
  h.told_late_at as "toldLateAt"`

const one = `select ${columns} from handover.handover h where h.collectivity_id = $1 and h.id = $2`
const find = statement('handover.find', one)
const lock = statement('handover.lock', `${one} for update`)

export const findHandoverRow = async (
  tx: Tx,
  { collectivityId, handoverId }: HandoverKey,
): Promise<Handover | undefined> => (await tx.named<Handover>(find, [collectivityId, handoverId]))[0]

export const lockHandoverRow = async (
  tx: Tx,
  { collectivityId, handoverId }: HandoverKey,
): Promise<Handover | undefined> => (await tx.named<Handover>(lock, [collectivityId, handoverId]))[0]

const insert = statement(
  'handover.insert',
  `insert into handover.handover (collectivity_id, id, partner_id, role, dossier_id, state, relayed, begun_at, changed_at)
  values ($1, $2, $3, $4, $5, 'offered', $6, $7, $7) on conflict do nothing`,
)

export async function insertHandoverRow(
  tx: Tx,
  row: Pick<Handover, 'collectivityId' | 'id' | 'partnerId' | 'role' | 'dossierId' | 'relayed'>,
  at: Date,
): Promise<void> {
  const { collectivityId, id, partnerId, role, dossierId, relayed } = row
  await tx.named(insert, [collectivityId, id, partnerId, role, dossierId, relayed, at])
}

const update = statement(
  'handover.update',
  `update handover.handover set dossier_id = $3, state = $4, reference = $5, news = $6, sent = $7, received = $8,
    relayed = $9, changed_at = $10, told_late_at = $11
  where collectivity_id = $1 and id = $2`,
)

/** The row was locked before. */
export async function updateHandoverRow(tx: Tx, row: Handover): Promise<void> {
  const { collectivityId, id, dossierId, state, reference, news, sent, received, relayed, changedAt, toldLateAt } = row
  await tx.named(update, [
    collectivityId,
    id,
    dossierId,
    state,
    reference,
    news,
    sent,
    received,
    relayed,
    changedAt,
    toldLateAt,
  ])
}

export type HandoverShown = Handover & { readonly partnerName: string; readonly mode: Mode }

const ofDossier = statement(
  'handover.of_dossier',
  `select ${columns}, p.name as "partnerName", p.mode from handover.handover h
  join handover.partner p on p.collectivity_id = h.collectivity_id and p.id = h.partner_id
  where h.collectivity_id = $1 and h.dossier_id = $2 order by h.begun_at desc, h.id desc limit 20`,
)

/** The last first. */
export const listOfDossierRows = (tx: Tx, collectivityId: string, dossierId: string): Promise<HandoverShown[]> =>
  tx.named<HandoverShown>(ofDossier, [collectivityId, dossierId])

/** Of a partner, those that changed last first. */
export const listOfPartnerRows = (
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  limit: number,
): Promise<Handover[]> =>
  tx.sql<Handover>(
    `select ${columns} from handover.handover h where h.collectivity_id = $1 and h.partner_id = $2
    order by h.changed_at desc, h.id desc limit $3`,
    [collectivityId, partnerId, limit],
  )

/** For a comparison, in the order of their ids: those that changed since a moment, or are still open. */
export const listToCompareRows = (
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  page: { readonly since: Date; readonly after: string | undefined; readonly limit: number },
): Promise<Handover[]> =>
  tx.sql<Handover>(
    `select ${columns} from handover.handover h where h.collectivity_id = $1 and h.partner_id = $2
      and (h.changed_at >= $3 or h.state in ('offered', 'requested', 'accepted')) and ($4::uuid is null or h.id > $4)
    order by h.id limit $5`,
    [collectivityId, partnerId, page.since, page.after ?? null, page.limit],
  )

export type OpenHandover = HandoverShown & { readonly patienceDays: number }

/** Those of which nothing was heard for a while. */
export const listSilentRows = (tx: Tx, collectivityId: string, now: Date): Promise<OpenHandover[]> =>
  tx.sql<OpenHandover>(
    `select ${columns}, p.name as "partnerName", p.mode, p.patience_days as "patienceDays" from handover.handover h
    join handover.partner p on p.collectivity_id = h.collectivity_id and p.id = h.partner_id
    where h.collectivity_id = $1 and h.state in ('offered', 'requested', 'accepted') and h.role = 'giver'
      and h.changed_at < $2::timestamptz - make_interval(days => p.patience_days)
      and (h.told_late_at is null or h.told_late_at < h.changed_at)
    order by h.changed_at limit 1000`,
    [collectivityId, now],
  )
