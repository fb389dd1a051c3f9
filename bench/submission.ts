import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { formsOf } from '../tests/proofs/forms.ts'
import { beginForm, brokenLight, fillPages, send } from '../tests/proofs/journey.ts'
import { Person } from '../tests/proofs/person.ts'
import { type Figure, figure, median } from './figures.ts'
import { inProcess, load } from './load.ts'
import type { Stage } from './stage.ts'

const connections = 16

/** A row to write: which statement, and its values. */
interface BareRow {
  readonly statement: number
  readonly values: readonly (string | null)[]
}

export interface BareJob {
  readonly databaseUrl: string
  readonly connections: number
  readonly statements: readonly string[]
  readonly transactions: readonly (readonly BareRow[])[]
}

export interface BareResult {
  readonly count: number
  readonly perSecond: number
}

/**
 * Requests sent to the platform, and the same rows written by a bare client on the same server, turn by turn: what one
 * turn meets, the other one meets too.
 */
export async function measureSubmission(stage: Stage): Promise<Figure[]> {
  const draft = await prepareDraft(stage)
  const sample = await submittedRows(stage, draft)
  const turns = stage.isSmoke ? 1 : 7
  const amount = stage.isSmoke ? 64 : 3000
  const alone = await compare(stage, { draft, sample, turns, amount })
  stage.resumeWorker()
  const together = await compare(stage, { draft, sample, turns: stage.isSmoke ? 1 : 3, amount })
  return [
    figure('submission.per_second', median(together.platform), 'dossiers/s', {
      note: 'while the worker announces them',
    }),
    figure('submission.per_second_worker_resting', median(alone.platform), 'dossiers/s'),
    figure('submission.p50', median(alone.p50), 'ms'),
    figure('submission.p99', median(alone.p99), 'ms'),
    figure('submission.cpu', median(alone.cpu), 'ms of the web process a dossier'),
    figure('submission.bare_per_second', median(alone.bare), 'transactions/s'),
    figure('submission.ratio_to_bare', median(alone.ratios), '', { note: 'worker resting in both' }),
    figure('submission.ratio_to_bare_worker_busy', median(together.ratios), '', { note: 'worker awake in both' }),
  ]
}

interface Comparison {
  readonly draft: PreparedDraft
  readonly sample: Sample
  readonly turns: number
  readonly amount: number
}

async function compare(stage: Stage, { draft, sample, turns, amount }: Comparison) {
  const found = {
    platform: [] as number[],
    bare: [] as number[],
    ratios: [] as number[],
    p50: [] as number[],
    p99: [] as number[],
    cpu: [] as number[],
  }
  await sendDrafts(stage, draft, Math.ceil(amount / 4))
  // What autovacuum does within the minute: plans made when the tables were empty would go on until then.
  await stage.database.query('analyze')
  for (let turn = 0; turn < turns; turn++) {
    const before = stage.webCpu()
    const platform = await sendDrafts(stage, draft, amount)
    const cpu = (stage.webCpu() - before) / amount
    const bare = await writeBare(stage, { draft, sample, amount })
    found.platform.push(platform.perSecond)
    found.bare.push(bare.perSecond)
    found.ratios.push(platform.perSecond / bare.perSecond)
    found.p50.push(platform.p50)
    found.p99.push(platform.p99)
    found.cpu.push(cpu)
  }
  return found
}

export interface PreparedDraft {
  readonly id: string
  readonly cookie: string
  /** Where the last page is sent; holds the draft's id. */
  readonly action: string
  readonly body: string
}

/** Fills a form as a person does, up to the button that sends it. */
export async function prepareDraft(stage: Stage, site = 'corbas'): Promise<PreparedDraft> {
  const person = new Person(stage.url)
  const journey = brokenLight(site, 'Mesure')
  const summary = await fillPages(person, journey, await beginForm(person, journey))
  const form = formsOf(summary.html).find(({ controls }) => controls.some(({ name }) => name === 'declaration'))
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(form?.action ?? '')?.[0]
  if (!form || id === undefined) throw new Error(`nothing to send on ${summary.path}`)
  const hidden = form.controls
    .filter(({ kind }) => kind === 'hidden')
    .map(({ name, value }): [string, string] => [name, value])
  const body = new URLSearchParams([...hidden, ['declaration', 'yes']]).toString()
  return { id, cookie: person.cookies, action: form.action, body }
}

/** So many drafts of the same person, like the one she filled. */
export async function copyDrafts(stage: Stage, draft: PreparedDraft, count: number): Promise<string[]> {
  const columns = (await columnsOf(stage.database, 'dossiers.draft')).filter((name) => name !== 'id')
  const ids = Array.from({ length: count }, () => randomUUID())
  await stage.database.query(
    `insert into dossiers.draft (id, ${columns.join()}) select copy.id, ${columns.map((name) => `d.${name}`).join()}
     from unnest($2::uuid[]) as copy (id), dossiers.draft d where d.id = $1`,
    [draft.id, ids],
  )
  return ids
}

