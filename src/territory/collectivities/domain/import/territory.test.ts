import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { problemSentence as writtenSentence } from '../../texts.ts'
import { readCommunes } from './communes.ts'
import { readDescription } from './description.ts'
import { type Problem, problemReasons } from './problem.ts'
import { isSiren } from './siren.ts'
import { chooseSlugs, readTerritory } from './territory.ts'

/** As a keyboard types it: sentences have no-break spaces. */
const problemSentence = (...of: Parameters<typeof writtenSentence>): string =>
  writtenSentence(...of).replaceAll(/[\u00A0\u202F]/g, ' ')

/** SIREN keys hold: both are those of real communes. */
const good =
  'insee,nom,siren,population,codes_postaux\n69273,Corbas,216902734,11315,69960\n69091,Givors,216900910,21379,69700\n'
const sentencesOf = (text: string, rest: object = {}): string[] => {
  const read = readCommunes('communes.csv', text, { file: 'communes.csv', ...rest })
  return read.ok ? [] : read.refusal.problems.map((problem) => problemSentence(problem))
}

test('les deux formes de fichier de communes se lisent', () => {
  const read = readCommunes('c.csv', good, { file: 'c.csv' })
  assert.ok(read.ok)
  assert.deepEqual(
    read.value.map(({ insee, name, siren, population, postalCodes }) => ({
      insee,
      name,
      siren,
      population,
      postalCodes,
    })),
    [
      { insee: '69273', name: 'Corbas', siren: '216902734', population: 11315, postalCodes: ['69960'] },
      { insee: '69091', name: 'Givors', siren: '216900910', population: 21379, postalCodes: ['69700'] },
    ],
  )
  const other = readCommunes('c.csv', 'Code;Libelle;Population_2026\n2a004;Ajaccio;"74 000"\n', { file: 'c.csv' })
  assert.ok(other.ok)
  assert.deepEqual(
    other.value.map(({ insee, siren, population }) => [insee, siren, population]),
    [['2A004', null, 74_000]],
  )
})

test('les lignes d’un autre département sont laissées', () => {
  const read = readCommunes('c.csv', 'insee,nom,departement\n42218,Saint-Étienne,42\n01001,Abergement,01\n', {
    file: 'c.csv',
    where: { departement: '42' },
  })
  assert.ok(read.ok && read.value.length === 1)
})

test('chaque faute du fichier est dite par une phrase, avec sa ligne', () => {
  assert.deepEqual(sentencesOf('insee,nom\n69273,"Corbas\n'), [
    'communes.csv, ligne 2 : un guillemet s’ouvre et ne se ferme jamais.',
  ])
  assert.deepEqual(sentencesOf('insee,nom\n69273,Corbas,3\n'), [
    'communes.csv, ligne 2 : la ligne a 3 cellules, l’en-tête en annonce 2.',
  ])
  assert.deepEqual(sentencesOf('numero,nom\n69273,Corbas\n'), [
    'communes.csv : la colonne « insee » manque ; celles du fichier sont : numero, nom.',
  ])
  assert.deepEqual(sentencesOf(good, { columns: { population: 'population_2027' } }), [
    'communes.csv : la colonne « population_2027 » manque ; celles du fichier sont : insee, nom, siren, population, codes_postaux.',
  ])
  assert.deepEqual(sentencesOf(`${good}69273,Corbas bis,,,\n`), [
    'communes.csv, ligne 4 : le code INSEE 69273 est déjà à la ligne 2.',
  ])
  assert.deepEqual(sentencesOf(good.replace('216900910', '216900911')), [
    'communes.csv, ligne 3 : « 216900911 » n’est pas un SIREN : neuf chiffres, dont le dernier est la clé des autres.',
  ])
  assert.deepEqual(sentencesOf(''), ['communes.csv : le fichier est vide.'])
  assert.deepEqual(sentencesOf(good, { where: { nom: 'Lyon' } }), [
    'communes.csv : aucune ligne ne correspond au territoire.',
  ])
})

test('toutes les fautes d’un fichier sont dites en une fois', () => {
  const lines = sentencesOf('insee,nom,population,codes_postaux\n1001,,beaucoup,6996\n69091,Givors,1,69700\n')
  assert.deepEqual(lines, [
    'communes.csv, ligne 2 : « 1001 » n’est pas un code INSEE : cinq caractères, par exemple 69123 ou 2A004 (un tableur a pu ôter le zéro du début).',
    'communes.csv, ligne 2 : la commune 1001 n’a pas de nom.',
    'communes.csv, ligne 2 : « beaucoup » n’est pas un nombre d’habitants.',
    'communes.csv, ligne 2 : « 6996 » n’est pas un code postal : cinq chiffres, séparés par une espace.',
  ])
})

