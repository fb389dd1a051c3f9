import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { registerLetter, registerPosted } from '#counter/mailroom'
import { newId } from '#kernel/ids'
import { wordsOf } from '../../guichet/testing.ts'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau()
const { sql, site, services } = bureau
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const elected = await bureau.signIn('elue.corbas@exemple.fr')
const elsewhere = await bureau.signIn('voirie.givors@exemple.fr')
const base = '/bureau/corbas/registre'
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')

const typed = {
  correspondant: 'Ana Exemple',
  objet: 'Lampadaire éteint',
  jour: '2026-11-20',
  datee: '2026-11-18',
  service: '',
}
async function register(more: Readonly<Record<string, string>> = {}, scan?: { name: string; content: Buffer }) {
  const page = await alix.get(`${base}/nouveau?sens=${more['sens'] ?? 'arrivee'}`)
  const fields = { ...hiddenFields(page, `${base}/nouveau`), ...typed, ...more }
  return alix.upload(`${base}/nouveau`, [...Object.entries(fields), ...(scan ? [['numerisation', scan] as const] : [])])
}
const itemOf = (answer: Awaited<ReturnType<typeof register>>): string => {
  assert.equal(answer.statusCode, 303, wordsOf(answer.body))
  return String(answer.headers.location)
}
const numbers = async (direction: string): Promise<number[]> =>
  (
    await sql<{ number: number }>('select number from mailroom.item where direction = $1 order by number', [direction])
  ).map(({ number }) => number)

