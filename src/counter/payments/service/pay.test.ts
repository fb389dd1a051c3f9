import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startPayFipStandIn } from '../../../../standins/payfip/server.ts'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { requestPayment } from './ask.ts'
import { linkOf } from './link.ts'
import { look, lookForPayer, receiveNotice } from './look.ts'
import { beginPayment } from './pay.ts'
import { paymentsOfDossier, readPayment } from './read.ts'
import { openTrial } from './trial.ts'

const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const standIn = await startPayFipStandIn({ now: () => clock.now() })
const trial = await openTrial(standIn, clock)
const { tools, anonymous, system, base, sql } = trial
const collectivityId = await trial.open()

const begin = async (more = {}) => {
  const asked = await trial.ask(collectivityId, more)
  const begun = await asked.pay()
  assert.ok(begun.ok, JSON.stringify(begun))
  const [operation = ''] = await trial.operations(asked.payment)
  return { ...asked, operation, payAt: begun.value.payAt }
}
const looked = (key: { collectivityId: string; link: string }) => lookForPayer(anonymous, tools, key)
const worker = () => trial.work('payments.look_at_attempt')

suite('demander une somme', () => {
  test('une même demande ne fait qu’un paiement, à sa référence', async () => {
    const requestId = newId()
    const ask = () => trial.ask(collectivityId, { requestId })
    const [one, two] = await Promise.all([ask(), ask()])
    assert.equal(one.payment.id, two.payment.id)
    assert.match(one.payment.reference, /^P2026\d{8}$/)
    const next = await trial.ask(collectivityId)
    assert.equal(Number(next.payment.reference.slice(5)), Number(one.payment.reference.slice(5)) + 1)
  })

  test('rien à payer est payé tout de suite ; une somme impossible ne se demande pas', async () => {
    const free = await trial.ask(collectivityId, { amount: 0 })
    assert.equal(free.payment.state, 'paid')
    assert.deepEqual(await trial.told(free.payment), ['paid'])
    const input = { collectivityId, requestId: newId(), amount: 12.5, purpose: 'Salle' }
    const said = await requestPayment(system, input)
    assert.deepEqual(said, { ok: false, refusal: { reason: 'amount', fault: 'not_whole' } })
    const other = await requestPayment(system, { ...input, amount: 1250, regie: 'Inconnue' })
    assert.deepEqual(other, { ok: false, refusal: { reason: 'unknown_regie' } })
    await assert.rejects(requestPayment(anonymous, input), /payments\.ask/)
  })

  test('une régie se nomme par son nom ou son numéro', async () => {
    for (const regie of ['régie d’essai', '090909']) {
      const { payment } = await trial.ask(collectivityId, { regie })
      assert.notEqual(payment.regieId, null)
    }
  })
})

