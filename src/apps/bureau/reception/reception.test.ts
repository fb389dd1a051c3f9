import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { claimByCode } from '#counter/dossiers'
import { linkByCode, listLookups, myLookups, setDiscretion } from '#counter/contacts'
import { newId } from '#kernel/ids'
import { addRoutes } from '#platform/http'
import { connectRoutes } from '../../connect/index.ts'
import { guichetRoutes } from '../../guichet/index.ts'
import { wordsOf } from '../../guichet/testing.ts'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau()
const { sql, site, services } = bureau
addRoutes(bureau.server, [...guichetRoutes(bureau.app), ...connectRoutes(bureau.app)])
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
const administrator = await bureau.signIn('administration.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const elected = await bureau.signIn('elue.corbas@exemple.fr')
const guest = await bureau.signIn('yael@entreprise.exemple.com').catch(() => undefined)
const elsewhere = await bureau.signIn('voirie.givors@exemple.fr')
const resident = await bureau.signIn('camille.demonstration@exemple.fr')
const base = '/bureau/corbas/accueil'
const people = '/bureau/corbas/usagers'

/** A contact made through the form; gives its id. */
async function createPerson(typed: Readonly<Record<string, string>>): Promise<string> {
  const answer = await alix.post(`${base}/nouvelle-fiche`, {
    sorte: 'person',
    fiche: newId(),
    ...typed,
    'meme-ainsi': '1',
  })
  assert.equal(answer.statusCode, 303, wordsOf(answer.body))
  return String(answer.headers.location).split('/').at(-1) ?? ''
}

const lamp = {
  problem: 'off',
  'place.line': '27 rue des Essais',
  'place.postalCode': '69960',
  'place.city': 'Corbas',
  remarks: 'au coin',
}
/** A form filled at the desk, as a browser sends it. */
async function fill(
  contact: string,
  typed: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
) {
  const address = `${base}/${contact}/lampadaire-en-panne`
  const page = await alix.get(address)
  assert.equal(page.statusCode, 200, wordsOf(page.body))
  return alix.post(address, { ...hiddenFields(page, address), canal: 'phone', ...typed, ...more })
}
const identity = { 'applicant.givenName': 'Zoé', 'applicant.familyName': 'Appelle', email: '' }

suite('l’accueil', () => {
  test('n’existe ni pour une personne élue, ni pour une invitée, ni pour un agent d’ailleurs', async () => {
    for (const who of [elected, guest, elsewhere, resident])
      if (who) assert.equal((await who.get(base)).statusCode, 404)
    assert.equal((await elected.get(`${people}/${newId()}`)).statusCode, 404)
  })

  test('trouve une personne pendant que l’on tape, et sur une page entière', async () => {
    const id = await createPerson({ nom: 'Trouvable', prenom: 'Zélie', telephones: '06 39 98 00 21' })
    const page = await alix.get(`${base}?q=trouvabel`)
    assert.ok(page.body.includes(`${base}/${id}`))
    assert.match(wordsOf(page.body), /Zélie Trouvable/)
    const asTyped = await alix.get(`${base}/personnes?q=0639980021`)
    assert.ok(asTyped.body.includes(`${base}/${id}`))
    assert.ok(!asTyped.body.includes('<html'))
    assert.match(wordsOf((await alix.get(`${base}?q=inconnue`)).body), /Personne de ce nom/)
  })

  test('une fiche se crée d’un nom ; ce qui est faux est dit, ce qui est tapé est gardé', async () => {
    const wrong = await alix.post(`${base}/nouvelle-fiche`, { sorte: 'person', nom: 'Gardée', telephones: '12' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wordsOf(wrong.body), /dix chiffres/)
    assert.match(wrong.body, /value="Gardée"/)
    assert.match(wordsOf((await alix.post(`${base}/nouvelle-fiche`, { sorte: 'household' })).body), /Indiquez un nom/)
  })

  test('une fiche qui ressemble est proposée avant d’en faire une deuxième', async () => {
    const id = await createPerson({ nom: 'Jumelle', prenom: 'Ana' })
    const typed = { sorte: 'person', nom: 'Jumelle', prenom: 'Ana', fiche: newId() }
    const again = await alix.post(`${base}/nouvelle-fiche`, typed)
    assert.equal(again.statusCode, 422)
    assert.ok(again.body.includes(`${base}/${id}`))
    assert.equal((await alix.post(`${base}/nouvelle-fiche`, { ...typed, 'meme-ainsi': '1' })).statusCode, 303)
  })

  test('les démarches se cherchent avec les mots de la personne', async () => {
    const page = await alix.get(`${base}/sans-fiche?q=lumière rue`)
    assert.match(wordsOf(page.body), /Démarches trouvées.*lampadaire/i)
    assert.ok(page.body.includes(`${base}/sans-fiche/lampadaire-en-panne`))
  })
})

suite('un appel devient une demande', () => {
  test('remplie pour la personne, sans adresse électronique, avec son accord et son récépissé', async () => {
    const contact = await createPerson({ nom: 'Appelle', prenom: 'Zoé', telephones: '0639980022' })
    const page = await alix.get(`${base}/${contact}/lampadaire-en-panne`)
    assert.match(page.body, /value="Appelle"/)
    const filed = await fill(contact, { ...identity, ...lamp }, { accord: 'phone' })
    assert.equal(filed.statusCode, 303, wordsOf(filed.body))
    const receipt = await alix.get(String(filed.headers.location))
    const words = wordsOf(receipt.body)
    assert.match(words, /COR-2026-\d{5}/)
    assert.match(words, /([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}/)
    const [row] = await sql<{ id: string; channel: string; contact_id: string }>(
      'select id, channel, contact_id from dossiers.dossier where contact_id = $1',
      [contact],
    )
    assert.equal(row?.channel, 'phone')
    const consents = await sql<{ channel: string; how: string }>(
      'select channel, how from contacts.consent where contact_id = $1',
      [contact],
    )
    assert.deepEqual(consents, [{ channel: 'phone', how: 'spoken' }])
    const pdf = await alix.get(`${base}/recepisse/${row?.id}/accuse-de-reception.pdf`)
    assert.equal(pdf.headers['content-type'], 'application/pdf')
    assert.equal((await civil.get(`${base}/recepisse/${row?.id}`)).statusCode, 404)
    const case_ = wordsOf((await alix.get(`/bureau/corbas/demandes/${row?.id}`)).body)
    assert.match(case_, /Demande enregistrée par vous, reçue par téléphone/)
    assert.match(case_, /Comment elle est arrivée/)
  })

  test('le code de suivi de ce qu’une personne a déposé elle-même reste le sien', async () => {
    const { dossierId } = await bureau.file()
    assert.equal((await alix.get(`/bureau/corbas/demandes/${dossierId}`)).statusCode, 200)
    for (const end of ['', '/accuse-de-reception.pdf'])
      assert.equal((await alix.get(`${base}/recepisse/${dossierId}${end}`)).statusCode, 404)
  })

  test('envoyée deux fois, c’est une demande', async () => {
    const address = `${base}/sans-fiche/lampadaire-en-panne`
    const page = await alix.get(address)
    const typed = { ...hiddenFields(page, address), canal: 'phone', ...identity, ...lamp }
    const [one, two] = [await alix.post(address, typed), await alix.post(address, typed)]
    assert.equal(one.headers.location, two.headers.location)
  })

  test('ce qui manque est dit sur la même page, ce qui est tapé est gardé', async () => {
    const refused = await fill('sans-fiche', { ...identity, remarks: 'gardé tel quel' })
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /gardé tel quel/)
    assert.match(wordsOf(refused.body), /Indiquez le numéro et la rue/)
    const taken = await fill('sans-fiche', { ...identity }, { incomplete: '1', canal: 'letter', recue: '2026-11-20' })
    assert.equal(taken.statusCode, 303, wordsOf(taken.body))
    const late = await fill('sans-fiche', { ...identity, ...lamp }, { recue: '2027-01-01' })
    assert.match(wordsOf(late.body), /Indiquez un jour passé/)
  })

  test('la personne la rattache à son compte avec le code, et sa fiche est reliée', async () => {
    const contact = await createPerson({ nom: 'Démonstration', prenom: 'Camille' })
    const filed = await fill(contact, {
      'applicant.givenName': 'Camille',
      'applicant.familyName': 'Démonstration',
      email: '',
      ...lamp,
    })
    const receipt = await alix.get(String(filed.headers.location))
    const code = /<b class="code">([^<]+)</.exec(receipt.body)?.[1] ?? ''
    const wrong = await resident.post('/mes-demandes/rattacher', { code: 'AAAA-AAAA-AAAA' })
    assert.equal(wrong.statusCode, 422)
    const page = await resident.post('/mes-demandes/rattacher', { code: code.toLowerCase() })
    assert.equal(page.statusCode, 303, wordsOf(page.body))
    const own = await resident.get(String(page.headers.location))
    assert.match(wordsOf(own.body), /Demande enregistrée pour vous par Alix Exemple, reçue par téléphone/)
    assert.match(wordsOf(own.body), /Vous avez rattaché cette demande à votre compte/)
    // Again, it is hers already; somebody else hears that the code is wrong.
    assert.equal((await resident.post('/mes-demandes/rattacher', { code })).statusCode, 303)
    const other = bureau.context({ kind: 'account', accountId: newId(), name: 'Autre' })
    assert.deepEqual(await claimByCode(other, { code, emails: [] }), { ok: false, refusal: 'unknown' })
    const [job] = await sql<{ count: number }>(
      `select count(*) as count from graphile_worker._private_tasks where identifier like '%dossier.claimed%'`,
    )
    assert.ok((job?.count ?? 0) >= 1)
  })

  test('avec une adresse donnée, le code seul ne suffit pas', async () => {
    const { trackingCode: code } = await bureau.file()
    const someone = bureau.context({ kind: 'account', accountId: newId(), name: 'Ana Exemple' })
    assert.deepEqual(await claimByCode(someone, { code, emails: ['autre@exemple.fr'] }), {
      ok: false,
      refusal: 'unknown',
    })
    assert.equal((await claimByCode(someone, { code, emails: ['ANA@exemple.fr'] })).ok, true)
  })
})

suite('une personne que rien n’atteint en ligne', () => {
  test('la demande le dit, la liste aussi, et le courrier se prépare d’un geste', async () => {
    const contact = await createPerson({
      nom: 'Postale',
      prenom: 'Ona',
      telephones: '0639980031',
      rue: '4 rue des Essais',
      'code-postal': '69960',
      commune: 'Corbas',
    })
    await fill(contact, { ...identity, 'applicant.familyName': 'Postale', ...lamp })
    const [row] = await sql<{ id: string; email: string }>(
      `select id, applicant_email as email from dossiers.dossier where contact_id = $1`,
      [contact],
    )
    assert.equal(row?.email, '')
    const page = wordsOf((await alix.get(`/bureau/corbas/demandes/${row.id}`)).body)
    assert.match(page, /Ce message ne lui parviendra pas/)
    assert.match(page, /Appeler le 06 39 98 00 31/)
    const pdf = await alix.get(`/bureau/corbas/demandes/${row.id}/courrier.pdf`)
    assert.equal(pdf.statusCode, 200)
    assert.equal(pdf.headers['content-type'], 'application/pdf')
    assert.equal((await resident.get(`/bureau/corbas/demandes/${row.id}/courrier.pdf`)).statusCode, 404)
    assert.match(wordsOf((await alix.get('/bureau/corbas/demandes')).body), /à répondre par courrier/)
    const reached = await bureau.file()
    const other = wordsOf((await alix.get(`/bureau/corbas/demandes/${reached.dossierId}`)).body)
    assert.doesNotMatch(other, /Ce message ne lui parviendra pas/)
  })
})

suite('tout ce qui est connu d’une personne', () => {
  const known = (async () => {
    const contact = await createPerson({ nom: 'Regardée', prenom: 'Una', telephones: '0639980023' })
    await fill(contact, { ...identity, 'applicant.familyName': 'Regardée', ...lamp })
    return contact
  })()

  test('ne se lit qu’avec un motif, que la personne lira', async () => {
    const contact = await known
    const asked = await alix.get(`${people}/${contact}`)
    assert.match(wordsOf(asked.body), /Pourquoi consultez-vous les données de Una Regardée/)
    assert.ok(!asked.body.includes('0639980023') && !asked.body.includes('06 39 98 00 23'))
    assert.equal((await alix.post(`${people}/${contact}`, {})).statusCode, 422)
    assert.equal((await alix.post(`${people}/${contact}`, { motif: 'other', precision: '' })).statusCode, 422)
    assert.equal((await alix.post(`${people}/${contact}`, { motif: 'calling' })).statusCode, 303)
    const seen = await alix.get(`${people}/${contact}`)
    assert.equal(seen.statusCode, 200)
    assert.match(wordsOf(seen.body), /06 39 98 00 23/)
    assert.match(wordsOf(seen.body), /COR-2026-\d{5}/)
    await linkByCode(bureau.app, { collectivityId: site.id, contactId: contact, accountId: resident.accountId })
    const page = await resident.get('/compte/consultations')
    assert.match(wordsOf(page.body), /Corbas.*Vous étiez au téléphone.*Alix Exemple/)
    const mine = await myLookups(bureau.context({ kind: 'account', accountId: resident.accountId, name: 'Camille' }))
    assert.ok(mine.some(({ contactId }) => contactId === contact))
  })

  test('un agent propose de relier sa fiche, elle répond depuis son compte, et s’en défait', async () => {
    const [mine] = await sql<{ email: string }>('select email from accounts.account where id = $1', [
      resident.accountId,
    ])
    const email = mine?.email ?? ''
    const contact = await createPerson({ nom: 'Proposée', prenom: 'Ida', courriels: email })
    await alix.post(`${people}/${contact}`, { motif: 'present' })
    assert.match(wordsOf((await alix.get(`${people}/${contact}`)).body), /Relier à son compte/)
    const asked = await alix.post(`${people}/${contact}/compte`, { adresse: email })
    assert.match(asked.headers.location ?? '', /fait=propose$/)
    assert.match(wordsOf((await alix.get(`${people}/${contact}`)).body), /sa réponse est attendue/)
    const page = (await resident.get('/compte/fiches')).body
    assert.match(wordsOf(page), /« Ida Proposée », à Corbas : est-ce vous \?/)
    const proposition = /name="proposition" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const said = { collectivite: site.id, proposition, reponse: 'oui' }
    assert.equal((await resident.post('/compte/fiches', said)).headers.location, '/compte/fiches?fait=oui')
    assert.equal((await resident.post('/compte/fiches', said)).headers.location, '/compte/fiches?fait=passe')
    assert.match(wordsOf((await alix.get(`${people}/${contact}`)).body), /a prouvé son adresse et donné son accord/)
    await resident.post('/compte/fiches', { collectivite: site.id, fiche: contact })
    assert.doesNotMatch((await resident.get('/compte/fiches')).body, /Ida Proposée/)
  })

  test('un autre service n’en voit que l’objet et l’avancement ; discret, qu’il existe ; secret, rien', async () => {
    const contact = await known
    const look = async () => {
      await civil.post(`${people}/${contact}`, { motif: 'present' })
      return civil.get(`${people}/${contact}`)
    }
    const outline = await look()
    assert.match(wordsOf(outline.body), /Autre service : l’objet et l’avancement seulement/)
    assert.ok(!outline.body.includes('/bureau/corbas/demandes/0'))
    const roads = services.get('voirie') ?? ''
    const admin = bureau.agent(administrator.accountId, [{ role: 'administrator', serviceId: null }])
    await setDiscretion(admin, { collectivityId: site.id, serviceId: roads, level: 'discreet' })
    const hint = wordsOf((await look()).body)
    assert.match(hint, /Un autre service connaît cette personne/)
    assert.doesNotMatch(hint, /COR-2026/)
    await setDiscretion(admin, { collectivityId: site.id, serviceId: roads, level: 'secret' })
    const nothing = wordsOf((await look()).body)
    assert.doesNotMatch(nothing, /Un autre service|COR-2026/)
    // Its own agents go on; who supervises the whole does not see through.
    assert.match(wordsOf((await alix.get(`${people}/${contact}`)).body), /COR-2026/)
    await ange.post(`${people}/${contact}`, { motif: 'present' })
    assert.doesNotMatch(wordsOf((await ange.get(`${people}/${contact}`)).body), /COR-2026/)
    await setDiscretion(admin, { collectivityId: site.id, serviceId: roads, level: 'open' })
  })

  test('le registre se lit de qui supervise toute la collectivité', async () => {
    const page = await ange.get(`${people}/consultations`)
    assert.equal(page.statusCode, 200)
    assert.match(wordsOf(page.body), /Alix Exemple.*Una Regardée/)
    assert.equal((await alix.get(`${people}/consultations`)).statusCode, 404)
    assert.ok(
      (await listLookups(bureau.agent(ange.accountId, [{ role: 'supervisor', serviceId: null }]), site.id)).length > 0,
    )
  })

  test('les services discrets se règlent de qui administre', async () => {
    const page = await administrator.get(`${people}/discretion`)
    assert.equal(page.statusCode, 200)
    const civilService = services.get('etat-civil') ?? ''
    await administrator.post(`${people}/discretion`, { [`service-${civilService}`]: 'discreet' })
    const rows = await sql<{ level: string }>('select level from contacts.discreet_service where service_id = $1', [
      civilService,
    ])
    assert.deepEqual(rows, [{ level: 'discreet' }])
    assert.equal((await ange.get(`${people}/discretion`)).statusCode, 404)
  })

  test('accords, foyer, réunion, séparation et correction se font de la page', async () => {
    const same = { nom: 'Doublée', prenom: 'Ana', naissance: '1987-03-27' }
    const [kept, other] = [await createPerson(same), await createPerson(same)]
    const here = `${people}/${kept}`
    await alix.post(here, { motif: 'duplicate' })
    const page = await alix.get(here)
    assert.match(wordsOf(page.body), /Peut-être la même personne.*même nom et même date de naissance/)
    assert.equal((await alix.post(`${here}/reunir`, { autre: other })).headers.location, `${here}?fait=reunies`)
    const united = await alix.get(`${here}?fait=reunies`)
    assert.match(wordsOf(united.body), /Fiches réunies.*réunie par Alix Exemple/)
    const { reunion = '' } = hiddenFields(united, `${here}/separer`)
    await alix.post(`${here}/separer`, { reunion })
    assert.match(wordsOf((await alix.get(here)).body), /Peut-être la même personne/)
    await alix.post(`${here}/accords`, { pour: 'news', moyen: 'sms', reponse: 'non', comment: 'written' })
    assert.match(wordsOf((await alix.get(here)).body), /nouvelles de la commune, par SMS non, écrit/)
    const form = await alix.get(`${here}/corriger`)
    const hidden = hiddenFields(form, `${here}/corriger`)
    const changed = { ...hidden, sorte: 'person', ...same, prenom: 'Anna' }
    assert.equal((await alix.post(`${here}/corriger`, changed)).statusCode, 303)
    assert.equal((await alix.post(`${here}/corriger`, changed)).statusCode, 422)
    const home = await createPerson({ sorte: 'household', 'nom-du-foyer': 'Foyer Doublé' })
    await alix.post(`${people}/${home}`, { motif: 'present' })
    await alix.post(`${people}/${home}/membres`, { membre: 'Anna Doublée', lien: 'adult' })
    assert.match(wordsOf((await alix.get(`${people}/${home}`)).body), /Anna Doublée , adulte|Anna Doublée, adulte/)
  })

  test('une demande en ligne se relie à une fiche, et la fiche la montre', async () => {
    const contact = await createPerson({ nom: 'Exemple', prenom: 'Bérénice' })
    const { dossierId, number } = await bureau.file({ givenName: 'Bérénice' })
    assert.ok((await alix.get(`/bureau/corbas/demandes/${dossierId}`)).body.includes(`${people}/relier/${dossierId}`))
    const page = await alix.get(`${people}/relier/${dossierId}`)
    assert.match(wordsOf(page.body), /Bérénice Exemple.*C’est cette personne/)
    await alix.post(`${people}/relier/${dossierId}`, { fiche: contact })
    assert.match(wordsOf((await alix.get(`/bureau/corbas/demandes/${dossierId}`)).body), /Fiche d’usager liée/)
    await alix.post(`${people}/${contact}`, { motif: 'request' })
    assert.ok(wordsOf((await alix.get(`${people}/${contact}`)).body).includes(number))
    assert.equal((await civil.get(`${people}/relier/${dossierId}`)).statusCode, 404)
  })

  test('la fiche d’une autre collectivité n’existe pas', async () => {
    const contact = await known
    assert.equal((await elsewhere.get(`/bureau/givors/usagers/${contact}`)).statusCode, 404)
    assert.equal((await elsewhere.get(`/bureau/givors/accueil/${contact}`)).statusCode, 404)
  })
})
