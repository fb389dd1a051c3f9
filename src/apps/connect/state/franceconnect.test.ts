import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { after, suite, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { findSession } from '#identity/accounts'
import { declareHostname, getSite } from '#territory/collectivities'
import { startFranceConnect } from '../../../../standins/franceconnect/server.ts'
import { client, openConnect, territory } from '../../../../tests/support/connect.ts'
import { composeTestApp } from '../../testing.ts'

const fc = await startFranceConnect({
  clients: [{ ...client, redirectUris: [`${territory}/connexion/franceconnect/retour`] }],
})
after(() => fc.close())
const environment = {
  TRABOULE_URL: territory,
  FRANCECONNECT_ISSUER: fc.issuer,
  FRANCECONNECT_CLIENT_ID: client.clientId,
  FRANCECONNECT_CLIENT_SECRET: client.secret,
}
const { app, db, sql, system, serve, work, Person, makeAccount, linksOf } = await openConnect(environment)

suite('FranceConnect, service du territoire', () => {
  test('ce qui est demandé suit le contrat : une adresse de retour, eidas1, un état et un nonce de 32 caractères ou plus', async () => {
    const begun = await new Person().send('/connexion/franceconnect?retour=/corbas')
    const asked = new URL(String(begun.headers.location)).searchParams
    assert.equal(asked.get('redirect_uri'), `${territory}/connexion/franceconnect/retour`)
    assert.equal(asked.get('acr_values'), 'eidas1')
    assert.equal(asked.get('response_type'), 'code')
    assert.ok((asked.get('state') ?? '').length >= 32)
    assert.ok((asked.get('nonce') ?? '').length >= 32)
    assert.notEqual(asked.get('state'), asked.get('nonce'))
  })

  test('la première fois elle crée un compte à son nom certifié, la seconde elle est reconnue', async () => {
    const person = await makeAccount('all_fc', 'thomas@exemple.fr')
    const accountId = await person.account()
    const [account] = await sql<{ given_name: string; family_name: string; by: string; hash: string | null }>(
      'select given_name, family_name, identity_certified_by as by, password_hash as hash from accounts.account where id = $1',
      [accountId],
    )
    assert.deepEqual(account, { given_name: 'Thomas', family_name: 'Delatour', by: 'france_connect', hash: null })
    const again = new Person()
    assert.equal(await again.back(await again.go('all_fc', '?retour=/corbas')), '/corbas')
    assert.equal(await again.account(), accountId)
    const session = await findSession(app, again.cookies.get('session') ?? '')
    assert.deepEqual(session?.methods, ['france_connect'])
  })

  test('l’identité gardée ne se lit pas dans la base', async () => {
    const [row] = await sql<{ text: string }>(`select string_agg(l::text, ' ') as text from state.linked_identity l`)
    assert.doesNotMatch(row?.text ?? '', /Delatour|1994-04-16|75111/)
  })

  test('se déconnecter passe par FranceConnect et revient', async () => {
    const person = new Person()
    await person.back(await person.go('all_fc'))
    const left = await person.send('/deconnexion', {})
    assert.equal(left.headers.location, '/deconnexion/identite')
    const page = await person.send('/deconnexion/identite')
    const url = /url=(.*)$/.exec(String(page.headers['refresh']))?.[1] ?? ''
    assert.ok(url.startsWith(`${fc.issuer}/session/end`))
    assert.ok(new URL(url).searchParams.get('id_token_hint'))
    const back = await person.there.leave(url)
    assert.equal(back.origin + back.pathname, `${territory}/deconnexion/retour`)
    assert.equal(await person.back(back), `${territory}/deconnexion`)
    assert.equal(await person.account(), undefined)
  })
})

suite('rapprocher une identité et un compte', () => {
  test('une adresse e-mail qui a déjà un compte ne rattache rien : seul son propriétaire l’apprend', async () => {
    const person = new Person()
    assert.equal(await person.back(await person.go('camille')), '/connexion/identite')
    assert.equal(await person.account(), undefined)
    const answer = await person.send('/connexion/identite', { email: 'Camille.Demonstration@exemple.fr' })
    assert.equal(answer.headers.location, '/connexion/identite/envoyee')
    const [mail] = await work()
    assert.equal(mail?.subject, 'Vous avez déjà un compte')
    assert.equal(mail.action?.href, '/connexion')
    const rows = await sql(
      'select 1 from state.linked_identity l join accounts.account a on a.id = l.account_id where a.email = $1',
      ['camille.demonstration@exemple.fr'],
    )
    assert.equal(rows.length, 0)
  })

  test('elle rattache son identité au compte où elle se connecte, après l’avoir confirmé', async () => {
    const person = new Person()
    await person.back(await person.go('camille'))
    const closed = await person.send('/compte/identites/rattacher')
    assert.equal(closed.headers.location, '/connexion?retour=%2Fcompte%2Fidentites%2Frattacher')
    await person.signIn('camille.demonstration@exemple.fr')
    const page = await person.send('/compte/identites/rattacher')
    assert.match(page.body, /Relier FranceConnect à votre compte/)
    const accountId = await person.account()
    assert.equal((await linksOf(accountId)).length, 0)
    const linked = await person.send('/compte/identites/rattacher', {})
    assert.equal(linked.headers.location, '/compte?identite=rattachee')
    assert.equal((await linksOf(accountId)).length, 1)
    const again = new Person()
    await again.back(await again.go('camille'))
    assert.equal(await again.account(), accountId)
  })

  test('deux homonymes restent deux personnes', async () => {
    const first = await makeAccount('cnous', 'jean@exemple.fr')
    const second = await makeAccount('homonyme', 'autre.jean@exemple.fr')
    assert.notEqual(await first.account(), await second.account())
  })

  test('un compte certifié ne prend pas l’identité d’une autre personne, même homonyme', async () => {
    const person = new Person()
    await person.back(await person.go('cnous'))
    const accountId = await person.account()
    const before = await linksOf(accountId)
    await person.back(await person.go('mesri', '?pour=rattacher'))
    const refused = await person.send('/compte/identites/rattacher', {})
    assert.equal(refused.headers.location, '/compte/identites/refus?motif=autre')
    assert.deepEqual(await linksOf(accountId), before)
  })

  test('une identité qui ouvre un autre compte n’est pas déplacée', async () => {
    const person = new Person()
    await person.signIn('sam.demonstration@exemple.fr')
    assert.equal(
      await person.back(await person.go('cnous', '?pour=rattacher')),
      '/compte/identites/refus?motif=ailleurs',
    )
    assert.equal((await linksOf(await person.account())).length, 0)
    const { body } = await person.send('/compte/identites/refus?motif=ailleurs')
    assert.match(body, /href="\/compte\/fusion"[^]{0,200}Réunir mes deux comptes/)
  })

  test('une session ouverte depuis longtemps ne suffit ni pour relier, ni pour retirer : on prouve de nouveau', async () => {
    const person = new Person()
    await person.signIn('sam.demonstration@exemple.fr')
    await person.back(await person.go('mesri', '?pour=rattacher'))
    const accountId = await person.account()
    await sql(`update accounts.session set proved_at = now() - interval '16 minutes' where account_id = $1`, [
      accountId,
    ])
    const asked = await person.send('/compte/identites/rattacher')
    assert.equal(asked.headers.location, '/connexion/confirmer?retour=%2Fcompte%2Fidentites%2Frattacher')
    const forms = ['/compte/identites/rattacher', `/compte/identites/${crypto.randomUUID()}/retirer`]
    for (const form of forms) {
      const { headers } = await person.send(form, {})
      assert.match(String(headers.location), /^\/connexion\/confirmer/)
    }
    assert.equal((await linksOf(accountId)).length, 0)
  })

  test('sans mot de passe, elle le prouve de nouveau par FranceConnect, avec la même identité seulement', async () => {
    const person = new Person()
    await person.back(await person.go('all_fc'))
    const accountId = await person.account()
    const token = person.cookies.get('session')
    const age = () =>
      sql(`update accounts.session set proved_at = now() - interval '16 minutes' where account_id = $1`, [accountId])
    await age()
    const asked = await person.send('/compte/adresse')
    assert.equal(asked.headers.location, '/connexion/confirmer?retour=%2Fcompte%2Fadresse')
    const page = await person.send(String(asked.headers.location))
    assert.doesNotMatch(page.body, /name="password"/)
    const link = /href="(\/connexion\/franceconnect\?pour=confirmer[^"]*)"/
      .exec(page.body)?.[1]
      ?.replaceAll('&amp;', '&')
    assert.ok(link, page.body)
    assert.match(page.body, /Recevoir un lien par courriel/)
    const begun = await person.send(link)
    assert.equal(new URL(String(begun.headers.location)).searchParams.get('prompt'), 'login')

    const query = new URL(link, territory).search
    const links = await sql('select id, account_id from state.linked_identity order by id')
    for (const other of ['cnous', 'nee_ailleurs']) {
      const led = await person.back(await person.go(other, query))
      assert.equal(led, '/connexion/confirmer?retour=%2Fcompte%2Fadresse&refus=identite')
      const refused = await person.send(led)
      assert.match(refused.body, /Cette identité n’est pas celle de ce compte/)
      assert.match(String((await person.send('/compte/adresse')).headers.location), /confirmer/)
    }
    assert.deepEqual(await sql('select id, account_id from state.linked_identity order by id'), links)

    assert.equal(await person.back(await person.go('all_fc', query)), '/compte/adresse')
    assert.equal(person.cookies.get('session'), token)
    assert.equal((await person.send('/compte/adresse')).statusCode, 200)
  })

  test('la même personne sous un nouvel identifiant prouve d’abord son compte, puis le lien est remplacé', async () => {
    const before = new Person()
    await before.back(await before.go('camille'))
    const accountId = await before.account()
    const [old] = await linksOf(accountId)
    fc.renew('camille')
    const person = new Person()
    assert.equal(await person.back(await person.go('camille')), '/connexion/identite')
    const page = await person.send('/connexion/identite')
    assert.match(page.body, /sous un nouvel identifiant/)
    assert.doesNotMatch(page.body, /name="email"/)
    await person.send('/connexion/identite', { email: 'une.autre@exemple.fr' })
    assert.deepEqual(await work(), [])
    await person.signIn('camille.demonstration@exemple.fr')
    await person.send('/compte/identites/rattacher', {})
    const links = await linksOf(accountId)
    assert.equal(links.length, 1)
    assert.notEqual(links[0]?.subject, old?.subject)
  })

  test('la seule façon d’entrer ne se retire pas ; une autre se retire, et les noms redeviennent libres', async () => {
    const only = new Person()
    await only.back(await only.go('all_fc'))
    const [mine] = await sql<{ id: string }>('select id from state.linked_identity where account_id = $1', [
      await only.account(),
    ])
    const kept = await only.send(`/compte/identites/${mine?.id}/retirer`, {})
    assert.equal(kept.headers.location, '/compte/identites/refus?motif=seule')
    const person = new Person()
    await person.signIn('camille.demonstration@exemple.fr')
    const [link] = await sql<{ id: string }>('select id from state.linked_identity where account_id = $1', [
      await person.account(),
    ])
    // Nobody takes back another person’s link.
    await only.send(`/compte/identites/${link?.id}/retirer`, {})
    assert.equal((await linksOf(await person.account())).length, 1)
    const gone = await person.send(`/compte/identites/${link?.id}/retirer`, {})
    assert.equal(gone.headers.location, '/compte?identite=retiree')
    assert.equal((await linksOf(await person.account())).length, 0)
  })
})

