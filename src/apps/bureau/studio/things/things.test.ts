import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getDraft } from '#counter/studio'
import { openBureau } from '../../testing.ts'
import { choiceOf } from './things.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const base = '/bureau/corbas/atelier'
const author = bureau.agent(camille.accountId, [{ role: 'administrator', serviceId: null }])

async function begin(nom: string, browser = camille, at = base) {
  const made = await browser.post(`${at}/nouveau`, { depart: 'rien', nom })
  assert.equal(made.statusCode, 303, made.body)
  const draft = String(made.headers.location)
  const send = async (form: Record<string, string>, path = draft) => {
    const version = /name="version" value="(\d+)"/.exec((await browser.get(path)).body)?.[1] ?? ''
    return browser.post(path, { version, ...form })
  }
  const fields = async () =>
    (await getDraft(author, { owner: bureau.site.id, id: draft.split('/').at(-1) ?? '' })).document.definition.form
      .pages[0]?.fields ?? []
  return { draft, send, fields }
}

/** The options of a list to choose from. */
const optionsOf = (body: string, name: string): readonly string[] =>
  [
    ...(new RegExp(`<select[^>]* name="${name.replaceAll('.', '\\.')}"[^>]*>(.*?)</select>`, 's')
      .exec(body)?.[1]
      ?.matchAll(/<option[^>]*>([^<]*)/g) ?? []),
  ].map(([, label]) => (label ?? '').replaceAll('\u00a0', ' '))

test('une liste, un agenda, des fiches se choisissent ; ce qui n’existe pas est dit et gardé', async () => {
  await camille.upload(`${base}/listes`, [
    ['titre', 'Les écoles'],
    ['lignes', 'Jean-Jaurès\nLouise-Michel'],
  ])
  const { draft, send, fields } = await begin('Inscrire un enfant')
  await send({ geste: 'champ-ajouter', page: 'demande', libelle: 'Quelle école ?', type: 'choice' })
  const place = { page: 'demande', champ: 'quelle_ecole', geste: 'champ-changer', libelle: 'Quelle école ?' }
  const page = await camille.get(`${draft}?page=demande&champ=quelle_ecole`)
  assert.ok(optionsOf(page.body, 'reglage.source').includes('Les écoles'))
  assert.match(page.body, new RegExp(`href="${base}/listes"`))
  const chosen = await send({ ...place, reglages: 'oui', 'reglage.source': 'les-ecoles' })
  assert.equal(chosen.statusCode, 303, chosen.body)
  const [field] = await fields()
  assert.deepEqual(field && 'source' in field ? field.source : undefined, { list: 'les-ecoles' })

  await send({ geste: 'champ-ajouter', page: 'demande', libelle: 'Quand ?', type: 'slot' })
  const times = await camille.get(`${draft}?page=demande&champ=quand`)
  assert.ok(optionsOf(times.body, 'reglage.agenda').includes('« agenda », qui n’existe pas ici'))
  assert.match(times.body, /href="\/bureau\/corbas\/agendas\/nouveau"/)
  const kept = await send({
    page: 'demande',
    champ: 'quand',
    geste: 'champ-changer',
    libelle: 'Quand ?',
    reglages: 'oui',
    'reglage.agenda': 'agenda',
  })
  assert.equal(kept.statusCode, 303, kept.body)
  const time = (await fields()).find(({ id }) => id === 'quand')
  assert.equal(time?.type === 'slot' ? time.agenda : undefined, 'agenda')
})

test('des fiches qui ne sont pas encore là se nomment ; un nom mal écrit est redemandé, et reste', async () => {
  const { draft, send, fields } = await begin('Louer une salle')
  await send({ geste: 'champ-ajouter', page: 'demande', libelle: 'Laquelle ?', type: 'card' })
  const place = { page: 'demande', champ: 'laquelle', geste: 'champ-changer', libelle: 'Laquelle ?', reglages: 'oui' }
  const bad = await send({ ...place, 'reglage.list': 'liste', 'reglage.list.autre': 'Les salles' })
  assert.equal(bad.statusCode, 422)
  assert.match(bad.body, /Des lettres minuscules/)
  assert.match(bad.body, /value="Les salles"/)
  assert.equal((await send({ ...place, 'reglage.list': 'liste', 'reglage.list.autre': 'salles' })).statusCode, 303)
  const [field] = await fields()
  assert.equal(field?.type === 'card' ? field.list : undefined, 'salles')
  const page = await camille.get(`${draft}?page=demande&champ=laquelle`)
  assert.ok(optionsOf(page.body, 'reglage.list').includes('« salles », qui n’existe pas ici'))
})

