import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, suite, test } from 'node:test'
import { openBureau } from './testing.ts'

const bureau = await openBureau()
const { server, app } = bureau
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const operator = await bureau.signIn('exploitation@exemple.fr')
const resident = await bureau.signIn('camille.demonstration@exemple.fr')
after(() => server.close())

suite('où je travaille', () => {
  test('une seule collectivité : on y va droit', async () => {
    assert.equal((await alix.get('/bureau')).headers.location, '/bureau/corbas/demandes')
    assert.match((await alix.get('/bureau?choisir=oui')).body, /Agent, service Voirie/)
  })

  test('aucun rôle : une page qui dit à qui en demander un', async () => {
    const { statusCode, body } = await resident.get('/bureau')
    assert.equal(statusCode, 200)
    assert.match(body, /Votre compte n’a pas encore de rôle ici/)
    assert.match(body, /camille\.demonstration@exemple\.fr/)
    assert.match((await resident.inEnglish().get('/bureau')).body, /Your account has no role here yet/)
  })

  test('l’exploitation va à la machine ; personne sans session n’entre', async () => {
    assert.equal((await operator.get('/bureau')).headers.location, '/bureau/exploitation')
    assert.equal((await server.inject({ url: '/bureau' })).headers.location, '/connexion?retour=%2Fbureau')
  })
})

suite('les pages de l’exploitation', () => {
  const id = randomUUID()

  test('un courriel gardé se lit en texte, avec ses liens à nous et ses pièces', async () => {
    const link = `${app.config.publicUrl}/confirmer/abc?x=1`
    await app.mailer.send({
      id,
      to: 'ana@exemple.fr',
      subject: 'Votre <demande>',
      text: `Bonjour\n${link}\nhttps://ailleurs.example/piege`,
      html: '<p>Bonjour</p>',
      attachments: [{ name: 'recu.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF-') }],
    })
    const list = await operator.get('/bureau/courriels')
    assert.match(list.body, /Votre &lt;demande/)
    assert.match(list.body, /Gardé ici/)
    const mail = await operator.get(`/bureau/courriels/${id}`)
    assert.ok(mail.body.includes('<a href="/confirmer/abc?x=1">'))
    assert.ok(!mail.body.includes('href="https://ailleurs'))
    assert.ok(!mail.body.includes('<p>Bonjour</p>'))
    const file = await operator.get(`/bureau/courriels/${id}/pieces/1`)
    assert.equal(file.body, '%PDF-')
    assert.match(String(file.headers['content-disposition']), /^attachment/)
    assert.equal((await operator.get(`/bureau/courriels/${id}/pieces/2`)).statusCode, 404)
    assert.match((await operator.get('/bureau/courriels?etat=failed')).body, /Aucun courriel ici/)
    assert.match((await operator.inEnglish().get('/bureau/courriels')).body, /Kept here/)
  })

  test('n’existent que pour elle', async () => {
    for (const path of [
      '/bureau/courriels',
      `/bureau/courriels/${id}`,
      `/bureau/courriels/${id}/pieces/1`,
      '/bureau/exploitation',
    ]) {
      assert.equal((await alix.get(path)).statusCode, 404, path)
      assert.equal((await resident.get(path)).statusCode, 404, path)
    }
  })

  test('disent ce qui tourne ; la galerie est pour les agents aussi', async () => {
    const { body } = await operator.get('/bureau/exploitation')
    assert.match(body, /répond en \d+ ms/)
    assert.match(body, /gardés ici/)
    assert.equal((await alix.get('/bureau/galerie/case')).statusCode, 200)
    assert.equal((await alix.get('/bureau/galerie/constructor')).statusCode, 404)
    assert.equal((await resident.get('/bureau/galerie/case')).statusCode, 404)
  })
})
