import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Daemon, listening, startDaemon } from './daemon.ts'

/** What the program needs from Debian. */
export const lemonPackages = [
  'lemonldap-ng',
  'lemonldap-ng-fastcgi-server',
  'nginx-light',
  // Recommended by its package, without which its portal does not start or speaks no OpenID Connect and no LDAP.
  'libimage-magick-perl',
  'libgd-securityimage-perl',
  'libemail-sender-perl',
  'libstring-random-perl',
  'libconvert-base32-perl',
  'libcrypt-openssl-bignum-perl',
  'libio-string-perl',
  'libio-socket-timeout-perl',
  'libmime-tools-perl',
  'libnet-ldap-perl',
  'libunicode-string-perl',
] as const

/** LemonLDAP::NG's portal behind its own nginx and FastCGI server, on loopback, from a folder of its own. */
export interface LemonPortal {
  readonly url: string
  readonly nginx: Daemon
  readonly fastcgi: Daemon
  stop(): Promise<void>
}

export interface LemonOptions {
  /** Must be reachable by other users: the server refuses to run as root. */
  readonly folder: string
  readonly port: number
  readonly workers: number
  /** Over the program's own first configuration. */
  readonly configuration: Readonly<Record<string, unknown>>
}

/** Its servers refuse to run as root. */
export const lemonUser = 'www-data'

export async function startLemonLdap({ folder, port, workers, configuration }: LemonOptions): Promise<LemonPortal> {
  const url = `http://auth.localhost:${port}`
  for (const name of ['', 'conf', 'sessions', 'sessions/lock', 'psessions', 'psessions/lock', 'cache', 'temp'])
    mkdirSync(join(folder, name), { recursive: true })
  const first = JSON.parse(readFileSync('/var/lib/lemonldap-ng/conf/lmConf-1.json', 'utf8')) as Record<string, unknown>
  const sessions = (name: string) => ({
    Directory: join(folder, name),
    LockDirectory: join(folder, name, 'lock'),
    generateModule: 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256',
  })
  const whole = {
    ...first,
    portal: `${url}/`,
    // Browsers keep no cookie for all of `localhost`.
    domain: 'auth.localhost',
    cookieName: 'lemonldap',
    securedCookie: 0,
    globalStorageOptions: sessions('sessions'),
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: sessions('psessions'),
    localSessionStorageOptions: {
      ...(first['localSessionStorageOptions'] as object),
      cache_root: join(folder, 'cache'),
    },
    locationRules: { [`auth.localhost`]: { default: 'accept' } },
    ...configuration,
  }
  writeFileSync(join(folder, 'conf/lmConf-1.json'), JSON.stringify(whole))
  const ini = join(folder, 'lemonldap-ng.ini')
  writeFileSync(
    ini,
    readFileSync('/etc/lemonldap-ng/lemonldap-ng.ini', 'utf8')
      .replaceAll('/var/lib/lemonldap-ng/conf', join(folder, 'conf'))
      .replaceAll('/var/lib/lemonldap-ng/cache', join(folder, 'cache')),
  )
  writeFileSync(join(folder, 'nginx.conf'), nginxConf(folder, port))
  handOver(folder)
  const socket = join(folder, 'llng.sock')
  const fastcgi = startDaemon(
    'perl',
    [
      '/usr/sbin/llng-fastcgi-server',
      '--foreground',
      '-n',
      String(workers),
      '-s',
      socket,
      '-p',
      join(folder, 'llng.pid'),
    ],
    {
      user: lemonUser,
      environment: {
        LLNG_DEFAULTCONFFILE: ini,
        LLNG_DEFAULTLOGGER: 'Lemonldap::NG::Common::Logger::Std',
        USER: '',
        GROUP: '',
      },
    },
  )
  const nginx = startDaemon('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr'], {
    user: lemonUser,
  })
  const stop = async (): Promise<void> => {
    await nginx.stop()
    await fastcgi.stop()
  }
  try {
    await listening(port, nginx)
    await answering(`http://127.0.0.1:${port}/`, fastcgi)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, nginx, fastcgi, stop }
}

/** The portal compiles itself at its first page. */
async function answering(address: string, daemon: Daemon): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    const { status } = await fetch(address, { headers: { host: 'auth.localhost' }, redirect: 'manual' })
    if (status < 500) return
    await pause(200)
  }
  throw new Error(`the portal does not answer: ${daemon.output()}`)
}

/** Everything below belongs to the user that the servers run as. */
function handOver(folder: string): void {
  if (process.getuid?.() !== 0) return
  const { status, stderr } = spawnSync('chown', ['-R', `${lemonUser}:${lemonUser}`, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  chmodSync(folder, 0o755)
}

const nginxConf = (folder: string, port: number): string => `
daemon off;
pid ${folder}/nginx.pid;
worker_processes 1;
error_log stderr warn;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/temp;
  proxy_temp_path ${folder}/temp;
  fastcgi_temp_path ${folder}/temp;
  uwsgi_temp_path ${folder}/temp;
  scgi_temp_path ${folder}/temp;
  include /etc/nginx/mime.types;
  keepalive_requests 100000;
  upstream llng { server unix:${folder}/llng.sock; }
  server {
    listen 127.0.0.1:${port};
    server_name auth.localhost;
    root /usr/share/lemonldap-ng/portal/htdocs/;
    if ($uri !~ ^/((static|javascript|favicon).*|.*\\.psgi)) { rewrite ^/(.*)$ /index.psgi/$1 break; }
    location ~ ^(?<sc>/.*\\.psgi)(?:$|/) {
      include /etc/nginx/fastcgi_params;
      fastcgi_pass llng;
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_param LLTYPE psgi;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_split_path_info ^(.*\\.psgi)(/.*)$;
      fastcgi_param PATH_INFO $fastcgi_path_info;
    }
    location / { try_files $uri $uri/ =404; }
    location /static/ { alias /usr/share/lemonldap-ng/portal/htdocs/static/; }
    location /javascript/ { alias /usr/share/javascript/; }
  }
}
`