test('dans un circuit, une régie, un modèle et des fiches se choisissent de même', async () => {
  const { draft, send } = await begin('Payer une place')
  const circuit = `${draft}/circuit`
  for (const genre of ['generate_document', 'card', 'ask_outside']) {
    const made = await send({ geste: 'etape-ajouter', statut: 'nouvelle', genre }, circuit)
    const page = await camille.get(String(made.headers.location).replace(/#.*/, ''))
    if (genre === 'generate_document') {
      assert.ok(optionsOf(page.body, 'template').includes('« modele », qui n’existe pas ici'))
      assert.match(page.body, /href="\/bureau\/corbas\/modeles"/)
    }
    if (genre === 'card') assert.match(page.body, /name="list.autre"/)
  }
})

test('le territoire, qui n’a ni agenda ni régie, écrit le nom que chaque collectivité donnera au sien', async () => {
  const operator = await bureau.signIn('exploitation@exemple.fr')
  const { draft, send } = await begin('Prendre rendez-vous', operator, '/bureau/exploitation/atelier')
  await send({ geste: 'champ-ajouter', page: 'demande', libelle: 'Quand ?', type: 'slot' })
  const page = await operator.get(`${draft}?page=demande&champ=quand`)
  assert.match(page.body, /name="reglage.agenda"[^>]*value="agenda"/)
  assert.match(page.body, /chaque collectivité qui propose la démarche a le sien/)
})

test('ce qui est écrit reste écrit de même, sous quelque nom qu’on le connaisse', () => {
  const things = { isOfEach: false, there: [{ value: 'titres-d-identite', label: 'Titres', also: ['123456'] }] }
  const gone = (name: string) => `${name} ?`
  assert.deepEqual(choiceOf(things, '', gone).options, [{ value: 'titres-d-identite', label: 'Titres' }])
  assert.deepEqual(choiceOf(things, 'titres_d_identite', gone), {
    options: [{ value: 'titres_d_identite', label: 'Titres' }],
    isGone: false,
  })
  assert.equal(choiceOf(things, '123456', gone).isGone, false)
  assert.deepEqual(choiceOf(things, 'autre', gone).options[0], { value: 'autre', label: 'autre ?' })
})

test('une question entre dans des lignes par un bouton, et ce qui la nommait est dit', async () => {
  const { draft, send } = await begin('Inscrire une fratrie')
  await send({ geste: 'champ-ajouter', page: 'demande', libelle: 'Enfants', type: 'repeated' })
  await send({ geste: 'champ-ajouter', page: 'demande', libelle: 'Une allergie ?', type: 'yes_no' })
  const page = await camille.get(`${draft}?page=demande&champ=une_allergie`)
  assert.ok(optionsOf(page.body, 'vers').includes('La demande › Enfants'))
  const into = { page: 'demande', champ: 'une_allergie', geste: 'champ-page', vers: 'demande/enfants' }
  const moved = await send(into)
  assert.match(String(moved.headers.location), /champ=enfants%2Fune_allergie/)
  const inside = await camille.get(String(moved.headers.location))
  assert.ok(optionsOf(inside.body, 'vers').includes('La demande'))
  // The form says who asks by a question that is in rows now.
  await send({ page: 'vous', champ: 'demandeur', geste: 'champ-page', vers: 'demande/enfants' })
  assert.match((await camille.get(`${draft}/publication`)).body, /empêche/)
  const nested = await send({ page: 'demande', champ: 'enfants', geste: 'champ-page', vers: 'demande/enfants' })
  assert.equal(nested.statusCode, 422)
  assert.match(nested.body, /Cette question ne peut pas aller là/)
})
