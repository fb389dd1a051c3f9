import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { generateServiceProviderMetadata, type Profile, SAML, type SamlConfig } from '@node-saml/node-saml'
import { defaultSettings, type SpSettings } from '#identity/federation'
import { type Browser, formIn, newPair, openFederation, origin } from './testing.ts'

/** A service provider that we did not write (`node-saml`), in front of our pages. */

const federation = await openFederation()
const { newBrowser, newPerson, addProvider, shut, faultsOf, ourCertificate } = federation
const person = await newPerson('camille@exemple.fr')
let count = 0

interface Options {
  readonly settings?: Partial<SpSettings>
  readonly saml?: Partial<SamlConfig>
  readonly isSigning?: boolean
  /** Hears of departures by the address rather than by a form. */
  readonly hasRedirect?: boolean
}

async function newProvider({ settings = {}, saml = {}, isSigning = true, hasRedirect = false }: Options = {}) {
  const name = `https://application-${++count}.exemple.fr`
  const pair = newPair(name)
  const config: SamlConfig = {
    issuer: `${name}/metadata`,
    callbackUrl: `${name}/acs`,
    logoutCallbackUrl: `${name}/slo`,
    entryPoint: `${origin}/saml/sso`,
    logoutUrl: `${origin}/saml/slo`,
    idpCert: ourCertificate,
    idpIssuer: `${origin}/saml/metadata`,
    audience: `${name}/metadata`,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: true,
    disableRequestedAuthnContext: true,
    identifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    validateInResponseTo: 'always' as never,
    privateKey: pair.privatePem,
    ...saml,
  }
  if (!isSigning) delete config.privateKey
  const metadata = generateServiceProviderMetadata({
    issuer: config.issuer,
    callbackUrl: config.callbackUrl,
    logoutCallbackUrl: config.logoutCallbackUrl,
    publicCerts: pair.certificatePem,
    privateKey: pair.privatePem,
    decryptionCert: pair.certificatePem,
    decryptionPvk: pair.privatePem,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    signMetadata: false,
  } as never)
  const leavingBy = hasRedirect
    ? metadata.replace(/(<SingleLogoutService[^>]*bindings:HTTP-)POST/, '$1Redirect')
    : metadata
  const application = await addProvider(config.issuer, leavingBy, { ...defaultSettings, ...settings })
  return { sp: new SAML(config), application, pair, config, metadata }
}

type Provider = Awaited<ReturnType<typeof newProvider>>

/** Sends somebody from an application, lets her sign in, and gives what comes back to the application. */
async function comeBack(browser: Browser, { sp }: Provider, relayState = '', by: 'redirect' | 'post' = 'redirect') {
  const sent =
    by === 'redirect'
      ? await browser.get(await sp.getAuthorizeUrlAsync(relayState, undefined, {}))
      : await browser.post('/saml/sso', (await sp.getAuthorizeMessageAsync(relayState)) as Record<string, string>, {
          'sec-fetch-site': 'cross-site',
        })
  const reached = await browser.follow(sent)
  return reached.statusCode === 200 && /id="passage"/.test(reached.body)
    ? reached
    : browser.follow(await browser.get(String(sent.headers.location)).then((a) => browser.signIn(a, person.email)))
}

async function enter(browser: Browser, provider: Provider): Promise<Profile> {
  const { profile } = await provider.sp.validatePostResponseAsync(
    formIn((await comeBack(browser, provider)).body).fields,
  )
  assert.ok(profile)
  return profile
}

