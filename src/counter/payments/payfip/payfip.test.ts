import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { startPayFipStandIn } from '../../../../standins/payfip/server.ts'
import { readCall } from '../../../../standins/payfip/soap.ts'
import { createOutbound } from '#platform/outbound'
import type { Order } from '../ports.ts'
import { createPayFip } from './client.ts'
import { envelope, readAnswer } from './envelope.ts'
import { readMoment } from './moment.ts'

const standIn = await startPayFipStandIn({ now: () => new Date('2026-11-24T09:00:00Z') })
const outbound = createOutbound({ allowPrivate: true, timeout: 400 })
after(() => Promise.all([outbound.close(), standIn.close()]))
const payFip = createPayFip({ url: standIn.url, reach: outbound.fetch })

const order: Order = {
  clientNumber: '090909',
  mode: 'production',
  reference: 'P20260000000101',
  purpose: 'Location d’une salle <été> & hiver',
  amount: 1250,
  year: 2026,
  payerEmail: 'ana@exemple.fr',
  noticeUrl: 'http://127.0.0.1:9/essai/paiement/notification',
  returnUrl: 'http://127.0.0.1:9/essai/paiement/lien/retour',
}
const open = async (more: Partial<Order> = {}) => {
  const opened = await payFip.open({ ...order, ...more })
  assert.ok(opened.ok, JSON.stringify(opened))
  return opened.value.operationId
}

suite('le service web de PayFiP', () => {
  test('reçoit ce que son guide demande, et donne une opération', async () => {
    const id = await open()
    assert.deepEqual(standIn.operations.get(id)?.fields, {
      exer: '2026',
      mel: 'ana@exemple.fr',
      montant: '1250',
      numcli: '090909',
      objet: 'Location d une salle ete hiver',
      refdet: 'P20260000000101',
      saisie: 'W',
      urlnotif: order.noticeUrl,
      urlredirect: order.returnUrl,
    })
    assert.equal(payFip.payAt(id), `${standIn.url}/tpa/paiementws.web?idop=${id}`)
    assert.equal(standIn.operations.get(await open({ mode: 'test' }))?.fields['saisie'], 'T')
    assert.equal(standIn.operations.get(await open({ mode: 'activation' }))?.fields['saisie'], 'X')
  })

  test('dit comment chaque opération finit', async () => {
    const ends = {
      P: ['paid', 'card'],
      V: ['paid', 'direct_debit'],
      R: ['refused', 'card'],
      Z: ['refused', 'direct_debit'],
      A: ['abandoned', 'card'],
    }
    for (const [code, [result, means]] of Object.entries(ends)) {
      const id = await open()
      await standIn.end(id, code as 'P')
      const said = await payFip.look(id)
      assert.ok(said.ok && said.value.kind === 'result', code)
      assert.deepEqual([said.value.result, said.value.means], [result, means])
      assert.deepEqual(
        [said.value.amount, said.value.reference, said.value.clientNumber, said.value.mode],
        [1250, 'P20260000000101', '090909', 'production'],
      )
      assert.equal(said.value.at?.toISOString(), '2026-11-24T09:00:00.000Z')
      assert.equal(said.value.authorisation === null, code === 'R' || code === 'Z' || code === 'A')
    }
  })

  test('sans résultat (P5) il faut attendre ; une opération inconnue (P1) n’existe plus', async () => {
    const id = await open()
    assert.deepEqual(await payFip.look(id), { ok: true, value: { kind: 'not_known' } })
    standIn.spendNight()
    assert.deepEqual(await payFip.look(id), { ok: true, value: { kind: 'gone' } })
  })

  test('refuse avec son code ce qu’il ne prend pas', async () => {
    const refusals: readonly [Partial<Order>, string][] = [
      [{ clientNumber: '12' }, 'T1'],
      [{ clientNumber: '000000' }, 'T2'],
      [{ amount: 99 }, 'M3'],
      [{ amount: 10_000_000 }, 'M5'],
      [{ payerEmail: '' }, 'A1'],
      [{ payerEmail: 'ana' }, 'A2'],
      [{ reference: 'P-1' }, 'R3'],
      [{ noticeUrl: 'ailleurs' }, 'N1'],
      [{ returnUrl: 'ailleurs' }, 'D1'],
    ]
    for (const [more, code] of refusals) {
      const said = await payFip.open({ ...order, ...more })
      assert.ok(!said.ok && said.refusal.reason === 'refused', code)
      assert.equal(said.refusal.code, code)
    }
  })

  test('nomme la régie d’un numéro', async () => {
    assert.deepEqual(await payFip.describe('090909'), { ok: true, value: { name: 'RÉGIE D’ESSAI, SIMULATEUR' } })
    const unknown = await payFip.describe('000000')
    assert.ok(!unknown.ok && unknown.refusal.reason === 'refused')
  })

  test('muet, en panne ou illisible, il est seulement absent', async () => {
    for (const failure of ['silence', 'broken', 'technical', 'bad_gateway'] as const) {
      standIn.fail(failure, 2)
      for (const said of [await payFip.open(order), await payFip.look('81bdf4c0-8edb-11e5-99d5-00000a634c44')])
        assert.ok(!said.ok && said.refusal.reason === 'unavailable', failure)
    }
  })

  test('un résultat hors du guide, ou d’une autre opération, ne dit rien', async () => {
    const id = await open()
    await standIn.end(id, 'P')
    for (const fields of [{ resultrans: 'Q' }, { montant: '12,50' }, { idOp: 'une-autre' }]) {
      standIn.alter(fields)
      const said = await payFip.look(id)
      assert.ok(!said.ok && said.refusal.reason === 'unavailable', JSON.stringify(fields))
    }
    standIn.alter(undefined)
  })
})

