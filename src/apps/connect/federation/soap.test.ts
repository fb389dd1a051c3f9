import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import { SAML } from '@node-saml/node-saml'
import { SignedXml } from 'xml-crypto'
import { endLogins, federationJobHandlers } from '#identity/federation'
import { createOutbound } from '#platform/outbound'
import { type Browser, formIn, newPair, openFederation, origin } from './testing.ts'

/** A service provider that is told of departures by SOAP, and what it may answer. */

const federation = await openFederation()
const { app, sql, newBrowser, newPerson, addProvider, faultsOf, ourCertificate } = federation
const person = await newPerson('camille@exemple.fr')
const outbound = createOutbound({ allowPrivate: true })
after(() => outbound.close())

/** What was heard, in order: the message inside the envelope, and what came with it. */
const heard: { readonly message: string; readonly action: string | undefined }[] = []
type Answer = (request: { readonly id: string }) => { readonly status?: number; readonly body: string }
let answer: Answer

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (data: Buffer) => (body += data.toString()))
  request.on('end', () => {
    const message = /<samlp:LogoutRequest[^]*<\/samlp:LogoutRequest>/.exec(body)?.[0] ?? ''
    heard.push({ message, action: request.headers['soapaction'] as string | undefined })
    const { status = 200, body: text } = answer({ id: / ID="([^"]+)"/.exec(message)?.[1] ?? '' })
    response.writeHead(status, { 'content-type': 'text/xml' }).end(text)
  })
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
after(() => server.close())

