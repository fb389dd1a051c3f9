import { statement, type Tx } from '#platform/db'
import type { Box, BoxSettings, Reading, WatchedBox } from '../schema.ts'

const boxColumns = `b.collectivity_id as "collectivityId", b.id, b.name, b.address, b.host, b.port, b.security, b.username,
  b.password_sealed as "passwordSealed", b.folder, b.kept_folder as "keptFolder", b.service_id as "serviceId",
  b.procedure, b.mapping, b.takes_plus as "takesPlus", b.takes_answers as "takesAnswers",
  b.when_closed as "whenClosed", b.acknowledges, b.signature, b.is_open as "isOpen", b.starts_at as "startsAt",
  b.kept_days as "keptDays", b.version, b.changed_at as "changedAt", b.changed_by_name as "changedByName"`

const readingColumns = `r.uid_validity::float8 as "uidValidity", r.last_uid::float8 as "lastUid", r.tried_at as "triedAt",
  r.read_at as "readAt", r.failing_since as "failingSince", r.failure, r.failures, r.next_at as "nextAt"`

type Row = Box & Reading

const watchedOf = (row: Row): WatchedBox => {
  const { uidValidity, lastUid, triedAt, readAt, failingSince, failure, failures, nextAt, ...box } = row
  return { ...box, reading: { uidValidity, lastUid, triedAt, readAt, failingSince, failure, failures, nextAt } }
}

const watched = `select ${boxColumns}, ${readingColumns} from mailbox.box b
  join mailbox.reading r on r.collectivity_id = b.collectivity_id and r.box_id = b.id where b.collectivity_id = $1`

const list = statement('mailbox.list_boxes', `${watched} order by b.is_open desc, b.name, b.id`)
const find = statement('mailbox.find_box', `${watched} and b.id = $2`)

/** Those that are read first, by name. */
export const listBoxRows = async (tx: Tx, collectivityId: string): Promise<readonly WatchedBox[]> =>
  (await tx.named<Row>(list, [collectivityId])).map(watchedOf)

export async function findBoxRow(tx: Tx, collectivityId: string, id: string): Promise<WatchedBox | undefined> {
  const [row] = await tx.named<Row>(find, [collectivityId, id])
  return row && watchedOf(row)
}

const save = statement(
  'mailbox.save_box',
  `insert into mailbox.box (collectivity_id, id, name, address, host, port, security, username, password_sealed, folder,
    kept_folder, service_id, procedure, mapping, takes_plus, takes_answers, when_closed, acknowledges, signature, is_open,
    starts_at, kept_days, changed_at, changed_by, changed_by_name)
  select $1, $2, s.name, s.address, s.host, s.port, s.security, s.username, $4, s.folder, s."keptFolder", s."serviceId",
    s.procedure, s.mapping, s."takesPlus", s."takesAnswers", s."whenClosed", s.acknowledges, s.signature, s."isOpen", $5,
    s."keptDays", $6, $7, $8
  from jsonb_to_record($3::jsonb) as s(name text, address text, host text, port int, security text, username text,
    folder text, "keptFolder" text, "serviceId" uuid, procedure text, mapping jsonb, "takesPlus" boolean,
    "takesAnswers" boolean, "whenClosed" text, acknowledges boolean, signature text, "isOpen" boolean, "keptDays" int)
  on conflict (collectivity_id, id) do update set name = excluded.name, address = excluded.address,
    host = excluded.host, port = excluded.port, security = excluded.security, username = excluded.username,
    password_sealed = excluded.password_sealed, folder = excluded.folder, kept_folder = excluded.kept_folder,
    service_id = excluded.service_id, procedure = excluded.procedure, mapping = excluded.mapping,
    takes_plus = excluded.takes_plus, takes_answers = excluded.takes_answers, when_closed = excluded.when_closed,
    acknowledges = excluded.acknowledges, signature = excluded.signature, is_open = excluded.is_open,
    kept_days = excluded.kept_days, version = mailbox.box.version + 1, changed_at = excluded.changed_at,
    changed_by = excluded.changed_by, changed_by_name = excluded.changed_by_name`,
)

export interface BoxToSave {
  readonly collectivityId: string
  readonly id: string
  readonly settings: BoxSettings
  readonly passwordSealed: string
  /** Of a new one only. */
  readonly startsAt: Date | null
  readonly at: Date
  readonly by: { readonly id: string | null; readonly name: string }
}

const begin = statement(
  'mailbox.begin_reading',
  `insert into mailbox.reading (collectivity_id, box_id, next_at) values ($1, $2, $3)
  on conflict (collectivity_id, box_id) do update set next_at = excluded.next_at, failures = 0`,
)

/** Writes a mailbox; it is read at once. */
export async function saveBoxRow(tx: Tx, box: BoxToSave): Promise<void> {
  const { collectivityId, id, settings, passwordSealed, startsAt, at, by } = box
  await tx.named(save, [collectivityId, id, JSON.stringify(settings), passwordSealed, startsAt, at, by.id, by.name])
  await tx.named(begin, [collectivityId, id, at])
}