suite('payer', () => {
  test('par carte : la personne revient, la somme est payée, qui a demandé l’apprend une fois', async () => {
    const { payment, key, operation } = await begin()
    assert.equal(await trial.state(payment), 'pending')
    await standIn.end(operation, 'P')
    await looked(key)
    await looked(key)
    const view = await readPayment(anonymous, tools, key)
    assert.deepEqual(
      [view.payment.state, view.can, view.attempt?.means, view.payment.payerEmail],
      ['paid', 'nothing', 'card', null],
    )
    assert.deepEqual(await trial.told(payment), ['paid'])
    assert.deepEqual(await beginPayment(anonymous, tools, { ...key, email: 'ana@exemple.fr' }), {
      ok: false,
      refusal: 'settled',
    })
  })

  test('par prélèvement', async () => {
    const { key, operation } = await begin()
    await standIn.end(operation, 'V')
    await looked(key)
    assert.equal((await readPayment(anonymous, tools, key)).attempt?.means, 'direct_debit')
  })

  test('refusée ou abandonnée, on peut recommencer, sous une autre référence', async () => {
    const { payment, key, operation, pay } = await begin()
    await standIn.end(operation, 'R')
    await looked(key)
    assert.equal(await trial.state(payment), 'refused')
    assert.ok((await pay()).ok)
    const [, second = ''] = await trial.operations(payment)
    await standIn.end(second, 'A')
    await looked(key)
    assert.equal(await trial.state(payment), 'abandoned')
    assert.ok((await pay()).ok)
    const references = [...standIn.operations.values()].map(({ fields }) => fields['refdet'] ?? '')
    assert.equal(new Set(references).size, references.length)
    assert.deepEqual(await trial.told(payment), [])
    const third = (await trial.operations(payment))[2] ?? ''
    await standIn.end(third, 'P')
    await looked(key)
    assert.deepEqual(await trial.told(payment), ['paid'])
  })

  test('appuyer deux fois mène à la même opération', async () => {
    const { payment, pay } = await trial.ask(collectivityId)
    const answers = await Promise.all([pay(), pay(), pay()])
    const addresses = new Set(answers.map((each) => (each.ok ? each.value.payAt : each.refusal)))
    assert.equal(addresses.size, 1)
    const [operation = ''] = await trial.operations(payment)
    assert.ok([...addresses][0]?.endsWith(operation))
    assert.equal((await trial.operations(payment)).length, 1)
    // And later on, while the operation can still be opened.
    trial.minutes(10)
    const again = await pay()
    assert.ok(again.ok && addresses.has(again.value.payAt))
  })

  test('un arrêt entre la réponse de PayFiP et la nôtre : l’essai reprend, sous sa référence', async () => {
    const { payment, key, pay } = await trial.ask(collectivityId)
    const before = standIn.operations.size
    const dying = {
      ...tools,
      provider: {
        ...tools.provider,
        open: async (order: Parameters<typeof tools.provider.open>[0]) => {
          await tools.provider.open(order)
          throw new Error('killed')
        },
      },
    }
    await assert.rejects(beginPayment(anonymous, dying, { ...key, email: 'ana@exemple.fr' }), /killed/)
    assert.equal((await readPayment(anonymous, tools, key)).can, 'pay')
    assert.equal(await trial.state(payment), 'created')
    assert.ok((await pay()).ok)
    const made = [...standIn.operations.values()].slice(before)
    assert.deepEqual(new Set(made.map(({ fields }) => fields['refdet'])).size, 1)
    assert.equal((await trial.operations(payment)).length, 1)
    // The one whose answer was lost is known to nobody here.
    assert.equal((await trial.operations(payment))[0], made[1]?.idOp)
  })

  test('PayFiP muet ou contraire se dit, et rien n’est perdu', async () => {
    const { payment, key, pay } = await trial.ask(collectivityId)
    standIn.fail('silence')
    assert.deepEqual(await pay(), { ok: false, refusal: 'unavailable' })
    assert.equal(await trial.state(payment), 'created')
    assert.deepEqual(await beginPayment(anonymous, tools, { ...key, email: 'ana' }), { ok: false, refusal: 'email' })
    assert.ok((await pay()).ok)
  })

  test('sans régie ouverte, on ne paie pas encore', async () => {
    const elsewhere = newId()
    await sql(
      `insert into collectivities.collectivity (id, kind, code, slug, name, normalised_name) values ($1, 'other', $2, $2, $2, $2)`,
      [elsewhere, elsewhere],
    )
    const { key, pay } = await trial.ask(elsewhere)
    assert.deepEqual(await pay(), { ok: false, refusal: 'no_regie' })
    assert.equal((await readPayment(anonymous, tools, key)).isOpen, false)
  })
})

suite('ce qui se perd en route', () => {
  test('la personne ne revient pas et la notification se perd : la tâche de fond l’apprend', async () => {
    const { payment, operation } = await begin()
    standIn.loseNotices(true)
    await standIn.end(operation, 'P')
    standIn.loseNotices(false)
    assert.equal(await trial.state(payment), 'pending')
    trial.minutes(2)
    await worker()
    assert.equal(await trial.state(payment), 'paid')
  })

  test('PayFiP absent des heures : on redemande jusqu’à ce qu’il réponde', async () => {
    await sql('delete from graphile_worker._private_jobs')
    const { payment, operation } = await begin()
    await standIn.end(operation, 'P')
    for (const wait of [2, 3, 5, 10, 11, 30, 120, 600]) {
      trial.minutes(wait)
      standIn.fail('bad_gateway')
      await worker()
      assert.equal(await trial.state(payment), 'pending')
    }
    trial.minutes(900)
    await worker()
    assert.equal(await trial.state(payment), 'paid')
  })

  test('personne n’ouvre la page : l’essai finit, on peut recommencer, puis PayFiP oublie', async () => {
    const { payment, key, pay } = await begin()
    trial.minutes(16)
    assert.equal((await readPayment(anonymous, tools, key)).can, 'wait')
    assert.deepEqual(await pay(), { ok: false, refusal: 'being_checked' })
    trial.minutes(16)
    await worker()
    assert.deepEqual([await trial.state(payment), (await readPayment(anonymous, tools, key)).can], ['abandoned', 'pay'])
    standIn.spendNight()
    trial.minutes(60 * 30)
    await worker()
    assert.equal(await trial.state(payment), 'abandoned')
    const waiting = (await trial.jobs()).filter(
      ({ task, payload }) =>
        task === 'payments.look_at_attempt' &&
        payload['collectivityId'] === collectivityId &&
        payload['paymentId'] === payment.id,
    )
    assert.equal(waiting.length, 0)
  })

  test('deux essais payés tous deux : l’argent est compté, et le second est à rendre', async () => {
    const { payment, key, operation, pay } = await begin()
    await standIn.end(operation, 'A')
    await looked(key)
    assert.ok((await pay()).ok)
    const [, second = ''] = await trial.operations(payment)
    await standIn.end(second, 'P')
    await looked(key)
    // She had gone back to the first page, and paid there too.
    await standIn.end(operation, 'P')
    trial.minutes(31)
    await worker()
    const rows = await sql<{ state: string }>('select state from payments.attempt where payment_id = $1', [payment.id])
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['paid', 'paid'],
    )
    assert.deepEqual(await trial.told(payment), ['paid'])
  })

  test('le jour passe : qui a demandé l’apprend ; payé malgré tout, il l’apprend aussi', async () => {
    const late = await begin({ expiresAt: new Date(trial.clock.now().getTime() + 3_600_000) })
    trial.minutes(61)
    // The look at the half hour was missed: her attempt is still without an end, and she is waited for.
    await trial.work('payments.expire')
    assert.equal(await trial.state(late.payment), 'pending')
    await worker()
    assert.equal(await trial.state(late.payment), 'expired')
    assert.deepEqual(await trial.told(late.payment), ['expired'])
    assert.deepEqual(await late.pay(), { ok: false, refusal: 'settled' })
    await standIn.end(late.operation, 'P')
    trial.minutes(150)
    await worker()
    assert.deepEqual(await trial.told(late.payment), ['expired', 'paid'])
  })

  test('chaque nuit reprend ce dont la tâche s’est perdue', async () => {
    const lost = await begin()
    const overdue = await trial.ask(collectivityId, { expiresAt: new Date(trial.clock.now().getTime() + 3_600_000) })
    await standIn.end(lost.operation, 'P')
    await sql('delete from graphile_worker._private_jobs')
    trial.minutes(120)
    const reconcile = trial.handlers.find(({ job }) => job.name === 'payments.reconcile')
    await reconcile?.run({})
    assert.deepEqual(await trial.told(overdue.payment), ['expired'])
    await worker()
    assert.equal(await trial.state(lost.payment), 'paid')
  })
})

