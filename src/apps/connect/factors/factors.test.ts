import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { findSession } from '#identity/accounts'
import { fixedClock } from '#kernel/clock'
import { addRoutes, createServer, route } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { atLevel } from '../../access/index.ts'
import { contextFor } from '../../app.ts'
import { answerFailure } from '../../failures.ts'
import { composeTestApp } from '../../testing.ts'
import { connectRoutes } from '../index.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const app = await composeTestApp(db, { clock, environment: { TRABOULE_URL: 'https://territoire.exemple.fr' } })
const server = await createServer({ log: silentLog, behindProxy: true, answerFailure: answerFailure(app) })
addRoutes(server, [
  ...connectRoutes(app),
  route({
    method: 'GET',
    url: '/essai/:niveau',
    guard: (request) =>
      atLevel(app, (request.params as { niveau: 'eidas2' | 'eidas3' }).niveau)(request).then(() => undefined),
    schema: {},
    handle: (_request, reply) => reply.send('ok'),
  }),
])
after(() => server.close())
const platform = contextFor(app, { kind: 'system', name: 'essai' })
const password = 'bonjour-traboule'
const minutes = 60_000

let count = 0

/** A browser that keeps its cookies. */
class Browser {
  readonly cookies = new Map<string, string>()
  readonly remoteAddress = `192.0.2.${(++count % 250) + 1}`

  get(url: string) {
    return this.send('GET', url)
  }

  post(url: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
    return this.send('POST', url, fields, headers)
  }

  async send(method: 'GET' | 'POST', url: string, fields?: Record<string, string>, headers?: Record<string, string>) {
    const answer = await server.inject({
      method,
      url,
      headers: {
        host: 'territoire.exemple.fr',
        ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...headers,
      },
      ...(fields ? { payload: new URLSearchParams(fields).toString() } : {}),
      cookies: Object.fromEntries(this.cookies),
      remoteAddress: this.remoteAddress,
    })
    for (const { name, value } of answer.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }
}

async function newAccount() {
  const email = `personne.${++count}@exemple.fr`
  const made = await app.accounts.createAccount(platform, {
    email,
    givenName: 'Essai',
    familyName: 'Exemple',
    password,
  })
  assert.ok(made.ok)
  const { accountId } = made.value
  return { email, accountId, me: contextFor(app, { kind: 'account', accountId, name: 'Essai Exemple' }) }
}

const codeOf = (secret: string) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: clock.now().getTime() })

/** Through the pages, as a person does. */
async function withTotp() {
  const person = await newAccount()
  const browser = new Browser()
  await browser.post('/connexion', { email: person.email, password })
  assert.equal((await browser.post('/compte/securite/application')).headers.location, '/compte/securite/application')
  const page = (await browser.get('/compte/securite/application')).body
  const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(page)?.[1] ?? '').replaceAll(' ', '')
  assert.match(page, /<svg class="qr"/)
  const refused = await browser.post('/compte/securite/application/confirmer', { code: '12 34', moyen: 'application' })
  assert.equal(refused.statusCode, 422)
  assert.match(refused.body, /Ce code n’est pas le bon/)
  const done = await browser.post('/compte/securite/application/confirmer', { code: codeOf(secret) })
  assert.equal(done.headers.location, '/compte/securite/codes')
  const sheet = (await browser.get('/compte/securite/codes')).body
  const codes = [...sheet.matchAll(/<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<\/code>/g)].map(([, code = '']) => code)
  assert.equal(codes.length, 10)
  await browser.post('/compte/securite/codes/gardes')
  assert.doesNotMatch((await browser.get('/compte/securite/codes')).body, new RegExp(codes[0] ?? 'x'))
  clock.advance(30_000)
  return { ...person, browser, secret, codes }
}

