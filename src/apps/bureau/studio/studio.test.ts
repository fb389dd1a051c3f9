import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { findOffer } from '#counter/procedures'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const base = '/bureau/corbas/atelier'

/** What a page holds, without the markup of its no-break spaces. */
const textOf = (page: { readonly body: string }): string => page.body.replaceAll('\u00a0', ' ')

async function begin(nom: string): Promise<string> {
  const made = await camille.post(`${base}/nouveau`, { depart: 'rien', nom })
  assert.equal(made.statusCode, 303, made.body)
  return String(made.headers.location)
}

const versionOf = async (draft: string): Promise<string> =>
  /name="version" value="(\d+)"/.exec((await camille.get(draft)).body)?.[1] ?? ''

const gesture = async (draft: string, form: Record<string, string>) =>
  camille.post(draft, { version: await versionOf(draft), ...form })

test('l’atelier est à qui administre la collectivité ; pour les autres il n’existe pas', async () => {
  assert.equal((await camille.get(base)).statusCode, 200)
  const agent = await bureau.signIn('voirie.corbas@exemple.fr')
  assert.equal((await agent.get(base)).statusCode, 404)
  assert.equal((await camille.get('/bureau/givors/atelier')).statusCode, 404)
})

test('une démarche commence de rien ; sans nom, la page dit quoi écrire', async () => {
  const refused = await camille.post(`${base}/nouveau`, { depart: 'rien', nom: ' ' })
  assert.equal(refused.statusCode, 422)
  assert.match(textOf(refused), /Écrivez le nom de la démarche/)
  const draft = await begin('Réserver un barnum')
  assert.match(textOf(await camille.get(base)), /Réserver un barnum/)
  assert.match(textOf(await camille.get(draft)), /Pages|La demande/)
})

test('on ajoute une page, une question, des réponses ; on les déplace et on les retire par des boutons', async () => {
  const draft = await begin('Prêter des tables')
  const added = await gesture(draft, { geste: 'champ-ajouter', page: 'demande', libelle: 'Combien ?', type: 'choice' })
  assert.equal(added.statusCode, 303)
  assert.match(String(added.headers.location), /page=demande&champ=combien&fait=oui/)
  const place = { page: 'demande', champ: 'combien' }
  const saved = await gesture(draft, {
    ...place,
    geste: 'champ-changer',
    libelle: 'Combien de tables ?',
    libelle_en: 'How many tables?',
    'option.oui': 'Dix',
    'option.non': 'Vingt',
    'option-nouvelle': 'Trente',
  })
  assert.equal(saved.statusCode, 303, saved.body)
  await gesture(draft, {
    ...place,
    geste: 'option-monter:trente',
    libelle: 'Combien de tables ?',
    libelle_en: 'How many tables?',
  })
  const page = await camille.get(`${draft}?page=demande&champ=combien`)
  const order = [...page.body.matchAll(/name="option\.([a-z_]+)"/g)].map(([, name]) => name)
  assert.deepEqual(order, ['oui', 'trente', 'non'])
  assert.match(page.body, /How many tables/)
  await gesture(draft, { geste: 'champ-ajouter', page: 'demande', libelle: 'Pour quel jour ?', type: 'date' })
  await gesture(draft, { page: 'demande', champ: 'pour_quel_jour', geste: 'champ-monter' })
  await gesture(draft, { geste: 'page-ajouter', titre: 'Où les livrer ?' })
  await gesture(draft, { page: 'demande', champ: 'pour_quel_jour', geste: 'champ-page', vers: 'ou_les_livrer' })
  await gesture(draft, { page: 'ou_les_livrer', geste: 'page-monter' })
  const preview = await camille.get(`${draft}/apercu/ou_les_livrer`)
  assert.equal(preview.statusCode, 200)
  assert.match(preview.body, /Pour quel jour/)
  assert.match(String(preview.headers['content-security-policy']), /frame-ancestors 'self'/)
  assert.match(String(page.headers['content-security-policy']), /frame-src 'self'/)
  await gesture(draft, { ...place, geste: 'champ-retirer' })
  assert.doesNotMatch((await camille.get(`${draft}?page=demande`)).body, /Combien de tables/)
})

