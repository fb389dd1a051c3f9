// The physical limit: the rows of a submission, written by a client that does nothing else, in one transaction each.
import { text } from 'node:stream/consumers'
import pg from 'pg'
import type { BareJob, BareResult } from './submission.ts'

const job = JSON.parse(await text(process.stdin)) as BareJob
const clients = await Promise.all(
  Array.from({ length: job.connections }, async () => {
    const client = new pg.Client({ connectionString: job.databaseUrl, pipeline: true } as pg.ClientConfig)
    await client.connect()
    return client
  }),
)
let next = 0

async function write(client: pg.Client, turn: number): Promise<void> {
  const rows = job.transactions[turn] ?? []
  const answers = [
    client.query('begin'),
    ...rows.map(({ statement, values }) =>
      client.query({ name: `s${statement}`, text: job.statements[statement] ?? '', values: [...values] }),
    ),
    client.query('commit'),
  ]
  const tag = (await Promise.all(answers)).at(-1)?.command
  if (tag !== 'COMMIT') throw new Error(`commit answered ${tag}`)
}

// A few first, for each connection to have its plans, as those of the platform have theirs.
await Promise.all(clients.map((client) => write(client, next++)))
const warm = next
const start = performance.now()
await Promise.all(
  clients.map(async (client) => {
    while (next < job.transactions.length) await write(client, next++)
  }),
)
const seconds = (performance.now() - start) / 1000
await Promise.all(clients.map((client) => client.end()))
const result: BareResult = {
  count: job.transactions.length - warm,
  perSecond: (job.transactions.length - warm) / seconds,
}
process.stdout.write(JSON.stringify(result))
