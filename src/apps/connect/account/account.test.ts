import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { fixedClock } from '#kernel/clock'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { everyHandler } from '../../../handlers.ts'
import { everyRoute } from '../../../routes.ts'
import { contextFor } from '../../app.ts'
import { answerFailure } from '../../failures.ts'
import { composeTestApp } from '../../testing.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const app = await composeTestApp(db, { clock })
const server = await createServer({ log: silentLog, behindProxy: true, answerFailure: answerFailure(app) })
addRoutes(server, everyRoute(app))
after(() => server.close())
const platform = contextFor(app, { kind: 'system', name: 'test' })
const password = 'bonjour-traboule'

let count = 0

async function newAccount(more: { isOperator?: boolean } = {}): Promise<string> {
  const email = `vie.${++count}@exemple.fr`
  const made = await app.accounts.createAccount(platform, {
    email,
    givenName: 'Sacha',
    familyName: 'Exemple',
    password,
    ...more,
  })
  assert.ok(made.ok)
  return email
}

interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
}

const handlers = everyHandler(app)

/** Does the work that waits, as the worker would, and gives the mails written meanwhile. */
async function work(): Promise<Letter[]> {
  for (let turn = 0; turn < 3; turn++) {
    const jobs = await sql<{ id: string; name: string; payload: unknown }>(
      `select j.id, t.identifier as name, j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier not like 'mail.%' and j.run_at <= greatest(now(), $1) order by j.id`,
      [clock.now()],
    )
    for (const { id, name, payload } of jobs) {
      await sql('delete from graphile_worker._private_jobs where id = $1', [id])
      await handlers.find((handler) => handler.job.name === name)?.run(payload)
    }
  }
  const letters = await sql<Letter & { id: string }>(
    'select id, to_address as "to", subject, text from mail.message order by created_at, id',
  )
  const unread = letters.filter(({ id }) => !read.has(id))
  for (const { id } of unread) read.add(id)
  return unread
}
const read = new Set<string>()

const linkIn = (letters: readonly Letter[], to: string, path: string): string => {
  const text = letters.filter((letter) => letter.to === to).map((letter) => letter.text)
  const found = new RegExp(String.raw`https?://[^/\s]+(${path}/[\w-]{64})`).exec(text.join('\n'))?.[1]
  assert.ok(found, `no ${path} for ${to} in ${JSON.stringify(letters)}`)
  return found
}

/** A browser that keeps its cookies, each from a network address of its own. */
class Browser {
  readonly #cookies = new Map<string, string>()
  readonly #address = `192.0.2.${(++count % 250) + 1}`

  static async signedIn(email: string): Promise<Browser> {
    const browser = new Browser()
    assert.equal((await browser.signIn(email)).statusCode, 303)
    return browser
  }

  signIn(email: string) {
    return this.post('/connexion', { email, password })
  }

  get(url: string) {
    return this.#send('GET', url)
  }

  post(url: string, fields: Record<string, string> = {}) {
    return this.#send('POST', url, new URLSearchParams(fields).toString())
  }

