import type pg from 'pg'

/** What was read of a table. */
export interface Read {
  readonly table: string
  /** Rows, through an index or not. */
  readonly rows: number
  /** Those that were met while reading the table from its beginning. */
  readonly scanned: number
}

/** Houses whose tables grow with what people send and do. */
export const growing =
  /^(dossiers|contacts|mailbox|mailroom|webhooks|batches|dispatch|exports|figures|satisfaction|mail|accounts)\./

/** Counts, by the server's own statistics, the rows that something reads. */
export class RowCounter {
  readonly #database: pg.Pool

  constructor(database: pg.Pool) {
    this.#database = database
  }

  async during<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly reads: readonly Read[] }> {
    const before = await this.#counts()
    const value = await work()
    const after = await this.#counts()
    const reads = [...after].flatMap(([table, { rows, scanned }]) => {
      const was = before.get(table) ?? { rows: 0, scanned: 0 }
      return rows > was.rows ? [{ table, rows: rows - was.rows, scanned: scanned - was.scanned }] : []
    })
    return { value, reads: reads.filter(({ table }) => growing.test(table)) }
  }

  /** A connection tells what it read when it ends, or now and then: those of the application are ended first. */
  async #counts(): Promise<Map<string, { rows: number; scanned: number }>> {
    await this.#database.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and backend_type = 'client backend'`,
    )
    const { rows } = await this.#database.query<{ table: string; rows: number; scanned: number }>(
      `select schemaname || '.' || relname as "table", (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows,
         seq_tup_read::int as scanned from pg_stat_user_tables`,
    )
    return new Map(rows.map(({ table, ...counts }) => [table, counts]))
  }
}
