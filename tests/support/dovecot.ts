import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Daemon, idOf, listening, startDaemon } from './daemon.ts'

export const dovecotPackages = ['dovecot-imapd', 'openssl'] as const

const user = 'mail'

export interface Dovecot {
  readonly port: number
  readonly tlsPort: number
  /** Of its authority, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificate: string
  /** Puts a mail in somebody's mailbox, as a mail server does. */
  deliver(account: string, raw: string | Buffer): void
  /** How many mails stand in a folder, and how many of them are read. */
  count(account: string, folder?: string): { readonly all: number; readonly read: number }
  /** Gives its numbers up, as a mailbox that is restored does: another UIDVALIDITY. */
  renumber(account: string): void
  /** The end of what it wrote. */
  log(): string
  up(): Promise<void>
  down(): Promise<void>
}

/** Dovecot from Debian on loopback, with a Maildir for whoever asks and one password for all. */
export async function startDovecot(folder: string, ports: { port: number; tlsPort: number }): Promise<Dovecot> {
  const { port, tlsPort } = ports
  const certificate = join(folder, 'cert.pem')
  const mails = join(folder, 'mails')
  mkdirSync(mails, { recursive: true })
  own(mails)
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const into = ['-keyout', join(folder, 'key.pem'), '-out', certificate]
  const made = spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    ...subject,
    ...into,
  ])
  if (made.status !== 0) throw new Error(String(made.stderr))
  const configuration = join(folder, 'dovecot.conf')
  writeFileSync(
    configuration,
    `protocols = imap
listen = 127.0.0.1, ::1
base_dir = ${folder}/run
log_path = ${folder}/dovecot.log
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${join(folder, 'key.pem')}
disable_plaintext_auth = no
first_valid_uid = 1
mail_uid = ${idOf('-u', user)}
mail_gid = ${idOf('-g', user)}
mail_location = maildir:${mails}/%u
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = home=${mails}/%u
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
`,
  )
  let daemon: Daemon | undefined
  const up = async (): Promise<void> => {
    daemon = startDaemon('/usr/sbin/dovecot', ['-F', '-c', configuration])
    await listening(port, daemon)
  }
  const down = async (): Promise<void> => {
    await daemon?.stop()
    daemon = undefined
  }
  await up()
  return {
    port,
    tlsPort,
    certificate,
    up,
    down,
    log: () => readFileSync(join(folder, 'dovecot.log'), 'utf8').slice(-3000),
    deliver: (account, raw) => {
      for (const part of ['', 'tmp', 'new', 'cur']) {
        mkdirSync(join(mails, account, part), { recursive: true })
        own(join(mails, account, part))
      }
      const name = `${Date.now()}.${randomUUID()}.localhost`
      const path = join(mails, account, 'tmp', name)
      writeFileSync(path, raw)
      own(path)
      renameSync(path, join(mails, account, 'new', name))
    },
    count: (account, of) => {
      const names = ['new', 'cur'].flatMap((part) =>
        listed(join(mails, account, ...(of === undefined ? [] : [`.${of}`]), part)),
      )
      return { all: names.length, read: names.filter((name) => /:2,.*S/.test(name)).length }
    },
    renumber: (account) => {
      const list = join(mails, account, 'dovecot-uidlist')
      const text = readFileSync(list, 'utf8')
      writeFileSync(list, text.replace(/\bV\d+/, `V${Math.floor(Date.now() / 1000) + 5000}`))
      spawnSync('sh', ['-c', 'rm -f "$0"/dovecot.index*', join(mails, account)])
    },
  }
}

function own(path: string): void {
  if (process.getuid?.() === 0) chownSync(path, idOf('-u', user), idOf('-g', user))
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