  async #send(method: 'GET' | 'POST', url: string, payload?: string) {
    const answer = await server.inject({
      method,
      url,
      ...(payload === undefined ? {} : { payload, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      cookies: Object.fromEntries(this.#cookies),
      remoteAddress: this.#address,
    })
    for (const { name, value } of answer.cookies) {
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return answer
  }
}

const at = (answer: { readonly headers: Readonly<Record<string, unknown>> }): string =>
  String(answer.headers['location'])

suite('mes coordonnées', () => {
  test('on les change, l’historique dit ce qu’elles étaient ; une faute garde ce qui est écrit', async () => {
    const me = await Browser.signedIn(await newAccount())
    const wrong = await me.post('/compte/coordonnees', {
      givenName: '',
      familyName: 'Nouveau',
      phone: 'abc',
      locale: 'fr',
    })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /Indiquez votre prénom/)
    assert.match(wrong.body, /value="Nouveau"/)
    const fields = { givenName: 'Sacha', familyName: 'Nouveau', phone: '06 39 98 12 34', locale: 'en' }
    assert.equal(at(await me.post('/compte/coordonnees', fields)), '/compte?fin=profil')
    assert.equal(at(await me.post('/compte/coordonnees', fields)), '/compte', 'nothing changed the second time')
    const history = (await me.get('/compte/historique')).body
    assert.match(history, /Exemple became Nouveau/)
    assert.match(history, /nothing became 06 39 98 12 34/)
  })

  test('un nom certifié ne se change pas, même en modifiant la page', async () => {
    const email = await newAccount()
    await sql(`update accounts.account set identity_certified_by = 'france_connect' where email = $1`, [email])
    const me = await Browser.signedIn(email)
    assert.doesNotMatch((await me.get('/compte/coordonnees')).body, /name="familyName"/)
    await me.post('/compte/coordonnees', { givenName: 'X', familyName: 'Y', phone: '', locale: 'fr' })
    const page = (await me.get('/compte')).body
    assert.match(page, /Vérifié par FranceConnect/)
    assert.match(page, />Sacha</)
  })
})

suite('une page qui ne s’ouvre pas', () => {
  test('dit quel compte est ouvert ; « utiliser un autre compte » déconnecte et ramène à la page', async () => {
    const email = await newAccount()
    const me = await Browser.signedIn(email)
    const page = await me.get('/bureau/exploitation')
    assert.equal(page.statusCode, 404)
    assert.match(page.body, new RegExp(`Compte ouvert\\s: Sacha Exemple \\(${email}\\)`))
    const left = await me.post('/deconnexion', { vers: 'connexion', retour: '/bureau/exploitation' })
    assert.equal(at(left), '/connexion?retour=%2Fbureau%2Fexploitation')
    assert.doesNotMatch((await me.get('/bureau/rien')).body, /Compte ouvert/)
    assert.equal(at(await me.post('/deconnexion', { vers: 'connexion', retour: '//ailleurs.exemple' })), '/connexion')
  })
})

suite('réunir deux comptes, par les pages', () => {
  test('par le lien, jusqu’à la séparation par l’assistance', async () => {
    const [kept, other] = [await newAccount(), await newAccount()]
    const me = await Browser.signedIn(kept)
    const elsewhere = await Browser.signedIn(other)
    await sql('update accounts.account set acts_for_others = true where email = $1', [other])
    await work()
    const asked = at(await me.post('/compte/fusion', { email: other }))
    assert.match((await me.get(asked)).body, /Prouvez que l’autre compte est à vous/)
    const link = linkIn(await work(), other, '/compte/fusion/preuve')
    assert.equal((await elsewhere.post(link)).statusCode, 409, 'the other account alone proves nothing')
    assert.equal(at(await new Browser().get(link)), `/connexion?retour=${encodeURIComponent(link)}`)
    assert.match((await me.get(link)).body, /L’autre compte est-il à vous/)
    assert.equal(at(await me.post(link)), asked)
    assert.match((await me.get(asked)).body, /Réunir les deux comptes/)
    assert.equal((await elsewhere.get(asked)).statusCode, 404)
    assert.equal(at(await me.post(`${asked}/confirmer`, { adresse: 'non' })), asked)
    assert.match((await me.get(asked)).body, /n’en font plus qu’un/)
    assert.deepEqual(await sql('select acts_for_others as "is" from accounts.account where email = $1', [kept]), [
      { is: true },
    ])
    assert.match(at(await elsewhere.get('/compte')), /^\/connexion/)
    assert.equal((await new Browser().signIn(other)).statusCode, 422)
    const told = await work()
    assert.deepEqual(told.filter(({ subject }) => subject.includes('réunis')).length, 2)
    const support = await Browser.signedIn(await newAccount({ isOperator: true }))
    const page = (await support.get('/bureau/fusions')).body
    const undo = /action="(\/bureau\/fusions\/[\w-]+\/defaire)"/.exec(page)?.[1] ?? ''
    assert.equal((await me.post(undo, { reason: 'x' })).statusCode, 404, 'support only')
    assert.equal((await support.post(undo, { reason: '' })).statusCode, 422)
    assert.equal(at(await support.post(undo, { reason: 'demande de la personne' })), '/bureau/fusions?fin=defaite')
    assert.equal((await new Browser().signIn(other)).statusCode, 303)
    assert.match((await support.get('/bureau/fusions')).body, /demande de la personne/)
  })

  test('après un quart d’heure, il faut prouver de nouveau qui l’on est', async () => {
    const me = await Browser.signedIn(await newAccount())
    clock.advance(16 * 60_000)
    assert.equal(at(await me.get('/compte/fusion')), '/connexion/confirmer?retour=%2Fcompte%2Ffusion')
  })
})

suite('réunir un compte à deux étapes', () => {
  test('son code est demandé après sa messagerie ou son mot de passe, et avant qu’on en voie rien', async () => {
    const [kept, other] = [await newAccount(), await newAccount()]
    const me = await Browser.signedIn(kept)
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from accounts.account where email = $1', [other])
    const asOwner = contextFor(app, { kind: 'account', accountId: id, name: 'Sacha Exemple' })
    await app.accounts.beginTotp(asOwner, id)
    const secret = await app.accounts.findTotpSecret(asOwner, id)
    assert.ok(secret)
    const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) })
    const code = () => totp.generate({ timestamp: clock.now().getTime() })
    assert.ok((await app.accounts.confirmTotp(asOwner, { accountId: id, code: code() })).ok)
    clock.advance(60_000)
    const asked = at(await me.post('/compte/fusion', { email: other }))
    assert.equal(at(await me.post(`${asked}/mot-de-passe`, { password })), asked)
    const step = (await me.get(asked)).body
    assert.match(step, /L’autre compte demande un code/)
    assert.doesNotMatch(step, /Réunir les deux comptes/)
    await me.post(`${asked}/confirmer`, { adresse: 'non' })
    assert.match((await me.get(asked)).body, /demande un code/, 'confirming without it does nothing')
    assert.equal((await me.post(`${asked}/code`, { code: '000000' })).statusCode, 422)
    assert.equal(at(await me.post(`${asked}/code`, { code: code() })), asked)
    assert.match((await me.get(asked)).body, /Réunir les deux comptes/)
  })
})