async function sendDrafts(stage: Stage, draft: PreparedDraft, amount: number) {
  const ids = await copyDrafts(stage, draft, amount)
  return load(
    {
      url: stage.url,
      connections,
      amount,
      headers: { cookie: draft.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      requests: ids.map((id) => ({ method: 'POST', path: draft.action.replace(draft.id, id), body: draft.body })),
    },
    303,
  )
}

/** The rows that one submission wrote, by table, and the jobs that it asked for. */
interface Sample {
  readonly dossierId: string
  readonly number: string
  readonly draftId: string
  readonly tables: readonly {
    readonly name: string
    readonly columns: readonly string[]
    readonly rows: readonly (readonly (string | null)[])[]
  }[]
  readonly jobs: readonly { readonly name: string; readonly payload: string }[]
}

/** Sends one draft while the worker rests, and finds what its transaction wrote: every row bears its number. */
async function submittedRows(stage: Stage, draft: PreparedDraft): Promise<Sample> {
  const { database } = stage
  stage.pauseWorker()
  const [id = ''] = await copyDrafts(stage, draft, 1)
  const person = new Person(stage.url)
  person.accept(draft.cookie)
  const page = await person.open(draft.action.replace(draft.id, id))
  const { number } = await send(person, page)
  const { rows: found } = await database.query<{ id: string; written: string }>(
    'select id, xmin::text as written from dossiers.dossier where number = $1',
    [number],
  )
  const [dossier] = found
  if (!dossier) throw new Error(`no dossier ${number}`)
  const { rows: names } = await database.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker')
     order by table_name <> 'dossier', 1`,
  )
  const tables = await Promise.all(names.map(({ name }) => rowsWritten(database, name, dossier.written)))
  const { rows: jobs } = await database.query<{ name: string; payload: string }>(
    `select t.identifier as name, j.payload::text as payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where j.xmin::text = $1`,
    [dossier.written],
  )
  if (jobs.length === 0) throw new Error('a submission that asks for no job')
  return { dossierId: dossier.id, number, draftId: id, tables: tables.filter(({ rows }) => rows.length > 0), jobs }
}

async function rowsWritten(database: pg.Pool, name: string, transaction: string) {
  const columns = await columnsOf(database, name)
  const { rows } = await database.query<(string | null)[]>({
    text: `select ${columns.map((column) => `${column}::text`).join()} from ${name} where xmin::text = $1`,
    values: [transaction],
    rowMode: 'array',
  })
  return { name, columns, rows }
}

/** Without those that the table computes. */
async function columnsOf(database: pg.Pool, table: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  )
  return rows.map(({ name }) => name)
}

let written = 0

/** The same rows under new identifiers, made before the clock starts. */
async function writeBare(stage: Stage, { draft, sample, amount }: Omit<Comparison, 'turns'>): Promise<BareResult> {
  const drafts = await copyDrafts(stage, draft, amount)
  const inserted = sample.tables.filter(({ name }) => name !== 'dossiers.draft')
  const updated = sample.tables.find(({ name }) => name === 'dossiers.draft')
  const statements = [
    ...inserted.map(({ name, columns }) => `insert into ${name} (${columns.join()}) values (${marks(columns.length)})`),
    'select platform.add_job($1, $2, null, null)',
    ...(updated ? [updateText(updated.columns)] : []),
  ]
  const transactions = drafts.map((draftId) => {
    const turn = written++
    const renamed = renamer(sample, {
      draftId,
      dossierId: randomUUID(),
      number: `${sample.number.slice(0, 4)}BARE-${turn}`,
    })
    return [
      ...inserted.flatMap(({ rows }, statement) => rows.map((row) => ({ statement, values: row.map(renamed) }))),
      ...sample.jobs.map((job) => ({ statement: inserted.length, values: [job.name, renamed(job.payload)] })),
      ...(updated?.rows ?? []).map((row) => ({ statement: inserted.length + 1, values: row.map(renamed) })),
    ]
  })
  return inProcess<BareResult>('bare.ts', {
    databaseUrl: stage.databaseUrl,
    connections,
    statements,
    transactions,
  } satisfies BareJob)
}

const marks = (count: number): string => Array.from({ length: count }, (_, index) => `$${index + 1}`).join()

/** The draft is there already: it is marked as sent. */
const updateText = (columns: readonly string[]): string =>
  `update dossiers.draft set ${columns.flatMap((name, index) => (/^(collectivity_id|id)$/.test(name) ? [] : [`${name} = $${index + 1}`])).join()}
   where collectivity_id = $${columns.indexOf('collectivity_id') + 1} and id = $${columns.indexOf('id') + 1}`

/** Gives each identifier of the sample a new one, the same wherever it stands; those of the commune and its offer stay. */
function renamer(sample: Sample, names: { draftId: string; dossierId: string; number: string }) {
  const own = new Map([
    [sample.draftId, names.draftId],
    [sample.dossierId, names.dossierId],
    [sample.number, names.number],
  ])
  for (const { name, columns, rows } of sample.tables) {
    if (name === 'dossiers.dossier' || name === 'dossiers.draft') continue
    const at = columns.indexOf('id')
    for (const row of rows) if (at >= 0 && row[at]) own.set(row[at], randomUUID())
  }
  const pattern = new RegExp([...own.keys()].join('|'), 'g')
  return (value: string | null): string | null => value?.replaceAll(pattern, (found) => own.get(found) ?? found) ?? null
}
