import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as oidc from 'openid-client'
import {
  askFor,
  makePerson,
  openIssuer,
  relyingParty,
  signedInBrowser,
  signInTo,
} from '../../connect/provider/testing.ts'

const issuer = await openIssuer()
const person = await makePerson(issuer, { isOperator: true })
const browser = await signedInBrowser(issuer, person.accountId)

const typed = {
  name: 'Réservation des salles',
  kind: 'own',
  redirectUris: 'https://application.exemple.fr/retour',
  authMethod: 'client_secret_basic',
  algorithm: 'ES256',
  scopes: 'email',
  contact: 'salles@mairie.exemple.fr',
}

const secretIn = (body: string) => /<code>([\w-]{43})<\/code>/.exec(body)?.[1] ?? assert.fail('no secret shown')

suite('les applications, vues par l’exploitation', () => {
  test('sans être de l’exploitation, la page n’existe pas', async () => {
    const other = await signedInBrowser(issuer, (await makePerson(issuer)).accountId)
    assert.equal((await other.send('/bureau/applications')).status, 404)
    assert.equal((await other.post('/bureau/applications/nouvelle', typed)).status, 404)
  })

  test('une adresse sans chiffrement est refusée, ce qui est écrit est gardé', async () => {
    const answer = await browser.post('/bureau/applications/nouvelle', {
      ...typed,
      redirectUris: 'http://application.exemple.fr/retour',
    })
    assert.equal(answer.status, 422)
    const body = await answer.text()
    assert.match(body, /sans chiffrement, les jetons se lisent en chemin/)
    assert.match(body, /value="Réservation des salles"/)
  })

  test('ajouter, entrer avec le secret montré, essayer, le renouveler, lire les refus, fermer', async () => {
    const created = await (await browser.post('/bureau/applications/nouvelle', typed)).text()
    const secret = secretIn(created)
    const [client] = await issuer.app.provider.clients.list(issuer.operator)
    assert.ok(client)
    const address = `/bureau/applications/${client.id}`
    assert.ok(!(await (await browser.send(address)).text()).includes(secret))
    const config = await relyingParty(issuer.issuer, client, secret)
    const tokens = await signInTo(browser, config, { scope: 'openid email' })
    assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, person.accountId)).email, person.email)

    const trial = await (await browser.send(`${address}/essai`)).text()
    assert.match(trial, /Vous pourriez entrer/)
    assert.ok(trial.includes(person.email))

    await browser.send((await askFor(config, { scope: 'openid phone' })).url)
    await new Promise((resolve) => setTimeout(resolve, 200))
    assert.match(await (await browser.send(address)).text(), /invalid_scope/)

    const renewed = secretIn(await (await browser.post(`${address}/secret`, { jours: '7' })).text())
    assert.notEqual(renewed, secret)
    assert.ok(
      (await signInTo(browser, await relyingParty(issuer.issuer, client, renewed), { scope: 'openid' })).id_token,
    )

    await browser.post(`${address}/regles`, { regle: 'nobody' })
    assert.match(await (await browser.send(`${address}/essai`)).text(), /Vous ne pourriez pas entrer/)
    await browser.post(`${address}/ouverture`, { ouverte: 'non' })
    assert.equal((await issuer.app.provider.clients.get(issuer.operator, client.id)).isOpen, false)
  })

  test('chaque protocole montre ses champs, et ne change que ceux-là', async () => {
    const form = await (await browser.send('/bureau/applications/nouvelle')).text()
    assert.match(form, /href="\/bureau\/exploitation\/federation#saml"/)
    assert.match(form, /name="redirectUris"/)
    for (const protocol of ['saml', 'cas'] as const) {
      const made = await issuer.app.provider.clients.create(issuer.operator, {
        name: `Agenda ${protocol}`,
        protocol,
        clientId: `https://${protocol}.exemple.fr`,
        settings: { kept: true },
      })
      const { client } = made.ok ? made.value : assert.fail('refused')
      const address = `/bureau/applications/${client.id}`
      const settings = await (await browser.send(`${address}/reglages`)).text()
      assert.match(settings, new RegExp(`<code>https://${protocol}.exemple.fr`))
      assert.doesNotMatch(settings, /name="(redirectUris|authMethod|scopes|kind|withoutPkce)"/)
      await browser.post(`${address}/reglages`, { name: `Agenda renommé ${protocol}`, contact: '04 00 00 00 00' })
      const after = await issuer.app.provider.clients.get(issuer.operator, client.id)
      assert.deepEqual(after, { ...client, name: `Agenda renommé ${protocol}`, contact: '04 00 00 00 00' })
      const trial = await (await browser.send(`${address}/essai`)).text()
      assert.match(trial, /Vous pourriez entrer/)
      assert.doesNotMatch(trial, /jeton d’identité/)
    }
  })

  test('sans preuve d’échange : seulement avec un secret', async () => {
    const old = { ...typed, name: 'Ancienne', withoutPkce: 'oui' }
    const refused = await browser.post('/bureau/applications/nouvelle', { ...old, authMethod: 'none' })
    assert.equal(refused.status, 422)
    const body = await refused.text()
    assert.match(body, /l’application doit avoir un secret/)
    assert.match(body, /id="withoutPkce"[^>]*checked/)
    const created = await browser.post('/bureau/applications/nouvelle', old)
    assert.match(await created.text(), /un «\s*nonce\s*» est exigé à la place/)
    const client = (await issuer.app.provider.clients.list(issuer.operator)).find(({ name }) => name === 'Ancienne')
    assert.ok(client)
    const settings = await (await browser.send(`/bureau/applications/${client.id}/reglages`)).text()
    assert.match(settings, /id="withoutPkce"[^>]*checked/)
    await browser.post(`/bureau/applications/${client.id}/reglages`, typed)
    assert.equal((await issuer.app.provider.clients.get(issuer.operator, client.id)).settings['withoutPkce'], false)
  })

  test('les clés tournent d’un bouton', async () => {
    const before = await issuer.app.provider.keysOf('es256')
    await browser.post('/bureau/applications/cles', { anneau: 'es256' })
    const after = await issuer.app.provider.keysOf('es256')
    assert.equal(after[0]?.id, before[1]?.id)
    assert.match(await (await browser.send('/bureau/applications/cles?fait=oui')).text(), /une autre est annoncée/)
  })
})