suite('la copie de mes données', () => {
  test('se prépare, se lit et se télécharge par sa propriétaire seule, pendant deux jours', async () => {
    const email = await newAccount()
    const [me, other] = [await Browser.signedIn(email), await Browser.signedIn(await newAccount())]
    await me.post('/compte/coordonnees', { givenName: 'Sacha', familyName: 'Après', phone: '', locale: 'fr' })
    await work()
    assert.equal(at(await me.post('/compte/donnees')), '/compte/donnees')
    await me.post('/compte/donnees')
    assert.match((await me.get('/compte/donnees')).body, /Votre copie se prépare[^]*0 parties sur/)
    const told = await work()
    assert.equal(told.filter(({ subject }) => subject.includes('copie de vos données')).length, 1)
    const page = (await me.get('/compte/donnees')).body
    const copy = /href="(\/compte\/donnees\/[\w-]{36})"/.exec(page)?.[1] ?? ''
    assert.match((await me.get(copy)).body, /Votre compte[^]*Vos demandes/)
    const read = (await me.get(`${copy}/compte`)).body
    assert.match(read, /Adresse e-mail/)
    assert.match(read, /Exemple/, 'what the account said before')
    const file = await me.get(`${copy}/donnees.json`)
    assert.match(String(file.headers['content-disposition']), /attachment/)
    const data = file.json<{ compte: { identity: Record<string, unknown> } }>()
    assert.equal(data.compte.identity['email'], email)
    assert.doesNotMatch(file.body, /argon2|passwordHash|secret/i)
    for (const url of [copy, `${copy}/compte`, `${copy}/donnees.json`]) {
      assert.equal((await other.get(url)).statusCode, 404, url)
      assert.match(at(await new Browser().get(url)), /^\/connexion/)
    }
    clock.advance(49 * 3_600_000)
    await me.signIn(email)
    assert.equal((await me.get(copy)).statusCode, 404)
  })
})

