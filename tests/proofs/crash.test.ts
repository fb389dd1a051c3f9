import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import pg from 'pg'
import { databaseOf, runningEmbedded } from '#platform/db'
import { type SmtpStandIn, startSmtpStandIn } from '../../standins/smtp/server.ts'
import { childrenOf, commandOf, startTestPlatform, type TestPlatform } from '../support/platform.ts'
import { type JournalRow, journalFaults } from './journal.ts'
import { brokenLight, fileRequest, readReceipt, type Receipt } from './journey.ts'
import { Person } from './person.ts'

/*
 * Whatever is killed, whenever, with SIGKILL: a receipt that reached somebody is a dossier, once, with its confirmation.
 * The people are browsers without scripts; when no answer comes they do what people do, reload or press again.
 */

const site = 'corbas'
const submissions = 300
const atOnce = 16
const afterwards = 32

interface Outcome {
  readonly receipts: { person: Person; email: string; receipt: Receipt }[]
  readonly retries: Map<string, number>
}

const outcome: Outcome = { receipts: [], retries: new Map() }
let smtp: SmtpStandIn
let platform: TestPlatform
let database: pg.Pool
/** Every process that the platform was seen to run: none may be left when the proof ends. */
const seen = new Set<number>()

const isLinux = existsSync('/proc/self/stat')

suite('tuer la plateforme à mi-chemin', { skip: isLinux ? false : 'finds the processes to kill in /proc' }, () => {
  before(async () => {
    smtp = await startSmtpStandIn()
    platform = await startTestPlatform({ environment: { SMTP_URL: smtp.url, LOG_LEVEL: 'error' } })
    noteProcesses()
    database = openDatabasePool(platform.folder)
  })

  after(async () => {
    await database?.end()
    await platform?.stop()
    await smtp?.close()
    for (const pid of seen) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    platform?.remove()
  })

  test('300 dépôts à 16 de front ; le web, le travailleur puis la base meurent en route', async () => {
    const started = performance.now()
    const kills = new Map([
      [100, () => kill('web', childNamed('src/web.ts'))],
      [150, () => kill('worker', childNamed('src/worker.ts'))],
      [200, () => kill('database', postmasterPid(platform.folder))],
    ])
    await fileMany('Personne', submissions, (count) => kills.get(count)?.())
    say(
      `${submissions} submissions at ${atOnce} at a time: ${outcome.receipts.length} receipts in ${seconds(started)} s`,
    )
    say(
      `retries ${sum(outcome.retries)}: ${[...outcome.retries].map(([what, count]) => `${what} × ${count}`).join(', ')}`,
    )
    assert.equal(outcome.receipts.length, submissions)
    assert.ok(sum(outcome.retries) > 0, 'nobody noticed the kills')
  })

  test('le surveillant meurt à son tour : la plateforme repart sur le même dossier et reprend sa base', async () => {
    const started = performance.now()
    const orphan = postmasterPid(platform.folder)
    const earlier = outcome.receipts.length
    const restarted = Promise.withResolvers<void>()
    await fileMany('Suivante', afterwards, (count) => {
      if (count === earlier + 5) void restart().then(restarted.resolve, restarted.reject)
    })
    await restarted.promise
    assert.equal(postmasterPid(platform.folder), orphan, 'the database that was left is adopted, not started again')
    assert.equal(outcome.receipts.length, submissions + afterwards)
    say(`supervisor killed and started again: ${afterwards} more submissions in ${seconds(started)} s`)
  })

  test('chaque reçu est un dossier, une seule fois, avec au moins une confirmation ; aucun courriel sans dossier', async () => {
    const started = performance.now()
    await untilQuiet()
    const dossiers = await all<{ number: string; draft: string; email: string; id: string }>(
      'select number, draft_id as draft, applicant_email as email, id from dossiers.dossier',
    )
    const mails = await all<{ id: string; to: string; state: string; words: string }>(
      `select id, to_address as to, state, concat_ws(' ', subject, about, text) as words from mail.message`,
    )
    const byNumber = Map.groupBy(dossiers, ({ number }) => number)
    say(
      `${outcome.receipts.length} receipts, ${dossiers.length} dossiers, ${mails.length} mails, ${smtp.received.length} taken by the mail server`,
    )
    for (const { receipt, email } of outcome.receipts) {
      const [dossier, ...others] = byNumber.get(receipt.number) ?? []
      assert.ok(dossier && others.length === 0, `${receipt.number} is there ${others.length + (dossier ? 1 : 0)} times`)
      assert.equal(dossier.email, email, `${receipt.number} is somebody else's`)
    }
    assert.equal(new Set(outcome.receipts.map(({ receipt }) => receipt.number)).size, outcome.receipts.length)
    assert.equal(dossiers.length, outcome.receipts.length, 'a dossier that nobody knows of, or twice the same')
    assert.equal(new Set(dossiers.map(({ draft }) => draft)).size, dossiers.length)
    assert.equal(new Set(dossiers.map(({ email }) => email)).size, dossiers.length)
    checkMails(dossiers, mails)
    say(`checked in ${seconds(started)} s, after the last job`)
  })

  test('les journaux se relisent, maillon par maillon', async () => {
    const lines = await all<JournalRow>('select * from dossiers.event order by dossier_id, seq')
    const heads = await all<{ id: string; seq: number; hash: Buffer }>(
      'select id, last_event_seq as seq, last_event_hash as hash from dossiers.dossier',
    )
    assert.deepEqual(journalFaults(lines, heads), [])
    say(`${lines.length} journal lines of ${heads.length} dossiers verify`)
    const [first] = lines
    assert.ok(first)
    const forged = lines.map((line) => (line === first ? { ...line, actor_name: 'Quelqu’un d’autre' } : line))
    assert.notDeepEqual(journalFaults(forged, heads), [], 'the check does not see a changed line')
  })

  test('chacun retrouve son reçu', async () => {
    for (const { person, receipt } of outcome.receipts) {
      assert.deepEqual(readReceipt(await person.open(receipt.path)), receipt)
    }
  })
})

