import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Attempt, AttemptState, Payment } from '../schema.ts'
import { attemptAfter, isPayable, type News, nextLook } from './attempt.ts'
import { nextStep, settlementOf, stateOf } from './payment.ts'
import { attemptReference, isPayerEmail, isReference, plainPurpose, readAmount, referenceOf } from './reference.ts'
import { totalsOf } from './totals.ts'

const opening = new Date('2026-11-24T09:00:00Z')
const at = (minutes: number): Date => new Date(opening.getTime() + minutes * 60_000)

const attempt: Attempt = {
  id: 'a',
  paymentId: 'p',
  number: 1,
  reference: 'P20260000000101',
  regieId: 'r',
  clientNumber: '090909',
  mode: 'production',
  amount: 1250,
  state: 'open',
  operationId: '6475fa10-b338-11e2-a082-001fe256bdfe',
  openedAt: opening,
  lookedAt: null,
  looks: 0,
  nextLookAt: null,
  means: null,
  authorisation: null,
  transactedAt: null,
  mismatch: null,
}
const payment: Payment = {
  collectivityId: 'c',
  id: 'p',
  requestId: 'q',
  dossierId: null,
  purpose: 'Salle',
  amount: 1250,
  reference: 'P202600000001',
  regieId: null,
  state: 'pending',
  payerEmail: null,
  createdAt: opening,
  expiresAt: at(60 * 24 * 30),
  settledAt: null,
}
const result = (kind: 'paid' | 'refused' | 'abandoned', more: Partial<Attempt> = {}): News => ({
  ...attempt,
  ...more,
  kind: 'result',
  result: kind,
  means: 'card',
  authorisation: 'A55A',
  at: at(3),
})

const states: readonly AttemptState[] = ['asked', 'open', 'paid', 'refused', 'abandoned', 'expired']
const anyState = fc.constantFrom(...states)
const anyNews: fc.Arbitrary<News | 'silence'> = fc.oneof(
  fc.constantFrom(result('paid'), result('refused'), result('abandoned')),
  fc.constant(result('paid', { amount: 1 })),
  fc.constantFrom<News | 'silence'>({ kind: 'not_known' }, { kind: 'gone' }, 'silence'),
)
const story = fc.array(fc.record({ news: anyNews, after: fc.integer({ min: 0, max: 600 }) }), { maxLength: 12 })

suite('références et sommes', () => {
  test('une référence convient toujours à PayFiP, et deux essais n’ont jamais la même', () => {
    const number = fc.integer({ min: 1, max: 99_999_999 })
    const tries = fc.integer({ min: 1, max: 500 })
    fc.assert(
      fc.property(
        fc.integer({ min: 2020, max: 2099 }),
        fc.tuple(number, number),
        fc.tuple(tries, tries),
        (year, of, at) => {
          const [[a, b], [i, j]] = [of, at]
          const [one, other] = [attemptReference(referenceOf(year, a), i), attemptReference(referenceOf(year, b), j)]
          assert.ok(isReference(one), one)
          // Under a hundred attempts of one payment, the digits tell apart the number and the attempt.
          if (i < 100 && j < 100) assert.equal(one === other, a === b && i === j)
        },
      ),
    )
    for (const text of ['', 'P2026', 'P-2026-0001', 'é'.repeat(8), 'A'.repeat(31)])
      assert.equal(isReference(text), false)
  })

  test('l’objet se dit en lettres simples, cent au plus', () => {
    assert.equal(plainPurpose('  Cœur de l’été : n° 12-3 (salle)  '), 'Coeur de l ete n 12 3 salle')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) =>
        assert.match(plainPurpose(text), /^([A-Za-z0-9]+( [A-Za-z0-9]+)*)?$/),
      ),
    )
    assert.ok(plainPurpose('x'.repeat(300)).length <= 100)
  })

  test('une somme se demande de 1 € à 99 999,99 €, en centimes entiers ; rien est une réponse', () => {
    const said = (amount: number) => {
      const read = readAmount(amount)
      return read.ok ? read.value : read.refusal
    }
    assert.deepEqual([0, 100, 9_999_999].map(said), [0, 100, 9_999_999])
    assert.deepEqual([12.5, Number.NaN, Infinity, 2 ** 53].map(said), Array(4).fill('not_whole'))
    assert.deepEqual([-1, 1, 99, 10_000_000].map(said), ['negative', 'too_small', 'too_small', 'too_large'])
  })

  test('une adresse où PayFiP peut écrire', () => {
    for (const text of ['ana@exemple.fr', 'a.b+c@sous.exemple.fr']) assert.ok(isPayerEmail(text), text)
    for (const text of ['', 'ana', 'a@b', 'ana@exemple', 'a b@exemple.fr', `${'a'.repeat(80)}@exemple.fr`, '<x@y.fr>'])
      assert.equal(isPayerEmail(text), false, text)
  })
})

