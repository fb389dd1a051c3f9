import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { AgentRole } from '#kernel/actor'
import { newId } from '#kernel/ids'
import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import { verifyJournal } from '../domain/journal.ts'
import { heldFunctions, mayHandle, mayReadDraft, mayWriteDraft, reachOf, reaches } from '../policy.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { listEventRows } from '../store/journal.ts'
import { addNote, performAction, releaseDossier, sendAgentMessage, takeDossier, transferDossier } from './agent.ts'
import { findByTracking, sendApplicantMessage } from './applicant.ts'
import { readForAgent } from './files.ts'
import { countDossiers, listDossiers } from './list.ts'
import { circuits, openTrial } from './trial.ts'

const trial = await openTrial()
const { here, there, db, clock, sql } = trial
const communes = [here, there]

const roleOf = fc.record({ role: fc.constantFrom('agent', 'supervisor', 'administrator'), place: fc.nat(2) })
type Role = typeof roleOf extends fc.Arbitrary<infer T> ? T : never
const rolesIn = (commune: typeof here, roles: readonly Role[]): AgentRole[] =>
  roles.map(
    ({ role, place }) => ({ role, serviceId: [commune.roads, commune.civil, null][place] ?? null }) as AgentRole,
  )

suite('qui atteint quoi', () => {
  const services = fc.constantFrom(here.roads, here.civil, null)
  const actors = fc.record({ commune: fc.nat(1), roles: fc.array(roleOf, { maxLength: 3 }) })

  test('un agent n’atteint que sa commune, et les services de ses rôles', () => {
    fc.assert(
      fc.property(actors, services, ({ commune, roles }, serviceId) => {
        const at = communes[commune] ?? here
        const { actor } = trial.agentOf(at, rolesIn(at, roles))
        const dossier = { collectivityId: here.id, serviceId }
        const isWhole = rolesIn(at, roles).some((role) => role.serviceId === null)
        const isOfService = serviceId !== null && rolesIn(at, roles).some((role) => role.serviceId === serviceId)
        assert.equal(mayHandle(actor, dossier), at === here && (isWhole || isOfService))
        assert.equal(reaches(reachOf(actor, here.id), serviceId), mayHandle(actor, dossier))
      }),
    )
  })

  test('une fonction ne se tient que sur un dossier atteint, par un rang suffisant', () => {
    const functions = [
      { id: 'instructor', label: { fr: 'i' }, role: 'agent' as const },
      { id: 'supervisor', label: { fr: 's' }, role: 'supervisor' as const },
    ]
    fc.assert(
      fc.property(actors, services, ({ commune, roles }, serviceId) => {
        const at = communes[commune] ?? here
        const { actor } = trial.agentOf(at, rolesIn(at, roles))
        const held = heldFunctions(actor, { collectivityId: here.id, serviceId }, functions)
        if (!mayHandle(actor, { collectivityId: here.id, serviceId })) assert.deepEqual(held, [])
        const ranks = rolesIn(at, roles).filter((role) => role.serviceId === null || role.serviceId === serviceId)
        if (!ranks.some(({ role }) => role !== 'agent')) assert.ok(!held.includes('supervisor'))
      }),
    )
  })

  test('ni l’opérateur, ni le système, ni un anonyme, ni la personne elle-même ne sont des agents', () => {
    const accountId = newId()
    for (const actor of [
      { kind: 'operator', accountId, name: 'O' },
      { kind: 'system', name: 's' },
      { kind: 'anonymous' },
      { kind: 'account', accountId, name: 'A' },
      { kind: 'tracker', dossierId: newId(), name: 'T' },
    ] as const)
      assert.deepEqual(reachOf(actor, here.id), [])
  })

  test('un brouillon d’un compte se lit par lui seul, et s’écrit aussi de l’appareil qui l’a commencé', () => {
    const bytes = fc.constantFrom(Buffer.alloc(32, 1), Buffer.alloc(32, 2))
    const owner = fc.constantFrom('a', 'b', null)
    fc.assert(
      fc.property(
        owner,
        bytes,
        fc.constantFrom('a', 'b'),
        fc.option(bytes, { nil: undefined }),
        (accountId, secretHash, who, device) => {
          const draft = { accountId, secretHash }
          const actor = { kind: 'account', accountId: who, name: '' } as const
          const isDevice = device?.equals(secretHash) ?? false
          assert.equal(mayReadDraft(actor, draft, device), accountId === null ? isDevice : accountId === who)
          assert.equal(mayWriteDraft(actor, draft, device), isDevice || accountId === who)
        },
      ),
    )
  })
})

