import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type ExtractionFault, most, type Way, wayOf } from './schema.ts'

export interface ExtractionLimits {
  /** Milliseconds after which reading is given up. */
  readonly patience?: number
  /** Kilobytes of data that reading may take, where the system counts them. Node alone takes some 550 000. */
  readonly data?: number
}

const root = join(import.meta.dirname, '../../..')
const child = join(import.meta.dirname, 'child.ts')

/** JSON may write each letter as six. */
const longestAnswer = most.characters * 6 + 100

let last: Promise<unknown> = Promise.resolve()

/**
 * The text of a file that somebody sent, read in a process of its own that may take so much time and memory, reads nothing but
 * this program, writes and starts nothing: whatever the file holds, ours goes on. One file at a time.
 * @throws what the content throws (a store that does not answer).
 */
export function extractText(
  content: AsyncIterable<Uint8Array>,
  mediaType: string,
  limits: ExtractionLimits = {},
): Promise<Outcome<string, ExtractionFault>> {
  const way = wayOf(mediaType)
  if (way === undefined) return Promise.resolve(refused('no_text_kind'))
  const mine = last.then(() => readApart(content, way, limits))
  last = mine.catch(() => undefined)
  return mine
}

const argumentsFor = (way: Way): string[] => [
  '--max-old-space-size=256',
  '--no-warnings',
  '--permission',
  `--allow-fs-read=${root}`,
  child,
  way,
]

async function readApart(
  content: AsyncIterable<Uint8Array>,
  way: Way,
  { patience = 20_000, data = 900_000 }: ExtractionLimits,
): Promise<Outcome<string, ExtractionFault>> {
  // The memory of a process is bounded by the shell that becomes it: what V8 is told leaves buffers out.
  const limited = 'ulimit -d "$1" 2>/dev/null; shift; exec "$@"'
  const process_ = spawn('/bin/sh', ['-c', limited, 'sh', String(data), process.execPath, ...argumentsFor(way)], {
    cwd: root,
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    process_.kill('SIGKILL')
  }, patience)
  const ended = new Promise<number | null>((resolve) => {
    process_.once('error', () => resolve(null))
    process_.once('close', (code) => resolve(code))
  })
  const answer = collect(process_.stdout, () => process_.kill('SIGKILL'))
  try {
    await pipeline(content, process_.stdin).catch((error: NodeJS.ErrnoException) => {
      // It ended before it had read everything: what it said tells why.
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    })
    const code = await ended
    if (isLate || code !== 0) return refused(isLate || code === null || code > 1 ? 'too_much' : 'unreadable')
    return read(await answer)
  } finally {
    clearTimeout(timer)
    process_.kill('SIGKILL')
  }
}

async function collect(stream: AsyncIterable<Buffer>, giveUp: () => void): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of stream) {
    size += piece.length
    if (size > longestAnswer) giveUp()
    else pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function read(answer: string): Outcome<string, ExtractionFault> {
  try {
    const { text } = JSON.parse(answer) as { text?: unknown }
    return typeof text === 'string' ? accepted(text.slice(0, most.characters)) : refused('unreadable')
  } catch {
    return refused('unreadable')
  }
}
