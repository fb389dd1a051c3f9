import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { checkDefinition, missingEnglish, readDefinition, readForm, searchOffers } from './domain/index.ts'
import type { Definition } from './schema/index.ts'

const folder = join(import.meta.dirname, '../../../data/procedures')
const workflows = new Set(['simple', 'with-visa', 'with-documents', 'with-payment'])

const library = globSync('*.json', { cwd: folder })
  .toSorted()
  .map((file) => ({ file, json: JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown }))

const definitions: Definition[] = library.flatMap(({ json }) => {
  const read = readDefinition(json)
  return read.ok ? [read.value] : []
})
const fieldsOf = ({ form }: Definition) =>
  form.pages.flatMap((page) =>
    page.fields.flatMap((field) => (field.type === 'repeated' ? [field, ...field.fields] : [field])),
  )

suite('la bibliothèque de procédures', () => {
  test('il y en a douze au moins', () => assert.ok(library.length >= 12))

  for (const { file, json } of library) {
    test(`${file} est juste, complet en français et en anglais`, () => {
      const read = readDefinition(json)
      assert.deepEqual(read.ok ? [] : read.refusal.problems, [])
      assert.ok(read.ok)
      assert.equal(`${read.value.slug}.json`, file)
      assert.deepEqual(checkDefinition(read.value, workflows), [])
      assert.deepEqual(missingEnglish(read.value), [])
    })
    test(`${file} a de trois à six pages, chacune avec une question pour titre`, () => {
      const read = readDefinition(json)
      assert.ok(read.ok)
      const { pages } = read.value.form
      assert.ok(pages.length >= 3 && pages.length <= 6, `${pages.length} pages`)
      for (const page of pages) assert.match(page.title.fr, /[ \u00a0]\?$/)
      for (const page of pages) assert.match(page.title.en ?? '', /\?$/)
    })
    test(`${file} se laisse remplir : la première page demande quelque chose`, () => {
      const read = readDefinition(json)
      assert.ok(read.ok)
      const context = { today: '2026-11-24', postalCodes: [], isCommune: () => true, attachments: new Map() }
      assert.equal(readForm(read.value.form, {}, context).firstInvalidPage, read.value.form.pages[0]?.id)
    })
  }

  test('chaque type de champ sert au moins une fois', () => {
    const used = new Set(definitions.flatMap((definition) => fieldsOf(definition).map(({ type }) => type)))
    assert.equal(used.size, 17, [...used].join(' '))
  })
})

suite('la recherche', () => {
  const found = (query: string, locale: 'fr' | 'en' = 'fr') =>
    searchOffers(definitions, query, locale).map(({ slug }) => slug)
  const cases: [string, string][] = [
    ['acte naisance', 'acte-d-etat-civil'],
    ['extrait de naissance', 'acte-d-etat-civil'],
    ['demenagement', 'occuper-la-rue'],
    ['déménager', 'occuper-la-rue'],
    ['benne', 'occuper-la-rue'],
    ['lampadaire', 'lampadaire-en-panne'],
    ['lampadere cassé', 'lampadaire-en-panne'],
    ['la lumière de ma rue est éteinte', 'lampadaire-en-panne'],
    ['chien', 'declarer-un-chien'],
    ['rotweiler', 'declarer-un-chien'],
    ['inscrire mon fils a l’ecole', 'inscription-scolaire'],
    ['subvantion', 'subvention-association'],
    ['passport', 'rendez-vous-carte-passeport'],
    ['carte d identite', 'rendez-vous-carte-passeport'],
    ['tombe', 'renouveler-une-concession'],
    ['salle des fetes', 'reserver-une-salle'],
    ['parking resident', 'stationnement-resident'],
    ['fleurir mon trottoir', 'permis-de-vegetaliser'],
    ['cours de guitare', 'cours-de-musique'],
    ['conservatoir', 'cours-de-musique'],
    ['école de musique', 'cours-de-musique'],
    ['terrain constructible', 'renseignement-urbanisme'],
    ['permi de construire', 'renseignement-urbanisme'],
  ]
  for (const [query, slug] of cases)
    test(`« ${query} » mène à ${slug}`, () => assert.equal(found(query)[0], slug, found(query).join(' ')))

  test('en anglais aussi', () => {
    assert.equal(found('birth certificat', 'en')[0], 'acte-d-etat-civil')
    assert.equal(found('street ligth', 'en')[0], 'lampadaire-en-panne')
    assert.equal(found('déménagement', 'en')[0], 'occuper-la-rue')
  })
  test('pendant que l’on écrit', () => assert.equal(found('lampa')[0], 'lampadaire-en-panne'))
  test('rien ne répond à rien, ni à n’importe quoi', () => {
    for (const query of ['', '   ', '?', 'xylophone', 'zzzz', 'a'.repeat(5000)])
      assert.deepEqual(found(query), [], query.slice(0, 20))
  })
})