/** A visit whose answer is spoiled on its way: where it leads, and nobody is let in. */
async function spoiled(moment: 'token' | 'userinfo', how: (body: string) => string | Promise<string>): Promise<string> {
  const person = new Person()
  const answer = await person.go('all_fc')
  fc.spoil(moment, how)
  const led = await person.back(answer)
  assert.equal(await person.account(), undefined)
  return led
}

const payloadOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const refusedAs = (motive: string) => `/connexion/identite/echec?service=franceconnect&motif=${motive}`

suite('les attaques', () => {
  test('un état forgé, une réponse rejouée, un autre navigateur : rien n’entre', async () => {
    const person = new Person()
    const answer = await person.go('all_fc')
    const forged = new URL(answer)
    forged.searchParams.set('state', 'a'.repeat(43))
    assert.equal(await person.back(forged), refusedAs('perdue'))
    const thief = new Person()
    await thief.send('/connexion/franceconnect')
    assert.equal(await thief.back(answer), refusedAs('perdue'))
    assert.equal(await person.back(answer), '/mes-demandes')
    assert.equal(await person.back(answer), refusedAs('perdue'))
  })

  test('une demande de plus de dix minutes est oubliée', async () => {
    const person = new Person()
    const answer = await person.go('all_fc')
    await sql(`update state.sign_in_request set expires_at = now() - interval '1 second'`)
    assert.equal(await person.back(answer), refusedAs('perdue'))
  })

  test('la réponse d’un autre émetteur est refusée', async () => {
    const person = new Person()
    const answer = await person.go('all_fc')
    answer.searchParams.set('iss', 'https://ailleurs.exemple.fr')
    assert.equal(await person.back(answer), refusedAs('reponse'))
    const without = await person.go('all_fc')
    without.searchParams.delete('iss')
    assert.equal(await person.back(without), refusedAs('reponse'))
  })

  test('un jeton sans signature, ou signé avec la clé publique pour secret, est refusé', async () => {
    const none = (jwt: string) => `${encode({ alg: 'none' })}.${encode(payloadOf(jwt))}.`
    const keys = (await (await fetch(`${fc.issuer}/jwks`)).json()) as { keys: Record<string, unknown>[] }
    const publicKey = createSecretKey(Buffer.from(JSON.stringify(keys.keys[0])))
    const hmac = (jwt: string) => new SignJWT(payloadOf(jwt)).setProtectedHeader({ alg: 'HS256' }).sign(publicKey)
    const other = await generateKeyPair('ES256', { extractable: true })
    const stranger = async (jwt: string) =>
      new SignJWT(payloadOf(jwt))
        .setProtectedHeader({ alg: 'ES256', jwk: await exportJWK(other.publicKey) })
        .sign(other.privateKey)
    for (const forge of [none, hmac, stranger]) {
      assert.equal(await spoiled('userinfo', forge), refusedAs('reponse'))
      const inToken = async (body: string) => {
        const tokens = JSON.parse(body) as { id_token: string }
        return JSON.stringify({ ...tokens, id_token: await forge(tokens.id_token) })
      }
      assert.equal(await spoiled('token', inToken), refusedAs('reponse'))
    }
  })

  test('des informations d’une autre personne que celle du jeton sont refusées', async () => {
    let former = ''
    await spoiled('userinfo', (jwt) => {
      former = jwt
      return 'rien'
    })
    const person = new Person()
    const answer = await person.go('cnaf')
    fc.spoil('userinfo', () => former)
    assert.equal(await person.back(answer), refusedAs('reponse'))
  })

  test('des informations en clair, non signées, sont refusées', async () => {
    assert.equal(await spoiled('userinfo', (jwt) => JSON.stringify(payloadOf(jwt))), refusedAs('reponse'))
  })

  test('le même identifiant sous un autre nom ou une autre date de naissance n’ouvre rien', async () => {
    const [row] = await sql<{ id: string; core: Buffer }>(
      `select l.id, l.core_key as core from state.linked_identity l join accounts.account a on a.id = l.account_id where a.family_name = 'Delatour'`,
    )
    await sql(`update state.linked_identity set core_key = '\\x00' where id = $1`, [row?.id])
    const person = new Person()
    assert.equal(await person.back(await person.go('all_fc')), refusedAs('autre-identite'))
    assert.equal(await person.account(), undefined)
    await sql('update state.linked_identity set core_key = $2 where id = $1', [row?.id, row?.core])
  })

  test('le retour ne mène jamais ailleurs', async () => {
    const person = new Person()
    assert.equal(await person.back(await person.go('all_fc', '?retour=https://ailleurs.exemple.fr')), '/mes-demandes')
  })

  test('un lien de confirmation inventé, ou ouvert ailleurs, n’ouvre pas de session', async () => {
    const person = new Person()
    await person.back(await person.go('service_civique'))
    await person.send('/connexion/identite', { email: 'service@exemple.fr' })
    const [mail] = await work()
    const href = mail?.action?.href ?? ''
    const elsewhere = new Person()
    assert.equal((await elsewhere.send(`${href.slice(0, -2)}aa`)).statusCode, 410)
    const made = await elsewhere.send(href, {})
    assert.equal(made.statusCode, 200)
    assert.match(made.body, /Votre compte est prêt/)
    assert.equal(await elsewhere.account(), undefined)
    assert.equal((await elsewhere.send(href, {})).statusCode, 410)
  })
})

