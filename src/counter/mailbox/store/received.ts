import { statement, type Tx } from '#platform/db'
import type {
  Received,
  ReceivedFile,
  ReceivedLine,
  ReceivedOfDossier,
  ReceivedState,
  TrayReason,
  TrayView,
} from '../schema.ts'

export interface Taken {
  readonly collectivityId: string
  readonly id: string
  readonly boxId: string | null
  readonly channel: 'mail' | 'sms'
  readonly fingerprint: Buffer
  readonly rawDigest: string | null
  readonly size: number
  readonly uidValidity: number | null
  readonly uid: number | null
  readonly receivedAt: Date
  readonly serviceId: string | null
  readonly keepsUntil: Date
  /** Of a text message, which needs no reading. */
  readonly from?: string
  readonly text?: string
}

const insert = statement(
  'mailbox.take',
  `insert into mailbox.received (collectivity_id, id, box_id, channel, fingerprint, raw_digest, size, uid_validity, uid,
    is_marked, received_at, state, service_id, keeps_until, from_address, text)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9::bigint is null, $10, 'taken', $11, $12, $13, $14)
  on conflict (collectivity_id, fingerprint) do nothing returning id`,
)

/** Writes what came, once: false when it had come already. */
export async function takeRow(tx: Tx, taken: Taken): Promise<boolean> {
  const rows = await tx.named(insert, [
    taken.collectivityId,
    taken.id,
    taken.boxId,
    taken.channel,
    taken.fingerprint,
    taken.rawDigest,
    taken.size,
    taken.uidValidity,
    taken.uid,
    taken.receivedAt,
    taken.serviceId,
    taken.keepsUntil,
    taken.from ?? '',
    taken.text ?? null,
  ])
  return rows.length > 0
}

const toMark = statement(
  'mailbox.list_to_mark',
  `select uid::float8 as uid from mailbox.received
  where collectivity_id = $1 and box_id = $2 and uid_validity = $3 and not is_marked order by uid limit 500`,
)

interface Folder {
  readonly collectivityId: string
  readonly boxId: string
  readonly uidValidity: number
}

/** What was taken and still stands in the mailbox as if it were not. */
export const listToMark = async (tx: Tx, folder: Folder): Promise<readonly number[]> =>
  (await tx.named<{ uid: number }>(toMark, [folder.collectivityId, folder.boxId, folder.uidValidity])).map(
    ({ uid }) => uid,
  )

const marked = statement(
  'mailbox.mark',
  `update mailbox.received set is_marked = true
  where collectivity_id = $1 and box_id = $2 and uid_validity = $3 and uid = any($4::bigint[])`,
)

export async function markRows(tx: Tx, folder: Folder, uids: readonly number[]): Promise<void> {
  await tx.named(marked, [folder.collectivityId, folder.boxId, folder.uidValidity, uids])
}

const columns = `m.collectivity_id as "collectivityId", m.id, m.box_id as "boxId", b.name as "boxName", m.channel, m.state, m.reason,
  m.received_at as "receivedAt", m.from_name as "fromName", m.from_address as "fromAddress", m.subject,
  m.message_id as "messageId", m.sent_at as "sentAt", m.size::float8 as size, m.text, m.quoted, m.automatic,
  m.left_out as "leftOut", m.service_id as "serviceId", m.suggested_dossier_id as "suggestedDossierId",
  m.dossier_id as "dossierId", m.dossier_number as "dossierNumber", m.settled_at as "settledAt",
  m.settled_by_name as "settledByName", m.settled_note as "settledNote", m.tries, m.raw_digest as "rawDigest",
  m.acknowledged, m.keeps_until as "keepsUntil"`

const from = `from mailbox.received m
  left join mailbox.box b on b.collectivity_id = m.collectivity_id and b.id = m.box_id`

const find = statement('mailbox.find_received', `select ${columns} ${from} where m.collectivity_id = $1 and m.id = $2`)
const lock = statement(
  'mailbox.lock_received',
  `select ${columns} ${from} where m.collectivity_id = $1 and m.id = $2 for no key update of m`,
)

