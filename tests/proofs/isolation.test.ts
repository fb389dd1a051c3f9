import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { addRoutes, createServer, type Route } from '#platform/http'
import { openTestDatabase } from '#platform/testing'
import { answerFailure } from '../../src/apps/failures.ts'
import { createHostDirectory, type HostDirectory } from '../../src/apps/hosts.ts'
import { composeTestApp } from '../../src/apps/testing.ts'
import { everyRoute } from '../../src/routes.ts'
import { type Attack, aim } from './isolation/attack.ts'
import { knock } from './isolation/knock.ts'
import { changesBetween, type Ledger, type LedgerChange, readLedger } from './isolation/ledger.ts'
import { askOracle, type Oracle } from './isolation/oracle.ts'
import { createRandom } from './isolation/random.ts'
import { type Actor, createWorld, type Marker, signIn, type Target, type World } from './isolation/world.ts'

/*
 * Everybody knocks at every door with everybody else's addresses. Whatever somebody wrote bears a word found nowhere else:
 * an answer that holds a word whose reader it is not is a leak; a row that changed and was not hers to change is another.
 * Routes are those that the platform serves: a new one is tried without a line here. PROOF_SEED draws another world, PROOF_ROUNDS tries more often.
 */

const seed = Number(process.env['PROOF_SEED'] ?? 20_261_121)
const rounds = Number(process.env['PROOF_ROUNDS'] ?? 1)
const say = (line: string): void => void process.stdout.write(`  ${line}\n`)

const { db, sql } = await openTestDatabase()
const app = await composeTestApp(db)
const routes = everyRoute(app)
let hosts: HostDirectory
let server: FastifyInstance
let world: World
const counts = { requests: 0, answered: new Map<string, number>() }

async function serve(list: readonly Route[]): Promise<FastifyInstance> {
  const made = await createServer({
    log: app.log,
    behindProxy: false,
    rewriteUrl: (request) => hosts.rewrite(request),
    answerFailure: answerFailure(app),
  })
  addRoutes(made, list)
  await made.ready()
  return made
}

before(async () => {
  hosts = { rewrite: ({ url }) => url, stop: () => {} }
  server = await serve(routes)
  world = await createWorld({ app, server, sql }, createRandom(seed))
  hosts = await createHostDirectory(app)
  say(
    `seed ${seed}: ${world.tenants.length} communes, ${world.actors.length} people, ` +
      `${world.targets.length} dossiers and drafts, ${world.markers.size} secrets, ${routes.length} routes`,
  )
})

after(async () => {
  hosts.stop()
  await server.close()
})

const wordPatterns = [/zq[a-p]{12}/g, /\b[a-z]{3}-\d{4}-\d{5,}\b/g, /\b[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}\b/g]

/** The secrets that a text holds. */
function secretsIn(text: string): Marker[] {
  const words = wordPatterns.flatMap((pattern) => text.toLowerCase().match(pattern) ?? [])
  return [...new Set(words)].flatMap((word) => world.markers.get(word) ?? [])
}

interface Reading {
  readonly actor: Actor
  readonly marker: Marker
  readonly where: string
}

const describe = ({ actor, marker, where }: Reading): string =>
  `${actor.name} reads ${marker.what} (${marker.secrecy}) by ${where}`

/** One person tries every route once; what she read is told, but what she herself wrote in the request. */
async function sweep(through: World, list: readonly Route[], actor: Actor, draw: number): Promise<Reading[]> {
  const random = createRandom(draw)
  const jar = actor.jar.copy()
  const readings: Reading[] = []
  for (const route of list) {
    const attack = await aim(through, random, route, actor)
    const answer = await knock(through.server, jar, attack.request)
    counts.requests += 1
    const name = `${route.method} ${route.url}`
    if (answer.status < 400) counts.answered.set(name, (counts.answered.get(name) ?? 0) + 1)
    assert.ok(answer.status < 500, `${describeAttack(actor, attack)} answers ${answer.status}`)
    const sent = new Set(secretsIn(JSON.stringify(attack.request)))
    for (const marker of secretsIn(answer.text)) {
      if (!sent.has(marker)) readings.push({ actor, marker, where: describeAttack(actor, attack) })
    }
    if (actor.accountId !== undefined && jar.get('session') === undefined) {
      // She tried wrong passwords on the way: what they cost her is proved elsewhere.
      await sql('delete from accounts.attempt_counter')
      await signIn(through.server, jar, actor.email)
      actor.jar.keep([`session=${jar.get('session')}`])
    }
  }
  return readings
}

