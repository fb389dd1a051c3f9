import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startPayFipStandIn } from '../../../../standins/payfip/server.ts'
import { fixedClock } from '#kernel/clock'
import { listMismatches, readAccounts } from './accounting.ts'
import { lookForPayer } from './look.ts'
import { checkRegie, getRegie, listRegies, saveRegie } from './regies.ts'
import { openTrial } from './trial.ts'

const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const standIn = await startPayFipStandIn({ now: () => clock.now() })
const trial = await openTrial(standIn, clock)
const { tools, anonymous } = trial

const collect = async (collectivityId: string, amount: number, result: 'P' | 'V' | 'R' = 'P') => {
  const { payment, key, pay } = await trial.ask(collectivityId, { amount })
  assert.ok((await pay()).ok)
  const [operation = ''] = await trial.operations(payment)
  await standIn.end(operation, result)
  await lookForPayer(anonymous, tools, key)
}

suite('les comptes', () => {
  test('ce qui a été encaissé d’un jour à l’autre, au centime, heure de Paris', async () => {
    const here = await trial.open()
    const reader = trial.administrator(here)
    // In Paris it is the 25th already.
    clock.set(new Date('2026-11-24T23:30:00Z'))
    await collect(here, 10_050)
    await collect(here, 333, 'V')
    await collect(here, 700, 'R')
    clock.set(new Date('2026-11-25T22:59:00Z'))
    await collect(here, 100)
    clock.set(new Date('2026-11-25T23:00:00Z'))
    await collect(here, 9_999_999)
    const read = (from: string, to: string) => readAccounts(reader, { collectivityId: here, from, to })
    assert.deepEqual((await read('2026-11-24', '2026-11-24')).lines, [])
    const { lines, totals } = await read('2026-11-25', '2026-11-25')
    assert.deepEqual(
      lines.map(({ amount }) => amount),
      [10_050, 333, 100].toSorted(
        (a, b) => lines.findIndex((x) => x.amount === a) - lines.findIndex((x) => x.amount === b),
      ),
    )
    assert.deepEqual(
      totals.map(({ count, card, directDebit, amount, surplus }) => [count, card, directDebit, amount, surplus]),
      [[3, 10_150, 333, 10_483, 0]],
    )
    assert.equal((await read('2026-11-25', '2026-11-26')).totals[0]?.amount, 10_010_482)
  })

  test('un essai se voit sans se compter', async () => {
    const here = await trial.open('test')
    await collect(here, 5000)
    const { lines, totals } = await readAccounts(trial.administrator(here), {
      collectivityId: here,
      from: '2026-11-01',
      to: '2026-12-31',
    })
    assert.deepEqual([lines.length, totals], [1, []])
  })

  test('une collectivité ne lit que les siens', async () => {
    const [here, there] = [await trial.open(), await trial.open()]
    await collect(there, 5000)
    const period = { from: '2026-11-01', to: '2026-12-31' }
    assert.deepEqual((await readAccounts(trial.administrator(here), { collectivityId: here, ...period })).lines, [])
    await assert.rejects(
      readAccounts(trial.administrator(here), { collectivityId: there, ...period }),
      /payments\.accounts/,
    )
    await assert.rejects(listMismatches(anonymous, there), /payments\.accounts/)
  })
})

suite('les régies', () => {
  test('un numéro de six chiffres, une fois par collectivité, et l’on sait qui a changé quoi', async () => {
    const here = await trial.open()
    const ctx = trial.administrator(here)
    const regie = { collectivityId: here, name: ' Cantine ', clientNumber: '123 456', mode: 'test', isOpen: true }
    const saved = await saveRegie(ctx, regie)
    assert.ok(saved.ok)
    const { id } = saved.value
    const faults = {
      name: { name: '  ' },
      client_number: { clientNumber: '12345' },
      mode: { mode: 'autre' },
      number_taken: { clientNumber: '090909' },
    }
    for (const [fault, change] of Object.entries(faults)) {
      assert.deepEqual(await saveRegie(ctx, { ...regie, ...change }), { ok: false, refusal: fault })
    }
    assert.deepEqual(await saveRegie(ctx, { ...regie, id, clientNumber: '090909' }), {
      ok: false,
      refusal: 'number_taken',
    })
    assert.ok((await saveRegie(ctx, { ...regie, id, mode: 'production' })).ok)
    const { regie: kept, changes } = await getRegie(ctx, { collectivityId: here, id })
    assert.deepEqual([kept.name, kept.clientNumber, kept.mode], ['Cantine', '123456', 'production'])
    assert.deepEqual(
      changes.map(({ detail }) => detail.mode),
      ['production', 'test'],
    )
    await assert.rejects(saveRegie(trial.administrator(await trial.open()), regie), /payments\.regies/)
    await assert.rejects(listRegies(anonymous, here), /payments\.regies/)
  })

  test('l’essai de la ligne dit qui est derrière le numéro, ou pourquoi on ne sait pas', async () => {
    const here = await trial.open()
    const ctx = trial.administrator(here)
    const [regie] = await listRegies(ctx, here)
    const key = { collectivityId: here, id: regie?.id ?? '' }
    const said = async () => {
      await checkRegie(ctx, tools, key)
      const { checkedName, checkedFault } = (await getRegie(ctx, key)).regie
      return [checkedName, checkedFault]
    }
    assert.deepEqual(await said(), ['RÉGIE D’ESSAI, SIMULATEUR', null])
    standIn.fail('bad_gateway')
    assert.deepEqual(await said(), [null, 'unavailable'])
    await saveRegie(ctx, { ...key, name: 'Autre', clientNumber: '000000', mode: 'test', isOpen: true })
    assert.equal((await getRegie(ctx, key)).regie.checkedAt, null)
    assert.match((await said())[1] ?? '', /n’existe pas/)
    assert.ok((await saveRegie(ctx, { ...key, name: 'Autre', clientNumber: '090909', mode: 'test', isOpen: false })).ok)
  })
})