suite('la deuxième étape, par les pages', () => {
  test('le mot de passe mène à la deuxième page, le code mène où l’on allait', async () => {
    const { email, secret } = await withTotp()
    const browser = new Browser()
    const first = await browser.post('/connexion?retour=/corbas', { email, password })
    assert.equal(first.headers.location, '/connexion/deuxieme-etape?retour=%2Fcorbas')
    assert.equal(browser.cookies.has('session'), false)
    assert.equal((await browser.get('/compte')).statusCode, 303)
    const page = await browser.get('/connexion/deuxieme-etape?retour=%2Fcorbas')
    assert.match(page.body, /autocomplete="one-time-code"/)
    const wrong = await browser.post('/connexion/deuxieme-etape?retour=%2Fcorbas', { code: '000 000' })
    assert.equal(wrong.statusCode, 422)
    const done = await browser.post('/connexion/deuxieme-etape?retour=%2Fcorbas', { code: codeOf(secret) })
    assert.equal(done.headers.location, '/corbas')
    assert.equal(browser.cookies.has('etape'), false)
    assert.equal((await browser.get('/compte')).statusCode, 200)
  })

  test('un cookie posé d’avance n’est jamais la session ouverte (fixation)', async () => {
    const { email, secret } = await withTotp()
    const attacker = new Browser()
    await attacker.post('/connexion', { email: (await newAccount()).email, password })
    const planted = attacker.cookies.get('session') ?? ''
    const victim = new Browser()
    victim.cookies.set('session', planted)
    await victim.post('/connexion', { email, password })
    const step = victim.cookies.get('etape') ?? ''
    await victim.post('/connexion/deuxieme-etape', { code: codeOf(secret) })
    const opened = victim.cookies.get('session') ?? ''
    assert.ok(opened !== planted && opened !== step)
    assert.equal(await findSession(platform, planted), undefined, 'la session posée est fermée')
    // The token of the second step opens nothing once it has served.
    const thief = new Browser()
    thief.cookies.set('etape', step)
    assert.equal((await thief.post('/connexion/deuxieme-etape', { code: codeOf(secret) })).statusCode, 410)
  })

  test('sans rien en attente la page le dit, et ne demande aucun code', async () => {
    const answer = await new Browser().get('/connexion/deuxieme-etape')
    assert.equal(answer.statusCode, 410)
    assert.match(answer.body, /n’attend plus/)
  })

  test('une autre page du web ne fait rien passer : ni connexion, ni étape, ni lien, ni clé', async () => {
    const browser = new Browser()
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://ailleurs.exemple' }
    for (const url of [
      '/connexion',
      '/connexion/cle',
      '/connexion/cle/demande',
      '/connexion/deuxieme-etape',
      '/connexion/lien',
      `/connexion/lien/${'A'.repeat(64)}`,
      '/connexion/confirmer',
      '/connexion/renforcer?niveau=eidas2',
      '/compte/securite/application',
      '/compte/securite/codes',
      `/compte/garder/${'A'.repeat(64)}`,
    ]) {
      assert.equal((await browser.post(url, {}, foreign)).statusCode, 403, url)
      assert.equal((await browser.post(url, {}, { origin: 'https://ailleurs.exemple' })).statusCode, 403, url)
    }
  })
})

suite('prouver encore', () => {
  test('changer ses moyens demande une preuve de moins de dix minutes, et y revient', async () => {
    const { browser } = await withTotp()
    clock.advance(11 * minutes)
    assert.equal((await browser.get('/compte/securite')).statusCode, 200)
    const asked = await browser.get('/compte/securite/retirer/application')
    assert.equal(asked.headers.location, '/connexion/confirmer?retour=%2Fcompte%2Fsecurite%2Fretirer%2Fapplication')
    const wrong = await browser.post(String(asked.headers.location), { password: 'pas-le-bon-mot' })
    assert.equal(wrong.statusCode, 422)
    const proved = await browser.post(String(asked.headers.location), { password })
    assert.equal(proved.headers.location, '/compte/securite/retirer/application')
    const page = await browser.get('/compte/securite/retirer/application')
    assert.match(page.body, /dernière deuxième étape/)
    assert.equal(
      (await browser.post('/compte/securite/retirer/application')).headers.location,
      '/compte/securite?fait=retrait',
    )
    assert.match((await browser.get('/compte/securite')).body, /Ajouter une application de codes/)
  })

  test('une page qui demande deux étapes y conduit, puis s’ouvre ; trois demandent une clé', async () => {
    const { email, secret } = await withTotp()
    // A session of before the second factor was set up: proved by its password alone.
    await sql(
      `update accounts.session set methods = '{password}' where account_id =
      (select id from accounts.account where email_key = $1)`,
      [email],
    )
    const browser = new Browser()
    await browser.post('/connexion', { email, password })
    await browser.post('/connexion/deuxieme-etape', { code: codeOf(secret) })
    await sql(
      `update accounts.session set methods = '{password}' where account_id =
      (select id from accounts.account where email_key = $1)`,
      [email],
    )
    clock.advance(30_000)
    const asked = await browser.get('/essai/eidas2')
    assert.equal(asked.headers.location, '/connexion/renforcer?niveau=eidas2&retour=%2Fessai%2Feidas2')
    assert.equal((await browser.get(String(asked.headers.location))).statusCode, 200)
    assert.equal((await browser.post(String(asked.headers.location), { code: '000000' })).statusCode, 422)
    const raised = await browser.post(String(asked.headers.location), { code: codeOf(secret) })
    assert.equal(raised.headers.location, '/essai/eidas2')
    assert.equal((await browser.get('/essai/eidas2')).statusCode, 200)
    const higher = await browser.get('/essai/eidas3')
    assert.match((await browser.get(String(higher.headers.location))).body, /Ajoutez une clé de sécurité/)
  })
})

