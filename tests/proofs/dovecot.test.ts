import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { newId } from '#kernel/ids'
import { createSecrets, readOrCreateSecret } from '#platform/crypto'
import { databaseOf, runningEmbedded } from '#platform/db'
import { whyNotInstalled } from '../support/debian.ts'
import { type Dovecot, dovecotPackages, startDovecot } from '../support/dovecot.ts'
import { childrenOf, commandOf, freePort, startTestPlatform, type TestPlatform } from '../support/platform.ts'

/*
 * Real mailboxes of Dovecot, read by a whole platform: what comes becomes a request or joins its own, once and only once,
 * whatever dies on the way; and the bureau says what is late.
 */

const skip =
  process.getuid?.() === 0 ? (whyNotInstalled(...dovecotPackages) ?? false) : 'Dovecot is started by root here'

/** A picture of one dot, as telephones send them. */
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

interface Letter {
  readonly from?: string
  readonly to?: string
  readonly subject?: string
  readonly text?: string
  readonly headers?: readonly string[]
  readonly files?: readonly { readonly name: string; readonly type: string; readonly content: Buffer }[]
  readonly id?: string
}

const letter = ({ from = 'Ana Exemple <ana@exemple.fr>', to = 'voirie@ville.exemple', ...more }: Letter): string =>
  [
    `Message-ID: <${more.id ?? randomUUID()}@exemple.fr>`,
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${more.subject ?? 'Lampadaire'}`,
    `Date: ${new Date().toUTCString()}`,
    ...(more.headers ?? []),
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="limite"',
    '',
    '--limite',
    'Content-Type: text/plain; charset=utf-8',
    '',
    more.text ?? 'Il ne s’allume plus.',
    ...(more.files ?? []).flatMap(({ name, type, content }) => [
      '--limite',
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      ...(content.toString('base64').match(/.{1,76}/g) ?? []),
    ]),
    '--limite--',
    '',
  ].join('\r\n')

let folder: string
let dovecot: Dovecot
let platform: TestPlatform
let database: pg.Pool

const all = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await database.query<Row>(text, values)).rows

/** Waits for what a query gives to be so; fails with what it gave last. */
async function until<T>(what: () => Promise<T>, isSo: (value: T) => boolean, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000
  let last = await what()
  while (!isSo(last)) {
    if (Date.now() > end) {
      const readings = await all('select * from mailbox.reading')
      assert.fail(`after ${seconds} s: ${JSON.stringify(last)}\n${JSON.stringify(readings)}\n${dovecot.log()}`)
    }
    await pause(250)
    last = await what()
  }
  return last
}

interface Row extends pg.QueryResultRow {
  readonly state: string
  readonly reason: string | null
  readonly subject: string
  readonly dossier: string | null
}

const received = (account: string): Promise<Row[]> =>
  all<Row>(
    `select m.state, m.reason, m.subject, m.dossier_id as dossier from mailbox.received m
     join mailbox.box b on b.collectivity_id = m.collectivity_id and b.id = m.box_id
     where b.username = $1 order by m.received_at, m.id`,
    [account],
  )

const isSettled = (rows: readonly Row[]): boolean => rows.every(({ state }) => state !== 'taken')

/** As the bureau's page would write it; its own tests go through the page. */
async function addBox(
  account: string,
  more: { procedure?: string; security?: 'tls' | 'none'; keptFolder?: string | null; address?: string } = {},
): Promise<string> {
  const [site] = await all<{ id: string }>(`select id from collectivities.collectivity where slug = 'corbas'`)
  const [id, collectivity] = [newId(), site?.id ?? '']
  const secrets = createSecrets(await readOrCreateSecret(join(platform.folder, 'secret')))
  const sealed = secrets.seal('mailbox.password', 'secret', `${collectivity} ${id}`)
  const { procedure = null, security = 'tls', keptFolder = 'Traboule', address } = more
  await all(
    `insert into mailbox.box (collectivity_id, id, name, address, host, port, security, username, password_sealed, folder,
      kept_folder, procedure, takes_plus, takes_answers, when_closed, acknowledges, is_open, kept_days, changed_at,
      changed_by_name)
     values ($1, $2, $3, $4, 'localhost', $5, $6, $3, $7, 'INBOX', $8, $9, true, $10, 'tray', true, true, 90, now(), 'essai')`,
    [
      collectivity,
      id,
      account,
      address ?? `${account}@ville.exemple`,
      security === 'tls' ? dovecot.tlsPort : dovecot.port,
      security,
      sealed,
      keptFolder,
      procedure,
      account === 'voirie',
    ],
  )
  await all('insert into mailbox.reading (collectivity_id, box_id, next_at) values ($1, $2, now())', [collectivity, id])
  await readNow(id)
  return id
}

/** Does not wait for the minute. */
async function readNow(boxId: string): Promise<void> {
  const [box] = await all<{ id: string }>('select collectivity_id as id from mailbox.box where id = $1', [boxId])
  await all(
    `select graphile_worker.add_job('mailbox.read_box', json_build_object('collectivityId', $1::text, 'boxId', $2::text))`,
    [box?.id, boxId],
  )
}

const readingOf = async (boxId: string) =>
  (
    await all<{ failure: string | null; read: Date | null; watched: boolean }>(
      `select failure, read_at as read, watched_until > now() as watched from mailbox.reading where box_id = $1`,
      [boxId],
    )
  )[0]

/** The worker that runs, while one does. */
const aWorker = (): Promise<number | undefined> =>
  Promise.resolve(
    childrenOf(platform.process.pid ?? 0)
      .flatMap((pid) => [pid, ...childrenOf(pid)])
      .find((pid) => nameOf(pid).includes('src/worker.ts')),
  )

function nameOf(pid: number): string {
  try {
    return commandOf(pid)
  } catch {
    return ''
  }
}

suite('des boîtes aux lettres de Dovecot', { skip }, () => {
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'traboule-dovecot-'))
    // Mailboxes are of another user than who runs the proof.
    chmodSync(folder, 0o755)
    dovecot = await startDovecot(folder, { port: await freePort(), tlsPort: await freePort() })
    platform = await startTestPlatform({
      environment: { MAILBOX_PRIVATE: '1', NODE_EXTRA_CA_CERTS: dovecot.certificate, LOG_LEVEL: 'error' },
    })
    const running = runningEmbedded(join(platform.folder, 'postgres'))
    assert.ok(running)
    database = new pg.Pool({ connectionString: databaseOf(running, 'traboule'), max: 4 })
    database.on('error', () => {})
  })

  after(async () => {
    await database?.end()
    await platform?.stop()
    await dovecot?.down()
    platform?.remove()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('un courriel avec une photo devient une demande avec sa photo, et est rangé dans la boîte', async () => {
    dovecot.deliver('voirie', letter({ files: [{ name: 'photo.png', type: 'image/png', content: photo }] }))
    const box = await addBox('voirie', { procedure: 'lampadaire-en-panne' })
    const [row] = await until(
      () => received('voirie'),
      (rows) => rows.length === 1 && isSettled(rows),
    )
    assert.equal(row?.state, 'filed')
    const [dossier] = await all(
      `select channel, applicant_email as email, applicant_name as name from dossiers.dossier where id = $1`,
      [row.dossier],
    )
    assert.deepEqual(dossier, { channel: 'mail', email: 'ana@exemple.fr', name: 'Ana Exemple' })
    const [file] = await all(
      `select name, media_type as type, field_id as field from dossiers.attachment where dossier_id = $1`,
      [row.dossier],
    )
    assert.deepEqual(file, { name: 'photo.png', type: 'image/png', field: 'photo' })
    await until(
      () => Promise.resolve(dovecot.count('voirie', 'Traboule').all),
      (count) => count === 1,
    )
    assert.equal(dovecot.count('voirie').all, 0)
    assert.equal((await readingOf(box))?.failure, null)
  })

  test('la réponse à notre courriel rejoint sa demande, dès qu’elle arrive ; deux fois la même, elle y est une fois', async () => {
    const [mail] = await until(
      () =>
        all<{ to: string; headers: Record<string, string>; dossier: string }>(
          `select reply_to as to, headers, d.id as dossier from mail.message m join dossiers.dossier d
           on m.about = 'dossier ' || d.number where m.to_address = 'ana@exemple.fr'`,
        ),
      (rows) => rows.length === 1,
    )
    assert.ok(mail)
    const [box] = await all<{ id: string }>(`select id from mailbox.box where username = 'voirie'`)
    await until(
      () => readingOf(box?.id ?? ''),
      (reading) => reading?.watched === true,
    )
    const answer = letter({ to: mail.to, subject: 'Re: votre demande', text: 'Il clignote aussi.', id: 'une-reponse' })
    const started = performance.now()
    dovecot.deliver('voirie', answer)
    const messages = () =>
      all<{ body: string }>('select body from dossiers.message where dossier_id = $1', [mail.dossier])
    await until(messages, (rows) => rows.length === 1)
    say(`an answer was in its request ${Math.round(performance.now() - started)} ms after it came (IDLE)`)
    // The same mail again, by another way: other headers of transport, the same letter.
    dovecot.deliver('voirie', `Received: from ailleurs\r\nX-Autre: oui\r\n${answer}`)
    await until(
      () => Promise.resolve(dovecot.count('voirie', 'Traboule').all),
      (count) => count === 3,
    )
    assert.deepEqual(await messages(), [{ body: 'Il clignote aussi.' }])
  })

  test('le même courriel dans deux boîtes est un seul message', async () => {
    const both = letter({ subject: 'Aux deux', from: 'lou@exemple.fr', id: 'aux-deux' })
    dovecot.deliver('accueil', both)
    const box = await addBox('accueil', { security: 'none', keptFolder: null })
    dovecot.deliver('voirie', both)
    await readNow(box)
    await until(
      () => all(`select 1 from mailbox.received where subject = 'Aux deux' and state <> 'taken'`),
      (rows) => rows.length === 1,
    )
    await until(
      () => Promise.resolve(dovecot.count('voirie').all + dovecot.count('accueil').all - dovecot.count('accueil').read),
      (count) => count === 0,
    )
    assert.equal((await all(`select 1 from mailbox.received where subject = 'Aux deux'`)).length, 1)
  })

  test('une bombe de pièces jointes n’arrête rien : ce qui dépasse est nommé, rien n’est décompressé', async () => {
    // What would unpack to gigabytes stays the bytes that it is.
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const files = [
      { name: 'bombe.gz', type: 'application/gzip', content: bomb },
      ...Array.from({ length: 60 }, (_, index) => ({ name: `${index}.png`, type: 'image/png', content: photo })),
    ]
    dovecot.deliver('accueil', letter({ subject: 'Bombe', from: 'bombe@exemple.fr', files }))
    dovecot.deliver('accueil', letter({ subject: 'Trop long', from: 'long@exemple.fr', text: 'x'.repeat(45_000_000) }))
    dovecot.deliver('accueil', Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256)))
    dovecot.deliver('accueil', letter({ subject: 'Après', from: 'apres@exemple.fr' }))
    const [box] = await all<{ id: string }>(`select id from mailbox.box where username = 'accueil'`)
    await readNow(box?.id ?? '')
    const bySubject = async () =>
      new Map((await received('accueil')).map(({ subject, state, reason }) => [subject, `${state} ${reason}`]))
    const found = await until(
      bySubject,
      (rows) => rows.get('Après') === 'tray new' && rows.has('Bombe') && rows.size >= 5,
    )
    assert.equal(found.get('Bombe'), 'tray new')
    assert.equal(found.get('Trop long'), 'tray too_large')
    const [kept] = await all<{ files: number; left: unknown[] }>(
      `select (select count(*)::int from mailbox.file f where f.received_id = m.id) as files, left_out as left
       from mailbox.received m where subject = 'Bombe'`,
    )
    assert.equal(kept?.files, 25)
    assert.equal(kept.left.length, 25)
  })

  test('deux répondeurs automatiques ne se parlent pas sans fin', async () => {
    const [box] = await all<{ id: string }>(`select id from mailbox.box where username = 'accueil'`)
    const ours = () =>
      all<{ id: string; subject: string }>(`select id, subject from mail.message where to_address = 'robot@exemple.fr'`)
    let answered = 0
    dovecot.deliver('accueil', letter({ from: 'robot@exemple.fr', subject: 'Bonjour' }))
    // A machine without manners: it answers each of our mails, and says nowhere that it is one.
    for (let round = 0; round < 6; round += 1) {
      await readNow(box?.id ?? '')
      await pause(1500)
      const sent = await ours()
      for (const { subject } of sent.slice(answered))
        dovecot.deliver('accueil', letter({ from: 'robot@exemple.fr', subject: `Re: ${subject}` }))
      answered = sent.length
    }
    assert.equal((await ours()).length, 1)
  })

  test('des numéros refaits par le serveur ne font rien venir deux fois', async () => {
    const [box] = await all<{ id: string }>(`select id from mailbox.box where username = 'accueil'`)
    const before = (await received('accueil')).length
    await dovecot.down()
    // Its processes leave their indexes a moment after it.
    await pause(3000)
    dovecot.renumber('accueil')
    await dovecot.up()
    dovecot.deliver('accueil', letter({ subject: 'Nouveau numéro', from: 'neuf@exemple.fr' }))
    await all(`update mailbox.reading set failure = null, next_at = now() where box_id = $1`, [box?.id])
    await readNow(box?.id ?? '')
    const rows = await until(
      () => received('accueil'),
      (each) => each.some(({ subject }) => subject === 'Nouveau numéro') && isSettled(each),
      // A reading that broke is taken up a minute later.
      150,
    )
    assert.equal(rows.length, before + 1)
  })

  test('boîte fermée puis rouverte : la panne est dite, rien n’est perdu, rien n’est en double', async () => {
    const [box] = await all<{ id: string }>(`select id from mailbox.box where username = 'voirie'`)
    const id = box?.id ?? ''
    await dovecot.down()
    await readNow(id)
    await until(
      () => readingOf(id),
      (reading) => reading?.failure === 'unreachable',
    )
    dovecot.deliver('voirie', letter({ subject: 'Pendant la panne', from: 'panne@exemple.fr' }))
    await dovecot.up()
    const [row] = await until(
      async () => (await received('voirie')).filter(({ subject }) => subject === 'Pendant la panne'),
      (rows) => rows.length === 1 && isSettled(rows),
      150,
    )
    assert.equal(row?.state, 'filed')
    assert.equal((await readingOf(id))?.failure, null)
  })

  test('le travailleur tué au milieu, six fois : chaque courriel est une demande, une seule fois', async () => {
    const count = 60
    const subjects = Array.from({ length: count }, (_, index) => `Tué ${index}`)
    const [box] = await all<{ id: string }>(`select id from mailbox.box where username = 'voirie'`)
    for (const [index, subject] of subjects.entries())
      dovecot.deliver(
        'voirie',
        letter({
          subject,
          from: `personne${index}@exemple.fr`,
          files: [{ name: 'photo.png', type: 'image/png', content: photo }],
        }),
      )
    await readNow(box?.id ?? '')
    let kills = 0
    for (let turn = 0; turn < 6; turn += 1) {
      await pause(200 + turn * 120)
      const victim = await until(aWorker, (pid) => pid !== undefined)
      process.kill(victim ?? 0, 'SIGKILL')
      kills += 1
      // The platform starts another one.
      await until(aWorker, (pid) => pid !== undefined && pid !== victim)
      await readNow(box?.id ?? '')
    }
    const rows = await until(
      async () => (await received('voirie')).filter(({ subject }) => subject.startsWith('Tué ')),
      (each) => each.length === count && isSettled(each),
      420,
    )
    assert.deepEqual([...new Set(rows.map(({ state }) => state))], ['filed'])
    assert.equal(new Set(rows.map(({ dossier }) => dossier)).size, count)
    const [dossiers] = await all<{ dossiers: number; files: number }>(
      `select count(distinct d.id)::int as dossiers, count(a.id)::int as files from dossiers.dossier d
       left join dossiers.attachment a on a.collectivity_id = d.collectivity_id and a.dossier_id = d.id
       where d.applicant_email like 'personne%@exemple.fr'`,
    )
    assert.deepEqual(dossiers, { dossiers: count, files: count })
    await until(
      () => Promise.resolve(dovecot.count('voirie').all),
      (left) => left === 0,
      150,
    )
    say(`${count} mails, worker killed ${kills} times: ${dossiers?.dossiers} requests, ${dossiers?.files} photographs`)
  })
})

const say = (line: string): void => {
  process.stdout.write(`# ${line}\n`)
}
