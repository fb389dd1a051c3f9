import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A foreign server in the foreground, run as nobody's friend: an ordinary user where the tests run as root. */
export interface Daemon {
  readonly pid: number
  output(): string
  stop(): Promise<void>
}

export interface DaemonOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Known by this machine; asked for where the tests run as root and the server refuses to. */
  readonly user?: string
}

export const idOf = (kind: '-u' | '-g', user: string): number =>
  Number(spawnSync('id', [kind, user], { encoding: 'utf8' }).stdout.trim())

export function startDaemon(command: string, args: readonly string[], options: DaemonOptions = {}): Daemon {
  let printed = ''
  const identity =
    options.user !== undefined && process.getuid?.() === 0
      ? { uid: idOf('-u', options.user), gid: idOf('-g', options.user) }
      : {}
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  })
  child.stdout?.on('data', (data: Buffer) => (printed += data.toString()))
  child.stderr?.on('data', (data: Buffer) => (printed += data.toString()))
  child.on('error', (error) => (printed += error.message))
  return {
    pid: child.pid ?? 0,
    output: () => printed,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Waits until somebody listens there. Rejects with what the server said, when it is told and nobody does in time. */
export async function listening(port: number, daemon?: Daemon): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if (await connects(port)) return
    await pause(50)
  }
  throw new Error(`nobody listens on ${port}: ${daemon?.output() ?? ''}`)
}

const connects = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
