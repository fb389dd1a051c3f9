import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { projectRoot } from '#platform/config'
import { databaseOf, runningEmbedded } from '#platform/db'
import { childrenOf, freePort, startTestPlatform } from '../support/platform.ts'

/** The operator's first hour: start, start again, wrong settings, commands beside the running platform, stop. */

interface Ran {
  readonly code: number | null
  readonly output: string
}

function traboule(args: readonly string[], environment: Record<string, string>, input?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(projectRoot, 'tools/traboule.mjs'), ...args], {
      cwd: projectRoot,
      env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    child.stderr.on('data', (data: Buffer) => (output += data.toString()))
    child.stdin.end(input ?? '')
    child.on('exit', (code) => resolve({ code, output }))
  })
}

const platform = await startTestPlatform()
after(async () => {
  await platform.stop()
  platform.remove()
})
const port = new URL(platform.url).port
const same = { TRABOULE_DATA: platform.folder, PORT: String(await freePort()) }

test('le démarrage imprime les adresses, les comptes de démonstration et où vont les courriels', () => {
  const output = platform.output()
  assert.match(output, new RegExp(`${platform.url}/bureau`))
  assert.match(output, /bonjour-traboule/)
  assert.match(output, /bureau\/courriels/)
})

test('healthz dit que la plateforme peut servir, et sa version', async () => {
  const answer = await fetch(`${platform.url}/healthz`)
  assert.equal(answer.status, 200)
  const body = (await answer.json()) as { status: string; version: string }
  assert.equal(body.status, 'ok')
  assert.match(body.version, /^\d+\.\d+\.\d+$/)
})

test('un second démarrage sur le même dossier le dit et s’arrête', async () => {
  const { code, output } = await traboule(['start'], same)
  assert.equal(code, 1)
  assert.match(output, /tourne déjà sur le dossier/)
})

test('un port déjà pris : une phrase', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-port-'))
  const { code, output } = await traboule(['start'], { TRABOULE_DATA: folder, PORT: port })
  rmSync(folder, { recursive: true, force: true })
  assert.equal(code, 1)
  assert.equal(
    output.trim(),
    'Ce port est déjà pris par un autre programme : choisissez-en un autre, par exemple PORT=3001.',
  )
})

const oneSentence = (output: string): void => assert.equal(output.trim().split('\n').length, 1, output)

test('un mauvais DATABASE_URL : une phrase selon la faute', async () => {
  const running = runningEmbedded(join(platform.folder, 'postgres')) ?? ''
  const wrongPassword = new URL(running)
  wrongPassword.password = 'faux'
  const cases: [string, RegExp][] = [
    ['n’importe quoi', /n’est pas une adresse de base PostgreSQL/],
    [`postgres://a:b@localhost:${await freePort()}/x`, /Aucun serveur PostgreSQL ne répond/],
    [wrongPassword.href, /refuse le mot de passe/],
    [databaseOf(running, 'absente'), /Cette base n’existe pas/],
  ]
  const folder = mkdtempSync(join(tmpdir(), 'traboule-url-'))
  for (const [url, sentence] of cases) {
    const { code, output } = await traboule(['start'], { DATABASE_URL: url, TRABOULE_DATA: folder, PORT: same.PORT })
    assert.equal(code, 1)
    assert.match(output, sentence)
    oneSentence(output)
  }
  rmSync(folder, { recursive: true, force: true })
})

test('un réglage qui n’a pas de sens : une phrase qui nomme la variable', async () => {
  for (const environment of [
    { PORT: 'abc' },
    { TRABOULE_DEMO: 'oui' },
    { TRABOULE_SECRET: 'court' },
    { LOG_LEVEL: 'bavard' },
  ]) {
    const { code, output } = await traboule(['start'], environment)
    assert.equal(code, 1)
    assert.match(output, new RegExp(Object.keys(environment)[0] ?? ''))
    oneSentence(output)
  }
})

