import { newId } from '#kernel/ids'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { imapFailure, type ImapEntry, type ImapSession, openImap } from '#platform/mail'
import { listCollectivities } from '#territory/collectivities'
import { nextReading } from '../domain/backoff.ts'
import { fingerprintOf } from '../domain/fingerprint.ts'
import { landReceived, readBox } from '../jobs.ts'
import type { ReadingFailure, WatchedBox } from '../schema.ts'
import { advanceReading, endReading, findBoxRow, holdReading, listDueBoxes } from '../store/boxes.ts'
import { listToMark, markRows, takeRow } from '../store/received.ts'
import { openPassword } from './passwords.ts'
import type { MailboxTools } from './tools.ts'

const minute = 60_000
/** Kept from other readers so long; longer with each mail that is taken. */
const heldFor = 3 * minute
/** Of one reading: others wait for the next one, a minute later. */
const mostAtOnce = 200
const day = 86_400_000

/** Asks for the reading of each mailbox whose turn it is. */
export async function checkDueBoxes({ db, clock }: Pick<MailboxTools, 'db' | 'clock'>): Promise<void> {
  const now = clock.now()
  for (const { id: collectivityId } of await listCollectivities(db)) {
    await db.withCollectivity(collectivityId, async (tx) => {
      for (const boxId of await listDueBoxes(tx, collectivityId, now))
        await enqueue(tx, readBox, { collectivityId, boxId }, { key: `mailbox.read_box:${boxId}` })
    })
  }
}

interface Key {
  readonly collectivityId: string
  readonly boxId: string
}

/** One who reads a mailbox, and for how long it is hers. */
interface Reader extends Key {
  readonly tools: MailboxTools
  readonly holder: string
  readonly box: WatchedBox
  /** Numbers of copies of what was taken already. */
  readonly copies: number[]
}

/**
 * Reads a mailbox from where it was left. Each mail is on the disk and in the books before it is put away: whatever stops
 * the reader, the next one takes up there, and a mail that was taken already is known by its fingerprint.
 */
export async function takeFromBox(tools: MailboxTools, key: Key): Promise<void> {
  const holder = newId()
  const box = await tools.db.withCollectivity(key.collectivityId, async (tx) => {
    const found = await findBoxRow(tx, key.collectivityId, key.boxId)
    return found?.isOpen === true && (await holdReading(tx, holding(tools, key, holder))) ? found : undefined
  })
  if (!box) return
  const reader: Reader = { ...key, tools, holder, box, copies: [] }
  const failure = await readAll(reader).then(
    () => undefined,
    (error: unknown) => failureOf(reader, error),
  )
  const failures = failure === undefined ? 0 : box.reading.failures + 1
  const now = tools.clock.now()
  const end = { ...key, holder, now, failure: failure ?? null, failures, nextAt: nextReading(now, failures) }
  await tools.db.withCollectivity(key.collectivityId, (tx) => endReading(tx, end))
}

const holding = ({ clock }: MailboxTools, key: Key, holder: string) => {
  const now = clock.now()
  return { ...key, holder, now, until: new Date(now.getTime() + heldFor) }
}

function failureOf({ tools, boxId }: Reader, error: unknown): ReadingFailure {
  const known = imapFailure(error)
  tools.log.warn({ box: boxId, failure: known ?? 'broken', error: String(error) }, 'mailbox not read')
  return known ?? 'broken'
}

async function readAll(reader: Reader): Promise<void> {
  const { tools, box } = reader
  const password = openPassword(tools.secrets, box)
  const { host, port, security, username, folder } = box
  const session = await openImap({ host, port, security, username, password, folder }, tools.imap)
  try {
    await putAway(reader, session)
    const from = await beginning(reader, session)
    for (const entry of (await session.list(from)).slice(0, mostAtOnce)) await takeOne(reader, session, entry)
    await putAway(reader, session)
  } finally {
    await session.close()
  }
}

/** After which number; numbers that hold no more, or a first reading, begin again. */
async function beginning({ tools, box, collectivityId, boxId }: Reader, session: ImapSession): Promise<number> {
  const { uidValidity, lastUid } = box.reading
  if (uidValidity === session.uidValidity) return lastUid
  // A mailbox that is read for the first time, from now on: what had come before is left.
  const skipped = uidValidity === null && box.startsAt !== null ? await before(session, box.startsAt) : 0
  await tools.db.withCollectivity(collectivityId, (tx) =>
    advanceReading(tx, { collectivityId, boxId }, { uidValidity: session.uidValidity, lastUid: skipped }),
  )
  return skipped
}

