import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readContours } from './contours.ts'

const triangle = {
  type: 'Polygon',
  coordinates: [
    [
      [4, 45],
      [5, 45],
      [5, 46],
      [4, 45],
    ],
  ],
}
const feature = (properties: object, geometry: unknown = triangle) => ({ type: 'Feature', properties, geometry })
const file = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features })
const communes = [
  { code: '69273', name: 'Corbas' },
  { code: '69091', name: 'Givors' },
]

test('les contours se rattachent par le code INSEE, quel que soit le nom de la propriété', () => {
  const read = readContours(file(feature({ insee: '69273' }), feature({ code: '69091', nom: 'Givors' })), communes)
  assert.ok(read.ok)
  assert.deepEqual(
    read.value.areas.map(({ kind, code, name }) => [kind, code, name]),
    [
      ['commune', '69273', 'Corbas'],
      ['commune', '69091', 'Givors'],
    ],
  )
})

test('les communes sans contour et les contours sans commune sont dits', () => {
  const read = readContours(file(feature({ code: '69273' }), feature({ code: '01001' })), communes)
  assert.ok(read.ok)
  assert.deepEqual([read.value.without, read.value.unused], [['Givors'], 1])
})

test('ce qui n’est pas du GeoJSON est refusé', () => {
  assert.deepEqual(readContours('{', communes), { ok: false, refusal: { reason: 'not_json' } })
  for (const text of ['null', '[]', '{"type":"Topology"}', '{"type":"FeatureCollection"}']) {
    assert.deepEqual(readContours(text, communes), { ok: false, refusal: { reason: 'not_geojson' } })
  }
})

test('un contour faux, en mètres ou double est nommé', () => {
  const metres = {
    type: 'Polygon',
    coordinates: [
      [
        [842e3, 652e4],
        [843e3, 652e4],
        [843e3, 653e4],
        [842e3, 652e4],
      ],
    ],
  }
  const read = readContours(
    file(
      feature({ code: '69273' }),
      feature({ code: '69273' }),
      feature({ code: '69091' }, metres),
      feature({ code: '69091' }, null),
    ),
    communes,
  )
  assert.ok(!read.ok && read.refusal.reason === 'bad_contours')
  assert.deepEqual(
    read.refusal.faults.map(({ fault, code }) => `${code} ${fault}`),
    ['69273 duplicate_contour', '69091 projected_contour', '69091 bad_contour'],
  )
})
