import { statement, type Tx } from '#platform/db'
import type { Folder, FolderFile, FolderState, Status, TrayReason } from '../schema.ts'

interface Key {
  readonly collectivityId: string
  readonly id: string
}

const columns = `f.collectivity_id as "collectivityId", f.id, f.stream_id as "streamId", f.process_code as "processCode",
  f.external_id as "externalId", f.state, f.reason, f.applicant_name as "applicantName",
  f.applicant_email as "applicantEmail", f.received_at as "receivedAt", f.tries, f.dossier_id as "dossierId",
  f.dossier_number as "dossierNumber", f.status, f.relayed, f.said, f.settled_at as "settledAt",
  f.settled_by_name as "settledByName", f.settled_note as "settledNote",
  (select count(*)::int from hubee.saying s where s.collectivity_id = f.collectivity_id and s.folder_id = f.id
    and s.done_at is null) as unsaid,
  (select s.failure from hubee.saying s where s.collectivity_id = f.collectivity_id and s.folder_id = f.id
    and s.done_at is null order by s.place limit 1) as "unsaidFailure"`

const begin = statement(
  'hubee.begin_folder',
  `insert into hubee.folder as f (collectivity_id, id, stream_id, process_code, state, received_at, tries)
  values ($1, $2, $3, $4, 'taken', $5, 1)
  on conflict (collectivity_id, id) do update set tries = f.tries + (f.state = 'taken')::int`,
)

/** Writes that it came, once, and counts the try before it begins: what kills its reader is not read for ever. */
export async function beginFolderRow(
  tx: Tx,
  of: Key & { readonly streamId: string; readonly processCode: string; readonly now: Date },
): Promise<Folder | undefined> {
  await tx.named(begin, [of.collectivityId, of.id, of.streamId, of.processCode, of.now])
  return findFolderRow(tx, of)
}

const find = statement(
  'hubee.find_folder',
  `select ${columns} from hubee.folder f where f.collectivity_id = $1 and f.id = $2`,
)
const lock = statement(
  'hubee.lock_folder',
  `select ${columns} from hubee.folder f where f.collectivity_id = $1 and f.id = $2 for no key update of f`,
)

export async function findFolderRow(tx: Tx, { collectivityId, id }: Key): Promise<Folder | undefined> {
  return (await tx.named<Folder>(find, [collectivityId, id]))[0]
}

export async function lockFolderRow(tx: Tx, { collectivityId, id }: Key): Promise<Folder | undefined> {
  return (await tx.named<Folder>(lock, [collectivityId, id]))[0]
}

const describe = statement(
  'hubee.describe_folder',
  `update hubee.folder set external_id = $3, process_code = $4, applicant_name = $5, applicant_email = $6, received_at = $7
  where collectivity_id = $1 and id = $2`,
)
const dropFiles = statement('hubee.drop_files', 'delete from hubee.file where collectivity_id = $1 and folder_id = $2')
const insertFiles = statement(
  'hubee.insert_files',
  `insert into hubee.file (collectivity_id, folder_id, place, name, kind, media_type, size, digest, refusal)
  select $1, $2, f.place, f.name, f.kind, f."mediaType", f.size, f.digest, f.refusal
  from jsonb_to_recordset($3::jsonb) as f(place int, name text, kind text, "mediaType" text, size bigint, digest text,
    refusal text)`,
)

/** Writes what its envelope says, and its files, in the place of what an earlier try wrote. */
export async function describeFolderRow(
  tx: Tx,
  of: Key & Pick<Folder, 'externalId' | 'processCode' | 'applicantName' | 'applicantEmail' | 'receivedAt'>,
  files: readonly FolderFile[],
): Promise<void> {
  const { collectivityId, id } = of
  await tx.named(describe, [
    collectivityId,
    id,
    of.externalId,
    of.processCode,
    of.applicantName,
    of.applicantEmail,
    of.receivedAt,
  ])
  await tx.named(dropFiles, [collectivityId, id])
  await tx.named(insertFiles, [collectivityId, id, JSON.stringify(files)])
}

const files = statement(
  'hubee.list_files',
  `select place, name, kind, media_type as "mediaType", size::float8 as size, digest, refusal
  from hubee.file where collectivity_id = $1 and folder_id = $2 order by place`,
)

export const listFileRows = (tx: Tx, { collectivityId, id }: Key): Promise<FolderFile[]> =>
  tx.named<FolderFile>(files, [collectivityId, id])

