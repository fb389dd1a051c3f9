import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Actor, AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { JobHandler } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import {
  accountJobHandlers,
  type AccountMail,
  changeSponsor,
  createAccounts,
  createGroup,
  declareOwnAddress,
  endGuest,
  endRoleOf,
  findRoles,
  findStanding,
  getAccessRules,
  grantRole,
  inviteAgent,
  inviteGuest,
  listGroupsOf,
  listGuests,
  listMyCollectivities,
  listMyLostAccess,
  removeOwnAddress,
  renewGuest,
  setFactorRule,
  suspendAgent,
} from '../index.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const secrets = createSecrets('a secret for tests, long enough to be one')
const accounts = createAccounts({
  secrets,
  passwords: createPasswords({ concurrency: 2 }),
  breached: await openBreachedPasswords([]),
})
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const platform = as({ kind: 'system', name: 'test' })
const [corbas, givors, roads] = [newId(), newId(), newId()]
const days = 86_400_000

const sent: AccountMail[] = []
const handlers = accountJobHandlers({
  db,
  clock,
  secrets,
  sendMail: async (mail) => void sent.push(mail),
  placeOf: async () => ({ name: 'Corbas', desk: '/bureau/corbas/demandes', guests: '/bureau/corbas/invites' }),
  links: {
    confirmEmail: (secret) => `/confirmer/${secret}`,
    choosePassword: (secret) => `/mot-de-passe/${secret}`,
    signIn: () => '/connexion',
    forgottenPassword: () => '/mot-de-passe',
    signInByLink: (secret) => `/connexion/lien/${secret}`,
    keepFactors: (secret) => `/compte/garder/${secret}`,
    security: () => '/compte/securite',
    describeDevice: (device) => device,
  },
})

/** Runs the jobs that were asked for with this name, and gives the mails that they sent. */
async function mailsOf(name: string): Promise<AccountMail[]> {
  sent.length = 0
  const jobs = await sql<{ id: string; payload: unknown }>(
    `select j.id, j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1 order by j.id`,
    [name],
  )
  const handler = handlers.find(({ job }) => job.name === name) as JobHandler
  for (const { id, payload } of jobs) {
    await handler.run(payload)
    await sql('delete from graphile_worker._private_jobs where id = $1', [id])
  }
  return [...sent]
}
const nightly = (): Promise<void> =>
  handlers.find(({ job }) => job.name === 'accounts.watch_guests')?.run({}) ?? Promise.reject(new Error('no job'))

let count = 0
async function agentIn(collectivityId: string, role: AgentRole['role'] = 'agent') {
  const email = `agent.${++count}@mairie.exemple.fr`
  const made = await accounts.createAccount(platform, { email, givenName: 'Agent', familyName: `Exemple ${count}` })
  assert.ok(made.ok)
  const { accountId } = made.value
  const given = await grantRole(platform, { collectivityId, accountId, role, serviceId: null })
  assert.ok(given.ok)
  const ctx = await contextOf(collectivityId, accountId)
  return { accountId, roleId: given.value.roleId, ctx, email }
}
const contextOf = async (collectivityId: string, accountId: string): Promise<Context> =>
  as({
    kind: 'agent',
    accountId,
    name: 'x',
    collectivityId,
    roles: await findRoles(platform, { collectivityId, accountId }),
  })

const administrator = await agentIn(corbas, 'administrator')
const sponsor = await agentIn(corbas)
const group = await createGroup(administrator.ctx, { collectivityId: corbas, name: 'Plans', description: '' })
assert.ok(group.ok)
const { groupId } = group.value

