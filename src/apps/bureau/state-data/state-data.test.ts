import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { startParticulierStandIn } from '../../../../standins/api-particulier/server.ts'
import { openBureau } from '../testing.ts'

const standIn = await startParticulierStandIn({ token: 'cle-d-essai-des-pages' })
const bureau = await openBureau({ API_PARTICULIER_URL: standIn.url, API_PARTICULIER_TOKEN: 'cle-d-essai-des-pages' })
after(() => Promise.all([bureau.server.close(), standIn.close()]))
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const url = '/bureau/corbas/donnees-de-l-etat'

suite('la clé de l’État au bureau', () => {
  test('sans clé à soi, celle du territoire s’essaie', async () => {
    assert.match((await camille.get(url)).body, /celle du territoire sert/)
    await camille.post(`${url}/essai`, {})
    assert.match((await camille.get(url)).body, /La connexion marche/)
  })

  test('l’administration la donne, l’essaie, et ne la revoit jamais', async () => {
    const form = { cle: 'cle-d-essai-des-pages', siret: '100 000 017 00010' }
    const saved = await camille.post(url, form)
    assert.equal(saved.headers.location, `${url}?fait=oui`)
    const page = await camille.get(url)
    assert.match(page.body, /Une clé est gardée/)
    assert.doesNotMatch(page.body, /cle-d-essai-des-pages/)
    assert.match(page.body, /Elle n’a pas encore été essayée/)
    assert.equal((await camille.post(`${url}/essai`, {})).headers.location, url)
    assert.match((await camille.get(url)).body, /La connexion marche/)
    standIn.fail('expired_token_error')
    await camille.post(`${url}/essai`, {})
    assert.match((await camille.get(url)).body, /L’État refuse cette clé/)
  })

  test('un SIRET faux est refusé avec ce qui a été tapé', async () => {
    const page = await camille.post(url, { cle: '', siret: '12 34' })
    assert.equal(page.statusCode, 422)
    assert.match(page.body, /Indiquez les 14 chiffres/)
    assert.match(page.body, /value="12 34"/)
  })

  test('pour les autres agents, la page n’existe pas ; en anglais elle se lit', async () => {
    assert.equal((await alix.get(url)).statusCode, 404)
    assert.equal((await alix.post(url, { cle: 'x'.repeat(20), siret: '10000001700010' })).statusCode, 404)
    assert.match((await camille.inEnglish().get(url)).body, /Data from the State/)
  })
})
