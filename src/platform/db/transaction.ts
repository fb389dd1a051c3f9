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
}

/** A SQL text with a name of its own; the same name must always carry the same text. */
export interface Statement {
  readonly name: string
  readonly text: string
}

export const statement = (name: string, text: string): Statement => ({ name, text })

export class Transaction implements Tx {
  readonly #client: pg.PoolClient

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  async all<Row>(query: Compilable<Row>): Promise<Row[]> {
    const { sql, parameters } = query.compile()
    const { rows } = await this.#client.query(sql, [...parameters])
    return rows as Row[]
  }

  async first<Row>(query: Compilable<Row>): Promise<Row | undefined> {
    return (await this.all(query))[0]
  }

  async run(query: Compilable<unknown>): Promise<number> {
    const { sql, parameters } = query.compile()
    const { rowCount } = await this.#client.query(sql, [...parameters])
    return rowCount ?? 0
  }

  async sql<Row>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#client.query(text, [...parameters])
    return rows as Row[]
  }

  async named<Row>(statement: Statement, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#client.query({ ...statement, values: [...parameters] })
    return rows as Row[]
  }
}
