import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { databaseUrlOf } from '../tests/support/composed.ts'
import { whyNotInstalled } from '../tests/support/debian.ts'
import { freePort, startTestPlatform } from '../tests/support/platform.ts'
import { type RequestTracker, startRequestTracker, trackerPackages } from '../tests/support/request-tracker.ts'
import { type Figure, figure, median } from './figures.ts'
import { agent } from './lists.ts'
import { load } from './load.ts'
import { seedDossiers } from './seed-dossiers.ts'
import type { Stage } from './stage.ts'
import { seedTickets, type SeededCase } from './tracker/seed.ts'
import { type Operation, operations, ourSide, type Side, theirSide } from './tracker/sides.ts'

const site = 'corbas'
/** Who asks at once, and as many processes of its server: two for each core, as its guide advises for mixed work. */
const connections = 4

interface Size {
  readonly cases: number
  /** Requests of one turn, of ours and of theirs: about as long for each. */
  readonly ours: number
  readonly theirs: number
  readonly turns: number
}

/**
 * The day of an agent beside Request Tracker 5 in the same run: the same cases in both, the same operations, turn by
 * turn, by as many browsers. Throughput and p95 of each, and their ratios.
 */
export async function measureTracker({ isSmoke }: Stage): Promise<Figure[]> {
  const missing = whyNotInstalled(...trackerPackages)
  if (missing !== undefined) {
    process.stdout.write(`Request Tracker is not measured: ${missing}\n`)
    return []
  }
  const size: Size = isSmoke
    ? { cases: 300, ours: 8, theirs: 4, turns: 1 }
    : { cases: 100_000, ours: 1200, theirs: 80, turns: 3 }
  const ours = await openOurs(size)
  try {
    const theirs = await openTheirs(ours)
    try {
      return await inTurns(size, { us: ours.side, them: theirs.side })
    } finally {
      await theirs.close()
    }
  } finally {
    await ours.close()
  }
}

interface Opened {
  readonly side: Side
  close(): Promise<void>
}

interface Ours extends Opened {
  readonly words: readonly string[]
  cases(): AsyncIterable<SeededCase>
}

async function openOurs(size: Size): Promise<Ours> {
  const platform = await startTestPlatform({ environment: { LOG_LEVEL: 'error', WEB_PROCESSES: '2' } })
  const database = new pg.Pool({ connectionString: databaseUrlOf(platform), max: 4 })
  const close = async (): Promise<void> => {
    await database.end()
    await platform.stop()
    platform.remove()
  }
  try {
    await seedDossiers(database, { site, count: size.cases, seed: 20261122 })
    const people = await Promise.all(
      Array.from({ length: connections }, () => agent(platform, `responsable.${site}@exemple.fr`)),
    )
    const { rows } = await database.query<{ id: string; word: string }>(
      `select d.id, split_part(d.applicant_name, '-', 2) as word from dossiers.dossier d
       join collectivities.collectivity c on c.id = d.collectivity_id and c.slug = $1
       where d.number like 'MES-%' and d.closed_at is null order by d.id limit 400`,
      [site],
    )
    const words = rows.map(({ word }) => word)
    const side = ourSide({
      url: platform.url,
      site,
      words,
      cookies: people.map((person) => person.cookies),
      cases: rows.map(({ id }) => id),
    })
    return { side, words, close, cases: () => casesOf(database) }
  } catch (error) {
    await close()
    throw error
  }
}

