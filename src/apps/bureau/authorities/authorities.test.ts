import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { readAuthorityKeys } from '#counter/dossiers'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
after(() => bureau.server.close())
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const url = '/bureau/corbas/administrations'
const host = 'outils.exemple.fr'
const keyUrl = `${url}/cle?outil=${host}`
const system = bureau.context({ kind: 'system', name: 'essai' })
const keysNow = () => readAuthorityKeys(bureau.app.secrets)(system, { collectivityId: bureau.site.id, host })

suite('les clés des autres administrations', () => {
  test('un outil s’ajoute par son adresse ; ce qui n’en est pas une est refusé, avec ce qui a été tapé', async () => {
    assert.match((await camille.get(url)).body, /Aucun outil pour l’instant/)
    const wrong = await camille.post(url, { adresse: 'l’outil des avis' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /Écrivez une adresse web/)
    assert.match(wrong.body, /value="l’outil des avis"/)
    const inClear = await camille.post(url, { adresse: 'http://outils.exemple.fr/questions' })
    assert.equal(inClear.statusCode, 422)
    assert.match(inClear.body, /Écrivez une adresse web chiffrée, qui commence par https:/)
    assert.equal((await camille.post(url, { adresse: 'https://Outils.exemple.fr/questions' })).headers.location, url)
    const page = (await camille.get(url)).body
    assert.match(page, /outils\.exemple\.fr/)
    assert.match(page, /Aucune démarche ne l’interroge/)
    assert.equal((await camille.get(`${url}/cle?outil=ailleurs.exemple.fr`)).statusCode, 404)
  })

  test('la clé ne se montre qu’à qui vient de prouver qui elle est', async () => {
    const { current } = await keysNow()
    assert.match(current, /^[\da-f]{64}$/)
    assert.doesNotMatch((await camille.get(url)).body, new RegExp(current))
    assert.match((await camille.get(keyUrl)).body, new RegExp(current))
    bureau.clock.advance(11 * 60_000)
    const later = await camille.get(keyUrl)
    assert.equal(later.statusCode, 303)
    assert.match(String(later.headers.location), /^\/connexion\/confirmer\?/)
    assert.equal((await camille.post(`${url}/cle`, { outil: host, geste: 'preparer' })).statusCode, 303)
    assert.equal((await keysNow()).next, undefined)
    bureau.clock.advance(-11 * 60_000)
  })

  test('se change en deux temps : les deux signent, puis la nouvelle seule, et l’ancienne ne revient pas', async () => {
    const { current: first } = await keysNow()
    const prepared = await camille.post(`${url}/cle`, { outil: host, geste: 'preparer' })
    assert.equal(prepared.headers.location, `${keyUrl}&fait=prete`)
    const both = await keysNow()
    assert.equal(both.current, first)
    assert.ok(both.next !== undefined && both.next !== first)
    await camille.post(`${url}/cle`, { outil: host, geste: 'preparer' })
    assert.deepEqual(await keysNow(), both)
    const page = (await camille.get(`${keyUrl}&fait=prete`)).body
    assert.match(page, new RegExp(both.next))
    const taken = await camille.post(`${url}/cle`, { outil: host, geste: 'prendre' })
    assert.equal(taken.headers.location, `${keyUrl}&fait=prise`)
    assert.deepEqual(await keysNow(), { current: both.next, next: undefined })
    await camille.post(`${url}/cle`, { outil: host, geste: 'prendre' })
    await camille.post(`${url}/cle`, { outil: host, geste: 'preparer' })
    const { current, next } = await keysNow()
    assert.equal(current, both.next)
    assert.ok(next !== undefined && next !== first && next !== both.next)
  })

  test('l’exemple de la page se refait', async () => {
    const page = (await camille.get(url)).body.replaceAll('&quot;', '"')
    // printf '%s' '{"format":"traboule.question/1","request":"exemple"}' | openssl dgst -sha256 -hmac 'cle-d-exemple'
    assert.match(page, /X-Traboule-Signature: sha256=9c20f08880c0c7ae5bc59ed55ab52d7b921d681c5606c9e92cec9b64a60ca059/)
  })

  test('pour les autres agents, ces pages n’existent pas ; en anglais elles se lisent', async () => {
    assert.equal((await alix.get(url)).statusCode, 404)
    assert.equal((await alix.get(keyUrl)).statusCode, 404)
    assert.equal((await alix.post(`${url}/cle`, { outil: host, geste: 'preparer' })).statusCode, 404)
    assert.match((await camille.inEnglish().get(url)).body, /Other authorities/)
  })
})