suite('au hasard', () => {
  const act = fc.record({
    what: fc.constantFrom(
      'take',
      'release',
      'transfer',
      'note',
      'message',
      'action',
      'action',
      'action',
      'reply',
      'other',
      'wait',
    ),
    who: fc.nat(3),
    choice: fc.nat(),
    isStale: fc.boolean(),
  })
  type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

  const roads = trial.agentOf(here, [{ role: 'agent', serviceId: here.roads }], 'Voirie')
  const civil = trial.agentOf(here, [{ role: 'agent', serviceId: here.civil }], 'État civil')
  const boss = trial.agentOf(here, [{ role: 'supervisor', serviceId: null }], 'Cheffe')
  const stranger = trial.agentOf(there, [{ role: 'administrator', serviceId: null }], 'Ailleurs')
  const agents = [roads, civil, boss, stranger]

  async function perform({ what, who, choice, isStale }: Act, dossierId: string): Promise<unknown> {
    const ctx = agents[who] ?? roads
    const key = { collectivityId: here.id, dossierId }
    const expectedVersion = isStale ? 1 : undefined
    switch (what) {
      case 'take':
        return takeDossier(ctx, { ...key, expectedVersion })
      case 'release':
        return releaseDossier(ctx, key)
      case 'transfer':
        return transferDossier(ctx, {
          ...key,
          serviceId: [here.roads, here.civil, there.roads][choice % 3] ?? '',
          note: 'n',
        })
      case 'note':
        return addNote(ctx, { ...key, body: 'note' })
      case 'message':
        return sendAgentMessage(ctx, { ...key, body: 'message', idempotencyKey: `k${choice % 2}` })
      case 'action': {
        const { actions } = await readForAgent(ctx, key)
        const actionId = actions[choice % Math.max(1, actions.length)]?.id ?? 'rien'
        return performAction(ctx, { ...key, actionId, text: choice % 3 ? 'texte' : '', expectedVersion })
      }
      case 'reply':
        return sendApplicantMessage(trial.as({ kind: 'tracker', dossierId, name: 'Ana' }), { ...key, body: 'réponse' })
      case 'other':
        return sendApplicantMessage(trial.as({ kind: 'account', accountId: newId(), name: 'X' }), { ...key, body: 'x' })
      case 'wait':
        return clock.advance(((choice % 9) + 1) * 8 * 3_600_000)
    }
  }

  test('le journal reste enchaîné, la version ne recule jamais, l’échéance non plus, et un étranger ne change rien', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...circuits), fc.array(act, { maxLength: 10 }), async (circuit, acts) => {
        const { dossierId } = await trial.file(here, { circuit })
        const load = () =>
          db.readCollectivity(here.id, async (tx) => ({
            dossier: await findDossierRow(tx, here.id, dossierId),
            events: await listEventRows(tx, here.id, dossierId),
          }))
        let before = (await load()).dossier
        for (const one of acts) {
          let isNotFound = false
          await perform(one, dossierId).catch((error: unknown) => {
            assert.ok(error instanceof AppError && error.kind === 'not_found', String(error))
            isNotFound = true
          })
          const { dossier, events } = await load()
          assert.ok(dossier && before)
          assert.equal(
            verifyJournal({ collectivityId: here.id, dossierId }, events, {
              seq: dossier.version,
              hash: dossier.lastEventHash,
            }),
            undefined,
          )
          assert.ok(dossier.version >= before.version && dossier.dueOn >= before.dueOn)
          if (isNotFound) assert.equal(dossier.version, before.version)
          assert.equal(dossier.closedAt === null, dossier.outcome === null)
          assert.ok(!events.some(({ actor }) => actor.accountId === stranger.accountId))
          before = dossier
        }
      }),
      { numRuns: 25 },
    )
  })

  test('d’une commune, rien ne se voit d’une autre, par aucun chemin', async () => {
    const [mine, theirs] = [await trial.file(here), await trial.file(there)]
    const tables = ['draft', 'dossier', 'answer_sheet', 'event', 'number_block']
    for (const table of tables) {
      const seen = await db.readCollectivity(here.id, (tx) =>
        tx.sql<{ collectivity_id: string }>(`select distinct collectivity_id from dossiers.${table}`),
      )
      assert.deepEqual(seen, [{ collectivity_id: here.id }], table)
    }
    const rowThere = await sql('select 1 from dossiers.dossier where collectivity_id = $1', [there.id])
    assert.ok(rowThere.length > 0)
    assert.equal(await db.readCollectivity(here.id, (tx) => findDossierRow(tx, there.id, theirs.dossierId)), undefined)
    const paths: readonly ((ctx: Context, key: { collectivityId: string; dossierId: string }) => Promise<unknown>)[] = [
      readForAgent,
      trial.dossiers.readForApplicant,
      takeDossier,
      (ctx, key) => addNote(ctx, { ...key, body: 'x' }),
      (ctx, key) => performAction(ctx, { ...key, actionId: 'examine' }),
      (ctx, key) => sendApplicantMessage(ctx, { ...key, body: 'x' }),
      (ctx, key) => transferDossier(ctx, { ...key, serviceId: here.civil }),
    ]
    const tracker = trial.as({ kind: 'tracker', dossierId: mine.dossierId, name: 'Ana' })
    for (const ctx of [boss, tracker, trial.anonymous])
      for (const path of paths)
        for (const collectivityId of [here.id, there.id])
          await assert.rejects(path(ctx, { collectivityId, dossierId: theirs.dossierId }), { kind: 'not_found' })
    const { dossiers } = await listDossiers(boss, { collectivityId: there.id, stages: ['received', 'closed'] })
    assert.deepEqual(dossiers, [])
    assert.equal((await countDossiers(boss, { collectivityId: there.id })).received, 0)
    const wrongAddress = await findByTracking(trial.anonymous, {
      code: theirs.trackingCode,
      email: 'autre@exemple.test',
    })
    assert.equal(wrongAddress.ok, false)
  })
})
