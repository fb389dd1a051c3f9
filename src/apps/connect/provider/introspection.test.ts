import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { suspendAccount } from '#identity/accounts'
import { makePerson, openIssuer, registerClient, signedInBrowser, signInTo } from './testing.ts'

const issuer = await openIssuer()

/** Asks about a token as an application does; with a hint of another kind, the question is answered by the library. */
async function ask(of: { client: { clientId: string }; secret: string }, form: Record<string, string>) {
  const pair = `${encodeURIComponent(of.client.clientId)}:${encodeURIComponent(of.secret)}`
  const answer = await fetch(`${issuer.issuer}/jeton/verification`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
  })
  return { status: answer.status, store: answer.headers.get('cache-control'), told: await answer.json() }
}

suite('ce qui est dit d’un jeton', async () => {
  for (const subjectType of ['public', 'pairwise'] as const) {
    test(`la réponse immédiate est celle de la bibliothèque (${subjectType})`, async () => {
      const registered = await registerClient(issuer, { subjectType })
      const person = await makePerson(issuer)
      const browser = await signedInBrowser(issuer, person.accountId)
      const tokens = await signInTo(browser, registered.config)
      const token = tokens.access_token
      const quick = await ask(registered, { token })
      const whole = await ask(registered, { token, token_type_hint: 'refresh_token' })
      assert.deepEqual(quick, whole)
      assert.equal((quick.told as { active: boolean }).active, true)
      const other = await registerClient(issuer, { name: 'Autre' })
      assert.deepEqual((await ask(other, { token })).told, { active: false })
      assert.deepEqual((await ask(registered, { token: 'x'.repeat(43) })).told, { active: false })
      assert.equal((await ask({ ...registered, secret: 'faux' }, { token })).status, 401)
    })
  }

  test('la transaction qui suspend une personne éteint ses jetons', async () => {
    const registered = await registerClient(issuer)
    const person = await makePerson(issuer)
    const browser = await signedInBrowser(issuer, person.accountId)
    const tokens = await signInTo(browser, registered.config)
    const token = tokens.access_token
    const operator = await makePerson(issuer, { isOperator: true })
    const actor = { kind: 'operator', accountId: operator.accountId, name: 'essai' } as const
    await suspendAccount({ ...issuer.operator, actor }, { accountId: person.accountId, reason: 'essai' })
    assert.deepEqual((await ask(registered, { token })).told, { active: false })
    const info = await fetch(`${issuer.issuer}/profil`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(info.status, 401)
  })
})
