import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { GlobalAction, Status, Workflow } from '#counter/workflows'
import { performAction } from './agent.ts'
import { circuitHandlers } from './circuit-handlers.ts'
import { loadFile } from './files.ts'
import { sweepDue } from './moments.ts'
import { openTrial } from './trial.ts'
import { triggerDossier } from './triggers.ts'

/** What a circuit lets happen from several statuses: by hand, when a delay is over, when another program calls. */

const trial = await openTrial()
const { db, sql, clock, here, system, agentOf } = trial
const agent = agentOf(here)
const day = 86_400_000
const text = (fr: string) => ({ fr, en: fr })
const step = (id: string, to: string): Status['steps'][number] => ({
  kind: 'action',
  id,
  label: text(id),
  by: ['instructor'],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
})
const status = (id: string, steps: Status['steps'], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: more.outcome ? 'decided' : 'examined',
  steps,
  ...more,
})
const by: GlobalAction['on'] = {
  kind: 'hand',
  by: ['instructor'],
  tone: 'return',
  consequences: [text('Elle est abandonnée.')],
}
const noted = (body: string): GlobalAction['steps'] => [{ kind: 'comment', to: 'agents', body: text(body) }]

const actions: GlobalAction[] = [
  { id: 'drop', label: text('Abandonner'), from: ['new', 'taken'], on: by, steps: noted('Abandonnée.'), to: 'dropped' },
  {
    id: 'nudge',
    label: text('Relancer'),
    on: { kind: 'delay', after: { days: 2 }, from: 'submitted' },
    steps: noted('Relancée.'),
  },
  { id: 'ping', label: text('Signal du prestataire'), on: { kind: 'call' }, steps: noted('Signalée.'), to: 'checked' },
]
const circuit = (slug: string): Workflow => ({
  format: 'traboule.workflow/1',
  slug,
  title: text(slug),
  summary: text(slug),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  initial: 'new',
  actions,
  statuses: [
    status('new', [step('take', 'taken')]),
    status('taken', [step('finish', 'done')]),
    status('checked', [step('finish', 'done')]),
    status('done', [], { outcome: 'accepted' }),
    status('dropped', [], { outcome: 'closed' }),
  ],
})

const tools = {
  db,
  clock,
  log: system.log,
  outbound: { fetch: () => Promise.reject(new Error('nobody is called here')) },
  errands: {},
  sendMail: async () => {},
  deskOf: async () => 'https://exemple.test/bureau',
  links: { followDossier: () => 'https://exemple.test/suivi', workOn: () => 'https://exemple.test/bureau' },
}
const handlers = circuitHandlers(tools)

/** Does the circuit's jobs as the worker does, each twice. */
async function work(): Promise<void> {
  await sweepDue(tools)
  for (let round = 0; round < 5; round += 1) {
    const jobs = await sql<{ name: string; payload: unknown }>(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and t.identifier = any ($1) returning t.identifier as name, j.payload`,
      [handlers.map(({ job }) => job.name)],
    )
    for (const { name, payload } of jobs) {
      const handler = handlers.find(({ job }) => job.name === name)
      await handler?.run(payload)
      await handler?.run(payload)
    }
  }
}

async function filed(slug: string) {
  const { dossierId } = await trial.file(here, { offerId: await trial.offerCircuit(here, circuit(slug)) })
  return { collectivityId: here.id, dossierId }
}
type Key = Awaited<ReturnType<typeof filed>>
async function read(key: Key) {
  const file = await db.readCollectivity(here.id, (tx) => loadFile(tx, key))
  assert.ok(file)
  return { status: file.dossier.status, notes: file.messages.map(({ body }) => body), events: file.events }
}
const press = (key: Key, actionId: string) => performAction(agent, { ...key, actionId })

suite('une action globale', () => {
  test('à la main, se presse de chacun de ses statuts, fait ses étapes et mène où elle dit', async () => {
    const key = await filed('global-main')
    const other = await filed('global-main-bis')
    assert.ok((await press(other, 'take')).ok)
    for (const each of [key, other]) {
      assert.ok((await press(each, 'drop')).ok)
      await work()
      const { status: at, notes, events } = await read(each)
      assert.deepEqual([at, notes], ['dropped', ['Abandonnée.']])
      const moved = events.findLast(({ kind }) => kind === 'dossier.moved')
      assert.equal(moved?.kind === 'dossier.moved' && moved.payload.action?.id, 'drop')
      assert.equal(moved?.actor.name, 'Agent d’essai')
    }
    assert.ok(!(await press(key, 'drop')).ok)
  })

  test('à la main, se refuse hors de ses statuts et à qui n’a pas la fonction', async () => {
    const key = await filed('global-main-hors')
    const signalled = await triggerDossier(system, { ...key, step: 'ping', idempotencyKey: 'un' })
    assert.ok(signalled.ok)
    assert.ok(!(await press(key, 'drop')).ok)
    assert.equal((await read(key)).status, 'checked')
    const elected = agentOf(here, [{ role: 'elected', serviceId: null }])
    await assert.rejects(performAction(elected, { ...(await filed('global-elu')), actionId: 'drop' }))
  })

  test('après un délai, vient une fois, où que la demande soit allée, et la laisse où elle est', async () => {
    const key = await filed('global-delai')
    assert.ok((await press(key, 'take')).ok)
    clock.advance(2 * day - 1000)
    await work()
    assert.deepEqual((await read(key)).notes, [])
    clock.advance(1000)
    await work()
    clock.advance(10 * day)
    await work()
    const { status: at, notes } = await read(key)
    assert.deepEqual([at, notes], ['taken', ['Relancée.']])
  })

  test('après un délai, ne vient pas sur une demande finie', async () => {
    const key = await filed('global-delai-fini')
    assert.ok((await press(key, 'take')).ok)
    assert.ok((await press(key, 'finish')).ok)
    clock.advance(3 * day)
    await work()
    assert.deepEqual((await read(key)).notes, [])
  })

  test('par un appel du dehors, se fait une fois par appel ; une demande finie ne bouge plus', async () => {
    const key = await filed('global-appel')
    const call = { ...key, step: 'ping', idempotencyKey: 'appel-1' }
    assert.ok((await triggerDossier(system, call)).ok)
    assert.ok((await triggerDossier(system, call)).ok)
    await work()
    const { status: at, notes, events } = await read(key)
    assert.deepEqual([at, notes], ['checked', ['Signalée.']])
    const moved = events.findLast(({ kind }) => kind === 'dossier.moved')
    assert.deepEqual(moved?.kind === 'dossier.moved' && moved.payload.because, {
      kind: 'call',
      step: 'ping',
      way: 'done',
    })
    assert.ok((await press(key, 'finish')).ok)
    assert.deepEqual(await triggerDossier(system, { ...call, idempotencyKey: 'appel-2' }), {
      ok: false,
      refusal: 'not_awaited',
    })
    // Those of another kind are not for who calls.
    assert.deepEqual(
      await triggerDossier(system, { ...(await filed('global-appel-bis')), step: 'drop', idempotencyKey: 'x' }),
      {
        ok: false,
        refusal: 'not_awaited',
      },
    )
  })
})