export async function findReceivedRow(tx: Tx, collectivityId: string, id: string): Promise<Received | undefined> {
  return (await tx.named<Received>(find, [collectivityId, id]))[0]
}

export async function lockReceivedRow(tx: Tx, collectivityId: string, id: string): Promise<Received | undefined> {
  return (await tx.named<Received>(lock, [collectivityId, id]))[0]
}

const tried = statement(
  'mailbox.count_try',
  'update mailbox.received set tries = tries + 1 where collectivity_id = $1 and id = $2 returning tries',
)

/** Counts a reading before it begins: what kills its reader is not read for ever. */
export const countTry = async (tx: Tx, collectivityId: string, id: string): Promise<number> =>
  (await tx.named<{ tries: number }>(tried, [collectivityId, id]))[0]?.tries ?? 0

/** What was read of it. */
export interface ReadParts {
  readonly messageId: string | null
  readonly fromName: string
  readonly fromAddress: string
  readonly subject: string
  readonly sentAt: Date | null
  readonly text: string
  readonly quoted: string
  readonly automatic: string | null
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[]
}

const write = statement(
  'mailbox.write_read',
  `update mailbox.received set message_id = $3, from_name = $4, from_address = $5, subject = $6, sent_at = $7, text = $8,
    quoted = $9, automatic = $10, left_out = $11 where collectivity_id = $1 and id = $2`,
)
const dropFiles = statement(
  'mailbox.drop_files',
  'delete from mailbox.file where collectivity_id = $1 and received_id = $2',
)
const insertFiles = statement(
  'mailbox.insert_files',
  `insert into mailbox.file (collectivity_id, received_id, place, name, media_type, size, digest, refusal, is_inline)
  select $1, $2, f.place, f.name, f."mediaType", f.size, f.digest, f.refusal, f."isInline"
  from jsonb_to_recordset($3::jsonb) as f(place int, name text, "mediaType" text, size bigint, digest text, refusal text,
    "isInline" boolean)`,
)

interface Key {
  readonly collectivityId: string
  readonly id: string
}

/** Writes what was read, and its files, in the place of what an earlier reading wrote. */
export async function writeRead(tx: Tx, key: Key, read: ReadParts, files: readonly ReceivedFile[]): Promise<void> {
  await tx.named(write, [
    key.collectivityId,
    key.id,
    read.messageId,
    read.fromName,
    read.fromAddress,
    read.subject,
    read.sentAt,
    read.text,
    read.quoted,
    read.automatic,
    JSON.stringify(read.leftOut),
  ])
  await tx.named(dropFiles, [key.collectivityId, key.id])
  await tx.named(insertFiles, [key.collectivityId, key.id, JSON.stringify(files)])
}

const listFiles = statement(
  'mailbox.list_files',
  `select place, name, media_type as "mediaType", size::float8 as size, digest, refusal, is_inline as "isInline"
  from mailbox.file where collectivity_id = $1 and received_id = $2 order by place`,
)

export const listFileRows = (tx: Tx, { collectivityId, id }: Key): Promise<ReceivedFile[]> =>
  tx.named<ReceivedFile>(listFiles, [collectivityId, id])

/** Where it is from now on. */
export interface Settling {
  readonly state: ReceivedState
  readonly reason: TrayReason | null
  readonly suggestedDossierId?: string | null
  readonly dossier?: { readonly id: string; readonly number: string } | null
  readonly serviceId?: string | null
  /** Null while it waits. */
  readonly at: Date | null
  readonly by?: { readonly id: string | null; readonly name: string } | null
  readonly note?: string | null
}

const settle = statement(
  'mailbox.settle',
  `update mailbox.received set state = $3, reason = $4, suggested_dossier_id = coalesce($5, suggested_dossier_id),
    dossier_id = $6, dossier_number = $7, service_id = coalesce($8, service_id), settled_at = $9, settled_by = $10,
    settled_by_name = $11, settled_note = $12,
    -- Whoever settled it may look at it again for a month; what nobody wanted goes with it.
    keeps_until = case when $3 = 'quarantine' then received_at + interval '30 days'
      else greatest(keeps_until, coalesce($9::timestamptz, received_at) + interval '30 days') end
  where collectivity_id = $1 and id = $2`,
)