const invitation = (more: object = {}) => ({
  collectivityId: corbas,
  email: `invite.${++count}@entreprise.exemple.com`,
  givenName: 'Invitée',
  familyName: `Essai ${count}`,
  organisation: 'Entreprise Exemple',
  reason: 'Chantier de la place',
  sponsorId: sponsor.accountId,
  until: '2027-06-30',
  serviceId: roads,
  groupIds: [groupId],
  ...more,
})
async function guestOf(more: object = {}) {
  const made = await inviteGuest(administrator.ctx, invitation(more))
  assert.ok(made.ok, JSON.stringify(made))
  return { collectivityId: corbas, ...made.value }
}
const refusalOf = async (ctx: Context, more: object = {}) => {
  const answer = await inviteGuest(ctx, invitation(more))
  return answer.ok ? 'accepted' : answer.refusal.reason
}
const hasAccess = async ({ accountId }: { accountId: string }) => {
  const [roles, groups] = await Promise.all([
    findRoles(platform, { collectivityId: corbas, accountId }),
    listGroupsOf(platform, accountId),
  ])
  assert.equal(roles.length > 0, groups.length > 0)
  return roles.length > 0
}
const forbidden = { code: 'accounts.roles' }
const notHers = { code: 'accounts.guest' }

suite('une personne invitée', () => {
  test('a ce qu’on lui donne jusqu’au soir du dernier jour, puis plus rien, sans qu’une tâche passe', async () => {
    const guest = await guestOf()
    assert.deepEqual(await findRoles(platform, guest), [{ role: 'agent', serviceId: roads, isGuest: true }])
    assert.equal(await hasAccess(guest), true)
    const own = as({ kind: 'account', accountId: guest.accountId, name: 'x' })
    assert.equal((await listMyCollectivities(own)).length, 1)
    const start = clock.now()
    clock.set(new Date('2027-06-30T21:59:59.000Z'))
    assert.equal(await hasAccess(guest), true)
    clock.set(new Date('2027-06-30T22:00:00.000Z'))
    assert.equal(await hasAccess(guest), false)
    assert.deepEqual(await listMyCollectivities(own), [])
    const [lost] = await listMyLostAccess(own)
    assert.equal(lost?.reason, 'guest_ended')
    assert.equal(lost?.at?.toISOString(), '2027-06-30T21:59:59.999Z')
    assert.match(lost?.sponsorName ?? '', /^Agent Exemple/)
    clock.set(start)
  })

  test('reçoit un courriel qui dit qui répond d’elle et jusqu’à quand', async () => {
    await mailsOf('accounts.mail_access')
    await guestOf()
    const [mail] = await mailsOf('accounts.mail_access')
    assert.match(mail?.paragraphs.join('\n') ?? '', /Corbas vous invite\. Agent Exemple \d+ répond de votre accès/)
    assert.match(mail?.paragraphs.join('\n') ?? '', /prend fin le mercredi 30 juin 2027/)
  })

  test('vient pour douze mois au plus, pour quelque chose, d’un endroit, sous les yeux d’un agent d’ici', async () => {
    const { ctx } = administrator
    assert.equal(await refusalOf(ctx, { until: '2028-03-01' }), 'accepted')
    assert.equal(await refusalOf(ctx, { until: '2028-03-02' }), 'end_too_far')
    assert.equal(await refusalOf(ctx, { until: '' }), 'end_missing')
    assert.equal(await refusalOf(ctx, { until: '2027-02-28' }), 'end_before_start')
    assert.equal(await refusalOf(ctx, { until: '31/12/2027' }), 'end_malformed')
    assert.equal(await refusalOf(ctx, { organisation: ' ' }), 'organisation_missing')
    assert.equal(await refusalOf(ctx, { reason: '' }), 'reason_missing')
    assert.equal(await refusalOf(ctx, { serviceId: null, groupIds: [] }), 'nothing_given')
    const [elsewhere, elected] = [await agentIn(givors), await guestOf()]
    assert.equal(await refusalOf(ctx, { sponsorId: elsewhere.accountId }), 'sponsor_unknown')
    // A guest sponsors nobody.
    assert.equal(await refusalOf(ctx, { sponsorId: elected.accountId }), 'sponsor_unknown')
    assert.equal(await refusalOf(ctx, { email: sponsor.email }), 'works_here')
    const twice = invitation()
    assert.ok((await inviteGuest(ctx, twice)).ok)
    const again = await inviteGuest(ctx, twice)
    assert.ok(!again.ok && again.refusal.reason === 'already_guest')
  })

  test('seule l’administration d’ici invite ; un groupe d’ailleurs n’y change rien', async () => {
    const elsewhere = await agentIn(givors, 'administrator')
    const guest = await guestOf()
    for (const ctx of [sponsor.ctx, elsewhere.ctx, await contextOf(corbas, guest.accountId)]) {
      await assert.rejects(inviteGuest(ctx, invitation()), forbidden)
    }
    const foreign = await createGroup(elsewhere.ctx, { collectivityId: givors, name: 'Ailleurs', description: '' })
    assert.ok(foreign.ok)
    const email = 'personne.nouvelle@entreprise.exemple.com'
    await assert.rejects(inviteGuest(administrator.ctx, invitation({ email, groupIds: [foreign.value.groupId] })), {
      code: 'accounts.group',
    })
    // Nothing of a refused invitation stays, not even the account.
    assert.deepEqual(await sql('select 1 from accounts.account where email = $1', [email]), [])
  })

  test('est prolongée par qui répond d’elle, douze mois de plus au plus ; personne d’autre ne le peut', async () => {
    const guest = await guestOf({ until: '2027-03-10' })
    const other = await agentIn(corbas)
    const elsewhere = await agentIn(givors, 'administrator')
    for (const ctx of [other.ctx, elsewhere.ctx, await contextOf(corbas, guest.accountId)]) {
      await assert.rejects(renewGuest(ctx, { ...guest, until: '2027-09-30' }), notHers)
      await assert.rejects(endGuest(ctx, guest), notHers)
    }
    const tooFar = await renewGuest(sponsor.ctx, { ...guest, until: '2028-03-15' })
    assert.ok(!tooFar.ok && tooFar.refusal === 'end_too_far')
    assert.ok((await renewGuest(sponsor.ctx, { ...guest, until: '2027-09-30' })).ok)
    clock.advance(15 * days)
    assert.equal(await hasAccess(guest), true)
    assert.equal(await endGuest(sponsor.ctx, guest), true)
    assert.equal(await hasAccess(guest), false)
    assert.equal(await endGuest(sponsor.ctx, guest), false)
    // Invited anew, she has the same again.
    const email = (
      await sql<{ email: string }>('select email from accounts.account where id = $1', [guest.accountId])
    )[0]
    const again = await guestOf({ email: email?.email })
    assert.equal(again.accountId, guest.accountId)
    assert.equal(await hasAccess(again), true)
    clock.advance(-15 * days)
  })

  test('quinze jours avant la fin, qui répond d’elle est prévenu, une fois ; prolongée, une autre fois', async () => {
    const guest = await guestOf({ until: '2027-03-17', reason: 'Fouilles de la chapelle' })
    const about = (mails: AccountMail[]) => mails.filter((mail) => mail.paragraphs.join().includes('Fouilles'))
    await nightly()
    assert.deepEqual(about(await mailsOf('accounts.mail_about_guest')), [])
    clock.advance(days)
    await nightly()
    await nightly()
    const [mail, ...more] = about(await mailsOf('accounts.mail_about_guest'))
    assert.equal(mail?.to, sponsor.email)
    assert.match(mail?.subject ?? '', /prend fin le 17 mars 2027/)
    assert.deepEqual(more, [])
    await renewGuest(sponsor.ctx, { ...guest, until: '2027-03-18' })
    clock.advance(2 * days)
    await nightly()
    assert.equal(about(await mailsOf('accounts.mail_about_guest')).length, 1)
    clock.advance(-3 * days)
  })
})

