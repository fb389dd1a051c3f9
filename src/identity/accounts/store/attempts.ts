import { statement, type Tx } from '#platform/db'

const makeCounters = statement(
  'accounts.make_counters',
  `insert into accounts.attempt_counter (key, clear_at)
   select key, $2 from unnest($1::bytea[]) as key order by key on conflict (key) do nothing`,
)
const holdCounters = statement(
  'accounts.hold_counters',
  `select key, clear_at as "clearAt" from accounts.attempt_counter where key = any($1::bytea[]) order by key for update`,
)

/**
 * When each counter is clear again, in the order of the keys; each is held until the transaction ends, so that
 * a hundred attempts sent at once are counted one after the other.
 */
export async function lockCounters(tx: Tx, keys: readonly Buffer[], now: Date): Promise<Date[]> {
  // Always in the order of the keys: two transactions with the same ones never wait for each other in a ring.
  const [, rows] = await Promise.all([
    tx.named(makeCounters, [keys, now]),
    tx.named<{ key: Buffer; clearAt: Date }>(holdCounters, [keys]),
  ])
  return keys.map((key) => rows.find((row) => row.key.equals(key))?.clearAt ?? now)
}

const writeCounters = statement(
  'accounts.write_counters',
  `insert into accounts.attempt_counter (key, clear_at)
   select key, clear_at from unnest($1::bytea[], $2::timestamptz[]) as admitted (key, clear_at) order by key
   on conflict (key) do update set clear_at = excluded.clear_at`,
)

export async function saveCounters(tx: Tx, counters: readonly { key: Buffer; clearAt: Date }[]): Promise<void> {
  await tx.named(writeCounters, [counters.map(({ key }) => key), counters.map(({ clearAt }) => clearAt)])
}

const lowerCounters = statement(
  'accounts.lower_counters',
  `with held as (select key from accounts.attempt_counter where key = any($1::bytea[]) order by key for update)
   update accounts.attempt_counter as counter
   set clear_at = case taken.milliseconds when 'infinity' then $3
     else counter.clear_at - taken.milliseconds * interval '1 millisecond' end
   from held join unnest($1::bytea[], $2::float8[]) as taken (key, milliseconds) using (key)
   where counter.key = held.key`,
)

/**
 * Takes attempts off counters: those that turned out right, or that were not made. Held in the order of the keys, as all are.
 * @param counters.milliseconds infinite where nothing counts any more.
 */
export async function takeOff(
  tx: Tx,
  counters: readonly { key: Buffer; milliseconds: number }[],
  now: Date,
): Promise<void> {
  const milliseconds = counters.map((counter) => counter.milliseconds)
  await tx.named(lowerCounters, [counters.map(({ key }) => key), milliseconds, now])
}

const clearing = statement('accounts.clear_counter', 'update accounts.attempt_counter set clear_at = $2 where key = $1')

/** Nothing counts any more against this key. */
export async function clearCounter(tx: Tx, key: Buffer, now: Date): Promise<void> {
  await tx.named(clearing, [key, now])
}

export async function deleteClearCounters(tx: Tx, now: Date): Promise<void> {
  await tx.sql(
    `delete from accounts.attempt_counter where key in (
       select key from accounts.attempt_counter where clear_at < $1 order by key for update skip locked)`,
    [now],
  )
}

const reading = statement(
  'accounts.read_counters',
  'select key, clear_at as "clearAt" from accounts.attempt_counter where key = any($1::bytea[])',
)

/** When each counter is clear again, as it stands: nothing is held. */
export async function readCounters(tx: Tx, keys: readonly Buffer[], now: Date): Promise<Date[]> {
  const rows = await tx.named<{ key: Buffer; clearAt: Date }>(reading, [keys])
  return keys.map((key) => rows.find((row) => row.key.equals(key))?.clearAt ?? now)
}

/** Counts one more against a key, whatever it holds, up to a moment so far away. */
export const addTo = (
  tx: Tx,
  key: Buffer,
  count: { now: Date; milliseconds: number; most: number },
): Promise<unknown> =>
  tx.sql(
    `insert into accounts.attempt_counter as counter (key, clear_at) values ($1, $2::timestamptz + $3 * interval '1 millisecond')
     on conflict (key) do update set clear_at = least(
       greatest(counter.clear_at, $2) + $3 * interval '1 millisecond', $2::timestamptz + $4 * interval '1 millisecond')`,
    [key, count.now, count.milliseconds, count.most],
  )
