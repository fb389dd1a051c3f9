import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import * as oidc from 'openid-client'
import { grantRole, type Method } from '#identity/accounts'
import { getSite } from '#territory/collectivities'
import { startProConnect } from '../../../../standins/proconnect/server.ts'
import { SimulatorVisitor } from '../../../../tests/support/simulators.ts'
import { loadDemo, loadLibrary } from '../../cli/library.ts'
import { Browser, openIssuer, signedInBrowser } from '../provider/testing.ts'

/**
 * The contract of a provider of identities in ProConnect's federation, clause by clause: an agent goes from a service to
 * ProConnect, to us, and back. Source: partenaires.proconnect.gouv.fr, "Fournisseur d’identité".
 */

const issuer = await openIssuer()
const { app, sql, operator } = issuer
await loadLibrary(operator)
await loadDemo(operator, app.accounts)

/** Another service of the State, that we did not write. */
const service = {
  clientId: 'service-de-l-etat',
  secret: 'un-secret-du-service-assez-long-aussi',
  redirectUris: ['https://service.exemple.fr/retour'],
  postLogoutRedirectUris: ['https://service.exemple.fr/'],
}
const password = 'bonjour-traboule'
const ports = await Promise.all([freshPort(), freshPort()])

async function freshPort(): Promise<number> {
  const probe = await startProConnect({ clients: [service] })
  await probe.close()
  return Number(new URL(probe.issuer).port)
}

/** ProConnect as one registers it with us, for each algorithm of signature. */
async function federate(algorithm: 'ES256' | 'RS256', port: number) {
  const made = await app.provider.clients.create(operator, {
    name: 'ProConnect',
    protocol: 'oidc',
    isFirstParty: true,
    subjectType: 'public',
    authMethod: 'client_secret_post',
    redirectUris: [`http://localhost:${port}/api/v2/oidc-callback`],
    signingAlgorithm: algorithm,
    isUserinfoSigned: true,
    scopes: [
      'openid',
      'given_name',
      'usual_name',
      'email',
      'uid',
      'siret',
      'siren',
      'organizational_unit',
      'belonging_population',
      'phone',
      'chorusdt',
    ],
    settings: { withoutPkce: true },
  })
  assert.ok(made.ok)
  const { client, secret } = made.value
  const pc = await startProConnect({
    port,
    clients: [service],
    providers: [
      {
        key: 'territoire',
        title: 'le territoire',
        issuer: issuer.issuer,
        clientId: client.clientId,
        secret: secret ?? '',
        algorithm,
      },
    ],
  })
  after(() => pc.close())
  const config = await oidc.discovery(
    new URL(pc.issuer),
    service.clientId,
    { id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256' },
    oidc.ClientSecretPost(service.secret),
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
  )
  return { pc, config, client }
}

const { pc, config, client } = await federate('ES256', ports[0])

interface Trip {
  readonly browser: Browser
  readonly levels?: readonly string[]
  readonly siretHint?: string
  readonly email?: string
}

/** From the service to us: where the agent is led. */
async function leave({ browser, levels, siretHint, email = 'voirie.corbas@exemple.fr' }: Trip) {
  const there = new SimulatorVisitor()
  const checks = { expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() }
  const acr = levels === undefined ? null : { essential: true, values: levels }
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: service.redirectUris[0] ?? '',
    scope: 'openid given_name usual_name email uid siret',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    claims: JSON.stringify({ id_token: { acr, amr: null } }),
    ...(siretHint === undefined ? {} : { siret_hint: siretHint }),
  })
  const asked = await there.walk(url.href, { provider: 'territoire', email })
  const landed = await browser.follow(asked)
  return { there, asked, landed, checks }
}

/** The whole trip of an agent who is signed in with us already. */
async function travel(trip: Trip) {
  const { there, landed, checks } = await leave(trip)
  const back = await there.walk(landed.url.href, {})
  const tokens = await oidc.authorizationCodeGrant(config, back, checks)
  const claims = tokens.claims()
  assert.ok(claims)
  const received = pc.received.at(-1)
  assert.ok(received)
  return { claims, received, userinfo: await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) }
}

const idOf = async (email: string): Promise<string> =>
  (await sql<{ id: string }>('select id from accounts.account where email = $1', [email]))[0]?.id ?? ''
const agent = await idOf('voirie.corbas@exemple.fr')
const agentBrowser = (methods: Method[]) => signedInBrowser(issuer, agent, methods)

