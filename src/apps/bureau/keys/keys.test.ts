import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { authenticateProgram } from '#identity/keys'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
after(() => bureau.server.close())
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const url = '/bureau/corbas/cles-d-api'
const whole = {
  nom: 'Logiciel de la voirie',
  motif: 'Ordres de travail',
  portees: ['cases:read', 'cases:write'],
  services: bureau.services.get('voirie') ?? '',
  fin: '2027-06-30',
}
const enter = (token: string) => authenticateProgram(bureau.app, { collectivityId: bureau.site.id, token })
const tokenIn = (body: string): string => /trb_[0-9A-Za-z]{48}/.exec(body)?.[0] ?? ''

suite('les clés d’API', () => {
  test('une clé mal demandée est refusée, et rien de ce qui a été tapé n’est perdu', async () => {
    assert.match((await camille.get(url)).body, /Aucune clé pour l’instant/)
    const refused = await camille.post(`${url}/nouvelle`, { ...whole, nom: ' ', portees: [], fin: '2020-01-01' })
    assert.equal(refused.statusCode, 422)
    for (const sentence of ['Écrivez le nom du logiciel', 'Cochez au moins une chose', 'Choisissez un jour à venir'])
      assert.match(refused.body, new RegExp(sentence))
    assert.match(refused.body, /Ordres de travail/)
    assert.match(refused.body, /value="2020-01-01"/)
    const foreign = await camille.post(`${url}/nouvelle`, { ...whole, services: bureau.site.id })
    assert.match(foreign.body, /Cochez des services de la collectivité/)
  })

  test('le secret se montre une fois, et ouvre', async () => {
    const made = await camille.post(`${url}/nouvelle`, whole)
    const token = tokenIn(made.body)
    assert.equal(made.statusCode, 200)
    const shown = await enter(token)
    assert.ok(shown.ok)
    assert.deepEqual(shown.value.scopes, ['cases:read', 'cases:write'])
    assert.deepEqual(shown.value.actor.roles, [{ role: 'administrator', serviceId: whole.services }])
    const list = (await camille.get(url)).body
    assert.match(list, /Logiciel de la voirie/)
    assert.equal(tokenIn(list), '')
    const page = (await camille.get(`${url}/${shown.value.keyId}`)).body
    assert.equal(tokenIn(page), '')
    assert.match(page, new RegExp(token.slice(0, 10)))
  })

  test('se remplace, se reprend et se retire', async () => {
    const made = await camille.post(`${url}/nouvelle`, whole)
    const first = tokenIn(made.body)
    const entered = await enter(first)
    assert.ok(entered.ok)
    const key = `${url}/${entered.value.keyId}`
    const rotated = await camille.post(`${key}/remplacer`, { jours: '0' })
    const second = tokenIn(rotated.body)
    assert.deepEqual(await enter(first), { ok: false, refusal: 'ended' })
    assert.ok((await enter(second)).ok)
    await bureau.sql('update keys.key set made_by = $1 where id = $2', [alix.accountId, entered.value.keyId])
    assert.match((await camille.get(key)).body, /Reprendre cette clé à votre nom/)
    assert.equal((await camille.post(`${key}/reprendre`, {})).headers.location, `${key}?fait=reprise`)
    assert.match((await camille.get(key)).body, /Reprise/)
    assert.equal((await camille.post(`${key}/retirer`, {})).headers.location, `${key}?fait=retiree`)
    assert.deepEqual(await enter(second), { ok: false, refusal: 'revoked' })
    const page = (await camille.get(`${key}?fait=retiree`)).body
    assert.match(page, /La clé est retirée/)
    assert.doesNotMatch(page, /Remplacer le secret/)
  })

  test('pour les autres agents, ces pages n’existent pas ; en anglais elles se lisent', async () => {
    assert.equal((await alix.get(url)).statusCode, 404)
    assert.equal((await alix.post(`${url}/nouvelle`, whole)).statusCode, 404)
    assert.match((await camille.inEnglish().get(url)).body, /API keys/)
    bureau.clock.advance(11 * 60_000)
    assert.match(String((await camille.get(`${url}/nouvelle`)).headers.location), /^\/connexion\/confirmer\?/)
    bureau.clock.advance(-11 * 60_000)
  })
})

suite('les clés de toutes les collectivités', () => {
  const base = '/bureau/exploitation/cles-d-api'

  test('l’exploitation voit qui entre, et retire une clé dans l’instant ; personne d’autre', async () => {
    const token = tokenIn((await camille.post(`${url}/nouvelle`, { ...whole, fin: '2026-12-10' })).body)
    const shown = await enter(token)
    assert.ok(shown.ok)
    const operator = await bureau.signIn('exploitation@exemple.fr')
    const page = (await operator.get(base)).body
    assert.match(page, /Corbas/)
    assert.match(page, /Se termine dans\s17\sjours/)
    assert.doesNotMatch(page, new RegExp(token))
    const form = { collectivite: bureau.site.id, cle: shown.value.keyId }
    assert.equal((await camille.get(base)).statusCode, 404)
    assert.equal((await camille.post(`${base}/retirer`, form)).statusCode, 404)
    assert.equal((await enter(token)).ok, true)
    assert.equal((await operator.post(`${base}/retirer`, form)).statusCode, 303)
    assert.equal((await enter(token)).ok, false)
    assert.match((await operator.get(`${base}?vue=toutes&fait=retiree`)).body, /Retirée/)
  })
})
