import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { projectRoot } from '#platform/config'
import type { Area, Geometry } from '../schema.ts'
import { drawTerritory, fitSheet, renderTerritoryMap, toSvgPath } from './drawing.ts'

interface Collection {
  readonly features: { properties: { insee: string; nom: string }; geometry: Geometry }[]
}
const file = join(projectRoot, 'data/territories/metropole-de-lyon/contours.geojson')
const areas = (JSON.parse(readFileSync(file, 'utf8')) as Collection).features.map(({ properties, geometry }): Area => ({
  kind: 'commune',
  code: properties.insee,
  name: properties.nom,
  contour: geometry,
}))

test('un carré se dessine en coordonnées relatives entières, le nord en haut', () => {
  const square: Geometry = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
        [0, 0],
      ],
    ],
  }
  assert.equal(
    toSvgPath(square, ([lon, lat]) => [lon * 10, 10 - lat * 10]),
    'M0 10l10 0 0-10 -10 0z',
  )
})

test('ce qui est plus petit que l’unité disparaît', () => {
  const speck: Geometry = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [0.1, 0],
        [0.1, 0.1],
        [0, 0],
      ],
    ],
  }
  assert.equal(
    toSvgPath(speck, (position) => position),
    '',
  )
})

test('le dessin tient dans sa feuille', () => {
  const sheet = fitSheet([4, 45, 5, 46], 1000, 10)
  assert.deepEqual(sheet.project([4, 46]).map(Math.round), [10, 10])
  const [x, y] = sheet.project([5, 45])
  assert.ok(Math.round(x) === 990 && y <= sheet.height - 10)
})

test('la carte du territoire nomme chaque commune, en fait un lien, et pèse moins de 12 ko compressée', () => {
  const map = drawTerritory(areas)
  assert.ok(map)
  const svg = renderTerritoryMap(map, { title: 'Communes du territoire', hrefOf: (code) => `/communes/${code}` })
  assert.equal(map.shapes.length, 60)
  assert.ok(map.shapes.every(({ path }) => /^M\d+ \d+l[\d -]+z/.test(path)))
  assert.equal(svg.match(/<a href="\/communes\/\d{5}" aria-label="[^"]+">/g)?.length, 60)
  assert.ok(svg.includes('aria-label="Champagne-au-Mont-d\'Or"'))
  const weight = gzipSync(svg, { level: 9 }).length
  assert.ok(weight < 12_000, `${weight} bytes`)
})

test('un nom ne peut pas sortir de son attribut', () => {
  const map = {
    width: 1,
    height: 1,
    shapes: [{ code: 'x', name: '"><script>&', path: 'M0 0l1 1z', at: [0, 0] as const }],
  }
  const svg = renderTerritoryMap(map, { title: '"', hrefOf: () => '/"' })
  assert.ok(!svg.includes('<script>') && svg.includes('&quot;&gt;&lt;script&gt;&amp;'))
})

test('une commune sans adresse est dessinée sans lien', () => {
  const map = drawTerritory(areas.slice(0, 1))
  assert.ok(map && !renderTerritoryMap(map, { title: 'x', hrefOf: () => undefined }).includes('<a '))
})

test('sans aucune aire, pas de carte', () => {
  assert.equal(drawTerritory([]), undefined)
})
