import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Area, Position } from '../schema.ts'
import { drawGround, isNear, placesOn, worldOf, worldWidth } from './ground.ts'

const square = (name: string, west: number, south: number, size = 0.02): Area => ({
  kind: 'commune',
  code: name,
  name,
  contour: {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
      ],
    ],
  },
})

const [here, beside, far] = [square('Ici', 4.8, 45.7), square('À côté', 4.82, 45.7), square('Loin', 6, 47)]

/** As a script of a browser does it, from units of the world. */
const backFrom = ([x, y]: readonly [number, number]): Position => [
  (x / worldWidth - 0.5) * 360,
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / worldWidth))) * 180) / Math.PI,
]

suite('le fond sous un lieu que l’on montre', () => {
  test('la commune, celles qui la touchent, et pas les autres', () => {
    const ground = drawGround([here], [here, beside, far])
    assert.deepEqual(
      ground?.shapes.map(({ name, isOwn }) => [name, isOwn]),
      [
        ['À côté', false],
        ['Ici', true],
      ],
    )
    assert.equal(drawGround([], [here]), undefined)
  })

  test('le cadre tient toute la commune, avec une marge', () => {
    const ground = drawGround([here], [])
    assert.ok(ground)
    const [, , width, height] = ground.view
    for (const [x, y] of placesOn(ground, [
      [4.8, 45.7],
      [4.82, 45.72],
    ]))
      assert.ok(x > 0 && y > 0 && x < width && y < height)
  })

  test('du degré à l’unité et retour, à moins d’un millième d’unité', () => {
    const lon = fc.double({ min: -180, max: 180, noNaN: true })
    const lat = fc.double({ min: -84, max: 84, noNaN: true })
    fc.assert(
      fc.property(lon, lat, (x, y) => {
        const [backX, backY] = backFrom(worldOf([x, y]))
        assert.ok(Math.abs(backX - x) < 1e-8 && Math.abs(backY - y) < 1e-8)
      }),
    )
  })

  test('dedans, ou à moins de tant de mètres', () => {
    const contours = [here.contour]
    assert.ok(isNear(contours, [4.81, 45.71], 0))
    // Un centième de degré de longitude fait 777 m à cette latitude.
    assert.ok(isNear(contours, [4.83, 45.71], 800))
    assert.ok(!isNear(contours, [4.83, 45.71], 750))
    assert.ok(!isNear(contours, [2.35, 48.85], 1000))
  })
})
