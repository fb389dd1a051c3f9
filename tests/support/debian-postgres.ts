import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Daemon, idOf, listening, startDaemon } from './daemon.ts'

/** Debian's PostgreSQL on loopback, from a folder of its own; who connects there is trusted. */
export interface DebianPostgres {
  readonly daemon: Daemon
  readonly port: number
  /** As its superuser. */
  urlOf(database: string): string
  stop(): Promise<void>
}

/** It refuses to run as root. */
const owner = 'postgres'

/** @param settings over those it comes with, such as `shared_buffers`. */
export async function startDebianPostgres(
  folder: string,
  port: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<DebianPostgres> {
  const programs = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1)
  if (programs === undefined) throw new Error('Debian’s PostgreSQL is not installed')
  mkdirSync(folder, { recursive: true })
  spawnSync('chown', [owner, folder])
  const data = join(folder, 'data')
  const made = spawnSync(join(programs, 'initdb'), ['-D', data, '-A', 'trust', '-U', owner, '--locale=C.UTF-8'], {
    encoding: 'utf8',
    ...(process.getuid?.() === 0 ? { uid: idOf('-u', owner), gid: idOf('-g', owner) } : {}),
  })
  if (made.status !== 0) throw new Error(`no database was made: ${made.stderr}`)
  const all = {
    port: String(port),
    listen_addresses: `'127.0.0.1'`,
    unix_socket_directories: `'${folder}'`,
    ...settings,
  }
  const path = join(data, 'postgresql.conf')
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`)
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n${lines.join('\n')}\n`)
  const daemon = startDaemon(join(programs, 'postgres'), ['-D', data], { user: owner })
  await listening(port, daemon)
  return {
    daemon,
    port,
    urlOf: (database) => `postgres://${owner}@127.0.0.1:${port}/${database}`,
    stop: () => daemon.stop(),
  }
}
