import { isId } from '#kernel/ids'
import { statement, type Tx } from '#platform/db'
import type { Archive, Reading } from './schema.ts'

const columns = `collectivity_id as "collectivityId", id, dossier_id as "dossierId", version, number,
  procedure_id as "procedureId", title, outcome, submitted_at as "submittedAt", closed_at as "closedAt", made_at as "madeAt",
  digest, size, manifest, seq, previous, hash, signature`

const begin = statement(
  'archives.begin_chain',
  'insert into archives.chain (collectivity_id, seq, hash) values ($1, $2, $3) on conflict do nothing',
)
const lock = statement(
  'archives.lock_chain',
  'select seq, hash from archives.chain where collectivity_id = $1 for update',
)
const advance = statement(
  'archives.advance_chain',
  'update archives.chain set seq = $2, hash = $3 where collectivity_id = $1',
)

export interface Link {
  readonly seq: number
  readonly hash: string
}

/** The last link, kept from others until the end of the transaction. */
export async function lockChain(tx: Tx, collectivityId: string, first: Link): Promise<Link> {
  await tx.named(begin, [collectivityId, first.seq, first.hash])
  const [row] = await tx.named<Link>(lock, [collectivityId])
  return row ?? first
}

const readEnd = statement('archives.read_chain', 'select seq, hash from archives.chain where collectivity_id = $1')
export async function findChainEnd(tx: Tx, collectivityId: string): Promise<Link | undefined> {
  return (await tx.named<Link>(readEnd, [collectivityId]))[0]
}

const insert = statement(
  'archives.insert',
  `insert into archives.archive (collectivity_id, id, dossier_id, version, number, procedure_id, title, outcome,
    submitted_at, closed_at, made_at, digest, size, manifest, seq, previous, hash, signature)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
)
/** Adds one at the end of the chain, which is locked. */
export async function insertArchiveRow(tx: Tx, row: Archive): Promise<void> {
  await tx.named(insert, [
    row.collectivityId,
    row.id,
    row.dossierId,
    row.version,
    row.number,
    row.procedureId,
    row.title,
    row.outcome,
    row.submittedAt,
    row.closedAt,
    row.madeAt,
    row.digest,
    row.size,
    row.manifest,
    row.seq,
    row.previous,
    row.hash,
    row.signature,
  ])
  await tx.named(advance, [row.collectivityId, row.seq, row.hash])
}

const findOf = statement(
  'archives.find_of_dossier',
  `select ${columns} from archives.archive where collectivity_id = $1 and dossier_id = $2 and version = $3`,
)
export async function findArchiveOf(
  tx: Tx,
  of: Pick<Archive, 'collectivityId' | 'dossierId' | 'version'>,
): Promise<Archive | undefined> {
  return (await tx.named<Archive>(findOf, [of.collectivityId, of.dossierId, of.version]))[0]
}

const find = statement(
  'archives.find',
  `select ${columns} from archives.archive where collectivity_id = $1 and id = $2`,
)
export async function findArchiveRow(tx: Tx, collectivityId: string, id: string): Promise<Archive | undefined> {
  return isId(id) ? (await tx.named<Archive>(find, [collectivityId, id]))[0] : undefined
}

const bySeq = statement(
  'archives.find_by_place',
  `select ${columns} from archives.archive where collectivity_id = $1 and seq = $2`,
)
export async function findArchiveAt(tx: Tx, collectivityId: string, seq: number): Promise<Archive | undefined> {
  return (await tx.named<Archive>(bySeq, [collectivityId, seq]))[0]
}

const list = statement(
  'archives.list',
  `select ${columns} from archives.archive
  where collectivity_id = $1 and seq < $2 and ($3 = '' or number = $3) order by seq desc limit $4`,
)
/** The latest first, before one of them; of one number only, when it is given. */
export const listArchiveRows = (
  tx: Tx,
  collectivityId: string,
  { before, number, limit }: { readonly before: number; readonly number: string; readonly limit: number },
): Promise<Archive[]> => tx.named<Archive>(list, [collectivityId, before, number, limit])

const note = statement(
  'archives.note_reading',
  `insert into archives.reading (collectivity_id, id, archive_id, kind, why, found, account_id, account_name, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)
export async function insertReadingRow(
  tx: Tx,
  {
    collectivityId,
    archiveId,
    accountId,
    ...row
  }: Reading & { collectivityId: string; archiveId: string; accountId: string },
): Promise<void> {
  const { id, kind, why, found, accountName, at } = row
  await tx.named(note, [collectivityId, id, archiveId, kind, why, found, accountId, accountName, at])
}

const readings = statement(
  'archives.list_readings',
  `select id, kind, why, found, account_name as "accountName", at from archives.reading
  where collectivity_id = $1 and archive_id = $2 order by at desc, id desc limit 100`,
)
export const listReadingRows = (tx: Tx, collectivityId: string, archiveId: string): Promise<Reading[]> =>
  tx.named<Reading>(readings, [collectivityId, archiveId])
