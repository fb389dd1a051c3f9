import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Daemon, listening, startDaemon } from './daemon.ts'
import { type DebianPostgres, startDebianPostgres } from './debian-postgres.ts'

/** What the program needs from Debian, as its documentation advises: PostgreSQL, FastCGI, a quick converter of HTML. */
export const trackerPackages = [
  'request-tracker5',
  'rt5-db-postgresql',
  'rt5-fcgi',
  'postgresql',
  'libfcgi-procmanager-perl',
  'nginx-light',
  'w3m',
] as const

/** Request Tracker 5 behind nginx and its FastCGI server, on loopback, from a folder of its own. */
export interface RequestTracker {
  readonly url: string
  readonly databaseUrl: string
  readonly daemons: readonly Daemon[]
  /** Its superuser, which is spared the search of its rights. */
  readonly root: { readonly name: string; readonly password: string }
  stop(): Promise<void>
}

export interface TrackerOptions {
  /** Must be reachable by other users: its servers do not run as root. */
  readonly folder: string
  readonly port: number
  readonly databasePort: number
  /** Processes of its FastCGI server; Debian starts two. */
  readonly workers: number
}

const user = 'www-data'
const database = 'rt5'
const root = { name: 'root', password: 'bonjour-traboule' } as const

/** Memory as PostgreSQL's documentation advises for a server that shares a small machine, the same for all it runs. */
const memory = {
  shared_buffers: '512MB',
  effective_cache_size: '2GB',
  work_mem: '32MB',
  maintenance_work_mem: '512MB',
  random_page_cost: '1.1',
  max_wal_size: '4GB',
}

/**
 * With its own schema, its full-text index (as its guide `full_text_indexing` makes it) and one superuser. Mail that it
 * writes is thrown away by the shortest program there is.
 */
export async function startRequestTracker({
  folder,
  port,
  databasePort,
  workers,
}: TrackerOptions): Promise<RequestTracker> {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  const postgres = await startDebianPostgres(join(folder, 'postgres'), databasePort, memory)
  const opened: { stop(): Promise<void> }[] = [postgres]
  const stop = async (): Promise<void> => {
    for (const each of opened.toReversed()) await each.stop()
  }
  try {
    const environment = writeSettings(folder, port, postgres)
    setUp(environment)
    const fastcgi = startDaemon(
      '/usr/share/request-tracker5/libexec/rt-server.fcgi',
      ['--listen', join(folder, 'rt.sock'), '--nproc', String(workers)],
      { user, environment },
    )
    const nginx = startDaemon('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr'], {
      user,
    })
    opened.push(fastcgi, nginx)
    const url = `http://localhost:${port}`
    await listening(port, nginx)
    await answering(url, fastcgi)
    return {
      url,
      databaseUrl: postgres.urlOf(database),
      daemons: [postgres.daemon, fastcgi, nginx],
      root,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Its settings, and what names them to its programs. */
function writeSettings(folder: string, port: number, postgres: DebianPostgres): Record<string, string> {
  const temporary = ['mason', 'sessions', 'temp', 'settings.d'].map((name) => join(folder, name))
  for (const path of temporary) mkdirSync(path, { recursive: true })
  const settings = join(folder, 'RT_SiteConfig.pm')
  const sink = join(folder, 'no-mail')
  writeFileSync(sink, '#!/bin/sh\nexec cat >/dev/null\n', { mode: 0o755 })
  writeFileSync(
    settings,
    `Set($rtname, 'exemple.fr');
Set($Organization, 'exemple.fr');
Set($DatabaseType, 'Pg');
Set($DatabaseHost, '127.0.0.1');
Set($DatabaseRTHost, '127.0.0.1');
Set($DatabasePort, '${postgres.port}');
Set($DatabaseUser, 'rt');
Set($DatabasePassword, 'rt');
Set($DatabaseName, '${database}');
Set($DatabaseAdmin, 'postgres');
Set($WebDomain, 'localhost');
Set($WebPort, ${port});
Set($WebPath, '');
Set($Timezone, 'Europe/Paris');
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '${sink}');
Set($SendmailArguments, '');
Set($SendmailBounceArguments, '');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
Set($LogToFile, undef);
Set($WebSecureCookies, 0);
Set($StatementLog, undef);
Set($MasonDataDir, '${join(folder, 'mason')}');
Set($MasonSessionDir, '${join(folder, 'sessions')}');
Set(%FullTextSearch, Enable => 1, Indexed => 1, Table => 'AttachmentsIndex', Column => 'ContentIndex');
1;
`,
  )
  writeFileSync(join(folder, 'nginx.conf'), nginxConf(folder, port))
  spawnSync('chown', ['-R', `${user}:${user}`, ...temporary, sink])
  chmodSync(folder, 0o777)
  return { RT_SITE_CONFIG: settings, RT_SITE_CONFIG_DIR: join(folder, 'settings.d') }
}

/** Its schema, its objects, its index of texts, and a password for its superuser. */
function setUp(environment: Readonly<Record<string, string>>): void {
  const asOwner = ['--dba', 'postgres', '--dba-password', 'x']
  const password = `use lib '/usr/share/request-tracker5/lib'; use RT; RT::LoadConfig(); RT::Init();
my $root = RT::User->new(RT->SystemUser); $root->Load('${root.name}');
my ($done, $why) = $root->SetPassword('${root.password}'); die $why unless $done;`
  const steps: [string, string[]][] = [
    ['/usr/sbin/rt-setup-database-5', ['--action', 'init', ...asOwner]],
    [
      '/usr/sbin/rt-setup-fulltext-index-5',
      ['--noask', ...asOwner, '--table', 'AttachmentsIndex', '--column', 'ContentIndex', '--index-type', 'GIN'],
    ],
    ['perl', ['-e', password]],
  ]
  for (const [command, args] of steps) {
    const { status, stdout, stderr } = spawnSync(command, args, {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    })
    if (status !== 0) throw new Error(`${command}: ${stdout}\n${stderr}`)
  }
}

/** It compiles its pages at the first one. */
async function answering(url: string, daemon: Daemon): Promise<void> {
  for (let turn = 0; turn < 150; turn++) {
    const { status } = await fetch(`${url}/NoAuth/Login.html`, { redirect: 'manual' })
    if (status === 200) return
    await pause(200)
  }
  throw new Error(`the tracker does not answer: ${daemon.output()}`)
}

/** Its static files are served by nginx itself, as its guide `web_deployment` advises. */
const nginxConf = (folder: string, port: number): string => `daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 256; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path ${join(folder, 'temp/body')};
  proxy_temp_path ${join(folder, 'temp/proxy')};
  fastcgi_temp_path ${join(folder, 'temp/fastcgi')};
  uwsgi_temp_path ${join(folder, 'temp/uwsgi')};
  scgi_temp_path ${join(folder, 'temp/scgi')};
  upstream tracker { server unix:${join(folder, 'rt.sock')}; keepalive 8; }
  server {
    listen 127.0.0.1:${port};
    server_name localhost;
    client_max_body_size 50m;
    location /static/ { alias /usr/share/request-tracker5/static/; }
    location / {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_NAME "";
      fastcgi_param PATH_INFO $uri;
      fastcgi_buffers 32 64k;
      fastcgi_pass tracker;
    }
  }
}
`