suite('quand qui répond d’une personne invitée s’en va', () => {
  test('un autre agent prend le relais sous trente jours, sinon l’accès s’arrête', async () => {
    const leaving = await agentIn(corbas)
    const [kept, lost] = [
      await guestOf({ sponsorId: leaving.accountId, until: '2027-12-31' }),
      await guestOf({ sponsorId: leaving.accountId, until: '2027-12-31' }),
    ]
    const other = await agentIn(corbas)
    // As long as she is there, nobody takes her guests from her.
    await assert.rejects(changeSponsor(other.ctx, { ...kept, sponsorId: other.accountId }), notHers)
    const start = clock.now()
    assert.ok((await endRoleOf(administrator.ctx, { collectivityId: corbas, ...leaving })).ok)
    assert.equal(await hasAccess(kept), true)
    await mailsOf('accounts.mail_about_guest')
    await nightly()
    const told = (await mailsOf('accounts.mail_about_guest')).filter(({ to }) => to === administrator.email)
    assert.equal(told.length, 2)
    assert.match(told[0]?.paragraphs.join() ?? '', /cet accès s’arrête le mercredi 31 mars 2027/)
    await nightly()
    assert.deepEqual(await mailsOf('accounts.mail_about_guest'), [])
    const orphans = (await listGuests(other.ctx, corbas)).filter(({ state }) => state === 'without_sponsor')
    assert.deepEqual(new Set(orphans.map(({ stayId }) => stayId)), new Set([kept.stayId, lost.stayId]))
    const itself = await changeSponsor(administrator.ctx, { ...kept, sponsorId: kept.accountId })
    assert.ok(!itself.ok && itself.refusal === 'sponsor_unknown')
    // In her own name only.
    await assert.rejects(changeSponsor(other.ctx, { ...kept, sponsorId: sponsor.accountId }), notHers)
    assert.ok((await changeSponsor(other.ctx, { ...kept, sponsorId: other.accountId })).ok)
    clock.set(new Date(start.getTime() + 30 * days - 1))
    assert.deepEqual([await hasAccess(kept), await hasAccess(lost)], [true, true])
    clock.set(new Date(start.getTime() + 30 * days))
    assert.deepEqual([await hasAccess(kept), await hasAccess(lost)], [true, false])
    const states = new Map((await listGuests(administrator.ctx, corbas)).map(({ stayId, state }) => [stayId, state]))
    assert.deepEqual([states.get(kept.stayId), states.get(lost.stayId)], ['here', 'ended'])
    clock.set(start)
  })

  test('suspendu, il compte comme parti trente jours plus tard', async () => {
    const suspended = await agentIn(corbas)
    const guest = await guestOf({ sponsorId: suspended.accountId, until: '2027-12-31' })
    await suspendAgent(administrator.ctx, { collectivityId: corbas, ...suspended, reason: 'Enquête' })
    const start = clock.now()
    assert.equal(await hasAccess(guest), true)
    clock.set(new Date(start.getTime() + 30 * days))
    assert.equal(await hasAccess(guest), false)
    clock.set(start)
  })
})