suite('ce que disent d’autres', () => {
  test('une notification fait redemander à PayFiP, une fois, et ne prouve rien', async () => {
    const { payment, operation } = await begin()
    await sql('delete from graphile_worker._private_jobs')
    const notice = () => receiveNotice(anonymous, { collectivityId, operationId: operation })
    await notice()
    await notice()
    assert.equal(await worker(), 1)
    assert.equal(await trial.state(payment), 'pending')
    await standIn.end(operation, 'P')
    await notice()
    await worker()
    await notice()
    assert.equal(await worker(), 0)
    assert.deepEqual(await trial.told(payment), ['paid'])
  })

  test('une notification inventée, ou chez une autre collectivité, ne fait rien', async () => {
    const { operation } = await begin()
    const other = await trial.open()
    await sql('delete from graphile_worker._private_jobs')
    await receiveNotice(anonymous, { collectivityId: other, operationId: operation })
    await receiveNotice(anonymous, { collectivityId, operationId: newId() })
    await receiveNotice(anonymous, { collectivityId, operationId: "' or 1=1 --" })
    assert.deepEqual(await trial.jobs(), [])
  })

  test('un résultat qui ne correspond pas à la demande ne paie rien', async () => {
    const { payment, key, operation } = await begin()
    await standIn.end(operation, 'P')
    standIn.alter({ montant: '100' })
    await looked(key)
    standIn.alter(undefined)
    assert.equal(await trial.state(payment), 'pending')
    const [row] = await sql<{ mismatch: string }>('select mismatch from payments.attempt where payment_id = $1', [
      payment.id,
    ])
    assert.equal(row?.mismatch, 'amount')
    trial.minutes(2)
    await looked(key)
    assert.equal(await trial.state(payment), 'paid')
  })

  test('un lien n’ouvre que son paiement, dans sa collectivité', async () => {
    const { payment, key } = await trial.ask(collectivityId)
    const other = await trial.open()
    const links = [
      { collectivityId: other, link: key.link },
      { collectivityId, link: `${key.link.slice(0, -1)}${key.link.endsWith('A') ? 'B' : 'A'}` },
      { collectivityId, link: linkOf(tools.secrets, collectivityId, newId()) },
      { collectivityId, link: payment.id },
      { collectivityId, link: '' },
    ]
    for (const wrong of links) await assert.rejects(readPayment(anonymous, tools, wrong), /payments\.not_found/)
    for (const wrong of links)
      await assert.rejects(beginPayment(anonymous, tools, { ...wrong, email: 'ana@exemple.fr' }), /payments\.not_found/)
  })

  test('un dossier montre ce qu’il demande, chez lui', async () => {
    const dossierId = newId()
    const { key } = await trial.ask(collectivityId, { dossierId })
    const [found] = await paymentsOfDossier(anonymous, tools, { collectivityId, dossierId })
    assert.equal(found?.link, key.link)
    assert.deepEqual(await paymentsOfDossier(anonymous, tools, { collectivityId: await trial.open(), dossierId }), [])
  })

  test('un essai d’une autre collectivité n’est pas regardé', async () => {
    const { payment, operation } = await begin()
    await standIn.end(operation, 'P')
    const [row] = await sql<{ id: string }>('select id from payments.attempt where payment_id = $1', [payment.id])
    await look(base, tools, { collectivityId: await trial.open(), attemptId: row?.id ?? '' })
    assert.equal(await trial.state(payment), 'pending')
  })
})
