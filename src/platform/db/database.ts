import pg from 'pg'
import { AppError } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { type Asked, send, Transaction, type Tx } from './transaction.ts'

/** Dates of the civil calendar stay texts: a birth date has no time zone. */
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
/** Counts and cents fit in a number (2^53); PostgreSQL's bigint comes as text otherwise. */
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text))

/** The role that serves requests: it owns nothing and row-level security binds it. */
export const applicationRole = 'traboule_app'

export interface DatabaseOptions {
  readonly url: string
  readonly connections: number
  readonly onError?: (error: Error) => void
}

/**
 * The only way to rows. Each opening is one transaction; `tenant` openings see one collectivity,
 * `shared` ones only tables that belong to the whole territory, and a named `door` reads across tenants, audited.
 */
export interface Database {
  /** Reads and writes the rows of one collectivity. */
  withCollectivity<T>(collectivityId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Reads rows of one collectivity; does not wait for the end of the transaction, which has nothing to lose. */
  readCollectivity<T>(collectivityId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Tables that belong to the territory: accounts, the list of collectivities, the library of procedures. */
  withTerritory<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Reads them, without waiting for the end of the transaction. */
  readTerritory<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Statements on shared tables that do not need each other's answers: they leave with their commit in one write, and come
   * back in one answer; one alone leaves without a transaction around it, being one by itself. `work` asks for all of them
   * before it awaits anything; a statement asked later is refused.
   */
  inOneGo<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** The same for look-ups, which need no common moment: each is by itself, without a transaction around them. */
  lookUp<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Reads across tenants under a name that the audit keeps: one person's own cases, an operator's export. */
  throughDoor<T>(door: Door, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Answers when the server does. */
  ping(): Promise<void>
  /** Ends the connections once running transactions are done. */
  close(): Promise<void>
  readonly pool: pg.Pool
}

export interface Door {
  /** Why tenants are crossed: `my-dossiers`, `tracking`, `export`. */
  readonly name: string
  /** The account that passes, or null for somebody without one. */
  readonly accountId: string | null
  /** What the passage is bound to, for the audit: an account, a dossier, a file name. */
  readonly subject: string
}

export function openDatabase(options: DatabaseOptions): Database {
  const forQuick = Math.min(quickConnections, Math.ceil(options.connections / 4))
  const pool = openPool({ ...options, connections: Math.max(1, options.connections - forQuick) })
  // Statements in one go find rows by their keys: a plan made once serves. Left to choose, the server plans a look-up in a
  // table cut in pieces anew each time, which takes five times as long as the look-up.
  const quick = openPool({ ...options, connections: forQuick }, ['plan_cache_mode=force_generic_plan'])

  return {
    withCollectivity: async (id, work) => inTransaction(pool, `begin; ${tenantOf(id)}`, { waitForCommit: true }, work),
    readCollectivity: async (id, work) =>
      inTransaction(pool, `begin read only; ${tenantOf(id)}`, { waitForCommit: false }, work),
    withTerritory: (work) => inTransaction(pool, 'begin', { waitForCommit: true }, work),
    readTerritory: (work) => inTransaction(pool, 'begin read only', { waitForCommit: false }, work),
    inOneGo: (work) => allAtOnce(quick, work, (client, asked) => (asked.length > 1 ? together : apart)(client, asked)),
    lookUp: (work) => allAtOnce(quick, work, apart),
    throughDoor: async (door, work) =>
      inTransaction(
        pool,
        `begin; set local traboule.door = '${doorName(door)}'`,
        { waitForCommit: true },
        async (tx) => {
          await tx.sql('insert into platform.door_passage (door, account_id, subject) values ($1, $2, $3)', [
            door.name,
            door.accountId,
            door.subject,
          ])
          return work(tx)
        },
      ),
    ping: async () => {
      await pool.query('select 1')
    },
    close: async () => {
      await Promise.all([pool.end(), quick.end()])
    },
    pool,
  }
}

/** At most; enough for statements of less than a millisecond. */
const quickConnections = 4

function openPool(options: DatabaseOptions, settings: readonly string[] = []): pg.Pool {
  const all = [
    `role=${applicationRole}`,
    'timezone=UTC',
    'statement_timeout=30s',
    'idle_in_transaction_session_timeout=60s',
    ...settings,
  ]
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections,
    pipeline: true,
    options: all.map((setting) => `-c ${setting}`).join(' '),
    connectionTimeoutMillis: 10_000,
  } as pg.PoolConfig)
  // A server that restarts breaks idle connections: the pool drops them, the next request opens others.
  pool.on('error', (error) => options.onError?.(error))
  // One that breaks while it serves also says it here; the query that was running says it to its caller.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** `SET LOCAL` takes no parameter: the literal is validated here. (`set_config()` does not reach the workers of Citus 13.) */
function tenantOf(collectivityId: string): string {
  if (!isId(collectivityId)) throw new AppError('invalid', 'db.collectivity_id', { detail: 'not a UUID' })
  return `set local traboule.collectivity_id = '${collectivityId}'`
}

function doorName(door: Door): string {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(door.name)) throw new AppError('invalid', 'db.door', { detail: door.name })
  return door.name
}

async function inTransaction<T>(
  pool: pg.Pool,
  opening: string,
  { waitForCommit }: { waitForCommit: boolean },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  // Sent without waiting: it travels with the first query. A failure shows on that query too.
  send(client, opening).catch(() => {})
  const tx = new Transaction((query) => send(client, query))
  let result: T
  try {
    result = await work(tx)
  } catch (error) {
    await end(client, 'rollback').catch(() => {})
    throw error
  }
  if (!waitForCommit) {
    void end(client, 'commit').catch(() => {})
    return result
  }
  const [tag] = await Promise.all([end(client, 'commit'), tx.last()])
  checkCommit(tag)
  return result
}

type Leave = (client: pg.PoolClient, asked: readonly Asked[]) => Promise<void>

async function allAtOnce<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>, leave: Leave): Promise<T> {
  const client = await connect(pool)
  const asked: Asked[] = []
  const tx = new Transaction((query) => new Promise((answer, fail) => asked.push({ query, answer, fail })))
  const working = (async () => work(tx))()
  tx.close()
  const [result, ended, last] = await Promise.allSettled([working, leave(client, asked), tx.last()])
  if (result.status === 'rejected') throw result.reason
  if (ended.status === 'rejected') throw ended.reason
  if (last.status === 'rejected') throw last.reason
  return result.value
}

