import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Actor, AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { isSameList, readColumns, readParameters } from './domain.ts'
import { mayChange, maySee, mayShare } from './policy.ts'
import { columns, type Sharing, usualColumns } from './schema.ts'
import { chooseColumns, getView, readDesk, removeView, saveView } from './service.ts'

const role: fc.Arbitrary<AgentRole> = fc.record({
  role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected'),
  serviceId: fc.constantFrom(null, 'voirie', 'etat-civil'),
})
const actors: fc.Arbitrary<Actor> = fc.oneof(
  fc.constant<Actor>({ kind: 'anonymous' }),
  fc.constant<Actor>({ kind: 'account', accountId: 'a', name: 'A' }),
  fc.record({
    kind: fc.constant('agent' as const),
    accountId: fc.constantFrom('a', 'b'),
    name: fc.constant('A'),
    collectivityId: fc.constantFrom('ici', 'ailleurs'),
    roles: fc.array(role, { maxLength: 3 }),
  }),
)
const sharings: fc.Arbitrary<Sharing> = fc.oneof(
  fc.constant<Sharing>({ with: 'nobody' }),
  fc.constant<Sharing>({ with: 'everybody' }),
  fc.constantFrom<Sharing>({ with: 'service', serviceId: 'voirie' }, { with: 'service', serviceId: 'etat-civil' }),
)

suite('qui voit et change une vue', () => {
  test('qui la change la voit ; d’ailleurs, personne ; la sienne, elle seule', () => {
    fc.assert(
      fc.property(actors, sharings, (actor, sharing) => {
        const view = { collectivityId: 'ici', ownerAccountId: 'a', sharing }
        const isHere = actor.kind === 'agent' && actor.collectivityId === 'ici' && actor.roles.length > 0
        if (mayChange(actor, view)) assert.ok(maySee(actor, view))
        if (!isHere) assert.ok(!maySee(actor, view) && !mayShare(actor, 'ici', sharing))
        if (sharing.with === 'nobody') assert.equal(maySee(actor, view), isHere && actor.accountId === 'a')
      }),
    )
  })

  test('on ne partage pas plus loin qu’on n’encadre', () => {
    const agentOf = (roles: readonly AgentRole[]): Actor => ({
      kind: 'agent',
      accountId: 'a',
      name: 'A',
      collectivityId: 'ici',
      roles,
    })
    const roads = { with: 'service', serviceId: 'voirie' } as const
    assert.ok(!mayShare(agentOf([{ role: 'agent', serviceId: null }]), 'ici', roads))
    assert.ok(mayShare(agentOf([{ role: 'supervisor', serviceId: 'voirie' }]), 'ici', roads))
    assert.ok(!mayShare(agentOf([{ role: 'supervisor', serviceId: 'voirie' }]), 'ici', { with: 'everybody' }))
    assert.ok(mayShare(agentOf([{ role: 'administrator', serviceId: null }]), 'ici', { with: 'everybody' }))
  })
})

suite('ce qu’une vue garde', () => {
  test('ses paramètres, bornés, sans la place dans la liste ; les relire n’y change rien', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 25 }), fc.string({ maxLength: 210 })), (pairs) => {
        const kept = readParameters(pairs)
        assert.ok(Object.keys(kept).length <= 20)
        assert.deepEqual(readParameters(kept), kept)
        assert.ok(isSameList(pairs, kept))
        assert.ok(isSameList({ ...kept, apres: 'x', gardee: 'y' }, kept))
      }),
    )
    assert.ok(!isSameList({ vue: 'miennes' }, { vue: 'miennes', q: 'lampe' }))
  })

  test('ses colonnes dans leur ordre, la demande toujours, les inconnues laissées', () => {
    assert.deepEqual(readColumns(['suivi-par', 'prix', 'etat', 'etat']), ['etat', 'demande', 'suivi-par'])
    assert.deepEqual(readColumns([]), [])
    assert.deepEqual(readColumns(['rien']), [])
    assert.deepEqual(readColumns(columns), columns)
  })
})

