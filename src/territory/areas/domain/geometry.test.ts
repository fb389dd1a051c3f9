import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Box, Geometry, Position, Ring } from '../schema.ts'
import { bbox, centroid, contains, planarArea, readGeometry } from './geometry.ts'

const square = ([west, south, east, north]: Box): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const withHole: Geometry = { type: 'Polygon', coordinates: [square([0, 0, 10, 10]), square([4, 4, 6, 6])] }
const twoIslands: Geometry = { type: 'MultiPolygon', coordinates: [[square([0, 0, 1, 1])], [square([5, 5, 6, 6])]] }

test('le trou d’une commune n’est pas dans la commune, son bord oui', () => {
  assert.equal(contains(withHole, [1, 1]), true)
  assert.equal(contains(withHole, [5, 5]), false)
  assert.equal(contains(withHole, [4, 5]), true)
  assert.equal(contains(withHole, [11, 5]), false)
})

test('une commune en deux morceaux contient les points des deux, pas ceux d’entre eux', () => {
  assert.deepEqual(
    (
      [
        [0.5, 0.5],
        [5.5, 5.5],
        [3, 3],
      ] satisfies Position[]
    ).map((point) => contains(twoIslands, point)),
    [true, true, false],
  )
})

test('le bord et les sommets appartiennent à la commune', () => {
  for (const point of [
    [0, 0],
    [10, 10],
    [5, 0],
    [0, 7],
  ] satisfies Position[])
    assert.equal(contains(withHole, point), true)
})

test('la boîte et le centre tiennent compte des morceaux et des trous', () => {
  assert.deepEqual(bbox(twoIslands), [0, 0, 6, 6])
  assert.deepEqual(centroid(withHole), [5, 5])
  assert.deepEqual(centroid(twoIslands), [3, 3])
  assert.equal(planarArea(withHole), 96)
})

/** A star-shaped polygon around a centre: its inside is known by construction. */
const star = fc
  .record({
    centre: fc.tuple(fc.double({ min: -100, max: 100, noNaN: true }), fc.double({ min: -60, max: 60, noNaN: true })),
    radii: fc.array(fc.double({ min: 0.5, max: 5, noNaN: true }), { minLength: 5, maxLength: 40 }),
  })
  .map(({ centre: [x, y], radii }) => {
    const corner = (index: number, factor = 1): Position => {
      const angle = (2 * Math.PI * index) / radii.length
      const radius = (radii[index % radii.length] ?? 1) * factor
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
    }
    const ring = radii.map((_, index) => corner(index))
    return { centre: [x, y] as Position, corner, ring: [...ring, corner(0)], corners: radii.length }
  })

test('un point vers un sommet est dedans en deçà, dehors au-delà, dans les deux sens de parcours', () => {
  fc.assert(
    fc.property(star, fc.nat(), ({ ring, corner, corners, centre }, pick) => {
      const index = pick % corners
      for (const coordinates of [[ring], [ring.toReversed()]]) {
        const geometry: Geometry = { type: 'Polygon', coordinates }
        assert.equal(contains(geometry, centre), true)
        assert.equal(contains(geometry, corner(index, 0.99)), true)
        assert.equal(contains(geometry, corner(index, 1.01)), false)
      }
    }),
  )
})

test('ce qui est contenu est dans la boîte', () => {
  fc.assert(
    fc.property(
      star,
      fc.double({ min: -8, max: 8, noNaN: true }),
      fc.double({ min: -8, max: 8, noNaN: true }),
      (s, dx, dy) => {
        const geometry: Geometry = { type: 'Polygon', coordinates: [s.ring] }
        const [lon, lat] = [s.centre[0] + dx, s.centre[1] + dy]
        const [west, south, east, north] = bbox(geometry)
        const inBox = lon >= west && lon <= east && lat >= south && lat <= north
        assert.ok(inBox || !contains(geometry, [lon, lat]))
      },
    ),
  )
})

test('une géométrie lue est celle écrite, sans les altitudes', () => {
  const read = readGeometry({
    type: 'Polygon',
    coordinates: [
      [
        [0, 0, 170],
        [1, 0, 171],
        [1, 1, 172],
        [0, 0, 170],
      ],
    ],
  })
  assert.deepEqual(read, {
    ok: true,
    value: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
  })
  assert.deepEqual(readGeometry(twoIslands), { ok: true, value: twoIslands })
})

test('ce qui n’est pas une surface est refusé', () => {
  const refusal = (value: unknown) => {
    const read = readGeometry(value)
    return read.ok ? undefined : read.refusal
  }
  assert.equal(refusal(null), 'not_an_area')
  assert.equal(refusal({ type: 'Point', coordinates: [4, 45] }), 'not_an_area')
  assert.equal(refusal({ type: 'Polygon', coordinates: [] }), 'not_an_area')
  assert.equal(
    refusal({
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      ],
    }),
    'bad_ring',
  )
  assert.equal(
    refusal({
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [2, 2],
        ],
      ],
    }),
    'bad_ring',
  )
  assert.equal(
    refusal({
      type: 'Polygon',
      coordinates: [
        [
          [0, 'x'],
          [1, 0],
          [1, 1],
          [0, 'x'],
        ],
      ],
    }),
    'bad_ring',
  )
  const lambert = [
    [842_000, 6_519_000],
    [843_000, 6_519_000],
    [843_000, 6_520_000],
    [842_000, 6_519_000],
  ]
  assert.equal(refusal({ type: 'Polygon', coordinates: [lambert] }), 'not_degrees')
})

test('lire n’importe quelle valeur ne lève rien', () => {
  fc.assert(fc.property(fc.anything(), (value) => assert.equal(typeof readGeometry(value).ok, 'boolean')))
})