suite('quand FranceConnect va mal', () => {
  for (const [error, motive] of [
    ['refuse', 'refus'],
    ['broken', 'panne'],
    ['away', 'panne'],
  ] as const) {
    test(`« ${error} » se dit en mots`, async () => {
      const person = new Person()
      const led = await person.back(await person.go('all_fc', '', { error }))
      assert.equal(led, refusedAs(motive))
      const page = await person.send(led)
      assert.match(page.body, /Me connecter autrement/)
      assert.doesNotMatch(page.body, /access_denied|server_error|temporarily/)
    })
  }

  test('une panne du serveur de jetons se dit, et la page de connexion reste utilisable', async () => {
    for (const moment of ['token', 'userinfo'] as const) {
      const person = new Person()
      const answer = await person.go('all_fc')
      fc.spoil(moment, 'failure')
      assert.equal(await person.back(answer), refusedAs('panne'))
    }
    assert.equal((await new Person().send('/connexion')).statusCode, 200)
  })

  test('un FranceConnect injoignable ne retire que son bouton de chemin', async () => {
    const away = await composeTestApp(db, {
      environment: { ...environment, FRANCECONNECT_ISSUER: 'http://localhost:9' },
    })
    const alone = await serve(away)
    const host = new URL(territory).host
    const led = await alone.inject({ url: '/connexion/franceconnect?retour=/corbas', headers: { host } })
    assert.equal(led.headers.location, `${refusedAs('panne')}&retour=%2Fcorbas`)
    assert.equal((await alone.inject({ url: '/connexion', headers: { host } })).statusCode, 200)
  })
})

