import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Actor, AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import {
  changeContact,
  contactData,
  createContact,
  getContact,
  linkByCode,
  listLookups,
  lookAt,
  myLookups,
  recordConsent,
  recordLookup,
  searchContacts,
  separateContacts,
  setDiscretion,
  setMember,
  suggestSame,
  uniteContacts,
} from '../index.ts'

const { db, sql } = await openTestDatabase()
const [here, there] = [newId(), newId()]
const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const agentOf = (collectivityId: string, roles: readonly AgentRole[] = [{ role: 'agent', serviceId: null }]) =>
  as({ kind: 'agent', accountId: newId(), name: 'Léa Essai', collectivityId, roles })
const agent = agentOf(here)
const create = async (
  typed: Parameters<typeof createContact>[1] extends infer I ? Omit<I, 'collectivityId'> : never,
  ctx = agent,
) => {
  const made = await createContact(ctx, { collectivityId: here, ...typed })
  assert.ok(made.ok, JSON.stringify(made))
  return made.value
}
const find = async (query: string, ctx = agent) =>
  (await searchContacts(ctx, { collectivityId: here, query })).map(({ givenName }) => givenName)

suite('les usagers qu’une collectivité connaît', () => {
  test('se trouvent par leur nom mal écrit, leur téléphone, leur adresse', async () => {
    await create({ givenName: 'Zoé', familyName: 'Fontaine', phones: '06 39 98 00 07', emails: 'zoe@exemple.fr' })
    for (const query of ['fontiane', 'zoe font', '0639980007', 'zoe@exemple.fr', 'FONTAINE zoé'])
      assert.deepEqual(await find(query), ['Zoé'], query)
    assert.deepEqual(await find('fontaine paul'), [])
    assert.deepEqual(await find('  '), [])
  })

  test('le même formulaire envoyé deux fois n’écrit qu’une personne', async () => {
    const id = newId()
    const [one, two] = await Promise.all([
      create({ id, givenName: 'Una', familyName: 'Seule' }),
      create({ id, givenName: 'Una', familyName: 'Seule' }),
    ])
    assert.equal(one.id, two.id)
    assert.deepEqual(await find('una seule'), ['Una'])
  })

  test('ceux d’une autre collectivité n’existent pas', async () => {
    const contact = await create({ givenName: 'Ici', familyName: 'Seulement' })
    const other = agentOf(there)
    assert.deepEqual(await searchContacts(other, { collectivityId: there, query: 'seulement' }), [])
    const key = { collectivityId: there, contactId: contact.id }
    await assert.rejects(getContact(other, key), { code: 'contacts.no_contact' })
    await assert.rejects(find('seulement', other), { code: 'contacts.not_allowed' })
  })

  test('ni un élu ni une personne invitée ne trouve qui que ce soit', async () => {
    const elected = agentOf(here, [{ role: 'elected', serviceId: null }])
    const guest = agentOf(here, [{ role: 'agent', serviceId: null, isGuest: true }])
    for (const ctx of [elected, guest]) await assert.rejects(find('zoe', ctx), { code: 'contacts.not_allowed' })
  })

  test('une correction ne recouvre pas celle d’un collègue plus rapide', async () => {
    const contact = await create({ givenName: 'Cora', familyName: 'Corrigée' })
    const key = { collectivityId: here, contactId: contact.id, seenVersion: contact.version }
    const first = await changeContact(agent, { ...key, givenName: 'Cora', familyName: 'Correcte' })
    assert.ok(first.ok)
    const second = await changeContact(agent, { ...key, givenName: 'Cora', familyName: 'Autre' })
    assert.deepEqual(second, { ok: false, refusal: { reason: 'changed' } })
    assert.deepEqual(await find('correcte'), ['Cora'])
    assert.deepEqual(await find('corrigee'), [])
  })

  test('un foyer a ses personnes, et une personne n’en est pas un', async () => {
    const home = await create({ kind: 'household', name: 'Foyer Essai' })
    const child = await create({ givenName: 'Petite', familyName: 'Essai' })
    const input = { collectivityId: here, groupId: home.id, contactId: child.id, role: 'child' as const }
    assert.deepEqual(await setMember(agent, input), { ok: true, value: undefined })
    assert.deepEqual(await setMember(agent, { ...input, groupId: child.id, contactId: home.id }), {
      ok: false,
      refusal: 'not_a_group',
    })
    await recordLookup(agent, { collectivityId: here, contactId: child.id, motive: 'present', detail: '' })
    const seen = await lookAt(agent, { collectivityId: here, contactId: child.id })
    assert.ok(seen.kind === 'known')
    assert.deepEqual(
      seen.known.groups.map(({ name, role }) => [name, role]),
      [['Foyer Essai', 'child']],
    )
  })
})

