import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as oidc from 'openid-client'
import { noteActsForOthers, proveAgain } from '#identity/accounts'
import { type Capacity, consentData, consentDisclosures } from '#identity/provider'
import { everyClaimsSource } from '../../claims.ts'
import {
  askFor,
  Browser,
  makePerson,
  openIssuer,
  registerClient,
  relyingParty,
  signedInBrowser,
  signInTo,
} from './testing.ts'

/** Firms for which people may act, by account, as mandates would say it. */
const mandates = new Map<string, Capacity[]>()
const issuer = await openIssuer({
  actingFor: { capacities: async (_ctx, { accountId }) => mandates.get(accountId) ?? [] },
})

/** As the house of mandates does: the account says from then on that she acts for others. */
async function giveMandates(accountId: string, given: Capacity[]): Promise<void> {
  mandates.set(accountId, given)
  await issuer.app.db.withTerritory((tx) => noteActsForOthers(tx, accountId))
}
const { config } = await registerClient(issuer)
const errorIn = (answer: Response) => new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('error')

/** Answers a page of ours, and goes on to the application. */
async function reply(browser: Browser, page: URL, fields: [string, string][]): Promise<URL> {
  const answered = await browser.post(page, fields)
  const next = /^0; ?url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1]
  if (next === undefined) throw new Error(`no way on: ${answered.status}`)
  return (await browser.follow(next)).url
}

const newcomer = async (methods: Parameters<typeof signedInBrowser>[2] = ['password']) => {
  const person = await makePerson(issuer, { phone: '0478000000' })
  return { ...person, browser: await signedInBrowser(issuer, person.accountId, methods) }
}

suite('ce que reçoit une application', () => {
  test('une demande poussée d’avance (PAR) ne sert qu’une fois', async () => {
    const { browser, accountId } = await newcomer()
    const { url, checks } = await askFor(config)
    const pushed = await oidc.buildAuthorizationUrlWithPAR(config, url.searchParams)
    assert.ok(pushed.searchParams.get('request_uri'))
    const back = (await browser.follow(pushed)).url
    assert.equal((await oidc.authorizationCodeGrant(config, back, checks)).claims()?.sub, accountId)
    const again = await browser.send(pushed)
    assert.equal(again.headers.get('location')?.includes('code=') ?? false, false)
  })

  test('un partenaire connaît chacun sous un nom à lui, signé en RS256 s’il le demande', async () => {
    const partner = (name: string, host: string) =>
      registerClient(issuer, {
        name,
        subjectType: 'pairwise',
        signingAlgorithm: 'RS256',
        redirectUris: [`https://${host}/retour`],
      })
    const [one, two] = [await partner('Un', 'un.exemple.fr'), await partner('Deux', 'deux.exemple.fr')]
    const { browser, accountId } = await newcomer()
    const sub = async ({ config: of, client }: typeof one) => {
      const tokens = await signInTo(browser, of, { redirect_uri: client.redirectUris[0] ?? '' })
      const info = await oidc.fetchUserInfo(of, tokens.access_token, tokens.claims()?.sub ?? '')
      const header = JSON.parse(Buffer.from(tokens.id_token?.split('.')[0] ?? '', 'base64url').toString()) as {
        alg: string
      }
      assert.equal(header.alg, 'RS256')
      return info.sub
    }
    const subjects = [await sub(one), await sub(one), await sub(two), accountId]
    assert.equal(subjects[0], subjects[1])
    assert.equal(new Set(subjects).size, 3)
  })

  test('le niveau et les moyens sont ceux de la session, à chaque fois', async () => {
    const { browser, accountId } = await newcomer(['password'])
    assert.deepEqual((await signInTo(browser, config)).claims()?.['amr'], ['pwd'])
    const [session] = await issuer.sql<{ id: string }>(
      `select encode(substring(id_hash for 16), 'hex') as id from accounts.session where account_id = $1`,
      [accountId],
    )
    await proveAgain(issuer.app, { accountId, id: session?.id ?? '' }, ['totp'])
    const claims = (await signInTo(browser, config)).claims()
    assert.deepEqual([claims?.['acr'], claims?.['amr']], ['eidas2', ['pwd', 'otp', 'mfa']])
  })

  test('un niveau exigé : renforcer, puis entrer ; sans page possible, l’erreur de la norme', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['eidas2', 'eidas3'] } } })
    const { browser, accountId } = await newcomer(['password'])
    const silent = await browser.send((await askFor(config, { claims, prompt: 'none' })).url)
    assert.equal(errorIn(silent), 'unmet_authentication_requirements')
    const { url, checks } = await askFor(config, { claims })
    const led = await browser.send(url)
    const page = await browser.send(led.headers.get('location') ?? '')
    const to = page.headers.get('location') ?? ''
    assert.match(to, /^\/connexion\/renforcer\?niveau=eidas2&retour=%2Fautorisation%2F/)
    const [session] = await issuer.sql<{ id: string }>(
      `select encode(substring(id_hash for 16), 'hex') as id from accounts.session where account_id = $1`,
      [accountId],
    )
    await proveAgain(issuer.app, { accountId, id: session?.id ?? '' }, ['totp'])
    const back = await browser.follow(new URL(to, issuer.origin).searchParams.get('retour') ?? '')
    assert.equal((await oidc.authorizationCodeGrant(config, back.url, checks)).claims()?.['acr'], 'eidas2')
  })

  test('un niveau que nous ne connaissons pas : refusé par l’erreur de la norme', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:autre' } } })
    const { browser } = await newcomer()
    const { url } = await browser.follow((await askFor(config, { claims })).url)
    assert.equal(url.searchParams.get('error'), 'unmet_authentication_requirements')
  })

  test('une preuve plus forte vaut pour un niveau plus bas, et le dit avec le mot demandé', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'eidas1' } } })
    const { browser } = await newcomer(['security_key'])
    assert.equal((await signInTo(browser, config, { claims })).claims()?.['acr'], 'eidas1')
    assert.equal((await signInTo(browser, config)).claims()?.['acr'], 'eidas3')
  })
})

