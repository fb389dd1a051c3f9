import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { openBrowser } from '../support/browser.ts'
import { beside } from '../support/composed.ts'
import { whyNotInstalled } from '../support/debian.ts'
import { lemonPackages, startLemonLdap } from '../support/lemonldap.ts'
import { freePort, startTestPlatform } from '../support/platform.ts'
import { signIn } from '../support/requests.ts'
import { Visitor } from '../support/visitor.ts'

/**
 * LemonLDAP::NG 2.16, which towns still run: its portal signs people in through us while its applications move one by one.
 * It knows of no proof key: it is registered as such, and sends a nonce.
 */

const why = whyNotInstalled(...lemonPackages)
const agent = 'voirie.corbas@exemple.fr'

/** A session as the portal keeps it: what it was told of the person. */
interface Kept {
  readonly mail?: string
  readonly cn?: string
  readonly _auth?: string
}

suite('LemonLDAP::NG derrière nous', { skip: why ?? false }, async () => {
  if (why !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'traboule-lemon-'))
  chmodSync(folder, 0o755)
  const home = join(folder, 'portal')
  const [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()])
  // Asked for once the platform has taken its own.
  const port = await freePort()
  const portalUrl = `http://auth.localhost:${port}`
  const open: { stop(): Promise<unknown> }[] = [platform]
  after(async () => {
    await browser.close()
    for (const each of open.toReversed()) await each.stop()
    platform.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  const made = await beside(platform, (app, ctx) =>
    app.provider.clients.create(ctx, {
      name: 'Portail de la commune',
      protocol: 'oidc',
      isFirstParty: true,
      subjectType: 'public',
      signingAlgorithm: 'RS256',
      redirectUris: [`${portalUrl}/?openidconnectcallback=1`],
      logoutRedirectUris: [`${portalUrl}/?logout=1`],
      scopes: ['openid', 'profile', 'email'],
      settings: { withoutPkce: true },
    }),
  )
  assert.ok(made.ok, JSON.stringify(made))
  const read = async (address: string): Promise<string> => (await fetch(address)).text()
  const metadata = await read(`${platform.url}/oidc/.well-known/openid-configuration`)
  const keys = await read((JSON.parse(metadata) as { jwks_uri: string }).jwks_uri)
  const options = {
    oidcOPMetaDataOptionsClientID: made.value.client.clientId,
    oidcOPMetaDataOptionsClientSecret: made.value.secret,
    oidcOPMetaDataOptionsScope: 'openid profile email',
    oidcOPMetaDataOptionsCheckJWTSignature: 1,
    oidcOPMetaDataOptionsIDTokenMaxAge: 60,
    oidcOPMetaDataOptionsUseNonce: 1,
    oidcOPMetaDataOptionsStoreIDToken: 1,
    oidcOPMetaDataOptionsTokenEndpointAuthMethod: 'client_secret_basic',
    oidcOPMetaDataOptionsDisplayName: 'Compte du territoire',
  }
  const lemon = await startLemonLdap({
    folder: home,
    port,
    workers: 2,
    configuration: {
      authentication: 'OpenIDConnect',
      userDB: 'Same',
      passwordDB: 'Null',
      registerDB: 'Null',
      portalDisplayRegister: 0,
      portalDisplayResetPassword: 0,
      whatToTrace: '_user',
      exportedVars: {},
      oidcOPMetaDataJSON: { territoire: metadata },
      oidcOPMetaDataJWKS: { territoire: keys },
      oidcOPMetaDataOptions: { territoire: options },
      oidcOPMetaDataExportedVars: { territoire: { cn: 'name', mail: 'email', uid: 'sub' } },
    },
  })
  open.push(lemon)

  test('le portail fait entrer une agente avec le compte du territoire, et lit qui elle est', async () => {
    const visitor = await Visitor.arrive(browser, platform.url, { device: 'desktop', javaScript: true })
    const { page } = visitor
    await page.goto(`${portalUrl}/`)
    await page.waitForURL(`${platform.url}/**`)
    await signIn(visitor, agent)
    await page.waitForURL(`${portalUrl}/**`)
    // Its own session holds: another page asks us nothing.
    await page.goto(`${portalUrl}/`)
    assert.equal(new URL(page.url()).origin, portalUrl)
    assert.equal(await page.locator('form input[type=password]').count(), 0)
    const sessions = readdirSync(join(home, 'sessions')).filter((name) => name !== 'lock')
    const kept = sessions.map((name) => JSON.parse(readFileSync(join(home, 'sessions', name), 'utf8')) as Kept)
    const own = kept.find(({ mail }) => mail === agent)
    assert.ok(own, JSON.stringify(kept))
    assert.equal(own._auth, 'OpenIDConnect')
    assert.match(own.cn ?? '', /\p{L}+ \p{L}+/u)
    await visitor.leave()
  })

  test('sans nonce ni clé de preuve, sa demande est refusée', async () => {
    const query = new URLSearchParams({
      client_id: made.value.client.clientId,
      redirect_uri: `${portalUrl}/?openidconnectcallback=1`,
      response_type: 'code',
      scope: 'openid',
      state: 'etat',
    })
    const answer = await fetch(`${platform.url}/oidc/autorisation?${query}`, { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? 'about:blank')
    assert.equal(back.searchParams.get('error'), 'invalid_request')
  })
})
