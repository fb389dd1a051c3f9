import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { PivotIdentity } from '#identity/organisations'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { findSite } from '#territory/collectivities'
import { startRegisterStandIn } from '../../../../standins/api-entreprise/server.ts'
import { everyRoute } from '../../../routes.ts'
import { contextFor } from '../../app.ts'
import { loadDemo, loadLibrary } from '../../cli/library.ts'
import { answerFailure } from '../../failures.ts'
import { composeTestApp } from '../../testing.ts'

const { db, sql } = await openTestDatabase()
const standIn = await startRegisterStandIn({ token: 'trial' })
test.after(() => standIn.close())
const identities = new Map<string, PivotIdentity>()
const app = await composeTestApp(db, {
  environment: {
    API_ENTREPRISE_URL: standIn.url,
    API_ENTREPRISE_TOKEN: 'trial',
    API_ENTREPRISE_RECIPIENT: '10000001700010',
  },
  certifiedIdentity: async (accountId) => identities.get(accountId),
})
const platform = contextFor(app, { kind: 'system', name: 'test' })
await loadLibrary(platform)
await loadDemo(platform, app.accounts)
const server = await createServer({ log: silentLog, behindProxy: true, answerFailure: answerFailure(app) })
addRoutes(server, everyRoute(app))
test.after(() => server.close())
const corbas = await findSite(db, { slug: 'corbas' })
assert.ok(corbas)

let count = 0
/** A browser that keeps its cookies, from an address of its own. */
class Browser {
  readonly cookies = new Map<string, string>()
  readonly remoteAddress = `192.0.2.${++count}`

  get(url: string) {
    return this.send({ method: 'GET', url })
  }

  post(url: string, fields: Record<string, string> = {}) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.send({ method: 'POST', url, payload: new URLSearchParams(fields).toString(), headers })
  }

  private async send(request: {
    method: 'GET' | 'POST'
    url: string
    payload?: string
    headers?: Record<string, string>
  }) {
    const answer = await server.inject({
      ...request,
      cookies: Object.fromEntries(this.cookies),
      remoteAddress: this.remoteAddress,
    })
    for (const { name, value } of answer.cookies) this.cookies.set(name, value)
    return answer
  }
}

async function arrive(email: string): Promise<Browser> {
  const browser = new Browser()
  const answer = await browser.post('/connexion', { email, password: 'bonjour-traboule' })
  assert.equal(answer.statusCode, 303)
  return browser
}

const accountOf = async (email: string): Promise<string> =>
  (await sql<{ id: string }>('select id from accounts.account where email = $1', [email]))[0]?.id ?? ''

const [camille, sam] = ['camille.demonstration@exemple.fr', 'sam.demonstration@exemple.fr']
const manager = await arrive(camille)
const director = await arrive(sam)
identities.set(await accountOf(sam), {
  familyName: 'Delatour',
  givenNames: ['Thomas'],
  birthDate: '1994-04-16',
  birthPlace: '75111',
  birthCountry: '99100',
})

const locationOf = (answer: { headers: Record<string, unknown> }): string => String(answer.headers['location'])
const idIn = (address: string): string => /[0-9a-f-]{36}/.exec(address)?.[0] ?? ''

async function add(browser: Browser, number: string): Promise<string> {
  const answer = await browser.post('/compte/organisations', { numero: number })
  assert.equal(answer.statusCode, 303, answer.body)
  return idIn(locationOf(answer))
}

const nextYear = new Date().getFullYear() + 1
const today = new Date(Date.now() + 3_600_000)
const asked = (organisation: string): Record<string, string> => ({
  organisation,
  paquet: 'demarches',
  'debut-day': String(today.getUTCDate()),
  'debut-month': String(today.getUTCMonth() + 1),
  'debut-year': String(today.getUTCFullYear()),
  'fin-day': '30',
  'fin-month': '6',
  'fin-year': String(nextYear),
  raison: 'Je gère la boutique.',
})

