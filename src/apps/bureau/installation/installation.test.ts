import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { answerFailure } from '../../failures.ts'
import { composeTestApp } from '../../testing.ts'
import { bureauRoutes, installationCodeOf, installationRoutes } from '../index.ts'

const { db } = await openTestDatabase()
const empty = await composeTestApp(db)
const fresh = await createServer({ log: silentLog, behindProxy: false, answerFailure: answerFailure(empty) })
addRoutes(fresh, [...bureauRoutes(empty), ...installationRoutes(empty)])
after(() => fresh.close())
const send = (form: Record<string, string>) =>
  fresh.inject({
    method: 'POST',
    url: '/installation',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  })

suite('la première page', () => {
  test('refuse en gardant ce qui est écrit, sauf le mot de passe', async () => {
    const code = installationCodeOf(empty.secrets)
    const answer = await send({ code, givenName: 'Rémi', familyName: '', email: 'remi@exemple.fr', password: 'court' })
    assert.equal(answer.statusCode, 422)
    assert.match(answer.body, /value="Rémi"/)
    assert.match(answer.body, /href="#familyName"/)
    assert.ok(!answer.body.includes('court"'))
  })

  test('ne donne la plateforme à personne qui n’en connaisse le code', async () => {
    const person = {
      givenName: 'Rémi',
      familyName: 'Essai',
      email: 'remi@exemple.fr',
      password: 'trois mots sans rapport',
    }
    for (const code of ['', 'AAAA-AAAA-AAAA', '?']) {
      const answer = await send({ ...person, code })
      assert.equal(answer.statusCode, 422)
      assert.match(answer.body, /Recopiez le code du terminal/)
    }
    assert.equal((await fresh.inject({ url: '/installation' })).statusCode, 200)
  })

  test('crée le compte de l’exploitation, puis n’existe plus ; sans territoire, la suite est dite', async () => {
    const code = installationCodeOf(empty.secrets)
    const first = (await fresh.inject({ url: `/installation?code=${code}` })).body
    assert.match(first, /Bienvenue/)
    assert.ok(first.includes(`value="${code}"`))
    const person = {
      code: code.toLowerCase().replaceAll('-', ' '),
      givenName: 'Rémi',
      familyName: 'Essai',
      email: 'remi@exemple.fr',
      password: 'trois mots sans rapport',
    }
    assert.equal((await send(person)).headers.location, '/connexion?retour=%2Fbureau%2Fexploitation')
    assert.equal((await fresh.inject({ url: '/installation' })).statusCode, 404)
    assert.equal((await send({ ...person, email: 'autre@exemple.fr' })).statusCode, 404)
    const context = { db, clock: empty.clock, log: empty.log, actor: { kind: 'anonymous' } } as const
    const signed = await empty.accounts.signIn(context, {
      email: person.email,
      password: person.password,
      address: '::1',
    })
    assert.ok(signed.ok)
    const cookies = { session: signed.value.sessionToken }
    const { body } = await fresh.inject({ url: '/bureau/exploitation', cookies })
    assert.match(body, /traboule territory import/)
  })
})
