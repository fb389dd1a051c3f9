import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { inviteGuest, listPeople, proveAgain, resumeAgent } from '#identity/accounts'
import { parseCsv } from '#kernel/csv'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const { server, site, services, clock, app } = bureau
after(() => server.close())

const camille = await bureau.signIn('administration.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const charlie = await bureau.signIn('voirie.givors@exemple.fr')
const operator = await bureau.signIn('exploitation@exemple.fr')
const administrator = bureau.agent(camille.accountId, [{ role: 'administrator', serviceId: null }])
const base = '/bureau/corbas/agents'
const days = 86_400_000

const personAt = async (text: string) => {
  const { people } = await listPeople(administrator, site.id, { text })
  const [person] = people
  assert.ok(person, text)
  return person
}

suite('la liste des agents', () => {
  test('dit qui a quel rôle, se filtre, et cherche sans accents', async () => {
    const { body, statusCode } = await camille.get(base)
    assert.equal(statusCode, 200)
    assert.match(body, /Alix Exemple/)
    assert.match(body, /Agent, service Voirie/)
    assert.match(body, /Administration, toute la collectivité/)
    assert.ok(!body.includes('voirie.givors@exemple.fr'))
    const found = await camille.get(`${base}?q=andrea`)
    assert.match(found.body, /Andréa Essai/)
    assert.ok(!found.body.includes('Alix Exemple'))
    const roads = await camille.get(`${base}?service=${services.get('voirie')}`)
    assert.ok(roads.body.includes('Alix Exemple') && !roads.body.includes('Andréa Essai'))
    assert.match((await camille.get(`${base}?role=supervisor`)).body, /Ange Modèle/)
    assert.match((await camille.get(`${base}?etat=ended`)).body, /Personne ne correspond/)
    assert.match((await camille.inEnglish().get(base)).body, /Agents and rights/)
  })

  test('s’exporte, droit par droit', async () => {
    const file = await camille.get(`${base}/droits.csv`)
    assert.match(String(file.headers['content-disposition']), /droits-corbas-2026-11-24\.csv/)
    const read = parseCsv(file.body)
    assert.ok(read.ok)
    const alixs = read.value.find(({ cells }) => cells[2] === 'voirie.corbas@exemple.fr')
    assert.deepEqual(alixs?.cells.slice(0, 5), ['Exemple', 'Alix', 'voirie.corbas@exemple.fr', 'Agent', 'Voirie'])
  })

  test('une responsable lit sans agir ; un agent et une autre commune n’y voient rien', async () => {
    assert.equal((await ange.get(base)).statusCode, 200)
    const { accountId } = await personAt('voirie.corbas')
    const page = await ange.get(`${base}/${accountId}`)
    assert.equal(page.statusCode, 200)
    assert.ok(!page.body.includes('Suspendre'))
    assert.equal((await ange.get(`${base}/inviter`)).statusCode, 404)
    const form = { raison: 'Essai', role: 'administrator', service: '', nom: 'x', adresse: 'x.fr' }
    for (const path of ['suspendre', 'roles', 'retablir']) {
      assert.equal((await ange.post(`${base}/${accountId}/${path}`, form)).statusCode, 403, path)
    }
    for (const path of [
      '/bureau/corbas/groupes',
      '/bureau/corbas/securite/facteurs',
      '/bureau/corbas/securite/adresses',
    ]) {
      assert.equal((await ange.post(path, form)).statusCode, 404, path)
    }
    for (const browser of [alix, charlie, operator]) {
      for (const path of [
        'agents',
        'agents/revue',
        'agents/droits.csv',
        `agents/${accountId}`,
        'groupes',
        'securite',
      ]) {
        assert.equal((await browser.get(`/bureau/corbas/${path}`)).statusCode, 404, path)
      }
      assert.equal((await browser.post(`${base}/${accountId}/suspendre`, form)).statusCode, 404)
    }
  })
})

suite('une personne', () => {
  test('reçoit un rôle d’ici et de personne d’autre, même en modifiant la requête', async () => {
    const { accountId } = await personAt('voirie.corbas')
    const elsewhere = await camille.post(`${base}/${accountId}/roles`, {
      role: 'agent',
      service: '01900000-0000-7000-8000-000000000000',
    })
    assert.equal(elsewhere.statusCode, 422)
    assert.match(elsewhere.body, /Choisissez un service de cette collectivité/)
    const unknown = await camille.post(`${base}/${accountId}/roles`, { role: 'operator', service: '' })
    assert.match(unknown.body, /Choisissez un rôle/)
    const stranger = await camille.post(`${base}/${charlie.accountId}/roles`, { role: 'agent', service: '' })
    assert.equal(stranger.statusCode, 404)
    const wrong = await camille.post(`${base}/${accountId}/roles`, { role: 'elected', service: '', fin: '' })
    assert.match(wrong.body, /Un mandat a une fin/)
    const given = await camille.post(`${base}/${accountId}/roles`, {
      role: 'supervisor',
      service: services.get('etat-civil') ?? '',
      fin: '2027-01-31',
    })
    assert.equal(given.headers.location, `${base}/${accountId}?fait=role-donne`)
    const page = await camille.get(String(given.headers.location))
    assert.match(page.body, /Le rôle est donné/)
    assert.match(page.body, /Responsable, service État civil/)
    assert.match(page.body, /jusqu’au 31 janvier 2027/)
    assert.match(page.body, /par Camille Fictif/)
    const role = (await personAt('voirie.corbas')).roles.find((each) => each.role === 'supervisor')
    const ended = await camille.post(`${base}/${accountId}/roles/${role?.id}/fin`, { fin: '' })
    assert.equal(ended.statusCode, 303)
    assert.equal((await personAt('voirie.corbas')).roles.length, 1)
  })

  test('qui administre seule ne se retire pas le rôle, ni ne se suspend', async () => {
    const own = await personAt('administration.corbas')
    const [role] = own.roles
    const refused = await camille.post(`${base}/${own.accountId}/roles/${role?.id}/fin`, { fin: '' })
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /la dernière personne qui administre/)
    const suspended = await camille.post(`${base}/${own.accountId}/suspendre`, { raison: 'Essai' })
    assert.equal(suspended.statusCode, 422)
    assert.match(suspended.body, /Vous ne pouvez pas suspendre votre propre accès/)
  })

  test('suspendue, sa page suivante la renvoie se connecter, puis lui dit pourquoi', async () => {
    const agent = await bureau.signIn('etat-civil.corbas@exemple.fr')
    const path = `${base}/${agent.accountId}`
    const unsaid = await camille.post(`${path}/suspendre`, { raison: '' })
    assert.equal(unsaid.statusCode, 422)
    assert.match(unsaid.body, /Dites pourquoi, en quelques mots/)
    assert.equal((await agent.get('/bureau/corbas/demandes')).statusCode, 200)
    const done = await camille.post(`${path}/suspendre`, { raison: 'Téléphone perdu' })
    assert.match((await camille.get(String(done.headers.location))).body, /Téléphone perdu/)
    assert.match(String((await agent.get('/bureau/corbas/demandes')).headers.location), /^\/connexion\?retour=/)
    const again = await bureau.signIn('etat-civil.corbas@exemple.fr')
    const refused = await again.get('/bureau/corbas/demandes')
    assert.equal(refused.statusCode, 403)
    assert.match(refused.body, /Votre accès à ce bureau est suspendu/)
    assert.match(refused.body, /Votre compte reste ouvert/)
    await camille.post(`${path}/retablir`, {})
    assert.equal((await again.get('/bureau/corbas/demandes')).statusCode, 200)
    assert.equal(await resumeAgent(administrator, { collectivityId: site.id, accountId: agent.accountId }), false)
  })
})