test('deux personnes changent le même texte : la seconde lit les deux, et garde le sien', async () => {
  const draft = await begin('Prêter un vélo')
  await gesture(draft, { geste: 'champ-ajouter', page: 'demande', libelle: 'Taille', type: 'text' })
  const seen = await versionOf(draft)
  const place = { page: 'demande', champ: 'taille', geste: 'champ-changer' }
  assert.equal((await camille.post(draft, { ...place, version: seen, libelle: 'Votre taille' })).statusCode, 303)
  // She saw the older version too, but changes something else.
  const hint = await camille.post(draft, { ...place, version: seen, libelle: 'Taille', aide: 'En centimètres' })
  assert.equal(hint.statusCode, 303)
  const rival = await camille.post(draft, { ...place, version: seen, libelle: 'Taille en cm' })
  assert.equal(rival.statusCode, 422)
  const page = textOf(rival)
  assert.match(page, /Camille Fictif a changé la même chose/)
  assert.match(page, /Votre taille/)
  assert.match(page, /value="Taille en cm"/)
  assert.match(page, /En centimètres/)
})

test('annuler et rétablir se font par deux boutons', async () => {
  const draft = await begin('Prêter un four')
  await gesture(draft, { geste: 'page-ajouter', titre: 'Une page de plus' })
  assert.match((await camille.get(draft)).body, /Une page de plus/)
  const version = await versionOf(draft)
  assert.equal((await camille.post(`${draft}/annuler`, { version })).statusCode, 303)
  assert.doesNotMatch((await camille.get(draft)).body, /Une page de plus/)
  const late = await camille.post(`${draft}/annuler`, { version })
  assert.equal(late.statusCode, 422)
  assert.match(textOf(late), /Quelqu’un a changé le brouillon/)
  await camille.post(`${draft}/retablir`, { version: await versionOf(draft) })
  assert.match((await camille.get(draft)).body, /Une page de plus/)
})

test('un fichier qui n’est pas une démarche est refusé, avec l’endroit', async () => {
  const send = (content: string) =>
    camille.upload(`${base}/nouveau`, [['fichier', { name: 'x.json', content: Buffer.from(content) }]])
  assert.match(textOf(await send('{')), /n’est pas du JSON/)
  const wrong = await send('{"format":"traboule.package/1","definition":{},"workflow":{}}')
  assert.equal(wrong.statusCode, 422)
  assert.match(textOf(wrong), /definition/)
})

test('une démarche faite ici se publie une fois lue, avec un service pour chaque fonction, et l’habitant lit sa page', async () => {
  const draft = await begin('Réserver le kiosque')
  const blocked = textOf(await camille.get(`${draft}/publication`))
  assert.match(blocked, /Une chose empêche de publier.*Page « La demande » : ajoutez au moins une question\./s)
  await gesture(draft, { geste: 'champ-ajouter', page: 'demande', libelle: 'Quel jour ?', type: 'date' })
  const ready = await camille.get(`${draft}/publication`)
  assert.match(textOf(ready), /Rien n’empêche de publier/)
  const signed = [...ready.body.matchAll(/name="lu" value="([^"]+)"/g)].map(
    ([, key]) => key?.replaceAll('&amp;', '&') ?? '',
  )
  assert.ok(signed.length > 0)
  const service = /<option value="([0-9a-f-]{36})"/.exec(ready.body)?.[1] ?? ''
  const publish = async (form: Record<string, string | string[]>) =>
    camille.post(`${draft}/publication`, { version: await versionOf(draft), ...form })
  assert.equal((await publish({ lu: signed })).statusCode, 422)
  const unsigned = await publish({ 'fonction.instructor': service })
  assert.match(textOf(unsigned), /Lisez chaque remarque/)
  assert.equal((await publish({ lu: signed, 'fonction.instructor': service })).statusCode, 303)
  const done = textOf(await camille.get(`${draft}/publication`))
  assert.match(done, /La démarche est publiée/)
  assert.match(done, /Remarques lues et acceptées à la publication/)
  assert.doesNotMatch(done, /missing_english|hard_to_read/)
  const offer = await bureau.db.readCollectivity(bureau.site.id, (tx) =>
    findOffer(tx, bureau.site.id, 'reserver-le-kiosque'),
  )
  assert.equal(offer?.bindings['instructor'], service)
  const file = await camille.get(`${draft}/export.json`)
  assert.equal((file.json() as { format: string }).format, 'traboule.package/1')
  // Taken up again from the file, and abandoned.
  const again = await camille.upload(`${base}/nouveau`, [['fichier', { name: 'k.json', content: file.rawPayload }]])
  const second = String(again.headers.location)
  assert.equal((await camille.post(`${second}/abandonner`, { version: '1' })).statusCode, 303)
  const next = await camille.post(`${base}/nouveau`, { depart: 'version', reprise: 'reserver-le-kiosque' })
  assert.equal(next.statusCode, 303)
})