suite('un essai', () => {
  test('ce qui est payé le reste, quoi qu’on dise ensuite', () => {
    fc.assert(
      fc.property(story, (steps) => {
        let [current, minutes, wasPaid] = [attempt, 0, false]
        for (const { news, after } of steps) {
          minutes += after
          current = attemptAfter(current, news, at(minutes))
          wasPaid ||= current.state === 'paid'
          if (wasPaid) assert.equal(current.state, 'paid')
          if (current.state === 'paid') assert.equal(current.nextLookAt, null)
        }
        assert.equal(
          wasPaid,
          steps.some(
            ({ news }) =>
              news !== 'silence' && news.kind === 'result' && news.result === 'paid' && news.amount === attempt.amount,
          ),
        )
      }),
    )
  })

  test('sans résultat connu il attend une demi-heure, puis on n’y croit plus', () => {
    for (const news of [{ kind: 'not_known' }, { kind: 'gone' }] as const) {
      assert.equal(attemptAfter(attempt, news, at(29)).state, 'open')
      assert.equal(attemptAfter(attempt, news, at(31)).state, 'expired')
    }
    assert.equal(attemptAfter(attempt, 'silence', at(500)).state, 'open')
    const late = attemptAfter(attemptAfter(attempt, { kind: 'not_known' }, at(31)), result('paid'), at(1500))
    assert.deepEqual([late.state, late.authorisation, late.transactedAt], ['paid', 'A55A', at(3)])
  })

  test('une réponse qui ne correspond pas à la demande ne règle rien, et se voit', () => {
    const wrong = { reference: 'P20260000000102', amount: 1, clientNumber: '111111', mode: 'test' as const }
    for (const [name, value] of Object.entries(wrong)) {
      const after = attemptAfter(attempt, result('paid', { [name]: value }), at(3))
      assert.equal(after.state, 'open')
      assert.match(after.mismatch ?? '', /reference|amount|client number|mode/)
    }
    const mended = attemptAfter(attemptAfter(attempt, result('paid', { amount: 1 }), at(3)), result('paid'), at(5))
    assert.deepEqual([mended.state, mended.mismatch], ['paid', null])
  })

  test('on redemande de moins en moins souvent, et on finit', () => {
    fc.assert(
      fc.property(anyState, fc.boolean(), (state, wasSilent) => {
        let [now, count] = [opening, 0]
        for (let next = nextLook({ state, openedAt: opening }, { now, wasSilent }); next; count += 1) {
          assert.ok(next > now)
          now = next
          next = nextLook({ state, openedAt: opening }, { now, wasSilent })
          assert.ok(count < 60)
        }
        if (state === 'paid' || state === 'asked') assert.equal(count, 0)
        assert.ok(now.getTime() - opening.getTime() <= 7.5 * 86_400_000)
      }),
    )
  })

  test('on y renvoie pendant un quart d’heure', () => {
    assert.equal(isPayable(attempt, at(14)), true)
    assert.equal(isPayable(attempt, at(15)), false)
    assert.equal(isPayable({ ...attempt, operationId: null }, at(1)), false)
    assert.equal(isPayable({ ...attempt, state: 'paid' }, at(1)), false)
  })
})

suite('un paiement', () => {
  const some = fc.array(anyState, { maxLength: 5 }).map((list) =>
    list.map((state, index) => ({
      ...attempt,
      id: String(index),
      number: index + 1,
      state,
      operationId: state === 'asked' ? null : attempt.operationId,
    })),
  )
  const when = fc.integer({ min: 0, max: 60 * 24 * 40 }).map(at)

  test('est payé dès qu’un essai l’est, attend tant qu’un essai attend, finit à son jour', () => {
    fc.assert(
      fc.property(some, when, (attempts, now) => {
        const state = stateOf(payment, attempts, now)
        const isPaid = attempts.some((each) => each.state === 'paid')
        assert.equal(state === 'paid', isPaid)
        if (state === 'expired') assert.ok(now >= payment.expiresAt)
        if (now >= payment.expiresAt) assert.ok(['paid', 'pending', 'expired'].includes(state))
      }),
    )
    assert.equal(stateOf({ ...payment, amount: 0 }, [], at(0)), 'paid')
    assert.equal(stateOf(payment, [], at(0)), 'created')
  })

  test('n’ouvre jamais un second essai tant que la fin du premier n’est pas connue', () => {
    fc.assert(
      fc.property(some, when, (attempts, now) => {
        const step = nextStep(payment, attempts, now)
        const last = attempts.at(-1)
        if (typeof step !== 'string' && step.kind === 'open') {
          assert.ok(!attempts.some(({ state }) => state === 'paid'))
          assert.ok(last === undefined || (last.state !== 'open' && last.state !== 'asked'))
          assert.equal(step.number, attempts.length + 1)
        }
        if (typeof step !== 'string' && step.kind === 'resume') assert.ok(isPayable(step.attempt, now))
      }),
    )
  })

  test('se dit payé une fois, et abandonné au plus une fois avant', () => {
    const any = fc.constantFrom('created', 'pending', 'paid', 'refused', 'abandoned', 'expired' as const)
    fc.assert(
      fc.property(any, any, (before, after) => {
        const told = settlementOf(before, after)
        if (told !== undefined) assert.equal(told, after)
        if (before === 'paid' || before === after) assert.equal(told, undefined)
        if (after === 'paid' && before !== 'paid') assert.equal(told, 'paid')
      }),
    )
  })
})

test('les totaux d’une régie font la somme de ses lignes, sans les essais', () => {
  const line = fc.record({
    regieId: fc.constantFrom('a', 'b'),
    mode: fc.constantFrom('test', 'activation', 'production' as const),
    means: fc.constantFrom('card', 'direct_debit' as const),
    amount: fc.integer({ min: 100, max: 9_999_999 }),
    isSurplus: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const totals = totalsOf(lines.map((each) => ({ ...each, regieName: each.regieId })))
      const real = lines.filter(({ mode }) => mode !== 'test')
      const sum = (of: readonly { amount: number }[]) => of.reduce((total, { amount }) => total + amount, 0)
      assert.equal(sum(totals), sum(real))
      for (const total of totals) {
        assert.equal(total.card + total.directDebit, total.amount)
        assert.ok(total.surplus <= total.amount)
        assert.equal(total.count, real.filter(({ regieId }) => regieId === total.regieId).length)
      }
    }),
  )
})