suite('pages', () => {
  test('sans compte, aucune de ces pages ne s’ouvre', async () => {
    const stranger = new Browser()
    for (const url of [
      '/compte/organisations',
      '/compte/mandats',
      '/compte/mandats/demander',
      '/bureau/corbas/organisations',
    ]) {
      const answer = await stranger.get(url)
      assert.notEqual(answer.statusCode, 200, url)
    }
  })

  test('un numéro faux garde ce qui a été tapé et dit quoi faire', async () => {
    const answer = await manager.post('/compte/organisations', { numero: '123 456' })
    assert.equal(answer.statusCode, 422)
    assert.match(answer.body, /value="123 456"/)
    assert.match(answer.body, /SIREN/)
  })

  test('le registre en panne se dit en mots, et ne perd rien', async () => {
    standIn.fail('timeout_error')
    const answer = await manager.post('/compte/organisations', { numero: '775672272' })
    assert.equal(answer.statusCode, 422)
    assert.match(answer.body, /ne répond pas/)
  })

  test('un agent sans responsabilité ne voit pas les vérifications ; la responsable les voit, dans sa commune', async () => {
    const agent = await arrive('voirie.corbas@exemple.fr')
    assert.equal((await agent.get('/bureau/corbas/organisations')).statusCode, 404)
    const supervisor = await arrive('responsable.corbas@exemple.fr')
    assert.equal((await supervisor.get('/bureau/corbas/organisations')).statusCode, 200)
    assert.equal((await supervisor.get('/bureau/givors/organisations')).statusCode, 404)
  })

  test('la lettre qui porte le code est un PDF, que seule la collectivité du siège imprime', async () => {
    const organisation = await add(manager, '100000025')
    const asking = await manager.post(`/compte/organisations/${organisation}/courrier`)
    assert.match(locationOf(asking), /fait=courrier/)
    const [letter] = await sql<{ id: string }>(`select id from organisations.verification where method = 'post'`)
    const supervisor = await arrive('responsable.corbas@exemple.fr')
    const printed = await supervisor.post(`/bureau/corbas/organisations/${letter?.id}/lettre`)
    assert.equal(printed.headers['content-type'], 'application/pdf')
    assert.match(printed.body.slice(0, 8), /^%PDF-1/)
    const elsewhere = await arrive('responsable.givors@exemple.fr')
    assert.equal((await elsewhere.post(`/bureau/givors/organisations/${letter?.id}/lettre`)).statusCode, 404)
    const tried = await manager.post(`/compte/organisations/${organisation}/code`, { code: 'AAAA-BBBB-CCCC' })
    assert.equal(tried.statusCode, 422)
    assert.match(tried.body, /value="AAAA-BBBB-CCCC"/)
  })
})

