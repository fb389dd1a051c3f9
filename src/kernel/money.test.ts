import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { allocate, parseCents } from '#kernel/money'

const amounts = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })
const weights = fc.array(fc.integer({ min: 0, max: 2_000_000 }), { minLength: 1, maxLength: 60 })
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

suite('partager un montant', () => {
  test('cent euros en trois : le centime qui reste va au premier', () => {
    assert.deepEqual(allocate(100_00, [1, 1, 1]), [33_34, 33_33, 33_33])
  })

  test('le plus fort reste l’emporte', () => {
    assert.deepEqual(allocate(10, [1, 2]), [3, 7])
  })

  test('sans poids, tout va au premier', () => {
    assert.deepEqual(allocate(500, [0, 0]), [500, 0])
    assert.deepEqual(allocate(500, []), [])
  })

  test('un poids négatif ou à virgule est refusé', () => {
    assert.throws(() => allocate(500, [1, -1]), RangeError)
    assert.throws(() => allocate(500, [0.1, 0.2]), RangeError)
    assert.throws(() => allocate(0.5, [1]), RangeError)
  })

  test('les parts font le montant, à un centime de la part exacte, et restent des entiers', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, shares) => {
        const parts = allocate(amount, shares)
        const total = BigInt(sum(shares))
        assert.equal(parts.length, shares.length)
        assert.equal(sum(parts), amount)
        assert.ok(parts.every(Number.isSafeInteger))
        if (total === 0n) return
        for (const [index, part] of parts.entries()) {
          const distance = BigInt(part) * total - BigInt(amount) * BigInt(shares[index] ?? 0)
          assert.ok(distance < total && distance > -total, `${part} is a cent or more from its exact share`)
        }
      }),
    )
  })

  test('à poids plus grand, part au moins aussi grande', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), weights, (amount, shares) => {
        const parts = allocate(amount, shares)
        const pairs = shares.map((weight, index) => ({ weight, part: parts[index] ?? 0 }))
        const sorted = pairs.toSorted((a, b) => a.weight - b.weight || a.part - b.part)
        if (sum(shares) === 0) return
        for (const [index, pair] of sorted.entries()) {
          const lighter = sorted[index - 1]
          if (lighter && lighter.weight < pair.weight) assert.ok(lighter.part <= pair.part)
        }
      }),
    )
  })
})

suite('lire un montant tapé', () => {
  const readings: readonly (readonly [string, number | undefined])[] = [
    ['12', 1200],
    ['12,5', 1250],
    ['12.50 €', 1250],
    ['1 234,56', 123_456],
    ['1\u202f234,56\u00a0€', 123_456],
    ['-3,10', -310],
    ['\u22123,10', -310],
    ['-0', 0],
    ['', undefined],
    ['€', undefined],
    ['gratuit', undefined],
    ['1,234', undefined],
    ['1,2,3', undefined],
    ['12,', undefined],
    ['1e3', undefined],
    ['9999999999999', undefined],
  ]
  for (const [text, cents] of readings) {
    test(`« ${text} » ${cents === undefined ? 'n’est pas un montant' : `fait ${cents} centimes`}`, () => {
      assert.equal(parseCents(text), cents)
    })
  }

  test('un montant écrit à la française ou à l’anglaise se relit tel quel', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }),
        fc.constantFrom('fr', 'en'),
        (cents, locale) => {
          const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, useGrouping: locale === 'fr' })
          assert.equal(parseCents(`${format.format(cents / 100)} €`), cents)
        },
      ),
    )
  })

  test('aucun texte ne donne autre chose qu’un entier ou rien', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cents = parseCents(text)
        assert.ok(cents === undefined || Number.isSafeInteger(cents))
      }),
    )
  })
})
