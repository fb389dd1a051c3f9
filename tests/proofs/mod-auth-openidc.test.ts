import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startApache } from '../support/apache.ts'
import { openBrowser, openContext } from '../support/browser.ts'
import { whyNotInstalled } from '../support/debian.ts'
import { freePort, startTestPlatform } from '../support/platform.ts'

/** An application that we did not write: a page behind Apache and its module for OpenID Connect, as towns run them. */

const skip = whyNotInstalled('apache2-bin', 'libapache2-mod-auth-openidc') ?? false

const password = 'bonjour-traboule'
const operator = 'exploitation@exemple.fr'
const resident = 'camille.demonstration@exemple.fr'

const visit = { device: 'desktop', javaScript: true } as const

async function fillSignIn(page: Page, email: string): Promise<void> {
  await page.fill('#email', email)
  await page.fill('#password', password)
  await page.press('#password', 'Enter')
}

test(
  'mod_auth_openidc : entrer, lire les données, sortir, et perdre sa session quand elle finit ailleurs',
  { skip },
  async () => {
    const [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()])
    // Asked for once the platform has taken its own.
    const port = await freePort()
    after(async () => {
      await browser.close()
      await platform.stop()
      platform.remove()
    })
    const application = `http://localhost:${port}`
    const callback = `${application}/retour`
    const inside = `${application}/prive.shtml`

    // The operator declares the application, as she would.
    const desk = await openContext(browser, visit)
    const form = await desk.newPage()
    await form.goto(`${platform.url}/connexion?retour=/bureau/applications/nouvelle`)
    await fillSignIn(form, operator)
    await form.waitForURL('**/bureau/applications/nouvelle')
    await form.fill('#name', 'Intranet de la voirie')
    await form.fill('#redirectUris', callback)
    await form.fill('#logoutRedirectUris', `${application}/sortie.shtml`)
    await form.fill('#backchannel', `${callback}?logout=backchannel`)
    await form.getByRole('button', { name: 'Ajouter l’application' }).click()
    const secret =
      (await form.locator('[role=status] code, [role=alert] code, .alert code').first().textContent()) ?? ''
    assert.match(secret, /^[\w-]{43}$/)
    const clientId = (await form.locator('code', { hasText: /^app-/ }).first().textContent()) ?? ''
    await desk.close()

    const apache = await startApache({
      port,
      modules: ['auth_openidc', 'include'],
      files: {
        'www/prive.shtml': '<p id="qui"><!--#echo var="OIDC_CLAIM_email" --> <!--#echo var="OIDC_CLAIM_acr" --></p>',
        'www/sortie.shtml': '<p id="sortie">Au revoir</p>',
      },
      configuration: (folder) => `
      <Directory ${folder}/www>
        Options +Includes
        AddType text/html .shtml
        AddOutputFilter INCLUDES .shtml
      </Directory>
      OIDCProviderMetadataURL ${platform.url}/oidc/.well-known/openid-configuration
      OIDCClientID ${clientId}
      OIDCClientSecret ${secret}
      OIDCRedirectURI ${callback}
      OIDCScope "openid email profile"
      OIDCPKCEMethod S256
      OIDCProviderTokenEndpointAuth client_secret_basic
      OIDCIDTokenSignedResponseAlg ES256
      OIDCCryptoPassphrase ${randomBytes(16).toString('hex')}
      OIDCPassClaimsAs environment
      OIDCSessionType server-cache
      OIDCCacheType shm
      <LocationMatch "^/(prive.shtml|retour)$">
        AuthType openid-connect
        Require valid-user
      </LocationMatch>`,
    })
    after(() => apache.stop())

    const context = await openContext(browser, visit)
    const page = await context.newPage()
    const who = async () => (await page.locator('#qui').textContent())?.trim()

    // In, by our page.
    await page.goto(inside)
    assert.match(page.url(), /\/oidc\/autorisation\?/, apache.errors())
    await fillSignIn(page, resident)
    await page.waitForURL(inside)
    assert.equal(await who(), `${resident} eidas1`, apache.errors())

    // Out, by the application.
    await page.goto(`${callback}?logout=${encodeURIComponent(`${application}/sortie.shtml`)}`)
    assert.match(
      (await page.locator('main').textContent()) ?? '',
      /Intranet de la voirie vous propose de vous déconnecter partout/,
    )
    await page.getByRole('button', { name: 'Me déconnecter partout' }).click()
    await page.waitForURL(`${application}/sortie.shtml`)
    await page.goto(`${platform.url}/compte`)
    assert.match(page.url(), /\/connexion\?/)

    // In again, then out on the platform: the application is told, and its session is gone.
    await page.goto(inside)
    await fillSignIn(page, resident)
    await page.waitForURL(inside)
    await page.reload()
    assert.equal(await who(), `${resident} eidas1`)
    await page.goto(`${platform.url}/deconnexion`)
    await page.getByRole('button', { name: 'Me déconnecter' }).click()
    await page.waitForURL(`${platform.url}/deconnexion`)
    let isOut = false
    for (let turn = 0; turn < 40 && !isOut; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250))
      await page.goto(inside)
      isOut = page.url().startsWith(platform.url)
    }
    assert.ok(isOut, apache.errors())
  },
)
