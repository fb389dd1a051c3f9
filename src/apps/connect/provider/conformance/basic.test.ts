import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
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
} from '../testing.ts'

// The modules of the basic OpenID Provider plan of the OpenID Foundation's suite, by their names there.
const issuer = await openIssuer()
const { client, config, secret } = await registerClient(issuer)
const person = await makePerson(issuer, { phone: '0478000000' })
const browser = await signedInBrowser(issuer, person.accountId)
const sub = person.accountId

const parameterOf = (answer: Response, name: string) =>
  new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get(name)

const profile = (init: RequestInit) => fetch(`${issuer.issuer}/profil`, init)

suite('oidcc-basic-certification-test-plan', () => {
  test('oidcc-server', async () => {
    const tokens = await signInTo(browser, config)
    assert.equal(tokens.token_type, 'bearer')
    const claims = tokens.claims()
    assert.deepEqual([claims?.iss, claims?.sub, claims?.aud], [issuer.issuer, sub, client.clientId])
    assert.ok(typeof claims?.['auth_time'] === 'number')
  })

  test('oidcc-response-type-missing', async () => {
    const { url } = await askFor(config)
    url.searchParams.delete('response_type')
    const answer = await browser.send(url)
    assert.equal(parameterOf(answer, 'error'), 'invalid_request')
  })

  test('oidcc-userinfo-get', async () => {
    const tokens = await signInTo(browser, config)
    const answer = await profile({
      method: 'GET',
      headers: { authorization: `Bearer ${tokens.access_token}` },
    })
    assert.equal(((await answer.json()) as { sub: string }).sub, sub)
  })

  test('oidcc-userinfo-post-header', async () => {
    const tokens = await signInTo(browser, config)
    const answer = await profile({
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.access_token}` },
    })
    assert.equal(((await answer.json()) as { sub: string }).sub, sub)
  })

  test('oidcc-userinfo-post-body', async () => {
    const tokens = await signInTo(browser, config)
    const answer = await profile({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ access_token: tokens.access_token }).toString(),
    })
    assert.equal(((await answer.json()) as { sub: string }).sub, sub)
  })

  test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
    const { url, checks } = await askFor(config)
    url.searchParams.delete('nonce')
    const { url: back } = await browser.follow(url)
    const { expectedNonce: _, ...others } = checks
    const tokens = await oidc.authorizationCodeGrant(config, back, others)
    assert.equal(tokens.claims()?.nonce, undefined)
  })

  for (const [name, scope, claims] of [
    ['oidcc-scope-profile', 'openid profile', ['family_name', 'given_name', 'locale', 'name']],
    ['oidcc-scope-email', 'openid email', ['email', 'email_verified']],
    ['oidcc-scope-address', 'openid address', []],
    ['oidcc-scope-phone', 'openid phone', ['phone_number', 'phone_number_verified']],
    [
      'oidcc-scope-all',
      'openid profile email phone address',
      [
        'email',
        'email_verified',
        'family_name',
        'given_name',
        'locale',
        'name',
        'phone_number',
        'phone_number_verified',
      ],
    ],
    ['oidcc-ensure-other-scope-order-succeeds', 'email openid', ['email', 'email_verified']],
  ] as const) {
    test(name, async () => {
      const tokens = await signInTo(browser, config, { scope })
      const { sub: _, ...info } = await oidc.fetchUserInfo(config, tokens.access_token, sub)
      assert.deepEqual(Object.keys(info).toSorted(), [...claims])
    })
  }

  for (const [name, parameters] of [
    ['oidcc-display-page', { display: 'page' }],
    ['oidcc-display-popup', { display: 'popup' }],
    ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
    ['oidcc-login-hint', { login_hint: 'bob@example.com' }],
    ['oidcc-ui-locales', { ui_locales: 'se' }],
    ['oidcc-claims-locales', { claims_locales: 'se' }],
    ['oidcc-ensure-request-with-acr-values-succeeds', { acr_values: '1 2' }],
    ['oidcc-max-age-10000', { max_age: '10000' }],
  ] as const) {
    test(name, async () => {
      const tokens = await signInTo(browser, config, parameters)
      assert.equal(tokens.claims()?.sub, sub)
    })
  }

  test('oidcc-prompt-login', async () => {
    const own = await signedInBrowser(issuer, sub)
    const first = await signInTo(own, config)
    await setTimeout(1100)
    const { url, checks } = await askFor(config, { prompt: 'login' })
    const page = await own.follow(url)
    assert.ok(page.url.pathname.startsWith('/connexion'), page.url.pathname)
    const back = await own.signIn(new URL(`/connexion${page.url.search}`, issuer.origin), person)
    const second = await oidc.authorizationCodeGrant(config, back.url, checks)
    assert.ok(Number(second.claims()?.['auth_time']) > Number(first.claims()?.['auth_time']))
  })

  test('oidcc-prompt-none-not-logged-in', async () => {
    const { url } = await askFor(config, { prompt: 'none' })
    const answer = await new Browser(issuer.origin).send(url)
    assert.equal(parameterOf(answer, 'error'), 'login_required')
  })

  test('oidcc-prompt-none-logged-in', async () => {
    const first = await signInTo(browser, config)
    const second = await signInTo(browser, config, { prompt: 'none' })
    assert.deepEqual([second.claims()?.sub, second.claims()?.['auth_time']], [sub, first.claims()?.['auth_time']])
  })

  test('oidcc-max-age-1', async () => {
    const own = await signedInBrowser(issuer, sub)
    const first = await signInTo(own, config)
    await setTimeout(2200)
    const { url, checks } = await askFor(config, { max_age: '1' })
    const page = await own.follow(url)
    const back = await own.signIn(new URL(`/connexion${page.url.search}`, issuer.origin), person)
    const second = await oidc.authorizationCodeGrant(config, back.url, { ...checks, maxAge: 1 })
    assert.ok(Number(second.claims()?.['auth_time']) > Number(first.claims()?.['auth_time']))
  })

  test('oidcc-id-token-hint', async () => {
    const first = await signInTo(browser, config)
    const hint = first.id_token ?? assert.fail('no id_token')
    const second = await signInTo(browser, config, { prompt: 'none', id_token_hint: hint })
    assert.equal(second.claims()?.sub, sub)
    const someoneElse = await signedInBrowser(issuer, (await makePerson(issuer)).accountId)
    const { url } = await askFor(config, { prompt: 'none', id_token_hint: hint })
    assert.equal(parameterOf(await someoneElse.send(url), 'error'), 'login_required')
  })

  test('oidcc-codereuse', async () => {
    const { url, checks } = await askFor(config)
    const { url: back } = await browser.follow(url)
    await oidc.authorizationCodeGrant(config, back, checks)
    await assert.rejects(oidc.authorizationCodeGrant(config, back, checks), { error: 'invalid_grant' })
  })

  test('oidcc-codereuse-30seconds', async (t) => {
    const { url, checks } = await askFor(config)
    const { url: back } = await browser.follow(url)
    const tokens = await oidc.authorizationCodeGrant(config, back, checks)
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 30_000 })
    await assert.rejects(oidc.authorizationCodeGrant(config, back, checks), { error: 'invalid_grant' })
    await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, sub))
  })

  test('oidcc-ensure-registered-redirect-uri', async () => {
    const { url } = await askFor(config, { redirect_uri: `${callback}/autre` })
    const answer = await browser.send(url)
    assert.deepEqual([answer.status, answer.headers.get('location')], [400, null])
  })

  test('oidcc-ensure-post-request-succeeds', async () => {
    const { url, checks } = await askFor(config)
    const sent = await browser.send(url.pathname, {
      method: 'POST',
      body: url.searchParams.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
    })
    const { url: back } = await browser.follow(sent.headers.get('location') ?? '')
    assert.equal((await oidc.authorizationCodeGrant(config, back, checks)).claims()?.sub, sub)
  })

  test('oidcc-server-client-secret-post', async () => {
    const posting = await registerClient(issuer, { authMethod: 'client_secret_post' })
    const { url, checks } = await askFor(posting.config)
    const { url: back } = await browser.follow(url)
    const answer = await fetch(`${issuer.issuer}/jeton`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        redirect_uri: callback,
        code: back.searchParams.get('code') ?? '',
        code_verifier: checks.pkceCodeVerifier,
        client_id: posting.client.clientId,
        client_secret: posting.secret,
      }).toString(),
    })
    assert.equal(answer.status, 200)
  })

  for (const name of [
    'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
    'oidcc-ensure-request-object-with-redirect-uri',
  ]) {
    test(name, async () => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const request = `${part({ alg: 'none' })}.${part({ redirect_uri: `${callback}/autre` })}.`
      const { url } = await askFor(config, { request })
      assert.equal(parameterOf(await browser.send(url), 'error'), 'request_not_supported')
    })
  }

  test('oidcc-claims-essential', async () => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } })
    const tokens = await signInTo(browser, config, { scope: 'openid', claims })
    const info = await oidc.fetchUserInfo(config, tokens.access_token, sub)
    assert.ok(info.name)
  })

  test('oidcc-refresh-token', async () => {
    const { url, checks } = await askFor(config, { scope: 'openid offline_access', prompt: 'consent' })
    const page = await browser.follow(url)
    const answered = await browser.post(page.url, { reponse: 'oui' })
    const next = /^0; ?url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1] ?? assert.fail('no way on')
    const tokens = await oidc.authorizationCodeGrant(config, (await browser.follow(next)).url, checks)
    const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')
    assert.deepEqual([renewed.claims()?.sub, renewed.claims()?.['auth_time']], [sub, tokens.claims()?.['auth_time']])
    const other = await registerClient(issuer, { name: 'Autre' })
    await assert.rejects(oidc.refreshTokenGrant(other.config, renewed.refresh_token ?? ''))
  })

  test('oidcc-ensure-request-with-valid-pkce-succeeds', async () => {
    const tokens = await signInTo(browser, config)
    assert.equal(tokens.claims()?.sub, sub)
    assert.ok(secret.length > 30)
  })
})
