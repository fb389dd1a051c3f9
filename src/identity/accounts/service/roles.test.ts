import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Actor, AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { refused } from '#kernel/outcome'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import {
  createAccounts,
  findRoles,
  grantRole,
  listAgents,
  listMyCollectivities,
  listRoles,
  namesOf,
  readDemoPeople,
  revokeRole,
  rolesIn,
} from '../index.ts'

const { db } = await openTestDatabase()
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const secrets = createSecrets('a secret for tests, long enough to be one')
const breached = await openBreachedPasswords(['un mot de passe perdu'])
const accounts = createAccounts({ secrets, passwords: createPasswords({ concurrency: 2 }), breached })
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const platform = as({ kind: 'system', name: 'test' })
const agentOf = (collectivityId: string, accountId: string, roles: readonly AgentRole[]) =>
  as({ kind: 'agent', accountId, name: 'x', collectivityId, roles })

const hours = 3_600_000
const later = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds)
const [corbas, givors, voirie] = [newId(), newId(), newId()]

let count = 0
async function newAccount(): Promise<string> {
  const email = `agent.${++count}@exemple.fr`
  const made = await accounts.createAccount(platform, { email, givenName: 'Agent', familyName: `Exemple ${count}` })
  assert.ok(made.ok)
  return made.value.accountId
}

const grant = async (collectivityId: string, accountId: string, more: object = {}) => {
  const answer = await grantRole(platform, { collectivityId, accountId, role: 'agent', serviceId: null, ...more })
  assert.ok(answer.ok)
  return answer.value.roleId
}