suite('fermer son compte', () => {
  const close = (me: Browser) => me.post('/compte/fermer', { compris: 'oui' })

  test('tout se déconnecte ; se connecter propose de rouvrir, et tout y est', async () => {
    const email = await newAccount()
    const [me, elsewhere] = [await Browser.signedIn(email), await Browser.signedIn(email)]
    await work()
    assert.equal((await me.post('/compte/fermer')).statusCode, 422, 'understood is ticked')
    assert.equal(at(await close(me)), '/compte/ferme')
    assert.match(at(await elsewhere.get('/compte')), /^\/connexion/)
    assert.match((await work()).map(({ subject }) => subject).join(), /Votre compte est fermé/)
    assert.equal(at(await elsewhere.signIn(email)), '/compte/rouvrir')
    assert.match(at(await elsewhere.get('/compte')), /^\/connexion/, 'nothing else opens')
    assert.match((await elsewhere.get('/compte/rouvrir')).body, /Rouvrir mon compte/)
    assert.equal(at(await elsewhere.post('/compte/rouvrir')), '/compte?fin=rouvert')
    assert.equal((await elsewhere.get('/compte')).statusCode, 200)
    clock.advance(30 * 86_400_000)
    await tend()
    assert.equal((await elsewhere.signIn(email)).statusCode, 303)
  })

  test('après quatorze jours il ne reste qu’une pierre : un numéro et des dates', async () => {
    const email = await newAccount()
    const me = await Browser.signedIn(email)
    await close(me)
    clock.advance(13 * 86_400_000)
    await tend()
    assert.equal(at(await me.signIn(email)), '/compte/rouvrir')
    clock.advance(2 * 86_400_000)
    await tend()
    assert.equal((await me.signIn(email)).statusCode, 422)
    const stones = await sql<Record<string, unknown>>(
      `select email, email_key, given_name, family_name, phone, password_hash, closed_because, erased_at is not null as erased
       from accounts.account where closed_at is not null and closing_at is not null and erased_at is not null`,
    )
    const gone = { email: '', email_key: '', given_name: '', family_name: '', phone: null, password_hash: null }
    assert.deepEqual(stones.at(-1), { ...gone, closed_because: 'owner', erased: true })
    const again = { email, givenName: 'Autre', familyName: 'Personne', password }
    assert.ok((await app.accounts.createAccount(platform, again)).ok, 'the address is free')
  })

  test('un compte qui travaille, ou qui fait marcher la plateforme, dit à qui s’adresser', async () => {
    const boss = await Browser.signedIn(await newAccount({ isOperator: true }))
    const refused = await close(boss)
    assert.equal(refused.statusCode, 409)
    assert.match(refused.body, /fait marcher la plateforme/)
    const agent = await newAccount()
    await sql(
      `insert into accounts.agent_role (collectivity_id, account_id, id, role, starts_at)
       select gen_random_uuid(), id, gen_random_uuid(), 'agent', '2020-01-01' from accounts.account where email = $1`,
      [agent],
    )
    assert.match((await close(await Browser.signedIn(agent))).body, /travaille pour une collectivité/)
  })
})

/** What the night does. */
async function tend(): Promise<void> {
  await handlers.find(({ job }) => job.name === 'accounts.tend_accounts')?.run({})
  await work()
}

suite('qui a reçu quoi', () => {
  test('la page se tient, vide ou non', async () => {
    const me = await Browser.signedIn(await newAccount())
    assert.match((await me.get('/compte/partages')).body, /Personne n’a reçu de donnée/)
  })
})

