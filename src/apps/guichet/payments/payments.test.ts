import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { startPayFipStandIn } from '../../../../standins/payfip/server.ts'
import { requestPayment, saveRegie } from '#counter/payments'
import { newId } from '#kernel/ids'
import { contextFor } from '../../app.ts'
import { gzipped, openGuichet, wordsOf } from '../testing.ts'

let now = (): Date => new Date()
const standIn = await startPayFipStandIn({ now: () => now() })
const { app, server, site, clock, sql, browser } = await openGuichet({ PAYFIP_URL: standIn.url })
now = () => clock.now()
standIn.loseNotices(true)
after(() => Promise.all([server.close(), standIn.close()]))

const administrator = contextFor(app, {
  kind: 'agent',
  accountId: newId(),
  name: 'Agent d’essai',
  collectivityId: site.id,
  roles: [{ role: 'administrator', serviceId: null }],
})
const system = contextFor(app, { kind: 'system', name: 'essai' })
const regie = { collectivityId: site.id, name: 'Régie d’essai', clientNumber: '090909', mode: 'test', isOpen: true }
const saved = await saveRegie(administrator, regie)
assert.ok(saved.ok)

const ask = async (more: { readonly amount?: number } = {}) => {
  const dossierId = newId()
  const input = { collectivityId: site.id, requestId: newId(), dossierId, amount: 4250, purpose: 'Salle des fêtes' }
  const asked = await requestPayment(system, { ...input, ...more })
  assert.ok(asked.ok)
  const [payment] = await app.payments.paymentsOfDossier(system, { collectivityId: site.id, dossierId })
  return `/corbas/paiement/${payment?.link}`
}
const email = 'ana@exemple.fr'
const operationOf = (address: string): string => new URL(address).searchParams.get('idop') ?? ''

/** To the provider's page and what happens there, as far as the address where it sends the person back. */
const pay = async (page: string, result: 'P' | 'R' | 'A') => {
  const sent = await browser().post(page, { email })
  assert.equal(sent.statusCode, 303, sent.body)
  return new URL(await standIn.end(operationOf(String(sent.headers['location'])), result)).pathname
}

