import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { findDrafts, openDraft } from '#counter/dossiers'
import { listOffers } from '#counter/procedures'
import { type AccountMail, accountJobHandlers, createAccounts, findSession } from '#identity/accounts'
import { fixedClock } from '#kernel/clock'
import { newSecret } from '#kernel/ids'
import { readConfig } from '#platform/config'
import { createPasswords, openBreachedPasswords } from '#platform/crypto'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { findSite } from '#territory/collectivities'
import { type App, contextFor } from '../app.ts'
import { loadDemo, loadLibrary } from '../cli/library.ts'
import { answerFailure } from '../failures.ts'
import { compose } from '../../main.ts'
import { connectRoutes } from './index.ts'

const { sql, url } = await openTestDatabase()
const folder = mkdtempSync(join(tmpdir(), 'traboule-connect-'))
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const password = 'bonjour-traboule'

/** The platform as it is put together for its users, at an hour of ours. */
async function composeAt(environment: Record<string, string>): Promise<App> {
  const config = readConfig({
    TRABOULE_DATA: folder,
    TRABOULE_SECRET: 'a secret for tests, long enough to be one',
    LOG_LEVEL: 'silent',
    DATABASE_CONNECTIONS: '3',
    ...environment,
  })
  const app = await compose(config, url)
  after(async () => {
    app.mailer.close()
    await app.db.close()
  })
  return { ...app, clock }
}

async function serve(app: App) {
  const server = await createServer({ log: silentLog, behindProxy: true, answerFailure: answerFailure(app) })
  addRoutes(server, connectRoutes(app))
  after(() => server.close())
  return server
}

const app = await composeAt({})
const server = await serve(app)
const { db, secrets } = app
const platform = contextFor(app, { kind: 'system', name: 'test' })
await loadLibrary(platform)
await loadDemo(platform, app.accounts)
const corbas = await findSite(db, { slug: 'corbas' })
assert.ok(corbas)
after(() => rmSync(folder, { recursive: true, force: true }))

const mails: AccountMail[] = []
const handlers = accountJobHandlers({
  db,
  clock,
  secrets,
  placeOf: async () => ({ name: 'Exemple', desk: '/bureau/exemple', guests: '/bureau/exemple/invites' }),
  sendMail: async (mail) => void mails.push(mail),
  links: {
    confirmEmail: (secret) => `/confirmer/${secret}`,
    choosePassword: (secret) => `/mot-de-passe/${secret}`,
    signIn: () => '/connexion',
    forgottenPassword: () => '/mot-de-passe',
    signInByLink: (secret) => `/connexion/lien/${secret}`,
    keepFactors: (secret) => `/compte/garder/${secret}`,
    security: () => '/compte/securite',
    describeDevice: (device) => device,
  },
})

/** Does the work that waits, as the worker would, and gives the mails that it sent. */
async function work(): Promise<AccountMail[]> {
  const jobs = await sql<{ name: string; payload: unknown }>(
    `select t.identifier as name, j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`,
  )
  await sql('delete from graphile_worker._private_jobs')
  for (const { name, payload } of jobs) await handlers.find((handler) => handler.job.name === name)?.run(payload)
  return mails.splice(0)
}

let count = 0
const newEmail = () => `personne.${++count}@exemple.fr`

/** A browser that keeps its cookies, each from a network address of its own. */
class Browser {
  readonly cookies = new Map<string, string>()
  readonly remoteAddress = `192.0.2.${(++count % 250) + 1}`
  readonly headers: Record<string, string>
  readonly at: typeof server

  constructor(headers: Record<string, string> = {}, at = server) {
    this.headers = headers
    this.at = at
  }

  get(url: string) {
    return this.send({ method: 'GET', url })
  }