test('une base plus récente que le programme : une phrase, rien n’est touché', async () => {
  const running = runningEmbedded(join(platform.folder, 'postgres')) ?? ''
  const owner = new pg.Client({ connectionString: databaseOf(running, 'traboule') })
  await owner.connect()
  try {
    await owner.query(`create database newer template template0`)
    const newer = new pg.Client({ connectionString: databaseOf(running, 'newer') })
    await newer.connect()
    await newer.query(
      'create table public.traboule_migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    await newer.query(`insert into public.traboule_migration values ('counter/future/0099_future.sql', 'x')`)
    await newer.end()
    const { code, output } = await traboule(['migrate'], { DATABASE_URL: databaseOf(running, 'newer') })
    assert.equal(code, 1)
    assert.match(output, /version plus récente de Traboule/)
    oneSentence(output)
  } finally {
    await owner.end()
  }
})

test('les commandes travaillent à côté de la plateforme qui tourne', async () => {
  const migrated = await traboule(['migrate'], same)
  assert.deepEqual([migrated.code, migrated.output.trim()], [0, 'La base est déjà à jour.'])

  const imported = await traboule(
    ['procedure', 'import', join(projectRoot, 'data/procedures/lampadaire-en-panne.json')],
    same,
  )
  assert.equal(imported.code, 0, imported.output)
  assert.match(imported.output, /démarche lampadaire-en-panne, déjà à jour \(version 1\)/)

  const created = await traboule(
    [
      'user',
      'create',
      '--email',
      'accueil@exemple.fr',
      '--name',
      'Accueil Fictif',
      '--role',
      'agent',
      '--at',
      'corbas',
      '--service',
      'voirie',
    ],
    same,
    'un mot de passe assez long\n',
  )
  assert.equal(created.code, 0, created.output)
  const again = await traboule(
    ['user', 'create', '--email', 'accueil@exemple.fr', '--name', 'Accueil Fictif'],
    same,
    'un mot de passe assez long\n',
  )
  assert.equal(again.code, 1)
  assert.match(again.output, /existe déjà/)

  const health = await traboule(['doctor'], same)
  assert.equal(health.code, 0, health.output)
  assert.match(health.output, /PostgreSQL 18/)
  assert.match(health.output, /La base est à jour/)
})

test('les applications et les clés se tiennent aussi depuis la ligne de commande', async () => {
  const help = await traboule(['aide'], same)
  assert.equal(help.code, 0)
  assert.match(help.output, /applications secret IDENTIFIANT/)

  const folder = mkdtempSync(join(tmpdir(), 'traboule-application-'))
  const file = join(folder, 'salles.json')
  const described = { name: 'Salles', redirectUris: ['http://salles.exemple.fr/retour'], collectivity: 'corbas' }
  writeFileSync(file, JSON.stringify(described))
  const unsafe = await traboule(['applications', 'create', file], same)
  assert.equal(unsafe.code, 1)
  assert.match(unsafe.output, /les adresses de retour : écrivez une adresse en https/)
  writeFileSync(file, JSON.stringify({ ...described, couleur: 'verte' }))
  const shapeless = await traboule(['applications', 'create', file], same)
  rmSync(folder, { recursive: true, force: true })
  assert.equal(shapeless.code, 1)
  assert.match(shapeless.output, /n’a pas la forme attendue/)

  const created = await traboule(
    ['applications', 'create', '--name', 'Salles', '--redirect', 'https://salles.exemple.fr/retour', '--at', 'corbas'],
    same,
  )
  assert.equal(created.code, 0, created.output)
  const clientId = /identifiant\s+(\S+)/.exec(created.output)?.[1] ?? ''
  const secret = /secret\s+(\S+)/.exec(created.output)?.[1] ?? ''
  // The running platform knows it within seconds: with its secret a code is asked for, without it nothing.
  const tokenFor = async (with_: string) => {
    const answer = await fetch(`${platform.url}/oidc/jeton`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${with_}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code: 'rien', redirect_uri: 'https://x.fr' }),
    })
    return ((await answer.json()) as { error: string }).error
  }
  await new Promise((resolve) => setTimeout(resolve, 2500))
  assert.equal(await tokenFor(secret), 'invalid_grant')
  assert.equal(await tokenFor('un autre'), 'invalid_client')

  const renewed = await traboule(['applications', 'secret', clientId, '--keep', '0'], same)
  assert.equal(renewed.code, 0, renewed.output)
  assert.match(renewed.output, /L’ancien ne vaut plus rien/)
  const closed = await traboule(['applications', 'close', clientId], same)
  assert.match(closed.output, /Salles est fermée/)
  const listed = await traboule(['applications'], same)
  assert.match(listed.output, new RegExp(`${clientId} · OpenID Connect · Corbas · fermée`))
  const unknown = await traboule(['applications', 'close', 'personne'], same)
  assert.equal(unknown.code, 1)
  assert.match(unknown.output, /Aucune application n’a l’identifiant « personne »/)

  const keys = await traboule(['cles'], same)
  assert.deepEqual([keys.code, keys.output.match(/signe, depuis/g)?.length], [0, 3])
  const [next] = /\S+(?=  annoncée)/.exec(keys.output) ?? []
  const turned = await traboule(['cles', 'turn', 'es256'], same)
  assert.match(turned.output, new RegExp(`${next}  signe`))
  assert.equal((await traboule(['cles', 'turn', 'or'], same)).code, 2)
})