async function apart(client: pg.PoolClient, asked: readonly Asked[]): Promise<void> {
  const told = await Promise.allSettled(asked.map(({ query }) => send(client, query)))
  const failures = told.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  // What the server refused leaves the connection as it was.
  client.release(!failures.every((reason) => reason instanceof pg.DatabaseError))
  for (const [index, each] of told.entries()) {
    if (each.status === 'fulfilled') asked[index]?.answer(each.value)
    else asked[index]?.fail(each.reason)
  }
}

async function together(client: pg.PoolClient, asked: readonly Asked[]): Promise<void> {
  send(client, 'begin').catch(() => {})
  for (const { query, answer, fail } of asked) send(client, query).then(answer, fail)
  checkCommit(await end(client, 'commit'))
}

/** In a pipeline, a failed statement that nobody awaited turns the commit into a rollback, reported by its tag only. */
function checkCommit(tag: string): void {
  if (tag !== 'COMMIT') throw new AppError('unavailable', 'db.rolled_back', { detail: `commit answered ${tag}` })
}

async function end(client: pg.PoolClient, command: 'commit' | 'rollback'): Promise<string> {
  try {
    const { command: tag } = await send(client, command)
    client.release()
    return tag
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw new AppError('unavailable', 'db.unreachable', { cause: error })
  }
}