test('chaque faute a sa phrase en français et en anglais, sans trou', () => {
  for (const reason of problemReasons) {
    const problem: Problem = { reason, file: 'f', line: 3, value: 'V', expected: 'E' }
    const [fr, en] = [problemSentence(problem), problemSentence(problem, 'en')]
    assert.ok(fr.startsWith('f, ligne 3 : ') && en.startsWith('f, line 3: ') && !/undefined/.test(fr + en), reason)
    assert.notEqual(fr, en)
  }
})

test('la clé d’un SIREN se vérifie : changer un chiffre la casse toujours', () => {
  assert.equal(isSiren('200046977'), true)
  assert.equal(isSiren('20004697'), false)
  fc.assert(
    fc.property(fc.nat(8), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const digits = '216902734'.split('').map(Number)
      digits[at] = ((digits[at] ?? 0) + by) % 10
      assert.equal(isSiren(digits.join('')), false)
    }),
  )
})

const describe = (change: object) =>
  readDescription(
    'territory.json',
    JSON.stringify({ name: 'Essai', credit: 'Licence Ouverte', communes: { file: 'c.csv' }, ...change }),
  )

test('une description incomplète dit quel champ manque', () => {
  const sentence = (read: ReturnType<typeof describe>) => read.ok || problemSentence(read.refusal.problems[0]!)
  assert.equal(
    sentence(describe({ name: undefined })),
    'territory.json : le champ « /name » manque ou n’a pas la forme attendue.',
  )
  assert.match(
    String(sentence(describe({ groups: [{ code: 'x', kind: 'club', name: 'X', members: {} }] }))),
    /\/groups\/0/,
  )
  assert.match(
    String(sentence(readDescription('territory.json', '{"name":'))),
    /^territory.json : ce n’est pas du JSON/,
  )
})

const territoryWith = (groups: object[], others: Record<string, string> = {}) => {
  const description = describe({ groups })
  assert.ok(description.ok)
  return readTerritory(description.value, new Map(Object.entries({ 'c.csv': good, ...others })))
}

test('les membres d’un groupement viennent d’une règle, d’une liste ou d’un fichier', () => {
  const epci = JSON.stringify([{ code: '200046977', membres: [{ code: '69273' }, { code: '69123' }] }])
  const read = territoryWith(
    [
      { code: 'regle', kind: 'syndicat', name: 'Règle', members: { where: { nom: 'Givors' } } },
      { code: 'liste', kind: 'syndicat', name: 'Liste', members: { codes: ['69273', '69091', '69091'] } },
      { code: '200046977', kind: 'metropole', name: 'Fichier', members: { file: 'epci.json' } },
    ],
    { 'epci.json': epci },
  )
  assert.ok(read.ok)
  assert.deepEqual(
    read.value.groups.map(({ code, members, elsewhere }) => [code, members, elsewhere]),
    [
      ['regle', ['69091'], 0],
      ['liste', ['69273', '69091'], 0],
      ['200046977', ['69273'], 1],
    ],
  )
})

test('un groupement faux est refusé par une phrase', () => {
  const sentence = (...groups: object[]) => {
    const read = territoryWith(groups, { 'epci.json': '[]' })
    return read.ok ? 'accepté' : problemSentence(read.refusal.problems[0]!)
  }
  const group = { code: 'sivu', kind: 'syndicat', name: 'SIVU', members: { codes: ['69273'] } }
  assert.match(sentence({ ...group, code: '200046978' }), /ni un SIREN juste/)
  assert.match(sentence(group, group), /deux groupements ont le code « sivu »/)
  assert.match(sentence({ ...group, members: { codes: ['75056'] } }), /aucune commune du territoire/)
  assert.match(
    sentence({ ...group, members: { file: 'epci.json' } }),
    /^epci.json : le fichier ne donne pas les membres/,
  )
})

test('deux communes du même nom ont chacune leur adresse, et une adresse prise reste à qui l’a', () => {
  const slugs = chooseSlugs(
    [
      { code: '42054', name: 'Châtelus' },
      { code: '38095', name: 'Châtelus' },
      { code: '69273', name: 'Corbas' },
      { code: '69999', name: 'Givors' },
    ],
    [
      { code: '69273', slug: 'corbas-ville' },
      { code: '69091', slug: 'givors' },
    ],
  )
  assert.deepEqual([...slugs.values()], ['chatelus-42054', 'chatelus-38095', 'corbas-ville', 'givors-69999'])
})
