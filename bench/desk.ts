import { Person } from '../tests/proofs/person.ts'
import { type Figure, figure } from './figures.ts'
import { agent } from './lists.ts'
import { inProcess } from './load.ts'
import { seedDossiers } from './seed-dossiers.ts'
import type { Stage } from './stage.ts'
import { copyDrafts, prepareDraft } from './submission.ts'

export interface DeskRequest {
  /** What its time is counted under: `list`, `search`, `case`, `take`, `reply`, `create`. */
  readonly kind: string
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly expected: number
}

export interface DeskJob {
  readonly url: string
  readonly seconds: number
  /** Sent in turn. */
  readonly reads: readonly DeskRequest[]
  readonly writes: readonly DeskRequest[]
  readonly readsPerSecond: number
  readonly writesPerSecond: number
}

export interface DeskResult {
  readonly kinds: Readonly<
    Record<string, { readonly count: number; readonly p50: number; readonly p95: number; readonly p99: number }>
  >
  readonly faults: readonly string[]
  readonly faultCount: number
}

/** The commune whose agents work, and the share of all requests that is hers: the others have the rest, some more than others. */
const worked = { site: 'corbas', share: 0.3 }
const pace = { reads: 50, writes: 10 }
/** Other sections number what they seed below this. */
const numbered = 4_000_000

/** Ten thousand requests of one commune, then a million over sixty: the same work, at the same pace. */
export async function measureDesk(stage: Stage): Promise<Figure[]> {
  const small = stage.isSmoke ? 1500 : 10_000
  const large = stage.isSmoke ? 4000 : 1_000_000
  await seedDossiers(stage.database, [{ site: worked.site, count: small, seed: 20261122, after: numbered }])
  const before = await measureAt(stage, '10k')
  await seedTerritory(stage, { total: large - small, small })
  const after = await measureAt(stage, '1m')
  return [...before.figures, ...after.figures, ...growthOf(before.p95, after.p95)]
}