suite('changer d’adresse', () => {
  test('il faut les deux adresses ; les autres appareils sont déconnectés, celui qui a demandé reste', async () => {
    const old = await newAccount()
    const [me, other] = [await Browser.signedIn(old), await Browser.signedIn(old)]
    const next = `nouvelle.${++count}@exemple.fr`
    await work()
    assert.equal((await me.post('/compte/adresse', { email: old })).statusCode, 422)
    assert.equal(at(await me.post('/compte/adresse', { email: next })), '/compte/adresse')
    const letters = await work()
    assert.match((await me.get('/compte/adresse')).body, /Deux messages vous attendent/)
    const nobody = new Browser()
    const first = linkIn(letters, next, '/compte/adresse/nouvelle')
    assert.match((await nobody.get(first)).body, /Oui, c’est mon adresse/)
    assert.equal(at(await nobody.post(first)), '/compte/adresse/suite?etat=attend')
    assert.equal((await nobody.post(first)).statusCode, 410, 'used once')
    assert.equal((await new Browser().signIn(next)).statusCode, 422, 'not yet')
    assert.equal(
      at(await nobody.post(linkIn(letters, old, '/compte/adresse/ancienne'))),
      '/compte/adresse/suite?etat=faite',
    )
    assert.equal((await me.get('/compte')).statusCode, 200)
    assert.match(at(await other.get('/compte')), /^\/connexion/)
    assert.equal((await new Browser().signIn(old)).statusCode, 422)
    assert.equal((await new Browser().signIn(next)).statusCode, 303)
    const told = (await work()).filter(({ subject }) => subject.includes('de votre compte est changée'))
    assert.deepEqual(told.map(({ to }) => to).toSorted(), [next, old].toSorted())
    assert.match((await me.get('/compte/historique')).body, new RegExp(`${old} est devenu ${next}`))
    assert.equal(
      (await nobody.post(linkIn(letters, old, '/compte/adresse/arreter'))).statusCode,
      410,
      'too late to stop',
    )
  })

  test('une adresse prise n’est pas dite : même page, et seule sa propriétaire reçoit un mot', async () => {
    const [mine, hers] = [await newAccount(), await newAccount()]
    const me = await Browser.signedIn(mine)
    await work()
    const free = await me.post('/compte/adresse', { email: `libre.${++count}@exemple.fr` })
    const pageOf = async () => (await me.get('/compte/adresse')).body.replaceAll(/[\w.]+@exemple\.fr/g, '…')
    const freePage = await pageOf()
    const taken = await me.post('/compte/adresse', { email: hers })
    assert.deepEqual([taken.statusCode, at(taken)], [free.statusCode, at(free)])
    assert.equal(await pageOf(), freePage)
    const [toHer, ...others] = (await work()).filter(({ to }) => to === hers)
    assert.deepEqual(others, [])
    assert.match(toHer?.subject ?? '', /Quelqu’un a voulu utiliser votre adresse/)
    assert.doesNotMatch(toHer?.text ?? '', /compte\/adresse|vie\./)
  })

  test('ancienne adresse perdue : sept jours, deux avertissements, et un lien pour arrêter', async () => {
    const old = await newAccount()
    const me = await Browser.signedIn(old)
    await work()
    const ask = async (next: string) => {
      await me.post('/compte/adresse', { email: next })
      const letters = await work()
      assert.equal(at(await me.post('/compte/adresse/perdue')), '/compte/adresse')
      assert.match((await me.get('/compte/adresse')).body, /Sans réponse de sa part/)
      await new Browser().post(linkIn(letters, next, '/compte/adresse/nouvelle'))
      return work()
    }
    const warned = await ask(`perdue.${++count}@exemple.fr`)
    assert.match(warned.map(({ subject }) => subject).join(), /Votre adresse va être remplacée/)
    assert.equal(
      at(await new Browser().post(linkIn(warned, old, '/compte/adresse/arreter'))),
      '/compte/adresse/suite?etat=arretee',
    )
    clock.advance(8 * 86_400_000)
    assert.deepEqual(await work(), [], 'stopped: nothing more is said or done')
    assert.equal((await me.signIn(old)).statusCode, 303)
    const next = `retrouvee.${++count}@exemple.fr`
    await ask(next)
    clock.advance(6 * 86_400_000)
    assert.match((await work()).map(({ subject }) => subject).join(), /Demain/)
    assert.equal((await new Browser().signIn(next)).statusCode, 422)
    clock.advance(86_400_000)
    await work()
    assert.equal((await new Browser().signIn(next)).statusCode, 303)
  })
})
