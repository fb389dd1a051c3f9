import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Actor, AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import {
  addToGroup,
  closeGroup,
  createAccounts,
  createGroup,
  endRoleOf,
  findRoles,
  findSession,
  getGroup,
  grantRole,
  listAccessHistory,
  listAgents,
  listGroups,
  listGroupsIn,
  listGroupsOf,
  removeFromGroup,
  renameGroup,
  resumeAccount,
  resumeAgent,
  suspendAccount,
  suspendAgent,
} from '../index.ts'
import { openSession } from './sessions.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const accounts = createAccounts({
  secrets: createSecrets('a secret for tests, long enough to be one'),
  passwords: createPasswords({ concurrency: 2 }),
  breached: await openBreachedPasswords([]),
})
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const platform = as({ kind: 'system', name: 'test' })
const [corbas, givors, roads] = [newId(), newId(), newId()]
const hours = 3_600_000
const days = 24 * hours
const after = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds)

let count = 0
async function somebody(): Promise<string> {
  const email = `personne.${++count}@exemple.fr`
  const made = await accounts.createAccount(platform, { email, givenName: 'Agent', familyName: `Exemple ${count}` })
  assert.ok(made.ok)
  return made.value.accountId
}

async function agentIn(collectivityId: string, role: AgentRole['role'] = 'agent', serviceId: string | null = null) {
  const accountId = await somebody()
  const given = await grantRole(platform, {
    collectivityId,
    accountId,
    role,
    serviceId,
    ...(role === 'elected' && { endsAt: after(300 * days) }),
  })
  assert.ok(given.ok)
  return { accountId, roleId: given.value.roleId, ctx: await contextOf(collectivityId, accountId) }
}

const contextOf = async (collectivityId: string, accountId: string): Promise<Context> =>
  as({
    kind: 'agent',
    accountId,
    name: 'x',
    collectivityId,
    roles: await findRoles(platform, { collectivityId, accountId }),
  })

const forbidden = { kind: 'forbidden', code: 'accounts.roles' }
const administrator = await agentIn(corbas, 'administrator')

const newGroup = async (name: string, collectivityId = corbas, ctx = administrator.ctx): Promise<string> => {
  const made = await createGroup(ctx, { collectivityId, name, description: '' })
  assert.ok(made.ok)
  return made.value.groupId
}

suite('les groupes', () => {
  test('une personne y est entre deux dates, dans sa collectivité seulement', async () => {
    const { accountId } = await agentIn(corbas)
    const groupId = await newGroup('Lecteurs du plan')
    const dates = { startsAt: after(hours), endsAt: after(3 * hours) }
    const joined = await addToGroup(administrator.ctx, { collectivityId: corbas, groupId, accountId, ...dates })
    assert.ok(joined.ok)
    assert.deepEqual(await listGroupsOf(platform, accountId), [])
    clock.advance(2 * hours)
    const group = { collectivityId: corbas, groupId, name: 'Lecteurs du plan' }
    assert.deepEqual(await listGroupsOf(platform, accountId), [group])
    assert.deepEqual(await listGroupsIn(administrator.ctx, { collectivityId: corbas, accountId }), [group])
    assert.deepEqual(await listGroupsIn(platform, { collectivityId: givors, accountId }), [])
    assert.equal((await listGroups(administrator.ctx, corbas)).find(({ id }) => id === groupId)?.members, 1)
    clock.advance(2 * hours)
    assert.deepEqual(await listGroupsOf(platform, accountId), [])
  })

  test('elle en sort, et l’histoire le garde ; un groupe fermé ne fait plus entrer personne', async () => {
    const { accountId } = await agentIn(corbas)
    const groupId = await newGroup('Rédaction')
    const key = { collectivityId: corbas, groupId }
    const joined = await addToGroup(administrator.ctx, { ...key, accountId })
    assert.ok(joined.ok)
    const again = await addToGroup(administrator.ctx, { ...key, accountId })
    assert.ok(!again.ok && again.refusal === 'already_in')
    const member = { ...key, memberId: joined.value.memberId }
    assert.equal(await removeFromGroup(administrator.ctx, member), true)
    assert.equal(await removeFromGroup(administrator.ctx, member), false)
    assert.deepEqual(await listGroupsOf(platform, accountId), [])
    const history = await listAccessHistory(administrator.ctx, { collectivityId: corbas, accountId })
    assert.deepEqual(
      history.map(({ kind }) => kind),
      ['group_left', 'group_joined', 'role_given'],
    )
    assert.equal(history[0]?.actorId, administrator.accountId)
    assert.ok((await addToGroup(administrator.ctx, { ...key, accountId })).ok)
    assert.equal((await listGroupsOf(platform, accountId)).length, 1)
    assert.equal(await closeGroup(administrator.ctx, key), true)
    assert.deepEqual(await listGroupsOf(platform, accountId), [])
    await assert.rejects(getGroup(administrator.ctx, key), { code: 'accounts.group' })
  })

  test('un nom sert une fois ; le groupe renommé reste le même', async () => {
    const groupId = await newGroup('Cartes')
    const twice = await createGroup(administrator.ctx, { collectivityId: corbas, name: 'CARTES', description: '' })
    assert.ok(!twice.ok && twice.refusal === 'name_taken')
    const unnamed = await createGroup(administrator.ctx, { collectivityId: corbas, name: '  ', description: '' })
    assert.ok(!unnamed.ok && unnamed.refusal === 'name_missing')
    const renamed = await renameGroup(administrator.ctx, {
      collectivityId: corbas,
      groupId,
      name: 'Plans',
      description: 'Ceux qui lisent les plans',
    })
    assert.ok(renamed.ok)
    assert.equal((await getGroup(administrator.ctx, { collectivityId: corbas, groupId })).name, 'Plans')
  })

  test('qui n’a rien à voir avec la collectivité n’y entre pas, ni un groupe d’ailleurs', async () => {
    const groupId = await newGroup('Chez nous')
    const stranger = await somebody()
    const refused = await addToGroup(administrator.ctx, { collectivityId: corbas, groupId, accountId: stranger })
    assert.ok(!refused.ok && refused.refusal === 'unknown_account')
    const elsewhere = await agentIn(givors, 'administrator')
    await assert.rejects(
      addToGroup(elsewhere.ctx, { collectivityId: givors, groupId, accountId: elsewhere.accountId }),
      { code: 'accounts.group' },
    )
    await assert.rejects(createGroup(elsewhere.ctx, { collectivityId: corbas, name: 'x', description: '' }), forbidden)
    await assert.rejects(listGroups(elsewhere.ctx, corbas), forbidden)
    await assert.rejects(listGroupsOf(elsewhere.ctx, stranger), { code: 'accounts.account' })
  })
})