suite('inviter', () => {
  const person = { givenName: 'Nouvelle', familyName: 'Essai', email: 'nouvelle@exemple.fr' }

  test('un agent, par son adresse : le même accueil qu’il ait un compte ou non', async () => {
    assert.match((await camille.get(`${base}/inviter`)).body, /Qui voulez-vous faire entrer/)
    assert.equal((await camille.get(`${base}/inviter?comme=agent`)).statusCode, 200)
    const empty = await camille.post(`${base}/inviter`, { comme: 'agent', role: 'agent', service: '' })
    assert.equal(empty.statusCode, 422)
    assert.match(empty.body, /Indiquez l’adresse e-mail/)
    const known = { ...person, email: 'camille.demonstration@exemple.fr' }
    for (const who of [person, known]) {
      const sent = await camille.post(`${base}/inviter`, {
        comme: 'agent',
        role: 'agent',
        service: services.get('voirie') ?? '',
        ...who,
      })
      assert.match(String(sent.headers.location), /\?fait=invitation$/)
    }
    const outside = await camille.post(`${base}/inviter`, {
      comme: 'agent',
      role: 'agent',
      service: '',
      ...person,
      email: 'nouvelle@gmail.com',
    })
    assert.match(outside.body, /Cette adresse est de l’extérieur/)
  })

  test('une personne de l’extérieur : un dernier jour, un référent ; elle entre, puis elle n’entre plus', async () => {
    const form = {
      comme: 'invite',
      givenName: 'Invitée',
      familyName: 'Essai',
      email: 'camille@entreprise.exemple.com',
      organisation: 'Entreprise Exemple',
      motif: 'Chantier de la place',
      referent: alix.accountId,
      service: services.get('voirie') ?? '',
      fin: '2026-12-10',
    }
    const late = await camille.post(`${base}/inviter`, { ...form, fin: '2027-11-25' })
    assert.match(late.body, /douze mois au plus/)
    const sent = await camille.post(`${base}/inviter`, form)
    const guestId = /agents\/([^?]+)\?/.exec(String(sent.headers.location))?.[1] ?? ''
    const file = await camille.get(`${base}/${guestId}`)
    assert.match(file.body, /Invitation, service Voirie/)
    assert.match(file.body, /Entreprise Exemple/)
    // Her sponsor, an agent, sees her among her guests and extends her stay.
    const mine = await alix.get('/bureau/corbas/invites')
    const stay = /\/bureau\/corbas\/invites\/([0-9a-f-]{36})/.exec(mine.body)?.[1] ?? ''
    assert.match(mine.body, /Invitée Essai/)
    const stayPath = `/bureau/corbas/invites/${stay}`
    const wrong = await alix.post(`${stayPath}/prolonger`, { fin: '2029-01-01' })
    assert.equal(wrong.statusCode, 422)
    assert.equal((await alix.post(`${stayPath}/prolonger`, { fin: '2026-12-20' })).statusCode, 303)
    assert.match((await alix.get(stayPath)).body, /dimanche 20 décembre 2026/)
    const other = await bureau.signIn('etat-civil.corbas@exemple.fr')
    assert.equal((await other.get(stayPath)).statusCode, 404)
    assert.equal((await other.post(`${stayPath}/terminer`, {})).statusCode, 404)
    assert.equal((await charlie.post(`${stayPath}/terminer`, {})).statusCode, 404)
    assert.match((await camille.get(`${base}/revue`)).body, /Droits qui finissent dans les 30\sjours/)
  })

  test('après son dernier jour, elle est refusée avec des mots', async () => {
    const resident = await bureau.signIn('sam.demonstration@exemple.fr')
    const invited = await inviteGuest(administrator, {
      collectivityId: site.id,
      email: 'sam.demonstration@exemple.fr',
      givenName: 'Sam',
      familyName: 'Démonstration',
      organisation: 'Entreprise Exemple',
      reason: 'Relevés',
      sponsorId: alix.accountId,
      until: '2026-11-24',
      serviceId: services.get('voirie') ?? '',
      groupIds: [],
    })
    assert.ok(invited.ok)
    assert.equal((await resident.get('/bureau/corbas/demandes')).statusCode, 200)
    // She works under somebody's eyes: nobody's list, nobody's guests.
    for (const path of ['agents', 'invites', 'groupes', 'securite']) {
      assert.equal((await resident.get(`/bureau/corbas/${path}`)).statusCode, 404, path)
    }
    const start = clock.now()
    clock.set(new Date('2026-11-24T19:00:00Z'))
    const evening = await bureau.signIn('sam.demonstration@exemple.fr')
    assert.equal((await evening.get('/bureau/corbas/demandes')).statusCode, 200)
    clock.set(new Date('2026-11-24T23:00:00Z'))
    const refused = await evening.get('/bureau/corbas/demandes')
    assert.equal(refused.statusCode, 403)
    assert.match(refused.body, /Votre invitation à ce bureau est terminée/)
    assert.match((await evening.get('/bureau')).body, /Votre compte n’a pas encore de rôle ici|terminée/)
    clock.set(start)
  })
})

