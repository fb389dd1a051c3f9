import type pg from 'pg'
import { Person } from '../tests/proofs/person.ts'
import { type Figure, figure, median } from './figures.ts'
import { load, type LoadRequest, type LoadResult } from './load.ts'
import { seedDossiers } from './seed-dossiers.ts'
import type { Stage } from './stage.ts'

interface Place {
  readonly name: string
  readonly site: string
  readonly count: number
}

const places = (isSmoke: boolean): Place[] => [
  { name: '10k', site: 'givors', count: isSmoke ? 300 : 10_000 },
  { name: '100k', site: 'corbas', count: isSmoke ? 600 : 100_000 },
  { name: '1m', site: 'venissieux', count: isSmoke ? 1000 : 1_000_000 },
]

/** Agents at work at the same time. */
const connections = 2
const demoPassword = 'bonjour-traboule'

/** The agents' list of 50 among more and more dossiers, in three communes of one database. */
export async function measureLists(stage: Stage): Promise<Figure[]> {
  const figures: Figure[] = []
  const requests = new Map<Place, LoadRequest[]>()
  for (const place of places(stage.isSmoke)) {
    const start = performance.now()
    await seedDossiers(stage.database, { site: place.site, count: place.count, seed: 20261121 })
    const seconds = (performance.now() - start) / 1000
    process.stderr.write(`${place.count} dossiers in ${seconds.toFixed(0)} s\n`)
    requests.set(place, await listsOf(stage, place))
  }
  for (const [place, pages] of requests) {
    figures.push(...(await measurePlace(stage, place, pages)))
  }
  const p95 = (name: string) => figures.find((each) => each.name === name)?.value ?? Number.NaN
  return [...figures, figure('bureau.list_growth', p95('bureau.list_1m') / p95('bureau.list_10k'), '× from 10k to 1m')]
}

async function measurePlace(stage: Stage, { name }: Place, requests: readonly LoadRequest[]): Promise<Figure[]> {
  const job = { url: stage.url, connections, requests }
  const amount = requests.length * (stage.isSmoke ? 1 : 12)
  await load({ ...job, amount }, 200)
  const runs: LoadResult[] = []
  for (let run = 0; run < (stage.isSmoke ? 1 : 5); run++) runs.push(await load({ ...job, amount }, 200))
  const slowest = runs.map((each) => each.slowest).filter((each) => each !== undefined)
  return [
    figure(`bureau.list_${name}`, median(runs.map((each) => each.p95)), 'ms p95', {
      note: `${requests.length} lists by two agents at once`,
    }),
    figure(`bureau.list_${name}.p50`, median(runs.map((each) => each.p50)), 'ms'),
    figure(`bureau.list_${name}.slowest`, median(slowest.map((each) => each.p95)), 'ms p95', {
      note: slowest.map((each) => each.path).join(' '),
    }),
  ]
}

/** What agents look at: views, sorts, filters, searches, and pages far from the first. */
async function listsOf(stage: Stage, { site, name }: Place): Promise<LoadRequest[]> {
  const of = (local: string) => agent(stage, `${local}.${site}@exemple.fr`)
  const [supervisor, roads] = await Promise.all([of('responsable'), of('voirie')])
  const base = `/bureau/${site}/demandes`
  const { rows } = await stage.database.query<{ word: string; number: string }>(
    `select split_part(d.applicant_name, ' ', 2) as word, d.number from dossiers.dossier d
     join collectivities.collectivity c on c.id = d.collectivity_id and c.slug = $1 order by d.number limit 1 offset 77`,
    [site],
  )
  const month = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10)
  const searches = [
    '',
    '?vue=miennes',
    '?vue=a-prendre',
    '?vue=chez-l-usager',
    '?vue=en-retard',
    '?vue=closes&tri=activite',
    '?vue=toutes&tri=reception',
    '?vue=toutes&service=voirie&tri=reception',
    '?vue=toutes&demarche=occuper-la-rue&tri=reception',
    `?vue=toutes&depuis=${month}`,
    '?vue=toutes&etat=closes&demarche=lampadaire-en-panne',
    `?q=${encodeURIComponent(rows[0]?.word ?? '')}`,
    `?q=${rows[0]?.number ?? ''}`,
    '?q=camille+exemple',
  ]
  const first = [supervisor, roads].flatMap((person) =>
    searches.map((search) => ({ person, path: `${base}${search}` })),
  )
  const deep = await Promise.all(
    [
      { person: supervisor, path: `${base}?vue=closes&tri=reception`, sort: 'submitted', column: 'submitted_at' },
      { person: supervisor, path: `${base}?vue=toutes&tri=activite`, sort: 'updated', column: 'updated_at' },
      { person: roads, path: `${base}?vue=closes`, sort: 'due', column: 'due_at' },
    ].map(async ({ person, path, ...order }) => ({
      person,
      path: `${path}&apres=${await farCursor(stage.database, site, order)}`,
    })),
  )
  for (const { person, path } of deep) await checkIsFar(person, path, name)
  return [...first, ...deep].map(({ person, path }) => ({ path, headers: { cookie: person.cookies } }))
}

/** The middle of a list, as the link to its next page would name it. */
async function farCursor(
  database: pg.Pool,
  site: string,
  { sort, column }: { sort: string; column: string },
): Promise<string> {
  const { rows } = await database.query<{ cursor: string }>(
    `with one as (
      select d.id, to_char(d.${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00' as key from dossiers.dossier d
      join collectivities.collectivity c on c.id = d.collectivity_id and c.slug = $1
      where d.closed_at is not null order by d.${column}
      offset (select count(*) / 2 from dossiers.dossier d join collectivities.collectivity c on c.id = d.collectivity_id
        and c.slug = $1 where d.closed_at is not null) limit 1
    ) select $2 || ' ' || id || ' ' || key as cursor from one`,
    [site, sort],
  )
  return Buffer.from(rows[0]?.cursor ?? '').toString('base64url')
}

/** A cursor that is not understood shows the first page: then the figure would say nothing. */
async function checkIsFar(person: Person, path: string, name: string): Promise<void> {
  const numbers = (html: string): string => (html.match(/MES-\d{4}-\d{7}/g) ?? []).join()
  const [far, first] = await Promise.all([person.open(path), person.open(path.replace(/&apres=.*/, ''))])
  if (numbers(far.html) === '' || numbers(far.html) === numbers(first.html)) {
    throw new Error(`${path} does not begin in the middle of the list of ${name}`)
  }
}

/** Somebody signed in at her desk. */
export async function agent(stage: Pick<Stage, 'url'>, email: string): Promise<Person> {
  const person = new Person(stage.url)
  const page = await person.open('/connexion')
  const form = Person.formWith(page, 'password') ?? Person.formWith(page, 'mot-de-passe')
  const password = form?.controls.find(({ kind }) => kind === 'password')?.name
  const address = form?.controls.find(({ kind }) => kind === 'email')?.name
  if (!form || password === undefined || address === undefined) throw new Error('no sign-in form on /connexion')
  const next = await person.press(page, form, { [address]: email, [password]: demoPassword })
  if (next.status !== 200) throw new Error(`${email} cannot sign in: ${next.status}`)
  return person
}
