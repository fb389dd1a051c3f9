import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { SignedXml } from 'xml-crypto'
import { federationData } from '#identity/federation'
import { partsOf, wrappings } from '../../../identity/federation/testing.ts'
import { formIn, newPair, openFederation, origin } from './testing.ts'

/** What strangers send to the addresses that applications speak to. */

const federation = await openFederation()
const { app, sql, system, newBrowser, newPerson, addProvider, faultsOf } = federation
const person = await newPerson('camille@exemple.fr')
const entityId = 'https://agenda.exemple.fr/saml'
const consumer = 'https://agenda.exemple.fr/acs'
const key = newPair('agenda')

const metadata = (signs: boolean): string => `<!-- Agenda -->
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${entityId}">
<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="${signs}">
<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${key.certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://agenda.exemple.fr/slo"/>
<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${consumer}" index="0" isDefault="true"/>
</md:SPSSODescriptor></md:EntityDescriptor>`

const application = await addProvider(entityId, metadata(true))

const spaces = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
let count = 0

interface Said {
  readonly name?: 'AuthnRequest' | 'LogoutRequest'
  readonly id?: string
  readonly attributes?: string
  readonly inside?: string
  readonly at?: Date
}

function open({ name = 'AuthnRequest', id = `_m${++count}`, attributes = '', at = new Date() }: Said): string {
  const destination = `${origin}/saml/${name === 'AuthnRequest' ? 'sso' : 'slo'}`
  const own = attributes.includes('Destination=') ? '' : ` Destination="${destination}"`
  return `<samlp:${name} ${spaces} ID="${id}" Version="2.0" IssueInstant="${at.toISOString()}"${own} ${attributes}>`
}

const inside = (more = ''): string => `<saml:Issuer>${entityId}</saml:Issuer>${more}`
const close = (name = 'AuthnRequest'): string => `</samlp:${name}>`
const message = (said: Said = {}): string => open(said) + inside(said.inside) + close(said.name)

function sign(text: string, by = key): string {
  const signer = new SignedXml({
    privateKey: by.privatePem,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  signer.addReference({
    xpath: '/*',
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
  })
  signer.computeSignature(text, { prefix: 'ds' })
  return signer.getSignedXml()
}

const post = (text: string, path = '/saml/sso', more: Record<string, string> = {}) =>
  newBrowser().post(
    path,
    { SAMLRequest: Buffer.from(text).toString('base64'), ...more },
    { 'sec-fetch-site': 'cross-site' },
  )

const lastFault = async (): Promise<string | undefined> => (await faultsOf(application))[0]

suite('une demande qui n’est pas ce qu’elle prétend', () => {
  test('l’honnête passe ; nue, signée par une autre, changée, elle est refusée et le motif noté', async () => {
    assert.equal((await post(sign(message()))).statusCode, 303)
    assert.equal((await post(message())).statusCode, 400)
    assert.equal(await lastFault(), 'saml.unsigned')
    assert.equal((await post(sign(message(), newPair('voleur')))).statusCode, 400)
    assert.equal(await lastFault(), 'saml.wrong_signature')
    assert.equal((await post(sign(message()).replace('Version="2.0"', 'Version="2.0" ForceAuthn="1"'))).statusCode, 400)
  })

  for (const shape of wrappings) {
    test(shape.name, async () => {
      const honest = sign(message())
      const thief = { open: open({ attributes: 'ForceAuthn="true"' }), inside: inside(), close: close() }
      assert.equal((await post(shape.wrap(partsOf(honest, thief)))).statusCode, 400)
    })
  }

  test('la réponse ne va qu’à une adresse inscrite', async () => {
    for (const url of [
      'https://voleur.exemple.fr/acs',
      `${consumer}/../voleur`,
      `${consumer}?x=1`,
      'javascript:alert(1)',
    ]) {
      const sent = await post(sign(message({ attributes: `AssertionConsumerServiceURL="${url}"` })))
      assert.deepEqual([sent.statusCode, await lastFault()], [400, 'saml.wrong_consumer'], url)
    }
  })

  test('le même message deux fois, un message d’hier, un message pour une autre adresse', async () => {
    const once = sign(message())
    assert.equal((await post(once)).statusCode, 303)
    assert.equal((await post(once)).statusCode, 400)
    assert.equal(await lastFault(), 'saml.seen_before')
    const again = sign(message())
    const all = await Promise.all(Array.from({ length: 6 }, () => post(again)))
    assert.equal(all.filter(({ statusCode }) => statusCode === 303).length, 1)
    assert.equal((await post(sign(message({ at: new Date(Date.now() - 86_400_000) })))).statusCode, 400)
    assert.equal(await lastFault(), 'saml.too_old')
    assert.equal((await post(sign(message({ attributes: 'Destination="https://autre.exemple.fr"' })))).statusCode, 400)
    assert.equal(await lastFault(), 'saml.wrong_destination')
  })

  test('entités, type de document, texte illisible : une page, jamais une erreur', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "c">]>'
    for (const text of [bomb + message(), 'pas du XML', '', '<a/>', message({ inside: '<!-- x -->' })]) {
      assert.ok([400, 404].includes((await post(text)).statusCode), text)
    }
    for (const query of ['', 'SAMLRequest=%', 'SAMLRequest=AAAA', 'SAMLRequest=a&SAMLRequest=b', 'SAMLRequest']) {
      assert.equal((await newBrowser().get(`/saml/sso?${query}`)).statusCode, 400, query)
    }
  })

  test('un RelayState hostile reste un texte, et ne mène nulle part', async () => {
    const hostile = '"><script>alert(1)</script>https://voleur.exemple.fr'
    const browser = newBrowser()
    const sent = await browser.post('/saml/sso', {
      SAMLRequest: Buffer.from(sign(message())).toString('base64'),
      RelayState: hostile,
    })
    const page = await browser.signIn(await browser.get(String(sent.headers.location)), person.email)
    const { action, fields } = formIn(page.body)
    assert.equal(action, consumer)
    assert.equal(fields['RelayState'], hostile)
    assert.doesNotMatch(page.body, /<script>alert/)
  })
})