suite('deux fiches pour une personne', () => {
  test('sont proposées, réunies par un agent, et séparées comme elles étaient', async () => {
    const same = { givenName: 'Dora', familyName: 'Doublet', birthDate: '1987-03-27' }
    const kept = await create({ ...same, emails: 'dora@exemple.fr' })
    const other = await create({ ...same, phones: '0639980011' })
    const key = { collectivityId: here, contactId: kept.id }
    const [suggestion] = await suggestSame(agent, key)
    assert.equal(suggestion?.contact.id, other.id)
    assert.deepEqual(suggestion?.reasons, ['same_name', 'same_birth_date'])
    const united = await uniteContacts(agent, { ...key, otherId: other.id })
    assert.ok(united.ok)
    assert.equal((await searchContacts(agent, { collectivityId: here, query: '0639980011' }))[0]?.id, kept.id)
    await recordLookup(agent, { ...key, motive: 'duplicate', detail: '' })
    const seen = await lookAt(agent, { collectivityId: here, contactId: other.id })
    assert.ok(seen.kind === 'known')
    assert.equal(seen.known.contact.id, kept.id)
    assert.deepEqual([seen.known.emails, seen.known.phones], [['dora@exemple.fr'], ['+33639980011']])
    await separateContacts(agent, { collectivityId: here, mergeId: united.value })
    await separateContacts(agent, { collectivityId: here, mergeId: united.value })
    assert.equal((await searchContacts(agent, { collectivityId: here, query: '0639980011' }))[0]?.id, other.id)
  })

  test('deux comptes prouvés ne font jamais une personne, ni deux sortes', async () => {
    const [a, b] = [await create({ familyName: 'Prouvée' }), await create({ familyName: 'Prouvée' })]
    for (const { id: contactId } of [a, b])
      await linkByCode({ db, clock }, { collectivityId: here, contactId, accountId: newId() })
    const unite = (keptId: string, otherId: string) =>
      uniteContacts(agent, { collectivityId: here, contactId: keptId, otherId })
    assert.deepEqual(await unite(a.id, b.id), { ok: false, refusal: 'two_accounts' })
    const home = await create({ kind: 'household', name: 'Foyer' })
    assert.deepEqual(await unite(a.id, home.id), { ok: false, refusal: 'other_kind' })
    assert.deepEqual(await unite(a.id, a.id), { ok: false, refusal: 'already' })
  })

  test('réunies l’une dans l’autre au même moment, une seule fois', async () => {
    const [a, b] = [await create({ familyName: 'Ensemble' }), await create({ familyName: 'Ensemble' })]
    const outcomes = await Promise.all([
      uniteContacts(agent, { collectivityId: here, contactId: a.id, otherId: b.id }),
      uniteContacts(agent, { collectivityId: here, contactId: b.id, otherId: a.id }),
    ])
    assert.deepEqual(outcomes.map(({ ok }) => String(ok)).toSorted(), ['false', 'true'])
  })
})

