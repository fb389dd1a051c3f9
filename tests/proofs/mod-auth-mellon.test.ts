import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { addressesOf, writeMetadata } from '../../src/identity/federation/domain/saml/our-metadata.ts'
import { grantingResponse, signedAssertion } from '../../src/identity/federation/domain/saml/responses.ts'
import { Xml } from '#platform/xml'
import { newTestKey } from '../../src/identity/federation/testing.ts'
import { startApache } from '../support/apache.ts'
import { registerSaml } from '../support/applications.ts'
import { openBrowser } from '../support/browser.ts'
import { whyNotInstalled } from '../support/debian.ts'
import { freePort, startTestPlatform } from '../support/platform.ts'
import { signIn } from '../support/requests.ts'
import { Visitor } from '../support/visitor.ts'

/**
 * Apache and mod_auth_mellon from Debian, which we did not write: they enter by our SAML and leave by it, in the browser and by
 * SOAP, and refuse what is not for them or too old. xmlsec1 says that our signatures hold.
 */

const why = whyNotInstalled('apache2', 'libapache2-mod-auth-mellon', 'openssl', 'xmlsec1')
const agent = 'voirie.corbas@exemple.fr'

suite('mod_auth_mellon', { skip: why ?? false }, async () => {
  if (why !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'traboule-mellon-'))
  // Apache's children run as another user.
  chmodSync(folder, 0o755)
  const [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()])
  // Asked for once the platform has taken its own.
  const port = await freePort()
  const site = `http://localhost:${port}`
  const metadata = await fetch(`${platform.url}/saml/metadata`).then((answer) => answer.text())
  const key = newTestKey('mellon')
  // Another identity provider, whose key we hold: what a provider may write wrongly can be written.
  const other = newTestKey('fournisseur d’essai')
  const otherAddresses = addressesOf('http://localhost:9')
  const otherMetadata = writeMetadata(
    {
      id: '_essai',
      addresses: otherAddresses,
      certificates: [other.certificate],
      validUntil: new Date(Date.now() + 86_400_000),
    },
    other,
  )
  const protect = (path: string, idp: string): string => `
<Location ${path}>
  AuthType Mellon
  MellonEnable auth
  Require valid-user
  MellonEndpointPath ${path}/mellon
  MellonSPentityId ${site}${path}/mellon/metadata
  MellonSPPrivateKeyFile ${folder}/sp.key
  MellonSPCertFile ${folder}/sp.crt
  MellonIdPMetadataFile ${folder}/${idp}
  MellonSecureCookie On
  Header always set X-Name-Id "expr=%{reqenv:MELLON_NAME_ID}"
  Header always set X-Mail "expr=%{reqenv:MELLON_mail}"
</Location>`
  writeFileSync(join(folder, 'sp.key'), key.privatePem)
  writeFileSync(join(folder, 'sp.crt'), key.certificatePem)
  writeFileSync(join(folder, 'idp.xml'), metadata)
  writeFileSync(join(folder, 'other.xml'), otherMetadata)
  const apache = await startApache({
    port,
    modules: ['auth_mellon'],
    configuration: (root) => {
      for (const place of ['prive', 'essai']) {
        spawnSync('mkdir', ['-p', join(root, 'www', place)])
        writeFileSync(
          join(root, 'www', place, 'index.html'),
          `<html lang="fr"><title>${place}</title><h1>Bienvenue</h1></html>`,
        )
      }
      writeFileSync(
        join(root, 'www', 'index.html'),
        '<html lang="fr"><title>Accueil</title><h1>Accueil public</h1></html>',
      )
      return `MellonCacheSize 100\nMellonLockFile ${root}/state/mellon.lock\nDirectoryIndex index.html\n${protect('/prive', 'idp.xml')}${protect('/essai', 'other.xml')}`
    },
  })
  after(async () => {
    await browser.close()
    await apache.stop()
    await platform.stop()
    platform.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('entrer, lire ce qui est dit de soi, quitter des deux côtés', async () => {
    const spMetadata = await fetch(`${site}/prive/mellon/metadata`).then((answer) => answer.text())
    await registerSaml(browser, platform.url, 'Agenda partagé', spMetadata)
    const person = await Visitor.arrive(browser, platform.url, { device: 'desktop', javaScript: true })
    let posted = ''
    person.page.on('request', (request) => {
      if (request.url().includes('postResponse')) posted = request.postData() ?? ''
    })
    await person.page.goto(`${site}/prive/`)
    await person.isAt('/connexion')
    await signIn(person, agent)
    await person.page.waitForURL(`${site}/prive/`)
    const entered = await person.page.reload()
    assert.equal(entered?.headers()['x-mail'], agent)
    assert.match(entered?.headers()['x-name-id'] ?? '', /^_[0-9a-f]{40}$/)
    verifyWithXmlsec(new URLSearchParams(posted).get('SAMLResponse') ?? '')

    await person.page.goto(`${site}/prive/mellon/logout?ReturnTo=${encodeURIComponent(`${site}/`)}`)
    await person.page.waitForURL(`${site}/`)
    await person.open('/compte')
    await person.isAt('/connexion')
    await person.page.goto(`${site}/prive/`)
    await person.isAt('/connexion')

    // The other way round: leaving us leaves the application.
    await signIn(person, agent)
    await person.page.waitForURL(`${site}/prive/`)
    await person.open('/deconnexion')
    await person.page.getByRole('button', { name: 'Me déconnecter' }).click()
    await person.reads('Vos applications ont été prévenues')
    await person.reads('Agenda partagé')
    await person.page.goto(`${site}/prive/`)
    await person.isAt('/connexion')
    await person.leave()
  })

  test('une session déconnectée depuis un autre appareil est morte dans l’application, prévenue par SOAP', async () => {
    const computer = await Visitor.arrive(browser, platform.url, { device: 'desktop', javaScript: true })
    await computer.page.goto(`${site}/prive/`)
    await computer.isAt('/connexion')
    await signIn(computer, agent)
    await computer.page.waitForURL(`${site}/prive/`)
    assert.equal((await computer.page.reload())?.headers()['x-mail'], agent)

    const telephone = await Visitor.arrive(browser, platform.url, { device: 'phone', javaScript: false })
    await telephone.open('/compte')
    await signIn(telephone, agent)
    await telephone.open('/compte')
    await telephone.press(/^Déconnecter/)
    await telephone.reads('est déconnecté')
    // The application is told by a job: within a few seconds it has forgotten her.
    const end = Date.now() + 15_000
    do await computer.page.goto(`${site}/prive/`)
    while (Date.now() < end && computer.path !== '/connexion')
    assert.equal(computer.path, '/connexion', apache.errors())
    await telephone.leave()
    await computer.leave()
  })

  test('une assertion pour une autre application, ou dont le temps est passé, est refusée', async () => {
    const entityId = `${site}/essai/mellon/metadata`
    const statusOf = async (change: { readonly audience?: string; readonly now?: Date }): Promise<number> => {
      const now = change.now ?? new Date()
      const envelope = {
        id: `_${Math.random().toString(36).slice(2)}`,
        now,
        issuer: otherAddresses.entityId,
        destination: `${site}/essai/mellon/postResponse`,
        inResponseTo: undefined,
      }
      const assertion = signedAssertion(
        {
          ...envelope,
          assertionId: `_${Math.random().toString(36).slice(2)}`,
          audience: change.audience ?? entityId,
          subject: { nameId: 'claire', format: 'persistent' },
          sessionIndex: '_1',
          provedAt: now,
          classRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
          attributes: [],
        },
        other,
      )
      const body = new URLSearchParams({
        SAMLResponse: Buffer.from(grantingResponse(envelope, new Xml(assertion))).toString('base64'),
        RelayState: `${site}/essai/`,
      })
      const answer = await fetch(envelope.destination, { method: 'POST', body, redirect: 'manual' })
      await answer.arrayBuffer()
      return answer.status
    }
    assert.equal(await statusOf({}), 303, apache.errors())
    assert.ok((await statusOf({ audience: `${site}/ailleurs` })) >= 400)
    assert.match(apache.errors(), /[Aa]udience/)
    assert.ok((await statusOf({ now: new Date(Date.now() - 3_600_000) })) >= 400)
    assert.match(apache.errors(), /NotOnOrAfter.*was in the past/)
  })

  test('xmlsec1 vérifie nos métadonnées', () => {
    const certificate = /<ds:X509Certificate>([^<]+)</.exec(metadata)?.[1] ?? ''
    check(metadata, certificate, 'urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor')
  })

  function verifyWithXmlsec(base64: string): void {
    const response = Buffer.from(base64, 'base64').toString()
    const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(response)?.[0] ?? ''
    const certificate = /<ds:X509Certificate>([^<]+)</.exec(assertion)?.[1] ?? ''
    assert.ok(metadata.includes(certificate))
    check(response, certificate, 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion')
  }

  function check(text: string, certificate: string, signed: string): void {
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`
    writeFileSync(join(folder, 'signer.pem'), pem)
    const verify = (xml: string) => {
      writeFileSync(join(folder, 'signed.xml'), xml)
      const options = ['--verify', '--pubkey-cert-pem', join(folder, 'signer.pem'), '--id-attr:ID', signed]
      return spawnSync('xmlsec1', [...options, join(folder, 'signed.xml')], { encoding: 'utf8' })
    }
    const right = verify(text)
    assert.equal(right.status, 0, right.stderr)
    assert.notEqual(verify(text.replace(/(NotOnOrAfter|validUntil)="20/, '$1="21')).status, 0)
    assert.ok(readFileSync(join(folder, 'signed.xml'), 'utf8').length > 0)
  }
})
