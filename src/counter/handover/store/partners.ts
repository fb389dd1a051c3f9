import { query, statement, type Tx } from '#platform/db'
import type { Compared, Matter, Partner, PartnerKey } from '../schema.ts'

const columns = `collectivity_id as "collectivityId", id, name, mode, address, subscription_id as "subscriptionId", jurisdiction,
  clock, patience_days as "patienceDays", is_active as "isActive", previous_until as "previousUntil",
  compared_at as "comparedAt", compared`

/** With what signs its messages, sealed. */
export interface SealedPartner extends Partner {
  readonly secret: string
  readonly previousSecret: string | null
}

const one = statement(
  'handover.find_partner',
  `select ${columns}, secret, previous_secret as "previousSecret" from handover.partner
  where collectivity_id = $1 and id = $2`,
)

export const findPartnerRow = async (
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
): Promise<SealedPartner | undefined> => (await tx.named<SealedPartner>(one, [collectivityId, partnerId]))[0]

export const listPartnerRows = (tx: Tx, collectivityId: string): Promise<Partner[]> =>
  tx.sql<Partner>(`select ${columns} from handover.partner where collectivity_id = $1 order by name, id`, [
    collectivityId,
  ])

export type PartnerRow = Pick<
  SealedPartner,
  'name' | 'mode' | 'address' | 'subscriptionId' | 'jurisdiction' | 'clock' | 'patienceDays' | 'secret'
>

export async function insertPartnerRow(
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  row: PartnerRow,
  at: Date,
): Promise<void> {
  const { subscriptionId, patienceDays, ...same } = row
  await tx.run(
    query.insertInto('handover.partner').values({
      ...same,
      collectivity_id: collectivityId,
      id: partnerId,
      subscription_id: subscriptionId,
      patience_days: patienceDays,
      created_at: at,
    }),
  )
}

export type PartnerChange = Partial<PartnerRow & Pick<SealedPartner, 'isActive' | 'previousSecret' | 'previousUntil'>>

export async function updatePartnerRow(
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  change: PartnerChange,
): Promise<void> {
  const { subscriptionId, patienceDays, isActive, previousSecret, previousUntil, ...same } = change
  await tx.run(
    query
      .updateTable('handover.partner')
      .set({
        ...same,
        ...(subscriptionId !== undefined && { subscription_id: subscriptionId }),
        ...(patienceDays !== undefined && { patience_days: patienceDays }),
        ...(isActive !== undefined && { is_active: isActive }),
        ...(previousSecret !== undefined && { previous_secret: previousSecret }),
        ...(previousUntil !== undefined && { previous_until: previousUntil }),
      })
      .where('collectivity_id', '=', collectivityId)
      .where('id', '=', partnerId),
  )
}

export async function noteComparedRow(
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  compared: Compared,
  at: Date,
): Promise<void> {
  await tx.sql('update handover.partner set compared_at = $3, compared = $4 where collectivity_id = $1 and id = $2', [
    collectivityId,
    partnerId,
    at,
    JSON.stringify(compared),
  ])
}

const matterColumns = 'direction, ours, theirs, is_automatic as "isAutomatic"'

export const listMatterRows = (tx: Tx, { collectivityId, partnerId }: PartnerKey): Promise<Matter[]> =>
  tx.sql<Matter>(
    `select ${matterColumns} from handover.matter where collectivity_id = $1 and partner_id = $2 order by direction, ours`,
    [collectivityId, partnerId],
  )

export async function saveMatterRow(tx: Tx, { collectivityId, partnerId }: PartnerKey, matter: Matter): Promise<void> {
  await tx.sql(
    `insert into handover.matter (collectivity_id, partner_id, direction, ours, theirs, is_automatic)
    values ($1, $2, $3, $4, $5, $6) on conflict (collectivity_id, partner_id, direction, ours)
    do update set theirs = excluded.theirs, is_automatic = excluded.is_automatic`,
    [collectivityId, partnerId, matter.direction, matter.ours, matter.theirs, matter.isAutomatic],
  )
}

export async function deleteMatterRow(
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  { direction, ours }: Pick<Matter, 'direction' | 'ours'>,
): Promise<void> {
  await tx.sql(
    'delete from handover.matter where collectivity_id = $1 and partner_id = $2 and direction = $3 and ours = $4',
    [collectivityId, partnerId, direction, ours],
  )
}

const takers = statement(
  'handover.takers_of',
  `select ${columns
    .split(',')
    .map((column) => `p.${column.trim()}`)
    .join(', ')}, m.is_automatic as "isAutomatic", m.theirs
  from handover.matter m join handover.partner p on p.collectivity_id = m.collectivity_id and p.id = m.partner_id
  where m.collectivity_id = $1 and m.direction = 'give' and m.ours = $2 and p.is_active
    and (p.mode = 'pull' or p.address is not null) order by p.name, p.id`,
)

/** Partners to whom requests of a procedure may be given, by its slug. */
export const listTakerRows = (
  tx: Tx,
  collectivityId: string,
  procedure: string,
): Promise<(Partner & { readonly isAutomatic: boolean; readonly theirs: string })[]> =>
  tx.named(takers, [collectivityId, procedure])
