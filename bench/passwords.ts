import { availableParallelism } from 'node:os'
import { hash } from '@node-rs/argon2'
import { createPasswords } from '#platform/crypto'

// What a password costs, at several costs: `node --import ./tools/tsx-hook.ts bench/passwords.ts`. Prints; asserts nothing.

const costs = [
  { memoryCost: 7_168, timeCost: 5, parallelism: 1 },
  { memoryCost: 9_216, timeCost: 4, parallelism: 1 },
  { memoryCost: 12_288, timeCost: 3, parallelism: 1 },
  { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
  { memoryCost: 47_104, timeCost: 1, parallelism: 1 },
  { memoryCost: 65_536, timeCost: 3, parallelism: 1 },
] as const

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

async function timesOf(work: () => Promise<unknown>, count: number): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; turn < count; turn++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times
}

async function main(): Promise<void> {
  console.log(`${availableParallelism()} cores, Node ${process.version}`)
  for (const cost of costs) {
    const times = await timesOf(() => hash('bonjour-traboule', cost), 30)
    const { memoryCost, timeCost } = cost
    console.log(`${Math.round(memoryCost / 1024)} MiB x ${timeCost}: ${median(times).toFixed(1)} ms`)
  }
  const passwords = createPasswords()
  const made = await passwords.hash('bonjour-traboule')
  const stored = made.ok ? made.value : null
  for (const line of [1, 8, 60]) {
    const start = performance.now()
    const answers = await Promise.all(Array.from({ length: line }, () => passwords.verify(stored, 'bonjour-traboule')))
    const refusedCount = answers.filter(({ ok }) => !ok).length
    const seconds = (performance.now() - start) / 1000
    console.log(`${line} at once: ${(line / seconds).toFixed(0)} checks a second, ${refusedCount} refused`)
  }
}

await main()