suite('de la demande au dossier', () => {
  let mandateId = ''

  test('demander, puis approuver, depuis les pages', async () => {
    const organisation = await add(manager, '100 000 017')
    const sent = await manager.post('/compte/mandats/demander', asked(organisation))
    assert.equal(sent.statusCode, 303, sent.body)
    mandateId = idIn(locationOf(sent))
    assert.equal((await director.get(`/compte/mandats/${mandateId}`)).statusCode, 404)
    const own = await add(director, '100000017')
    const certified = await director.post(`/compte/organisations/${own}/certifier`)
    assert.match(locationOf(certified), /fait=certifie/)
    const page = await director.get(`/compte/mandats/${mandateId}`)
    const empreinte = /name="empreinte" value="([0-9a-f]{64})"/.exec(page.body)?.[1] ?? ''
    // Her own ask, by editing the request.
    const forged = await manager.post(`/compte/mandats/${mandateId}/approuver`, { empreinte })
    assert.equal(forged.statusCode, 422)
    assert.match(forged.body, /Il vous manque le droit/)
    const approved = await director.post(`/compte/mandats/${mandateId}/approuver`, { empreinte })
    assert.match(locationOf(approved), /fait=approuve/)
  })

  const first = '/corbas/demarches/lampadaire-en-panne/demande/nouvelle'
  const firstPage = async (browser: Browser) => {
    const there = await browser.get(first)
    return { address: locationOf(there), page: await browser.get(locationOf(there)) }
  }

  test('le formulaire demande pour qui, à qui peut agir pour d’autres seulement', async () => {
    const { page } = await firstPage(manager)
    assert.match(page.body, /Pour qui faites-vous cette demande/)
    assert.match(page.body, /BOULANGERIE DE LA DEMONSTRATION/)
    const other = await firstPage(await arrive('voirie.givors@exemple.fr'))
    assert.doesNotMatch(other.page.body, /Pour qui faites-vous/)
  })

  test('agir pour une organisation sans en avoir le droit est refusé, même en écrivant la requête soi-même', async () => {
    const stranger = await arrive('voirie.givors@exemple.fr')
    const { address } = await firstPage(stranger)
    const forged = await stranger.post(address, { 'page-acts-for': `m-${mandateId}` })
    assert.equal(forged.statusCode, 403)
  })

  test('une démarche qui demande un lien plus sûr le dit au début et à l’envoi : ce qui manque, et qui peut le donner', async () => {
    const administrator = await arrive('administration.corbas@exemple.fr')
    const ask = async (niveau: string) => {
      const said = await administrator.post('/bureau/corbas/demarches/lampadaire-en-panne', { niveau })
      assert.match(locationOf(said), /fait=oui/)
    }
    const { address } = await firstPage(manager)
    const chosen = { 'page-acts-for': `m-${mandateId}`, 'page-key': 'm'.repeat(20), probleme: 'off' }
    await ask('3')
    await sql('update mandates.mandate set assurance = 2 where id = $1', [mandateId])
    const early = await manager.post(address, chosen)
    assert.equal(early.statusCode, 422, early.body.slice(0, 300))
    assert.match(early.body, /certifiée par FranceConnect et le registre/)
    const [draft] = await sql<{ id: string }>(
      `select id from dossiers.draft where acting_for is not null order by created_at desc limit 1`,
    )
    const summary = `/corbas/demarches/lampadaire-en-panne/demande/${draft?.id}/verifier-et-envoyer`
    const late = await manager.post(summary, { declaration: 'yes' })
    assert.equal(late.statusCode, 422)
    assert.match(late.body, /demandez ce mandat à qui la dirige/)
    await sql('update mandates.mandate set assurance = 3 where id = $1', [mandateId])
    const sure = await manager.post(summary, { declaration: 'yes' })
    assert.doesNotMatch(sure.body, /demandez ce mandat à qui la dirige/)
    await ask('0')
  })

  test('le choix reste dans le brouillon ; le mandat révoqué, la demande ne part plus', async () => {
    const { address } = await firstPage(manager)
    const kept = await manager.post(address, { 'page-acts-for': `m-${mandateId}`, 'page-key': 'k'.repeat(20) })
    assert.ok([303, 422].includes(kept.statusCode), kept.body.slice(0, 300))
    const [draft] = await sql<{ id: string; acting: { name: string; mandateId: string } }>(
      `select id, acting_for as acting from dossiers.draft where acting_for is not null order by created_at desc limit 1`,
    )
    assert.equal(draft?.acting.name, 'BOULANGERIE DE LA DEMONSTRATION')
    assert.equal(draft?.acting.mandateId, mandateId)
    await director.post(`/compte/mandats/${mandateId}/revoquer`, { motif: 'Fin du contrat' })
    const late = await manager.post(`/corbas/demarches/lampadaire-en-panne/demande/${draft?.id}/verifier-et-envoyer`, {
      declaration: 'yes',
    })
    assert.equal(late.statusCode, 422)
    assert.match(late.body, /Vous ne pouvez plus déposer pour BOULANGERIE/)
    const [filed] = await sql<{ count: number }>(
      'select count(*)::int as count from dossiers.dossier where acting_for is not null',
    )
    assert.equal(filed?.count, 0)
  })
})
