import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { addressBlock, admitAttempt, type AttemptLimit, attemptLimits } from './attempts.ts'
import { emailKey, fieldFaults, isEmail, passwordFault } from './fields.ts'
import { judgeLink } from './links.ts'
import { isFreshForBureau, isWorthTouching, sessionEnd, sessionLife } from './sessions.ts'

const start = new Date('2027-03-01T08:00:00Z')
const after = (milliseconds: number) => new Date(start.getTime() + milliseconds)
const moment = fc.integer({ min: -1e9, max: 1e9 }).map(after)

suite('identity as typed', () => {
  test('an address is the same in capitals and between spaces', () => {
    assert.equal(emailKey(' Jeanne.Exemple@Exemple.FR '), 'jeanne.exemple@exemple.fr')
    fc.assert(fc.property(fc.emailAddress(), (email) => emailKey(emailKey(email)) === emailKey(email.toUpperCase())))
  })

  test('what cannot receive mail is not an address', () => {
    for (const email of ['jeanne@exemple.fr', 'j.d+x@sous.exemple.org', 'zoé@exemple.fr'])
      assert.ok(isEmail(email), email)
    for (const text of [
      '',
      'jeanne',
      '@exemple.fr',
      'jeanne@',
      'jeanne@exemple',
      'a b@exemple.fr',
      'a@b@exemple.fr',
      'a@exemple.fr\nBcc: b@exemple.fr',
      `${'a'.repeat(250)}@exemple.fr`,
    ])
      assert.ok(!isEmail(text), text)
  })

  test('every faulty field is named at once', () => {
    assert.deepEqual(
      fieldFaults({ email: 'jeanne', givenName: ' ', familyName: 'x'.repeat(101), phone: 'abc', password: 'court' }),
      { email: 'malformed', givenName: 'missing', familyName: 'too_long', phone: 'malformed', password: 'too_short' },
    )
    assert.deepEqual(
      fieldFaults({
        email: 'jeanne@exemple.fr',
        givenName: 'Jeanne',
        familyName: 'Exemple',
        phone: '+33 (0)4 00 00 00 00',
      }),
      {},
    )
  })

  test('a password is long, not one’s own name, and made of more than a few letters', () => {
    const of = { email: 'jeanne.exemple@exemple.fr', givenName: 'Jeanne', familyName: 'Exemple' }
    assert.equal(passwordFault('', of), 'missing')
    assert.equal(passwordFault('onze lettre', of), 'too_short')
    assert.equal(passwordFault('x'.repeat(201), of), 'too_long')
    assert.equal(passwordFault('Jeanne.Exemple', of), 'too_easy')
    assert.equal(passwordFault('jeanne exemple', of), 'too_easy')
    assert.equal(passwordFault('abababababababab', of), 'too_easy')
    assert.equal(passwordFault('bonjour-traboule', of), undefined)
  })
})

suite('attempts', () => {
  const limit: AttemptLimit = { atOnce: 5, oneEvery: 60_000 }

  test('five at once, then one a minute, and the wait said is the wait kept', () => {
    let clearAt = start
    for (let turn = 0; turn < 5; turn++) {
      const admission = admitAttempt(clearAt, limit, start)
      assert.ok(admission.admitted)
      clearAt = admission.clearAt
    }
    assert.deepEqual(admitAttempt(clearAt, limit, start), { admitted: false, retryAfterSeconds: 60 })
    assert.deepEqual(admitAttempt(clearAt, limit, after(59_001)), { admitted: false, retryAfterSeconds: 1 })
    assert.ok(admitAttempt(clearAt, limit, after(60_000)).admitted)
  })

  test('whatever the rhythm, no more pass than the bucket holds and what leaked meanwhile', () => {
    const rhythm = fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(rhythm, (gaps) => {
        let now = start.getTime()
        let clearAt = start
        let passed = 0
        for (const gap of gaps) {
          now += gap
          const admission = admitAttempt(clearAt, limit, new Date(now))
          if (!admission.admitted) continue
          passed += 1
          clearAt = admission.clearAt
          assert.ok(passed <= limit.atOnce + Math.floor((now - start.getTime()) / limit.oneEvery))
        }
      }),
    )
  })

  test('who waits as long as told always passes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(attemptLimits)), moment, moment, (rule, clearAt, now) => {
        const admission = admitAttempt(clearAt, rule, now)
        if (admission.admitted) return
        assert.ok(admission.retryAfterSeconds > 0)
        assert.ok(admitAttempt(clearAt, rule, new Date(now.getTime() + admission.retryAfterSeconds * 1000)).admitted)
      }),
    )
  })

  test('an IPv6 household is one address, however it is written', () => {
    assert.equal(addressBlock('192.0.2.7'), '192.0.2.7')
    assert.equal(addressBlock('::ffff:192.0.2.7'), '192.0.2.7')
    const block = addressBlock('2001:db8:0:12:aaaa::1')
    for (const same of ['2001:DB8::12:0:0:0:9', '2001:0db8:0000:0012::', '2001:db8:0:12:1:2:3:4%eth0']) {
      assert.equal(addressBlock(same), block)
    }
    assert.notEqual(addressBlock('2001:db8:0:13::1'), block)
    assert.equal(addressBlock('::1'), '0:0:0:0')
  })
})

suite('sessions', () => {
  test('a session never outlives its week, nor twelve hours of silence', () => {
    const gap = fc.integer({ min: 0, max: 10 * 24 * 3_600_000 })
    fc.assert(
      fc.property(gap, (elapsed) => {
        const end = sessionEnd(start, after(elapsed)).getTime()
        assert.ok(end <= start.getTime() + sessionLife.whole)
        assert.ok(end <= start.getTime() + elapsed + sessionLife.idle)
      }),
    )
  })

  test('being seen is written once in five minutes', () => {
    assert.ok(!isWorthTouching(start, after(299_999)))
    assert.ok(isWorthTouching(start, after(300_000)))
  })

  test('an agent signs in each working day', () => {
    assert.ok(isFreshForBureau({ signedInAt: start }, after(12 * 3_600_000 - 1)))
    assert.ok(!isFreshForBureau({ signedInAt: start }, after(12 * 3_600_000)))
  })
})

suite('links', () => {
  test('a link opens once, until its end excluded', () => {
    const link = { expiresAt: after(1000), usedAt: null }
    assert.equal(judgeLink(link, after(999)), undefined)
    assert.deepEqual(judgeLink(link, after(1000)), { reason: 'link_expired' })
    assert.deepEqual(judgeLink({ ...link, usedAt: start }, start), { reason: 'link_used' })
    assert.deepEqual(judgeLink(undefined, start), { reason: 'link_unknown' })
  })
})