suite('suspendre un agent', () => {
  const reason = 'Départ en cours'

  test('ses sessions, ses jetons, ses rôles et ses groupes cessent d’un coup, et reviennent sauf les sessions', async () => {
    const { accountId } = await agentIn(corbas, 'agent', roads)
    const groupId = await newGroup('Suspendables')
    await addToGroup(administrator.ctx, { collectivityId: corbas, groupId, accountId })
    await grantRole(platform, { collectivityId: givors, accountId, role: 'agent', serviceId: null })
    const opened = await openSession(platform, { accountId, methods: ['passkey'] })
    assert.ok(opened.ok)
    const session = await findSession(platform, opened.value.sessionToken)
    assert.ok(session)
    const token = { accountId, issuedAt: clock.now(), sessionId: session.sessionId }
    const isLive = async (more: Partial<Record<keyof typeof token, unknown>> = {}) => {
      const { accountId: account, issuedAt, sessionId } = { ...token, ...more }
      const asked = [account, issuedAt, sessionId, clock.now()]
      const ask = 'select accounts.token_holds($1, $2, $3, $4) as holds'
      return (await db.readTerritory((tx) => tx.sql<{ holds: boolean }>(ask, asked)))[0]?.holds
    }
    clock.advance(hours)
    assert.equal(await isLive(), true)
    assert.equal(await isLive({ sessionId: null }), true)
    const suspended = await suspendAgent(administrator.ctx, { collectivityId: corbas, accountId, reason })
    assert.deepEqual(suspended, { ok: true, value: { sessions: 1 } })
    assert.equal(await findSession(platform, opened.value.sessionToken), undefined)
    assert.equal(await isLive(), false)
    assert.equal(await isLive({ sessionId: null }), false)
    assert.deepEqual(await findRoles(platform, { collectivityId: corbas, accountId }), [])
    assert.deepEqual(await listGroupsOf(platform, accountId), [])
    assert.ok(!(await listAgents(administrator.ctx, corbas)).some((agent) => agent.accountId === accountId))
    // Elsewhere she works on, once she has signed in again.
    assert.equal((await findRoles(platform, { collectivityId: givors, accountId })).length, 1)
    clock.advance(1000)
    assert.ok((await openSession(platform, { accountId, methods: ['passkey'] })).ok)
    assert.equal(await isLive({ sessionId: null, issuedAt: clock.now() }), true)
    assert.equal(await resumeAgent(administrator.ctx, { collectivityId: corbas, accountId }), true)
    assert.equal(await resumeAgent(administrator.ctx, { collectivityId: corbas, accountId }), false)
    assert.equal((await findRoles(platform, { collectivityId: corbas, accountId })).length, 1)
    assert.equal((await listGroupsOf(platform, accountId)).length, 1)
    assert.equal(await findSession(platform, opened.value.sessionToken), undefined)
  })

  test('tout est défait ensemble si rien ne peut être écrit jusqu’au bout', async () => {
    const { accountId } = await agentIn(corbas)
    const opened = await openSession(platform, { accountId, methods: ['password'] })
    assert.ok(opened.ok)
    await sql(`create function accounts.fail_here() returns trigger language plpgsql as $$
      begin raise exception 'no more disk'; end $$`)
    await sql('create trigger fail_here before update on accounts.session execute function accounts.fail_here()')
    await assert.rejects(suspendAgent(administrator.ctx, { collectivityId: corbas, accountId, reason }), /no more disk/)
    await sql('drop trigger fail_here on accounts.session')
    assert.equal((await findRoles(platform, { collectivityId: corbas, accountId })).length, 1)
    assert.ok(await findSession(platform, opened.value.sessionToken))
  })

  test('avec un motif, pas soi-même, pas deux fois, pas un inconnu, pas depuis une autre collectivité', async () => {
    const { accountId } = await agentIn(corbas)
    const refusalOf = async (ctx: Context, input: Parameters<typeof suspendAgent>[1]) => {
      const answer = await suspendAgent(ctx, input)
      return answer.ok ? 'accepted' : answer.refusal
    }
    const key = { collectivityId: corbas, accountId }
    assert.equal(await refusalOf(administrator.ctx, { ...key, reason: ' ' }), 'reason_missing')
    const own = { collectivityId: corbas, accountId: administrator.accountId, reason }
    assert.equal(await refusalOf(administrator.ctx, own), 'yourself')
    const unknown = { collectivityId: corbas, accountId: await somebody(), reason }
    assert.equal(await refusalOf(administrator.ctx, unknown), 'unknown_agent')
    assert.equal(await refusalOf(administrator.ctx, { ...key, reason }), 'accepted')
    assert.equal(await refusalOf(administrator.ctx, { ...key, reason }), 'already_suspended')
    const elsewhere = await agentIn(givors, 'administrator')
    const supervisor = await agentIn(corbas, 'supervisor')
    for (const ctx of [elsewhere.ctx, supervisor.ctx]) {
      await assert.rejects(suspendAgent(ctx, { ...key, reason }), forbidden)
      await assert.rejects(resumeAgent(ctx, key), forbidden)
    }
  })

  test('l’exploitation ferme un compte entier : aucune session ne vit, aucune ne s’ouvre', async () => {
    const { accountId } = await agentIn(corbas)
    const operator = as({ kind: 'operator', accountId: newId(), name: 'x' })
    const opened = await openSession(platform, { accountId, methods: ['password'] })
    assert.ok(opened.ok)
    assert.ok((await suspendAccount(operator, { accountId, reason: 'Mot de passe volé' })).ok)
    assert.equal(await findSession(platform, opened.value.sessionToken), undefined)
    assert.ok(!(await openSession(platform, { accountId, methods: ['passkey'] })).ok)
    const again = await suspendAccount(operator, { accountId, reason: 'Mot de passe volé' })
    assert.ok(!again.ok && again.refusal === 'already_suspended')
    assert.equal(await resumeAccount(operator, accountId), true)
    assert.ok((await openSession(platform, { accountId, methods: ['passkey'] })).ok)
    const whole = { kind: 'forbidden', code: 'accounts.suspend' }
    await assert.rejects(suspendAccount(administrator.ctx, { accountId, reason }), whole)
    const own = as({ kind: 'operator', accountId, name: 'x' })
    await assert.rejects(suspendAccount(own, { accountId, reason }), whole)
  })
})

suite('l’administration d’une collectivité', () => {
  test('la dernière personne qui l’a ne la quitte pas, même si deux partent à la fois', async () => {
    const vaulx = newId()
    const [first, second] = [await agentIn(vaulx, 'administrator'), await agentIn(vaulx, 'administrator')]
    const end = (by: Context, who: typeof first) =>
      endRoleOf(by, { collectivityId: vaulx, accountId: who.accountId, roleId: who.roleId })
    const both = await Promise.all([end(first.ctx, second), end(second.ctx, first)])
    assert.equal(both.filter((each) => each.ok).length, 1)
    const left = both[0]?.ok ? first : second
    const own = await end(left.ctx, left)
    assert.ok(!own.ok && own.refusal === 'last_administrator')
    assert.ok((await end(platform, left)).ok)
  })
})
