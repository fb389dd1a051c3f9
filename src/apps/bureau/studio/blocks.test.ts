import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Definition, publishBlock } from '#counter/procedures'
import { systemContext } from '#platform/context'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const base = '/bureau/corbas/atelier'
const textOf = (page: { readonly body: string }): string => page.body.replaceAll('\u00a0', ' ')
const fr = (text: string) => ({ fr: text })
await publishBlock(systemContext(bureau.app, 'essai'), {
  slug: 'vehicule',
  title: fr('Votre véhicule'),
  fields: [
    { id: 'marque', type: 'text', label: fr('Quelle marque ?') },
    { id: 'electrique', type: 'yes_no', label: fr('Est-il électrique ?') },
  ],
})
const begin = async (nom: string) =>
  String((await camille.post(`${base}/nouveau`, { depart: 'rien', nom })).headers.location)
const versionOf = async (address: string): Promise<string> =>
  /name="version" value="(\d+)"/.exec((await camille.get(address)).body)?.[1] ?? ''
const gesture = async (draft: string, form: Record<string, string | string[]>) =>
  camille.post(draft, { version: await versionOf(draft), ...form })

test('un bloc partagé s’insère, se lit dans l’aperçu et dans les règles, et se publie avec ses questions', async () => {
  const draft = await begin('Garer un véhicule')
  const missing = await gesture(draft, { geste: 'bloc-inserer', page: 'demande', bloc: '' })
  assert.equal(missing.statusCode, 422)
  const added = await gesture(draft, { geste: 'bloc-inserer', page: 'demande', bloc: 'vehicule:Votre véhicule' })
  assert.match(String(added.headers.location), /champ=votre_vehicule/)
  const panel = textOf(await camille.get(`${draft}?page=demande&champ=votre_vehicule`))
  assert.match(panel, /Quelle marque/)
  assert.doesNotMatch(panel, /Des brouillons s’en servent/)
  assert.match(textOf(await camille.get(`${draft}/apercu/demande`)), /Est-il électrique/)
  await gesture(draft, { geste: 'champ-ajouter', page: 'demande', libelle: 'Une borne ?', type: 'yes_no' })
  const rule = `${draft}/regle?regle=quand&page=demande&champ=une_borne`
  const line = { 'p.r': 'all', 'p.r.0': 'line', 'p.r.0.s': 'a:electrique', 'c.r.0': 'yes' }
  const saved = await camille.post(rule, { version: await versionOf(rule), ...line, geste: 'enregistrer' })
  assert.equal(saved.statusCode, 303, saved.body)
  assert.match(textOf(await camille.get(`${draft}?page=demande&champ=une_borne`)), /Est-il électrique.* est oui/)
  assert.match(textOf(await camille.get(`${draft}/publication`)), /Rien n’empêche de publier/)
  const file = JSON.stringify((await camille.get(`${draft}/export.json`)).json())
  assert.match(file, /Quelle marque/)
  assert.doesNotMatch(file, /"type":"block"/)
  // Its condition is that of each of its questions.
  const own = `${draft}/regle?regle=quand&page=demande&champ=votre_vehicule`
  assert.equal((await camille.get(own)).statusCode, 200)
  const other = await begin('Louer un véhicule')
  await gesture(other, { geste: 'bloc-inserer', page: 'demande', bloc: 'vehicule:Votre véhicule' })
  const users = textOf(await camille.get(`${other}?page=demande&champ=votre_vehicule`))
  assert.match(users, /Des brouillons s’en servent/)
  assert.match(users, /Garer un véhicule/)
})

test('ce qui se dit de la démarche entière se règle en une page', async () => {
  const draft = await begin('Garer une remorque')
  await gesture(draft, { geste: 'champ-ajouter', page: 'vous', libelle: 'Votre téléphone', type: 'phone' })
  const form = {
    geste: 'a-propos',
    titre: 'Garer une remorque',
    resume: 'Une place pour une remorque.',
    pour_qui: 'Toute personne.',
    minutes: '5',
    delai: '12',
    contact: 'L’accueil de la mairie',
    tarif: '12,50',
    demandeur: 'demandeur',
    courriel: 'courriel',
    telephone: 'votre_telephone',
    objet: '',
    preparer: 'La carte grise\n\nUne photo',
    mots: 'caravane, attelage',
    titre_en: 'Park a trailer',
  }
  assert.equal((await gesture(draft, form)).statusCode, 303)
  const { definition } = (await camille.get(`${draft}/export.json`)).json() as { definition: Definition }
  assert.equal(definition.applicant.phone, 'votre_telephone')
  assert.equal(definition.defaults.feeCents, 1250)
  assert.deepEqual(definition.prepare, [fr('La carte grise'), fr('Une photo')])
  assert.deepEqual(definition.keywords.fr, ['caravane', 'attelage'])
  assert.equal(definition.title.en, 'Park a trailer')
  assert.equal(definition.nextSteps.length, 2)
})

test('un bloc que la bibliothèque n’a pas empêche de publier, et le dit à sa place', async () => {
  const draft = await begin('Garer un bateau')
  await gesture(draft, { geste: 'bloc-inserer', page: 'demande', bloc: 'bateau:Votre bateau' })
  const page = textOf(await camille.get(`${draft}?page=demande&champ=votre_bateau`))
  assert.match(page, /Empêche de publier.*« bateau » n’est pas dans la bibliothèque/)
})
