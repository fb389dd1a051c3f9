import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import NewPdf from 'pdfkit'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { everyRoute } from '../../../routes.ts'
import { Browser, openGuichet, wordsOf } from '../../guichet/testing.ts'
import { answerFailure } from '../../failures.ts'

const guichet = await openGuichet()
const { app } = guichet
const server = await createServer({ log: silentLog, behindProxy: false, answerFailure: answerFailure(app) })
addRoutes(server, everyRoute(app))
after(() => Promise.all([server.close(), guichet.server.close()]))
const url = '/compte/documents'

async function pdf(text: string): Promise<Buffer> {
  const made = new NewPdf()
  made.text(text).end()
  const chunks: Buffer[] = []
  for await (const chunk of made) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function signedIn(email: string): Promise<Browser> {
  return new Browser(server).signIn(await guichet.sessionOf(email))
}

const resident = await signedIn('camille.demonstration@exemple.fr')
const card = { input: 'fichier', name: 'carte.pdf', content: await pdf('Carte de démonstration') }

const keep = (kind: string) => resident.upload(url, { sorte: kind }, [card])

suite('mes documents', () => {
  test('un document se garde, se relit, s’efface', async () => {
    assert.match(wordsOf((await resident.get(url)).body), /Vous ne gardez pas encore de document/)
    const kept = await keep('identity')
    assert.equal(kept.headers.location, `${url}?fait=garde`)
    const page = (await resident.get(url)).body
    assert.match(wordsOf(page), /carte\.pdf Une pièce d’identité, .* Effacé le 24 novembre 2027/)
    const id = /\/compte\/documents\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
    assert.deepEqual((await resident.get(`${url}/${id}`)).rawPayload, card.content)
    const stranger = await signedIn('sam.demonstration@exemple.fr')
    assert.equal((await stranger.get(`${url}/${id}`)).statusCode, 404)
    await stranger.post(`${url}/${id}/effacer`, {})
    assert.equal((await resident.get(`${url}/${id}`)).statusCode, 200)
    await resident.post(`${url}/${id}/effacer`, {})
    assert.equal((await resident.get(`${url}/${id}`)).statusCode, 404)
  })

  test('sans fichier, sans sorte, ou avec un autre fichier, la page dit quoi faire', async () => {
    const nothing = await resident.upload(url, {}, [])
    assert.equal(nothing.statusCode, 422)
    assert.match(nothing.body, /Choisissez un fichier/)
    assert.match(nothing.body, /Dites ce que c’est/)
    const program = { ...card, name: 'carte.exe', content: Buffer.from('MZ\u0090\u0000') }
    const refused = await resident.upload(url, { sorte: 'identity' }, [program])
    assert.match(refused.body, /Choisissez un PDF ou une photo/)
    assert.equal((await new Browser(server).get(url)).statusCode, 303)
  })

  test('dans une demande, il se donne d’un bouton, marqué s’il dit qui l’on est ; c’est écrit', async () => {
    await keep('identity')
    await keep('income')
    const form = '/corbas/demarches/tarif-cantine/demande'
    const first = await resident.submit(`${form}/nouvelle/child`, { child_name: 'Zoé Exemple', meals: 'every_day' })
    const page = String(first.headers.location)
    const shown = (await resident.get(page)).body
    assert.match(wordsOf(shown), /Reprendre un de mes documents .* pour cette demande seulement/)
    const [income, identity] = [...shown.matchAll(/value="(reuse:certificate:[0-9a-f-]{36})"/g)].map(
      ([, value]) => value ?? '',
    )
    const given = await resident.submit(page, { family_quotient: '700', 'page-action': identity ?? '' })
    assert.equal(given.headers.location, `${page}#certificate`)
    const after = (await resident.get(page)).body
    assert.match(after, /carte\.pdf/)
    assert.match(after, /value="700"/)
    const href = /href="([^"]+\/fichiers\/[0-9a-f-]{36})"/.exec(after)?.[1] ?? ''
    const file = await resident.get(href)
    assert.equal(file.statusCode, 200)
    assert.notDeepEqual(file.rawPayload, card.content)
    assert.equal((await resident.submit(page, { 'page-action': income ?? '' })).statusCode, 303)
    // Two files are all that the question takes.
    assert.doesNotMatch((await resident.get(page)).body, /Reprendre un de mes documents/)
    assert.match(
      wordsOf((await resident.get('/compte/partages')).body),
      /Pièce d’identité .* marqué pour cette démarche/,
    )
  })

  test('le document d’une autre personne ne se joint pas', async () => {
    const [document] = await guichet.sql<{ id: string }>('select id from wallet.document limit 1')
    const stranger = await signedIn('sam.demonstration@exemple.fr')
    const form = '/corbas/demarches/tarif-cantine/demande'
    const first = await stranger.submit(`${form}/nouvelle/child`, { child_name: 'Zoé Exemple', meals: 'every_day' })
    const page = String(first.headers.location)
    assert.doesNotMatch((await stranger.get(page)).body, /Reprendre un de mes documents/)
    const stolen = await stranger.submit(page, { 'page-action': `reuse:certificate:${document?.id}` })
    assert.equal(stolen.statusCode, 404)
  })
})
