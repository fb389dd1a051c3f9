import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'
import { mayTryAgainAt, slowDown, territoryLimit } from './attempts.ts'
import { asksSecondStep, isProvedWithin, keyName } from './factors.ts'
import { truncatedNetwork } from './history.ts'
import { drawRecoveryCodes } from './recovery.ts'
import { newTotpSecret, readableSecret, readTotpCode, totpAddress, totpStep } from './totp.ts'

const now = new Date('2027-03-01T08:00:00Z')
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds)

suite('codes d’application', () => {
  test('les codes de la RFC 6238 (annexe B, SHA-1), sur six chiffres', () => {
    const secret = Secret.fromUTF8('12345678901234567890').base32
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ] as const) {
      assert.equal(totpStep(secret, code, new Date(seconds * 1000)), Math.floor(seconds / 30), code)
    }
  })

  test('un code vaut pour son moment, le précédent et le suivant, jamais au-delà', () => {
    const secret = newTotpSecret()
    const code = TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: now.getTime() })
    const step = Math.floor(now.getTime() / 30_000)
    fc.assert(
      fc.property(fc.integer({ min: -600, max: 600 }), (seconds) => {
        const at = later(seconds * 1000)
        const found = totpStep(secret, code, at)
        if (Math.abs(Math.floor(at.getTime() / 30_000) - step) <= 1) assert.equal(found, step)
        // Two steps may have the same code, once in a million.
        else assert.notEqual(found, step)
      }),
    )
  })

  test('ce qu’on tape se lit avec ses espaces, et rien d’autre que six chiffres ne passe', () => {
    for (const typed of ['123456', ' 123 456 ', '123-456', '1 2 3 4 5 6']) assert.equal(readTotpCode(typed), '123456')
    for (const typed of ['', '12345', '1234567', '12345a', '１２３４５６']) assert.equal(readTotpCode(typed), undefined)
  })

  test('la clé a 160 bits, se recopie par quatre, et l’adresse la porte avec le nom du territoire', () => {
    const secret = newTotpSecret()
    assert.equal(secret.length, 32)
    assert.equal(readableSecret('ABCDEFGH'), 'ABCD EFGH')
    const address = new URL(totpAddress(secret, { issuer: 'Mairie : essai', email: 'a@exemple.fr' }))
    assert.equal(address.protocol, 'otpauth:')
    assert.equal(address.searchParams.get('secret'), secret)
    assert.equal(address.searchParams.get('issuer'), 'Mairie   essai')
  })
})

suite('essais', () => {
  test('le territoire ralentit au-delà de sa limite, jamais plus de vingt secondes', () => {
    const limit = territoryLimit.atOnce * territoryLimit.oneEvery
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10 * limit }), (ahead) => {
        const wait = slowDown(later(ahead), now)
        if (ahead < limit) assert.equal(wait, undefined)
        else assert.ok(wait !== undefined && wait >= 5 && wait <= 20)
      }),
    )
  })

  test('l’heure que lit l’assistance est celle où l’essai passe', () => {
    const limit = { atOnce: 5, oneEvery: 60_000 }
    assert.equal(mayTryAgainAt(now, limit, now), undefined)
    assert.deepEqual(mayTryAgainAt(later(5 * 60_000), limit, now), later(60_000))
  })
})

suite('le reste', () => {
  test('dix codes de secours différents, lisibles à voix haute', () => {
    const codes = drawRecoveryCodes()
    assert.equal(new Set(codes).size, 10)
    for (const code of codes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
  })

  test('une adresse coupée ne désigne plus un foyer', () => {
    assert.equal(truncatedNetwork('203.0.113.77'), '203.0.113.0/24')
    assert.equal(truncatedNetwork('::ffff:203.0.113.77'), '203.0.113.0/24')
    assert.equal(truncatedNetwork('2001:db8:aaaa:bbbb:1:2:3:4'), '2001:db8:aaaa::/48')
    assert.equal(truncatedNetwork('nulle part'), '')
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), (address, last) => {
        const moved = [...address.split('.').slice(0, 3), last].join('.')
        assert.equal(truncatedNetwork(address), truncatedNetwork(moved))
      }),
    )
  })

  test('un nom de clé tient sur une ligne, et n’est jamais vide', () => {
    assert.equal(keyName('  Clé \n du  trousseau ', 'x'), 'Clé du trousseau')
    assert.equal(keyName('   ', 'Firefox'), 'Firefox')
    assert.equal(keyName('a'.repeat(200), '').length, 60)
  })

  test('deux étapes dès qu’il y a une application ou une clé ; une preuve vieillit', () => {
    assert.deepEqual(
      [false, true].flatMap((hasTotp) => [0, 1].map((passkeys) => asksSecondStep({ hasTotp, passkeys }))),
      [false, true, true, true],
    )
    assert.equal(isProvedWithin({ provedAt: now }, 600_000, later(599_999)), true)
    assert.equal(isProvedWithin({ provedAt: now }, 600_000, later(600_000)), false)
  })
})