test('un autre département s’importe, la plateforme arrêtée ou non', async () => {
  const { code, output } = await traboule(['territory', 'import', join(projectRoot, 'data/territories/loire')], same)
  assert.equal(code, 0, output)
  assert.match(output, /320 communes/)
})

test('un fichier faux est refusé en mots, avec sa place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-faux-'))
  const file = join(folder, 'demarche.json')
  writeFileSync(file, '{"format": "traboule.procedure/1", "slug": "Pas Bon"')
  const broken = await traboule(['procedure', 'import', file], same)
  writeFileSync(file, '{"format": "traboule.procedure/1", "slug": "Pas Bon"}')
  const wrong = await traboule(['procedure', 'import', file, join(folder, 'absent.json')], same)
  rmSync(folder, { recursive: true, force: true })
  assert.equal(broken.code, 1)
  assert.match(broken.output, /n’est pas du JSON/)
  assert.equal(wrong.code, 1)
  assert.match(wrong.output, /title : cette propriété manque/)
  assert.match(wrong.output, /ne peut pas être lu/)
})

test('le processus des pages tué est relancé', async () => {
  const supervisor = platform.process.pid ?? 0
  const before = childrenOf(supervisor)
  assert.ok(before.length >= 2, 'a web and a worker process')
  for (const pid of before) process.kill(pid, 'SIGKILL')
  const end = Date.now() + 20_000
  let served = false
  while (!served && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    served = await fetch(`${platform.url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
  }
  assert.ok(served)
  assert.ok(childrenOf(supervisor).every((pid) => !before.includes(pid)))
})

test('SIGTERM : les requêtes en cours reçoivent leur réponse, puis tout s’arrête proprement', async () => {
  const asked = Promise.all(
    Array.from({ length: 40 }, () => fetch(`${platform.url}/corbas`).then((answer) => answer.text())),
  )
  // Let them reach the server before it is asked to stop.
  await new Promise((resolve) => setTimeout(resolve, 20))
  const [pages, code] = await Promise.all([asked, platform.stop()])
  assert.equal(code, 0)
  assert.ok(pages.every((page) => page.includes('</html>')))
  assert.equal(runningEmbedded(join(platform.folder, 'postgres')), undefined)
})

test('les commandes travaillent aussi quand rien ne tourne, et rendent la base arrêtée', async () => {
  const { code, output } = await traboule(['doctor'], same)
  assert.equal(code, 0, output)
  assert.equal(runningEmbedded(join(platform.folder, 'postgres')), undefined)
})
