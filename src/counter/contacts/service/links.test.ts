import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Actor, AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import {
  answerLink,
  createContact,
  getContact,
  lookAt,
  myLookups,
  myRecords,
  proposeLink,
  recordLookup,
  setMember,
  untieRecord,
} from '../index.ts'

const { db } = await openTestDatabase()
const here = newId()
const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const agentOf = (roles: readonly AgentRole[] = [{ role: 'agent', serviceId: null }]) =>
  as({ kind: 'agent', accountId: newId(), name: 'Léa Essai', collectivityId: here, roles })
const agent = agentOf()
const create = async (typed: Omit<Parameters<typeof createContact>[1], 'collectivityId'>) => {
  const made = await createContact(agent, { collectivityId: here, ...typed })
  assert.ok(made.ok, JSON.stringify(made))
  return { collectivityId: here, contactId: made.value.id }
}
const owner = (email: string) => ({ accountId: newId(), email })
const system = as({ kind: 'system', name: 'essai' })
const accountOf = async (key: { collectivityId: string; contactId: string }) => (await getContact(agent, key)).accountId

suite('relier une fiche à un compte', () => {
  test('un agent propose, la personne qui a prouvé l’adresse accepte, et défait le lien quand elle veut', async () => {
    const key = await create({ givenName: 'Ana', familyName: 'Reliée', emails: 'Ana@Exemple.fr' })
    const ana = owner('ana@exemple.fr')
    assert.ok((await proposeLink(agent, { ...key, email: 'ana@exemple.fr' })).ok)
    assert.ok((await proposeLink(agent, { ...key, email: 'ANA@exemple.fr ' })).ok)
    // Asked twice, it waits once; the agent learns nothing of any account.
    const { proposals } = await myRecords(system, ana)
    assert.deepEqual(
      proposals.map(({ name, byName }) => [name, byName]),
      [['Ana Reliée', 'Léa Essai']],
    )
    assert.equal(await accountOf(key), null)
    const said = { collectivityId: here, id: proposals[0]?.id ?? '', isAgreed: true }
    assert.ok((await answerLink(system, ana, said)).ok)
    assert.equal(await accountOf(key), ana.accountId)
    assert.deepEqual(await answerLink(system, ana, said), { ok: false, refusal: 'gone' })
    const { proposals: none, records } = await myRecords(system, ana)
    assert.deepEqual([none.length, records.map(({ name, how }) => [name, how])], [0, [['Ana Reliée', 'email']]])
    assert.deepEqual(await proposeLink(agent, { ...key, email: 'ana@exemple.fr' }), { ok: false, refusal: 'linked' })
    await untieRecord(system, owner('ana@exemple.fr'), key)
    assert.equal(await accountOf(key), ana.accountId)
    await untieRecord(system, ana, key)
    assert.equal(await accountOf(key), null)
  })

  test('une autre adresse ne répond pas, un refus se garde, une adresse étrangère ne se propose pas', async () => {
    const key = await create({ givenName: 'Béa', familyName: 'Réservée', emails: 'bea@exemple.fr' })
    assert.deepEqual(await proposeLink(agent, { ...key, email: 'autre@exemple.fr' }), {
      ok: false,
      refusal: 'not_hers',
    })
    assert.ok((await proposeLink(agent, { ...key, email: 'bea@exemple.fr' })).ok)
    const bea = owner('bea@exemple.fr')
    const [waiting] = (await myRecords(system, bea)).proposals
    const said = { collectivityId: here, id: waiting?.id ?? '', isAgreed: true }
    assert.deepEqual(await answerLink(system, owner('voleur@exemple.fr'), said), { ok: false, refusal: 'gone' })
    assert.deepEqual((await myRecords(system, owner('voleur@exemple.fr'))).proposals, [])
    assert.ok((await answerLink(system, bea, { ...said, isAgreed: false })).ok)
    assert.equal(await accountOf(key), null)
    assert.deepEqual(await answerLink(system, bea, said), { ok: false, refusal: 'gone' })
    await recordLookup(agent, { ...key, motive: 'calling', detail: '' })
    const seen = await lookAt(agent, key)
    assert.deepEqual(seen.kind === 'known' && seen.known.proposals.map(({ isAgreed }) => isAgreed), [false])
  })

  test('sans réponse en trente jours, elle n’attend plus ; deux réponses ensemble n’en font qu’une', async () => {
    const key = await create({ givenName: 'Cléo', familyName: 'Tardive', emails: 'cleo@exemple.fr' })
    const cleo = owner('cleo@exemple.fr')
    assert.ok((await proposeLink(agent, { ...key, email: cleo.email })).ok)
    const [first] = (await myRecords(system, cleo)).proposals
    clock.advance(31 * 86_400_000)
    assert.deepEqual((await myRecords(system, cleo)).proposals, [])
    const said = { collectivityId: here, id: first?.id ?? '', isAgreed: true }
    assert.deepEqual(await answerLink(system, cleo, said), { ok: false, refusal: 'gone' })
    assert.ok((await proposeLink(agent, { ...key, email: cleo.email })).ok)
    const two = await Promise.all([answerLink(system, cleo, said), answerLink(system, owner(cleo.email), said)])
    assert.equal(two.filter(({ ok }) => ok).length, 1)
    assert.ok(await accountOf(key))
  })

  test('ni un élu ni une personne invitée ne proposent', async () => {
    const key = await create({ givenName: 'Dora', familyName: 'Gardée', emails: 'dora@exemple.fr' })
    for (const role of [{ role: 'elected' }, { role: 'agent', isGuest: true }] as const)
      await assert.rejects(proposeLink(agentOf([{ ...role, serviceId: null }]), { ...key, email: 'dora@exemple.fr' }), {
        code: 'contacts.not_allowed',
      })
  })
})

suite('un foyer', () => {
  test('rassemble ses personnes quand la consultation de chacune est écrite, et chacune la lit', async () => {
    const home = await create({ kind: 'household', name: 'Foyer Essai' })
    const [eva, fay] = [
      await create({ givenName: 'Eva', familyName: 'Essai', emails: 'eva@exemple.fr' }),
      await create({ givenName: 'Fay', familyName: 'Essai' }),
    ]
    await setMember(agent, { ...eva, groupId: home.contactId, role: 'adult' })
    await proposeLink(agent, { ...eva, email: 'eva@exemple.fr' })
    const her = owner('eva@exemple.fr')
    const [waiting] = (await myRecords(system, her)).proposals
    await answerLink(system, her, { collectivityId: here, id: waiting?.id ?? '', isAgreed: true })
    await recordLookup(agent, { ...home, motive: 'present', detail: '' })
    const seen = await lookAt(agent, home)
    assert.ok(seen.kind === 'known')
    assert.deepEqual(seen.known.gathered, { ids: [eva.contactId], accountIds: [her.accountId] })
    const read = await myLookups(as({ kind: 'account', accountId: her.accountId, name: 'Eva' }))
    assert.deepEqual(
      read.map(({ motive, agentName }) => [motive, agentName]),
      [['present', 'Léa Essai']],
    )
    // Whoever joined it after the look-up is not read by it.
    await setMember(agent, { ...fay, groupId: home.contactId, role: 'child' })
    const later = await lookAt(agent, home)
    assert.deepEqual(later.kind === 'known' && later.known.gathered.ids, [eva.contactId])
    // Another agent says why first.
    assert.equal((await lookAt(agentOf(), home)).kind, 'motive_asked')
  })
})