suite('payer au guichet', () => {
  test('la page dit combien, pour quoi, où l’on va, et l’adresse fautive se corrige', async () => {
    const page = await ask()
    const shown = await browser().get(page)
    const words = wordsOf(shown.body)
    for (const said of [
      'Payer 42,50 €',
      'Salle des fêtes',
      'PayFiP, le site des finances publiques',
      'Paiement d’essai',
    ])
      assert.ok(words.includes(said), said)
    assert.match(
      String(shown.headers['content-security-policy']),
      new RegExp(`form-action [^;]*${new URL(standIn.url).origin}`),
    )
    assert.ok(gzipped(shown.body) < 20_000)
    const wrong = await browser().post(page, { email: 'ana' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wordsOf(wrong.body), /Erreur : Payer/)
    assert.match(wrong.body, /value="ana"/)
  })

  test('payer, revenir, garder le reçu', async () => {
    const page = await ask()
    const back = await pay(page, 'P')
    assert.equal(back, `${page}/retour`)
    const returned = await browser().get(back)
    assert.deepEqual([returned.statusCode, returned.headers['location']], [303, page])
    const words = wordsOf((await browser().get(page)).body)
    assert.match(words, /C’est payé/)
    assert.match(words, /Carte bancaire/)
    const pdf = await browser().get(`${page}/recu.pdf`)
    assert.equal(pdf.headers['content-type'], 'application/pdf')
    assert.match(String(pdf.headers['content-disposition']), /P2026\d{10}\.pdf/)
    assert.equal((await browser().post(page, { email })).headers['location'], page)
  })

  test('PayFiP renvoie aussi par un formulaire d’un autre site', async () => {
    const page = await ask()
    const back = await pay(page, 'P')
    const headers = { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' }
    const returned = await server.inject({ method: 'POST', url: back, headers, payload: 'idop=x' })
    assert.deepEqual([returned.statusCode, returned.headers['location']], [303, page])
    const forged = await server.inject({ method: 'POST', url: page, headers, payload: `email=${email}` })
    assert.equal(forged.statusCode, 403)
  })

  test('refusé ou abandonné, on lit pourquoi et l’on recommence', async () => {
    const page = await ask()
    await browser().get(await pay(page, 'R'))
    assert.match(wordsOf((await browser().get(page)).body), /Le paiement a été refusé.*Rien n’a été débité/)
    await browser().get(await pay(page, 'A'))
    assert.match(wordsOf((await browser().get(page)).body), /Vous n’avez pas fini de payer/)
    await browser().get(await pay(page, 'P'))
    assert.match(wordsOf((await browser().get(page)).body), /C’est payé/)
  })

  test('parti sans finir : on regarde avant de payer une seconde fois', async () => {
    const page = await ask()
    const sent = await browser().post(page, { email })
    const begun = await browser().get(page)
    assert.match(wordsOf(begun.body), /Votre paiement est commencé.*ne payez pas une seconde fois/)
    const again = await browser().post(page, { email })
    assert.equal(again.headers['location'], sent.headers['location'])
    clock.advance(16 * 60_000)
    assert.match(wordsOf((await browser().get(page)).body), /Nous vérifions votre paiement/)
    await standIn.end(operationOf(String(sent.headers['location'])), 'P')
    assert.equal((await browser().post(`${page}/verifier`, {})).headers['location'], page)
    assert.match(wordsOf((await browser().get(page)).body), /C’est payé/)
  })

  test('PayFiP muet : rien n’est perdu de ce qui est écrit', async () => {
    const page = await ask()
    standIn.fail('bad_gateway')
    const said = await browser().post(page, { email })
    assert.equal(said.statusCode, 503)
    assert.match(wordsOf(said.body), /PayFiP ne répond pas/)
    assert.match(said.body, new RegExp(`value="${email}"`))
  })

  test('rien à payer, ou plus de temps', async () => {
    assert.match(wordsOf((await browser().get(await ask({ amount: 0 }))).body), /Il n’y a rien à payer/)
    const page = await ask()
    clock.advance(31 * 86_400_000)
    assert.equal((await browser().post(page, { email })).headers['location'], page)
  })

  test('la régie fermée se dit', async () => {
    const page = await ask()
    await saveRegie(administrator, { ...regie, id: saved.value.id, isOpen: false })
    assert.match(wordsOf((await browser().get(page)).body), /Le paiement en ligne n’est pas ouvert/)
    assert.equal((await browser().post(page, { email })).statusCode, 422)
    await saveRegie(administrator, { ...regie, id: saved.value.id })
  })

  test('un lien d’ailleurs, tronqué ou inventé n’ouvre rien', async () => {
    const page = await ask()
    for (const wrong of [page.replace('corbas', 'givors'), page.slice(0, -2), '/corbas/paiement/rien']) {
      for (const answer of [
        await browser().get(wrong),
        await browser().post(wrong, { email }),
        await browser().get(`${wrong}/retour`),
        await browser().get(`${wrong}/recu.pdf`),
      ])
        assert.equal(answer.statusCode, 404, wrong)
    }
    assert.equal((await browser().get(`${page}/recu.pdf`)).statusCode, 404)
  })
})

suite('ce que PayFiP notifie', () => {
  const waiting = async (): Promise<number> => {
    const [row] = await sql<{ n: number }>(
      `select count(*)::int as n from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'payments.look_at_attempt' and j.run_at <= now()`,
    )
    return row?.n ?? 0
  }
  const notify = (where: string, idop: string, method: 'GET' | 'POST' = 'POST') =>
    server.inject({
      method,
      url: method === 'GET' ? `${where}?idop=${encodeURIComponent(idop)}` : where,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
      ...(method === 'POST' ? { payload: new URLSearchParams({ idop }).toString() } : {}),
    })

  test('fait redemander, une fois, et répond la même chose à ce qui est inventé', async () => {
    const page = await ask()
    const operation = operationOf(String((await browser().post(page, { email })).headers['location']))
    await sql('delete from graphile_worker._private_jobs')
    for (const [where, idop] of [
      ['/givors/paiement/notification', operation],
      ['/corbas/paiement/notification', newId()],
      ['/corbas/paiement/notification', "'; drop table payments.attempt; --"],
      ['/corbas/paiement/notification', ''],
    ] as const) {
      const said = await notify(where, idop)
      assert.deepEqual([said.statusCode, said.body], [200, 'OK'])
    }
    assert.equal(await waiting(), 0)
    for (const method of ['POST', 'GET', 'POST'] as const)
      assert.equal((await notify('/corbas/paiement/notification', operation, method)).body, 'OK')
    assert.equal(await waiting(), 1)
    assert.match(wordsOf((await browser().get(page)).body), /Votre paiement est commencé/)
  })
})
