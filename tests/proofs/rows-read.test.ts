import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import pg from 'pg'
import { seedDossiers } from '../../bench/seed-dossiers.ts'
import { openBureau } from '../../src/apps/bureau/testing.ts'
import { everyHandler } from '../../src/handlers.ts'
import { fill } from './rows-read/fill.ts'
import { growing, RowCounter } from './rows-read/counter.ts'

/*
 * A commune with a hundred thousand of everything. Each page of the desk, and each thing that each minute does, reads a number of
 * rows that does not depend on it, through an index: the server counts them.
 */

const bureau = await openBureau({ PRIVATE_PARTNERS: '1' })
const { app, site, server, url } = bureau
const many = 100_000
/** Rows that a page may read of tables that grow: some fifty lines, each with what goes with it. */
const most = 6_000

const database = new pg.Pool({ connectionString: url, max: 2 })
database.on('error', () => {})
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const boss = await bureau.signIn('responsable.corbas@exemple.fr')
const administrator = await bureau.signIn('administration.corbas@exemple.fr')
const operator = await bureau.signIn('exploitation@exemple.fr')
const { dossierId } = await bureau.file()
const handlers = new Map(everyHandler(app).map((each) => [each.job.name, each]))
const counter = new RowCounter(database)
const say = (line: string): void => void process.stdout.write(`  ${line}\n`)

type Who = typeof alix
const base = '/bureau/corbas'

suite('à cent mille de tout', () => {
  let ids: Awaited<ReturnType<typeof fill>>

  before(async () => {
    const started = performance.now()
    await seedDossiers(database, { site: 'corbas', count: many, seed: 20261123, after: 100 })
    ids = await fill(database, { collectivityId: site.id, dossierId, accountId: alix.accountId, many })
    say(`filled in ${Math.round((performance.now() - started) / 1000)} s`)
  })

  after(async () => {
    await database.end()
    await server.close()
  })

  const pages: readonly (readonly [string, Who, () => string])[] = [
    ['la liste des demandes', alix, () => `${base}/demandes`],
    ['celles qui sont closes', boss, () => `${base}/demandes?vue=closes`],
    ['une recherche', boss, () => `${base}/demandes?vue=toutes&q=exemple`],
    ['une recherche avec une faute', boss, () => `${base}/demandes?vue=toutes&q=Durnad`],
    ['une demande et son journal', alix, () => `${base}/demandes/${dossierId}`],
    ['chercher un usager', alix, () => `${base}/accueil?q=Famille4245`],
    ['chercher un usager avec une faute', alix, () => `${base}/accueil?q=Famile4245`],
    ['un usager', alix, () => `${base}/usagers/${ids.contactId}`],
    ['les courriels reçus', alix, () => `${base}/courriels-recus`],
    ['ceux qui sont traités', alix, () => `${base}/courriels-recus?vue=traites`],
    ['un courriel reçu', alix, () => `${base}/courriels-recus/${ids.receivedId}`],
    ['le registre du courrier', alix, () => `${base}/registre`],
    ['les envois', administrator, () => `${base}/envois`],
    ['les envois d’un destinataire', administrator, () => `${base}/envois/${ids.subscriptionId}`],
    ['les envois, pour l’exploitation', operator, () => '/bureau/envois'],
    ['ce qui est en retard, pour l’exploitation', operator, () => '/bureau/exploitation'],
    ['les actions groupées', alix, () => `${base}/lots`],
    ['les exports', alix, () => `${base}/exports`],
    ['les chiffres', boss, () => `${base}/chiffres`],
    ['les mentions', alix, () => `${base}/mentions`],
    ['les absences', alix, () => `${base}/absences`],
    ['les règles d’arrivée', administrator, () => `${base}/repartition`],
    ['les consultations', boss, () => `${base}/usagers/consultations`],
  ]
  for (const [name, who, address] of pages) {
    test(name, async () => {
      const { reads, value } = await counter.during(() => who.get(address()))
      assert.ok([200, 303].includes(value.statusCode), `${address()}: ${value.statusCode}`)
      check(name, reads)
    })
  }

  const jobs: readonly (readonly [string, () => object])[] = [
    ['dossiers.sweep_timers', () => ({})],
    ['dossiers.surface_urgent', () => ({})],
    ['mailbox.check_boxes', () => ({})],
    ['webhooks.deliver', () => ({ collectivityId: site.id, subscriptionId: ids.subscriptionId })],
    ['dossiers.index_terms', () => ({ collectivityId: site.id, dossierId })],
    ['mailbox.land_received', () => ({ collectivityId: site.id, receivedId: ids.receivedId })],
  ]
  for (const [name, payload] of jobs) {
    test(name, async () => {
      const { reads } = await counter.during(async () => handlers.get(name)?.run(payload()) ?? assert.fail(name))
      check(name, reads)
    })
  }
})

function check(name: string, reads: Awaited<ReturnType<RowCounter['during']>>['reads']): void {
  const total = reads.reduce((sum, { rows }) => sum + rows, 0)
  const widest = reads.toSorted((a, b) => b.rows - a.rows).slice(0, 3)
  say(`${name}: ${total} rows (${widest.map(({ table, rows }) => `${table} ${rows}`).join(', ')})`)
  const scanned = reads.filter(({ table, scanned: rows }) => rows > 1000 && growing.test(table))
  assert.deepEqual(scanned, [], 'a whole table was read')
  assert.ok(total <= most, `${total} rows: ${JSON.stringify(widest)}`)
}
