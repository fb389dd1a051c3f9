import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const { app, server, sql, clock, context, anonymous } = bureau
const path = '/bureau/exploitation/comptes'
const password = 'bonjour-traboule'
const operator = await bureau.signIn('exploitation@exemple.fr')
const agent = await bureau.signIn('voirie.corbas@exemple.fr')
const camille = await bureau.signIn('camille.demonstration@exemple.fr')
after(() => server.close())

const email = 'camille.demonstration@exemple.fr'
const file = `${path}/${camille.accountId}`
const acts = async (): Promise<string[]> => {
  const rows = await sql<{ act: string }>(
    'select act from accounts.support_act where account_id = $1 and operator_id = $2 order by at, id',
    [camille.accountId, operator.accountId],
  )
  return rows.map(({ act }) => act)
}
const signInAs = (typed: string, address = '192.0.2.9') =>
  app.accounts.signIn(anonymous, { email, password: typed, address })

suite('aider une personne à se connecter', () => {
  test('seule l’exploitation entre : pour tout autre compte la page n’existe pas, et rien n’est fait', async () => {
    for (const url of [path, file]) assert.equal((await agent.get(url)).statusCode, 404)
    assert.equal((await agent.post(path, { email })).statusCode, 404)
    for (const act of ['attentes', 'retrait', 'suspension', 'reouverture']) {
      assert.equal((await agent.post(`${file}/${act}`, { reason: 'x' })).statusCode, 404, act)
    }
    assert.equal((await server.inject({ url: file })).statusCode, 303)
    assert.deepEqual(await acts(), [])
    assert.ok((await signInAs(password)).ok)
  })

  test('une adresse exacte mène au compte ; une autre ne trouve rien et garde ce qui est écrit', async () => {
    const unknown = await operator.post(path, { email: 'personne@exemple.fr' })
    assert.equal(unknown.statusCode, 422)
    assert.match(unknown.body, /value="personne@exemple\.fr"/)
    assert.equal((await operator.post(path, { email: '' })).statusCode, 422)
    assert.equal((await operator.post(path, { email: ` ${email.toUpperCase()}` })).headers.location, file)
  })

  test('chaque regard est écrit au nom de qui regarde', async () => {
    const before = (await acts()).length
    assert.match((await operator.get(file)).body, /Camille/)
    assert.match((await operator.inEnglish().get(file)).body, /What the person has to sign in/)
    assert.deepEqual((await acts()).slice(before), ['looked_up', 'looked_up'])
  })

  test('lever les attentes laisse réessayer tout de suite', async () => {
    for (const _ of Array.from({ length: 6 })) await signInAs('pas le bon mot de passe', '192.0.2.10')
    assert.match((await operator.get(file)).body, /Lever les attentes/)
    assert.equal((await signInAs(password, '192.0.2.11')).ok, false)
    const lifted = await operator.post(`${file}/attentes`, {})
    assert.equal(lifted.headers.location, `${file}?fait=attentes`)
    assert.match((await operator.get(`${file}?fait=attentes`)).body, /Les attentes sont levées/)
    assert.ok((await signInAs(password, '192.0.2.12')).ok)
    assert.ok((await acts()).includes('waits_lifted'))
  })

  test('retirer la deuxième étape veut une raison, attend un jour, et ne se demande pas deux fois', async () => {
    const nothing = await operator.post(`${file}/retrait`, { reason: 'vue en mairie' })
    assert.equal(nothing.statusCode, 422)
    assert.match(nothing.body, /Ce compte n’a pas de deuxième étape/)
    const own = context({ kind: 'account', accountId: camille.accountId, name: 'Camille' })
    await app.accounts.beginTotp(own, camille.accountId)
    const secret = (await app.accounts.findTotpSecret(own, camille.accountId)) ?? ''
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() })
    const confirmed = await app.accounts.confirmTotp(own, { accountId: camille.accountId, code })
    assert.ok(confirmed.ok)
    const unsaid = await operator.post(`${file}/retrait`, { reason: '  ' })
    assert.equal(unsaid.statusCode, 422)
    assert.match(unsaid.body, /Écrivez comment vous avez vérifié qui appelle/)
    const asked = await operator.post(`${file}/retrait`, { reason: 'Carte montrée en mairie' })
    assert.equal(asked.headers.location, `${file}?fait=retrait`)
    assert.match((await operator.get(file)).body, /Tout sera retiré le/)
    const twice = await operator.post(`${file}/retrait`, { reason: 'Carte montrée en mairie' })
    assert.equal(twice.statusCode, 422)
    assert.ok((await acts()).includes('reset_asked'))
    // The day of waiting: the second step is still asked.
    const entered = await signInAs(password, '192.0.2.14')
    assert.ok(!entered.ok && entered.refusal.reason === 'second_step')
  })

  test('suspendre ferme toutes les sessions ; rouvrir rend le compte ; les deux sont écrits', async () => {
    const unsaid = await operator.post(`${file}/suspension`, { reason: '' })
    assert.equal(unsaid.statusCode, 422)
    assert.match(unsaid.body, /Écrivez pourquoi vous suspendez ce compte/)
    const suspended = await operator.post(`${file}/suspension`, { reason: 'Mot de passe <volé>' })
    assert.equal(suspended.headers.location, `${file}?fait=suspension`)
    assert.match((await operator.get(`${file}?fait=suspension`)).body, /Raison notée\s: Mot de passe &lt;volé/)
    assert.equal((await camille.get('/bureau')).statusCode, 303)
    const twice = await operator.post(`${file}/suspension`, { reason: 'encore' })
    assert.equal(twice.statusCode, 422)
    const told = await signInAs(password, '192.0.2.15')
    assert.ok(!told.ok && told.refusal.reason === 'suspended')
    const wrong = await signInAs('pas le bon mot de passe', '192.0.2.15')
    assert.ok(!wrong.ok && wrong.refusal.reason === 'wrong_credentials')
    assert.equal((await operator.post(`${file}/reouverture`, {})).headers.location, `${file}?fait=reouverture`)
    const again = await signInAs(password, '192.0.2.16')
    assert.ok(!again.ok && again.refusal.reason === 'second_step')
    const written = await acts()
    assert.deepEqual(
      written.filter((act) => act === 'suspended' || act === 'resumed'),
      ['suspended', 'resumed'],
    )
  })

  test('personne ne se suspend soi-même', async () => {
    const own = `${path}/${operator.accountId}`
    assert.match((await operator.get(own)).body, /Vous ne pouvez pas suspendre votre propre compte/)
    assert.equal((await operator.post(`${own}/suspension`, { reason: 'essai' })).statusCode, 403)
    assert.equal((await operator.get('/bureau/exploitation')).statusCode, 200)
  })

  test('suspendre et retirer demandent une preuve récente', async () => {
    clock.advance(11 * 60_000)
    for (const act of ['retrait', 'suspension', 'reouverture']) {
      const answer = await operator.post(`${file}/${act}`, { reason: 'essai' })
      assert.equal(answer.statusCode, 303, act)
      assert.match(String(answer.headers.location), /^\/connexion\/confirmer/, act)
    }
  })
})
