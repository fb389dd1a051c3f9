import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { startOpen311StandIn } from '../../../../standins/open311/server.ts'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau({ PRIVATE_PARTNERS: '1' })
after(() => bureau.server.close())
const administrator = await bureau.signIn('administration.corbas@exemple.fr')
const agent = await bureau.signIn('voirie.corbas@exemple.fr')
const base = '/bureau/corbas/partenaires'
const typed = { nom: 'Ville de Valombre', mode: 'pull', adresse: '', secret: '', delai: 'paused', patience: '5' }

const added = await administrator.post(base, typed)
const [page = ''] = String(added.headers['location']).split('?')

suite('les outils partenaires', () => {
  test('se déclarent par qui administre la collectivité, et personne d’autre', async () => {
    assert.equal(added.statusCode, 303)
    assert.equal((await agent.get(base)).statusCode, 404)
    assert.equal((await agent.post(base, typed)).statusCode, 404)
    assert.match((await administrator.get(base)).body, /Ville de Valombre/)
    assert.match((await administrator.get(`${page}?fait=ajoute`)).body, /Échangez maintenant/)
    const secret = await administrator.get(`${page}/secret`)
    assert.match(secret.body, /whsec_[A-Za-z0-9+/=]{40,}/)
    assert.match(secret.body, /passation_/)
    const english = await administrator.inEnglish().get(page)
    assert.match(english.body, /To exchange with the partner/)
  })

  test('ce qui ne va pas est dit, et ce qui était tapé reste', async () => {
    for (const [wrong, sentence] of [
      [{ nom: ' ' }, /Donnez le nom du partenaire/],
      [{ adresse: 'bonjour' }, /Écrivez une adresse web chiffrée/],
      [{ secret: 'court' }, /Le secret commence par/],
      [{ patience: 'bientôt' }, /Donnez un nombre de jours/],
    ] as const) {
      const refused = await administrator.post(base, { ...typed, nom: 'Autre', ...wrong })
      assert.equal(refused.statusCode, 422)
      assert.match(refused.body, sentence)
      const again = await administrator.post(page, { ...typed, ...wrong })
      assert.equal(again.statusCode, 422)
      assert.match(again.body, sentence)
    }
  })

  test('un nouveau secret se tire, une démarche s’ajoute et se retire, le partenaire s’arrête', async () => {
    const before = (await administrator.get(`${page}/secret`)).body
    await administrator.post(`${page}/secret`, {})
    const now = (await administrator.get(`${page}/secret?fait=tire`)).body
    assert.notEqual(/whsec_[^<]+/.exec(before)?.[0], /whsec_[^<]+/.exec(now)?.[0])
    const matter = { demarche: 'lampadaire-en-panne', sens: 'give', 'chez-lui': 'ECL-12' }
    await administrator.post(`${page}/demarches`, matter)
    assert.match((await administrator.get(page)).body, /ECL-12/)
    await administrator.post(`${page}/demarches/retirer`, matter)
    assert.doesNotMatch((await administrator.get(page)).body, /ECL-12/)
    await administrator.post(`${page}/demarches`, { ...matter, demarche: 'inconnue' })
    assert.doesNotMatch((await administrator.get(page)).body, /ECL-12/)
    await administrator.post(`${page}/arret`, {})
    assert.match((await administrator.get(base)).body, /Arrêté/)
    await administrator.post(`${page}/marche`, {})
    assert.equal((await administrator.post(page, typed)).statusCode, 303)
  })
})

