// The load, in a process of its own: reads a job on standard input, writes what it measured on standard output.
import { text } from 'node:stream/consumers'
import autocannon, { type Request } from 'autocannon'
import type { LoadJob, LoadResult } from './load.ts'

const job = JSON.parse(await text(process.stdin)) as LoadJob
const times: number[] = []
const statuses: Record<string, number> = {}
const byPath = new Map<string, number[]>()
let bytes = 0
let next = 0
let end = 0

interface Sent {
  readonly path: string
  readonly at: number
}

function note(context: Record<string, unknown>): void {
  const { path, at } = context['sent'] as Sent
  byPath.set(path, [...(byPath.get(path) ?? []), performance.now() - at])
}

/** Of several addresses the slowest is looked for: each request is the next of the list, whichever connection sends it. */
const watched = {
  setupRequest: (request: Request, context: Record<string, unknown>): Request => {
    const chosen = job.requests[next++ % job.requests.length]
    context['sent'] = { path: chosen?.path ?? '', at: performance.now() } satisfies Sent
    return { ...request, ...chosen, headers: { ...job.headers, ...chosen?.headers } }
  },
  onResponse: (_status: number, _body: string, context: Record<string, unknown>): void => note(context),
}
const isWatched = job.requests.length > 1 && job.requests.length < 100

// Otherwise requests are written before the clock starts: the load takes as little of the machine as it can.
const instance = autocannon({
  url: job.url,
  connections: job.connections,
  ...(job.amount === undefined ? { duration: job.seconds ?? 5 } : { amount: job.amount }),
  headers: { ...job.headers },
  requests: isWatched ? [watched] : job.requests.slice(0, 1),
  ...(!isWatched &&
    job.requests.length > 1 && {
      setupClient: (client) => {
        const first = next++
        client.setRequests(job.requests.filter((_request, index) => index % job.connections === first))
      },
    }),
})
const start = performance.now()
instance.on('response', (_client, status, size, milliseconds) => {
  end = performance.now()
  times.push(milliseconds)
  bytes += size
  statuses[status] = (statuses[status] ?? 0) + 1
})
const { errors, timeouts } = await instance

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)
const sorted = ascending(times)
const [slowest] = [...byPath]
  .map(([path, own]) => ({ path, p95: at(ascending(own), 0.95) }))
  .toSorted((a, b) => b.p95 - a.p95)
const result: LoadResult = {
  count: times.length,
  perSecond: times.length / ((end - start) / 1000),
  p50: at(sorted, 0.5),
  p95: at(sorted, 0.95),
  p99: at(sorted, 0.99),
  ...(slowest && { slowest }),
  meanBytes: bytes / Math.max(1, times.length),
  statuses,
  errors: errors + timeouts,
}
process.stdout.write(JSON.stringify(result))
