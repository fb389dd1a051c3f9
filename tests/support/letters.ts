import assert from 'node:assert/strict'
import { join } from 'node:path'
import pg from 'pg'
import { databaseOf, runningEmbedded } from '#platform/db'
import type { TestPlatform } from './platform.ts'
import { plain } from './visitor.ts'

/** A mail as the platform wrote it. */
export interface Letter {
  readonly subject: string
  readonly text: string
  /** Names of its attachments. */
  readonly attachments: readonly string[]
}

/** Asks the platform's own database, as its owner. */
export async function askDatabase<Row extends pg.QueryResultRow>(
  platform: Pick<TestPlatform, 'folder'>,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const running = runningEmbedded(join(platform.folder, 'postgres'))
  assert.ok(running, 'the platform runs on its own PostgreSQL')
  const client = new pg.Client({ connectionString: databaseOf(running, 'traboule') })
  await client.connect()
  try {
    return (await client.query<Row>(sql, [...values])).rows
  } finally {
    await client.end()
  }
}

const everyLetter = `select subject, text, (select coalesce(jsonb_agg(a ->> 'name'), '[]') from jsonb_array_elements(attachments) a)
  as attachments from mail.message where to_address = $1 order by created_at, id`

/** Every mail written to an address so far, the oldest first. */
export async function lettersTo(platform: Pick<TestPlatform, 'folder'>, address: string): Promise<Letter[]> {
  const letters = await askDatabase<Letter>(platform, everyLetter, [address])
  return letters.map((letter) => ({ ...letter, subject: plain(letter.subject), text: plain(letter.text) }))
}

/** The latest mail to an address whose subject says this; waits for it up to 20 s: a worker writes it after the page. */
export async function letterTo(
  platform: Pick<TestPlatform, 'folder'>,
  address: string,
  subject: string | RegExp,
): Promise<Letter> {
  const end = Date.now() + 20_000
  for (;;) {
    const letters = await lettersTo(platform, address)
    const found = letters.findLast((letter) => letter.subject.match(subject))
    if (found) return found
    const known = letters.map((letter) => letter.subject).join(', ')
    if (Date.now() > end) assert.fail(`no mail “${String(subject)}” to ${address}, but: ${known}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