const { db } = await openTestDatabase()
const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const [here, roads, civil] = [newId(), newId(), newId()]
const as = (roles: readonly AgentRole[], accountId = newId()): Context => ({
  db,
  clock,
  log: silentLog,
  actor: { kind: 'agent', accountId, name: 'Agent', collectivityId: here, roles },
})
const agent = as([{ role: 'agent', serviceId: roads }])
const chief = as([{ role: 'supervisor', serviceId: roads }])
const other = as([{ role: 'agent', serviceId: civil }])
const base = {
  collectivityId: here,
  sharing: { with: 'nobody' } as Sharing,
  parameters: { vue: 'miennes' },
  columns: [],
}
const names = async (ctx: Context) => (await readDesk(ctx, here)).views.map(({ name }) => name)

suite('garder une vue', () => {
  test('la sienne n’est qu’à soi ; celle d’un service est à qui y travaille', async () => {
    const own = await saveView(agent, { ...base, name: '  Mes   urgences ' })
    assert.ok(own.ok && own.value.name === 'Mes urgences')
    const shared = await saveView(chief, {
      ...base,
      name: 'Équipe Voirie',
      sharing: { with: 'service', serviceId: roads },
    })
    assert.ok(shared.ok)
    assert.deepEqual(await names(agent), ['Équipe Voirie', 'Mes urgences'].toSorted())
    assert.deepEqual(await names(chief), ['Équipe Voirie'])
    assert.deepEqual(await names(other), [])
    await assert.rejects(getView(other, here, shared.value.id), { code: 'views.no_view' })
    await assert.rejects(getView(chief, here, own.value.id), { code: 'views.no_view' })
    await assert.rejects(saveView(agent, { ...base, id: shared.value.id, name: 'x' }), { code: 'views.not_allowed' })
    await assert.rejects(removeView(other, here, shared.value.id), { code: 'views.no_view' })
  })

  test('sans nom, d’un nom pris, partagée trop loin : refusée, avec son motif', async () => {
    assert.deepEqual(await saveView(agent, { ...base, name: ' ' }), { ok: false, refusal: 'no_name' })
    assert.deepEqual(await saveView(agent, { ...base, name: 'MES urgences' }), { ok: false, refusal: 'name_taken' })
    const far = await saveView(agent, { ...base, name: 'x', sharing: { with: 'everybody' } })
    assert.deepEqual(far, { ok: false, refusal: 'not_yours_to_share' })
  })

  test('changée puis retirée par qui le peut ; cinquante au plus', async () => {
    const [view] = (await readDesk(chief, here)).views
    assert.ok(view)
    const changed = await saveView(chief, { ...base, id: view.id, name: 'Voirie, urgences', columns: ['canal'] })
    assert.ok(changed.ok && changed.value.id === view.id)
    assert.deepEqual(changed.value.columns, ['demande', 'canal'])
    await removeView(chief, here, view.id)
    assert.deepEqual(await names(chief), [])
    for (let index = 0; index < 50; index += 1) await saveView(other, { ...base, name: `Vue ${index}` })
    assert.deepEqual(await saveView(other, { ...base, name: 'De trop' }), { ok: false, refusal: 'too_many' })
  })

  test('les colonnes choisies restent à qui les choisit ; aucune rend les habituelles', async () => {
    await chooseColumns(agent, here, ['canal', 'due', 'prix'])
    assert.deepEqual((await readDesk(agent, here)).columns, ['demande', 'canal', 'due'])
    assert.deepEqual((await readDesk(other, here)).columns, usualColumns)
    await chooseColumns(agent, here, [])
    assert.deepEqual((await readDesk(agent, here)).columns, usualColumns)
    const nobody: Context = { ...agent, actor: { kind: 'anonymous' } }
    assert.deepEqual(await readDesk(nobody, here), { views: [], columns: usualColumns })
    await assert.rejects(chooseColumns(nobody, here, ['canal']), { code: 'views.not_allowed' })
  })
})