export async function settleRow(tx: Tx, key: Key, to: Settling): Promise<void> {
  await tx.named(settle, [
    key.collectivityId,
    key.id,
    to.state,
    to.reason,
    to.suggestedDossierId ?? null,
    to.dossier?.id ?? null,
    to.dossier?.number ?? null,
    to.serviceId ?? null,
    to.at,
    to.by?.id ?? null,
    to.by?.name ?? null,
    to.note ?? null,
  ])
}

const rates = statement(
  'mailbox.count_rates',
  `select (select count(*)::int from (select 1 from mailbox.received where collectivity_id = $1 and from_address = $2
      and received_at > $3::timestamptz - interval '1 hour' and id <> $5 limit 100) s) as "fromSender",
    (select count(*)::int from (select 1 from mailbox.received where collectivity_id = $1 and dossier_id = $4
      and received_at > $3::timestamptz - interval '1 day' and id <> $5 limit 100) d) as "ofDossier",
    exists (select 1 from mailbox.correspondent where collectivity_id = $1 and kind = 'unwanted'
      and address in ($2, substring($2 from '@.*$'))) as "isUnwanted",
    exists (select 1 from mailbox.received where collectivity_id = $1 and from_address = $2 and acknowledged
      and received_at > $3::timestamptz - interval '1 day') as "isAcknowledged"`,
)

export interface Rates {
  readonly fromSender: number
  readonly ofDossier: number
  readonly isUnwanted: boolean
  /** Within a day: one answer is enough. */
  readonly isAcknowledged: boolean
}

/** What else came from the same sender, and about the same request; counted up to a hundred. */
export async function ratesOf(
  tx: Tx,
  of: Key & { readonly address: string; readonly dossierId: string | null; readonly now: Date },
): Promise<Rates> {
  const [row] = await tx.named<Rates>(rates, [of.collectivityId, of.address, of.now, of.dossierId, of.id])
  return row ?? { fromSender: 0, ofDossier: 0, isUnwanted: false, isAcknowledged: false }
}

const acknowledge = statement(
  'mailbox.acknowledge',
  `update mailbox.received set acknowledged = true where collectivity_id = $1 and id = $2`,
)

export async function acknowledgeRow(tx: Tx, { collectivityId, id }: Key): Promise<void> {
  await tx.named(acknowledge, [collectivityId, id])
}

const line = `m.id, m.channel, m.state, m.reason, m.received_at as "receivedAt", m.from_name as "fromName",
  m.from_address as "fromAddress", m.subject, b.name as "boxName", m.dossier_id as "dossierId",
  m.dossier_number as "dossierNumber", m.settled_at as "settledAt", m.settled_by_name as "settledByName",
  (select count(*)::int from mailbox.file f where f.collectivity_id = m.collectivity_id and f.received_id = m.id
    and not f.is_inline) as files`

/** Written out, so that each view is read by its own index. */
const statesOf: Readonly<Record<TrayView, string>> = {
  tray: `m.state in ('taken', 'tray')`,
  quarantine: `m.state = 'quarantine'`,
  settled: `m.state in ('joined', 'filed', 'noted', 'transmitted', 'discarded')`,
}

const listOf = (view: TrayView) =>
  statement(
    `mailbox.list_${view}`,
    `select ${line} ${from} where m.collectivity_id = $1 and ${statesOf[view]}
      and ($2::uuid[] is null or m.service_id is null or m.service_id = any($2::uuid[]))
      and (m.received_at, m.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by m.received_at desc, m.id desc limit $5`,
  )

const lists = { tray: listOf('tray'), quarantine: listOf('quarantine'), settled: listOf('settled') }

export interface Listing {
  readonly collectivityId: string
  readonly view: TrayView
  /** Of which services, besides what is of none; null: all. */
  readonly services: readonly string[] | null
  readonly before?: { readonly at: Date; readonly id: string } | undefined
  readonly limit: number
}