suite('le consentement, donnée par donnée', () => {
  test('la page montre chaque donnée et sa valeur ; ce qui est décoché ne part pas ; on n’est plus redemandé', async () => {
    const partner = await registerClient(issuer, {
      name: 'Piscines du plateau',
      isFirstParty: false,
      subjectType: 'pairwise',
      requiredData: ['nom'],
    })
    const { browser, email, accountId } = await newcomer()
    const { url, checks } = await askFor(partner.config, { scope: 'openid profile email phone' })
    const page = await browser.follow(url)
    const body = (await page.answer?.text()) ?? ''
    assert.match(body, /Ce que Piscines du plateau recevra de vous/)
    assert.ok(body.includes(email))
    assert.match(body, /Sans cette donnée, l’application ne fonctionne pas/)
    const back = await reply(browser, page.url, [
      ['reponse', 'oui'],
      ['donnee', 'courriel'],
    ])
    const tokens = await oidc.authorizationCodeGrant(partner.config, back, checks)
    const sub = tokens.claims()?.sub ?? ''
    const info = await oidc.fetchUserInfo(partner.config, tokens.access_token, sub)
    assert.deepEqual(Object.keys(info).toSorted(), [
      'email',
      'email_verified',
      'family_name',
      'given_name',
      'name',
      'sub',
    ])

    const again = await browser.send((await askFor(partner.config, { scope: 'openid profile email phone' })).url)
    assert.ok(again.headers.get('location')?.includes('code='))

    const list = await (await browser.send('/compte/applications')).text()
    assert.match(list, /votre nom et votre adresse e-mail/)
    await browser.post('/compte/applications/arreter', { application: partner.client.clientId })
    const after = await oidc.fetchUserInfo(partner.config, tokens.access_token, sub)
    assert.deepEqual(Object.keys(after), ['sub'])
    const asked = await browser.follow((await askFor(partner.config, { scope: 'openid email' })).url)
    assert.match((await asked.answer?.text()) ?? '', /recevra de vous/)
    const rows = await issuer.sql<{ decision: string; text: string | null }>(
      `select decision, t.text from provider.consent c left join provider.consent_text t on t.hash = c.text_hash
       where account_id = $1 order by c.id`,
      [accountId],
    )
    assert.deepEqual(rows.map(({ decision }) => decision).toSorted(), [
      'given',
      'given',
      'refused',
      'refused',
      'withdrawn',
      'withdrawn',
    ])
    assert.match(
      rows.find(({ text }) => text !== null)?.text ?? '',
      /Transmettre à Piscines du plateau\s: votre nom, votre adresse e-mail/,
    )
  })

  test('refuser ramène à l’application avec l’erreur de la norme, et rien n’est noté', async () => {
    const partner = await registerClient(issuer, { name: 'Autre', isFirstParty: false, subjectType: 'pairwise' })
    const { browser, accountId } = await newcomer()
    const page = await browser.follow((await askFor(partner.config)).url)
    const back = await reply(browser, page.url, [['reponse', 'non']])
    assert.equal(back.searchParams.get('error'), 'access_denied')
    assert.deepEqual(await issuer.sql('select 1 from provider.consent where account_id = $1', [accountId]), [])
  })

  test('prompt=none sans consentement : consent_required', async () => {
    const partner = await registerClient(issuer, { name: 'Autre', isFirstParty: false, subjectType: 'pairwise' })
    const { browser } = await newcomer()
    assert.equal(
      errorIn(await browser.send((await askFor(partner.config, { prompt: 'none' })).url)),
      'consent_required',
    )
  })
})

