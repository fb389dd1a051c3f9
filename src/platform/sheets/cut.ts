import type { Row } from './schema.ts'

/** What a sheet of a spreadsheet holds, its head aside: 1 048 576 rows at most. */
const rowsInSheet = 1_000_000

/** The rows of one sheet after another: each is read to its end before the next begins. */
export class Sheets {
  readonly #rows: AsyncIterator<Row> | Iterator<Row>
  #next: Row | undefined
  #isOver = false
  readonly #most: number

  constructor(rows: AsyncIterable<Row> | Iterable<Row>, most: number = rowsInSheet) {
    this.#rows = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]()
    this.#most = most
  }

  /** Whether rows are left for another sheet. */
  async isMore(): Promise<boolean> {
    if (this.#next === undefined && !this.#isOver) await this.#advance()
    return this.#next !== undefined
  }

  async *sheet(): AsyncGenerator<Row> {
    for (let count = 0; count < this.#most && (await this.isMore()); count += 1) {
      const row = this.#next
      this.#next = undefined
      if (row) yield row
    }
  }

  async #advance(): Promise<void> {
    const step = await this.#rows.next()
    if (step.done === true) this.#isOver = true
    else this.#next = step.value
  }
}
