import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export interface LoadRequest {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface LoadJob {
  readonly url: string
  readonly connections: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent one after another, and again from the first. */
  readonly requests: readonly LoadRequest[]
  readonly seconds?: number
  /** So many requests, however long it takes. */
  readonly amount?: number
}

export interface LoadResult {
  readonly count: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Of several addresses, the one that takes longest. */
  readonly slowest?: { readonly path: string; readonly p95: number }
  readonly meanBytes: number
  readonly statuses: Readonly<Record<string, number>>
  readonly errors: number
}

/** Runs a script of this folder in a process of its own, gives it a job and reads its answer. */
export async function inProcess<Answer>(script: string, job: unknown): Promise<Answer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit') as Promise<[number | null]>
  child.stdin.end(JSON.stringify(job))
  const [answer, [code]] = await Promise.all([text(child.stdout), ended])
  if (code !== 0) throw new Error(`${script} ended with ${code}`)
  return JSON.parse(answer) as Answer
}

/**
 * Loads the platform from another process.
 * @throws when an answer is not the one expected: a figure of failures is no figure.
 */
export async function load(job: LoadJob, expected: number): Promise<LoadResult> {
  const result = await inProcess<LoadResult>('load-process.ts', job)
  const others = Object.entries(result.statuses).filter(([status]) => Number(status) !== expected)
  if (others.length > 0 || result.errors > 0 || result.count === 0) {
    const first = job.requests[0]
    throw new Error(
      `${first?.method ?? 'GET'} ${first?.path}: ${JSON.stringify(result.statuses)}, ${result.errors} errors`,
    )
  }
  return result
}
