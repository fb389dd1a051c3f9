import { isId } from '#kernel/ids'
import { statement, type Tx } from '#platform/db'
import type { Export, ExportFault, ExportFormat } from '../schema.ts'

const columns = `e.id, e.collectivity_id as "collectivityId", e.account_id as "accountId", e.account_name as "accountName",
  e.key_id as "keyId", e.locale,
  e.format, e.title, e.question, e.state, e.done, e.total, e.digest, e.size, e.fault, e.asked_at as "askedAt",
  e.ended_at as "endedAt", e.expires_at as "expiresAt"`

const insert = statement(
  'exports.insert',
  `insert into exports.export (collectivity_id, id, account_id, account_name, locale, format, title, question, state, asked_at,
    key_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10)`,
)

export type NewExport = Pick<
  Export,
  'collectivityId' | 'id' | 'accountId' | 'accountName' | 'keyId' | 'locale' | 'title' | 'question' | 'askedAt'
> & { readonly format: ExportFormat }

export async function insertExportRow(tx: Tx, row: NewExport): Promise<void> {
  const { collectivityId, id, accountId, accountName, locale, format, title, question, askedAt, keyId } = row
  const values = [
    collectivityId,
    id,
    accountId,
    accountName,
    locale,
    format,
    title,
    JSON.stringify(question),
    askedAt,
    keyId,
  ]
  await tx.named(insert, values)
}

const find = statement(
  'exports.find',
  `select ${columns} from exports.export e where e.collectivity_id = $1 and e.id = $2`,
)

export async function findExportRow(tx: Tx, collectivityId: string, id: string): Promise<Export | undefined> {
  return isId(id) ? (await tx.named<Export>(find, [collectivityId, id]))[0] : undefined
}

const list = statement(
  'exports.list',
  `select ${columns} from exports.export e where e.collectivity_id = $1
    and case when $3::uuid is null then e.account_id = $2 and e.key_id is null else e.key_id = $3 end
  order by e.asked_at desc, e.id desc limit 50`,
)

/** The last ones of an agent, or of a key. */
export const listExportRows = (
  tx: Tx,
  collectivityId: string,
  { accountId, keyId }: Pick<Export, 'accountId' | 'keyId'>,
): Promise<Export[]> => tx.named<Export>(list, [collectivityId, accountId, keyId])

const begin = statement(
  'exports.begin',
  `update exports.export set state = 'running', attempt = attempt + 1, done = 0, total = null
  where collectivity_id = $1 and id = $2 and state in ('waiting', 'running') returning attempt`,
)

/** Begins, or begins anew after a worker that died. Undefined: it was cancelled, or is made already. */
export async function beginExportRow(tx: Tx, collectivityId: string, id: string): Promise<number | undefined> {
  return (await tx.named<{ attempt: number }>(begin, [collectivityId, id]))[0]?.attempt
}

/** Which making of which export: one that another has replaced writes nothing more. */
export interface Making {
  readonly collectivityId: string
  readonly id: string
  readonly attempt: number
}

const mine = `where collectivity_id = $1 and id = $2 and attempt = $3 and state = 'running'`
const progress = statement(
  'exports.progress',
  `update exports.export set done = $4, total = coalesce($5, total) ${mine} returning true as going`,
)

/** Says how far it is. @returns false: it was cancelled, or another worker makes it. */
export const progressRow = async (
  tx: Tx,
  { collectivityId, id, attempt }: Making,
  { done, total }: { readonly done: number; readonly total: number | null },
): Promise<boolean> => (await tx.named(progress, [collectivityId, id, attempt, done, total])).length > 0

const finish = statement(
  'exports.finish',
  `update exports.export set state = 'done', done = $4, total = $4, digest = $5, size = $6, ended_at = $7, expires_at = $8
  ${mine} returning true as kept`,
)

export interface Finished {
  readonly done: number
  readonly digest: string
  readonly size: number
  readonly at: Date
  readonly expiresAt: Date
}

/** @returns false when nobody waits for it any more. */
export const finishRow = async (tx: Tx, { collectivityId, id, attempt }: Making, made: Finished): Promise<boolean> =>
  (await tx.named(finish, [collectivityId, id, attempt, made.done, made.digest, made.size, made.at, made.expiresAt]))
    .length > 0

const fail = statement('exports.fail', `update exports.export set state = 'failed', fault = $4, ended_at = $5 ${mine}`)

export async function failRow(
  tx: Tx,
  { collectivityId, id, attempt }: Making,
  fault: ExportFault,
  at: Date,
): Promise<void> {
  await tx.named(fail, [collectivityId, id, attempt, fault, at])
}

const cancel = statement(
  'exports.cancel',
  `update exports.export set state = 'cancelled', ended_at = $3
  where collectivity_id = $1 and id = $2 and state in ('waiting', 'running') returning true as cancelled`,
)

export const cancelRow = async (tx: Tx, collectivityId: string, id: string, at: Date): Promise<boolean> =>
  (await tx.named(cancel, [collectivityId, id, at])).length > 0

const expire = statement(
  'exports.expire',
  `with over as (
    select id, digest from exports.export where collectivity_id = $1 and state = 'done' and expires_at <= $2
  ), marked as (
    update exports.export set state = 'expired', digest = null where collectivity_id = $1 and id in (select id from over)
  )
  select digest from over where digest is not null`,
)

/** Those whose day is over; gives what they had in the file store. */
export async function expireRows(tx: Tx, collectivityId: string, now: Date): Promise<string[]> {
  return (await tx.named<{ digest: string }>(expire, [collectivityId, now])).map(({ digest }) => digest)
}

const named = statement('exports.named', 'select digest from exports.export where digest = any ($1::text[])')

/** Which of these contents an export still is, in any commune: to be asked through a door. */
export async function findNamedExports(tx: Tx, digests: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await tx.named<{ digest: string }>(named, [digests])).map(({ digest }) => digest))
}

const note = statement(
  'exports.note_passage',
  `insert into exports.passage (collectivity_id, id, export_id, kind, account_id, account_name, at) values ($1, $2, $3, $4, $5, $6, $7)`,
)

export interface Passage {
  readonly id: string
  readonly exportId: string
  readonly kind: 'asked' | 'cancelled' | 'downloaded'
  readonly accountId: string
  readonly accountName: string
  readonly at: Date
}

export async function notePassageRow(tx: Tx, collectivityId: string, passage: Passage): Promise<void> {
  const { id, exportId, kind, accountId, accountName, at } = passage
  await tx.named(note, [collectivityId, id, exportId, kind, accountId, accountName, at])
}