suite('fournisseur d’identité de ProConnect', () => {
  test('une agente va du service à ProConnect, chez nous, et revient : son adresse est déjà écrite, le service est nommé', async () => {
    const browser = new Browser(issuer.origin)
    const { there, landed, asked, checks } = await leave({ browser })
    assert.equal(asked.searchParams.get('scope')?.split(' ').length, 11)
    const page = (await landed.answer?.text()) ?? ''
    assert.equal(landed.url.pathname, '/connexion')
    assert.match(page, /<input[^>]*id="email"[^>]*value="voirie.corbas@exemple.fr"/)
    assert.match(page, /Pour continuer vers «\s*service-de-l-etat\s*»/)
    const left = await browser.signIn(landed.url, { email: 'voirie.corbas@exemple.fr', password })
    const back = await there.walk(left.url.href, {})
    const tokens = await oidc.authorizationCodeGrant(config, back, checks)
    assert.equal(tokens.claims()?.['acr'], 'eidas1')
  })

  test('les onze scopes sont connus ; une donnée absente est laissée de côté, un scope inconnu est ignoré', async () => {
    const { received, userinfo } = await travel({ browser: await agentBrowser(['password']) })
    const { sub, aud: _aud, iss: _iss, iat: _iat, exp: _exp, ...said } = received.userinfo
    assert.equal(sub, agent)
    assert.deepEqual(said, {
      given_name: 'Alix',
      usual_name: 'Exemple',
      email: 'voirie.corbas@exemple.fr',
      email_verified: true,
      uid: agent,
      siret: '21690273400013',
      siren: '216902734',
      belonging_population: 'agent',
    })
    assert.equal(userinfo['siret'], '21690273400013')
    const browser = await agentBrowser(['password'])
    const url = new URL(`${issuer.issuer}/autorisation`)
    url.search = new URLSearchParams({
      client_id: client.clientId,
      response_type: 'code',
      redirect_uri: client.redirectUris[0] ?? '',
      scope: 'openid email un_scope_inconnu',
      state: 'e'.repeat(32),
      nonce: 'n'.repeat(32),
    }).toString()
    const { url: back } = await browser.follow(url)
    assert.ok(back.searchParams.get('code'), back.href)
  })

  for (const [methods, acr, amr] of [
    [['password'], 'eidas1', ['pwd']],
    [['password', 'totp'], 'eidas2', ['pwd', 'otp', 'mfa']],
    [['passkey'], 'eidas2', ['pop', 'user', 'mfa']],
    [['security_key'], 'eidas3', ['hwk', 'pin', 'mfa']],
  ] as const) {
    test(`acr et amr disent ce qui a été atteint : ${methods.join(' et ')}, ${acr}`, async () => {
      const { received, claims } = await travel({ browser: await agentBrowser([...methods]) })
      assert.equal(received.idToken['acr'], acr)
      assert.deepEqual(received.idToken['amr'], amr)
      assert.equal(claims['acr'], acr)
    })
  }

  test('un niveau indispensable qui n’est pas atteint arrête tout : un second facteur est demandé', async () => {
    const before = pc.received.length
    const { landed } = await leave({ browser: await agentBrowser(['password']), levels: ['eidas2', 'eidas3'] })
    assert.equal(landed.url.pathname, '/connexion/renforcer')
    assert.equal(landed.url.searchParams.get('niveau'), 'eidas2')
    assert.equal(pc.received.length, before)
    const reached = await travel({ browser: await agentBrowser(['password', 'totp']), levels: ['eidas2', 'eidas3'] })
    assert.equal(reached.received.idToken['acr'], 'eidas2')
  })

  test('le SIRET est celui de l’employeur de chacun ; de deux, celui que le service attend', async () => {
    const { id: collectivityId } = await getSite(app.db, { slug: 'givors' })
    const other = await idOf('voirie.givors@exemple.fr')
    const hers = await travel({ browser: await signedInBrowser(issuer, other) })
    assert.equal(hers.received.userinfo['siret'], '21690091000011')
    await grantRole(operator, { collectivityId, accountId: agent, role: 'agent', serviceId: null })
    for (const siretHint of ['21690091000011', '21690273400013']) {
      const { received } = await travel({ browser: await agentBrowser(['password']), siretHint })
      assert.equal(received.userinfo['siret'], siretHint)
    }
    const stranger = await travel({ browser: await agentBrowser(['password']), siretHint: '13002526500013' })
    assert.notEqual(stranger.received.userinfo['siret'], '13002526500013')
  })

  test('RS256 convient aussi', async () => {
    const other = await federate('RS256', ports[1])
    const browser = await agentBrowser(['password'])
    const there = new SimulatorVisitor()
    const url = oidc.buildAuthorizationUrl(other.config, {
      redirect_uri: service.redirectUris[0] ?? '',
      scope: 'openid siret',
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
    })
    const { url: back } = await browser.follow(await there.walk(url.href, { provider: 'territoire' }))
    assert.ok((await there.walk(back.href, {})).searchParams.get('code'))
    assert.equal(other.pc.received.length, 1)
  })

  test('l’exemption de PKCE est propre à ProConnect : une autre application n’en a pas', async () => {
    const other = {
      name: 'Autre',
      protocol: 'oidc',
      isFirstParty: true,
      authMethod: 'none',
      subjectType: 'public',
      redirectUris: ['https://application.exemple.fr/retour'],
    } as const
    const exempted = await app.provider.clients.create(operator, { ...other, settings: { withoutPkce: true } })
    assert.deepEqual(!exempted.ok && exempted.refusal.faults, { withoutPkce: 'needs_secret' })
    const made = await app.provider.clients.create(operator, other)
    assert.ok(made.ok)
    const url = new URL(`${issuer.issuer}/autorisation`)
    url.search = new URLSearchParams({
      client_id: made.value.client.clientId,
      response_type: 'code',
      redirect_uri: 'https://application.exemple.fr/retour',
      scope: 'openid',
      state: 'e'.repeat(32),
    }).toString()
    const { url: back } = await (await agentBrowser(['password'])).follow(url)
    assert.equal(back.searchParams.get('error'), 'invalid_request')
  })
})