suite('les adresses d’une collectivité', () => {
  test('une adresse de l’extérieur est celle d’une invitée, jamais d’un agent, même en modifiant la requête', async () => {
    const place = newId()
    const admin = await agentIn(place, 'administrator')
    const ask = (email: string, more: object = {}) => ({
      collectivityId: place,
      email,
      givenName: 'Ana',
      familyName: 'Essai',
      role: 'agent' as const,
      serviceId: null,
      ...more,
    })
    const invite = async (email: string, more: object = {}) => {
      const answer = await inviteAgent(admin.ctx, ask(email, more))
      return answer.ok ? 'accepted' : answer.refusal.reason
    }
    // Nothing declared: only mailboxes that anybody opens are outside.
    assert.equal(await invite('ana.1@mairie.exemple.fr'), 'accepted')
    assert.equal(await invite('ana.1@gmail.com'), 'external_address')
    const declare = async (address: string) => {
      const answer = await declareOwnAddress(admin.ctx, { collectivityId: place, address })
      return answer.ok ? answer.value.address : answer.refusal
    }
    assert.equal(await declare(' @Mairie.Exemple.fr'), 'mairie.exemple.fr')
    assert.equal(await declare('mairie.exemple.fr'), 'already_declared')
    assert.equal(await declare('orange.fr'), 'free_mail')
    assert.equal(await declare('pas un domaine'), 'malformed')
    assert.equal(await declare('mairie-essai@orange.fr'), 'mairie-essai@orange.fr')
    assert.equal(await invite('ana.2@mairie.exemple.fr'), 'accepted')
    assert.equal(await invite('mairie-essai@orange.fr'), 'accepted')
    assert.equal(await invite('ana@autre.exemple.fr'), 'external_address')
    assert.equal(await invite('ana@mairie.exemple.fr.autre.exemple.fr'), 'external_address')
    // An elected member writes from where she likes, and reads until the end of her mandate.
    assert.equal(await invite('ana@gmail.com', { role: 'elected' }), 'mandate_without_end')
    const mandate = { role: 'elected', endsAt: new Date('2032-03-31T22:00:00Z'), office: 'adjointe à la voirie' }
    assert.equal(await invite('ana@gmail.com', mandate), 'accepted')
    const guest = await inviteGuest(admin.ctx, {
      ...invitation({ sponsorId: admin.accountId, groupIds: [] }),
      collectivityId: place,
    })
    assert.ok(guest.ok)
    const direct = await grantRole(admin.ctx, {
      collectivityId: place,
      accountId: guest.value.accountId,
      role: 'agent',
      serviceId: null,
    })
    assert.ok(!direct.ok && direct.refusal === 'external_address')
    const stranger = await agentIn(corbas)
    const unknown = await grantRole(admin.ctx, { ...ask(''), accountId: stranger.accountId })
    assert.ok(!unknown.ok && unknown.refusal === 'unknown_account')
    await removeOwnAddress(admin.ctx, { collectivityId: place, address: 'mairie-essai@orange.fr' })
    assert.deepEqual((await getAccessRules(admin.ctx, place)).ownAddresses, ['mairie.exemple.fr'])
    await assert.rejects(declareOwnAddress(sponsor.ctx, { collectivityId: corbas, address: 'x.fr' }), forbidden)
    await assert.rejects(declareOwnAddress(admin.ctx, { collectivityId: corbas, address: 'x.fr' }), forbidden)
  })
})

