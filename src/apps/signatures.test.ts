import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { everyHandler } from '../handlers.ts'
import { asking, ends, openCircuits, status } from './circuits-testing.ts'
import { wordsOf } from './guichet/testing.ts'

/** A signature that a circuit asks of the person, on the page of her request. */

const trial = await openCircuits(everyHandler)
const { sql, server, clock, browser, token, offer, file, statusOf, requestOf } = trial
after(() => server.close())

const text = (fr: string) => ({ fr, en: fr })
const sign = (slug: string, parameters: Readonly<Record<string, unknown>>) =>
  offer({
    slug,
    statuses: [
      status('waiting', [asking('signature', parameters, { invitation: text('Je respecterai le règlement.') })]),
      ...ends,
    ],
  })
const drawn = await sign('essai-signer', { kind: 'drawn' })
const visitor = () => browser().signIn(token)
const signed = { nom: 'Camille Exemple', accord: 'on', choix: 'signer', 'trait.drawing': 'M10 10L20 30' }

suite('une signature demandée par un circuit', () => {
  test('se donne sur la page de la demande, et la demande avance ; le journal en garde l’empreinte', async () => {
    const key = await file(drawn)
    const page = (await visitor().get(`/mes-demandes/${key.dossierId}`)).body
    assert.match(wordsOf(page), /Votre signature est attendue Je respecterai le règlement/)
    const href = /href="([^"]+\/signer\/[^"]+)"/.exec(page)?.[1] ?? ''
    assert.equal((await visitor().get(href)).statusCode, 200)
    const blank = await visitor().post(href, { nom: '', choix: 'signer' })
    assert.equal(blank.statusCode, 422)
    assert.match(wordsOf(blank.body), /Écrivez votre nom Cochez la case pour signer/)
    const answers = await Promise.all([visitor().post(href, signed), visitor().post(href, signed)])
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [303, 303],
    )
    assert.equal(await statusOf(key), 'good')
    const lines = await sql<{ payload: { proof?: string } }>(
      `select payload from dossiers.event where dossier_id = $1 and kind = 'outside.settled'`,
      [key.dossierId],
    )
    assert.equal(lines.length, 1)
    const [row] = await sql<{ answer: { by: string; signature: { digest: string; drawing?: string } } }>(
      'select answer from dossiers.outside_request where dossier_id = $1',
      [key.dossierId],
    )
    assert.equal(row?.answer.by, 'Camille Exemple')
    assert.equal(row.answer.signature.drawing, 'M10 10L20 30')
    assert.equal(row.answer.signature.digest, lines[0]?.payload.proof)
  })

  test('se refuse : la demande prend l’autre chemin', async () => {
    const key = await file(drawn)
    const href = `/mes-demandes/${key.dossierId}/signer/${await requestOf(key)}`
    await visitor().post(href, { choix: 'refuser' })
    assert.equal(await statusOf(key), 'bad')
    assert.equal((await visitor().get(href)).statusCode, 303)
  })

  test('certifiée, elle demande de prouver de nouveau qui l’on est ; celle d’autrui n’existe pas', async () => {
    const key = await file(await sign('essai-certifier', { kind: 'certified' }))
    const href = `/mes-demandes/${key.dossierId}/signer/${await requestOf(key)}`
    clock.advance(20 * 60_000)
    assert.match(String((await visitor().get(href)).headers['location']), /\/connexion\/confirmer/)
    await visitor().post(href, signed)
    assert.equal(await statusOf(key), 'waiting')
    const fresh = await trial.sessionOf('camille.demonstration@exemple.fr')
    await browser().signIn(fresh).post(href, signed)
    assert.equal(await statusOf(key), 'good')
    assert.notEqual((await browser().get(href)).statusCode, 200)
  })
})