const describeAttack = (actor: Actor, { request }: Attack): string =>
  `${request.method} ${request.host ?? ''}${request.url} ${request.entries ? JSON.stringify(request.entries) : ''} [${actor.name}]`

/** What changed that none of these people may change, as things stood before. */
function trespasses(
  actors: readonly Actor[],
  ledger: Ledger,
  changes: readonly LedgerChange[],
  oracle: Oracle,
): string[] {
  return changes
    .filter((change) => !actors.some((actor) => mayChange(actor, ledger, change, oracle)))
    .map(({ key, before: old, after: fresh }) => `${key} ${old ? (fresh ? 'changed' : 'vanished') : 'appeared'}`)
}

function mayChange(actor: Actor, ledger: Ledger, { before: old, after: fresh }: LedgerChange, oracle: Oracle): boolean {
  const line = fresh ?? old
  if (!line || line.table === 'dossiers.number_block') return true
  if (line.table.startsWith('accounts.')) return line.accountId !== null && line.accountId === actor.accountId
  if (line.table.startsWith('studio.')) return oracle.mayWriteFor(actor, line.ownerId)
  const wasThere = (table: string, id: string): boolean =>
    [...ledger.values()].some(
      (each) => each.table === table && (table === 'dossiers.draft' ? each.draftId : each.dossierId) === id,
    )
  const { draftId, dossierId } = old ?? line
  if (draftId !== null && wasThere('dossiers.draft', draftId) && oracle.mayChangeDraft(actor, draftId)) return true
  if (dossierId !== null && wasThere('dossiers.dossier', dossierId)) return oracle.mayChangeDossier(actor, dossierId)
  if (draftId !== null && wasThere('dossiers.draft', draftId)) return false
  if (draftId === null && dossierId === null)
    return [old, fresh].some((each) => each !== undefined && oracle.mayWriteAtDesk(actor, each))
  // Her own new draft, and the dossier it becomes.
  const isNew = old === undefined && line.table.startsWith('dossiers.') && (draftId ?? dossierId) !== null
  return isNew && (line.table !== 'dossiers.draft' || line.accountId === null || line.accountId === actor.accountId)
}

async function trySweeps(
  through: World,
  list: readonly Route[],
  actors: readonly Actor[],
  draw: number,
): Promise<string[]> {
  const [ledger, oracle] = [await readLedger(sql), await askOracle(world)]
  const readings = (
    await Promise.all(actors.map((actor, index) => sweep(through, list, actor, draw + index * 7919)))
  ).flat()
  const [ledgerAfter, oracleAfter] = [await readLedger(sql), await askOracle(world)]
  const leaks = readings.filter(({ actor, marker }) => !oracleAfter.mayRead(actor, marker)).map(describe)
  return [...new Set([...leaks, ...trespasses(actors, ledger, changesBetween(ledger, ledgerAfter), oracle)])]
}

/** Addresses of a route that show what somebody may rightly read of a target. */
function rightfulAddresses(route: Route, target: Target): string[] {
  const fill = (values: Readonly<Record<string, string>>): string =>
    route.url.replaceAll(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(values[name] ?? 'x'))
  const base = { site: target.tenant.slug, slug: target.procedure, draft: target.draftId, id: target.dossierId ?? '' }
  if (route.url.includes(':file')) return target.fileIds.map((file) => fill({ ...base, file }))
  if (route.url.includes(':page')) return ['person', 'place'].map((page) => fill({ ...base, page }))
  return [fill({ ...base, rank: '0', mail: world.mailIds[0] ?? '' })]
}

