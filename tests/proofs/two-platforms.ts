import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomInt } from 'node:crypto'
import pg from 'pg'
import type { DepositedFile } from '#counter/dossiers'
import { saveMatter } from '#counter/handover'
import { newId } from '#kernel/ids'
import { readConfig } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { getSite, type Site } from '#territory/collectivities'
import type { App } from '../../src/apps/app.ts'
import { compose } from '../../src/main.ts'
import { databaseUrlOf } from '../support/composed.ts'
import { childrenOf, commandOf, freePort, startTestPlatform, type TestPlatform } from '../support/platform.ts'

/** One of two platforms that know each other by their addresses only: its processes, and hands on its database beside them. */
export interface Side {
  readonly name: string
  readonly app: App
  readonly system: Context
  readonly agent: Context
  readonly admin: Context
  readonly site: Site
  /** What the other side is here. */
  readonly partnerId: string
  platform(): TestPlatform
  all<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Kills one of its processes, or all; one that dies with all of them is started again. Answers what was killed. */
  kill(what: Victim): Promise<string>
  start(): Promise<void>
  close(): Promise<void>
}

export type Victim = 'web' | 'worker' | 'database' | 'all'

/** Every process seen: none may be left at the end. */
const seen = new Set<number>()

export const procedure = 'lampadaire-en-panne'

const environment = { PRIVATE_PARTNERS: '1', LOG_LEVEL: 'error' }

/** Starts a whole platform, with its database, on a port of its own. */
export async function openSide(name: string): Promise<Side> {
  const port = await freePort()
  let platform = await startTestPlatform({ port, environment })
  const note = (): void => noteProcesses(platform)
  note()
  const url = databaseUrlOf(platform)
  const config = readConfig({ ...environment, TRABOULE_DATA: platform.folder, TRABOULE_URL: platform.url })
  const app = await compose(config, url)
  const pool = openPool(url)
  const site = await getSite(app.db, { slug: 'corbas' })
  const system = systemContext(app, 'proof')
  const asAgent = (role: 'agent' | 'administrator'): Context => ({
    ...system,
    actor: {
      kind: 'agent',
      accountId: newId(),
      name: `Camille ${name}`,
      collectivityId: site.id,
      roles: [{ role, serviceId: null }],
    },
  })
  const admin = asAgent('administrator')
  const made = await app.handovers.addPartner(admin, site.id, partnerAt('Autre ville', ''))
  if (!made.ok) throw new Error(made.refusal)
  const start = async (): Promise<void> => {
    platform = await startTestPlatform({ folder: platform.folder, port, environment })
    note()
  }
  return {
    name,
    app,
    system,
    site,
    admin,
    agent: asAgent('agent'),
    partnerId: made.value.id,
    platform: () => platform,
    all: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await pool.query(text, [...values])).rows as Row[],
    kill: (what) => {
      note()
      return killAt(platform, what)
    },
    start,
    close: async () => {
      app.mailer.close()
      await Promise.all([pool.end(), app.db.close()])
      note()
      await platform.stop()
      for (const pid of seen) killed(pid)
      platform.remove()
    },
  }
}

export const partnerAt = (name: string, address: string, secret = '') =>
  ({ name, mode: 'push', address, clock: 'paused', patienceDays: 5, secret }) as const

/** Each is told the other's address and the secret; both give and take the same procedure. */
export async function acquaint(one: Side, other: Side): Promise<void> {
  const keyOf = (side: Side) => ({ collectivityId: side.site.id, partnerId: side.partnerId })
  const { secret } = await one.app.handovers.readKeys(one.admin, keyOf(one))
  for (const [side, opposite, name] of [
    [one, other, 'Ville de Valombre'],
    [other, one, 'Guichet du territoire'],
  ] as const) {
    const { ourAddress } = await opposite.app.handovers.readPartner(opposite.admin, keyOf(opposite))
    const changed = await side.app.handovers.changePartner(side.admin, keyOf(side), partnerAt(name, ourAddress, secret))
    if (!changed.ok) throw new Error(changed.refusal)
    for (const direction of ['give', 'take'] as const)
      await saveMatter(side.admin, keyOf(side), { direction, ours: procedure, theirs: procedure, isAutomatic: false })
  }
}

/** A document in the side's own store; each has other bytes than all others. */
export async function storeFile({ app }: Side, name: string): Promise<DepositedFile> {
  const bytes = Buffer.from(`%PDF-1.4\n% ${name} ${newId()}\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n`)
  const stored = await app.files.put(only(bytes), { name: `${name}.pdf`, kinds: ['pdf'] })
  if (!stored.ok) throw new Error(JSON.stringify(stored.refusal))
  const { digest, mediaType, size } = stored.value
  return { digest, mediaType, size, name: `${name}.pdf` }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The clock runs faster: what waits to be tried again is tried now, and hours of failures in a minute count as few. */
export async function hurry(side: Side): Promise<void> {
  const all = (text: string) => side.all(text)
  await all(`update webhooks.subscription set quiet_until = now() where quiet_until > now()`)
  await all(
    `update webhooks.delivery set next_at = now(), tries = least(tries, 3) where state = 'waiting' and next_at > now()`,
  )
  // Taken by a process that has had the fifteen seconds of an attempt.
  await all(
    `update webhooks.delivery set claimed_until = now() where claimed_until between now() and now() + interval '40 seconds'`,
  )
  await all(`update graphile_worker._private_jobs set run_at = now(), attempts = least(attempts, 3)
    where run_at > now() and locked_at is null and attempts < max_attempts and task_id in (
      select id from graphile_worker._private_tasks where identifier ~ '^(webhooks.deliver|handover.hear|dossiers|events)')`)
}

/** Does something until it goes through: processes and databases die meanwhile. */
export async function insist<T>(what: string, work: () => Promise<T>, milliseconds = 150_000): Promise<T> {
  const end = Date.now() + milliseconds
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what} never went through`, { cause: error })
      await pause(200 + randomInt(200))
    }
  }
}

/** Asks until there is an answer. */
export const until = <T>(what: string, ask: () => Promise<T | undefined>, milliseconds?: number): Promise<T> =>
  insist(
    what,
    async () => {
      const answer = await ask()
      if (answer === undefined) throw new Error(what)
      return answer
    },
    milliseconds,
  )

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 3 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

function noteProcesses({ process: { pid }, folder }: TestPlatform): void {
  if (pid === undefined) return
  const database = postmasterOf(folder)
  for (const each of [...childrenOf(pid), ...(database === undefined ? [] : [database])]) seen.add(each)
}

function postmasterOf(folder: string): number | undefined {
  try {
    return Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

async function killAt(platform: TestPlatform, what: Victim): Promise<string> {
  const supervisor = platform.process.pid ?? 0
  const children = childrenOf(supervisor)
  const named = (entry: string): number[] => children.filter((pid) => commandLine(pid).includes(entry)).slice(0, 1)
  const database = postmasterOf(platform.folder)
  const victims = {
    web: () => named('src/web.ts'),
    worker: () => named('src/worker.ts'),
    database: () => (database === undefined ? [] : [database]),
    all: () => [supervisor, ...children, ...(database === undefined ? [] : [database])],
  }[what]()
  for (const pid of victims) killed(pid)
  while (victims.some(lives)) await pause(20)
  return victims.length === 0 ? `${what} (was dead)` : what
}

function commandLine(pid: number): string {
  try {
    return commandOf(pid)
  } catch {
    return ''
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had ended.
  }
}

function lives(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
