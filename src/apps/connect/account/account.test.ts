import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
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
    assert.deepEqual((await work()).map(({ to }) => to).toSorted(), [next, old].toSorted())
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