suite('les groupes', () => {
  test('se créent, se remplissent par une adresse d’ici, se ferment', async () => {
    const unnamed = await camille.post('/bureau/corbas/groupes', { nom: '', description: '' })
    assert.equal(unnamed.statusCode, 422)
    const made = await camille.post('/bureau/corbas/groupes', { nom: 'Lecture des plans', description: 'Cartes' })
    const path = String(made.headers.location).replace(/\?.*/, '')
    const foreign = await camille.post(`${path}/membres`, { email: 'voirie.givors@exemple.fr' })
    assert.match(foreign.body, /n’a cette adresse ici/)
    assert.equal((await camille.post(`${path}/membres`, { email: 'Voirie.Corbas@exemple.fr' })).statusCode, 303)
    const page = await camille.get(path)
    assert.match(page.body, /Alix Exemple/)
    const member = /membres\/([0-9a-f-]{36})\/retirer/.exec(page.body)?.[1]
    assert.equal((await camille.post(`${path}/membres/${member}/retirer`, {})).statusCode, 303)
    assert.ok(!(await camille.get(path)).body.includes('Alix Exemple'))
    const person = await camille.post(`${base}/${alix.accountId}/groupes`, { groupe: path.split('/').at(-1) ?? '' })
    assert.equal(person.statusCode, 303)
    assert.match((await camille.get(`${base}/${alix.accountId}`)).body, /Lecture des plans/)
    assert.equal((await charlie.post(`${path}/fermer`, {})).statusCode, 404)
    assert.equal((await camille.post(`${path}/fermer`, {})).statusCode, 303)
    assert.equal((await camille.get(path)).statusCode, 404)
  })
})

