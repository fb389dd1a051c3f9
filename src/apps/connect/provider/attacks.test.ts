import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as oidc from 'openid-client'
import { suspendAccount } from '#identity/accounts'
import {
  askFor,
  Browser,
  callback,
  makePerson,
  openIssuer,
  registerClient,
  relyingParty,
  signedInBrowser,
  signInTo,
} from './testing.ts'

const issuer = await openIssuer()
const { client, config, secret } = await registerClient(issuer, { requiredData: [] })
const person = await makePerson(issuer)
const browser = await signedInBrowser(issuer, person.accountId)
const basic = (clientId: string, password: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(password)}`).toString('base64')}`

/** One code, and what exchanges it. */
async function newCode(using = config) {
  const { url, checks } = await askFor(using)
  const back = (await browser.follow(url)).url
  return { code: back.searchParams.get('code') ?? '', verifier: checks.pkceCodeVerifier }
}

const exchange = (fields: Record<string, string>, authorization = basic(client.clientId, secret)) =>
  fetch(`${issuer.issuer}/jeton`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: callback, ...fields }).toString(),
  })

const authorize = async (parameters: Record<string, string>, remove: string[] = []) => {
  const { url } = await askFor(config, parameters)
  for (const name of remove) url.searchParams.delete(name)
  return browser.send(url)
}

const errorIn = (answer: Response) => new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('error')

suite('attaques sur le code', () => {
  test('vingt échanges du même code en même temps : un seul passe, et ce qu’il a donné est révoqué', async () => {
    const { code, verifier } = await newCode()
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange({ code, code_verifier: verifier })))
    const bodies = await Promise.all(
      answers.map(async (answer) => ({ status: answer.status, body: await answer.json() })),
    )
    const passed = bodies.filter(({ status }) => status === 200)
    assert.equal(passed.length, 1, JSON.stringify(bodies))
    const { access_token: token } = (passed[0] ?? assert.fail()).body as { access_token: string }
    const info = await fetch(`${issuer.issuer}/profil`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(info.status, 401)
  })

  test('un code ne donne plus rien quand la session a fini, ni quand on l’a changé d’une lettre', async () => {
    const other = await makePerson(issuer)
    const elsewhere = await signedInBrowser(issuer, other.accountId)
    const { url, checks } = await askFor(config)
    const code = (await elsewhere.follow(url)).url.searchParams.get('code') ?? ''
    const middle = Math.floor(code.length / 2)
    const altered = code.slice(0, middle) + (code[middle] === 'A' ? 'B' : 'A') + code.slice(middle + 1)
    const fields = { code, code_verifier: checks.pkceCodeVerifier }
    assert.equal((await exchange({ ...fields, code: altered })).status, 400)
    await issuer.sql('update accounts.session set revoked_at = now() where account_id = $1', [other.accountId])
    const refused = await exchange(fields)
    assert.deepEqual([refused.status, ((await refused.json()) as { error: string }).error], [400, 'invalid_grant'])
  })

  test('un code présenté par une autre application n’ouvre rien', async () => {
    const other = await registerClient(issuer, { name: 'Autre' })
    const { code, verifier } = await newCode()
    const stolen = await exchange({ code, code_verifier: verifier }, basic(other.client.clientId, other.secret))
    assert.equal(stolen.status, 400)
    assert.equal(((await stolen.json()) as { error: string }).error, 'invalid_grant')
  })

  test('PKCE est exigé, en S256, et son secret est vérifié', async () => {
    const without = await authorize({}, ['code_challenge', 'code_challenge_method'])
    assert.equal(errorIn(without), 'invalid_request')
    const plain = await authorize({ code_challenge_method: 'plain' })
    assert.equal(errorIn(plain), 'invalid_request')
    const silent = await authorize({}, ['code_challenge_method'])
    assert.equal(errorIn(silent), 'invalid_request')
    const { code } = await newCode()
    assert.equal((await exchange({ code, code_verifier: oidc.randomPKCECodeVerifier() })).status, 400)
    const { code: second } = await newCode()
    assert.equal((await exchange({ code: second })).status, 400)
  })

  test('un secret faux, ou celui d’une autre, est refusé', async () => {
    const { code, verifier } = await newCode()
    const wrong = await exchange({ code, code_verifier: verifier }, basic(client.clientId, `${secret.slice(0, -1)}x`))
    assert.equal(wrong.status, 401)
  })
})

