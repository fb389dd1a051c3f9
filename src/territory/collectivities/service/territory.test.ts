import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { projectRoot } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { checkBrand } from '#platform/html'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { communeAt, listAreas } from '#territory/areas'
import {
  declareHostname,
  findCommunes,
  findSite,
  getLocalInformation,
  getSite,
  getTerritory,
  importTerritory,
  type ImportReport,
  listCollectivities,
  listHosts,
  listServices,
  loadDemoCollectivities,
  openCollectivity,
  problemSentence,
} from '#territory/collectivities'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const ctx = systemContext({ db, clock, log: silentLog }, 'test')
const folder = (name: string) => join(projectRoot, 'data/territories', name)

async function imported(path: string, as: Context = ctx): Promise<ImportReport> {
  const outcome = await importTerritory(as, path)
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusal.problems.map((one) => problemSentence(one)).join('\n'))
  return outcome.value
}

/** The file of facts, read without the program under test. */
const rows = readFileSync(join(folder('metropole-de-lyon'), 'communes.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
const total = rows.reduce((sum, row) => sum + Number(row[4]), 0)

const first = await imported(folder('metropole-de-lyon'))
const sites = await loadDemoCollectivities(ctx)

test('le territoire a ses 60 communes, 58 dans la Métropole, sept au syndicat, et toute sa population', async () => {
  assert.equal(first.communes, 60)
  assert.equal(first.created, 62)
  assert.equal(first.population, total)
  assert.deepEqual(
    first.groups.map(({ members, elsewhere }) => [members, elsewhere]),
    [
      [58, 0],
      [7, 0],
    ],
  )
  const [metropole] = await listCollectivities(db, { kind: 'metropole' })
  const [syndicate] = await listCollectivities(db, { kind: 'syndicat' })
  assert.ok(metropole && syndicate)
  const [ofMetropole, ofSyndicate] = await Promise.all(
    [metropole, syndicate].map(({ id }) => listCollectivities(db, { groupId: id })),
  )
  assert.deepEqual([ofMetropole?.length, ofSyndicate?.length], [58, 7])
  const both = ofSyndicate?.filter(({ id }) => ofMetropole?.some((one) => one.id === id)).map(({ code }) => code)
  assert.deepEqual(both?.toSorted(), ['69091', '69096', '69256', '69259', '69273'])
  assert.deepEqual(
    ofSyndicate?.filter(({ code }) => code.startsWith('42')).map(({ name }) => name),
    ['Rive-de-Gier', 'Saint-Chamond'],
  )
})

test('chaque commune a son contour, et un point de la place Bellecour est à Lyon', async () => {
  assert.deepEqual(first.contours, { matched: 60, without: [], unused: 0 })
  const at = (lon: number, lat: number) => db.readTerritory((tx) => communeAt(tx, lon, lat))
  assert.deepEqual(await at(4.832, 45.7578), { code: '69123', name: 'Lyon' })
  assert.equal((await at(4.8886, 45.6974))?.code, '69259')
  assert.equal(await at(2.35, 48.85), undefined)
  assert.equal((await db.readTerritory((tx) => listAreas(tx, 'commune'))).length, 60)
})

test('importer deux fois le même dossier ne change rien', async () => {
  const before = await sql('select * from collectivities.collectivity order by code')
  const again = await imported(folder('metropole-de-lyon'))
  assert.deepEqual([again.created, again.updated], [0, 0])
  assert.deepEqual(await sql('select * from collectivities.collectivity order by code'), before)
})

test('le territoire garde le crédit de ses sources et un centre', async () => {
  const territory = await getTerritory(db)
  assert.match(territory?.credit ?? '', /Licence Ouverte 2\.0.*IGN.*INSEE.*DGCL.*etalab/)
  assert.ok(
    territory?.centre && Math.abs(territory.centre[0] - 4.8) < 0.3 && Math.abs(territory.centre[1] - 45.7) < 0.3,
  )
})

test('six communes ont un guichet ouvert, les autres sont dites pas encore ouvertes', async () => {
  const open = await listCollectivities(db, { isOpen: true })
  assert.deepEqual(open.map(({ code }) => code).toSorted(), ['42207', '69091', '69149', '69256', '69259', '69273'])
  assert.equal((await listCollectivities(db, { kind: 'commune', isOpen: false })).length, 54)
})

test('les couleurs de la démonstration diffèrent et restent lisibles', () => {
  const bases = sites.map(({ brand }) => brand?.base ?? '')
  assert.equal(new Set(bases).size, 6)
  for (const { brand } of sites) {
    assert.ok(checkBrand(brand?.base ?? '').ok && checkBrand(brand?.second ?? '').ok)
  }
})

test('la démonstration n’a que des numéros et des adresses réservés aux fictions, dans les deux langues', async () => {
  const text = readFileSync(join(projectRoot, 'data/demo/collectivities.json'), 'utf8')
  const phones = text.match(/\b0\d( \d\d){4}\b/g) ?? []
  assert.ok(phones.length > 10 && phones.every((phone) => /^(04 65 71|06 39 98)/.test(phone)))
  const mails = text.match(/[\w.-]+@[\w.-]+/g) ?? []
  assert.ok(mails.length >= 6 && mails.every((mail) => mail.endsWith('@exemple.fr')))
  for (const site of sites) {
    const { places, notices } = await getLocalInformation(db, site.id, clock.now())
    assert.ok(places.length >= 3 && places.every(({ name }) => name.en))
    assert.ok(notices.some(({ kind }) => kind === 'alert') && notices.some(({ kind }) => kind === 'news'))
    assert.ok(notices.every(({ body }) => body.fr.includes('démonstration') && body.en?.includes('Demonstration')))
    assert.equal((await listServices(db, site.id)).length, 9)
  }
})

test('recharger la démonstration ne double rien et garde les identifiants', async () => {
  const [site] = sites
  assert.ok(site)
  const before = await listServices(db, site.id)
  await loadDemoCollectivities(ctx)
  assert.deepEqual(await listServices(db, site.id), before)
})

test('une alerte ne se montre que pendant sa durée', async () => {
  const [site] = sites
  assert.ok(site)
  const kinds = async (at: string) =>
    (await getLocalInformation(db, site.id, new Date(at))).notices.map(({ kind }) => kind)
  assert.equal((await kinds('2026-11-24T09:00Z'))[0], 'alert')
  assert.deepEqual(await kinds('2026-10-01T09:00Z'), [])
  assert.deepEqual(await kinds('2027-06-01T09:00Z'), [])
})

test('un site se trouve par son adresse, par son identifiant et par son nom d’hôte', async () => {
  const bySlug = await getSite(db, { slug: 'corbas' })
  assert.equal(bySlug.name, 'Corbas')
  assert.deepEqual(
    bySlug.groups.map(({ kind }) => kind),
    ['metropole', 'syndicat'],
  )
  assert.deepEqual(bySlug.postalCodes, ['69960'])
  assert.equal(await findSite(db, { host: 'corbas.exemple.fr' }), undefined)
  assert.deepEqual(await declareHostname(ctx, { collectivityId: bySlug.id, host: 'Corbas.Exemple.fr' }), {
    ok: true,
    value: 'corbas.exemple.fr',
  })
  const byHost = await getSite(db, { host: 'corbas.exemple.fr:3000' })
  assert.equal(byHost.id, bySlug.id)
  assert.deepEqual(byHost.hosts, ['corbas.exemple.fr'])
  assert.deepEqual(await listHosts(db), new Map([['corbas.exemple.fr', 'corbas']]))
  assert.equal((await getSite(db, { id: bySlug.id })).slug, 'corbas')
})

test('un nom d’hôte qui n’en est pas un est refusé', async () => {
  const { id: collectivityId } = await getSite(db, { slug: 'corbas' })
  for (const host of ['', 'corbas', 'a b.fr', 'http://corbas.fr', '-a.fr', `${'a'.repeat(64)}.fr`]) {
    assert.deepEqual(await declareHostname(ctx, { collectivityId, host }), { ok: false, refusal: 'not_a_host_name' })
  }
})

test('une adresse inconnue est introuvable', async () => {
  await assert.rejects(getSite(db, { slug: 'atlantide' }), /not_found collectivities\.no_site/)
  assert.equal(await findSite(db, { id: newId() }), undefined)
})

test('les services d’une commune ne se voient pas depuis une autre', async () => {
  const [one, other] = sites
  assert.ok(one && other)
  const seen = await db.readCollectivity(one.id, (tx) =>
    tx.sql('select 1 from collectivities.service where collectivity_id = $1', [other.id]),
  )
  assert.equal(seen.length, 0)
})

test('la recherche rend les communes du territoire, pas les groupements', async () => {
  assert.deepEqual(
    (await findCommunes(db, 'venisieu')).map(({ slug }) => slug),
    ['venissieux'],
  )
  assert.deepEqual(await findCommunes(db, 'sitiv'), [])
})

const corbas = {
  code: '69273',
  brand: { base: '#2f6b3c' },
  contact: { address: ['1, place'], phone: '04 65 71 00 12', email: 'a@exemple.fr', opening: { fr: 'Le matin' } },
  services: [],
  places: [],
  notices: [],
}

test('une couleur trop claire, des horaires à l’envers ou une commune d’ailleurs sont refusés', async () => {
  const before = (await getSite(db, { slug: 'corbas' })).brand
  const refusal = async (change: object) => {
    const outcome = await openCollectivity(ctx, { ...corbas, ...change })
    return outcome.ok ? undefined : outcome.refusal
  }
  assert.deepEqual(await refusal({ brand: { base: '#ffcc00' } }), { reason: 'brand_too_light', at: '/brand/base' })
  assert.deepEqual(await refusal({ brand: { base: '#2f6b3c', second: 'vert' } }), {
    reason: 'brand_not_a_colour',
    at: '/brand/second',
  })
  const place = { slug: 'x', name: { fr: 'X' }, address: 'X', hours: { weekly: { monday: [['12:00', '08:00']] } } }
  assert.deepEqual(await refusal({ places: [place] }), { reason: 'hours_out_of_order', at: '/places/0/hours' })
  assert.deepEqual(await refusal({ code: '75056' }), { reason: 'unknown_collectivity' })
  assert.deepEqual(await refusal({ contact: undefined }), { reason: 'bad_shape', at: '/contact' })
  assert.deepEqual((await getSite(db, { slug: 'corbas' })).brand, before)
})

test('seuls l’opérateur et la plateforme façonnent le territoire', async () => {
  const { id: collectivityId } = await getSite(db, { slug: 'corbas' })
  const accountId = newId()
  const others: Actor[] = [
    { kind: 'anonymous' },
    { kind: 'account', accountId, name: 'Camille Exemple' },
    { kind: 'tracker', dossierId: newId(), name: 'Camille Exemple' },
    {
      kind: 'agent',
      accountId,
      name: 'Camille Exemple',
      collectivityId,
      roles: [{ role: 'administrator', serviceId: null }],
    },
  ]
  for (const actor of others) {
    const as = { ...ctx, actor }
    await assert.rejects(importTerritory(as, folder('loire')), /forbidden collectivities\.not_operator/)
    await assert.rejects(openCollectivity(as, corbas), /forbidden/)
    await assert.rejects(declareHostname(as, { collectivityId, host: 'x.fr' }), /forbidden/)
  }
  const operator: Actor = { kind: 'operator', accountId, name: 'Camille Exemple' }
  assert.ok((await importTerritory({ ...ctx, actor: operator }, folder('metropole-de-lyon'))).ok)
})

/** A copy of a territory whose files the test spoils. */
function spoiled(name: string, spoil: (folder: string) => void): string {
  const copy = mkdtempSync(join(tmpdir(), 'traboule-territory-'))
  after(() => rmSync(copy, { recursive: true }))
  cpSync(folder(name), copy, { recursive: true })
  spoil(copy)
  return copy
}

async function refusalOf(path: string): Promise<string[]> {
  const outcome = await importTerritory(ctx, path)
  return outcome.ok
    ? []
    : outcome.refusal.problems.map((one) => problemSentence(one).replaceAll(/[\u00A0\u202F]/g, ' '))
}

test('des fichiers faux sont refusés en bloc, par des phrases, et rien n’est écrit', async () => {
  const before = await sql('select * from collectivities.collectivity order by code')
  const change = (file: string, from: string | RegExp, to: string) => (path: string) =>
    writeFileSync(join(path, file), readFileSync(join(path, file), 'utf8').replace(from, to))
  assert.deepEqual(await refusalOf(spoiled('metropole-de-lyon', change('communes.csv', '\n69091,', '\n69003,'))), [
    'communes.csv, ligne 21 : le code INSEE 69003 est déjà à la ligne 4.',
  ])
  assert.deepEqual(
    await refusalOf(spoiled('metropole-de-lyon', change('contours.geojson', 'FeatureCollection', 'Topology'))),
    ['contours.geojson : ce n’est pas une collection GeoJSON (« FeatureCollection »).'],
  )
  assert.deepEqual(await refusalOf(spoiled('metropole-de-lyon', (path) => rmSync(join(path, 'epci.json')))), [
    'epci.json : le fichier est introuvable.',
  ])
  assert.deepEqual(
    await refusalOf(spoiled('metropole-de-lyon', change('territory.json', 'contours.geojson', '../x'))),
    ['../x : le fichier est en dehors du dossier du territoire : placez-le dedans.'],
  )
  const latin = (path: string) =>
    writeFileSync(join(path, 'communes.csv'), Buffer.from('insee,nom\n69081,Écully\n', 'latin1'))
  assert.deepEqual(await refusalOf(spoiled('metropole-de-lyon', latin)), [
    'communes.csv : le fichier n’est pas en UTF-8 : enregistrez-le avec cet encodage.',
  ])
  assert.deepEqual(await refusalOf(join(tmpdir(), 'traboule-nowhere')), [
    'territory.json : le fichier est introuvable.',
  ])
  assert.deepEqual(await sql('select * from collectivities.collectivity order by code'), before)
})

test('une commune qui change de nom garde son adresse, sa couleur et son guichet', async () => {
  const renamed = spoiled('metropole-de-lyon', (path) => {
    const file = join(path, 'communes.csv')
    writeFileSync(file, readFileSync(file, 'utf8').replace(',Corbas,', ',Corbas-la-Neuve,'))
  })
  const before = await getSite(db, { slug: 'corbas' })
  const report = await imported(join(renamed, 'territory.json'))
  assert.deepEqual([report.created, report.updated], [0, 1])
  const { name, ...rest } = await getSite(db, { slug: 'corbas' })
  assert.equal(name, 'Corbas-la-Neuve')
  assert.deepEqual({ ...rest, name: 'Corbas' }, before)
  await imported(folder('metropole-de-lyon'))
})

test('un autre département s’importe des mêmes fichiers : la Loire, ses communes, ses contours et ceux qui manquent', async () => {
  const lines = readFileSync(join(folder('loire'), 'communes_69_42_38_01.csv'), 'utf8')
    .trim()
    .split('\n')
  const expected = lines.filter((line) => line.split(',')[3] === '42').length
  const report = await imported(folder('loire'))
  assert.equal(report.communes, expected)
  assert.equal(report.contours.matched + report.contours.without.length, expected)
  assert.deepEqual([report.contours.matched, report.contours.without], [320, []])
  // Communes of 2018 that have merged since.
  assert.equal(report.contours.unused, 6)
  // Rive-de-Gier and Saint-Chamond were there: one row each, their guichet still open.
  assert.equal(report.created, expected - 2)
  assert.equal((await getSite(db, { slug: 'saint-chamond' })).isOpen, true)
  assert.equal((await getTerritory(db))?.name, 'Loire')
  assert.equal((await db.readTerritory((tx) => communeAt(tx, 4.3873, 45.4397)))?.name, 'Saint-Étienne')
  assert.equal((await findCommunes(db, 'roane'))[0]?.name, 'Roanne')
})
