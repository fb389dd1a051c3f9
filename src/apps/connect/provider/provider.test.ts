import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as oidc from 'openid-client'
import { Secret, TOTP } from 'otpauth'
import { contextFor } from '../../app.ts'
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
    assert.equal(page.url.pathname, '/oidc/autorisation', 'la page est à l’adresse même de la demande')
    assert.match((await page.answer?.text()) ?? '', /name="password"/)
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

  test('le mot de passe envoyé, la réponse mène droit à l’application', async () => {
    const person = await makePerson(issuer)
    const browser = new Browser(issuer.origin)
    const { url, checks } = await askFor(config)
    const retour = encodeURIComponent(url.pathname + url.search)
    const html = await (await browser.send(url)).text()
    assert.ok(html.includes(`action="/connexion?retour=${retour}"`))
    const wrong = await browser.post(`/connexion?retour=${retour}`, { email: person.email, password: 'pas le bon' })
    assert.equal(wrong.status, 422)
    assert.ok((await wrong.text()).includes(`action="/connexion?retour=${retour}"`))
    const answer = await browser.post(`/connexion?retour=${retour}`, person)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const to = /^0; url=(.+)$/.exec(answer.headers.get('refresh') ?? '')?.[1] ?? assert.fail('no way on')
    assert.ok(to.startsWith(`${callback}?code=`))
    const tokens = await oidc.authorizationCodeGrant(config, new URL(to), checks)
    assert.equal(tokens.claims()?.sub, person.accountId)
    const again = await browser.send((await askFor(config)).url)
    assert.ok(again.headers.get('location')?.startsWith(`${callback}?code=`), 'la session est ouverte')
  })

  test('ce que la connexion ne règle pas se demande ensuite', async () => {
    const partner = await registerClient(issuer, { name: 'Partenaire', isFirstParty: false, subjectType: 'pairwise' })
    const person = await makePerson(issuer)
    const browser = new Browser(issuer.origin)
    const { url, checks } = await askFor(partner.config, { scope: 'openid email' })
    const page = await browser.signIn((await browser.follow(url)).url, person)
    assert.match(page.url.pathname, /^\/autorisation\//)
    const answered = await browser.post(page.url, { reponse: 'oui', donnee: 'courriel' })
    const { url: back } = await browser.follow(/url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1] ?? '')
    const tokens = await oidc.authorizationCodeGrant(partner.config, back, checks)
    assert.ok(tokens.claims()?.sub)
  })

  test('une réponse attendue par un formulaire est une page, que le navigateur va chercher', async () => {
    const person = await makePerson(issuer)
    const browser = new Browser(issuer.origin)
    const { url } = await askFor(config, { response_mode: 'form_post' })
    const page = await browser.signIn((await browser.follow(url)).url, person)
    assert.equal(page.url.pathname, '/oidc/autorisation')
    assert.match(page.answer?.headers.get('content-security-policy') ?? '', /script-src 'sha256-/)
    assert.match((await page.answer?.text()) ?? '', /name="code"/)
  })

  test('un compte à deux étapes va à l’application après la seconde', async () => {
    const person = await makePerson(issuer)
    const own = contextFor(issuer.app, { kind: 'account', accountId: person.accountId, name: 'Camille Essai' })
    await issuer.app.accounts.beginTotp(own, person.accountId)
    const secret = (await issuer.app.accounts.findTotpSecret(own, person.accountId)) ?? assert.fail('no secret')
    const codeAt = (timestamp: number) => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp })
    const now = issuer.app.clock.now().getTime()
    await issuer.app.accounts.confirmTotp(own, { accountId: person.accountId, code: codeAt(now) })
    const browser = new Browser(issuer.origin)
    const { url, checks } = await askFor(config)
    const page = await browser.signIn((await browser.follow(url)).url, person)
    assert.equal(page.url.pathname, '/connexion/deuxieme-etape')
    assert.equal(page.url.searchParams.get('retour'), url.pathname + url.search)
    const entered = await browser.post(page.url, { code: codeAt(now + 30_000) })
    const to = /^0; url=(.+)$/.exec(entered.headers.get('refresh') ?? '')?.[1] ?? assert.fail('no way on')
    const tokens = await oidc.authorizationCodeGrant(config, new URL(to), checks)
    assert.equal(tokens.claims()?.['acr'], 'eidas2')
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
