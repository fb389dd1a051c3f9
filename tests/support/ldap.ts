import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Daemon, listening, startDaemon } from './daemon.ts'

export const ldapPackages = ['slapd'] as const

export interface Directory {
  readonly url: string
  readonly base: string
  readonly daemon: Daemon
  stop(): Promise<void>
}

export interface DirectoryOptions {
  readonly folder: string
  readonly port: number
  /** The entries under the base, as LDIF; written to a file by who knows how many there are. */
  readonly writeEntries: (path: string, base: string) => Promise<void>
}

const base = 'dc=exemple,dc=fr'

/** OpenLDAP from Debian on loopback, which checks passwords against Argon2 hashes as ours does. */
export async function startDirectory({ folder, port, writeEntries }: DirectoryOptions): Promise<Directory> {
  mkdirSync(join(folder, 'data'), { recursive: true })
  const configuration = join(folder, 'slapd.conf')
  writeFileSync(
    configuration,
    `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile ${folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload argon2
sizelimit 10
database mdb
maxsize 8589934592
suffix "${base}"
rootdn "cn=admin,${base}"
rootpw secret
directory ${folder}/data
index objectClass,uid eq
access to attrs=userPassword by anonymous auth by * none
access to * by * read
`,
  )
  const entries = join(folder, 'entries.ldif')
  await writeEntries(entries, base)
  const added = spawnSync('/usr/sbin/slapadd', ['-q', '-f', configuration, '-l', entries], { encoding: 'utf8' })
  if (added.status !== 0) throw added.error ?? new Error(added.stderr.slice(-2000))
  const url = `ldap://127.0.0.1:${port}`
  const daemon = startDaemon('/usr/sbin/slapd', ['-d', '0', '-h', url, '-f', configuration])
  await listening(port, daemon)
  return { url, base, daemon, stop: () => daemon.stop() }
}