suite('rôles d’agent', () => {
  test('un rôle vaut dans sa collectivité et n’existe pas dans une autre', async () => {
    const accountId = await newAccount()
    await grant(corbas, accountId, { serviceId: voirie })
    assert.deepEqual(await findRoles(platform, { collectivityId: corbas, accountId }), [
      { role: 'agent', serviceId: voirie },
    ])
    assert.deepEqual(await findRoles(platform, { collectivityId: givors, accountId }), [])
    assert.deepEqual(await db.withTerritory((tx) => rolesIn(tx, accountId, clock.now())), [])
  })

  test('un rôle retiré ne vaut plus, et reste dans l’histoire', async () => {
    const accountId = await newAccount()
    const roleId = await grant(corbas, accountId)
    clock.advance(hours)
    assert.equal(await revokeRole(platform, { collectivityId: givors, accountId, roleId }), false)
    assert.equal(await revokeRole(platform, { collectivityId: corbas, accountId, roleId }), true)
    assert.equal(await revokeRole(platform, { collectivityId: corbas, accountId, roleId }), false)
    assert.deepEqual(await findRoles(platform, { collectivityId: corbas, accountId }), [])
    const kept = (await listRoles(platform, corbas)).find((role) => role.id === roleId)
    assert.deepEqual(kept?.endsAt, clock.now())
    await grant(corbas, accountId)
    assert.equal((await findRoles(platform, { collectivityId: corbas, accountId })).length, 1)
  })

  test('un rôle ne vaut ni avant son début ni à partir de sa fin', async () => {
    const accountId = await newAccount()
    await grant(corbas, accountId, { startsAt: later(hours), endsAt: later(2 * hours) })
    const held = async (at: Date) => (await db.readCollectivity(corbas, (tx) => rolesIn(tx, accountId, at))).length
    assert.deepEqual(
      await Promise.all([
        held(later(hours - 1)),
        held(later(hours)),
        held(later(2 * hours - 1)),
        held(later(2 * hours)),
      ]),
      [0, 1, 1, 0],
    )
  })

  test('un rôle à venir que l’on retire ne commence jamais', async () => {
    const accountId = await newAccount()
    const roleId = await grant(corbas, accountId, { startsAt: later(hours) })
    assert.ok(await revokeRole(platform, { collectivityId: corbas, accountId, roleId }))
    assert.deepEqual(await db.readCollectivity(corbas, (tx) => rolesIn(tx, accountId, later(hours))), [])
  })

  test('ce qui ne se donne pas est refusé', async () => {
    const accountId = await newAccount()
    const gift = { collectivityId: corbas, accountId, role: 'agent' as const, serviceId: voirie }
    const refusal = async (more: object) => {
      const answer = await grantRole(platform, { ...gift, ...more })
      return answer.ok ? 'accepted' : answer.refusal
    }
    assert.equal(await refusal({ accountId: newId() }), 'unknown_account')
    assert.equal(await refusal({ endsAt: clock.now() }), 'ends_before_start')
    assert.equal(await refusal({ role: 'administrator' }), 'administrator_of_a_service')
    assert.deepEqual((await Promise.all([refusal({}), refusal({})])).toSorted(), ['accepted', 'already_held'])
  })

  test('l’administratrice donne et retire des rôles chez elle, pas à côté ; l’agent n’en donne pas', async () => {
    const accountId = await newAccount()
    const boss = await newAccount()
    const administrator = agentOf(corbas, boss, [{ role: 'administrator', serviceId: null }])
    const gift = { accountId, role: 'agent' as const, serviceId: null }
    // Somebody who works there already; another is invited by her address.
    assert.deepEqual(await grantRole(administrator, { ...gift, collectivityId: corbas }), refused('unknown_account'))
    await grant(corbas, accountId, { serviceId: voirie })
    const given = await grantRole(administrator, { ...gift, collectivityId: corbas })
    assert.ok(given.ok)
    await assert.rejects(grantRole(administrator, { ...gift, collectivityId: givors }), { code: 'accounts.roles' })
    const agent = agentOf(corbas, accountId, [{ role: 'agent', serviceId: null }])
    await assert.rejects(grantRole(agent, { ...gift, role: 'administrator', collectivityId: corbas }), {
      kind: 'forbidden',
    })
    const { roleId } = given.value
    await assert.rejects(revokeRole(agent, { collectivityId: corbas, accountId, roleId }), { kind: 'forbidden' })
    assert.ok(await revokeRole(administrator, { collectivityId: corbas, accountId, roleId }))
  })

  test('les agents d’une collectivité ne voient que leurs collègues du moment', async () => {
    const place = newId()
    const [here, gone, elsewhere] = [await newAccount(), await newAccount(), await newAccount()]
    await grant(place, here)
    await grant(place, here, { role: 'supervisor' })
    await grant(place, gone, { endsAt: later(hours) })
    await grant(givors, elsewhere)
    clock.advance(hours)
    const colleagues = await listAgents(agentOf(place, here, [{ role: 'agent', serviceId: null }]), place)
    assert.deepEqual(
      colleagues.map(({ accountId, roles }) => [accountId, roles.map(({ role }) => role)]),
      [[here, ['agent', 'supervisor']]],
    )
    await assert.rejects(listAgents(agentOf(givors, elsewhere, [{ role: 'agent', serviceId: null }]), place), {
      kind: 'forbidden',
    })
    const names = await db.readCollectivity(place, (tx) => namesOf(tx, [here, gone]))
    assert.deepEqual([...names.keys()].toSorted(), [here, gone].toSorted())
  })

  test('mes collectivités : les siennes seulement, et le passage est noté', async () => {
    const [accountId, other] = [await newAccount(), await newAccount()]
    await grant(corbas, accountId)
    await grant(givors, accountId, { role: 'supervisor' })
    await grant(givors, other)
    const mine = await listMyCollectivities(as({ kind: 'account', accountId, name: 'x' }))
    const rolesBy = new Map(mine.map(({ collectivityId, roles }) => [collectivityId, roles]))
    assert.deepEqual(
      rolesBy,
      new Map([
        [corbas, [{ role: 'agent', serviceId: null }]],
        [givors, [{ role: 'supervisor', serviceId: null }]],
      ]),
    )
    assert.deepEqual(await listMyCollectivities(as({ kind: 'anonymous' })), [])
    const passages = await db.readTerritory((tx) =>
      tx.sql<{ door: string }>('select door from platform.door_passage where account_id = $1', [accountId]),
    )
    assert.deepEqual(passages, [{ door: 'my-roles' }])
  })

  test('quoi que l’on donne et retire, deux collectivités ne se mélangent jamais', async () => {
    const people = [await newAccount(), await newAccount(), await newAccount()]
    const step = fc.record({
      place: fc.constantFrom(0, 1, 2),
      person: fc.constantFrom(...people),
      role: fc.constantFrom('agent' as const, 'supervisor' as const),
      service: fc.constantFrom(null, voirie),
      isRevoked: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const places = [newId(), newId(), newId()]
        const expected = new Map<string, string>()
        for (const { place, person, role, service, isRevoked } of steps) {
          const collectivityId = places[place] ?? ''
          const given = await grantRole(platform, { collectivityId, accountId: person, role, serviceId: service })
          const key = `${collectivityId} ${person} ${role} ${service}`
          assert.equal(given.ok, !expected.has(key))
          if (!given.ok) continue
          expected.set(key, given.value.roleId)
          if (!isRevoked) continue
          clock.advance(1000)
          await revokeRole(platform, { collectivityId, accountId: person, roleId: given.value.roleId })
          expected.delete(key)
        }
        const found = await Promise.all(
          places.flatMap((collectivityId) =>
            people.map(async (accountId) =>
              (await findRoles(platform, { collectivityId, accountId })).map(
                ({ role, serviceId }) => `${collectivityId} ${accountId} ${role} ${serviceId}`,
              ),
            ),
          ),
        )
        assert.deepEqual(found.flat().toSorted(), [...expected.keys()].toSorted())
      }),
      { numRuns: 25 },
    )
  })
})