suite('deux facteurs', () => {
  test('annoncés par un bandeau, puis demandés ; une session qui les a entre', async () => {
    const rules = '/bureau/corbas/securite'
    assert.match((await camille.get(rules)).body, /Deux facteurs/)
    const wrong = await camille.post(`${rules}/facteurs`, { agent: '31/12' })
    assert.equal(wrong.statusCode, 422)
    await camille.post(`${rules}/facteurs`, { agent: '2026-12-01' })
    const soon = await alix.get('/bureau/corbas/demandes')
    assert.match(soon.body, /À partir du mardi 1er décembre 2026, votre rôle demandera deux facteurs/)
    assert.ok(!(await camille.get(rules)).body.includes('votre rôle demandera'))
    await camille.post(`${rules}/facteurs`, { agent: '2026-11-24' })
    const asked = await alix.get('/bureau/corbas/demandes?vue=miennes')
    assert.equal(
      asked.headers.location,
      '/connexion/renforcer?niveau=eidas2&retour=%2Fbureau%2Fcorbas%2Fdemandes%3Fvue%3Dmiennes',
    )
    const [session] = await bureau.sql<{ id: string }>(
      `select encode(substring(id_hash for 16), 'hex') as id from accounts.session where account_id = $1`,
      [alix.accountId],
    )
    await proveAgain(bureau.anonymous, { accountId: alix.accountId, id: session?.id ?? '' }, ['totp'])
    assert.equal((await alix.get('/bureau/corbas/demandes')).statusCode, 200)
    assert.match((await camille.get(`${base}/${alix.accountId}`)).body, /deux facteurs/)
    await camille.post(`${rules}/facteurs`, {})
  })

  test('l’exploitation se les demande à elle-même', async () => {
    const path = '/bureau/exploitation/deux-facteurs'
    assert.equal((await alix.get(path)).statusCode, 404)
    assert.equal((await operator.post(path, { jour: 'demain' })).statusCode, 422)
    assert.equal((await operator.post(path, { jour: '2026-12-24' })).statusCode, 303)
    assert.match((await operator.get(path)).body, /2026-12-24/)
    await operator.post(path, { jour: '2026-11-24' })
    assert.match(String((await operator.get('/bureau/exploitation')).headers.location), /^\/connexion\/renforcer/)
    await bureau.sql('delete from accounts.operator_factor_rule')
  })

  test('les adresses se déclarent et se retirent', async () => {
    const rules = '/bureau/corbas/securite'
    assert.match((await camille.post(`${rules}/adresses`, { adresse: 'gmail.com' })).body, /ouverte à tous/)
    assert.equal((await camille.post(`${rules}/adresses`, { adresse: 'exemple.fr' })).statusCode, 303)
    assert.match((await camille.get(rules)).body, /exemple\.fr/)
    await camille.post(`${rules}/adresses/retirer`, { adresse: 'exemple.fr' })
    assert.match((await camille.get(rules)).body, /Rien n’est déclaré/)
  })
})

test('un droit que personne n’utilise depuis un trimestre se voit à la revue', async () => {
  assert.ok(!(await camille.get(`${base}/revue`)).body.includes('que personne n’a utilisés'))
  const start = clock.now()
  clock.set(new Date(start.getTime() + 91 * days))
  const later = await bureau.signIn('administration.corbas@exemple.fr')
  const { body } = await later.get(`${base}/revue`)
  assert.match(body, /Droits que personne n’a utilisés depuis 90\sjours/)
  assert.ok(!body.includes('administration.corbas@exemple.fr'))
  assert.ok(app.clock === clock)
  clock.set(start)
})
