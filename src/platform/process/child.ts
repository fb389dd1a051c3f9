import { type ChildProcess, fork } from 'node:child_process'
import type { Log } from '#platform/log'

export interface ChildOptions {
  readonly name: string
  /** The module to run: `src/web.ts`. */
  readonly entry: string
  readonly args?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Node's own options for the child; the parent's by default. */
  readonly execArgv: readonly string[]
  readonly log: Log
}

export interface Child {
  readonly pid: number | undefined
  /** Asks it to finish what it does, then end. Kills it after 30 seconds. */
  stop(): Promise<void>
  /** Ends it and starts it anew, on the sources as they are now. */
  restart(): void
}

/** What a child that cannot start tells its parent before it ends. */
interface Complaint {
  readonly failed: string
}

/**
 * Keeps a process of ours alive: restarts it when it dies, at once the first time, then with a growing pause.
 * Resolves when the child says it is ready; rejects with the child's own sentence when it cannot start at all.
 */
export function keepAlive(options: ChildOptions): Promise<Child> {
  const state = { child: undefined as ChildProcess | undefined, stopping: false, restarting: false, failures: 0 }
  return new Promise((resolve, reject) => {
    const handle: Child = {
      get pid() {
        return state.child?.pid
      },
      stop: () => {
        state.stopping = true
        return stopChild(state.child)
      },
      restart: () => {
        state.restarting = true
        void stopChild(state.child)
      },
    }
    let ready = false
    const launch = (): void => {
      const child = fork(options.entry, options.args ?? [], {
        env: options.environment,
        execArgv: [...options.execArgv],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      })
      state.child = child
      let complaint: string | undefined
      child.on('message', (message: 'ready' | Complaint) => {
        if (message !== 'ready') {
          complaint = message.failed
          return
        }
        state.failures = 0
        ready = true
        resolve(handle)
      })
      child.on('exit', (code, signal) => {
        if (state.stopping) return
        if (!ready) {
          reject(new Error(complaint ?? `${options.name} ended with ${signal ?? code} before it was ready`))
          return
        }
        if (state.restarting) {
          state.restarting = false
          launch()
          return
        }
        const pause = state.failures === 0 ? 0 : Math.min(10_000, 250 * 2 ** state.failures)
        state.failures += 1
        options.log.error({ process: options.name, code, signal, pause }, 'process died, restarting it')
        setTimeout(() => {
          if (!state.stopping) launch()
        }, pause)
      })
    }
    launch()
  })
}

function stopChild(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const patience = setTimeout(() => child.kill('SIGKILL'), 30_000)
    child.once('exit', () => {
      clearTimeout(patience)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

/**
 * The other end, in the child: says it is ready, and calls `stop` once when it is asked to end or when its parent is
 * gone (killed without a word): nobody would look after it any more.
 */
export function serveUnderParent(stop: () => Promise<void>): void {
  let stopping = false
  const end = (): void => {
    if (stopping) return
    stopping = true
    void stop().finally(() => process.exit(0))
  }
  process.on('SIGTERM', end)
  // Ctrl+C reaches the whole group; the parent decides when.
  process.on('SIGINT', () => {
    if (!process.send) end()
  })
  process.on('disconnect', end)
  process.send?.('ready')
}

/** Tells the parent, in words, why this process cannot start; on standard error when there is no parent. */
export function complain(sentence: string): void {
  if (process.send) process.send({ failed: sentence } satisfies Complaint)
  else process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}