suite('comptes avec rôles', () => {
  test('un compte et ses rôles de plusieurs collectivités se font d’un coup', async () => {
    const made = await accounts.createAccount(platform, {
      email: 'deux.communes@exemple.fr',
      givenName: 'Dominique',
      familyName: 'Exemple',
      roles: [
        { collectivityId: corbas, role: 'agent', serviceId: voirie },
        { collectivityId: givors, role: 'administrator', serviceId: null },
      ],
    })
    assert.ok(made.ok)
    const { accountId } = made.value
    assert.deepEqual(await findRoles(platform, { collectivityId: corbas, accountId }), [
      { role: 'agent', serviceId: voirie },
    ])
    assert.deepEqual(await findRoles(platform, { collectivityId: givors, accountId }), [
      { role: 'administrator', serviceId: null },
    ])
  })

  test('un rôle impossible ne laisse pas de compte à moitié fait', async () => {
    const email = 'impossible@exemple.fr'
    const roles = [{ collectivityId: corbas, role: 'administrator' as const, serviceId: voirie }]
    const person = { email, givenName: 'Dominique', familyName: 'Exemple' }
    await assert.rejects(accounts.createAccount(platform, { ...person, roles }), { code: 'accounts.role' })
    assert.ok((await accounts.createAccount(platform, person)).ok)
  })
})

suite('les gens de la démonstration', () => {
  test('sont tous fictifs, avec une adresse chacun', async () => {
    const { operator, residents, agents } = await readDemoPeople()
    const everybody = [operator, ...residents, ...agents]
    assert.equal(new Set(everybody.map(({ email }) => email)).size, everybody.length)
    for (const { email, familyName } of everybody) {
      assert.match(email, /^[a-z.-]+@exemple\.fr$/)
      assert.match(familyName, /^(Démonstration|Exemple|Essai|Modèle|Fictif)$/)
    }
    for (const slug of new Set(agents.map(({ collectivity }) => collectivity))) {
      const here = agents.filter(({ collectivity }) => collectivity === slug)
      const services = here.flatMap(({ service }) => service ?? [])
      assert.equal(new Set(services).size, services.length)
      assert.ok(['etat-civil', 'voirie'].every((service) => services.includes(service)))
      assert.ok(here.some(({ role }) => role === 'supervisor'))
    }
  })

  test('arrivent une fois, avec leurs rôles, se connectent, et un second chargement ne change rien', async () => {
    const { operator, residents, agents, password } = await readDemoPeople()
    const slugs = [...new Set(agents.map(({ collectivity }) => collectivity))]
    // One of the collectivities is not open here, another has no Voirie.
    const [absent, bare, ...full] = slugs
    const places = new Map(
      [bare ?? '', ...full].map((slug) => {
        const services = new Map(
          slug === bare
            ? [['etat-civil', newId()]]
            : [
                ['etat-civil', newId()],
                ['voirie', newId()],
              ],
        )
        return [slug, { id: newId(), services }] as const
      }),
    )
    const placed = agents.filter(
      ({ collectivity, service }) => collectivity !== absent && !(collectivity === bare && service === 'voirie'),
    )
    const loaded = await accounts.loadDemoPeople(platform, places)
    assert.deepEqual(loaded, { accounts: 1 + residents.length + placed.length, roles: placed.length })
    assert.deepEqual(await accounts.loadDemoPeople(platform, places), { accounts: 0, roles: 0 })

    const signIn = (email: string) => accounts.signIn(platform, { email, password, address: '192.0.2.1' })
    assert.ok((await signIn(operator.email)).ok)
    const agent = placed.find(({ service }) => service === 'voirie')
    const place = places.get(agent?.collectivity ?? '')
    const signedIn = await signIn(agent?.email ?? '')
    assert.ok(signedIn.ok && place)
    const of = { collectivityId: place.id, accountId: signedIn.value.account.id }
    assert.deepEqual(await findRoles(platform, of), [{ role: 'agent', serviceId: place.services.get('voirie') }])
  })
})