suite('une commune ne voit rien d’une autre', () => {
  test('chacun lit ce qui est à lui, et rien d’autre : chaque secret est lu par quelqu’un', async () => {
    const oracle = await askOracle(world)
    const read = new Set<Marker>()
    const leaks: string[] = []
    let asked = 0
    const mails = world.mailIds.map((id) => `/bureau/courriels/${id}`)
    for (const actor of world.actors) {
      const jar = actor.jar.copy()
      const pages = routes.filter(({ method, url }) => method === 'GET' && url !== '/deconnexion')
      const own = world.targets.filter((target) => isHers(actor, target, oracle))
      const addresses = new Set(pages.flatMap((route) => own.flatMap((target) => rightfulAddresses(route, target))))
      const everywhere = pages.filter(({ url }) => !url.includes(':')).map(({ url }) => url)
      for (const url of new Set([...everywhere, ...addresses, ...mails])) {
        const { text } = await knock(server, jar, { method: 'GET', url })
        asked += 1
        const seen = secretsIn(text)
        for (const marker of seen) read.add(marker)
        leaks.push(
          ...seen
            .filter((marker) => !oracle.mayRead(actor, marker))
            .map((marker) => describe({ actor, marker, where: url })),
        )
      }
    }
    assert.deepEqual(leaks, [])
    const unread = [...world.markers.values()].filter((marker) => !read.has(marker))
    say(
      `${asked} pages read by ${world.actors.length} people: ${read.size} of ${world.markers.size} secrets seen by who may`,
    )
    // A secret that nobody ever sees could leak unseen. Names of people who filed nothing and serve nowhere are few.
    assert.deepEqual(
      unread.filter(({ secrecy }) => secrecy !== 'account').map(({ what, secrecy }) => `${what} (${secrecy})`),
      [],
    )
    assert.ok(unread.length < world.markers.size / 20)
  })

  test('tous essaient toutes les portes avec les adresses des autres', async () => {
    const started = counts.requests
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (draw) => {
        for (const [index, actor] of world.actors.entries()) {
          assert.deepEqual(await trySweeps(world, routes, [actor], draw + index), [])
        }
      }),
      { seed, numRuns: rounds, endOnFailure: true },
    )
    say(
      `${routes.length} routes × ${world.actors.length} people × ${rounds}: ${counts.requests - started} requests, nothing leaks`,
    )
    const never = routes.map(({ method, url }) => `${method} ${url}`).filter((name) => !counts.answered.has(name))
    say(`routes that never let anybody in: ${never.join(', ') || 'none'}`)
    assert.ok(never.length <= routes.length / 5)
  })

  test('seize à la fois : personne n’emporte la transaction d’un autre', async () => {
    const started = counts.requests
    const [spared] = world.tenants
    assert.ok(spared)
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (draw) => {
        const random = createRandom(draw)
        const crowd = Array.from({ length: 16 }, () => random.pick(world.actors))
        assert.deepEqual(await trySweeps(world, routes, crowd, draw), [])
        // People who have nothing to do with one commune: whatever they send together, its rows stay as they are.
        const oracle = await askOracle(world)
        const outsiders = world.actors.filter((actor) => isForeign(actor, spared.id, oracle))
        const ledger = await readLedger(sql)
        await Promise.all(
          Array.from({ length: 16 }, (_, index) => sweep(world, routes, random.pick(outsiders), draw + index)),
        )
        const touched = changesBetween(ledger, await readLedger(sql)).filter(
          ({ before: old }) => old?.tenantId === spared.id,
        )
        assert.deepEqual(
          touched.filter(({ before: old }) => old?.table !== 'dossiers.number_block').map(({ key }) => key),
          [],
        )
      }),
      { seed, numRuns: rounds, endOnFailure: true },
    )
    say(`the same, 16 people at a time: ${counts.requests - started} requests, nothing leaks`)
  })

  test('la preuve voit une fuite et une effraction plantées exprès', async () => {
    const target = world.targets.find(({ dossierId }) => dossierId !== undefined)
    const passerBy = world.actors.find(({ name }) => name === 'a passer-by')
    assert.ok(target && passerBy)
    const planted = (url: string, work: () => Promise<unknown>): Route => ({
      method: 'GET',
      url,
      guard: async () => undefined,
      schema: {},
      handle: async () => JSON.stringify(await work()),
    })
    const leak = planted('/fuite', () => sql('select applicant_name from dossiers.dossier limit 1'))
    const headerLeak: Route = {
      ...planted('/fuite-en-tete', async () => ''),
      handle: async (_request, reply) => {
        const [row] = await sql<{ name: string }>('select name from dossiers.attachment limit 1')
        return reply.header('content-disposition', `attachment; filename="${row?.name}"`).send('')
      },
    }
    const breakIn = planted('/effraction', () =>
      sql(`update dossiers.dossier set subject = subject || ' ' where id = $1`, [target.dossierId]),
    )
    for (const route of [leak, headerLeak, breakIn]) {
      const unsafe = await serve([...routes, route])
      const found = await trySweeps({ ...world, server: unsafe }, [route], [passerBy], seed)
      assert.equal(found.length, 1, `${route.url}: ${JSON.stringify(found)}`)
      await unsafe.close()
    }
    say('3 faults planted, 3 seen')
  })

  test('une transaction ouverte pour une commune ne lit ni ne touche une autre, quelle que soit la table', async () => {
    const tables = await tenantTables()
    const tenants = world.tenants.map(({ id }) => id)
    let tried = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...tenants),
        fc.constantFrom(...tenants),
        fc.constantFrom(...tables),
        fc.nat(5),
        async (own, other, table, way) => {
          tried += 1
          const rows = await app.db.readCollectivity(own, (tx) =>
            tx.sql<{ id: string }>(`select collectivity_id as id from ${table.name} where collectivity_id = any ($1)`, [
              tenants,
            ]),
          )
          assert.ok(
            rows.every(({ id }) => id === own),
            `${table.name}: rows of others`,
          )
          if (own === other) return
          const before_ = await sql<{ digest: string }>(digestOf(table.name), [other])
          await app.db.withCollectivity(own, (tx) => tx.sql(writing(table, way), [own, other])).catch(() => {})
          assert.deepEqual(
            await sql<{ digest: string }>(digestOf(table.name), [other]),
            before_,
            `${table.name}, way ${way}`,
          )
        },
      ),
      { seed, numRuns: 600 },
    )
    const nothing = await app.db.readTerritory((tx) =>
      Promise.all(tables.map(({ name }) => tx.sql<{ count: number }>(`select count(*)::int as count from ${name}`))),
    )
    assert.ok(
      nothing.every(([row]) => row?.count === 0),
      'a transaction of the territory sees no tenant',
    )
    const door = { name: 'proof', accountId: null, subject: 'proof' }
    const [first] = tables
    await assert.rejects(
      app.db
        .throughDoor(door, (tx) => tx.sql(`delete from ${first?.name}`))
        .then((rows) => assert.equal(rows.length, 1)),
    )
    say(`${tried} transactions on ${tables.length} tables of ${tenants.length} communes`)
  })
})