const site = `http://localhost:${(server.address() as AddressInfo).port}`
const entityId = `${site}/metadata`
const key = newPair('agenda')
const metadataOf = (others: string): string =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${entityId}">
<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${key.certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="${site}/slo"/>${others}
<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${site}/acs" index="0" isDefault="true"/>
</md:SPSSODescriptor></md:EntityDescriptor>`

const application = await addProvider(entityId, metadataOf(''))
const sp = new SAML({
  issuer: entityId,
  callbackUrl: `${site}/acs`,
  entryPoint: `${origin}/saml/sso`,
  logoutUrl: `${origin}/saml/slo`,
  idpCert: ourCertificate,
  idpIssuer: `${origin}/saml/metadata`,
  privateKey: key.privatePem,
  signatureAlgorithm: 'sha256',
  wantAuthnResponseSigned: false,
  disableRequestedAuthnContext: true,
})

const statusName = 'urn:oasis:names:tc:SAML:2.0:status:'
const status = (first: string, second?: string): string =>
  `<samlp:Status><samlp:StatusCode Value="${statusName}${first}">${second === undefined ? '' : `<samlp:StatusCode Value="${statusName}${second}"/>`}</samlp:StatusCode></samlp:Status>`

interface Said {
  readonly inResponseTo: string
  readonly status?: string
  readonly issuer?: string
  readonly header?: string
}

/** Prefixes are bound on the envelope, as Lasso writes it. */
const envelope = (said: Said): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${said.header ?? ''}<s:Body><samlp:LogoutResponse ID="_r1" InResponseTo="${said.inResponseTo}" Version="2.0" IssueInstant="${new Date().toISOString()}"><saml:Issuer>${said.issuer ?? entityId}</saml:Issuer>${said.status ?? status('Success')}</samlp:LogoutResponse></s:Body></s:Envelope>`

function signed(text: string, by = key): string {
  const signer = new SignedXml({
    privateKey: by.privatePem,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  const xpath = `//*[local-name(.)='LogoutResponse']`
  signer.addReference({
    xpath,
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
  })
  signer.computeSignature(text, { location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' } })
  return signer.getSignedXml()
}

interface Login {
  readonly id: string
  readonly name_id: string
  readonly session_id: string
}

async function enter(browser: Browser): Promise<Login> {
  const sent = await browser.get(await sp.getAuthorizeUrlAsync('', undefined, {}))
  const page = await browser.signIn(await browser.get(String(sent.headers.location)), person.email)
  await sp.validatePostResponseAsync(formIn(page.body).fields)
  const [login] = await sql<Login>('select id, name_id, session_id from federation.login order by id desc limit 1')
  assert.ok(login)
  return login
}

interface Waiting {
  readonly payload: { readonly loginId: string; readonly signOutId?: string }
  readonly in_seconds: number
}

/** Jobs that tell of a login. */
const jobsFor = ({ id }: Login): Promise<Waiting[]> =>
  sql<Waiting>(
    `select j.payload, extract(epoch from j.run_at - now())::float as in_seconds
     from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'federation.tell_service_provider' and j.payload ->> 'loginId' = $1`,
    [id],
  )

const handler = federationJobHandlers({ ...app, outbound }).find(
  ({ job: { name } }) => name === 'federation.tell_service_provider',
)

/** Enters, has the session ended elsewhere, and does the job that follows. */
async function leaveElsewhere(says: Answer): Promise<Login> {
  answer = says
  const login = await enter(newBrowser())
  const ended = { accountId: person.id, sessionIds: [login.session_id] }
  await app.db.withTerritory((tx) => endLogins(tx, ended, new Date()))
  const [job] = await jobsFor(login)
  assert.ok(handler && job)
  await handler.run(job.payload)
  return login
}

const lastFault = async (): Promise<string | undefined> => (await faultsOf(application))[0]

suite('prévenir une application SAML sans navigateur', () => {
  test('elle reçoit une demande signée, avec le nom de la personne et sa session ; sa réponse signée est crue', async () => {
    const login = await leaveElsewhere(({ id }) => ({ body: signed(envelope({ inResponseTo: id })) }))
    const { message = '', action } = heard.at(-1) ?? {}
    assert.equal(action, '"http://www.oasis-open.org/committees/security"')
    assert.match(message, new RegExp(`<samlp:SessionIndex>_${login.id}</samlp:SessionIndex>`))
    assert.match(message, new RegExp(` Destination="${site}/slo"`))
    const { profile } = await sp.validatePostRequestAsync({ SAMLRequest: Buffer.from(message).toString('base64') })
    assert.equal(profile?.nameID, login.name_id)
    await assert.rejects(
      sp.validatePostRequestAsync({
        SAMLRequest: Buffer.from(message.replace(login.name_id, 'quelqu’un d’autre')).toString('base64'),
      }),
    )
    assert.deepEqual(await faultsOf(application), [])
  })

  test('une réponse sans signature est crue aussi, et une application qui ne connaît personne a fini', async () => {
    await leaveElsewhere(({ id }) => ({ body: envelope({ inResponseTo: id }) }))
    await leaveElsewhere(({ id }) => ({
      body: envelope({ inResponseTo: id, status: status('Requester', 'UnknownPrincipal') }),
    }))
    assert.deepEqual(await faultsOf(application), [])
  })

  test('elle répond qu’elle n’a rien fermé : c’est noté, et on n’insiste pas', async () => {
    await leaveElsewhere(({ id }) => ({
      body: signed(envelope({ inResponseTo: id, status: status('Responder', 'RequestDenied') })),
    }))
    assert.equal(await lastFault(), 'saml.logout_not_let_go')
  })

  for (const [name, says, code] of [
    ['une panne', () => ({ status: 500, body: '' }), 'saml.logout_not_reached'],
    [
      'une signature d’une autre',
      ({ id }) => ({ body: signed(envelope({ inResponseTo: id }), newPair('voleur')) }),
      'saml.logout_wrong_signature',
    ],
    [
      'une réponse changée après sa signature',
      ({ id }) => ({
        body: signed(envelope({ inResponseTo: id, status: status('Responder') })).replace(
          `${statusName}Responder`,
          `${statusName}Success`,
        ),
      }),
      'saml.logout_wrong_signature',
    ],
    ['la réponse à une autre demande', () => ({ body: envelope({ inResponseTo: '_x' }) }), 'saml.logout_unreadable'],
    [
      'la réponse d’une autre application',
      ({ id }) => ({ body: envelope({ inResponseTo: id, issuer: 'https://autre.exemple.fr' }) }),
      'saml.logout_unreadable',
    ],
    [
      'deux messages dans l’enveloppe',
      ({ id }) => ({
        body: envelope({ inResponseTo: id }).replace(
          /(<samlp:LogoutResponse[^]*<\/samlp:LogoutResponse>)/,
          (_, one: string) => one + one.replace('_r1', '_r2'),
        ),
      }),
      'saml.logout_unreadable',
    ],
    [
      'un en-tête qui tient un message',
      ({ id }) => ({ body: envelope({ inResponseTo: id, header: '<s:Header><samlp:LogoutResponse/></s:Header>' }) }),
      'saml.logout_unreadable',
    ],
    [
      'un type de document',
      ({ id }) => ({ body: `<!DOCTYPE a [<!ENTITY b "c">]>${envelope({ inResponseTo: id })}` }),
      'saml.logout_unreadable',
    ],
    ['une page', () => ({ body: '<html><body>Bonjour</body></html>' }), 'saml.logout_unreadable'],
  ] as readonly (readonly [string, Answer, string])[]) {
    test(`${name} : c’est noté, et le travail sera repris`, async () => {
      const before = (await faultsOf(application)).length
      await assert.rejects(leaveElsewhere(says))
      assert.equal((await faultsOf(application)).length, before + 1)
      assert.equal(await lastFault(), code)
    })
  }
})

suite('le navigateur d’abord', () => {
  const front = `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${site}/slo-page"/>`

  test('une application que le navigateur peut prévenir l’est par lui ; sans nouvelles de lui, elle l’est sans lui', async () => {
    await federation.replaceMetadata(application, metadataOf(front))
    answer = ({ id }) => ({ body: envelope({ inResponseTo: id }) })
    for (const isAnswered of [true, false]) {
      const browser = newBrowser()
      const login = await enter(browser)
      const page = await browser.follow(await browser.post('/deconnexion'))
      assert.match(String(page.headers['refresh']), /slo-page\?SAMLRequest=/)
      const [job] = await jobsFor(login)
      assert.ok(handler && job?.payload.signOutId !== undefined)
      assert.ok(job.in_seconds > 60, 'its turn comes after the browser had time')
      if (isAnswered) {
        const url = new URL(String(page.headers['refresh']).replace('0; url=', ''))
        const { profile } = await sp.validateRedirectAsync(Object.fromEntries(url.searchParams), url.search.slice(1))
        assert.ok(profile)
        await browser.follow(await browser.get(await sp.getLogoutResponseUrlAsync(profile, '', {}, true)))
      }
      const before = heard.length
      await handler.run(job.payload)
      assert.equal(heard.length - before, isAnswered ? 0 : 1)
    }
  })

  test('qui part pour un autre compte ne voit pas ses applications une à une : elles sont prévenues sans elle', async () => {
    const browser = newBrowser()
    const login = await enter(browser)
    const left = await browser.post('/deconnexion', { vers: 'connexion' })
    assert.match(String(left.headers.location), /^\/connexion/)
    // What the reaction to the end of the session does.
    const ended = { accountId: person.id, sessionIds: [login.session_id] }
    await app.db.withTerritory((tx) => endLogins(tx, ended, new Date()))
    const [job] = await jobsFor(login)
    assert.equal(job?.payload.signOutId, undefined)
    assert.ok((job?.in_seconds ?? 60) < 1)
  })

  test('l’application qui part la première n’est pas prévenue de son propre départ', async () => {
    const browser = newBrowser()
    const login = await enter(browser)
    const profile = {
      issuer: entityId,
      nameID: login.name_id,
      nameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      sessionIndex: `_${login.id}`,
    }
    await browser.follow(await browser.get(await sp.getLogoutUrlAsync(profile, '', {})))
    assert.equal((await browser.get('/compte')).statusCode, 303)
    assert.deepEqual(await jobsFor(login), [])
  })
})
