import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { projectRoot } from '#platform/config'
import { readCommunes } from './import/communes.ts'
import { editDistance } from './edit-distance.ts'
import { indexCommunes, rankCommunes } from './matching.ts'

function communesOf(path: string) {
  const text = readFileSync(join(projectRoot, 'data/territories', path), 'utf8')
  const read = readCommunes(path, text, { file: path })
  assert.ok(read.ok)
  return read.value.map((commune) => ({ ...commune, code: commune.insee }))
}
const metropole = communesOf('metropole-de-lyon/communes.csv')
const four = communesOf('loire/communes_69_42_38_01.csv')
const [near, wide] = [indexCommunes(metropole), indexCommunes(four)]

const first = (query: string, index = near) => rankCommunes(index, query, 1)[0]?.name
const all = (query: string, index = near) => rankCommunes(index, query).map(({ name }) => name)

test('les 60 communes du territoire et les 1 489 de quatre départements sont là', () => {
  assert.deepEqual([metropole.length, four.length], [60, 1489])
})

test('on trouve sa commune sans accents, sans traits d’union, en abrégé et avec des fautes', () => {
  const typed: Record<string, string> = {
    venissieux: 'Vénissieux',
    venisieu: 'Vénissieux',
    vennissieux: 'Vénissieux',
    'Venissieu ': 'Vénissieux',
    'st fons': 'Saint-Fons',
    'St. Fons': 'Saint-Fons',
    saintfons: 'Saint-Fons',
    'vaulx en velin': 'Vaulx-en-Velin',
    vaulxenvelin: 'Vaulx-en-Velin',
    'vaux en velin': 'Vaulx-en-Velin',
    velin: 'Vaulx-en-Velin',
    oulins: 'Oullins-Pierre-Bénite',
    OULLINS: 'Oullins-Pierre-Bénite',
    'pierre benite': 'Oullins-Pierre-Bénite',
    vileurbane: 'Villeurbanne',
    villeurban: 'Villeurbanne',
    ecully: 'Écully',
    equlli: 'Écully',
    'ste foy': 'Sainte-Foy-lès-Lyon',
    'sainte foy les lyon': 'Sainte-Foy-lès-Lyon',
    'saint foy': 'Sainte-Foy-lès-Lyon',
    mulatiere: 'La Mulatière',
    'la mulatiere': 'La Mulatière',
    tassin: 'Tassin-la-Demi-Lune',
    'demi lune': 'Tassin-la-Demi-Lune',
    givor: 'Givors',
    grigny: 'Grigny-sur-Rhône',
    caluir: 'Caluire-et-Cuire',
    'rillieux la pap': 'Rillieux-la-Pape',
    rilleux: 'Rillieux-la-Pape',
    meysieu: 'Meyzieu',
    decine: 'Décines-Charpieu',
    'st chamond': 'Saint-Chamond',
    lyon: 'Lyon',
    'Lyon 3e': 'Lyon',
    'lyon 7eme arrondissement': 'Lyon',
    lion: 'Lyon',
    bron: 'Bron',
    crobas: 'Corbas',
  }
  const wrong = Object.entries(typed).filter(([query, name]) => first(query) !== name)
  assert.deepEqual(
    wrong.map(([query]) => `${query} → ${all(query).join(', ')}`),
    [],
  )
})

test('parmi 1 489 communes aussi, la plus probable vient d’abord', () => {
  const typed: Record<string, string> = {
    venisieu: 'Vénissieux',
    'st fons': 'Saint-Fons',
    'vaulx en velin': 'Vaulx-en-Velin',
    oulins: 'Oullins-Pierre-Bénite',
    'saint etienne': 'Saint-Étienne',
    'st etienne': 'Saint-Étienne',
    grenobl: 'Grenoble',
    'bourg en bresse': 'Bourg-en-Bresse',
    bourgenbresse: 'Bourg-en-Bresse',
    'rive de gier': 'Rive-de-Gier',
    corbas: 'Corbas',
    lyon: 'Lyon',
    villeurbane: 'Villeurbanne',
    'isle dabeau': "L'Isle-d'Abeau",
    "l'isle d'abeau": "L'Isle-d'Abeau",
  }
  const wrong = Object.entries(typed).filter(([query, name]) => first(query, wide) !== name)
  assert.deepEqual(
    wrong.map(([query]) => `${query} → ${all(query, wide).join(', ')}`),
    [],
  )
})

