import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { startPayFipStandIn } from '../../../../standins/payfip/server.ts'
import { requestPayment } from '#counter/payments'
import { parseCsv } from '#kernel/csv'
import { newId } from '#kernel/ids'
import { parseCents } from '#kernel/money'
import { openBureau } from '../testing.ts'
import { plainEuros } from './csv.ts'
import { readPeriod } from './period.ts'

let now = (): Date => new Date()
const standIn = await startPayFipStandIn({ now: () => now() })
standIn.loseNotices(true)
const bureau = await openBureau({ PAYFIP_URL: standIn.url })
now = () => bureau.clock.now()
after(() => Promise.all([bureau.server.close(), standIn.close()]))
const administrator = await bureau.signIn('administration.corbas@exemple.fr')
const supervisor = await bureau.signIn('responsable.corbas@exemple.fr')
const base = '/bureau/corbas/paiements'
const regies = `${base}/regies`

const words = (body: string): string => body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/[\s\u00a0\u202f]+/g, ' ')

suite('les régies', () => {
  test('se règlent par qui administre la collectivité, et personne d’autre', async () => {
    for (const path of [regies, `${regies}/nouvelle`, '/bureau/givors/paiements/regies'])
      assert.equal((await supervisor.get(path)).statusCode, 404)
    assert.equal((await administrator.get('/bureau/givors/paiements')).statusCode, 404)
    assert.equal((await administrator.get(`${regies}/${newId()}`)).statusCode, 404)
    assert.match((await administrator.get('/bureau/corbas/demandes')).body, /href="\/bureau\/corbas\/paiements"/)
  })

  test('on lit comment commencer, puis on déclare son numéro ; ce qui est faux se corrige', async () => {
    assert.match(words((await administrator.get(regies)).body), /Signez d’abord la convention PayFiP/)
    const wrong = await administrator.post(`${regies}/nouvelle`, { nom: 'Salles', numero: '12', mode: 'test' })
    assert.equal(wrong.statusCode, 422)
    assert.match(words(wrong.body), /Indiquez les six chiffres/)
    assert.match(wrong.body, /value="Salles"/)
    const made = await administrator.post(`${regies}/nouvelle`, {
      nom: 'Salles',
      numero: '090909',
      mode: 'production',
      ouverte: 'yes',
    })
    const page = String(made.headers['location']).split('?')[0] ?? ''
    const shown = words((await administrator.get(page)).body)
    assert.match(shown, /Pas encore essayée/)
    assert.match(shown, /Salles, 090909, Tous les jours, Ouverte, par Camille/)
    await administrator.post(`${page}/essai`, {})
    assert.match(words((await administrator.get(page)).body), /PayFiP connaît ce numéro : RÉGIE D’ESSAI/)
    standIn.fail('technical')
    await administrator.post(`${page}/essai`, {})
    assert.match(words((await administrator.get(page)).body), /PayFiP n’a pas répondu/)
    const twice = await administrator.post(`${regies}/nouvelle`, { nom: 'Autre', numero: '090909', mode: 'test' })
    assert.match(words(twice.body), /Une autre de vos régies a déjà ce numéro/)
  })
})

suite('les comptes', () => {
  const collect = async (amount: number, purpose: string): Promise<void> => {
    const system = bureau.context({ kind: 'system', name: 'essai' })
    const dossierId = newId()
    await requestPayment(system, { collectivityId: bureau.site.id, requestId: newId(), dossierId, amount, purpose })
    const [payment] = await bureau.app.payments.paymentsOfDossier(system, { collectivityId: bureau.site.id, dossierId })
    const key = { collectivityId: bureau.site.id, link: payment?.link ?? '' }
    const begun = await bureau.app.payments.beginPayment(system, { ...key, email: 'ana@exemple.fr' })
    assert.ok(begun.ok)
    await standIn.end(new URL(begun.value.payAt).searchParams.get('idop') ?? '', 'P')
    await bureau.app.payments.lookForPayer(system, key)
  }

  test('le mois se lit avec ses totaux, et part chez le comptable au centime', async () => {
    assert.match(words((await administrator.get(base)).body), /Rien n’a été payé sur cette période/)
    await collect(123_456, 'Salle "des fêtes"; été')
    await collect(105, '=1+1')
    const page = await administrator.get(`${base}?du=2026-11-24&au=2026-11-24`)
    assert.match(words(page.body), /Total 2 1 235,61 €/)
    const file = await administrator.get(`${base}/paiements.csv?du=2026-11-24&au=2026-11-24`)
    assert.match(String(file.headers['content-disposition']), /paiements-corbas-2026-11-24-2026-11-24\.csv/)
    const read = parseCsv(file.body)
    assert.ok(read.ok)
    const amounts = read.value.slice(1).map(({ cells }) => parseCents(cells.at(-1) ?? ''))
    assert.deepEqual(amounts, [123_456, 105, 123_561])
    assert.deepEqual(
      read.value.map(({ cells }) => cells.length),
      Array(4).fill(12),
    )
    // What a spreadsheet would run stays a text.
    assert.ok(read.value.some(({ cells }) => cells.includes("'=1+1")))
    assert.match(words((await administrator.get(`${base}?du=2026-11-25&au=2026-11-30`)).body), /Rien n’a été payé/)
  })

  test('deux jours qui ne font pas une période se corrigent', async () => {
    for (const query of ['du=2026-12-01&au=2026-11-01', 'du=hier', 'du=2020-01-01&au=2026-01-01']) {
      const page = await administrator.get(`${base}?${query}`)
      assert.equal(page.statusCode, 422)
      assert.match(words(page.body), /Indiquez deux jours/)
      assert.equal((await administrator.get(`${base}/paiements.csv?${query}`)).statusCode, 422)
    }
    assert.deepEqual(readPeriod({}, new Date('2026-11-30T23:30:00Z')), { from: '2026-12-01', to: '2026-12-31' })
    assert.deepEqual(readPeriod({}, new Date('2028-02-10T12:00:00Z')), { from: '2028-02-01', to: '2028-02-29' })
  })

  test('une somme écrite pour un tableur se relit au centime', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 11 }), (cents) => assert.equal(parseCents(plainEuros(cents)), cents)),
    )
  })
})