suite('les consentements suivent la personne', () => {
  test('dans son export, sa liste de partages, une fusion et son retour', async () => {
    const partner = await registerClient(issuer, { name: 'Cinéma', isFirstParty: false, subjectType: 'pairwise' })
    const [from, to] = [await newcomer(), await newcomer()]
    const page = await from.browser.follow((await askFor(partner.config, { scope: 'openid email' })).url)
    await reply(from.browser, page.url, [
      ['reponse', 'oui'],
      ['donnee', 'courriel'],
    ])
    const exported = await consentData.export(issuer.operator, from.accountId)
    assert.match(JSON.stringify(exported), /"application":"Cinéma","datum":"courriel","decision":"given"/)
    const disclosures = consentDisclosures(everyClaimsSource)
    const told = await disclosures.list(issuer.operator, from.accountId, 10)
    assert.deepEqual(
      told.map(({ to: whom, data }) => [whom, data.map(({ fr }) => fr)]),
      [['Cinéma', ['votre adresse e-mail']]],
    )
    const merge = { mergeId: crypto.randomUUID(), from: from.accountId, to: to.accountId }
    const count = async (accountId: string) => (await consentData.count(issuer.operator, accountId))[0]?.count
    await consentData.move(issuer.operator, merge)
    await consentData.move(issuer.operator, merge)
    assert.deepEqual([await count(from.accountId), await count(to.accountId)], [0, 1])
    await consentData.moveBack(issuer.operator, merge)
    assert.deepEqual([await count(from.accountId), await count(to.accountId)], [1, 0])
    await consentData.erase(issuer.operator, from.accountId)
    assert.deepEqual(await issuer.sql('select 1 from provider.entry where account_id = $1', [from.accountId]), [])
  })
})

suite('qui entre', () => {
  test('l’adresse que l’application annonce est écrite d’avance ; ce qui n’en est pas une ne l’est pas', async () => {
    const typedAhead = async (hint: string) => {
      const page = await new Browser(issuer.origin).follow((await askFor(config, { login_hint: hint })).url)
      return /id="email"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*id="email"/.exec((await page.answer?.text()) ?? '')
    }
    assert.ok((await typedAhead('camille@exemple.fr'))?.slice(1).includes('camille@exemple.fr'))
    assert.ok(!(await typedAhead('"><script>'))?.slice(1).some((value) => value?.includes('script')))
  })

  test('une règle qui ne laisse pas entrer : une page qui dit à qui demander, et le retour à l’application', async () => {
    const closed = await registerClient(issuer, {
      name: 'Paie',
      rules: { kind: 'agents', collectivities: [crypto.randomUUID()] },
      contact: 'paie@mairie.exemple.fr',
    })
    const { browser } = await newcomer()
    const page = await browser.follow((await askFor(closed.config)).url)
    assert.equal(page.answer?.status, 403)
    const body = (await page.answer?.text()) ?? ''
    assert.match(body, /Votre compte n’ouvre pas Paie/)
    assert.match(body, /paie@mairie\.exemple\.fr/)
    const back = await reply(browser, page.url, [['reponse', 'non']])
    assert.equal(back.searchParams.get('error'), 'access_denied')
    assert.equal(errorIn(await browser.send((await askFor(closed.config, { prompt: 'none' })).url)), 'access_denied')
  })

  test('pour qui agissez-vous : deux navigateurs d’une personne, deux entreprises, jamais mêlées', async () => {
    const person = await makePerson(issuer)
    const firm = (name: string): Capacity => ({
      key: name,
      organisation: name,
      siret: `1234567890001${name}`,
      label: name,
    })
    await giveMandates(person.accountId, [firm('A'), firm('B')])
    const act = async (choice: string) => {
      const browser = await signedInBrowser(issuer, person.accountId)
      const { url, checks } = await askFor(config)
      const page = await browser.follow(url)
      assert.match((await page.answer?.text()) ?? '', /Pour qui agissez-vous/)
      assert.equal((await browser.post(page.url, { reponse: 'oui' })).status, 422)
      const back = await reply(browser, page.url, [['pour', choice]])
      return { browser, tokens: await oidc.authorizationCodeGrant(config, back, checks) }
    }
    const acting = (tokens: { claims(): oidc.IDToken | undefined }) =>
      (tokens.claims()?.['acting_for'] as { organisation: string } | undefined)?.organisation
    const [a, b, self] = [await act(':A'), await act(':B'), await act('moi')]
    assert.deepEqual([acting(a.tokens), acting(b.tokens), acting(self.tokens)], ['A', 'B', undefined])
    // Asked once in a session; each browser keeps its own.
    assert.equal(acting(await signInTo(a.browser, config)), 'A')
    assert.equal(acting(await signInTo(b.browser, config)), 'B')
    const seen = await oidc.tokenIntrospection(config, a.tokens.access_token)
    assert.equal((seen['acting_for'] as { organisation: string }).organisation, 'A')
    // A mandate that ends takes what was given under it.
    mandates.set(person.accountId, [firm('B')])
    await assert.rejects(oidc.fetchUserInfo(config, a.tokens.access_token, person.accountId))
    await oidc.fetchUserInfo(config, b.tokens.access_token, person.accountId)
  })

  test('une entreprise qui n’est pas la sienne, écrite dans le formulaire, n’est pas un choix', async () => {
    const person = await makePerson(issuer)
    await giveMandates(person.accountId, [{ key: 'A', organisation: 'A', label: 'A' }])
    const browser = await signedInBrowser(issuer, person.accountId)
    const page = await browser.follow((await askFor(config)).url)
    const answered = await browser.post(page.url, { pour: ':Z' })
    const next = /^0; ?url=(.+)$/.exec(answered.headers.get('refresh') ?? '')?.[1] ?? ''
    assert.match((await (await browser.follow(next)).answer?.text()) ?? '', /Pour qui agissez-vous/)
  })
})

