import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as oidc from 'openid-client'
import {
  askFor,
  Browser,
  callback,
  makePerson,
  openIssuer,
  registerClient,
  signedInBrowser,
  signInTo,
} from './testing.ts'

const issuer = await openIssuer()
const { client, config } = await registerClient(issuer)

suite('entrer dans une application de la collectivité', () => {
  test('la configuration publiée dit une seule adresse d’émetteur et ce qui est permis', () => {
    const metadata = config.serverMetadata()
    assert.equal(metadata.issuer, issuer.issuer)
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256'])
    assert.deepEqual(metadata.response_types_supported, ['code'])
    assert.ok(metadata.pushed_authorization_request_endpoint)
    assert.ok(metadata['backchannel_logout_supported'])
    assert.ok(metadata['authorization_response_iss_parameter_supported'])
  })

  test('sans session : la page de connexion, puis l’application, sans consentement demandé', async () => {
    const person = await makePerson(issuer)
    const browser = new Browser(issuer.origin)
    const { url, checks } = await askFor(config)
    const page = await browser.follow(url)
    assert.equal(page.url.pathname, '/connexion')
    const back = await browser.signIn(page.url, person)
    assert.equal(`${back.url.origin}${back.url.pathname}`, callback)
    assert.equal(back.url.searchParams.get('iss'), issuer.issuer)
    const tokens = await oidc.authorizationCodeGrant(config, back.url, checks)
    const claims = tokens.claims()
    assert.equal(claims?.sub, person.accountId)
    assert.deepEqual([claims?.['acr'], claims?.['amr']], ['eidas1', ['pwd']])
    const info = await oidc.fetchUserInfo(config, tokens.access_token, person.accountId)
    assert.equal(info.email, person.email)
    assert.equal(info.given_name, 'Camille')
  })

  test('avec une session : aucune page', async () => {
    const person = await makePerson(issuer)
    const browser = await signedInBrowser(issuer, person.accountId)
    const { url } = await askFor(config)
    const answer = await browser.send(url)
    assert.equal(answer.status, 303)
    assert.ok(answer.headers.get('location')?.startsWith(`${callback}?code=`))
    assert.deepEqual(answer.headers.getSetCookie(), [])
    const tokens = await signInTo(browser, config)
    assert.equal(tokens.claims()?.sub, person.accountId)
    const entries = await issuer.sql('select 1 from provider.entry where account_id = $1 and client_id = $2', [
      person.accountId,
      client.clientId,
    ])
    assert.equal(entries.length, 1)
  })
})
