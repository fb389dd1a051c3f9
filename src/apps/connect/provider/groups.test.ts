import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { generateServiceProviderMetadata, SAML } from '@node-saml/node-saml'
import * as oidc from 'openid-client'
import { defaultSettings, registerCasService, registerServiceProvider } from '#identity/federation'
import { addToGroup, createGroup, grantRole, inviteGuest, removeFromGroup } from '#identity/accounts'
import type { Client } from '#identity/provider'
import { addDays, dayOf } from '#kernel/calendar'
import { getSite } from '#territory/collectivities'
import { loadDemo, loadLibrary } from '../../cli/library.ts'
import { formIn, newPair } from '../federation/testing.ts'
import { askFor, type Browser, makePerson, openIssuer, registerClient, signedInBrowser } from './testing.ts'

/** One rule by groups, three protocols: who is in a group of a collectivity enters, and only while she is. */

const issuer = await openIssuer()
const { app, operator, origin, sql } = issuer
await loadLibrary(operator)
await loadDemo(operator, app.accounts)
const { id: collectivityId, name: place } = await getSite(app.db, { slug: 'corbas' })
const made = await createGroup(operator, { collectivityId, name: 'Lecture du cadastre', description: '' })
assert.ok(made.ok)
const { groupId } = made.value
const key = { collectivityId, groupId }
const rules = { kind: 'groups', groups: [{ collectivityId, group: groupId }] } as const

const byOidc = await registerClient(issuer, { name: 'Cadastre', rules })

const declare = async (protocol: 'saml' | 'cas', clientId: string): Promise<Client> => {
  const done = await app.provider.clients.create(operator, { name: 'Cadastre', protocol, clientId, rules })
  assert.ok(done.ok)
  return done.value.client
}

const service = 'https://cadastre-cas.exemple.fr'
const cas = { applicationId: (await declare('cas', service)).id, prefix: service, userClaim: 'email' as const }
assert.ok((await registerCasService(operator, { ...cas, attributes: [], hearsLogout: false })).ok)

const pair = newPair('cadastre')
const names = { issuer: 'https://cadastre.exemple.fr/metadata', callbackUrl: 'https://cadastre.exemple.fr/acs' }
const keys = { publicCerts: pair.certificatePem, privateKey: pair.privatePem }
const sp = new SAML({
  ...names,
  entryPoint: `${origin}/saml/sso`,
  idpCert: (await app.provider.keysOf('saml'))[0]?.certificate?.replaceAll(/-----[^-]+-----|\s/g, '') ?? '',
  privateKey: pair.privatePem,
  signatureAlgorithm: 'sha256',
  digestAlgorithm: 'sha256',
  wantAuthnResponseSigned: false,
  disableRequestedAuthnContext: true,
  identifierFormat: null,
})
const registered = await registerServiceProvider(operator, {
  applicationId: (await declare('saml', names.issuer)).id,
  metadata: generateServiceProviderMetadata({ ...names, ...keys, signMetadata: false } as never),
  settings: defaultSettings,
})
assert.ok(registered.ok)

/** What somebody meets in front of each application: `in`, or the page that refuses her. */
const doors: Readonly<Record<string, (browser: Browser) => Promise<string>>> = {
  'OpenID Connect': async (browser) => {
    const { url, answer } = await browser.follow((await askFor(byOidc.config)).url)
    return answer === undefined && url.searchParams.has('code') ? 'in' : refusal(answer)
  },
  CAS: async (browser) => {
    const { url, answer } = await browser.follow(`/cas/login?service=${encodeURIComponent(`${service}/`)}`)
    return answer === undefined && url.searchParams.has('ticket') ? 'in' : refusal(answer)
  },
  SAML: async (browser) => {
    const { answer } = await browser.follow(await sp.getAuthorizeUrlAsync('', undefined, {}))
    if (answer?.status !== 200) return refusal(answer)
    const { profile } = await sp.validatePostResponseAsync(formIn(await answer.text()).fields)
    return profile?.nameID === undefined ? 'nobody' : 'in'
  },
}

async function refusal(answer: Response | undefined): Promise<string> {
  assert.equal(answer?.status, 403)
  return (await answer?.text()) ?? ''
}

async function agent() {
  const person = await makePerson(issuer)
  const given = await grantRole(operator, {
    collectivityId,
    accountId: person.accountId,
    role: 'agent',
    serviceId: null,
  })
  assert.ok(given.ok)
  return { ...person, browser: await signedInBrowser(issuer, person.accountId) }
}

async function join(accountId: string): Promise<string> {
  const joined = await addToGroup(operator, { ...key, accountId })
  assert.ok(joined.ok)
  return joined.value.memberId
}

