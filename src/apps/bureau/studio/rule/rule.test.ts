import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Definition } from '#counter/procedures'
import { openBureau } from '../../testing.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const base = '/bureau/corbas/atelier'
const textOf = (page: { readonly body: string }): string => page.body.replaceAll('\u00a0', ' ')

async function begin(nom: string): Promise<string> {
  const made = await camille.post(`${base}/nouveau`, { depart: 'rien', nom })
  assert.equal(made.statusCode, 303, made.body)
  return String(made.headers.location)
}
const versionOf = async (address: string): Promise<string> =>
  /name="version" value="(\d+)"/.exec((await camille.get(address)).body)?.[1] ?? ''
const gesture = async (draft: string, form: Record<string, string | string[]>) =>
  camille.post(draft, { version: await versionOf(draft), ...form })
const documentOf = async (draft: string) =>
  ((await camille.get(`${draft}/export.json`)).json() as { definition: Definition }).definition

const draft = await begin('Prêter une scène')
for (const [libelle, type] of [
  ['Dehors ?', 'yes_no'],
  ['Combien de jours ?', 'number'],
  ['Quel sol ?', 'text'],
] as const) {
  await gesture(draft, { geste: 'champ-ajouter', page: 'demande', libelle, type })
}
const rule = `${draft}/regle?regle=quand&page=demande&champ=quel_sol`

test('une règle se construit ligne à ligne, se relit en une phrase, et se retire', async () => {
  const panel = await camille.get(`${draft}?page=demande&champ=quel_sol`)
  assert.match(textOf(panel), /Écrire une règle/)
  // The button saves what is typed, then opens the builder.
  const opened = await gesture(draft, {
    page: 'demande',
    champ: 'quel_sol',
    libelle: 'Quel sol y a-t-il ?',
    geste: 'champ-regle:quand',
  })
  assert.equal(opened.headers.location, rule)
  const version = await versionOf(rule)
  const first = await camille.post(rule, { version, 'p.r': 'all', 'n.r': 'a:dehors', geste: 'ajouter:r' })
  assert.equal(first.statusCode, 200)
  assert.match(textOf(first), /est oui/)
  const line = { 'p.r.0': 'line', 'p.r.0.s': 'a:dehors', 'c.r.0': 'yes' }
  const second = await camille.post(rule, {
    version,
    'p.r': 'any',
    ...line,
    'n.r': 'a:combien_de_jours',
    geste: 'ajouter:r',
  })
  assert.match(second.body, /name="t.r.1.v"/)
  const more = { 'p.r.1': 'line', 'p.r.1.s': 'a:combien_de_jours', 'c.r.1': 'above', 'p.r.1.v': 'w:number' }
  const wrong = await camille.post(rule, {
    version,
    'p.r': 'any',
    ...line,
    ...more,
    't.r.1.v': 'trois',
    geste: 'enregistrer',
  })
  assert.equal(wrong.statusCode, 422)
  assert.match(textOf(wrong), /Écrivez un nombre/)
  assert.match(wrong.body, /value="trois"/)
  assert.match(wrong.body, /href="#t.r.1.v"/)
  const saved = await camille.post(rule, {
    version,
    'p.r': 'any',
    ...line,
    ...more,
    't.r.1.v': '3',
    geste: 'enregistrer',
  })
  assert.equal(saved.statusCode, 303, saved.body)
  const read = textOf(await camille.get(`${draft}?page=demande&champ=quel_sol`))
  assert.match(read, /Dehors.*est oui ou .*jours.* est supérieur à 3/)
  const cleared = await camille.post(rule, { version: await versionOf(rule), geste: 'effacer' })
  assert.equal(cleared.statusCode, 303)
  assert.match(textOf(await camille.get(`${draft}?page=demande&champ=quel_sol`)), /Toujours/)
})

test('deux personnes changent la même règle : la seconde lit celle de la première', async () => {
  const version = await versionOf(rule)
  const with_ = (compare: string) => ({
    version,
    'p.r': 'all',
    'p.r.0': 'line',
    'p.r.0.s': 'a:dehors',
    'c.r.0': compare,
    geste: 'enregistrer',
  })
  assert.equal((await camille.post(rule, with_('yes'))).statusCode, 303)
  const late = await camille.post(rule, with_('no'))
  assert.equal(late.statusCode, 422)
  assert.match(textOf(late), /Camille Fictif a changé la même chose/)
})

