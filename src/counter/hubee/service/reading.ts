import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { enqueue } from '#platform/jobs'
import { listCollectivities } from '#territory/collectivities'
import { nextReading } from '../domain.ts'
import { readStream } from '../jobs.ts'
import type { ReadingFailure, Stream } from '../schema.ts'
import { endReadingRow, findStreamRow, holdStreamRow, listDueStreams } from '../store/streams.ts'
import { openPortal } from './portal.ts'
import { type Reader, takeOne } from './taking.ts'
import { noteNews, sayAll } from './telling.ts'
import type { HubeeTools } from './tools.ts'

/** Kept from other readers so long; longer with each telecase that is taken. */
const heldFor = 5 * 60_000
/** Of one reading: others wait for the next one. */
const mostRounds = 20

/** Asks for the reading of each stream whose turn it is. */
export async function checkDueStreams({ db, clock }: Pick<HubeeTools, 'db' | 'clock'>): Promise<void> {
  const now = clock.now()
  for (const { id: collectivityId } of await listCollectivities(db)) {
    await db.withCollectivity(collectivityId, async (tx) => {
      for (const streamId of await listDueStreams(tx, collectivityId, now))
        await enqueue(tx, readStream, { collectivityId, streamId }, { key: `hubee.read_stream:${streamId}` })
    })
  }
}

interface Key {
  readonly collectivityId: string
  readonly streamId: string
}

/** Reads a stream to its end: takes what came, then says what is to be said. */
export async function takeFromStream(tools: HubeeTools, key: Key): Promise<void> {
  const holder = newId()
  const stream = await tools.db.withCollectivity(key.collectivityId, async (tx) => {
    const found = await findStreamRow(tx, key.collectivityId, key.streamId)
    return found?.isOpen === true && (await holdStreamRow(tx, holding(tools, key, holder))) ? found : undefined
  })
  if (!stream) return
  const failure = await readAll(tools, stream, holder).then(
    () => null,
    (error: unknown) => failureOf(tools, stream, error),
  )
  const failures = failure === null ? 0 : stream.failures + 1
  const now = tools.clock.now()
  const end = { ...key, holder, now, failure, failures, nextAt: nextReading(now, failures) }
  await tools.db.withCollectivity(key.collectivityId, (tx) => endReadingRow(tx, end))
}

const holding = ({ clock }: HubeeTools, key: Key, holder: string) => {
  const now = clock.now()
  return { ...key, holder, now, until: new Date(now.getTime() + heldFor) }
}

async function readAll(tools: HubeeTools, stream: Stream, holder: string): Promise<void> {
  const reader: Reader = { tools, stream, portal: await openPortal(tools, stream) }
  const left = await takeAll(reader, holder)
  await noteNews(tools, stream)
  await sayAll(reader)
  // One that cannot be taken stops no other, and the page says that something does not go.
  if (left !== undefined) throw left
}

/** @returns what went wrong with one that stays at HubEE. */
async function takeAll(reader: Reader, holder: string): Promise<unknown> {
  const { tools, stream, portal } = reader
  const key = { collectivityId: stream.collectivityId, streamId: stream.id }
  const seen = new Set<string>()
  let left: unknown
  for (let round = 0; round < mostRounds; round += 1) {
    const fresh = (await portal.notifications()).filter(({ id }) => !seen.has(id))
    if (fresh.length === 0) return left
    for (const notification of fresh) {
      seen.add(notification.id)
      const isHeld = await tools.db.withCollectivity(key.collectivityId, (tx) =>
        holdStreamRow(tx, holding(tools, key, holder)),
      )
      // Somebody else reads it meanwhile.
      if (!isHeld) return left
      await takeOne(reader, notification).catch((error: unknown) => {
        if (isAway(error)) throw error
        tools.log.warn({ notification: notification.id, error: String(error) }, 'telecase not taken')
        left = error
      })
    }
  }
  return left
}

/** HubEE itself does not answer, or knows us no more: there is no use in asking for the next one. */
const isAway = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'outbound.unreachable' || error.code === 'hubee.refused')

function failureOf(tools: HubeeTools, { id }: Stream, error: unknown): ReadingFailure {
  const code = error instanceof AppError ? error.code : ''
  const failure = code.startsWith('outbound.') ? 'unreachable' : code === 'hubee.refused' ? 'refused' : 'broken'
  const detail = error instanceof AppError ? error.detail : String(error)
  tools.log.warn({ stream: id, failure, detail }, 'stream not read')
  return failure
}
