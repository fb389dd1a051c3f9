import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose'
import { everyHandler } from '../../../../handlers.ts'
import { type Browser, makePerson, openIssuer, registerClient, signedInBrowser, signInTo } from '../testing.ts'

// The modules of the RP-initiated and back-channel logout plans of the OpenID Foundation's suite, by their names there.
const issuer = await openIssuer()
const afterwards = 'https://application.exemple.fr/au-revoir'

/** An application that receives logout tokens; it answers badly as often as it is told to. */
const received: string[] = []
let failures = 0
const listener = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (failures > 0) {
      failures -= 1
      return void response.writeHead(500).end()
    }
    received.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token') ?? '')
    return void response.writeHead(200).end()
  })
})
await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready))
after(() => listener.close())
const backchannelLogoutUri = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/fin`

const { client, config } = await registerClient(issuer, { logoutRedirectUris: [afterwards], backchannelLogoutUri })
const handlers = everyHandler(issuer.app)

/** Does the work that waits, as the worker would; what fails waits for another time. */
async function work(): Promise<number> {
  let failed = 0
  for (let turn = 0; turn < 5; turn += 1) {
    const jobs = await issuer.sql<{ id: string; name: string; payload: unknown }>(
      `select j.id, t.identifier as name, j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`,
    )
    if (jobs.length === 0 || failed > 0) break
    for (const { id, name, payload } of jobs) {
      try {
        await handlers.find((handler) => handler.job.name === name)?.run(payload)
        await issuer.sql('delete from graphile_worker._private_jobs where id = $1', [id])
      } catch {
        failed += 1
      }
    }
  }
  return failed
}

async function enter(using = config) {
  const person = await makePerson(issuer)
  const browser = await signedInBrowser(issuer, person.accountId)
  const tokens = await signInTo(browser, using)
  return { browser, idToken: tokens.id_token ?? '', accountId: person.accountId, claims: tokens.claims() }
}

const logoutUrl = (parameters: Record<string, string>) =>
  `${issuer.issuer}/deconnexion?${new URLSearchParams(parameters).toString()}`

/** Answers the question of the page, and gives where one is led. */
async function confirm(browser: Browser, url: string, answer: Record<string, string> = { logout: 'yes' }) {
  const page = await browser.send(url)
  const body = await page.text()
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(body)?.[1] ?? ''
  const action = /<form[^>]*action="([^"]+deconnexion\/confirm)"/.exec(body)?.[1] ?? ''
  const done = await browser.post(action, { xsrf, ...answer })
  return { page, body, done, to: done.headers.get('location') }
}

const isSignedIn = async (browser: Browser) => (await browser.send('/compte/applications')).status === 200

suite('oidcc-rp-initiated-logout-certification-test-plan', () => {
  test('oidcc-rp-initiated-logout-discovery-endpoint-verification', () => {
    assert.equal(config.serverMetadata().end_session_endpoint, `${issuer.issuer}/deconnexion`)
  })

  test('oidcc-rp-initiated-logout', async () => {
    const { browser, idToken } = await enter()
    const { body, to } = await confirm(
      browser,
      logoutUrl({ id_token_hint: idToken, post_logout_redirect_uri: afterwards, state: 'abc' }),
    )
    assert.match(body, /Salles municipales vous propose de vous déconnecter partout/)
    assert.equal(to, `${afterwards}?state=abc`)
    assert.equal(await isSignedIn(browser), false)
  })

  for (const [name, change] of [
    ['oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', { post_logout_redirect_uri: 'https://ailleurs.fr/' }],
    [
      'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri',
      { post_logout_redirect_uri: `${afterwards}?x=1` },
    ],
    ['oidcc-rp-initiated-logout-bad-id-token-hint', { id_token_hint: 'bad' }],
  ] as const) {
    test(name, async () => {
      const { browser, idToken } = await enter()
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: afterwards, state: 'abc', ...change }
      const answer = await browser.send(logoutUrl(parameters))
      assert.deepEqual([answer.status, answer.headers.get('location')], [400, null])
      assert.equal(await isSignedIn(browser), true)
    })
  }

  test('oidcc-rp-initiated-logout-modified-id-token-hint', async () => {
    const { browser, idToken } = await enter()
    const [header = '', , signature = ''] = idToken.split('.')
    const body = Buffer.from(JSON.stringify({ iss: issuer.issuer, aud: client.clientId, sub: 'x' })).toString(
      'base64url',
    )
    const hint = `${header}.${body}.${signature}`
    const answer = await browser.send(logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: afterwards }))
    assert.equal(answer.status, 400)
    assert.equal(await isSignedIn(browser), true)
  })

  for (const [name, parameters] of [
    ['oidcc-rp-initiated-logout-no-id-token-hint', { post_logout_redirect_uri: afterwards, state: 'abc' }],
    ['oidcc-rp-initiated-logout-no-params', {}],
    ['oidcc-rp-initiated-logout-only-state', { state: 'abc' }],
  ] as const) {
    test(name, async () => {
      const { browser } = await enter()
      const { to } = await confirm(browser, logoutUrl(parameters))
      // Without a proof of which application asks, nobody is led away.
      assert.equal(to, `${issuer.issuer}/deconnexion/success`)
      assert.equal((await browser.send(to)).headers.get('location'), '/deconnexion')
      assert.equal(await isSignedIn(browser), false)
    })
  }

  test('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async () => {
    const { browser, idToken } = await enter()
    const { to } = await confirm(browser, logoutUrl({ id_token_hint: idToken, state: 'abc' }))
    assert.equal(to, `${issuer.issuer}/deconnexion/success`)
  })

  test('oidcc-rp-initiated-logout-no-state', async () => {
    const { browser, idToken } = await enter()
    const { to } = await confirm(browser, logoutUrl({ id_token_hint: idToken, post_logout_redirect_uri: afterwards }))
    assert.equal(to, afterwards)
  })

  test('rester connecté : retour à l’application, la session continue', async () => {
    const { browser, idToken } = await enter()
    const url = logoutUrl({ id_token_hint: idToken, post_logout_redirect_uri: afterwards })
    const { to } = await confirm(browser, url, {})
    assert.equal(to, afterwards)
    assert.equal(await isSignedIn(browser), true)
  })

  test('la réponse forgée d’un autre site ne déconnecte pas', async () => {
    const { browser, idToken } = await enter()
    await browser.send(logoutUrl({ id_token_hint: idToken }))
    const forged = await browser.post('/oidc/deconnexion/confirm', { xsrf: 'deviné', logout: 'yes' })
    assert.equal(forged.status, 400)
    assert.equal(await isSignedIn(browser), true)
  })
})

suite('oidcc-backchannel-rp-initiated-logout-certification-test-plan', () => {
  test('oidcc-backchannel-logout-discovery-endpoint-verification', () => {
    const metadata = config.serverMetadata()
    assert.equal(metadata['backchannel_logout_supported'], true)
    assert.equal(metadata['backchannel_logout_session_supported'], true)
  })

  test('oidcc-backchannel-rp-initiated-logout', async () => {
    await work()
    received.length = 0
    const { browser, idToken, accountId, claims } = await enter()
    await confirm(browser, logoutUrl({ id_token_hint: idToken, post_logout_redirect_uri: afterwards }))
    assert.equal(await work(), 0)
    assert.equal(received.length, 1)
    const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ''))
    const { payload, protectedHeader } = await jwtVerify(received[0] ?? '', keys, {
      issuer: issuer.issuer,
      audience: client.clientId,
    })
    assert.equal(protectedHeader.typ, 'logout+jwt')
    assert.deepEqual([payload.sub, payload['sid']], [accountId, claims?.['sid']])
    assert.deepEqual(payload['events'], { 'http://schemas.openid.net/event/backchannel-logout': {} })
    assert.ok(payload.jti)
    assert.equal(payload['nonce'], undefined)
  })

  test('se déconnecter ailleurs sur la plateforme prévient aussi l’application ; un échec est retenté et raconté', async () => {
    await work()
    received.length = 0
    const { browser } = await enter()
    await browser.post('/deconnexion', {})
    failures = 1
    assert.equal(await work(), 1)
    assert.equal(received.length, 0)
    const told = await issuer.app.provider.clients.listErrors(issuer.operator, client.id)
    assert.equal(told[0]?.code, 'logout_not_delivered')
    assert.equal(await work(), 0)
    assert.equal(received.length, 1)
  })

  test('chaque application reçoit un nom de session et un nom de personne qui sont les siens', async () => {
    await work()
    received.length = 0
    const partner = await registerClient(issuer, {
      name: 'Partenaire',
      subjectType: 'pairwise',
      signingAlgorithm: 'RS256',
      backchannelLogoutUri,
    })
    const { browser, accountId, claims } = await enter()
    const other = await signInTo(browser, partner.config)
    assert.notEqual(other.claims()?.sub, accountId)
    assert.notEqual(other.claims()?.['sid'], claims?.['sid'])
    await browser.post('/deconnexion', {})
    assert.equal(await work(), 0)
    const jwks = (await (await fetch(`${issuer.issuer}/cles`)).json()) as Parameters<typeof createLocalJWKSet>[0]
    const tokens = await Promise.all(received.map((token) => jwtVerify(token, createLocalJWKSet(jwks))))
    const subjects = tokens.map(({ payload }) => String(payload.sub)).toSorted()
    assert.deepEqual(subjects, [accountId, String(other.claims()?.sub)].toSorted())
    assert.deepEqual(tokens.map(({ protectedHeader }) => protectedHeader.alg).toSorted(), ['ES256', 'RS256'])
  })
})