const growthOf = (before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Figure[] =>
  ['list', 'search', 'case'].map((kind) =>
    figure(`desk.${kind}_growth`, (after[kind] ?? Number.NaN) / (before[kind] ?? Number.NaN), '× from 10k to 1m'),
  )

/** Every collectivity where agents work has requests: the first one most, each other one less than the one before. */
async function seedTerritory(stage: Stage, { total, small }: { total: number; small: number }): Promise<void> {
  const { rows } = await stage.database.query<{ slug: string }>(
    `select c.slug from collectivities.collectivity c where c.slug <> $1
      and exists (select 1 from accounts.agent_role r where r.collectivity_id = c.id)
      and exists (select 1 from procedures.offer o where o.collectivity_id = c.id and o.published)
    order by c.slug limit 59`,
    [worked.site],
  )
  const weights = rows.map((_, index) => 1 / (index + 2))
  const sum = weights.reduce((all, each) => all + each, 0)
  const share = Math.round(total * worked.share)
  const start = performance.now()
  await seedDossiers(stage.database, [
    { site: worked.site, count: share, seed: 20261123, after: numbered + small },
    ...rows.map(({ slug }, index) => ({
      site: slug,
      count: Math.max(1, Math.round(((total - share) * (weights[index] ?? 0)) / sum)),
      seed: 20261124 + index,
      after: numbered,
    })),
  ])
  const seconds = (performance.now() - start) / 1000
  process.stderr.write(`${total} dossiers in ${rows.length + 1} collectivities in ${seconds.toFixed(0)} s\n`)
}

async function measureAt(stage: Stage, name: string) {
  const seconds = stage.isSmoke ? 2 : 60
  const roads = await agent(stage, `voirie.${worked.site}@exemple.fr`)
  const supervisor = await agent(stage, `responsable.${worked.site}@exemple.fr`)
  const reads = await readsOf(stage, [roads, supervisor])
  const rates = { reads, readsPerSecond: pace.reads, writesPerSecond: pace.writes }
  const run = async (length: number): Promise<DeskResult> => {
    const writes = await writesOf(stage, supervisor, Math.ceil(length * pace.writes))
    return inProcess<DeskResult>('desk-process.ts', {
      url: stage.url,
      seconds: length,
      writes,
      ...rates,
    } satisfies DeskJob)
  }
  await run(stage.isSmoke ? 1 : 10)
  const { kinds, faults, faultCount } = await run(seconds)
  if (faultCount > 0) throw new Error(`${faultCount} faults: ${faults.join(' | ')}`)
  const p95 = Object.fromEntries(Object.entries(kinds).map(([kind, each]) => [kind, each.p95]))
  const figures = Object.entries(kinds).flatMap(([kind, each]) => [
    figure(`desk.${kind}_${name}`, each.p95, 'ms p95', {
      note: `${each.count} at their time, p99 ${each.p99.toFixed(1)} ms`,
    }),
    figure(`desk.${kind}_${name}.p50`, each.p50, 'ms'),
  ])
  return { figures, p95 }
}

interface Open {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly isFree: boolean
}

/** Requests of the commune, open ones, in the service where the agents work. */
async function openOf(stage: Stage, count: number): Promise<readonly Open[]> {
  const { rows } = await stage.database.query<Open>(
    `select d.id, d.number, split_part(d.applicant_name, ' ', 2) as name, d.holder_account_id is null as "isFree"
     from dossiers.dossier d join collectivities.collectivity c on c.id = d.collectivity_id and c.slug = $1
     where d.closed_at is null order by d.holder_account_id is not null, random() limit $2`,
    [worked.site, count],
  )
  return rows
}

/** What agents look at, in the shares of a day: two lists, one search, two cases. */
async function readsOf(stage: Stage, people: readonly Person[]): Promise<DeskRequest[]> {
  const base = `/bureau/${worked.site}/demandes`
  const lists = ['', '?vue=miennes', '?vue=mon-equipe', '?vue=a-prendre', '?vue=a-risque', '?vue=en-retard']
  const cases = await openOf(stage, stage.isSmoke ? 20 : 2000)
  return cases.flatMap(({ id, number, name }, index) => {
    const cookie = people[index % people.length]?.cookies ?? ''
    const get = (kind: string, path: string): DeskRequest => ({
      kind,
      path,
      // Who supervises reaches every case; an agent, those of her service.
      headers: { cookie: kind === 'case' ? (people.at(-1)?.cookies ?? '') : cookie },
      expected: 200,
    })
    const words = [encodeURIComponent(name), number, 'rue+exemple'][index % 3] ?? ''
    return [
      get('list', base + (lists[index % lists.length] ?? '')),
      get('case', `${base}/${id}`),
      get('search', `${base}?q=${words}`),
      get('list', base + (lists[(index + 3) % lists.length] ?? '')),
      get('case', `${base}/${id}`),
    ]
  })
}

const form = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString()

/** Somebody files, an agent takes a request, another answers one: each on a request of its own. */
async function writesOf(stage: Stage, person: Person, count: number): Promise<DeskRequest[]> {
  const each = Math.ceil(count / 3)
  const draft = await prepareDraft(stage, worked.site)
  const [drafts, cases] = await Promise.all([copyDrafts(stage, draft, each), openOf(stage, each * 2)])
  const typed = { 'content-type': 'application/x-www-form-urlencoded' }
  const base = `/bureau/${worked.site}/demandes`
  const post = (kind: string, cookie: string, path: string, body: string): DeskRequest => ({
    kind,
    method: 'POST',
    path,
    headers: { cookie, ...typed },
    body,
    expected: 303,
  })
  const free = cases.filter(({ isFree }) => isFree)
  return Array.from({ length: each }, (_, index) => {
    const [taken, answered] = [free[index % free.length], cases[each + index] ?? cases[index % cases.length]]
    return [
      post('create', draft.cookie, draft.action.replace(draft.id, drafts[index] ?? ''), draft.body),
      post('take', person.cookies, `${base}/${taken?.id}/prendre`, form({})),
      { ...multipart(`${base}/${answered?.id}/messages`), kind: 'reply', cookie: person.cookies },
    ]
  })
    .flat()
    .map((write) => ('cookie' in write ? { ...write, headers: { ...write.headers, cookie: write.cookie } } : write))
}

/** A message as the page sends it. */
function multipart(path: string): Omit<DeskRequest, 'kind'> {
  const boundary = 'traboule-mesure'
  const field = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const body = `${field('kind', 'reply')}${field('message', 'Votre demande avance, merci de votre patience.')}--${boundary}--\r\n`
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  return { method: 'POST', path, headers, body, expected: 303 }
}