suite('consulter tout ce qui est connu de quelqu’un', () => {
  test('il faut dire pourquoi d’abord, et cela ne dure qu’une demi-heure', async () => {
    const contact = await create({ familyName: 'Consultée' })
    const key = { collectivityId: here, contactId: contact.id }
    assert.equal((await lookAt(agent, key)).kind, 'motive_asked')
    assert.deepEqual(await recordLookup(agent, { ...key, motive: 'other', detail: ' ' }), {
      ok: false,
      refusal: 'no_detail',
    })
    await recordLookup(agent, { ...key, motive: 'calling', detail: '' })
    assert.equal((await lookAt(agent, key)).kind, 'known')
    assert.equal((await lookAt(agentOf(here), key)).kind, 'motive_asked')
    const later = { ...agent, clock: fixedClock(new Date('2026-11-24T09:31:00Z')) }
    assert.equal((await lookAt(later, key)).kind, 'motive_asked')
  })

  test('la personne lit qui a regardé, même avant que son compte soit relié ; qui supervise aussi', async () => {
    const contact = await create({ familyName: 'Regardée' })
    const key = { collectivityId: here, contactId: contact.id }
    await recordLookup(agent, { ...key, motive: 'present', detail: '' })
    const accountId = newId()
    const herself = as({ kind: 'account', accountId, name: 'Regardée' })
    assert.deepEqual(await myLookups(herself), [])
    await linkByCode({ db, clock }, { ...key, accountId })
    const [lookup] = await myLookups(herself)
    assert.deepEqual([lookup?.agentName, lookup?.motive, lookup?.collectivityId], ['Léa Essai', 'present', here])
    const supervisor = agentOf(here, [{ role: 'supervisor', serviceId: null }])
    const register = await listLookups(supervisor, here)
    assert.ok(register.some(({ contactName }) => contactName.trim() === 'Regardée'))
    assert.throws(() => listLookups(agent, here), { code: 'contacts.not_allowed' })
  })

  test('une consultation ne se corrige ni ne s’efface', async () => {
    const change = (text: string) => db.withCollectivity(here, (tx) => tx.sql(text))
    for (const table of ['lookup', 'consent']) {
      await assert.rejects(change(`delete from contacts.${table}`), /permission denied/)
      await assert.rejects(change(`update contacts.${table} set at = now()`), /permission denied/)
    }
  })

  test('un compte relié le reste : un deuxième code n’y change rien', async () => {
    const contact = await create({ familyName: 'Reliée' })
    const key = { collectivityId: here, contactId: contact.id }
    const accountId = newId()
    await linkByCode({ db, clock }, { ...key, accountId })
    await linkByCode({ db, clock }, { ...key, accountId: newId() })
    assert.equal((await getContact(agent, key)).accountId, accountId)
  })

  test('le dernier accord sur un moyen est celui qui compte', async () => {
    const contact = await create({ familyName: 'Accord' })
    const key = { collectivityId: here, contactId: contact.id }
    const word = { ...key, purpose: 'follow_up' as const, channel: 'sms' as const, how: 'spoken' as const }
    await recordConsent(agent, { ...word, isGiven: true })
    await recordConsent({ ...agent, clock: fixedClock(new Date('2026-11-24T09:05:00Z')) }, { ...word, isGiven: false })
    await recordLookup(agent, { ...key, motive: 'present', detail: '' })
    const seen = await lookAt(agent, key)
    assert.ok(seen.kind === 'known')
    assert.deepEqual(
      seen.known.consents.map(({ channel, isGiven }) => [channel, isGiven]),
      [['sms', false]],
    )
  })

  test('dire un service discret est l’affaire de qui administre toute la collectivité', async () => {
    const input = { collectivityId: here, serviceId: newId(), level: 'discreet' as const }
    await assert.rejects(setDiscretion(agent, input), { code: 'contacts.not_allowed' })
    await setDiscretion(agentOf(here, [{ role: 'administrator', serviceId: null }]), input)
    const rows = await sql<{ level: string }>('select level from contacts.discreet_service')
    assert.deepEqual(rows, [{ level: 'discreet' }])
  })
})

suite('les comptes', () => {
  test('une réunion de comptes emporte la fiche, son retour la rend, la fin du compte la délie', async () => {
    const contact = await create({ familyName: 'Suivie' })
    const key = { collectivityId: here, contactId: contact.id }
    const [from, to, mergeId] = [newId(), newId(), newId()]
    await linkByCode({ db, clock }, { ...key, accountId: from })
    const system = as({ kind: 'system', name: 'essai' })
    const accountNow = async () => (await getContact(agent, key)).accountId
    await contactData.move(system, { mergeId, from, to })
    await contactData.move(system, { mergeId, from, to })
    assert.equal(await accountNow(), to)
    await contactData.moveBack(system, { mergeId, from, to })
    assert.equal(await accountNow(), from)
    const copy = (await contactData.export(system, from)) as { contacts: { name: string }[] }
    assert.equal(copy.contacts[0]?.name, 'Suivie')
    await contactData.erase(system, from)
    assert.equal(await accountNow(), null)
  })
})
