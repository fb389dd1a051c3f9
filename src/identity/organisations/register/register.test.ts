import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startRegisterStandIn } from '../../../../standins/api-entreprise/server.ts'
import { openTrial } from '../service/trial.ts'
import { createRegister } from './client.ts'

const { base, clock, register, standIn } = await openTrial(await startRegisterStandIn({ token: 'trial' }))
const hours = (count: number): number => count * 3_600_000
const find = (siren: string) => register.find(base, { kind: 'siren', siren })

suite('registre de l’État', () => {
  test('une entreprise : nom, forme, siège et état', async () => {
    const found = await find('552049447')
    assert.ok(found.ok)
    assert.equal(found.value.value.name, 'SOCIETE NATIONALE SNCF')
    assert.equal(found.value.value.seatSiret, '55204944776279')
    assert.deepEqual(found.value.value.seatAddress, ['2 PLACE AUX ETOILES', '93210 SAINT-DENIS'])
    assert.equal(found.value.value.isActive, true)
  })

  test('une personne physique porte son nom ; une adresse non diffusible ne se répète pas', async () => {
    const found = await find('350042925')
    assert.ok(found.ok)
    assert.equal(found.value.value.name, 'AURELIE MOREAU')
    assert.deepEqual(found.value.value.seatAddress, [])
    assert.equal(found.value.value.isActive, false)
  })

  test('une association sans SIREN se lit par son RNA', async () => {
    const found = await register.find(base, { kind: 'rna', rna: 'W691000017' })
    assert.ok(found.ok)
    assert.deepEqual([found.value.value.siren, found.value.value.officialEmail], [null, 'bureau@amis-exemple.fr'])
  })

  test('les commissaires aux comptes et les personnes morales ne dirigent pas', async () => {
    const found = await register.officers(base, '552049447')
    assert.ok(found.ok)
    assert.deepEqual(
      found.value.value.map(({ familyName, role }) => [familyName, role]),
      [['DUPONT', 'PRESIDENT']],
    )
  })

  test('chaque refus officiel a son sens', async () => {
    const errors = {
      invalid_token_error: 'not_allowed',
      insufficient_privileges_error: 'not_allowed',
      entite_non_trouvee_01003: 'unknown',
      conflict_error: 'busy',
      unprocessable_content_error_siren_error: 'malformed',
      too_many_requests_error: 'busy',
      legal: 'withheld',
      provider_unknown_error: 'unavailable',
      timeout_error: 'unavailable',
      network_error: 'unavailable',
      silence: 'unavailable',
    }
    for (const [error, reason] of Object.entries(errors)) {
      clock.advance(hours(25))
      standIn.fail(error)
      const found = await find('775672272')
      assert.equal(found.ok, false, error)
      assert.equal(!found.ok && found.refusal.reason, reason, error)
    }
  })

  test('le registre dit quand redemander', async () => {
    standIn.fail('network_error')
    const found = await find('424179364')
    assert.deepEqual(found, { ok: false, refusal: { reason: 'unavailable', retryAfterSeconds: 10 } })
  })

  test('une réponse fraîche ne se redemande pas ; une inconnue non plus', async () => {
    await find('478464803')
    await find('999999998')
    const before = standIn.asked.length
    await find('478464803')
    assert.equal((await find('999999998')).ok, false)
    assert.equal(standIn.asked.length, before)
  })

  test('quand le registre ne répond pas, la dernière réponse se montre, une semaine au plus, et se dit vieille', async () => {
    await find('552049447')
    clock.advance(hours(30))
    standIn.fail('provider_unavailable_error', 2)
    const stale = await find('552049447')
    assert.equal(stale.ok && stale.value.isStale, true)
    clock.advance(hours(24 * 8))
    standIn.fail('provider_unavailable_error')
    assert.equal((await find('552049447')).ok, false)
  })

  test('sans clé, rien n’est demandé', async () => {
    const found = await createRegister(undefined).find(base, { kind: 'siren', siren: '552049447' })
    assert.deepEqual(found, { ok: false, refusal: { reason: 'not_configured' } })
  })
})
