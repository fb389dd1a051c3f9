// An open-loop load, in a process of its own: requests leave at their time, whether those before have been answered or not,
// so that a slow answer is not hidden by a client that waits for it.
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeskJob, DeskRequest, DeskResult } from './desk.ts'

const job = JSON.parse(await text(process.stdin)) as DeskJob
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const { hostname, port } = new URL(job.url)
const times = new Map<string, number[]>()
const faults: string[] = []

interface Answer {
  readonly status: number
}

const send = (asked: DeskRequest): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { agent, hostname, port, path: asked.path, method: asked.method ?? 'GET', headers: asked.headers },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0 }))
        answer.once('error', reject)
      },
    )
    sent.once('error', reject)
    sent.end(asked.body)
  })

/** Measured from the moment when it should have left. */
async function sendAt(asked: DeskRequest, due: number): Promise<void> {
  const wait = due - performance.now()
  if (wait > 0) await sleep(wait)
  try {
    const { status } = await send(asked)
    const took = performance.now() - due
    times.set(asked.kind, [...(times.get(asked.kind) ?? []), took])
    if (status !== asked.expected) faults.push(`${asked.kind} ${asked.path}: ${status}`)
  } catch (error) {
    faults.push(`${asked.kind} ${asked.path}: ${String(error)}`)
  }
}

const start = performance.now() + 200
const stream = (requests: readonly DeskRequest[], perSecond: number): Promise<void>[] =>
  Array.from({ length: Math.floor(job.seconds * perSecond) }, (_, index) => {
    const asked = requests[index % requests.length]
    return asked ? sendAt(asked, start + (index * 1000) / perSecond) : Promise.resolve()
  })

await Promise.all([...stream(job.reads, job.readsPerSecond), ...stream(job.writes, job.writesPerSecond)])
agent.destroy()

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const kinds = Object.fromEntries(
  [...times].map(([kind, taken]) => {
    const sorted = taken.toSorted((a, b) => a - b)
    return [kind, { count: sorted.length, p50: at(sorted, 0.5), p95: at(sorted, 0.95), p99: at(sorted, 0.99) }]
  }),
)
process.stdout.write(
  JSON.stringify({ kinds, faults: faults.slice(0, 5), faultCount: faults.length } satisfies DeskResult),
)