test('une page, une réponse, une obligation, un calcul, un contrôle et un refus ont aussi leur règle', async () => {
  await gesture(draft, { geste: 'champ-ajouter', page: 'vous', libelle: 'Prix', type: 'computed' })
  await gesture(draft, { geste: 'champ-ajouter', page: 'vous', libelle: 'Couleur', type: 'choice' })
  await gesture(draft, { geste: 'controle-ajouter', page: 'demande', message: 'Trois jours au plus' })
  await gesture(draft, { geste: 'refus-ajouter', message: 'La scène ne sort pas dehors' })
  const save = async (query: string, form: Record<string, string>) => {
    const address = `${draft}/regle?${query}`
    const done = await camille.post(address, { version: await versionOf(address), geste: 'enregistrer', ...form })
    assert.equal(done.statusCode, 303, `${query}: ${textOf(done).match(/class="error"[^]*?<\/p>/)?.[0] ?? done.body}`)
  }
  const outside = { 'p.r': 'all', 'p.r.0': 'line', 'p.r.0.s': 'a:dehors', 'c.r.0': 'yes' }
  const short = {
    'p.r': 'all',
    'p.r.0': 'line',
    'p.r.0.s': 'a:combien_de_jours',
    'c.r.0': 'below_eq',
    'p.r.0.v': 'w:number',
    't.r.0.v': '3',
  }
  await save('regle=exigee&page=demande&champ=quel_sol', outside)
  await save('regle=quand&page=vous&champ=couleur&reponse=oui', outside)
  await save('regle=calcul&page=vous&champ=prix', {
    'p.r': 'f:multiply',
    'p.r.0': 'a:combien_de_jours',
    'p.r.1': 'w:number',
    't.r.1': '12',
  })
  await save('regle=controle&page=demande&id=trois_jours_au_plus', short)
  await save('regle=refus&id=la_scene_ne_sort_pas_dehors', outside)
  const { form } = await documentOf(draft)
  const json = JSON.stringify(form)
  assert.match(json, /"requiredWhen":\["equals",\["answer","dehors"\],true\]/)
  assert.match(json, /"value":\["multiply",\["answer","combien_de_jours"\],12\]/)
  assert.match(json, /"holds":\["lessThanEq",\["answer","combien_de_jours"\],3\]/)
  assert.match(json, /"fields":\["combien_de_jours"\]/)
  assert.match(json, /"when":\["equals",\["answer","dehors"\],true\]/)
  const whole = textOf(await camille.get(draft))
  assert.match(whole, /La scène ne sort pas dehors/)
  assert.match(textOf(await camille.get(`${draft}?page=demande`)), /Trois jours au plus/)
  assert.match(textOf(await camille.get(`${draft}/regle?regle=calcul&page=vous&champ=prix`)), /multiplication/)
})

test('une règle qui n’existe pas, ou d’une autre collectivité, ne se trouve pas', async () => {
  assert.equal((await camille.get(`${draft}/regle?regle=quand&page=demande&champ=parti`)).statusCode, 404)
  assert.equal((await camille.get(`${draft}/regle?regle=autre&page=demande`)).statusCode, 400)
})

test('les réglages d’un champ se gardent, et disent ce qui ne va pas', async () => {
  const place = {
    page: 'demande',
    champ: 'combien_de_jours',
    libelle: 'Combien de jours ?',
    reglages: 'oui',
    geste: 'champ-changer',
  }
  const wrong = await gesture(draft, { ...place, 'reglage.minimum': 'peu', 'reglage.decimals': '9' })
  assert.equal(wrong.statusCode, 422)
  assert.match(textOf(wrong), /Écrivez un nombre/)
  assert.match(textOf(wrong), /trop petit ou trop grand/)
  assert.match(wrong.body, /value="peu"/)
  const right = await gesture(draft, {
    ...place,
    'reglage.minimum': '1',
    'reglage.maximum': '10,5',
    'reglage.decimals': '1',
    'reglage.unit': 'jours',
  })
  assert.equal(right.statusCode, 303, right.body)
  await gesture(draft, {
    page: 'vous',
    champ: 'courriel',
    libelle: 'Votre adresse e-mail',
    prerempli: 'account:email',
    geste: 'champ-changer',
  })
  const { form } = await documentOf(draft)
  const fields = form.pages.flatMap((page) => page.fields)
  const field = (id: string) => fields.find((each) => each.id === id)
  assert.deepEqual(
    { ...field('combien_de_jours') },
    {
      id: 'combien_de_jours',
      type: 'number',
      label: { fr: 'Combien de jours ?' },
      minimum: 1,
      maximum: 10.5,
      decimals: 1,
      unit: { fr: 'jours' },
    },
  )
  assert.deepEqual((field('courriel') as { prefill?: object } | undefined)?.prefill, {
    source: 'account',
    datum: 'email',
  })
})

test('ce qui empêche de publier se lit là où l’on le corrige', async () => {
  await gesture(draft, { geste: 'champ-ajouter', page: 'demande', libelle: 'POURQUOI FAIRE', type: 'text' })
  const page = textOf(await camille.get(`${draft}?page=demande&champ=pourquoi_faire`))
  assert.match(page, /Empêche de publier/)
  assert.match(page, /capitales/)
  assert.match(page, /une chose à revoir/)
})
