// Signs people in, in a process of its own: reads a job on standard input, writes what it measured on standard output.
import { text } from 'node:stream/consumers'
import autocannon from 'autocannon'
import { Pool } from 'undici'
import { introspect, introspection, type Jar, type Person, type Provider, signIn } from './walk.ts'

/** What is measured: a whole sign-in with a password, one under a live session, or a token asked about. */
export type Kind = 'login' | 'again' | 'introspection'

export interface WalkJob {
  readonly provider: Provider
  readonly kind: Kind
  readonly people: readonly Person[]
  readonly connections: number
  /** Before the clock starts, for this process: its own compiling takes time from who is measured, from the quicker most. */
  readonly warming: number
  readonly seconds: number
}

export interface WalkResult {
  /** All that were done, before the clock too. */
  readonly count: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
}

const job = JSON.parse(await text(process.stdin)) as WalkJob
const pool = new Pool(job.provider.origin, { connections: job.connections, pipelining: 1 })
const times: number[] = []
let before = 0
let next = 0
const person = (): Person => job.people[next++ % job.people.length] ?? { name: '', password: '' }

/** Each connection is one browser at a time; what it must have before is had before the clock starts. */
const step: Record<Exclude<Kind, 'introspection'>, () => Promise<() => Promise<unknown>>> = {
  login: async () => async () => signIn(pool, job.provider, new Map(), person()),
  again: async () => {
    const jar: Jar = new Map()
    await signIn(pool, job.provider, jar, person())
    return () => signIn(pool, job.provider, jar)
  },
}

const seconds = job.kind === 'introspection' ? await introspectAll() : await walkAll(step[job.kind])
await pool.close()
const sorted = times.toSorted((a, b) => a - b)
const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const result: WalkResult = {
  count: before + times.length,
  perSecond: times.length / seconds,
  p50: at(0.5),
  p95: at(0.95),
}
process.stdout.write(JSON.stringify(result))

/** @returns for how many seconds they walked. */
async function walkAll(begin: () => Promise<() => Promise<unknown>>): Promise<number> {
  const browsers: (() => Promise<unknown>)[] = []
  for (let index = 0; index < job.connections; index++) browsers.push(await begin())
  await walkFor(job.warming, browsers)
  before = times.length
  times.length = 0
  return walkFor(job.seconds, browsers)
}

async function walkFor(seconds: number, browsers: readonly (() => Promise<unknown>)[]): Promise<number> {
  const start = performance.now()
  const end = start + seconds * 1000
  await Promise.all(
    browsers.map(async (walk) => {
      do {
        const begun = performance.now()
        await walk()
        times.push(performance.now() - begun)
      } while (performance.now() < end)
    }),
  )
  return (performance.now() - start) / 1000
}

/** Each connection asks about a token of its own. What asks must weigh less than what answers: nothing but the counting. */
async function introspectAll(): Promise<number> {
  const tokens: string[] = []
  for (let index = 0; index < job.connections; index++)
    tokens.push(await signIn(pool, job.provider, new Map(), person()))
  const areLive = () => Promise.all(tokens.map((token) => introspect(pool, job.provider, token)))
  await areLive()
  let next = 0
  const instance = autocannon({
    url: job.provider.origin,
    connections: job.connections,
    duration: job.seconds,
    requests: [{ path: job.provider.introspect }],
    setupClient: (client) => client.setRequests([introspection(job.provider, tokens[next++] ?? '')]),
  })
  const start = performance.now()
  let end = start
  const statuses = new Set<number>()
  instance.on('response', (_client, status, _bytes, milliseconds) => {
    end = performance.now()
    statuses.add(status)
    times.push(milliseconds)
  })
  const { errors, timeouts } = await instance
  if (errors + timeouts > 0 || statuses.size !== 1 || !statuses.has(200))
    throw new Error(`introspections failed: ${errors} errors, ${timeouts} timeouts, statuses ${[...statuses].join()}`)
  await areLive()
  return (end - start) / 1000
}