for (const [protocol, enter] of Object.entries(doors)) {
  suite(`une application réservée à un groupe, par ${protocol}`, () => {
    test('qui n’y est pas lit quel groupe, et qui peut l’y ajouter', async () => {
      const page = await enter((await agent()).browser)
      assert.match(page, new RegExp(`réservée aux membres du groupe Lecture du cadastre \\(${place}\\)`))
      assert.match(page, new RegExp(`demandez à l’administration des comptes \\(${place}\\) de vous y ajouter`))
      assert.ok(!page.includes(groupId))
    })

    test('qui y est entre ; dès que c’est fini, n’entre plus, sur la même session', async () => {
      const { browser, accountId } = await agent()
      const memberId = await join(accountId)
      assert.equal(await enter(browser), 'in')
      assert.equal(await removeFromGroup(operator, { ...key, memberId }), true)
      assert.match(await enter(browser), /Votre compte n’ouvre pas Cadastre/)
    })

    test('une personne invitée n’entre plus après son dernier jour', async () => {
      const sponsor = await agent()
      const guest = await inviteGuest(operator, {
        collectivityId,
        email: `invitee.${protocol.length}${Date.now()}@entreprise.exemple.com`,
        givenName: 'Invitée',
        familyName: 'Essai',
        organisation: 'Entreprise Exemple',
        reason: 'Relevés',
        sponsorId: sponsor.accountId,
        until: addDays(dayOf(new Date()), 30),
        serviceId: null,
        groupIds: [groupId],
      })
      assert.ok(guest.ok, JSON.stringify(guest))
      const browser = await signedInBrowser(issuer, guest.value.accountId)
      assert.equal(await enter(browser), 'in')
      await sql(
        `update accounts.guest set starts_at = now() - interval '40 days', ends_at = now() - interval '1 minute' where id = $1`,
        [guest.value.stayId],
      )
      assert.match(await enter(browser), /Votre compte n’ouvre pas Cadastre/)
    })
  })
}

suite('la règle, écrite par l’exploitation', () => {
  test('les groupes des collectivités y sont par leur nom, et le choix est gardé', async () => {
    const { accountId } = await makePerson(issuer, { isOperator: true })
    const browser = await signedInBrowser(issuer, accountId)
    const { client } = await registerClient(issuer, { name: 'Agenda' })
    const address = `/bureau/applications/${client.id}`
    const page = await (await browser.send(address)).text()
    const offered = page.slice(page.indexOf(`value="${collectivityId}/${groupId}"`))
    assert.match(offered, new RegExp(`^[^]{0,200}Lecture du cadastre[^]{0,200}${place}`))
    await browser.post(`${address}/regles`, { regle: 'groups', groupes: `${collectivityId}/${groupId}` })
    assert.deepEqual((await app.provider.clients.get(operator, client.id)).rules, rules)
    assert.match(
      await (await browser.send(address)).text(),
      new RegExp(`checked[^>]*${groupId}|${groupId}"[^>]*checked`),
    )
  })
})

suite('ce qu’une application a déjà reçu', () => {
  test('un ticket CAS ne s’ouvre plus pour qui a quitté le groupe avant qu’il soit montré', async () => {
    const { browser, accountId } = await agent()
    const memberId = await join(accountId)
    const shown = async (): Promise<string> => {
      const { url } = await browser.follow(`/cas/login?service=${encodeURIComponent(`${service}/`)}`)
      const asked = new URLSearchParams({ service: `${service}/`, ticket: url.searchParams.get('ticket') ?? '' })
      return `/cas/p3/serviceValidate?${asked}`
    }
    const [first, second] = [await shown(), await shown()]
    assert.match(await (await browser.send(first)).text(), /authenticationSuccess/)
    assert.equal(await removeFromGroup(operator, { ...key, memberId }), true)
    assert.match(await (await browser.send(second)).text(), /authenticationFailure code="INVALID_TICKET"/)
  })

  test('ses jetons ne disent plus rien de qui n’est plus du groupe', async () => {
    const { browser, accountId } = await agent()
    const memberId = await join(accountId)
    const { url, checks } = await askFor(byOidc.config, { scope: 'openid email offline_access', prompt: 'consent' })
    const answered = await browser.post((await browser.follow(url)).url, { reponse: 'oui' })
    const next = /^0; ?url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1] ?? ''
    const tokens = await oidc.authorizationCodeGrant(byOidc.config, (await browser.follow(next)).url, checks)
    await oidc.fetchUserInfo(byOidc.config, tokens.access_token, accountId)
    await removeFromGroup(operator, { ...key, memberId })
    await assert.rejects(oidc.fetchUserInfo(byOidc.config, tokens.access_token, accountId))
    assert.ok(tokens.refresh_token)
    await assert.rejects(oidc.refreshTokenGrant(byOidc.config, tokens.refresh_token))
  })
})