/** What was seeded here, for the other one. */
async function* casesOf(database: pg.Pool): AsyncGenerator<SeededCase> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await database.query<{
      id: string
      subject: string
      name: string
      closed: boolean
      held: boolean
      at: Date
    }>(
      `select d.id, d.subject, d.applicant_name as name, d.closed_at is not null as closed,
         d.holder_account_id is not null as held, d.submitted_at as at
       from dossiers.dossier d join collectivities.collectivity c on c.id = d.collectivity_id and c.slug = $1
       where d.number like 'MES-%' and d.id > $2 order by d.id limit 5000`,
      [site, after],
    )
    for (const each of rows) {
      yield {
        subject: each.subject,
        asked: `${each.subject}. Je vous remercie de votre réponse. ${each.name.replace('-', ' ')}`,
        answered: each.held ? 'Bonjour, une équipe passera cette semaine. Bien à vous.' : null,
        isClosed: each.closed,
        isTaken: each.held,
        at: each.at,
      }
    }
    const last = rows.at(-1)
    if (!last) return
    after = last.id
  }
}

async function openTheirs(ours: Ours): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-tracker-'))
  const tracker = await startRequestTracker({
    folder,
    port: await freePort(),
    databasePort: await freePort(),
    workers: connections,
  })
  const close = async (): Promise<void> => {
    await tracker.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await seedTickets(tracker.databaseUrl, ours.cases())
    const database = new pg.Client({ connectionString: tracker.databaseUrl })
    await database.connect()
    const { rows } = await database.query<{ id: number }>(
      `select id from tickets where status in ('new', 'open') order by id limit 400`,
    )
    await database.end()
    const cookies = await Promise.all(Array.from({ length: connections }, () => signedIn(tracker)))
    const side = theirSide({ url: tracker.url, cookies, words: ours.words, tickets: rows.map(({ id }) => id) })
    return { side, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A session of its superuser, as a cookie. */
async function signedIn({ url, root }: RequestTracker): Promise<string> {
  const answer = await fetch(`${url}/NoAuth/Login.html`, {
    method: 'POST',
    redirect: 'manual',
    headers: { referer: `${url}/` },
    body: new URLSearchParams({ user: root.name, pass: root.password }),
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const page = await fetch(`${url}/Ticket/Create.html?Queue=1`, { headers: { cookie } })
  if (!(await page.text()).includes('CreateTicketInQueue')) throw new Error('nobody signs in at the tracker')
  return cookie
}

interface Measured {
  readonly perSecond: number[]
  readonly p95: number[]
}

async function inTurns(size: Size, { us, them }: { us: Side; them: Side }): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const operation of operations) {
    const mine: Measured = { perSecond: [], p95: [] }
    const other: Measured = { perSecond: [], p95: [] }
    // Both are warm before the first turn that counts.
    for (let turn = -1; turn < size.turns; turn++) {
      await measureOne(us, operation, size.ours, turn < 0 ? undefined : mine)
      await measureOne(them, operation, size.theirs, turn < 0 ? undefined : other)
    }
    figures.push(...figuresOf(operation, { size, mine, other }))
  }
  return figures
}

async function measureOne(side: Side, operation: Operation, amount: number, into: Measured | undefined): Promise<void> {
  const requests = side.requestsOf(operation, amount)
  const { perSecond, p95 } = await load({ url: side.url, connections, requests, amount }, side.expected[operation])
  into?.perSecond.push(perSecond)
  into?.p95.push(p95)
}

function figuresOf(
  operation: Operation,
  { size, mine, other }: { size: Size; mine: Measured; other: Measured },
): Figure[] {
  const name = `tracker.${operation}`
  const note = `${size.cases} cases, ${connections} at once, median of ${size.turns}`
  const [ours, theirs] = [median(mine.perSecond), median(other.perSecond)]
  const [ourP95, theirP95] = [median(mine.p95), median(other.p95)]
  return [
    figure(name, ours, 'a second', { note }),
    figure(`${name}.theirs`, theirs, 'a second', { note }),
    figure(`${name}.ratio`, ours / theirs, '×', { note }),
    figure(`${name}.p95`, ourP95, 'ms', { note }),
    figure(`${name}.p95.theirs`, theirP95, 'ms', { note }),
    figure(`${name}.p95.ratio`, theirP95 / ourP95, '×', { note }),
  ]
}