suite('un serveur Open311', () => {
  test('se déclare avec son adresse et sa clé ; ses services se choisissent dans sa liste, et ses nouvelles se relèvent', async () => {
    const server = await startOpen311StandIn({ key: 'xyz', jurisdiction: 'city.gov' })
    const input = { ...typed, nom: 'Ville d’Openville', mode: 'open311', juridiction: 'city.gov', adresse: server.url }
    const without = await administrator.post(base, input)
    assert.equal(without.statusCode, 422)
    assert.match(without.body, /Donnez la clé/)
    const made = await administrator.post(base, { ...input, secret: 'xyz' })
    const [there = ''] = String(made.headers['location']).split('?')
    const shown = await administrator.get(there)
    assert.match(shown.body, /value="003"[^>]*>street : Curb or curb ramp defect/)
    assert.doesNotMatch(shown.body, /Voir le secret|xyz/)
    await administrator.post(`${there}/demarches`, { demarche: 'lampadaire-en-panne', 'chez-lui': '003' })
    assert.match((await administrator.get(there)).body, /<code>003<\/code>/)
    assert.equal((await administrator.post(`${there}/relever`, {})).statusCode, 303)
    assert.equal((await agent.post(`${there}/relever`, {})).statusCode, 404)
    assert.equal((await administrator.post(there, { ...input, secret: '', nom: 'Openville' })).statusCode, 303)
    assert.equal((await administrator.get(`${there}/secret`)).statusCode, 404)
    await server.close()
    assert.match((await administrator.get(there)).body, /n’a pas donné la liste/)
    await administrator.post(`${there}/demarches/retirer`, { demarche: 'lampadaire-en-panne', sens: 'give' })
  })
})

suite('une demande', () => {
  test('d’une démarche offerte sous une autre adresse se confie aussi', async () => {
    await bureau.sql(`update procedures.offer set slug = 'lumiere' where slug = 'lampadaire-en-panne'`)
    const form = await administrator.get(page)
    assert.match(form.body, /value="lampadaire-en-panne"/)
    assert.doesNotMatch(form.body, /value="lumiere"/)
    await bureau.sql(`update procedures.offer set slug = 'lampadaire-en-panne' where slug = 'lumiere'`)
  })

  test('se confie et se reprend depuis sa page, qui dit chez qui elle est', async () => {
    const { dossierId } = await bureau.file()
    const here = `/bureau/corbas/demandes/${dossierId}`
    assert.doesNotMatch((await agent.get(here)).body, /Confier à un partenaire/)
    await administrator.post(`${page}/demarches`, { demarche: 'lampadaire-en-panne', sens: 'give', 'chez-lui': '' })
    const form = await agent.get(here)
    const partner = page.split('/').at(-1) ?? ''
    const hidden = hiddenFields(form, `${here}/passation`)
    const given = await agent.post(`${here}/passation`, { ...hidden, partenaire: partner, mot: 'À voir vite.' })
    assert.equal(given.headers['location'], `${here}?fait=handed`)
    const open = await agent.get(here)
    assert.match(open.body, /Chez Ville de Valombre/)
    assert.match(open.body, /pas encore reçue par son outil/)
    assert.doesNotMatch(open.body, /la réponse de la personne est attendue/)
    assert.match(open.body, /le partenaire Ville de Valombre a la demande/)
    const back = `${here}/passation/take_back`
    const without = await agent.post(back, { ...hiddenFields(open, back), motif: '' })
    assert.equal(without.statusCode, 422)
    assert.match(without.body, /Écrivez le motif/)
    const taken = await agent.post(back, { ...hiddenFields(open, back), motif: 'Le voisin s’en charge.' })
    assert.equal(taken.headers['location'], `${here}?fait=handover_decided`)
    const after_ = await agent.get(here)
    assert.match(after_.body, /Reprise à Ville de Valombre/)
    assert.match(after_.body, /Passations d’avant/)
    assert.match((await administrator.get(page)).body, /Reprise/)
  })

  test('d’un outil qui vient chercher, attend qu’il dise l’avoir prise', async () => {
    const { dossierId } = await bureau.file()
    const here = `/bureau/corbas/demandes/${dossierId}`
    const hidden = hiddenFields(await agent.get(here), `${here}/passation`)
    await agent.post(`${here}/passation`, { ...hidden, partenaire: page.split('/').at(-1) ?? '' })
    const key = { collectivityId: bureau.site.id, partnerId: page.split('/').at(-1) ?? '' }
    const waiting = await bureau.app.handovers.waiting(key)
    assert.deepEqual([...new Set(waiting.map(({ type }) => type))].toSorted(), [
      'handover.offered',
      'handover.taken_back',
    ])
    const ids = waiting.map(({ id }) => id)
    assert.equal(await bureau.app.handovers.acknowledge(key, ids), ids.length)
    assert.equal(await bureau.app.handovers.acknowledge(key, ids), 0)
    assert.deepEqual(await bureau.app.handovers.waiting(key), [])
  })
})
