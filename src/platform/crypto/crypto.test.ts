import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { hash } from '@node-rs/argon2'
import fc from 'fast-check'
import { createPasswords, createSecrets, isSameSecret, readableCode, readCode, readOrCreateSecret } from './index.ts'

const master = 'a'.repeat(64)
const secrets = createSecrets(master)

suite('secrets', () => {
  test('a key belongs to its purpose and to its installation', () => {
    assert.deepEqual(secrets.keyFor('tracking'), createSecrets(master).keyFor('tracking'))
    assert.notDeepEqual(secrets.keyFor('tracking'), secrets.keyFor('cookie'))
    assert.notDeepEqual(secrets.keyFor('tracking'), createSecrets('b'.repeat(64)).keyFor('tracking'))
    assert.equal(secrets.keyFor('tracking').length, 32)
  })

  test('a key that somebody erased stays whole for the others', () => {
    const before = secrets.keyFor('tracking').toString('hex')
    secrets.keyFor('tracking').fill(0)
    assert.equal(secrets.keyFor('tracking').toString('hex'), before)
  })

  test('a short master secret is refused', () => {
    assert.throws(() => createSecrets('court'), { code: 'crypto.master_too_short' })
  })

  test('what is sealed opens for the same purpose and the same row, and for no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, about) => {
        const sealed = secrets.seal('phone', value, about)
        assert.match(sealed, /^[\w-]+$/)
        assert.equal(secrets.open('phone', sealed, about), value)
        assert.equal(secrets.open('email', sealed, about), undefined)
        assert.equal(secrets.open('phone', sealed, `${about}x`), undefined)
      }),
    )
  })

  test('one changed byte, a cut text or anything else does not open', () => {
    const sealed = Buffer.from(secrets.seal('phone', '04 00 00 00 00'), 'base64url')
    for (let index = 0; index < sealed.length; index++) {
      const altered = Buffer.from(sealed)
      altered[index] = (altered[index] ?? 0) ^ 1
      assert.equal(secrets.open('phone', altered.toString('base64url')), undefined)
      assert.equal(secrets.open('phone', sealed.subarray(0, index).toString('base64url')), undefined)
    }
    fc.assert(fc.property(fc.string(), (text) => secrets.open('phone', text) === undefined))
  })

  test('secrets compare whatever their lengths', () => {
    assert.ok(isSameSecret('abc', Buffer.from('abc')))
    assert.ok(!isSameSecret('abc', 'abcd'))
    assert.ok(!isSameSecret('abc', 'abd'))
  })
})

suite('codes to read aloud', () => {
  test('eight bytes make three groups of four', () => {
    assert.equal(readableCode(Buffer.alloc(8)), '0000-0000-0000')
    assert.equal(readableCode(Buffer.alloc(8, 0xff)), 'ZZZZ-ZZZZ-ZZZZ')
    assert.equal(readableCode(Buffer.from('0123456789abcdef', 'hex')), '04HM-ASW9-NF6Y')
  })

  test('two different numbers of 60 bits have different codes', () => {
    const sixtyBits = fc.bigInt({ min: 0n, max: (1n << 60n) - 1n })
    const code = (value: bigint) => readableCode(Buffer.from((value << 4n).toString(16).padStart(16, '0'), 'hex'))
    fc.assert(fc.property(sixtyBits, sixtyBits, (a, b) => (a === b) === (code(a) === code(b))))
  })

  test('a code copied by hand reads as it was written', () => {
    const bytes = fc.uint8Array({ minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(bytes, (drawn) => {
        const code = readableCode(drawn)
        assert.equal(readCode(code), code)
        const badly = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
        assert.equal(readCode(` ${badly}\n`), code)
        assert.equal(readCode(code.replaceAll('-', '').replaceAll('1', 'I')), code)
      }),
    )
  })

  test('what no code holds is not a code', () => {
    for (const typed of ['', '   ', 'K7QM-4T2U', 'K7QM*4T2X', 'é', 'A'.repeat(65)])
      assert.equal(readCode(typed), undefined)
  })
})

suite('passwords', () => {
  const passwords = createPasswords({ concurrency: 2 })

  test('a password is known again, composed or not, and another is not', async () => {
    const made = await passwords.hash('été à la traboule')
    assert.ok(made.ok)
    assert.match(made.value, /^\$argon2id\$v=19\$m=7168,t=5,p=1\$/)
    const [same, decomposed, other] = await Promise.all([
      passwords.verify(made.value, 'été à la traboule'),
      passwords.verify(made.value, 'été à la traboule'.normalize('NFD')),
      passwords.verify(made.value, 'hiver à la traboule'),
    ])
    assert.deepEqual(same, { ok: true, value: { matches: true, isOutdated: false } })
    assert.deepEqual(decomposed, same)
    assert.deepEqual(other, { ok: true, value: { matches: false, isOutdated: false } })
  })

  test('without an account the answer is no', async () => {
    assert.deepEqual(await passwords.verify(null, 'a password that nobody has'), {
      ok: true,
      value: { matches: false, isOutdated: false },
    })
  })

  test('a hash made at another cost says so', async () => {
    const old = await hash('ancien', { memoryCost: 8192, timeCost: 1, parallelism: 1 })
    assert.deepEqual(await passwords.verify(old, 'ancien'), { ok: true, value: { matches: true, isOutdated: true } })
  })

  test('beyond the line callers are refused at once, and the line serves everyone in it', async () => {
    const narrow = createPasswords({ concurrency: 1, longestLine: 2 })
    const answers = await Promise.all([1, 2, 3, 4, 5].map((turn) => narrow.hash(`mot de passe ${turn}`)))
    assert.deepEqual(
      answers.map((answer) => answer.ok),
      [true, true, true, false, false],
    )
    assert.ok((await narrow.hash('ensuite')).ok)
  })

  test('a work that fails gives its place back', async () => {
    const narrow = createPasswords({ concurrency: 1, longestLine: 0 })
    await assert.rejects(narrow.verify('not a hash', 'x'))
    assert.ok((await narrow.hash('ensuite')).ok)
  })
})

suite('the secret of an installation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-secret-'))
  after(() => rmSync(folder, { recursive: true }))

  test('it is made once, even by processes that start together, for its owner only', async () => {
    const file = join(folder, 'new', 'secret')
    const [first, second] = await Promise.all([readOrCreateSecret(file), readOrCreateSecret(file)])
    assert.equal(first.length, 32)
    assert.deepEqual(first, second)
    assert.deepEqual(await readOrCreateSecret(file), first)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(join(folder, 'new')), ['secret'])
  })

  test('a damaged file is said, not replaced', async () => {
    const file = join(folder, 'damaged')
    writeFileSync(file, 'abc')
    await assert.rejects(readOrCreateSecret(file), { code: 'crypto.secret_file' })
  })
})