const isHers = (actor: Actor, { draftId, dossierId }: Target, oracle: Oracle): boolean =>
  oracle.mayChangeDraft(actor, draftId) || (dossierId !== undefined && oracle.mayChangeDossier(actor, dossierId))

function isForeign(actor: Actor, tenantId: string, oracle: Oracle): boolean {
  const own = world.targets.filter(({ tenant }) => tenant.id === tenantId)
  return (
    actor.roles.every((role) => role.tenantId !== tenantId) && own.every((target) => !isHers(actor, target, oracle))
  )
}

interface TenantTable {
  readonly name: string
  readonly column: string
}

const tenantTables = (): Promise<TenantTable[]> =>
  sql<TenantTable>(
    `select c.oid::regclass::text as name, (select a.attname::text from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 1 and a.attgenerated = '' and not a.attisdropped order by a.attnum limit 1) as column
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'mail')
       and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'collectivity_id')
       and c.relrowsecurity`,
  )

const digestOf = (table: string): string =>
  `select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest from ${table} t where collectivity_id = $1`

/** Ways to reach rows of another commune ($2) in a transaction opened for one ($1). */
function writing({ name, column }: TenantTable, way: number): string {
  const ways = [
    `update ${name} set ${column} = ${column} where collectivity_id = $2 or $1::uuid is null`,
    `delete from ${name} where collectivity_id = $2 or $1::uuid is null`,
    `delete from ${name} where $1::uuid is not null and $2::uuid is not null`,
    `update ${name} set collectivity_id = $2 where collectivity_id = $1`,
    `insert into ${name} select * from jsonb_populate_recordset(null::${name}, (select jsonb_agg(to_jsonb(t) || jsonb_build_object('collectivity_id', $2::uuid)) from ${name} t where collectivity_id = $1))`,
    `with other as (select collectivity_id from ${name} where collectivity_id = $2) update ${name} t set ${column} = t.${column} from other where t.collectivity_id = other.collectivity_id or $1::uuid is null`,
  ]
  return ways[way % ways.length] ?? ''
}