suite('attaques sur l’adresse de retour', () => {
  const tricks = [
    `${callback}/suite`,
    `${callback}?x=1`,
    `${callback}#fragment`,
    callback.replace('fr/', 'fr:8443/'),
    callback.replace('https:', 'http:'),
    callback.replace('application.', 'application.exemple.fr@mechant.'),
    callback.replace('exemple.fr', 'exemple.fr.mechant.fr'),
    callback.replace('/retour', '/autre/../retour'),
    callback.replace('/retour', '/%72etour'),
    callback.toUpperCase(),
    'javascript:alert(1)',
  ]
  for (const trick of tricks) {
    test(`refusée, sur notre page : ${trick}`, async () => {
      const answer = await authorize({ redirect_uri: trick })
      assert.equal(answer.status, 400)
      assert.equal(answer.headers.get('location'), null)
      assert.match(await answer.text(), /adresse qu’elle n’a pas déclarée/)
    })
  }

  test('la réponse dit l’émetteur, contre la confusion entre fournisseurs', async () => {
    const { url } = await askFor(config)
    assert.equal((await browser.follow(url)).url.searchParams.get('iss'), issuer.issuer)
    const refused = await authorize({ prompt: 'none', max_age: '0' })
    assert.equal(new URL(refused.headers.get('location') ?? '').searchParams.get('iss'), issuer.issuer)
  })
})

suite('attaques sur les jetons', () => {
  test('vérification et révocation : les siens seulement', async () => {
    const other = await registerClient(issuer, { name: 'Curieuse' })
    const tokens = await signInTo(browser, config)
    const own = await oidc.tokenIntrospection(config, tokens.access_token)
    assert.equal(own.active, true)
    assert.equal((await oidc.tokenIntrospection(other.config, tokens.access_token)).active, false)
    await oidc.tokenRevocation(other.config, tokens.access_token)
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)
    await oidc.tokenRevocation(config, tokens.access_token)
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false)
  })

  test('un jeton de rafraîchissement réutilisé éteint tout ce qui a suivi', async () => {
    const { url, checks } = await askFor(config, { scope: 'openid offline_access email', prompt: 'consent' })
    const page = await browser.follow(url)
    const answered = await browser.post(page.url, { reponse: 'oui' })
    const next = /^0; ?url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1] ?? assert.fail('no way on')
    const tokens = await oidc.authorizationCodeGrant(config, (await browser.follow(next)).url, checks)
    const first = tokens.refresh_token ?? assert.fail('no refresh token')
    const renewed = await oidc.refreshTokenGrant(config, first)
    assert.ok(renewed.refresh_token !== undefined && renewed.refresh_token !== first)
    await assert.rejects(oidc.refreshTokenGrant(config, first))
    await assert.rejects(oidc.refreshTokenGrant(config, renewed.refresh_token))
    assert.equal((await oidc.tokenIntrospection(config, renewed.access_token)).active, false)
  })

  test('ce qui vit sans session finit quand le compte est suspendu', async () => {
    const { accountId } = await makePerson(issuer)
    const own = await signedInBrowser(issuer, accountId)
    const { url, checks } = await askFor(config, { scope: 'openid offline_access email', prompt: 'consent' })
    const page = await own.follow(url)
    const answered = await own.post(page.url, { reponse: 'oui' })
    const next = /^0; ?url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1] ?? assert.fail('no way on')
    const tokens = await oidc.authorizationCodeGrant(config, (await own.follow(next)).url, checks)
    await own.post('/deconnexion', {})
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)
    await suspendAccount(issuer.operator, { accountId, reason: 'essai' })
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false)
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token ?? ''))
  })

  test('le jeton finit avec la session de la personne', async () => {
    const { accountId } = await makePerson(issuer)
    const own = await signedInBrowser(issuer, accountId)
    const tokens = await signInTo(own, config)
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)
    await own.post('/deconnexion', {})
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false)
    await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, accountId))
  })

  test('rien de ce qui ouvre n’est gardé dans la base', async () => {
    const tokens = await signInTo(browser, config)
    const { rows } = { rows: await issuer.sql<{ all: string }>('select b::text as all from provider.brief b') }
    const text = rows.map(({ all }) => all).join('\n')
    assert.ok(text.length > 0)
    assert.ok(!text.includes(tokens.access_token))
  })
})

