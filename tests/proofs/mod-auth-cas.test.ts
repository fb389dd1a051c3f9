import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { startApache } from '../support/apache.ts'
import { registerCas } from '../support/applications.ts'
import { openBrowser } from '../support/browser.ts'
import { whyNotInstalled } from '../support/debian.ts'
import { freePort, startTestPlatform } from '../support/platform.ts'
import { signIn } from '../support/requests.ts'
import { Visitor } from '../support/visitor.ts'

/**
 * Apache and mod_auth_cas from Debian, which we did not write: they enter with our tickets, read our attributes, and forget
 * who left. They want to show tickets by https: the same Apache stands in front of us for that.
 */

const why = whyNotInstalled('apache2', 'libapache2-mod-auth-cas', 'openssl')
const agent = 'voirie.corbas@exemple.fr'

suite('mod_auth_cas', { skip: why ?? false }, async () => {
  if (why !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'traboule-cas-'))
  chmodSync(folder, 0o755)
  const [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()])
  // Asked for once the platform has taken its own.
  const [port, securePort] = [await freePort(), await freePort()]
  const site = `http://localhost:${port}`
  const made = spawnSync(
    'openssl',
    `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${folder}/tls.key -out ${folder}/tls.crt`.split(
      ' ',
    ),
  )
  assert.equal(made.status, 0, String(made.stderr))
  const apache = await startApache({
    port,
    modules: ['auth_cas', 'ssl', 'socache_shmcb', 'proxy', 'proxy_http'],
    configuration: (root) => {
      mkdirSync(join(root, 'www/prive'))
      mkdirSync(join(root, 'state/cas'))
      chmodSync(join(root, 'state/cas'), 0o777)
      writeFileSync(join(root, 'www/prive/index.html'), '<html lang="fr"><title>Privé</title><h1>Bienvenue</h1></html>')
      writeFileSync(
        join(root, 'www/index.html'),
        '<html lang="fr"><title>Accueil</title><h1>Accueil public</h1></html>',
      )
      return `DirectoryIndex index.html
Listen 127.0.0.1:${securePort}
<VirtualHost 127.0.0.1:${securePort}>
  SSLEngine on
  SSLCertificateFile ${folder}/tls.crt
  SSLCertificateKeyFile ${folder}/tls.key
  ProxyPass /cas/ ${platform.url}/cas/
</VirtualHost>
<VirtualHost 127.0.0.1:${port}>
  CASVersion 2
  CASDebug On
  LogLevel auth_cas:debug
  CASLoginURL ${platform.url}/cas/login
  CASValidateURL https://localhost:${securePort}/cas/p3/serviceValidate
  CASCertificatePath ${folder}/tls.crt
  CASCookiePath ${root}/state/cas/
  CASSSOEnabled On
  CASRootProxiedAs ${site}
  <Location /prive>
    AuthType CAS
    CASScope /prive
    CASAuthNHeader X-Cas-User
    Require valid-user
    Header always set X-User "expr=%{REMOTE_USER}"
    Header always set X-Sn "expr=%{HTTP:CAS-sn}"
  </Location>
</VirtualHost>`
    },
  })
  after(async () => {
    await browser.close()
    await apache.stop()
    await platform.stop()
    platform.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('entrer, lire ce qui est dit de soi, quitter', async () => {
    await registerCas(browser, platform.url, 'Wiki des services', site)
    const person = await Visitor.arrive(browser, platform.url, { device: 'desktop', javaScript: true })
    await person.page.goto(`${site}/prive/`)
    await person.isAt('/connexion')
    await signIn(person, agent)
    await person.page
      .waitForURL(`${site}/prive/`)
      .catch((error: unknown) => assert.fail(`${String(error)}\n${apache.errors()}`))
    const entered = await person.page.reload()
    assert.equal(entered?.headers()['x-user'], agent, apache.errors())
    assert.ok((entered?.headers()['x-sn'] ?? '').length > 1, apache.errors())

    await person.open('/cas/logout')
    await person.press('Me déconnecter')
    // The application is told by a job: within a few seconds it has forgotten her.
    const end = Date.now() + 15_000
    do await person.page.goto(`${site}/prive/`)
    while (Date.now() < end && person.path !== '/connexion')
    await person.isAt('/connexion')
    await person.leave()
  })
})
