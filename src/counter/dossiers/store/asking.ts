import type { Day } from '#kernel/calendar'
import { statement, type Tx } from '#platform/db'
import type { Dossier } from '../schema.ts'
import { requestColumns, type RequestRow } from './circuit.ts'

/** Rows of what agents ask by hand. */

export type NewAsked = Pick<
  RequestRow,
  'id' | 'dossierId' | 'service' | 'parameters' | 'toAccount' | 'toService' | 'wishedOn'
> & {
  readonly collectivityId: string
  readonly askedBy: string | null
  readonly askedByName: string
  readonly at: Date
}

const insert = statement(
  'dossiers.insert_asked_by_hand',
  `insert into dossiers.outside_request (collectivity_id, id, dossier_id, step, service, parameters, entered, asked_at,
    asked_by, asked_by_name, to_account, to_service, wished_on)
  values ($1, $2, $3, '', $4, $5, 0, $6, $7, $8, $9, $10, $11)`,
)

export async function insertAskedRow(tx: Tx, row: NewAsked): Promise<void> {
  await tx.named(insert, [
    row.collectivityId,
    row.id,
    row.dossierId,
    row.service,
    JSON.stringify(row.parameters),
    row.at,
    row.askedBy,
    row.askedByName,
    row.toAccount,
    row.toService,
    row.wishedOn,
  ])
}

/** One that waits for somebody here, with the case that it is of. */
export interface AskedHere extends RequestRow {
  readonly collectivityId: string
  readonly number: Dossier['number']
  readonly subject: Dossier['subject']
}

const waiting = `d.removed_at is null and d.closed_at is null`
const columns = `r.*, d.number, d.subject`
const open = `select ${requestColumns}, collectivity_id as "collectivityId" from dossiers.outside_request
  where collectivity_id = $1 and state = 'requested' and step = ''`

/** Of an agent or of her services: a range of an index for each. */
const ofWho = (read: string): string => {
  const asked = `select ${read} from dossiers.outside_request
    where collectivity_id = $1 and state = 'requested' and step = ''`
  return `${asked} and to_account = $2 union all ${asked} and to_account is null and to_service = any ($3::uuid[])`
}

const listOf = statement(
  'dossiers.list_asked_of',
  `with r as (${ofWho(`${requestColumns}, collectivity_id as "collectivityId"`)})
  select ${columns} from r join dossiers.dossier d on d.collectivity_id = $1 and d.id = r."dossierId" and ${waiting}
  order by r."wishedOn" nulls last, r."askedAt", r.id limit 200`,
)

export interface AskedWho {
  readonly collectivityId: string
  readonly accountId: string
  /** The services in which she works. */
  readonly serviceIds: readonly string[]
}

/** What waits for an agent or her services: what is wished first comes first; two hundred at most. */
export const listAskedRows = (tx: Tx, { collectivityId, accountId, serviceIds }: AskedWho): Promise<AskedHere[]> =>
  tx.named(listOf, [collectivityId, accountId, serviceIds])

const count = statement(
  'dossiers.count_asked_of',
  `with r as (${ofWho('dossier_id as "dossierId"')})
  select count(*)::int as count from r
  join dossiers.dossier d on d.collectivity_id = $1 and d.id = r."dossierId" and ${waiting}`,
)

export const countAskedRows = async (tx: Tx, { collectivityId, accountId, serviceIds }: AskedWho): Promise<number> =>
  (await tx.named<{ count: number }>(count, [collectivityId, accountId, serviceIds]))[0]?.count ?? 0

const withdraw = statement(
  'dossiers.withdraw_asked',
  `update dossiers.outside_request set state = 'withdrawn', settled_at = $3
  where collectivity_id = $1 and id = $2 and state = 'requested'`,
)

export async function withdrawAskedRow(tx: Tx, collectivityId: string, id: string, at: Date): Promise<void> {
  await tx.named(withdraw, [collectivityId, id, at])
}

const toRemind = statement(
  'dossiers.list_asked_to_remind',
  `select ${columns} from (${open} and reminded_at is null and wished_on <= $2) r
  join dossiers.dossier d on d.collectivity_id = $1 and d.id = r."dossierId" and ${waiting}
  order by r."wishedOn", r.id limit 500`,
)

/** Those that nobody was reminded of and whose day is near, or past. */
export const listToRemind = (tx: Tx, collectivityId: string, before: Day): Promise<AskedHere[]> =>
  tx.named(toRemind, [collectivityId, before])

const remind = statement(
  'dossiers.mark_asked_reminded',
  `update dossiers.outside_request set reminded_at = $3 where collectivity_id = $1 and id = any ($2::uuid[])`,
)

export async function markReminded(tx: Tx, collectivityId: string, ids: readonly string[], at: Date): Promise<void> {
  await tx.named(remind, [collectivityId, ids, at])
}

const untold = statement(
  'dossiers.list_asked_untold',
  `select ${columns} from (${open} and told_at is null) r
  join dossiers.dossier d on d.collectivity_id = $1 and d.id = r."dossierId" and ${waiting}
  order by r."askedAt", r.id limit 500`,
)

/** Those that no mail of the morning told yet. */
export const listUntoldAsked = (tx: Tx, collectivityId: string): Promise<AskedHere[]> =>
  tx.named(untold, [collectivityId])

const tell = statement(
  'dossiers.mark_asked_told',
  `update dossiers.outside_request set told_at = $3 where collectivity_id = $1 and id = any ($2::uuid[])`,
)

export async function markAskedTold(tx: Tx, collectivityId: string, ids: readonly string[], at: Date): Promise<void> {
  await tx.named(tell, [collectivityId, ids, at])
}
