import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Debian's Apache in a folder and on a port of its own; the machine's own configuration is left alone. */
export interface Apache {
  readonly folder: string
  readonly errors: () => string
  stop(): Promise<void>
}

const modules = '/usr/lib/apache2/modules'
const base = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir', 'alias', 'env', 'mime', 'headers', 'cgid']

export interface ApacheOptions {
  readonly port: number
  /** Names of modules beyond the usual ones: `auth_mellon`. */
  readonly modules: readonly string[]
  /** Directives, given the folder. */
  readonly configuration: (folder: string) => string
  readonly files?: Readonly<Record<string, string>>
}

export async function startApache(options: ApacheOptions): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-apache-'))
  // Its children run as another user.
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'www'))
  mkdirSync(join(folder, 'state'))
  chmodSync(join(folder, 'state'), 0o777)
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text)
  const loaded = [...base, ...options.modules].map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`)
  writeFileSync(
    join(folder, 'httpd.conf'),
    `ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/httpd.pid
ErrorLog ${folder}/error.log
LogLevel info
User www-data
Group www-data
Mutex file:${folder}/state
${loaded.join('\n')}
TypesConfig /etc/mime.types
ScriptSock ${folder}/state/cgisock
Listen 127.0.0.1:${options.port}
DocumentRoot ${folder}/www
<Directory ${folder}/www>
  Options +ExecCGI
  Require all granted
</Directory>
${options.configuration(folder)}
`,
  )
  const child = spawn('/usr/sbin/apache2', ['-d', folder, '-f', join(folder, 'httpd.conf'), '-DFOREGROUND'], {
    stdio: 'ignore',
  })
  const errors = (): string => {
    try {
      return readFileSync(join(folder, 'error.log'), 'utf8')
    } catch {
      return ''
    }
  }
  await untilOpen(options.port, child, errors)
  return {
    folder,
    errors,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilOpen(port: number, child: ChildProcess, errors: () => string): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    if (child.exitCode !== null) throw new Error(`apache2 ended with ${child.exitCode}: ${errors()}`)
    const isOpen = await fetch(`http://localhost:${port}/`, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`apache2 did not open its port: ${errors()}`)
}