test('le circuit se lit dessiné et en liste ; statuts et étapes se changent par des formulaires', async () => {
  const draft = await begin('Prêter un projecteur')
  const circuit = `${draft}/circuit`
  const act = async (form: Record<string, string>) =>
    camille.post(circuit, { version: await versionOf(draft), ...form })
  const first = textOf(await camille.get(circuit))
  assert.match(first, /<svg/)
  assert.match(first, /Bouton « Accepter », vers « Acceptée »/)
  assert.equal((await act({ geste: 'statut-ajouter', nom: '' })).statusCode, 422)
  assert.equal((await act({ geste: 'statut-ajouter', nom: 'Matériel préparé' })).statusCode, 303)
  const added = await act({ geste: 'etape-ajouter', statut: 'materiel_prepare', genre: 'on_delay' })
  assert.match(String(added.headers.location), /statut=materiel_prepare&etape=0/)
  const place = { statut: 'materiel_prepare', etape: '0' }
  assert.equal((await act({ ...place, geste: 'etape-changer', 'after.nombre': '3', to: 'acceptee' })).statusCode, 303)
  const button = {
    label: 'Préparer',
    to: 'materiel_prepare',
    by: 'instructor',
    tone: 'forward',
    consequences: 'On prépare.',
  }
  await act({ statut: 'a_l_etude', etape: '0', geste: 'etape-changer', ...button })
  const page = textOf(await camille.get(`${circuit}?statut=materiel_prepare&etape=0`))
  assert.match(page, /Attend 3 jours, puis « Acceptée »/)
  assert.match(page, /Bouton « Préparer », vers « Matériel préparé »/)
  await act({ statut: 'a_l_etude', etape: '0', geste: 'etape-descendre' })
  await act({ statut: 'materiel_prepare', geste: 'statut-monter' })
  await act({
    statut: 'materiel_prepare',
    geste: 'statut-changer',
    label: 'Prêt à partir',
    publicLabel: 'C’est prêt.',
    phase: 'examined',
    outcome: '',
  })
  assert.match(textOf(await camille.get(circuit)), /Prêt à partir/)
  // Taken away, the step that leads there is a fault that publication tells, with the place to mend.
  await act({ statut: 'materiel_prepare', geste: 'statut-retirer' })
  const checks = textOf(await camille.get(`${draft}/publication`))
  assert.match(checks, /mène au statut « materiel_prepare », qui n’existe pas/)
  assert.match(checks, /circuit\?statut=a_l_etude/)
})

test('le schéma des fichiers de démarche se lit à son adresse, et un fichier exporté lui obéit', async () => {
  const answer = await camille.get('/schemas/traboule.package-1.json')
  assert.equal(answer.statusCode, 200)
  const schema = Compile(answer.json() as TSchema)
  const draft = await begin('Prêter un écran')
  await gesture(draft, { geste: 'champ-ajouter', page: 'demande', libelle: 'Quel jour ?', type: 'date' })
  const file = (await camille.get(`${draft}/export.json`)).json() as object
  assert.equal(schema.Check(file), true)
  assert.equal(schema.Check({ ...file, definition: 3 }), false)
})