/** The newest first. */
export const listReceivedRows = (tx: Tx, of: Listing): Promise<ReceivedLine[]> =>
  tx.named<ReceivedLine>(lists[of.view], [
    of.collectivityId,
    of.services,
    of.before?.at ?? null,
    of.before?.id ?? null,
    of.limit,
  ])

const countOf = (view: 'tray' | 'quarantine'): string =>
  `(select count(*)::int from (select 1 from mailbox.received m where m.collectivity_id = $1 and ${statesOf[view]}
    and ($2::uuid[] is null or m.service_id is null or m.service_id = any($2::uuid[])) limit 1000) ${view})`

const counts = statement(
  'mailbox.count_waiting',
  `select ${countOf('tray')} as tray, ${countOf('quarantine')} as quarantine`,
)

/** What waits for an agent, counted up to a thousand. */
export async function countWaiting(
  tx: Tx,
  collectivityId: string,
  services: readonly string[] | null,
): Promise<{ readonly tray: number; readonly quarantine: number }> {
  const [row] = await tx.named<{ tray: number; quarantine: number }>(counts, [collectivityId, services])
  return row ?? { tray: 0, quarantine: 0 }
}

const ofDossier = statement(
  'mailbox.list_of_dossier',
  `select id, channel, state, received_at as "receivedAt", from_name as "fromName", from_address as "fromAddress", quoted
  from mailbox.received where collectivity_id = $1 and dossier_id = $2 order by received_at limit 200`,
)

export const listOfDossier = (tx: Tx, collectivityId: string, dossierId: string): Promise<ReceivedOfDossier[]> =>
  tx.named<ReceivedOfDossier>(ofDossier, [collectivityId, dossierId])

const lastOfDossier = statement(
  'mailbox.last_of_dossier',
  `select message_id as "messageId" from mailbox.received where collectivity_id = $1 and dossier_id = $2
    and message_id is not null and state in ('joined', 'filed') order by received_at desc limit 5`,
)

/** Identifiers of the mails last received about a request, the newest first. */
export const lastMessageIds = async (tx: Tx, collectivityId: string, dossierId: string): Promise<readonly string[]> =>
  (await tx.named<{ messageId: string }>(lastOfDossier, [collectivityId, dossierId])).map(({ messageId }) => messageId)

const named = statement(
  'mailbox.named_digests',
  `select raw_digest as digest from mailbox.received where raw_digest = any($1::text[])
  union select digest from mailbox.file where digest = any($1::text[])`,
)

/** Which of these contents are kept here, in any collectivity. */
export const namedDigests = async (tx: Tx, digests: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set((await tx.named<{ digest: string }>(named, [digests])).map(({ digest }) => digest))

const forget = statement(
  'mailbox.forget',
  `with old as (
    select id, raw_digest from mailbox.received where collectivity_id = $1 and forgotten_at is null
      -- What waits for an agent is not emptied under her eyes; what is in quarantine is, once its time is over.
      and (($3::uuid is null and keeps_until <= $2 and state not in ('taken', 'tray')) or dossier_id = $3)
    order by keeps_until limit 500
  ), gone as (
    delete from mailbox.file f using old where f.collectivity_id = $1 and f.received_id = old.id returning f.digest
  ), emptied as (
    update mailbox.received m set text = null, quoted = null, raw_digest = null, from_name = '', from_address = '',
      subject = '', message_id = null, left_out = '[]', settled_note = null, forgotten_at = $2,
      state = case when m.state in ('taken', 'tray', 'quarantine') then 'discarded' else m.state end
    from old where m.collectivity_id = $1 and m.id = old.id returning m.id
  )
  select digest from gone where digest is not null union select raw_digest from old where raw_digest is not null`,
)

/**
 * Empties what has been kept long enough, or what came about one request: what stays says that something came, and where
 * it went. 500 at a time.
 * @returns the contents that nothing names here any more.
 */
export const forgetRows = async (
  tx: Tx,
  of: { readonly collectivityId: string; readonly now: Date; readonly dossierId: string | null },
): Promise<readonly string[]> =>
  (await tx.named<{ digest: string }>(forget, [of.collectivityId, of.now, of.dossierId])).map(({ digest }) => digest)