  post(url: string, fields: Record<string, string> = {}) {
    return this.send({
      method: 'POST',
      url,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  }

  signIn(email: string, typed = password, retour?: string) {
    return this.post(retour === undefined ? '/connexion' : `/connexion?retour=${encodeURIComponent(retour)}`, {
      email,
      password: typed,
    })
  }

  private async send(request: {
    method: 'GET' | 'POST'
    url: string
    payload?: string
    headers?: Record<string, string>
  }) {
    const answer = await this.at.inject({
      ...request,
      headers: { ...request.headers, ...this.headers },
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

const pathIn = (mail: AccountMail | undefined): string => mail?.action?.href ?? ''

async function askAccount(browser: Browser, email: string) {
  const fields = { givenName: 'Jeanne', familyName: 'Exemple', email, phone: '', password }
  const answer = await browser.post('/inscription', fields)
  const mail = (await work()).find(({ to }) => to === email)
  return { answer, confirm: pathIn(mail) }
}

async function newAccount(): Promise<string> {
  const email = newEmail()
  const browser = new Browser()
  const { confirm } = await askAccount(browser, email)
  assert.equal((await browser.post(confirm)).statusCode, 303)
  return email
}

const phone = 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0'
const laptop = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

suite('les appareils', () => {
  test('on voit où l’on est connecté, on déconnecte l’un, puis tous les autres', async () => {
    const email = await newAccount()
    const [here, lost, old] = [laptop, phone, ''].map((agent) => new Browser({ 'user-agent': agent }))
    assert.ok(here && lost && old)
    for (const each of [lost, old, here]) await each.signIn(email)
    const page = (await here.get('/compte')).body
    for (const text of ['Firefox sur Linux', 'Cet appareil', 'Firefox sur Android', 'Un appareil inconnu']) {
      assert.ok(page.includes(text), text)
    }
    const ends = [...page.matchAll(/action="(\/compte\/appareils\/[0-9a-f]{32}\/deconnecter)"/g)].map(
      ([, to = '']) => to,
    )
    assert.equal(ends.length, 2)

    const stranger = new Browser()
    await stranger.signIn(await newAccount())
    for (const end of ends) assert.equal((await stranger.post(end)).statusCode, 303)
    assert.equal((await lost.get('/compte')).statusCode, 200)

    const done = await here.post(ends[0] ?? '')
    assert.equal(done.headers.location, '/compte?fin=un')
    assert.match((await here.get('/compte?fin=un')).body, /L’appareil que vous avez choisi est déconnecté/)
    const left = [await lost.get('/compte'), await old.get('/compte')].filter(({ statusCode }) => statusCode === 200)
    assert.equal(left.length, 1)
    assert.equal((await here.post('/compte/appareils/deconnecter')).headers.location, '/compte?fin=autres')
    assert.deepEqual([(await lost.get('/compte')).statusCode, (await old.get('/compte')).statusCode], [303, 303])
    assert.equal((await here.get('/compte')).statusCode, 200)
  })
})

suite('se connecter et se déconnecter', () => {
  test('on se connecte, on voit son compte, on se déconnecte, et la session ne vaut plus rien', async () => {
    const email = await newAccount()
    const browser = new Browser()
    const opened = await browser.signIn(email)
    assert.equal(opened.statusCode, 303)
    assert.equal(opened.headers.location, '/mes-demandes')
    const token = browser.cookies.get('session') ?? ''
    const account = await browser.get('/compte')
    assert.equal(account.statusCode, 200)
    assert.match(account.body, /Jeanne/)
    assert.match(account.body, new RegExp(email))

    browser.cookies.set('appareil', newSecret())
    assert.match((await browser.get('/deconnexion')).body, /Me déconnecter/)
    const left = await browser.post('/deconnexion')
    assert.equal(left.statusCode, 303)
    assert.equal(left.headers.location, '/deconnexion')
    assert.deepEqual([...browser.cookies.keys()], ['navigateur'], 'le navigateur reste connu, et n’ouvre rien')
    assert.match((await browser.get('/deconnexion')).body, /Votre session est terminée/)
    assert.equal(await findSession(platform, token), undefined)
    assert.equal((await browser.get('/compte')).headers.location, '/connexion?retour=%2Fcompte')
  })

  test('un agent et l’exploitation arrivent au bureau, un habitant à ses demandes', async () => {
    const places = {
      'camille.demonstration@exemple.fr': '/mes-demandes',
      'voirie.corbas@exemple.fr': '/bureau',
      'exploitation@exemple.fr': '/bureau',
    }
    for (const [email, place] of Object.entries(places)) {
      assert.equal((await new Browser().signIn(email)).headers.location, place)
    }
  })

  test('on revient où l’on allait, jamais ailleurs', async () => {
    const email = await newAccount()
    const wanted = {
      '/corbas/demarches/acte?page=2': '/corbas/demarches/acte?page=2',
      '/connexion?retour=%2Fsuivi': '/suivi',
      'https://ailleurs.exemple/': '/mes-demandes',
      '//ailleurs.exemple': '/mes-demandes',
      '/\\ailleurs.exemple': '/mes-demandes',
      '/..//ailleurs.exemple': '/mes-demandes',
    }
    for (const [retour, place] of Object.entries(wanted)) {
      assert.equal((await new Browser().signIn(email, password, retour)).headers.location, place, retour)
    }
  })

  test('le cookie de session est hors de portée des scripts, propre à ce site, et chiffré en route quand on vient en https', async () => {
    const email = await newAccount()
    const cookieOf = async (browser: Browser) => {
      const opened = await browser.signIn(email)
      return opened.cookies.find(({ name }) => name === 'session')
    }
    const plain = await cookieOf(new Browser())
    const { name: _name, value, ...attributes } = plain ?? { value: '' }
    assert.match(String(value), /^[\w-]{43}$/)
    assert.deepEqual(attributes, { path: '/', httpOnly: true, sameSite: 'Lax' })
    const secured = await cookieOf(new Browser({ 'x-forwarded-proto': 'https' }))
    assert.equal(secured?.secure, true)
  })

  test('une session posée d’avance est fermée et remplacée', async () => {
    const attacker = new Browser()
    await attacker.signIn(await newAccount())
    const fixed = attacker.cookies.get('session') ?? ''
    const browser = new Browser()
    browser.cookies.set('session', fixed)
    await browser.signIn(await newAccount())
    assert.notEqual(browser.cookies.get('session'), fixed)
    assert.equal(await findSession(platform, fixed), undefined)

    browser.cookies.set('session', 'choisie-par-un-autre')
    await browser.signIn(await newAccount())
    assert.match(browser.cookies.get('session') ?? '', /^[\w-]{43}$/)
  })

  test('la langue choisie survit à la connexion ; sinon celle du compte l’emporte sur celle du navigateur', async () => {
    const email = await newAccount()
    const chosen = new Browser()
    chosen.cookies.set('langue', 'en')
    assert.match((await chosen.get('/connexion')).body, /<html lang="en"/)
    await chosen.signIn(email)
    assert.match((await chosen.get('/compte')).body, /<html lang="en"/)
    const english = new Browser({ 'accept-language': 'en-GB,en' })
    assert.match((await english.get('/connexion')).body, /<html lang="en"/)
    await english.signIn(email)
    assert.match((await english.get('/compte')).body, /<html lang="fr"/)
  })

  test('une session qui a expiré se dit, et rien n’est perdu', async () => {
    const browser = new Browser()
    await browser.signIn(await newAccount())
    clock.advance(13 * 3_600_000)
    const back = await browser.get('/compte')
    assert.equal(back.headers.location, '/connexion?retour=%2Fcompte')
    const page = await browser.get(String(back.headers.location))
    assert.match(page.body, /Votre session a pris fin/)
    assert.doesNotMatch(page.body, /Ce que vous avez écrit est gardé/)
    browser.cookies.set('appareil', newSecret())
    assert.match((await browser.get('/connexion?retour=/corbas')).body, /Ce que vous avez écrit est gardé/)
    assert.doesNotMatch((await new Browser().get('/connexion')).body, /Votre session a pris fin/)
  })

  test('qui est connecté le lit, et peut prendre un autre compte', async () => {
    const browser = new Browser()
    await browser.signIn('voirie.corbas@exemple.fr')
    const page = await browser.get('/connexion?retour=/suivi')
    assert.match(page.body, /Votre compte est ouvert.*Alix Exemple/)
    assert.match(page.body, /href="\/suivi"[^>]*>Continuer avec ce compte/)
    clock.advance(6 * 3_600_000)
    await browser.get('/compte')
    clock.advance(7 * 3_600_000)
    assert.match((await browser.get('/connexion?retour=/bureau')).body, /une fois par journée de travail/)
  })

  test('ce que l’appareil avait commencé sans compte devient celui du compte', async () => {
    const [offer] = await db.readCollectivity(corbas.id, (tx) => listOffers(tx, corbas.id))
    assert.ok(offer)
    const deviceSecret = newSecret()
    const visitor = contextFor(app, { kind: 'anonymous' })
    const { id } = await openDraft(visitor, {
      collectivityId: corbas.id,
      offerId: offer.id,
      deviceSecret,
      locale: 'fr',
      pageId: 'page',
      entries: { reason: 'Un déménagement' },
    })
    const browser = new Browser()
    browser.cookies.set('appareil', deviceSecret)
    await browser.signIn(await newAccount())
    assert.equal(browser.cookies.get('appareil'), deviceSecret)
    const session = await findSession(platform, browser.cookies.get('session') ?? '')
    assert.ok(session)
    const owner = contextFor(app, { kind: 'account', accountId: session.accountId, name: '' })
    const found = await findDrafts(owner, { collectivityId: corbas.id, offerId: null })
    assert.deepEqual(
      found.map((draft) => draft.id),
      [id],
    )
  })
})

suite('refus', () => {
  test('une adresse inconnue et un mauvais mot de passe donnent la même page', async () => {
    const known = await newAccount()
    const unknown = newEmail()
    const refused = await Promise.all(
      [known, unknown].map((email) => new Browser().signIn(email, 'pas le bon mot de passe')),
    )
    const [one, other] = refused.map(({ body }, index) => body.replaceAll([known, unknown][index] ?? '', 'X'))
    assert.equal(one, other)
    for (const { statusCode, headers, body } of refused) {
      assert.equal(statusCode, 422)
      assert.equal(headers['set-cookie'], undefined)
      assert.match(body, /<title>Erreur/)
      assert.match(body, /n’est pas le bon/)
    }
  })

  test('l’adresse tapée est gardée, le mot de passe jamais, et chaque message mène à son champ', async () => {
    const page = await new Browser().signIn('jeanne"><b>@exemple.fr', '')
    assert.equal(page.statusCode, 422)
    assert.ok(page.body.includes('value="jeanne&quot;>&lt;b>@exemple.fr"'))
    assert.match(page.body, /href="#password"/)
    assert.match(page.body, /id="password-error"/)
    assert.match(page.body, /aria-describedby="password-error"/)
    const wrong = await new Browser().signIn(await newAccount(), 'un-secret-que-personne-ne-relit')
    assert.doesNotMatch(wrong.body, /un-secret-que-personne-ne-relit/)
  })

  test('un corps étrange n’est pas une panne', async () => {
    const browser = new Browser()
    const odd = await browser.signIn('a\0b@exemple.fr', 'x\0y')
    assert.equal(odd.statusCode, 422)
    const twice = await browser.post('/connexion?retour=%E0%A4%A', { email: 'x@exemple.fr', password: 'x' })
    assert.ok(twice.statusCode < 500)
    const { statusCode } = await browser.at.inject({
      method: 'POST',
      url: '/connexion',
      payload: 'email=a%40exemple.fr&email=b%40exemple.fr&password=x&password=y&__proto__=z',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      remoteAddress: '192.0.2.254',
    })
    assert.ok(statusCode < 500)
  })

  test('trop d’essais : on lit quand revenir, et l’adresse est gardée', async () => {
    const email = await newAccount()
    for (let attempt = 0; attempt < 5; attempt += 1) await new Browser().signIn(email, 'pas le bon mot de passe')
    const page = await new Browser().signIn(email)
    assert.equal(page.statusCode, 429)
    assert.equal(page.headers['retry-after'], '300')
    assert.match(page.body, /à partir de \d+\u00a0h/)
    assert.match(page.body, new RegExp(`value="${email}"`))
    clock.advance(301_000)
    assert.equal((await new Browser().signIn(email)).statusCode, 303)
  })

  test('une machine débordée le dit, sans compter l’essai', async () => {
    const busy = await composeAt({})
    const crowded = {
      ...busy,
      accounts: createAccounts({
        secrets,
        passwords: createPasswords({ concurrency: 1, longestLine: 0 }),
        breached: await openBreachedPasswords([]),
      }),
    }
    const at = await serve(crowded)
    const email = await newAccount()
    const answers = await Promise.all([1, 2, 3].map(() => new Browser({}, at).signIn(email)))
    const refused = answers.filter(({ statusCode }) => statusCode === 429)
    assert.ok(refused.length > 0)
    for (const page of refused) {
      assert.equal(page.headers['retry-after'], '2')
      assert.match(page.body, /dans quelques secondes/)
    }
  })

  test('qui n’a pas confirmé son adresse l’apprend, et le lien repart', async () => {
    const email = newEmail()
    const browser = new Browser()
    await askAccount(browser, email)
    const page = await browser.signIn(email)
    assert.equal(page.statusCode, 422)
    assert.match(page.body, /Il reste à confirmer votre adresse/)
    assert.ok((await work()).some(({ to }) => to === email))
    const guess = await browser.signIn(email, 'pas le bon mot de passe')
    assert.doesNotMatch(guess.body, /confirmer votre adresse/)
  })

  test('un formulaire envoyé d’un autre site est refusé', async () => {
    const page = await new Browser({ 'sec-fetch-site': 'cross-site' }).signIn('camille.demonstration@exemple.fr')
    assert.equal(page.statusCode, 403)
  })

  test('chaque envoi est compté', async () => {
    const browser = new Browser()
    const answers = []
    for (let index = 0; index < 31; index += 1) answers.push(await browser.post('/mot-de-passe', { email: '' }))
    assert.equal(answers.at(-1)?.statusCode, 429)
    assert.ok(answers.at(-1)?.headers['retry-after'])
  })
})

suite('créer un compte', () => {
  test('le lien demande un clic, crée le compte une fois, et mène à la connexion', async () => {
    const email = newEmail()
    const browser = new Browser()
    const { answer, confirm } = await askAccount(browser, email)
    assert.equal(answer.statusCode, 303)
    assert.equal(answer.headers.location, '/inscription/envoyee')
    assert.match((await browser.get('/inscription/envoyee')).body, /Regardez votre messagerie/)
    for (let opening = 0; opening < 2; opening += 1) {
      const page = await browser.get(confirm)
      assert.equal(page.statusCode, 200)
      assert.match(page.body, /Oui, c’est mon adresse/)
    }
    assert.equal((await sql('select 1 from accounts.account where email = $1', [email])).length, 0)
    const done = await browser.post(confirm)
    assert.equal(done.headers.location, '/connexion?etat=adresse-confirmee')
    assert.equal(done.headers['set-cookie'], undefined)
    assert.match((await browser.get(String(done.headers.location))).body, /Votre adresse est confirmée/)
    for (const again of [await browser.post(confirm), await browser.get(confirm)]) {
      assert.equal(again.statusCode, 410)
      assert.match(again.body, /Ce lien a déjà servi/)
    }
    assert.equal((await browser.signIn(email)).statusCode, 303)
  })

  test('une adresse qui a un compte reçoit la même réponse', async () => {
    const known = await newAccount()
    const [fresh, again] = [await askAccount(new Browser(), newEmail()), await askAccount(new Browser(), known)]
    assert.equal(again.answer.statusCode, fresh.answer.statusCode)
    assert.equal(again.answer.headers.location, fresh.answer.headers.location)
    assert.equal(again.confirm, '/connexion')
  })

  test('les fautes sont dites ensemble, ce qui est tapé reste, sauf le mot de passe', async () => {
    const fields = { givenName: 'Zoé', familyName: ' ', email: 'zoe', phone: 'bonjour', password: 'court' }
    const page = await new Browser().post('/inscription?retour=/corbas', fields)
    assert.equal(page.statusCode, 422)
    for (const field of ['familyName', 'email', 'phone', 'password']) {
      assert.match(page.body, new RegExp(`href="#${field}"`))
      assert.match(page.body, new RegExp(`id="${field}-error"`))
    }
    assert.match(page.body, /value="Zoé"/)
    assert.match(page.body, /value="bonjour"/)
    assert.doesNotMatch(page.body, /"court"/)
    assert.match(page.body, /action="\/inscription\?retour=%2Fcorbas"/)
  })

  test('les gardiens de mots de passe reconnaissent les champs', async () => {
    const browser = new Browser()
    const signIn = await browser.get('/connexion')
    assert.match(signIn.body, /<input[^>]*id="email"[^>]*autocomplete="username"/)
    assert.match(signIn.body, /<input[^>]*id="password"[^>]*autocomplete="current-password"/)
    const signUp = await browser.get('/inscription')
    for (const name of ['given-name', 'family-name', 'username', 'tel', 'new-password']) {
      assert.match(signUp.body, new RegExp(`autocomplete="${name}"`))
    }
  })
})

suite('mot de passe', () => {
  const askLink = async (email: string) => {
    const answer = await new Browser().post('/mot-de-passe', { email })
    return { answer, mail: (await work()).find(({ to }) => to === email) }
  }

  test('le lien laisse choisir un mot de passe, une fois, et ferme les sessions', async () => {
    const email = await newAccount()
    const other = new Browser()
    await other.signIn(email)
    const link = pathIn((await askLink(email)).mail)
    const browser = new Browser()
    const page = await browser.get(link)
    assert.equal(page.statusCode, 200)
    assert.match(page.body, new RegExp(email))
    const short = await browser.post(link, { password: 'court' })
    assert.equal(short.statusCode, 422)
    assert.match(short.body, /12\u00a0caractères au moins|12 caractères au moins/)
    const chosen = await browser.post(link, { password: 'un nouveau mot de passe' })
    assert.equal(chosen.headers.location, '/connexion?etat=mot-de-passe-change')
    assert.match((await browser.get('/connexion?etat=mot-de-passe-change')).body, /Votre mot de passe est changé/)
    for (const again of [await browser.post(link, { password: 'encore un autre mot' }), await browser.get(link)]) {
      assert.equal(again.statusCode, 410)
      assert.match(again.body, /Ce lien a déjà servi/)
    }
    assert.equal((await other.get('/compte')).statusCode, 303)
    assert.equal((await browser.signIn(email)).statusCode, 422)
    assert.equal((await browser.signIn(email, 'un nouveau mot de passe')).statusCode, 303)
  })

  test('une adresse sans compte reçoit la même réponse, et aucun message', async () => {
    const known = await askLink(await newAccount())
    const unknown = await askLink(newEmail())
    assert.equal(unknown.answer.statusCode, 303)
    assert.equal(unknown.answer.headers.location, known.answer.headers.location)
    assert.equal(unknown.mail, undefined)
    assert.match((await new Browser().get('/mot-de-passe/envoye')).body, /Si un compte existe/)
  })

  test('un lien périmé ou tronqué dit quoi faire', async () => {
    const link = pathIn((await askLink(await newAccount())).mail)
    clock.advance(2 * 3_600_000)
    const browser = new Browser()
    for (const late of [await browser.get(link), await browser.post(link, { password: 'un nouveau mot de passe' })]) {
      assert.equal(late.statusCode, 410)
      assert.match(late.body, /Ce lien n’est plus valable/)
      assert.match(late.body, /href="\/mot-de-passe"/)
    }
    const cut = await browser.get(link.slice(0, -3))
    assert.equal(cut.statusCode, 404)
    assert.match(cut.body, /Ce lien n’est pas complet/)
    assert.equal((await browser.post(`/confirmer/${link.slice(14)}`)).statusCode, 404)
  })

  test('le secret d’un lien n’entre dans aucune autre adresse que celle de sa page', async () => {
    const link = pathIn((await askLink(await newAccount())).mail)
    const secret = link.split('/').at(-1) ?? ''
    const page = await new Browser().get(link)
    assert.equal(page.headers['referrer-policy'], 'same-origin')
    const hrefs = [...page.body.matchAll(/(?:href|action)="([^"]*)"/g)].map((match) => match[1] ?? '')
    const leading = hrefs.filter((href) => href.includes(secret))
    assert.ok(
      leading.every((href) => href === link || /^\/(langue|connexion)\?/.test(href)),
      leading.join(),
    )
  })
})

suite('ce qui entoure la page', () => {
  test('on garde l’habit de la commune d’où l’on vient, et son contact', async () => {
    const browser = new Browser()
    assert.match((await browser.get('/connexion?retour=/corbas/demarches')).body, /Mairie de Corbas/)
    assert.doesNotMatch((await browser.get('/connexion?retour=/une-ville-qui-n-existe-pas')).body, /Mairie de/)
    assert.doesNotMatch((await browser.get('/connexion')).body, /<b>Mairie de/)
  })

  test('continuer sans compte n’est proposé que là où c’est possible', async () => {
    const browser = new Browser()
    const open = await browser.get('/connexion?retour=/corbas/demarches/acte')
    assert.match(open.body, /href="\/corbas\/demarches\/acte"[^>]*>Continuer sans compte/)
    for (const retour of ['/mes-demandes', '/bureau', '/corbas/demarches/acte/demande/0190', '//ailleurs.exemple']) {
      assert.doesNotMatch((await browser.get(`/connexion?retour=${retour}`)).body, /Continuer sans compte/)
    }
  })

  test('les comptes connus de tous ne se montrent que sur une démonstration', async () => {
    const shown = await new Browser().get('/connexion')
    assert.match(shown.body, /Comptes de démonstration/)
    assert.match(shown.body, new RegExp(password))
    const real = await serve(await composeAt({ TRABOULE_DEMO: '0' }))
    const hidden = await new Browser({}, real).get('/connexion')
    assert.equal(hidden.statusCode, 200)
    assert.doesNotMatch(hidden.body, /démonstration/)
    assert.doesNotMatch(hidden.body, new RegExp(password))
  })

  test('chaque page se lit en anglais', async () => {
    const browser = new Browser()
    browser.cookies.set('langue', 'en')
    const titles = {
      '/connexion': 'Sign in',
      '/inscription': 'Create an account',
      '/inscription/envoyee': 'Look at your e-mail',
      '/mot-de-passe': 'Choose a new password',
      '/mot-de-passe/envoye': 'Look at your e-mail',
      '/confirmer/rien': 'This link is not complete',
      '/deconnexion': 'You are signed out',
    }
    for (const [url, title] of Object.entries(titles)) {
      assert.match((await browser.get(url)).body, new RegExp(`<title>${title}`), url)
    }
  })

  test('ces pages ne sont ni gardées ni indexées', async () => {
    for (const url of ['/connexion', '/inscription', '/mot-de-passe', '/deconnexion', '/confirmer/rien']) {
      const page = await new Browser().get(url)
      assert.equal(page.headers['cache-control'], 'no-store')
      assert.match(page.body, /<meta name="robots" content="noindex"/)
    }
  })
})
