import type { Compilable } from 'kysely'
import type pg from 'pg'

/** One transaction on rows. What a store receives first, and the only way it can reach the database. */
export interface Tx {
  /** All rows of a query built with `query`. */
  all<Row>(query: Compilable<Row>): Promise<Row[]>
  /** The first row, or undefined. */
  first<Row>(query: Compilable<Row>): Promise<Row | undefined>
  /** Rows changed by a statement. */
  run(query: Compilable<unknown>): Promise<number>
  /** Rows of a plain SQL text. */
  sql<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** The same, planned once per connection under its name: for the paths that every visitor takes. */
  named<Row>(statement: Statement, parameters?: readonly unknown[]): Promise<Row[]>
  /**
   * Takes statements whose answers decide nothing: they leave with the commit, in one write. The transaction answers once they
   * have, and fails when one of them does.
   */
  withCommit(...asked: readonly Promise<unknown>[]): void
}

/** A SQL text with a name of its own; the same name must always carry the same text. */
export interface Statement {
  readonly name: string
  readonly text: string
}

export const statement = (name: string, text: string): Statement => ({ name, text })

const notWaiting = statement('db.without_waiting', 'set local synchronous_commit to off')

/**
 * The end of this transaction does not wait for the disk. For what a crash of the machine may lose without harm (a code, an
 * access token: the person presses again), and for what is followed, before anybody is answered, by a transaction that waits:
 * the server writes in order, so that what came before is then on the disk too.
 */
export async function withoutWaiting(tx: Tx): Promise<void> {
  await tx.named(notWaiting)
}

/**
 * The driver writes to its socket once for each query, and each write wakes the server. Queries asked before this process
 * next turns to its sockets leave in one write instead.
 */
export function send(client: pg.PoolClient, query: string | pg.QueryConfig): Promise<pg.QueryResult> {
  const { stream } = client.connection
  if (stream.writableCorked === 0) {
    stream.cork()
    process.nextTick(() => stream.uncork())
  }
  return client.query(query)
}

/** A statement that waits to leave, and who waits for its answer. */
export interface Asked {
  readonly query: pg.QueryConfig
  readonly answer: (result: pg.QueryResult) => void
  readonly fail: (reason: unknown) => void
}

export class Transaction implements Tx {
  readonly #carry: (query: pg.QueryConfig) => Promise<pg.QueryResult>

  readonly #last: Promise<unknown>[] = []
  #isClosed = false

  /** @param carry takes a statement to the server, and its answer back. */
  constructor(carry: (query: pg.QueryConfig) => Promise<pg.QueryResult>) {
    this.#carry = carry
  }

  /** Its commit has left: what would be asked now would be outside of it. */
  close(): void {
    this.#isClosed = true
  }

  withCommit(...asked: readonly Promise<unknown>[]): void {
    // Who waits for the commit hears of a failure; when there is none, another failure was told.
    for (const each of asked) each.catch(() => {})
    this.#last.push(...asked)
  }

  /** What left with the commit. */
  last(): Promise<unknown> {
    return Promise.all(this.#last)
  }

  #send(query: pg.QueryConfig): Promise<pg.QueryResult> {
    if (this.#isClosed) throw new Error('a statement was asked after the commit left')
    return this.#carry(query)
  }

  async all<Row>(query: Compilable<Row>): Promise<Row[]> {
    const { sql, parameters } = query.compile()
    const { rows } = await this.#send({ text: sql, values: [...parameters] })
    return rows as Row[]
  }

  async first<Row>(query: Compilable<Row>): Promise<Row | undefined> {
    return (await this.all(query))[0]
  }

  async run(query: Compilable<unknown>): Promise<number> {
    const { sql, parameters } = query.compile()
    const { rowCount } = await this.#send({ text: sql, values: [...parameters] })
    return rowCount ?? 0
  }

  async sql<Row>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#send({ text, values: [...parameters] })
    return rows as Row[]
  }

  async named<Row>(statement: Statement, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#send({ ...statement, values: [...parameters] })
    return rows as Row[]
  }
}
