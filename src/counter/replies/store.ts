import type { Localized } from '#kernel/localized'
import { statement, type Tx } from '#platform/db'
import type { Reply, ReplyRevision, ReplyScope } from './schema.ts'

interface ReplyRow extends Omit<Reply, 'revision'> {
  readonly revision: Omit<ReplyRevision, 'at'>
  readonly revisedAt: Date
}

const replyOf = ({ revisedAt, revision, ...reply }: ReplyRow): Reply => ({
  ...reply,
  revision: { ...revision, at: revisedAt },
})

const newest = `select r.id, r.name, r.service_id as "serviceId", r.procedure_id as "procedureId", r.status, r.channel,
    r.kept_by as "keptBy", r.uses, r.retired_at is not null as "isRetired", v.at as "revisedAt",
    jsonb_build_object('number', v.number, 'body', v.body, 'byName', v.by_name) as revision
  from replies.reply r
  cross join lateral (
    select * from replies.revision v where v.collectivity_id = r.collectivity_id and v.reply_id = r.id
    order by v.number desc limit 1
  ) v
  where r.collectivity_id = $1`

const list = statement('replies.list', `${newest} order by r.retired_at is not null, r.name, r.id limit 500`)
const find = statement('replies.find', `${newest} and r.id = $2`)
const lock = statement('replies.lock', 'select id from replies.reply where collectivity_id = $1 and id = $2 for update')
const offered = statement(
  'replies.offered',
  `${newest} and r.retired_at is null and (r.procedure_id is null or r.procedure_id = $2)
    and (r.status is null or r.status = $3) and (r.channel is null or r.channel = $4)
  order by r.uses desc, r.name, r.id limit 60`,
)

/** Those in use first, by name. */
export const listReplyRows = async (tx: Tx, collectivityId: string): Promise<Reply[]> =>
  (await tx.named<ReplyRow>(list, [collectivityId])).map(replyOf)

export async function findReplyRow(tx: Tx, collectivityId: string, id: string): Promise<Reply | undefined> {
  const [row] = await tx.named<ReplyRow>(find, [collectivityId, id])
  return row && replyOf(row)
}

/** Held until the transaction ends: two changes at once take their numbers one after the other. */
export async function lockReplyRow(tx: Tx, collectivityId: string, id: string): Promise<void> {
  await tx.named(lock, [collectivityId, id])
}

export interface OfCase {
  readonly collectivityId: string
  readonly procedureId: string
  readonly status: string
  readonly channel: string
}

/** Those that are offered on a case, whatever their team; the most used first. */
export const listOfferedRows = async (tx: Tx, of: OfCase): Promise<Reply[]> =>
  (await tx.named<ReplyRow>(offered, [of.collectivityId, of.procedureId, of.status, of.channel])).map(replyOf)

const save = statement(
  'replies.save',
  `insert into replies.reply (collectivity_id, id, name, service_id, procedure_id, status, channel, kept_by, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (collectivity_id, id) do update set name = excluded.name, service_id = excluded.service_id,
    procedure_id = excluded.procedure_id, status = excluded.status, channel = excluded.channel, kept_by = excluded.kept_by`,
)
const revise = statement(
  'replies.revise',
  `insert into replies.revision (collectivity_id, reply_id, number, body, by_name, at)
  select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 from replies.revision
  where collectivity_id = $1 and reply_id = $2`,
)

export interface SavedReply extends ReplyScope, Pick<Reply, 'id' | 'name' | 'keptBy'> {
  readonly collectivityId: string
  readonly body: Localized
  readonly byName: string
  readonly at: Date
}

/** Keeps a reply, new or changed, and what it says from now on. */
export async function saveReplyRow(tx: Tx, row: SavedReply): Promise<void> {
  const { collectivityId, id, name, serviceId, procedureId, status, channel, keptBy, body, byName, at } = row
  await tx.named(save, [collectivityId, id, name, serviceId, procedureId, status, channel, keptBy, at])
  await tx.named(revise, [collectivityId, id, JSON.stringify(body), byName, at])
}

const retire = statement(
  'replies.retire',
  'update replies.reply set retired_at = $3 where collectivity_id = $1 and id = $2',
)
const use = statement('replies.use', 'update replies.reply set uses = uses + 1 where collectivity_id = $1 and id = $2')

export async function retireReplyRow(tx: Tx, collectivityId: string, id: string, at: Date | null): Promise<void> {
  await tx.named(retire, [collectivityId, id, at])
}

export async function countUse(tx: Tx, collectivityId: string, id: string): Promise<void> {
  await tx.named(use, [collectivityId, id])
}