suite('attaques sur les pages', () => {
  test('une demande commencée dans un autre navigateur ne se continue pas', async () => {
    const victim = new Browser(issuer.origin)
    const { url } = await askFor(config, { login_hint: 'quelqu.un@exemple.fr' })
    const led = await victim.send(url)
    const address = led.headers.get('location') ?? assert.fail('no page of the authorization')
    assert.match(address, /^\/autorisation\/[\w-]+$/)
    const thief = await signedInBrowser(issuer, person.accountId)
    assert.equal((await thief.send(address)).status, 410)
    assert.equal((await thief.post(address, { reponse: 'oui' })).status, 410)
  })

  test('une demande qui n’attend qu’une connexion ne laisse rien derrière elle : ni ligne, ni témoin', async () => {
    const count = async () => (await issuer.sql(`select 1 from provider.brief where kind = 'Interaction'`)).length
    const before = await count()
    const { url } = await askFor(config)
    const page = await new Browser(issuer.origin).send(url)
    assert.equal(page.status, 200)
    assert.deepEqual(page.headers.getSetCookie(), [])
    assert.equal(await count(), before)
  })

  test('se connecter ne mène jamais hors du site sans que le protocole l’ait dit', async () => {
    const who = await makePerson(issuer)
    const { url } = await askFor(config, { redirect_uri: 'https://ailleurs.exemple.fr/retour' })
    const own = new Browser(issuer.origin)
    assert.equal((await own.send(url)).status, 400)
    // The page of signing in is asked for by hand, around the refusal: it leads back to the refusal.
    const here = `${url.pathname}${url.search}`
    const answer = await own.post(`/connexion?retour=${encodeURIComponent(here)}`, who)
    assert.equal(answer.headers.get('refresh'), null)
    assert.equal(answer.headers.get('location'), here)
    assert.equal((await own.send(here)).status, 400)
  })

  test('un consentement envoyé depuis un autre site est refusé', async () => {
    const partner = await registerClient(issuer, { name: 'Partenaire', isFirstParty: false, subjectType: 'pairwise' })
    const own = await signedInBrowser(issuer, (await makePerson(issuer)).accountId)
    const { url } = await askFor(partner.config)
    const page = await own.follow(url)
    const forged = await own.send(page.url, {
      method: 'POST',
      body: 'reponse=oui&donnee=nom',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
    })
    assert.equal(forged.status, 403)
  })

  test('une donnée ou une portée ajoutée au formulaire n’est pas donnée', async () => {
    const partner = await registerClient(issuer, { name: 'Partenaire', isFirstParty: false, subjectType: 'pairwise' })
    const { accountId } = await makePerson(issuer, { phone: '0478000000' })
    const own = await signedInBrowser(issuer, accountId)
    const { url, checks } = await askFor(partner.config, { scope: 'openid email' })
    const page = await own.follow(url)
    const answered = await own.post(page.url, [
      ['reponse', 'oui'],
      ['donnee', 'courriel'],
      ['donnee', 'telephone'],
      ['donnee', 'nom'],
      ['scope', 'openid email phone profile'],
    ])
    const next = /^0; ?url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1] ?? assert.fail('no way on')
    const tokens = await oidc.authorizationCodeGrant(partner.config, (await own.follow(next)).url, checks)
    const info = await oidc.fetchUserInfo(partner.config, tokens.access_token, tokens.claims()?.sub ?? '')
    assert.deepEqual(Object.keys(info).toSorted(), ['email', 'email_verified', 'sub'])
  })

  test('une portée que l’application n’a pas le droit de demander est refusée', async () => {
    const narrow = await registerClient(issuer, { name: 'Étroite', scopes: ['openid'] })
    const { url } = await askFor(narrow.config, { scope: 'openid email' })
    assert.equal(errorIn(await browser.send(url)), 'invalid_scope')
  })

  test('une application fermée ou inconnue : notre page, sans rien dire de plus', async () => {
    const closed = await registerClient(issuer, { name: 'Fermée' })
    await issuer.app.provider.clients.change(issuer.operator, closed.client.id, { isOpen: false })
    const { url } = await askFor(closed.config)
    const answer = await browser.send(url)
    assert.equal(answer.status, 400)
    const unknown = await relyingParty(issuer.issuer, { ...client, clientId: 'inconnue' }, 'x')
    assert.equal((await browser.send((await askFor(unknown)).url)).status, 400)
  })
})