const due = statement(
  'mailbox.list_due',
  `select b.id from mailbox.reading r
  join mailbox.box b on b.collectivity_id = r.collectivity_id and b.id = r.box_id and b.is_open
  where r.collectivity_id = $1 and r.next_at <= $2 and (r.held_until is null or r.held_until <= $2)`,
)

/** Mailboxes whose turn it is. */
export const listDueBoxes = async (tx: Tx, collectivityId: string, now: Date): Promise<readonly string[]> =>
  (await tx.named<{ id: string }>(due, [collectivityId, now])).map(({ id }) => id)

const hold = statement(
  'mailbox.hold_reading',
  `update mailbox.reading set held_until = $4, holder = $3, tried_at = $5
  where collectivity_id = $1 and box_id = $2 and (held_until is null or held_until <= $5 or holder = $3)
  returning box_id`,
)

interface Holding {
  readonly collectivityId: string
  readonly boxId: string
  readonly holder: string
  readonly until: Date
  readonly now: Date
}

/** Keeps other readers from a mailbox for a while; false when one has it. Held again by the same, it is kept longer. */
export const holdReading = async (tx: Tx, { collectivityId, boxId, holder, until, now }: Holding): Promise<boolean> =>
  (await tx.named(hold, [collectivityId, boxId, holder, until, now])).length > 0

const release = statement(
  'mailbox.end_reading',
  `update mailbox.reading set held_until = null, holder = null, next_at = $4, failure = $5, failures = $6,
    read_at = case when $5::text is null then $7 else read_at end,
    failing_since = case when $5::text is null then null else coalesce(failing_since, $7) end
  where collectivity_id = $1 and box_id = $2 and holder = $3`,
)

/** What came of a reading. */
export interface ReadingEnd {
  readonly collectivityId: string
  readonly boxId: string
  readonly holder: string
  readonly nextAt: Date
  readonly failure: string | null
  readonly failures: number
  readonly now: Date
}

export async function endReading(tx: Tx, end: ReadingEnd): Promise<void> {
  const { collectivityId, boxId, holder, nextAt, failure, failures, now } = end
  await tx.named(release, [collectivityId, boxId, holder, nextAt, failure, failures, now])
}

const advance = statement(
  'mailbox.advance',
  `update mailbox.reading set uid_validity = $3, last_uid = $4 where collectivity_id = $1 and box_id = $2`,
)

/** How far a mailbox was read. */
export async function advanceReading(
  tx: Tx,
  box: { readonly collectivityId: string; readonly boxId: string },
  at: { readonly uidValidity: number; readonly lastUid: number },
): Promise<void> {
  await tx.named(advance, [box.collectivityId, box.boxId, at.uidValidity, at.lastUid])
}

const watch = statement(
  'mailbox.watch',
  `update mailbox.reading r set watched_until = $4, watcher = $2 from mailbox.box b
  where r.collectivity_id = $1 and b.collectivity_id = $1 and b.id = r.box_id and b.is_open and r.failure is null
    and r.read_at is not null and (r.watched_until is null or r.watched_until <= $3)
  returning r.box_id as id`,
)

interface Watching {
  readonly collectivityId: string
  readonly watcher: string
  readonly now: Date
  readonly until: Date
}

/** Takes the mailboxes that nobody watches, of those that could be read: which they are. */
export const watchFreeBoxes = async (tx: Tx, of: Watching): Promise<readonly string[]> =>
  (await tx.named<{ id: string }>(watch, [of.collectivityId, of.watcher, of.now, of.until])).map(({ id }) => id)

const keepWatch = statement(
  'mailbox.keep_watch',
  `update mailbox.reading r set watched_until = $4 from mailbox.box b
  where r.collectivity_id = $1 and r.box_id = $2 and r.watcher = $3
    and b.collectivity_id = $1 and b.id = r.box_id and b.is_open and b.version = $5 returning r.box_id`,
)

/** Goes on watching; false when it is somebody else's by now, or its settings have changed. */
export const keepWatching = async (
  tx: Tx,
  {
    collectivityId,
    boxId,
    watcher,
    until,
    version,
  }: Omit<Watching, 'now'> & { readonly boxId: string; readonly version: number },
): Promise<boolean> => (await tx.named(keepWatch, [collectivityId, boxId, watcher, until, version])).length > 0

const leave = statement(
  'mailbox.leave_watch',
  `update mailbox.reading set watched_until = $4, watcher = null
  where collectivity_id = $1 and box_id = $2 and watcher = $3`,
)

/** Lets others watch it, at once or after a while. */
export async function leaveWatch(
  tx: Tx,
  of: {
    readonly collectivityId: string
    readonly boxId: string
    readonly watcher: string
    readonly until: Date | null
  },
): Promise<void> {
  await tx.named(leave, [of.collectivityId, of.boxId, of.watcher, of.until])
}
