import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { findSession } from '#identity/accounts'
import { startProConnect } from '../../../../standins/proconnect/server.ts'
import { client, openConnect, territory } from '../../../../tests/support/connect.ts'

const pc = await startProConnect({
  clients: [{ ...client, algorithm: 'RS256', redirectUris: [`${territory}/connexion/proconnect/retour`] }],
})
after(() => pc.close())
const { app, sql, Person, makeAccount, linksOf } = await openConnect({
  PROCONNECT_ISSUER: pc.issuer,
  PROCONNECT_CLIENT_ID: client.clientId,
  PROCONNECT_CLIENT_SECRET: client.secret,
  PROCONNECT_ALGORITHM: 'RS256',
  PROCONNECT_SCOPES: 'organization_label roles',
})

const refusedAs = (motive: string) => `/connexion/identite/echec?service=proconnect&motif=${motive}`
const director = 'https://proconnect.gouv.fr/assurance/certification-dirigeant'

interface Seen {
  readonly accountId: string
  readonly siret: string
  readonly roles: readonly string[]
  readonly isCertifiedDirector: boolean
}

/** What was said to the other houses, and not yet read. */
async function seen(): Promise<Seen[]> {
  const rows = await sql<{ payload: Seen }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = 'event.state.pro_identity_seen' returning j.payload`,
  )
  return rows.map(({ payload }) => payload)
}

suite('ProConnect, pour les professionnels', () => {
  test('une gérante crée son compte : son SIRET est dit aux autres maisons, son nom n’est pas certifié', async () => {
    const person = await makeAccount('gerante', 'maud@exemple.fr', 'pro_connect')
    const accountId = await person.account()
    const [account] = await sql<{ name: string; by: string | null }>(
      `select given_name || ' ' || family_name as name, identity_certified_by as by from accounts.account where id = $1`,
      [accountId],
    )
    assert.deepEqual(account, { name: 'Maud Exemple', by: null })
    const said = await seen()
    assert.deepEqual(
      said.map(({ siret, isCertifiedDirector }) => [siret, isCertifiedDirector]),
      [['10000001700010', false]],
    )
    assert.equal(said[0]?.accountId, accountId)
    const pros = await app.nationalIdentities.listProIdentities(app, accountId ?? '')
    assert.equal(pros[0]?.organizationLabel, 'Commerce d’essai')
    const again = new Person('pro_connect')
    await again.back(await again.go('gerante'))
    assert.equal(await again.account(), accountId)
    assert.deepEqual((await findSession(app, again.cookies.get('session') ?? ''))?.methods, ['pro_connect'])
    assert.equal((await seen()).length, 1)
  })

  test('la certification de dirigeant se demande comme niveau indispensable, et se dit', async () => {
    const person = new Person('pro_connect')
    const begun = await person.send('/connexion/proconnect?niveau=dirigeant&retour=/corbas')
    const asked = new URL(String(begun.headers.location)).searchParams
    assert.deepEqual(JSON.parse(asked.get('claims') ?? ''), {
      id_token: { acr: { essential: true, value: director }, amr: null },
    })
    assert.equal(asked.has('acr_values'), false)
    const answer = await person.there.walk(String(begun.headers.location), { identity: 'gerante' })
    assert.equal(await person.back(answer), '/corbas')
    assert.deepEqual(
      (await seen()).map(({ isCertifiedDirector }) => isCertifiedDirector),
      [true],
    )
  })

  test('un salarié n’est pas dirigeant : le niveau n’est pas atteint, et rien n’est dit', async () => {
    const person = new Person('pro_connect')
    assert.equal(await person.back(await person.go('salarie', '?niveau=dirigeant')), refusedAs('niveau'))
    assert.equal(await person.account(), undefined)
    assert.deepEqual(await seen(), [])
  })

  test('un fournisseur qui laisserait entrer sous le niveau demandé n’est pas cru', async () => {
    const person = new Person('pro_connect')
    const begun = await person.send('/connexion/proconnect?niveau=dirigeant')
    const asked = new URL(String(begun.headers.location))
    // The browser changes the request on its way: the answer is judged by what we asked.
    asked.searchParams.delete('claims')
    const answer = await person.there.walk(asked.href, { identity: 'salarie' })
    assert.equal(await person.back(answer), refusedAs('niveau'))
  })

  test('sans SIRET, l’identité est incomplète', async () => {
    const person = new Person('pro_connect')
    assert.equal(await person.back(await person.go('sans_siret')), refusedAs('incomplete'))
  })

  test('deux employeurs : deux identités sur un compte, l’adresse e-mail n’en rattache aucune', async () => {
    const person = new Person('pro_connect')
    await person.signIn('sam.demonstration@exemple.fr')
    for (const identity of ['salarie', 'agent']) {
      assert.equal(await person.back(await person.go(identity, '?pour=rattacher')), '/compte/identites/rattacher')
      const page = await person.send('/compte/identites/rattacher')
      assert.doesNotMatch(page.body, /certifié par FranceConnect/)
      const linked = await person.send('/compte/identites/rattacher', {})
      assert.equal(linked.headers.location, '/compte?identite=rattachee')
    }
    assert.equal((await linksOf(await person.account())).length, 2)
    const roles = (await seen()).map((each) => each.roles)
    assert.deepEqual(roles, [[], ['agent_public', 'agent_public_etat']])
    const page = await person.send('/compte')
    assert.match(page.body, /SIRET 13002526500013/)
  })

  test('se déconnecter passe par ProConnect aussi', async () => {
    const person = new Person('pro_connect')
    await person.back(await person.go('gerante'))
    await person.send('/deconnexion', {})
    const page = await person.send('/deconnexion/identite')
    assert.match(String(page.headers['refresh']), /\/session\/end\?id_token_hint=/)
    assert.match(page.body, /Déconnexion de ProConnect/)
  })

  test('un refus et une panne se disent en mots', async () => {
    for (const [error, motive] of [
      ['refuse', 'refus'],
      ['broken', 'panne'],
    ] as const) {
      const person = new Person('pro_connect')
      assert.equal(await person.back(await person.go('agent', '', { error })), refusedAs(motive))
    }
  })
})