suite('entrer dans une application SAML', () => {
  test('par l’adresse : l’application reçoit qui c’est, et où elle en était', async () => {
    const provider = await newProvider()
    const page = await comeBack(newBrowser(), provider, 'page-d-avant')
    const { action, fields } = formIn(page.body)
    assert.equal(action, provider.config.callbackUrl)
    assert.equal(fields['RelayState'], 'page-d-avant')
    assert.match(String(page.headers['content-security-policy']), /form-action 'self' https: https:\/\/application-/)
    const { profile } = await provider.sp.validatePostResponseAsync(fields)
    assert.equal(profile?.['mail'], person.email)
    assert.equal(profile?.['givenName'], 'Camille')
    assert.equal(profile?.['sn'], 'Exemple')
    assert.match(profile?.nameID ?? '', /^[\w-]{43}$/)
  })

  test('par un formulaire d’un autre site, qui n’apporte aucun témoin', async () => {
    const provider = await newProvider({ saml: { authnRequestBinding: 'HTTP-POST', skipRequestCompression: true } })
    const page = await comeBack(newBrowser(), provider, 'ici', 'post')
    const { profile } = await provider.sp.validatePostResponseAsync(formIn(page.body).fields)
    assert.equal(profile?.['mail'], person.email)
  })

  test('qui est déjà entré ailleurs ne tape rien, et chaque application connaît un autre identifiant', async () => {
    const browser = newBrowser()
    const [first, second] = [await newProvider(), await newProvider()]
    const one = await enter(browser, first)
    const sent = await browser.get(await second.sp.getAuthorizeUrlAsync('', undefined, {}))
    const page = await browser.follow(sent)
    const { profile } = await second.sp.validatePostResponseAsync(formIn(page.body).fields)
    assert.ok(profile)
    assert.notEqual(profile.nameID, one.nameID)
    assert.equal((await enter(browser, first)).nameID, one.nameID)
  })

  test('la réponse entière signée et l’assertion chiffrée se lisent aussi', async () => {
    const provider = await newProvider({
      settings: { encrypts: true, signsResponse: true },
      saml: { wantAuthnResponseSigned: true },
    })
    const sp = new SAML({ ...provider.config, decryptionPvk: provider.pair.privatePem })
    const profile = await enter(newBrowser(), { ...provider, sp })
    assert.equal(profile['mail'], person.email)
  })

  test('l’adresse e-mail comme identifiant, quand l’application la demande', async () => {
    const provider = await newProvider({
      saml: { identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' },
    })
    assert.equal((await enter(newBrowser(), provider)).nameID, person.email)
  })

  test('sans rien demander à la personne : la réponse dit qu’elle n’est pas connue', async () => {
    const provider = await newProvider({ saml: { passive: true } })
    const browser = newBrowser()
    const page = await browser.follow(await browser.get(await provider.sp.getAuthorizeUrlAsync('', undefined, {})))
    await assert.rejects(
      provider.sp.validatePostResponseAsync(formIn(page.body).fields).then(({ profile }) => {
        if (profile === null) throw new Error('NoPassive')
      }),
      /NoPassive/,
    )
  })

  test('un niveau qui n’est pas atteint mène là où on se renforce', async () => {
    const provider = await newProvider({
      saml: { disableRequestedAuthnContext: false, authnContext: ['http://eidas.europa.eu/LoA/substantial'] },
    })
    const browser = newBrowser()
    await enter(browser, await newProvider())
    const sent = await browser.get(await provider.sp.getAuthorizeUrlAsync('', undefined, {}))
    const next = await browser.get(String(sent.headers.location))
    assert.match(String(next.headers.location), /^\/connexion\/renforcer\?niveau=eidas2&retour=%2Fsaml%2Fsuite%2F/)
  })

  test('prouver de nouveau : une session d’avant ne suffit pas', async () => {
    const provider = await newProvider({ saml: { forceAuthn: true } })
    const browser = newBrowser()
    await enter(browser, await newProvider())
    const sent = await browser.get(await provider.sp.getAuthorizeUrlAsync('', undefined, {}))
    const asked = await browser.get(String(sent.headers.location))
    assert.match(String(asked.headers.location), /^\/connexion/)
    const page = await browser.signIn(asked, person.email)
    const { profile } = await provider.sp.validatePostResponseAsync(formIn(page.body).fields)
    assert.equal(profile?.['mail'], person.email)
  })

  test('qui n’a pas le droit le lit, avec qui peut l’ouvrir, et peut revenir à l’application', async () => {
    const provider = await newProvider()
    await shut(provider.application)
    const browser = newBrowser()
    const sent = await browser.get(await provider.sp.getAuthorizeUrlAsync('', undefined, {}))
    const page = await browser.signIn(await browser.get(String(sent.headers.location)), person.email)
    assert.equal(page.statusCode, 403)
    assert.match(page.body, /informatique@exemple\.fr/)
    assert.match(page.body, /Utiliser un autre compte/)
    const response = /name="SAMLResponse" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    assert.match(Buffer.from(response, 'base64').toString(), /RequestDenied/)
    assert.ok((await faultsOf(provider.application)).includes('saml.not_allowed'))
  })
})

suite('ce que l’application refuse de nous', () => {
  test('une assertion écrite pour une autre application', async () => {
    const provider = await newProvider()
    const { fields } = formIn((await comeBack(newBrowser(), provider)).body)
    const other = new SAML({
      ...provider.config,
      audience: 'https://autre.exemple.fr',
      validateInResponseTo: 'never' as never,
    })
    await assert.rejects(other.validatePostResponseAsync(fields), /audience/i)
  })

  test('une assertion dont le temps est passé', async () => {
    const provider = await newProvider()
    const { fields } = formIn((await comeBack(newBrowser(), provider)).body)
    const late = new SAML({
      ...provider.config,
      acceptedClockSkewMs: -10 * 60_000,
      validateInResponseTo: 'never' as never,
    })
    await assert.rejects(late.validatePostResponseAsync(fields), /expired|not yet valid/i)
  })

  test('la même assertion une seconde fois', async () => {
    const provider = await newProvider()
    const { fields } = formIn((await comeBack(newBrowser(), provider)).body)
    await provider.sp.validatePostResponseAsync(fields)
    await assert.rejects(provider.sp.validatePostResponseAsync(fields), /InResponseTo/)
  })
})

/** By a form it reads what is answered only of sign-ins: what it remembers of departures is left aside. */
const forgetful = ({ config }: Provider): SAML => new SAML({ ...config, validateInResponseTo: 'never' as never })

/** What a page carries to an application, whichever way. */
function carriedIn(page: Awaited<ReturnType<Browser['get']>>) {
  const { refresh } = page.headers
  if (typeof refresh !== 'string') return { ...formIn(page.body), query: undefined }
  const url = new URL(refresh.replace('0; url=', ''))
  const fields = Object.fromEntries(url.searchParams)
  return { action: url.origin + url.pathname, fields, query: url.search.slice(1) }
}

suite('quitter', () => {
  test('depuis l’application : la session finit, et l’application reçoit la réponse', async () => {
    for (const hasRedirect of [true, false]) {
      const provider = await newProvider({ hasRedirect })
      const browser = newBrowser()
      const profile = await enter(browser, provider)
      const left = await browser.follow(await browser.get(await provider.sp.getLogoutUrlAsync(profile, 'fin', {})))
      const { action, fields, query } = carriedIn(left)
      assert.equal(action, provider.config.logoutCallbackUrl)
      const { loggedOut } =
        query === undefined
          ? await forgetful(provider).validatePostResponseAsync(fields)
          : await provider.sp.validateRedirectAsync(fields, query)
      assert.equal(loggedOut, true)
      assert.equal(fields['RelayState'], 'fin')
      assert.equal((await browser.get('/compte')).statusCode, 303)
    }
  })

  test('depuis chez nous : chaque application est prévenue l’une après l’autre, et la page dit où on en est', async () => {
    const browser = newBrowser()
    const both = [await newProvider({ hasRedirect: true }), await newProvider()]
    for (const provider of both) await enter(browser, provider)
    let page = await browser.follow(await browser.post('/deconnexion'))
    for (const { sp, config, application } of both) {
      assert.match(page.body, new RegExp(`Nous prévenons ${application.name}`))
      const { action, fields, query } = carriedIn(page)
      assert.equal(action, config.logoutCallbackUrl)
      const { profile } =
        query === undefined ? await sp.validatePostRequestAsync(fields) : await sp.validateRedirectAsync(fields, query)
      assert.ok(profile)
      page = await browser.follow(await browser.get(await sp.getLogoutResponseUrlAsync(profile, '', {}, true)))
    }
    assert.match(page.body, /Vos applications ont été prévenues/)
  })

  test('une application qui se tait : la page le dit, et laisse continuer', async () => {
    const browser = newBrowser()
    const provider = await newProvider()
    await enter(browser, provider)
    const sent = await browser.post('/deconnexion')
    const here = String(sent.headers.location)
    await browser.get(here)
    const stuck = await browser.get(here)
    assert.match(stuck.body, /n’a pas répondu/)
    assert.equal(stuck.headers['refresh'], undefined)
    const page = await browser.follow(await browser.post(here, { choix: 'passer' }))
    assert.match(page.body, /session y est peut-être encore ouverte/)
  })
})

test('nos métadonnées se lisent et sont signées', async () => {
  const { body, headers } = await newBrowser().get('/saml/metadata')
  assert.match(String(headers['content-type']), /samlmetadata\+xml/)
  assert.match(body, /<ds:SignatureValue>/)
  assert.match(body, new RegExp(`entityID="${origin}/saml/metadata"`))
})
