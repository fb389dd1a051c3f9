import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { projectRoot } from '#platform/config'
import type { Workflow } from '../schema.ts'
import { recall, remember } from './memory.ts'

const workflow = JSON.parse(readFileSync(join(projectRoot, 'data/workflows/simple.json'), 'utf8')) as Workflow

suite('la mémoire des révisions', () => {
  test('une révision gardée est partagée par tous : personne ne peut la changer', () => {
    const kept = remember({ slug: 'partage', number: 1, workflow })
    assert.equal(recall('partage', 1), kept)
    assert.equal(recall('partage', 2), undefined)
    assert.throws(() => (kept.workflow.statuses[0]?.steps ?? []).pop(), TypeError)
  })

  test('elle garde les deux cents dernières servies, et oublie celle qui sert le moins', () => {
    for (let number = 1; number <= 200; number += 1) remember({ slug: 'plein', number, workflow })
    assert.ok(recall('plein', 1))
    remember({ slug: 'plein', number: 201, workflow })
    assert.ok(recall('plein', 1))
    assert.equal(recall('plein', 2), undefined)
    assert.ok(recall('plein', 201))
  })
})
