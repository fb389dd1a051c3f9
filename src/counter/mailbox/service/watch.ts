import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '#kernel/ids'
import { enqueue } from '#platform/jobs'
import { type ImapSession, openImap } from '#platform/mail'
import { listCollectivities } from '#territory/collectivities'
import { readBox } from '../jobs.ts'
import { findBoxRow, keepWatching, leaveWatch, watchFreeBoxes } from '../store/boxes.ts'
import { openPassword } from './passwords.ts'
import type { MailboxTools } from './tools.ts'

/** Servers end what is silent for half an hour (RFC 2177): asked again well before. */
const turn = 4 * 60_000
/** Somebody's so long without a word from her: a process that was killed leaves its mailboxes to others. */
const watchedFor = turn + 60_000
const lookEvery = 15_000
/** Connections of one process. Mailboxes beyond are read each minute all the same. */
const mostWatched = 100

export interface Watch {
  stop(): Promise<void>
}

interface Watched {
  readonly collectivityId: string
  readonly boxId: string
}

/**
 * Stays connected to each mailbox where the server tells what comes (IDLE), and asks for its reading at once. Any number of
 * processes may: each mailbox is watched by one. Without it, mailboxes are read each minute.
 */
export function watchBoxes(tools: MailboxTools): Watch {
  const watcher = newId()
  const ending = new AbortController()
  const open = new Map<string, Promise<void>>()
  const look = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const free = await takeFree(tools, watcher, mostWatched - open.size).catch((error: unknown) => {
        tools.log.warn({ error: String(error) }, 'mailboxes not watched')
        return []
      })
      for (const each of free) {
        const watching = watchOne(tools, { ...each, watcher, signal: ending.signal })
        open.set(
          each.boxId,
          watching.finally(() => open.delete(each.boxId)),
        )
      }
      await pause(lookEvery, undefined, { signal: ending.signal }).catch(() => {})
    }
  }
  const looking = look()
  return {
    stop: async () => {
      ending.abort()
      await looking
      await Promise.all(open.values())
    },
  }
}

async function takeFree(tools: MailboxTools, watcher: string, most: number): Promise<readonly Watched[]> {
  const found: Watched[] = []
  for (const { id: collectivityId } of await listCollectivities(tools.db)) {
    if (found.length >= most) return found
    const now = tools.clock.now()
    const until = new Date(now.getTime() + watchedFor)
    const ids = await tools.db.withCollectivity(collectivityId, (tx) =>
      watchFreeBoxes(tx, { collectivityId, watcher, now, until }),
    )
    found.push(...ids.map((boxId) => ({ collectivityId, boxId })))
  }
  return found
}

interface Watching extends Watched {
  readonly watcher: string
  readonly signal: AbortSignal
}

/** Until it breaks, its settings change, or the process ends. A mailbox that breaks is left alone for a while. */
async function watchOne(tools: MailboxTools, watching: Watching): Promise<void> {
  const { collectivityId, boxId, watcher, signal } = watching
  let session: ImapSession | undefined
  const close = () => void session?.close()
  signal.addEventListener('abort', close)
  const isWhole = await follow(tools, watching, (opened) => (session = opened)).then(
    () => true,
    () => false,
  )
  signal.removeEventListener('abort', close)
  await session?.close()
  const until = isWhole || signal.aborted ? null : new Date(tools.clock.now().getTime() + watchedFor)
  await tools.db
    .withCollectivity(collectivityId, (tx) => leaveWatch(tx, { collectivityId, boxId, watcher, until }))
    .catch(() => {})
}

async function follow(
  tools: MailboxTools,
  { collectivityId, boxId, watcher, signal }: Watching,
  opened: (session: ImapSession) => void,
): Promise<void> {
  const box = await tools.db.readCollectivity(collectivityId, (tx) => findBoxRow(tx, collectivityId, boxId))
  if (!box) return
  const { host, port, security, username, folder, version } = box
  const password = openPassword(tools.secrets, box)
  const account = { host, port, security, username, password, folder }
  const ask = () =>
    tools.db.withCollectivity(collectivityId, (tx) =>
      enqueue(tx, readBox, { collectivityId, boxId }, { key: `mailbox.read_box:${boxId}` }),
    )
  const session = await openImap(account, { ...tools.imap, isWaiting: true })
  opened(session)
  // What came between the last reading and now is told by nobody.
  if (session.highestUid > box.reading.lastUid) await ask()
  while (!signal.aborted) {
    if ((await session.wait(turn)) === 'something') await ask()
    const until = new Date(tools.clock.now().getTime() + watchedFor)
    const isMine = await tools.db.withCollectivity(collectivityId, (tx) =>
      keepWatching(tx, { collectivityId, boxId, watcher, until, version }),
    )
    if (!isMine) return
  }
}