suite('qui ne sait que le mot de passe', () => {
  /** Every page that gives an account away, or takes it back. */
  const givingAway = ['/compte/adresse', '/compte/fusion', '/compte/fermer']

  test('n’arrive ni à changer l’adresse, ni à fermer ou réunir le compte, ni à le rouvrir', async () => {
    const { email, accountId, secret } = await withTotp()
    const thief = new Browser()
    await thief.post('/connexion', { email, password })
    // What waits for its second step is not a session, under whichever name it is sent.
    thief.cookies.set('session', thief.cookies.get('etape') ?? '')
    for (const url of [...givingAway, '/compte/rouvrir']) {
      assert.match(String((await thief.get(url)).headers.location), /^\/connexion\?retour=/, url)
    }
    for (const url of ['/compte/adresse/perdue', '/compte/rouvrir', '/compte/fermer']) {
      assert.match(String((await thief.post(url, { compris: 'oui' })).headers.location), /^\/connexion\?/, url)
    }
    // The owner closes it: who has the password alone does not open it again.
    const owner = new Browser()
    await owner.post('/connexion', { email, password })
    await owner.post('/connexion/deuxieme-etape', { code: codeOf(secret) })
    assert.equal((await owner.post('/compte/fermer', { compris: 'oui' })).headers.location, '/compte/ferme')
    const again = new Browser()
    assert.match(
      String((await again.post('/connexion', { email, password })).headers.location),
      /^\/connexion\/deuxieme-etape/,
    )
    again.cookies.set('session', again.cookies.get('etape') ?? '')
    await again.post('/compte/rouvrir')
    const closing = await sql<{ closing_at: Date | null }>('select closing_at from accounts.account where id = $1', [
      accountId,
    ])
    assert.ok(closing[0]?.closing_at)
    clock.advance(30_000)
    again.cookies.delete('session')
    await again.post('/connexion/deuxieme-etape', { code: codeOf(secret) })
    assert.equal((await again.post('/compte/rouvrir')).headers.location, '/compte?fin=rouvert')
  })

  test('une session d’avant la deuxième étape ne donne pas le compte, même prouvée de nouveau par le mot de passe', async () => {
    const { email, browser } = await withTotp()
    await sql(
      `update accounts.session set methods = '{password}' where account_id =
      (select id from accounts.account where email_key = $1)`,
      [email],
    )
    await browser.post('/connexion/confirmer?retour=/compte', { password })
    for (const url of givingAway) {
      assert.match(String((await browser.get(url)).headers.location), /^\/connexion\/renforcer\?niveau=eidas2/, url)
    }
    for (const url of ['/compte/adresse', '/compte/adresse/perdue', '/compte/fusion', '/compte/fermer']) {
      const answer = await browser.post(url, { email: 'voleur@exemple.fr', compris: 'oui' })
      assert.match(String(answer.headers.location), /^\/connexion\/renforcer\?/, url)
    }
  })
})

test('le compte suspendu le dit à qui sait son mot de passe, et à personne d’autre', async () => {
  const [{ email, accountId }, second] = [await newAccount(), await withTotp()]
  for (const id of [accountId, second.accountId]) {
    await sql(`update accounts.account set suspended_at = now(), suspension_reason = 'vol' where id = $1`, [id])
  }
  for (const known of [email, second.email]) {
    const told = await new Browser().post('/connexion', { email: known, password })
    assert.equal(told.statusCode, 422)
    assert.match(told.body, /Votre compte est suspendu/)
    assert.match(told.body, /accueil de votre mairie/)
  }
  const texts = await Promise.all(
    [email, 'personne.du.tout@exemple.fr'].map(async (typed) => {
      const { statusCode, body } = await new Browser().post('/connexion', { email: typed, password: 'pas-le-bon-mot' })
      return `${statusCode} ${body.replaceAll(typed, '')}`
    }),
  )
  assert.equal(texts[0], texts[1])
  assert.doesNotMatch(texts[0] ?? '', /suspendu/)
})