suite('le registre du courrier', () => {
  test('n’existe ni pour une personne élue, ni pour un agent d’ailleurs', async () => {
    assert.equal((await elected.get(base)).statusCode, 404)
    assert.equal((await elsewhere.get(base)).statusCode, 404)
  })

  test('numérote sans trou : une lettre refusée ne prend pas de numéro, une lettre renvoyée n’en prend qu’un', async () => {
    const first = itemOf(await register({}, { name: 'lettre.pdf', content: pdf }))
    assert.match(wordsOf((await alix.get(first)).body), /A-2026-00001/)
    const wrong = await register({ correspondant: '', jour: '2026-12-31' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wordsOf(wrong.body), /Indiquez un jour passé/)
    const disguised = await register({}, { name: 'lettre.pdf', content: Buffer.from('MZ\u0090 un programme') })
    assert.equal(disguised.statusCode, 422)
    const id = newId()
    const twice = [itemOf(await register({ lettre: id })), itemOf(await register({ lettre: id }))]
    assert.equal(twice[0], twice[1])
    assert.deepEqual(await numbers('in'), [1, 2])
  })

  test('au même moment, chacune a le sien', async () => {
    const before = (await numbers('in')).length
    const agent = bureau.agent(alix.accountId, [{ role: 'agent', serviceId: null }])
    const letter = {
      collectivityId: site.id,
      direction: 'in' as const,
      correspondent: 'x',
      subject: 'y',
      onDay: '2026-11-20',
      writtenOn: '',
      scans: [],
    }
    await Promise.all(Array.from({ length: 12 }, () => registerLetter(agent, { ...letter, id: newId() })))
    const after = await numbers('in')
    assert.deepEqual(
      after,
      Array.from({ length: before + 12 }, (_, index) => index + 1),
    )
  })

  test('se cherche, se télécharge, et ne dit rien d’un autre service', async () => {
    const secret = await register({ objet: 'Confidentiel de l’état civil', service: services.get('etat-civil') ?? '' })
    assert.equal(secret.headers.location, `${base}?sens=arrivee`)
    const page = wordsOf((await alix.get(base)).body)
    assert.match(page, /Pour un autre service/)
    assert.doesNotMatch(page, /Confidentiel/)
    assert.doesNotMatch(wordsOf((await alix.get(`${base}?q=confidentiel`)).body), /A-2026/)
    assert.match(wordsOf((await civil.get(`${base}?q=confident etat`)).body), /A-2026-\d{5}/)
    const [row] = await sql<{ id: string }>(`select id from mailroom.item where subject like 'Confidentiel%'`)
    assert.equal((await alix.get(`${base}/${row?.id}`)).statusCode, 404)
    itemOf(await register({ objet: '=1+1' }))
    const csv = await alix.get(`${base}/export.csv?sens=arrivee&annee=2026`)
    assert.match(csv.body, /A-2026-00001/)
    assert.match(csv.body, /'=1\+1/)
    assert.doesNotMatch(csv.body, /Confidentiel/)
  })

  test('un numéro annulé reste, avec sa raison', async () => {
    const here = itemOf(await register({ objet: 'Enregistrée deux fois' }))
    assert.equal((await alix.post(`${here}/annuler`, { raison: '' })).statusCode, 422)
    await alix.post(`${here}/annuler`, { raison: 'doublon du matin' })
    assert.match(wordsOf((await alix.get(here)).body), /Annulé par Alix Exemple .* doublon du matin/)
  })
})

suite('une lettre et sa demande', () => {
  test('une lettre devient une demande, avec sa numérisation, à la date où elle est arrivée', async () => {
    const here = itemOf(await register({}, { name: 'lettre.pdf', content: pdf }))
    const page = await alix.get(here)
    assert.match(page.body, /accueil\?courrier=/)
    const id = here.split('/').at(-1) ?? ''
    const address = '/bureau/corbas/accueil/sans-fiche/lampadaire-en-panne'
    const form = await alix.get(`${address}?courrier=${id}`)
    assert.match(wordsOf(form.body), /Depuis la lettre A-2026-/)
    const filled = {
      ...hiddenFields(form, address),
      canal: 'letter',
      recue: '2026-11-20',
      'applicant.givenName': 'Ana',
      'applicant.familyName': 'Exemple',
      problem: 'off',
      'place.line': '27 rue des Essais',
      'place.postalCode': '69960',
      'place.city': 'Corbas',
    }
    const filed = await alix.post(address, filled)
    assert.equal(filed.statusCode, 303, wordsOf(filed.body))
    assert.equal((await alix.post(address, filled)).headers.location, filed.headers.location)
    const [row] = await sql<{ id: string; channel: string; day: string }>(
      `select d.id, d.channel, d.submitted_at::date::text as day from mailroom.item i
       join dossiers.dossier d on d.id = i.dossier_id where i.id = $1`,
      [id],
    )
    assert.deepEqual([row?.channel, row?.day], ['letter', '2026-11-20'])
    const case_ = wordsOf((await alix.get(`/bureau/corbas/demandes/${row?.id}`)).body)
    assert.match(case_, /Pièces reçues avec la demande lettre.pdf/)
  })

  test('une lettre se joint à une demande, une lettre envoyée aussi, chacune une fois', async () => {
    const { dossierId, number } = await bureau.file()
    const came = itemOf(await register({ objet: 'Complément' }, { name: 'complement.pdf', content: pdf }))
    const unknown = await alix.post(`${came}/joindre`, { demande: 'COR-2026-99999' })
    assert.equal(unknown.statusCode, 422)
    assert.match(wordsOf(unknown.body), /Aucune demande de ce numéro/)
    assert.equal((await alix.post(`${came}/joindre`, { demande: number, personne: '1' })).statusCode, 303)
    assert.equal((await alix.post(`${came}/joindre`, { demande: number, personne: '1' })).statusCode, 303)
    const left = itemOf(await register({ sens: 'depart', objet: 'Réponse', correspondant: 'Ana Exemple' }))
    assert.match(wordsOf((await alix.get(left)).body), /D-2026-00001/)
    await alix.post(`${left}/joindre`, { demande: number })
    const words = wordsOf((await alix.get(`/bureau/corbas/demandes/${dossierId}`)).body)
    assert.match(words, /Lettre A-2026-\d{5}, arrivée le .* : Complément/)
    assert.match(words, /Lettre D-2026-00001, envoyée le .* : Réponse/)
    const [count] = await sql<{ count: number }>(
      'select count(*) as count from dossiers.message where dossier_id = $1',
      [dossierId],
    )
    assert.equal(count?.count, 2)
  })

  test('la lettre d’un circuit prend son numéro quand elle part, une seule fois', async () => {
    const posted = {
      collectivityId: site.id,
      letterId: newId(),
      dossierId: newId(),
      dossierNumber: 'COR-2026-00001',
      serviceId: services.get('voirie') ?? null,
      recipient: 'Ana Exemple',
      subject: 'Votre demande',
      contactId: null,
    }
    const before = (await numbers('out')).length
    await registerPosted(bureau.app, posted)
    await registerPosted(bureau.app, posted)
    assert.equal((await numbers('out')).length, before + 1)
  })
})
