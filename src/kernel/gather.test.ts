import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gathered } from './gather.ts'

test('one question leaves at once; those that come meanwhile leave together; each has its own answer', async () => {
  const batches: number[][] = []
  const ends: (() => void)[] = []
  const double = gathered(async (numbers: readonly number[]) => {
    batches.push([...numbers])
    await new Promise<void>((end) => ends.push(end))
    return numbers.map((number) => number * 2)
  })
  const answers = [1, 2, 3].map((number) => double(number))
  assert.deepEqual(batches, [[1]])
  ends[0]?.()
  assert.equal(await answers[0], 2)
  await Promise.resolve()
  assert.deepEqual(batches, [[1], [2, 3]])
  ends[1]?.()
  assert.deepEqual(await Promise.all(answers), [2, 4, 6])
  const late = double(4)
  ends[2]?.()
  assert.equal(await late, 8)
})

test('a batch that fails fails who asked in it, and nobody after', async () => {
  let turn = 0
  const ask = gathered(async (questions: readonly string[]) => {
    if (turn++ === 0) throw new Error('away')
    return questions
  })
  const first = ask('a')
  const second = ask('b')
  await assert.rejects(first, /away/)
  assert.equal(await second, 'b')
})