test('un code postal donne toutes ses communes, entier ou en cours de frappe', () => {
  assert.deepEqual(all('69190'), ['Saint-Fons'])
  assert.deepEqual(all('69 190'), ['Saint-Fons'])
  assert.deepEqual(all('69250'), [
    'Neuville-sur-Saône',
    'Montanay',
    'Albigny-sur-Saône',
    'Fleurieu-sur-Saône',
    "Poleymieux-au-Mont-d'Or",
    "Curis-au-Mont-d'Or",
  ])
  assert.deepEqual(all('69003'), ['Lyon'])
  assert.ok(all('6919').includes('Saint-Fons'))
  assert.deepEqual(all('75001'), [])
})

test('un code INSEE trouve sa commune', () => {
  assert.deepEqual(all('69149'), ['Oullins-Pierre-Bénite'])
  // La Tour-de-Salvagny has it as its INSEE code: it is a postal code first.
  assert.ok(!all('69250').includes('La Tour-de-Salvagny'))
})

test('code postal et nom ensemble : le code restreint, et le nom l’emporte s’ils se contredisent', () => {
  assert.deepEqual(all('69190 Saint-Fons'), ['Saint-Fons'])
  assert.equal(first('69650 st germain'), "Saint-Germain-au-Mont-d'Or")
  assert.equal(first('75001 Corbas'), 'Corbas')
})

test('en cours de frappe, les communes qui commencent ainsi, la plus peuplée d’abord', () => {
  assert.deepEqual(all('ve'), ['Vénissieux', 'Vernaison', 'Vaulx-en-Velin'])
  assert.equal(first('v'), 'Villeurbanne')
  assert.equal(first('saint'), 'Saint-Priest')
})

test('un nom juste n’est pas noyé sous des noms qui lui ressemblent', () => {
  assert.deepEqual(all('corbas', wide), ['Corbas'])
  assert.deepEqual(all('bron', wide), ['Bron'])
})

test('rien de proche, rien de proposé', () => {
  for (const query of ['', '   ', '-', 'xyzxyz', 'paris la défense', '😀', '00000']) assert.deepEqual(all(query), [])
})

test('chaque commune se trouve la première par son nom exact, ou après un homonyme plus peuplé', () => {
  for (const commune of four) {
    const found = rankCommunes(wide, commune.name, 5).filter(({ name }) => name === commune.name)
    assert.ok(
      found.some(({ insee }) => insee === commune.insee),
      commune.name,
    )
    assert.equal(first(commune.name, wide), commune.name)
  }
})

test('une faute dans un nom de cinq lettres et plus ne fait pas perdre la commune', () => {
  const long = metropole.filter(({ name }) => /^[^- ']{5,}$/.test(name))
  fc.assert(
    fc.property(
      fc.constantFrom(...long),
      fc.nat(),
      fc.constantFrom('drop', 'double', 'swap'),
      (commune, pick, fault) => {
        const at = 1 + (pick % (commune.name.length - 2))
        const [before, letter, after] = [commune.name.slice(0, at), commune.name[at] ?? '', commune.name.slice(at + 1)]
        const typed =
          fault === 'drop'
            ? before + after
            : fault === 'double'
              ? before + letter + letter + after
              : `${before}${after[0]}${letter}${after.slice(1)}`
        assert.ok(all(typed).includes(commune.name), `${typed} → ${all(typed).join(', ')}`)
      },
    ),
    { numRuns: 300 },
  )
})

test('aucune saisie ne fait échouer la recherche', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (query) => assert.ok(all(query).length <= 10)))
})

test('la distance compte les fautes de frappe, échange de deux lettres compris, jusqu’à sa borne', () => {
  assert.deepEqual(
    [editDistance('corbas', 'crobas', 3), editDistance('givors', 'givor', 3), editDistance('lyon', 'bron', 3)],
    [1, 1, 2],
  )
  assert.equal(editDistance('villeurbanne', 'lyon', 3), undefined)
})

test('la distance est symétrique, nulle pour le même mot seulement, et sa borne ne la change pas', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, fc.nat(8), (a, b, bound) => {
      const distance = editDistance(a, b, 8)
      assert.equal(editDistance(b, a, 8), distance)
      assert.equal(distance === 0, a === b)
      assert.equal(editDistance(a, b, bound), distance !== undefined && distance <= bound ? distance : undefined)
    }),
  )
})