suite('déconnecter quelqu’un d’autre', () => {
  const enter = async () => {
    const browser = newBrowser()
    const sent = await browser.post('/saml/sso', { SAMLRequest: Buffer.from(sign(message())).toString('base64') })
    await browser.signIn(await browser.get(String(sent.headers.location)), person.email)
    const [login] = await sql<{ id: string; name_id: string }>(
      'select id, name_id from federation.login order by id desc limit 1',
    )
    assert.ok(login)
    return { browser, login }
  }
  const leaving = (nameId: string): Said => ({ name: 'LogoutRequest', inside: `<saml:NameID>${nameId}</saml:NameID>` })

  test('sans la signature de l’application, personne ne part', async () => {
    const { browser, login } = await enter()
    const bare = message(leaving(login.name_id))
    for (const text of [bare, sign(bare, newPair('voleur'))]) {
      assert.equal((await post(text, '/saml/slo')).statusCode, 400)
    }
    for (const shape of wrappings) {
      const honest = sign(message(leaving('personne')))
      const said = leaving(login.name_id)
      const thief = { open: open(said), inside: inside(said.inside), close: close('LogoutRequest') }
      assert.equal((await post(shape.wrap(partsOf(honest, thief)), '/saml/slo')).statusCode, 400, shape.name)
    }
    assert.equal((await browser.get('/compte')).statusCode, 200)
    assert.equal((await post(sign(bare), '/saml/slo')).statusCode, 303)
    assert.equal((await browser.get('/compte')).statusCode, 303)
  })

  test('la page d’une déconnexion ne s’ouvre pas avec l’identifiant seul', async () => {
    const { login } = await enter()
    await post(sign(message(leaving(login.name_id))), '/saml/slo')
    const [row] = await sql<{ id: string }>('select id from federation.sign_out order by begun_at desc limit 1')
    const page = await newBrowser().get(`/saml/sortie/${row?.id}`)
    assert.match(page.body, /Cette déconnexion est terminée/)
  })
})

test('deux comptes réunis : les entrées suivent, et reviennent', async () => {
  const other = await newPerson('autre@exemple.fr')
  const held = async (accountId: string) => (await federationData.count(system, accountId))[0]?.count ?? 0
  const before = await held(person.id)
  assert.ok(before > 0)
  const merge = { mergeId: other.id, from: person.id, to: other.id }
  for (const _ of [1, 2]) await federationData.move(system, merge)
  assert.deepEqual([await held(person.id), await held(other.id)], [0, before])
  await federationData.moveBack(system, merge)
  assert.deepEqual([await held(person.id), await held(other.id)], [before, 0])
  await federationData.erase(system, person.id)
  assert.equal(await held(person.id), 0)
  assert.ok(app)
})