/** Where it is from now on. */
export interface Settling {
  readonly state: FolderState
  readonly reason: TrayReason | null
  readonly dossier?: { readonly id: string; readonly number: string } | undefined
  /** Null while it waits. */
  readonly at: Date | null
  readonly by?: { readonly id: string; readonly name: string } | null
  readonly note?: string | null
}

const settle = statement(
  'hubee.settle_folder',
  `update hubee.folder set state = $3, reason = $4, dossier_id = $5, dossier_number = $6, settled_at = $7, settled_by = $8,
    settled_by_name = $9, settled_note = $10
  where collectivity_id = $1 and id = $2`,
)

export async function settleFolderRow(tx: Tx, { collectivityId, id }: Key, to: Settling): Promise<void> {
  const { state, reason, dossier, at, by, note } = to
  await tx.named(settle, [
    collectivityId,
    id,
    state,
    reason,
    dossier?.id ?? null,
    dossier?.number ?? null,
    at,
    by?.id ?? null,
    by?.name ?? null,
    note ?? null,
  ])
}

const follow = statement(
  'hubee.follow_folder',
  `update hubee.folder set status = coalesce($3, status), relayed = greatest(relayed, $4) where collectivity_id = $1 and id = $2`,
)

/** The last status said of it, and up to which line of the journal. */
export async function followFolderRow(
  tx: Tx,
  { collectivityId, id, status, relayed }: Key & { readonly status: Status | null; readonly relayed: number },
): Promise<void> {
  await tx.named(follow, [collectivityId, id, status, relayed])
}

const followed = statement(
  'hubee.list_followed',
  `select id, dossier_id as "dossierId", relayed from hubee.folder where collectivity_id = $1 and stream_id = $2
    and state = 'filed' and (status is null or status not in ('DONE', 'REFUSED')) and dossier_id is not null
    and forgotten_at is null
  order by id`,
)

export interface Followed {
  readonly id: string
  readonly dossierId: string
  readonly relayed: number
}

/** Those whose request is not over, as far as HubEE knows. */
export const listFollowedRows = (tx: Tx, collectivityId: string, streamId: string): Promise<Followed[]> =>
  tx.named<Followed>(followed, [collectivityId, streamId])

export type FolderView = 'waiting' | 'settled'

const statesOf: Readonly<Record<FolderView, string>> = {
  waiting: `('taken', 'tray')`,
  settled: `('filed', 'discarded')`,
}
const listOf = (view: FolderView) =>
  statement(
    `hubee.list_${view}`,
    `select ${columns} from hubee.folder f where f.collectivity_id = $1 and f.state in ${statesOf[view]}
    order by f.received_at desc, f.id desc limit $2`,
  )
const lists = { waiting: listOf('waiting'), settled: listOf('settled') }

/** The newest first. */
export const listFolderRows = (
  tx: Tx,
  {
    collectivityId,
    view,
    limit,
  }: { readonly collectivityId: string; readonly view: FolderView; readonly limit: number },
): Promise<Folder[]> => tx.named<Folder>(lists[view], [collectivityId, limit])

const named = statement('hubee.named_digests', 'select distinct digest from hubee.file where digest = any($1::text[])')

/** Which of these contents are kept here, in any collectivity. */
export const namedDigests = async (tx: Tx, digests: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set((await tx.named<{ digest: string }>(named, [digests])).map(({ digest }) => digest))

const forget = statement(
  'hubee.forget',
  `with those as (
    select id from hubee.folder where collectivity_id = $1 and dossier_id = $2 and forgotten_at is null
  ), gone as (
    delete from hubee.file f using those where f.collectivity_id = $1 and f.folder_id = those.id returning f.digest
  ), said as (
    update hubee.saying s set message = '' from those where s.collectivity_id = $1 and s.folder_id = those.id returning s.id
  ), emptied as (
    update hubee.folder f set applicant_name = '', applicant_email = null, settled_note = null, forgotten_at = $3
    from those where f.collectivity_id = $1 and f.id = those.id returning f.id
  )
  select digest from gone where digest is not null`,
)

/** Empties what came about a request. @returns the contents that nothing names here any more. */
export const forgetRows = async (
  tx: Tx,
  of: { readonly collectivityId: string; readonly dossierId: string; readonly now: Date },
): Promise<readonly string[]> =>
  (await tx.named<{ digest: string }>(forget, [of.collectivityId, of.dossierId, of.now])).map(({ digest }) => digest)