suite('les clés et les secrets tournent', () => {
  test('une clé tourne sans arrêt : les jetons d’avant restent bons, les suivants portent la clé annoncée', async () => {
    const { browser } = await newcomer()
    const before = await signInTo(browser, config)
    const kids = async () => {
      const { keys } = (await (await fetch(`${issuer.issuer}/cles`)).json()) as { keys: { kid: string; kty: string }[] }
      return keys.filter(({ kty }) => kty === 'EC').map(({ kid }) => kid)
    }
    const kidOf = (token: string | undefined) =>
      (JSON.parse(Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid
    const [active, next] = await kids()
    assert.equal(kidOf(before.id_token), active)
    await issuer.app.provider.turnKeys(issuer.operator, ['es256'])
    const after = await signInTo(browser, config)
    assert.equal(kidOf(after.id_token), next)
    assert.ok((await kids()).includes(active ?? ''))
    assert.equal((await oidc.tokenIntrospection(config, before.access_token)).active, true)
    const silent = await signInTo(browser, config, { prompt: 'none', id_token_hint: before.id_token ?? '' })
    assert.ok(silent.claims())
    const sealed = await issuer.sql<{ text: string }>('select k::text as text from provider.signing_key k')
    assert.ok(sealed.every(({ text }) => !text.includes('"d"')))
  })

  test('un secret tourne : l’ancien ouvre encore quelques jours', async () => {
    const own = await registerClient(issuer, { name: 'Tournante' })
    const { browser } = await newcomer()
    const { secret } = await issuer.app.provider.clients.rotateSecret(issuer.operator, own.client.id, 7)
    const renewed = await relyingParty(issuer.issuer, own.client, secret)
    assert.ok((await signInTo(browser, own.config)).access_token)
    assert.ok((await signInTo(browser, renewed)).access_token)
    await issuer.sql('update provider.client set former_secret_until = now() where id = $1', [own.client.id])
    await issuer.sql(`update provider.revision set number = number + 1 where subject = 'clients'`)
    issuer.app.provider.forget()
    await assert.rejects(signInTo(browser, own.config))
  })

  test('une clé privée de l’application à la place d’un secret', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey)
    const { client } = await registerClient(issuer, {
      name: 'À clé',
      authMethod: 'private_key_jwt',
      jwks: { keys: [{ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y, kid: '1', alg: 'ES256', use: 'sig' }] },
    })
    const own = await oidc.discovery(
      new URL(issuer.issuer),
      client.clientId,
      { id_token_signed_response_alg: 'ES256' },
      oidc.PrivateKeyJwt({ key: pair.privateKey, kid: '1' }),
      { execute: [oidc.allowInsecureRequests] },
    )
    const { browser } = await newcomer()
    assert.ok((await signInTo(browser, own)).access_token)
  })

  test('les morceaux de tables dont le temps est passé s’en vont', async () => {
    const names = async () =>
      (
        await issuer.sql<{ name: string }>(
          `select relname as name from pg_class where relname like 'provider\\_brief\\_%'`,
        )
      )
        .map(({ name }) => name)
        .toSorted()
    const before = await names()
    await issuer.sql(`select provider.keep_partitions(now() + interval '5 days')`)
    const after = await names()
    assert.ok(!after.includes(before[0] ?? ''))
    assert.ok(after.length >= before.length - 6)
  })
})
