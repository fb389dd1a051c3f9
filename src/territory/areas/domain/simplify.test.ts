import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { projectRoot } from '#platform/config'
import type { Geometry, Position, Ring } from '../schema.ts'
import { planarArea, polygonsOf } from './geometry.ts'
import { distanceToSegment, simplify, simplifyAll } from './simplify.ts'

const file = join(projectRoot, 'data/territories/metropole-de-lyon/contours.geojson')
const communes = (JSON.parse(readFileSync(file, 'utf8')) as { features: { geometry: Geometry }[] }).features.map(
  (feature) => feature.geometry,
)
const ringsOf = (geometries: readonly Geometry[]): Ring[] => geometries.flatMap((g) => polygonsOf(g).flat())
const positions = (geometries: readonly Geometry[]): number => ringsOf(geometries).reduce((sum, r) => sum + r.length, 0)

/** Each border as the two rings see it: how many segments belong to one ring, to two, to more. */
function segmentUses(geometries: readonly Geometry[]): Map<string, number> {
  const uses = new Map<string, number>()
  for (const ring of ringsOf(geometries)) {
    for (let i = 1; i < ring.length; i++) {
      const key = [String(ring[i - 1]), String(ring[i])].toSorted().join(' ')
      uses.set(key, (uses.get(key) ?? 0) + 1)
    }
  }
  return uses
}
const shared = (geometries: readonly Geometry[]) => [...segmentUses(geometries).values()].filter((n) => n > 1).length

const wavy = fc
  .array(fc.tuple(fc.double({ min: 1, max: 3, noNaN: true }), fc.nat(3)), { minLength: 6, maxLength: 60 })
  .map((radii): Ring => {
    const ring = radii.map(([radius], index): Position => {
      const angle = (2 * Math.PI * index) / radii.length
      return [4 + radius * Math.cos(angle), 45 + radius * Math.sin(angle)]
    })
    return [...ring, ring[0] ?? [0, 0]]
  })

test('un contour simplifié garde des sommets d’origine, reste fermé, et ne s’écarte pas plus que permis', () => {
  fc.assert(
    fc.property(wavy, fc.double({ min: 0, max: 1, noNaN: true }), (ring, tolerance) => {
      const after = simplify({ type: 'Polygon', coordinates: [ring] }, tolerance)
      const line = polygonsOf(after)[0]?.[0] ?? []
      assert.ok(line.length >= 4)
      assert.deepEqual(line[0], line.at(-1))
      const origin = new Set(ring.map(String))
      assert.ok(line.every((position) => origin.has(String(position))))
      for (const position of ring) {
        const nearest = Math.min(
          ...line.slice(1).map((to, index) => distanceToSegment(position, line[index] ?? to, to)),
        )
        assert.ok(nearest <= tolerance + 1e-9, `${nearest} > ${tolerance}`)
      }
    }),
  )
})

test('une tolérance nulle ne change rien d’une ligne brisée', () => {
  const zigzag: Ring = [
    [0, 0],
    [1, 2],
    [2, 0],
    [3, 2],
    [4, 0],
    [2, -3],
    [0, 0],
  ]
  assert.equal(positions([simplify({ type: 'Polygon', coordinates: [zigzag] }, 0)]), zigzag.length)
})

test('les communes réelles simplifiées gardent leurs bords communs', () => {
  const after = simplifyAll(communes, 0.002)
  assert.ok(positions(after) < positions(communes) * 0.6, `${positions(after)} / ${positions(communes)}`)
  // Were borders simplified one commune at a time, nearly all of them would differ.
  const before = shared(communes) / segmentUses(communes).size
  const now = shared(after) / segmentUses(after).size
  assert.ok(now >= before - 0.05, `${now} < ${before}`)
  const drift = Math.abs(
    1 - after.reduce((s, g) => s + planarArea(g), 0) / communes.reduce((s, g) => s + planarArea(g), 0),
  )
  assert.ok(drift < 0.01, `the whole territory changed by ${drift}`)
})

test('une commune enclavée et le trou qui l’entoure restent le même anneau', () => {
  const ring: Ring = Array.from({ length: 41 }, (_, i): Position => {
    const angle = (2 * Math.PI * (i % 40)) / 40
    return [5 + Math.cos(angle), 45 + Math.sin(angle)]
  })
  const around: Ring = [
    [0, 40],
    [10, 40],
    [10, 50],
    [0, 50],
    [0, 40],
  ]
  const turned = [...ring.slice(13, -1), ...ring.slice(0, 14)].toReversed()
  const [outer, enclave] = simplifyAll(
    [
      { type: 'Polygon', coordinates: [around, turned] },
      { type: 'Polygon', coordinates: [ring] },
    ],
    0.05,
  )
  const sorted = (r: Ring | undefined) => [...new Set((r ?? []).map(String))].toSorted()
  assert.deepEqual(
    sorted(polygonsOf(outer ?? communes[0]!)[0]?.[1]),
    sorted(polygonsOf(enclave ?? communes[0]!)[0]?.[0]),
  )
})