/** The last number that the folder had before a moment. */
async function before(session: ImapSession, moment: Date): Promise<number> {
  const entries = await session.list(0)
  return Math.max(0, ...entries.filter(({ at }) => at !== undefined && at < moment).map(({ uid }) => uid))
}

async function takeOne(reader: Reader, session: ImapSession, entry: ImapEntry): Promise<void> {
  const { tools, box, collectivityId, boxId, holder } = reader
  const raw = isOlder(box, entry) ? undefined : await session.read(entry.uid)
  const stored = raw && (await tools.files.put(streamOf(raw), { name: '', opaque: 'sealed', maxBytes: raw.length }))
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    // Somebody else reads it meanwhile: what this one would write is hers to write.
    if (!(await holdReading(tx, holding(tools, reader, holder)))) return
    if (raw && stored?.ok) {
      const isNew = await writeTaken(tools, tx, box, {
        raw,
        digest: stored.value.digest,
        size: entry.size,
        receivedAt: entry.at ?? tools.clock.now(),
        place: { uidValidity: session.uidValidity, uid: entry.uid },
      })
      if (!isNew) reader.copies.push(entry.uid)
    }
    await advanceReading(tx, { collectivityId, boxId }, { uidValidity: session.uidValidity, lastUid: entry.uid })
  })
}

interface Original {
  readonly raw: Buffer
  readonly digest: string
  readonly size: number
  readonly receivedAt: Date
  /** In its mailbox; null: it stands in none. */
  readonly place: { readonly uidValidity: number; readonly uid: number } | null
}

/** Writes what came, and asks that it be brought where it goes; false when it had come already. */
async function writeTaken(
  { clock }: MailboxTools,
  tx: Tx,
  { collectivityId, id: boxId, serviceId, keptDays }: WatchedBox,
  { raw, digest, size, receivedAt, place }: Original,
): Promise<boolean> {
  const id = newId()
  const isNew = await takeRow(tx, {
    collectivityId,
    id,
    boxId,
    channel: 'mail',
    fingerprint: fingerprintOf(raw),
    rawDigest: digest,
    size,
    uidValidity: place?.uidValidity ?? null,
    uid: place?.uid ?? null,
    receivedAt,
    serviceId,
    keepsUntil: new Date(clock.now().getTime() + keptDays * day),
  })
  if (isNew) await enqueue(tx, landReceived, { collectivityId, receivedId: id }, { key: `mailbox.land:${id}` })
  return isNew
}

/** Takes a mail as if it had been read in a box; taken already, nothing changes. */
export async function takeOriginal(
  tools: MailboxTools,
  { collectivityId, boxId, raw, receivedAt }: Key & Pick<Original, 'raw' | 'receivedAt'>,
): Promise<void> {
  const stored = await tools.files.put(streamOf(raw), { name: '', opaque: 'sealed', maxBytes: raw.length })
  if (!stored.ok) return
  const { digest } = stored.value
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    const box = await findBoxRow(tx, collectivityId, boxId)
    if (box) await writeTaken(tools, tx, box, { raw, digest, size: raw.length, receivedAt, place: null })
  })
}

/** After the numbers changed, what had come before the first reading comes again: it is left again. */
const isOlder = ({ startsAt }: WatchedBox, { at }: ImapEntry): boolean =>
  startsAt !== null && at !== undefined && at < startsAt

/** Puts away in the mailbox what is in the books: also what a reader that was stopped had no time to. */
async function putAway(reader: Reader, session: ImapSession): Promise<void> {
  const { tools, box, collectivityId, boxId } = reader
  const folder = { collectivityId, boxId, uidValidity: session.uidValidity }
  const taken = await tools.db.readCollectivity(collectivityId, (tx) => listToMark(tx, folder))
  const uids = [...new Set([...taken, ...reader.copies.splice(0)])]
  if (uids.length === 0) return
  await session.putAway(uids, box.keptFolder)
  await tools.db.withCollectivity(collectivityId, (tx) => markRows(tx, folder, uids))
}

async function* streamOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}