suite('un site qui a son propre nom', () => {
  test('l’unique adresse de retour est celle du territoire ; elle rend la réponse au site, qui seul peut s’en servir', async () => {
    const { id: collectivityId } = await getSite(db, { slug: 'corbas' })
    assert.equal((await declareHostname(system, { collectivityId, host: 'corbas.exemple.fr' })).ok, true)
    const person = new Person('france_connect', 'corbas.exemple.fr')
    const begun = await person.send('/connexion/franceconnect?retour=/demarches')
    const answer = await person.there.walk(String(begun.headers.location), { identity: 'all_fc' })
    assert.equal(answer.origin, territory)
    const relayed = await new Person().send(answer.pathname + answer.search)
    const back = new URL(String(relayed.headers.location))
    assert.equal(back.origin + back.pathname, 'http://corbas.exemple.fr/connexion/franceconnect/retour')
    assert.equal(await new Person('france_connect', 'corbas.exemple.fr').back(back), refusedAs('perdue'))
    assert.equal(await person.back(back), '/demarches')
    assert.notEqual(await person.account(), undefined)
  })

  test('sous un nom que nous ne connaissons pas, elle passe d’abord par l’adresse du territoire', async () => {
    const led = await new Person('france_connect', '127.0.0.1:3999').send('/connexion/franceconnect?retour=/corbas')
    assert.equal(led.headers.location, `${territory}/connexion/franceconnect?retour=/corbas`)
  })
})
