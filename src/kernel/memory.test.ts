import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createMemory } from './memory.ts'

suite('la mémoire de ce qui ne change pas', () => {
  test('ce qui est gardé est partagé par tous : personne ne peut le changer', () => {
    const memory = createMemory<{ steps: string[] }>(2)
    const kept = memory.remember('a', { steps: ['un'] })
    assert.equal(memory.recall('a'), kept)
    assert.equal(memory.recall('b'), undefined)
    assert.throws(() => kept.steps.push('deux'), TypeError)
  })

  test('elle garde les dernières valeurs servies, et oublie celle qui sert le moins', () => {
    const memory = createMemory<{ rank: number }>(200)
    for (let rank = 1; rank <= 200; rank += 1) memory.remember(`${rank}`, { rank })
    assert.ok(memory.recall('1'))
    memory.remember('201', { rank: 201 })
    assert.ok(memory.recall('1'))
    assert.equal(memory.recall('2'), undefined)
    assert.ok(memory.recall('201'))
  })
})
