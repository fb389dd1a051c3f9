import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { type Figure, figure } from './figures.ts'
import { seedDossiers } from './seed-dossiers.ts'
import type { Stage } from './stage.ts'

const site = 'givors'
const formats = ['csv', 'ods', 'xlsx', 'ndjson'] as const
const columns = [
  'numero',
  'objet',
  'demarche',
  'etat',
  'personne',
  'courriel',
  'service',
  'suivi-par',
  'recue',
  'due',
  'close',
]

/** Somebody who sees all of it: an administrator from elsewhere. */
const hired = `insert into accounts.agent_role (collectivity_id, id, account_id, role, starts_at)
  select c.id, gen_random_uuid(), r.account_id, 'administrator', now() - interval '1 day'
  from collectivities.collectivity c,
    (select account_id from accounts.agent_role where role = 'administrator' and service_id is null limit 1) r
  where c.slug = $1`

/** A whole collectivity as files, made by the worker: rows a second, and the most memory that its process took meanwhile. */
export async function measureExports(stage: Stage): Promise<Figure[]> {
  const count = stage.isSmoke ? 2000 : 1_000_000
  await seedDossiers(stage.database, { site, count, seed: 20261122, after: 2_000_000 })
  await stage.database.query(hired, [site])
  const figures: Figure[] = []
  for (const format of stage.isSmoke ? formats.slice(0, 2) : formats) figures.push(...(await measureOne(stage, format)))
  return figures
}

async function measureOne(stage: Stage, format: string): Promise<Figure[]> {
  const pid = stage.workerPid()
  // Forgets the peak reached so far (proc(5), clear_refs).
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  const id = await ask(stage, format)
  const start = performance.now()
  const made = await finished(stage, id)
  const seconds = (performance.now() - start) / 1000
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  const note = `${made.done} rows of ${columns.length} columns, ${(made.size / 1e6).toFixed(1)} MB`
  return [
    figure(`exports.${format}`, made.done / seconds, 'rows/s', { note }),
    figure(`exports.${format}.memory`, peak, 'MB at the most', { bar: { under: 300 } }),
  ]
}

async function ask({ database }: Stage, format: string): Promise<string> {
  const question = { parameters: { vue: 'toutes' }, columns, answers: [], fields: [] }
  const { rows } = await database.query<{ id: string; collectivity_id: string }>(
    `insert into exports.export (collectivity_id, id, account_id, account_name, locale, format, title, question, state, asked_at)
     select r.collectivity_id, gen_random_uuid(), r.account_id, 'Mesure', 'fr', $2, 'Demandes', $3, 'waiting', now()
     from accounts.agent_role r join collectivities.collectivity c on c.id = r.collectivity_id
     where c.slug = $1 and r.role = 'administrator' and r.service_id is null and r.ends_at is null limit 1
     returning id, collectivity_id`,
    [site, format, JSON.stringify(question)],
  )
  const [row] = rows
  if (!row) throw new Error(`nobody administers ${site}`)
  await database.query('select platform.add_job($1, $2, null, null)', [
    'exports.make',
    JSON.stringify({ collectivityId: row.collectivity_id, exportId: row.id }),
  ])
  return row.id
}

interface Made {
  readonly state: string
  readonly done: number
  readonly size: number
}

async function finished({ database }: Stage, id: string): Promise<Made> {
  for (;;) {
    const { rows } = await database.query<Made>(
      'select state, done, size::float8 as size from exports.export where id = $1',
      [id],
    )
    const [made] = rows
    if (made?.state === 'done') return made
    if (made === undefined || (made.state !== 'waiting' && made.state !== 'running'))
      throw new Error(`export ${made?.state}`)
    await setTimeout(100)
  }
}