function checkMails(
  dossiers: readonly { number: string; email: string }[],
  mails: readonly { id: string; to: string; words: string }[],
): void {
  const known = new Set(dossiers.map(({ number }) => number))
  const byAddress = Map.groupBy(mails, ({ to }) => to)
  const sent = smtp.received.map(({ content }) => content)
  for (const { number, email } of dossiers) {
    const confirmation = byAddress.get(email)?.find(({ words }) => words.includes(number))
    assert.ok(confirmation, `no confirmation of ${number}`)
    assert.ok(
      sent.some((content) => content.includes(confirmation.id)),
      `the mail server never had ${confirmation.id}`,
    )
  }
  const named = mails.flatMap(({ words }) => words.match(/\b[A-Z]{3}-\d{4}-\d{5,}\b/g) ?? [])
  assert.deepEqual(
    named.filter((number) => !known.has(number)),
    [],
    'mails about dossiers that do not exist',
  )
  // The demonstration's guest is told of her access as soon as it is loaded.
  const people = new Set([...dossiers.map(({ email }) => email), 'yael@entreprise.exemple.com'])
  assert.deepEqual(
    mails.filter(({ to }) => !people.has(to)).map(({ to, words }) => `${to}: ${words.slice(0, 80)}`),
    [],
    'mails to people without a dossier',
  )
}

/** Files so many requests, some at a time, each by somebody of her own; tells the count of receipts after each. */
async function fileMany(name: string, count: number, onReceipt: (total: number) => void): Promise<void> {
  let next = 0
  const patience = {
    milliseconds: 60_000,
    onRetry: (what: string) => outcome.retries.set(what, (outcome.retries.get(what) ?? 0) + 1),
  }
  const work = async (): Promise<void> => {
    while (next < count) {
      const journey = brokenLight(site, `${name}${next++}`)
      const person = new Person(platform.url, patience)
      const receipt = await fileRequest(person, journey)
      outcome.receipts.push({ person, email: String(journey.answers['email']), receipt })
      onReceipt(outcome.receipts.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

function noteProcesses(): void {
  const supervisor = platform.process.pid
  if (supervisor === undefined) return
  for (const pid of [...childrenOf(supervisor), postmasterPid(platform.folder)]) seen.add(pid)
}

function childNamed(entry: string): number {
  const pid = childrenOf(platform.process.pid ?? 0).find((child) => commandOf(child).includes(entry))
  if (pid === undefined) throw new Error(`the supervisor has no child ${entry}`)
  return pid
}

const postmasterPid = (folder: string): number =>
  Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])

function kill(what: string, pid: number): void {
  process.kill(pid, 'SIGKILL')
  say(`${what} killed after ${outcome.receipts.length} receipts`)
}

/** Kills the supervisor, waits until the children it left have ended by themselves, and starts the platform again. */
async function restart(): Promise<void> {
  const { folder, url } = platform
  noteProcesses()
  const children = childrenOf(platform.process.pid ?? 0).filter((pid) => /src\/(web|worker)\.ts/.test(commandOf(pid)))
  kill('supervisor', platform.process.pid ?? 0)
  const killed = performance.now()
  while (children.some(isAlive)) await pause(20)
  say(`its web and worker ended by themselves in ${seconds(killed)} s`)
  platform = await startTestPlatform({
    folder,
    port: Number(new URL(url).port),
    environment: { SMTP_URL: smtp.url, LOG_LEVEL: 'error' },
  })
  say(`started again in ${seconds(killed)} s`)
  noteProcesses()
}

/** Waits until no job is left; one that stays says why. */
async function untilQuiet(): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    const jobs = await all<{ task: string; attempts: number; locked_by: string | null; error: string | null }>(
      `select task_identifier as task, attempts, locked_by, last_error as error from graphile_worker.jobs
       where run_at < now() + interval '5 minutes'`,
    )
    if (jobs.length === 0) return
    if (Date.now() > end) assert.fail(`${jobs.length} jobs are left, of which ${JSON.stringify(jobs.slice(0, 3))}`)
    await pause(200)
  }
}

function openDatabasePool(folder: string): pg.Pool {
  const server = runningEmbedded(join(folder, 'postgres'))
  if (server === undefined) throw new Error('the database does not run')
  const pool = new pg.Pool({ connectionString: databaseOf(server, 'traboule'), max: 2 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const all = async <Row>(text: string): Promise<Row[]> => (await database.query(text)).rows as Row[]

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1)
const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((total, count) => total + count, 0)
const say = (line: string): void => void process.stdout.write(`  ${line}\n`)