suite('deux facteurs', () => {
  test('se demandent par collectivité et par rôle, à partir d’un jour ; une invitée a sa propre règle', async () => {
    const place = newId()
    const admin = await agentIn(place, 'administrator')
    const of = { collectivityId: place, accountId: admin.accountId }
    assert.equal((await findStanding(platform, of)).secondFactorFrom, null)
    await setFactorRule(admin.ctx, { collectivityId: place, role: 'agent', from: '2027-03-01' })
    assert.equal((await findStanding(platform, of)).secondFactorFrom, null)
    await setFactorRule(admin.ctx, { collectivityId: place, role: 'administrator', from: '2027-04-01' })
    const { secondFactorFrom } = await findStanding(platform, of)
    assert.equal(secondFactorFrom?.toISOString(), '2027-03-31T22:00:00.000Z')
    const guest = await inviteGuest(admin.ctx, {
      ...invitation({ sponsorId: admin.accountId, groupIds: [] }),
      collectivityId: place,
    })
    assert.ok(guest.ok)
    const stay = { collectivityId: place, accountId: guest.value.accountId }
    assert.equal((await findStanding(platform, stay)).secondFactorFrom, null)
    await setFactorRule(admin.ctx, { collectivityId: place, role: 'guest', from: '2027-03-01' })
    assert.ok((await findStanding(platform, stay)).secondFactorFrom)
    await setFactorRule(admin.ctx, { collectivityId: place, role: 'administrator', from: null })
    assert.equal((await findStanding(platform, of)).secondFactorFrom, null)
    await assert.rejects(setFactorRule(sponsor.ctx, { collectivityId: corbas, role: 'agent', from: null }), forbidden)
    await assert.rejects(setFactorRule(admin.ctx, { collectivityId: corbas, role: 'agent', from: null }), forbidden)
  })
})