suite('les messages', () => {
  const answer = (inside: string) =>
    `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${inside}</S:Body></S:Envelope>`

  test('ce qui s’écrit dans une question n’en sort pas', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (typed) => {
        const call = readCall(envelope('creerPaiementSecurise', { objet: typed, refdet: 'P20260000000101' }))
        // eslint-disable-next-line no-control-regex
        const kept = typed.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
        assert.deepEqual(call, {
          operation: 'creerPaiementSecurise',
          fields: { objet: kept, refdet: 'P20260000000101' },
        })
      }),
      { examples: [['a\u0085b\u2028c'], ['\r\n']] },
    )
  })

  test('la réponse se lit avec ou sans `return`, et quelle que soit la casse', () => {
    for (const inside of ['<return><idOp>x</idOp></return>', '<idop>x</idop>']) {
      const read = readAnswer(
        answer(`<n:creerPaiementSecuriseResponse xmlns:n="urn:n">${inside}</n:creerPaiementSecuriseResponse>`),
        'creerPaiementSecurise',
      )
      assert.deepEqual(read, { ok: true, value: { kind: 'answer', fields: { idop: 'x' } } })
    }
  })

  test('un champ donné deux fois ne compte pas', () => {
    const inside =
      '<r:recupererDetailPaiementSecuriseResponse xmlns:r="urn:r"><return><montant>1</montant><MONTANT>2</MONTANT></return></r:recupererDetailPaiementSecuriseResponse>'
    const read = readAnswer(answer(inside), 'recupererDetailPaiementSecurise')
    assert.deepEqual(read, { ok: true, value: { kind: 'answer', fields: {} } })
  })

  test('une entité, un type de document, un texte sans fin ou un autre sujet sont refusés', () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    const outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    for (const text of [
      bomb,
      outside,
      '',
      'payé',
      '<x/>',
      answer(''),
      answer('<autre/>'),
      `<x>${'a'.repeat(200_000)}</x>`,
    ])
      assert.equal(readAnswer(text, 'creerPaiementSecurise').ok, false, text.slice(0, 60))
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) =>
        assert.equal(readAnswer(text, 'recupererDetailClient').ok, false),
      ),
    )
  })

  test('l’heure de Paris, été comme hiver', () => {
    assert.equal(readMoment('19112015', '1735')?.toISOString(), '2015-11-19T16:35:00.000Z')
    assert.equal(readMoment('14072026', '0005')?.toISOString(), '2026-07-13T22:05:00.000Z')
    assert.equal(readMoment('25102026', '0230')?.toISOString(), '2026-10-25T00:30:00.000Z')
    for (const [date, time] of [
      ['31022026', '1000'],
      ['2026', '1000'],
      ['19112015', '2460'],
      ['29032026', '0230'],
      ['', ''],
    ] as const)
      assert.equal(readMoment(date, time), undefined, `${date} ${time}`)
  })
})
