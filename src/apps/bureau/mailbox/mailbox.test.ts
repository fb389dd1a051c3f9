import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, test } from 'node:test'
import { checkBoxes, forgetOfDossier } from '#counter/mailbox'
import type { JobHandler } from '#platform/jobs'
import { everyHandler } from '../../../handlers.ts'
import { sha256 } from '#platform/crypto'
import { newId } from '#kernel/ids'
import { wordsOf } from '../../guichet/testing.ts'
import { openBureau } from '../testing.ts'

/** What mailboxes receive, brought where it goes by the worker, and tended by agents. No mailbox is reached here. */

const bureau = await openBureau()
const { app, sql, clock, site } = bureau
const admin = await bureau.signIn('administration.corbas@exemple.fr')
const agent = await bureau.signIn('voirie.corbas@exemple.fr')
const boxes = '/bureau/corbas/boites'
const tray = '/bureau/corbas/courriels-recus'
const handlers = everyHandler(app)

const handler = (name: string): JobHandler =>
  handlers.find(({ job }) => job.name === name) ?? assert.fail(`no handler for ${name}`)

interface Asked {
  readonly id: string
  readonly payload: unknown
}

/** Does the jobs of one kind that wait, as the worker would. */
async function work(name: string): Promise<number> {
  const jobs = await sql<Asked>(
    `select j.id::text, p.payload from graphile_worker._private_jobs p join graphile_worker.jobs j on j.id = p.id
     where j.task_identifier = $1 order by j.id`,
    [name],
  )
  for (const { id, payload } of jobs) {
    await handler(name).run(payload)
    await sql('delete from graphile_worker._private_jobs where id = $1', [id])
  }
  return jobs.length
}

const form = {
  nom: 'Accueil',
  adresse: 'Mairie@Corbas.exemple',
  serveur: 'imap.exemple.fr',
  protection: 'tls',
  port: '',
  compte: 'mairie',
  secret: 'un mot de passe',
  dossier: 'INBOX',
  rangement: 'Traboule',
  demarche: '',
  close: 'tray',
  garde: '90',
  reponses: 'oui',
  plus: 'oui',
  accuse: 'oui',
  ouverte: 'oui',
}

async function addBox(more: Partial<typeof form> & { readonly demarche?: string } = {}): Promise<string> {
  const saved = await admin.post(`${boxes}/nouvelle`, { ...form, ...more })
  assert.equal(saved.statusCode, 303, wordsOf(saved.body))
  return /boites\/([0-9a-f-]+)\?/.exec(String(saved.headers.location))?.[1] ?? assert.fail('no box')
}

/** Puts a mail in the books as the reader of a mailbox does, and brings it where it goes. */
async function receive(boxId: string, lines: readonly string[]): Promise<string> {
  const raw = Buffer.from(lines.join('\r\n'))
  const stored = await app.files.put(
    (async function* () {
      yield raw
    })(),
    { name: '', opaque: 'sealed' },
  )
  assert.ok(stored.ok)
  const id = newId()
  await sql(
    `insert into mailbox.received (collectivity_id, id, box_id, channel, fingerprint, raw_digest, size, is_marked,
      received_at, state, keeps_until) values ($1, $2, $3, 'mail', $4, $5, $6, true, $7, 'taken', $8)`,
    [
      site.id,
      id,
      boxId,
      sha256(randomUUID()),
      stored.value.digest,
      raw.length,
      clock.now(),
      new Date(clock.now().getTime() + 90 * 86_400_000),
    ],
  )
  await handler('mailbox.land_received').run({ collectivityId: site.id, receivedId: id })
  return id
}

const stateOf = async (id: string) =>
  (
    await sql<{ state: string; reason: string | null; number: string | null; dossier: string | null }>(
      `select state, reason, dossier_number as number, dossier_id as dossier from mailbox.received where id = $1`,
      [id],
    )
  )[0]

const mailTo = (to: string, ...more: readonly string[]): readonly string[] => [
  `Message-ID: <${randomUUID()}@exemple.fr>`,
  'From: Ana Exemple <Ana@exemple.fr>',
  `To: ${to}`,
  'Date: Tue, 24 Nov 2026 09:00:00 +0100',
  ...more,
]

interface Sent {
  readonly to_address: string
  readonly subject: string
  readonly reply_to: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const sentTo = (address: string): Promise<Sent[]> =>
  sql<Sent>(
    'select to_address, subject, reply_to, headers, text from mail.message where to_address = $1 order by created_at, id',
    [address],
  )

const messagesOf = (dossierId: string) =>
  sql<{ direction: string; body: string; author: string }>(
    'select direction, body, author_name as author from dossiers.message where dossier_id = $1 order by at, id',
    [dossierId],
  )

suite('les boîtes aux lettres', () => {
  test('se règlent par qui administre ; ce qui manque est dit, et rien de tapé ne se perd', async () => {
    assert.equal((await agent.get(boxes)).statusCode, 404)
    assert.match(wordsOf((await admin.get(boxes)).body), /Aucune boîte n’est relevée/)
    const wrong = await admin.post(`${boxes}/nouvelle`, {
      ...form,
      serveur: 'pas un serveur',
      secret: '',
      port: '99999',
    })
    assert.equal(wrong.statusCode, 422)
    assert.match(wordsOf(wrong.body), /Indiquez le nom du serveur.*Indiquez un port.*Indiquez le mot de passe/)
    assert.match(wrong.body, /value="pas un serveur"/)
    const id = await addBox()
    const page = await admin.get(`${boxes}/${id}`)
    assert.match(wordsOf(page.body), /Pas encore relevée Accueil Dernier changement par/)
    assert.match(page.body, /value="mairie@corbas\.exemple"/)
    assert.doesNotMatch(page.body, /un mot de passe/)
    const [row] = await sql<{ sealed: string }>('select password_sealed as sealed from mailbox.box where id = $1', [id])
    assert.doesNotMatch(row?.sealed ?? '', /mot de passe/)
    const again = await admin.post(`${boxes}/nouvelle`, { ...form })
    assert.match(wordsOf(again.body), /Une autre boîte a déjà cette adresse/)
    const kept = await admin.post(`${boxes}/${id}`, { ...form, secret: '', nom: 'Mairie' })
    assert.equal(kept.statusCode, 303)
    assert.match(wordsOf((await admin.get(boxes)).body), /Mairie mairie@corbas\.exemple attend un agent/)
  })

  test('une boîte qui ne répond pas est dite en panne, puis en retard, à qui administre et aux agents', async () => {
    await handler(checkBoxes.name).run({})
    assert.equal(await work('mailbox.read_box'), 1)
    assert.match(wordsOf((await admin.get(boxes)).body), /En panne Depuis le .* : le serveur ne répond pas/)
    assert.doesNotMatch(wordsOf((await agent.get(tray)).body), /n’a pas pu être relevée/)
    clock.advance(20 * 60_000)
    assert.match(wordsOf((await agent.get(tray)).body), /La boîte « Mairie » n’a pas pu être relevée depuis/)
    const [reading] = await sql<{ failures: number; wait: number }>(
      'select failures, extract(epoch from next_at - tried_at)::int as wait from mailbox.reading',
    )
    assert.deepEqual(reading, { failures: 1, wait: 60 })
  })
})

suite('un courriel reçu', () => {
  const theBox = async () => (await sql<{ id: string }>('select id from mailbox.box limit 1'))[0]?.id ?? ''

  test('nos courriels disent où répondre, et la réponse rejoint sa demande, une seule fois', async () => {
    const { dossierId, number } = await bureau.file()
    await work('dossiers.announce_submission')
    const [confirmation] = await sentTo('ana@exemple.fr')
    assert.match(confirmation?.reply_to ?? '', /^mairie\+cor-2026-\d{5}\.[0-9a-z]{16}@corbas\.exemple$/)
    assert.match(confirmation?.headers['References'] ?? '', /^<cor-2026-\d{5}\.[0-9a-z]{16}@corbas\.exemple>$/)
    assert.match(confirmation?.headers['X-Loop'] ?? '', /localhost/)
    assert.match(confirmation?.text ?? '', /Répondez au-dessus de cette ligne/)
    assert.match(confirmation?.text ?? '', /Vous pouvez y répondre/)
    const raw = [
      ...mailTo(confirmation?.reply_to ?? '', `Subject: Re: ${confirmation?.subject}`),
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Il manque aussi le banc.',
      '',
      'Le mar. 24 nov. 2026 à 10:00, Corbas <mairie@corbas.exemple> a écrit :',
      '> – Répondez au-dessus de cette ligne –',
      '> Bonjour',
      '--b',
      'Content-Type: application/octet-stream; name=programme.exe',
      'Content-Transfer-Encoding: base64',
      '',
      'TVqQAAMAAAAEAAAA',
      '--b',
      'Content-Type: application/zip; name=photos.zip',
      'Content-Transfer-Encoding: base64',
      '',
      'UEsDBBQAAAAIAAAAAAA=',
      '--b--',
    ]
    const id = await receive(await theBox(), raw)
    assert.deepEqual(await stateOf(id), { state: 'joined', reason: null, number, dossier: dossierId })
    await sql(`update mailbox.received set state = 'taken' where id = $1`, [id])
    await handler('mailbox.land_received').run({ collectivityId: site.id, receivedId: id })
    const messages = await messagesOf(dossierId)
    assert.equal(messages.length, 1)
    assert.equal(
      messages[0]?.body,
      'Il manque aussi le banc.\n\nPièces du courriel qui n’ont pas été gardées\u00a0: programme.exe (type refusé).',
    )
    const [file] = await sql<{ name: string; type: string }>(
      'select name, media_type as type from dossiers.attachment where dossier_id = $1 and message_id is not null',
      [dossierId],
    )
    assert.deepEqual(file, { name: 'photos.zip', type: 'application/octet-stream' })
    assert.match(wordsOf((await agent.get(`/bureau/corbas/demandes/${dossierId}`)).body), /Il manque aussi le banc/)
  })

  test('d’une autre adresse que celle de la demande, il attend un agent, qui dit si c’est bien elle', async () => {
    const { dossierId, number } = await bureau.file()
    const id = await receive(await theBox(), [
      ...mailTo('mairie@corbas.exemple', `Subject: Re: Votre demande ${number}`).map((line) =>
        line.replace('Ana Exemple <Ana@exemple.fr>', 'Zoé Voisine <zoe@exemple.fr>'),
      ),
      '',
      'Je confirme.',
    ])
    assert.deepEqual((await stateOf(id))?.reason, 'unknown_sender')
    assert.match(
      wordsOf((await agent.get(tray)).body),
      /Zoé Voisine Re: Votre demande .* À vérifier Répond à une demande/,
    )
    const page = await agent.get(`${tray}/${id}`)
    assert.match(page.body, new RegExp(`value="${number}"`))
    const missing = await agent.post(`${tray}/${id}/joindre`, { numero: 'COR-2026-99999' })
    assert.equal(missing.statusCode, 422)
    assert.match(wordsOf(missing.body), /Aucune demande que vous suivez n’a ce numéro/)
    const joined = await agent.post(`${tray}/${id}/joindre`, { numero: number })
    assert.equal(joined.statusCode, 303)
    assert.deepEqual(await messagesOf(dossierId), [
      { direction: 'from_applicant', body: 'Je confirme.', author: 'Zoé Voisine' },
    ])
    const twice = await agent.post(`${tray}/${id}/joindre`, { numero: number })
    assert.match(wordsOf(twice.body), /Quelqu’un l’a rangé entre-temps/)
    assert.equal((await messagesOf(dossierId)).length, 1)
    assert.match(wordsOf((await agent.get(`${tray}?vue=traites`)).body), new RegExp(`Ajouté à la demande ${number}`))
  })

  test('nouveau, il attend un agent, sa personne est prévenue une seule fois, et il devient une demande', async () => {
    const box = await theBox()
    const fromLou = (subject: string) =>
      mailTo('mairie@corbas.exemple', `Subject: ${subject}`).map((line) =>
        line.replace('Ana Exemple <Ana@exemple.fr>', 'Lou Nouvel <lou@exemple.fr>'),
      )
    const id = await receive(box, [...fromLou('Lampadaire cassé'), '', 'Rue des Essais, il ne s’allume plus.'])
    const second = await receive(box, [...fromLou('Et encore'), '', 'Toujours rien.'])
    assert.deepEqual(
      [await stateOf(id), await stateOf(second)].map((each) => each?.reason),
      ['new', 'new'],
    )
    await work('mailbox.acknowledge')
    const told = await sentTo('lou@exemple.fr')
    assert.deepEqual(
      told.map(({ subject }) => subject),
      ['Votre message est bien arrivé'],
    )
    const filed = await agent.post(`${tray}/${id}/demande`, { demarche: 'lampadaire-en-panne' })
    assert.equal(filed.statusCode, 303, wordsOf(filed.body))
    const state = await stateOf(id)
    const [dossier] = await sql<{ channel: string; email: string; name: string }>(
      'select channel, applicant_email as email, applicant_name as name from dossiers.dossier where id = $1',
      [state?.dossier],
    )
    assert.deepEqual(dossier, { channel: 'mail', email: 'lou@exemple.fr', name: 'Lou Nouvel' })
    const [answer] = await sql<{ value: unknown }>(
      `select value from dossiers.answer where dossier_id = $1 and field = 'remarks'`,
      [state?.dossier],
    )
    assert.equal(answer?.value, 'Lampadaire cassé\n\nRue des Essais, il ne s’allume plus.')
    const page = await agent.get(`/bureau/corbas/demandes/${state?.dossier}`)
    assert.equal(page.statusCode, 200)
  })

  test('écarté avec sa raison, il met la suite de cette adresse en quarantaine, d’où l’on peut la sortir', async () => {
    const box = await theBox()
    const advert = () => [
      ...mailTo('mairie@corbas.exemple', 'Subject: Promotion').map((line) =>
        line.replace('Ana Exemple <Ana@exemple.fr>', 'vente@publicite.exemple'),
      ),
      '',
      'Achetez.',
    ]
    const id = await receive(box, advert())
    assert.equal((await agent.post(`${tray}/${id}/ecarter`, { pourquoi: ' ', suite: 'domaine' })).statusCode, 422)
    assert.equal(
      (await agent.post(`${tray}/${id}/ecarter`, { pourquoi: 'publicité', suite: 'domaine' })).statusCode,
      303,
    )
    assert.match(wordsOf((await agent.get(`${tray}/${id}`)).body), /Écarté par .*\(publicité\)/)
    const next = await receive(box, advert())
    assert.deepEqual((await stateOf(next))?.reason, 'unwanted')
    assert.match(wordsOf((await agent.get(`${tray}?vue=quarantaine`)).body), /Indésirable Expéditeur indésirable/)
    assert.equal((await agent.post(`${tray}/${next}/revoir`, { geste: 'sortir' })).statusCode, 303)
    assert.equal((await stateOf(next))?.state, 'tray')
  })

  test('qui n’est pas pour nous part à qui est compétent, et la personne le sait', async () => {
    const id = await receive(await theBox(), [
      ...mailTo('mairie@corbas.exemple', 'Subject: Ma carte grise').map((line) =>
        line.replace('Ana Exemple <Ana@exemple.fr>', 'Max Autre <max@exemple.fr>'),
      ),
      '',
      'Où en est-elle ?',
    ])
    assert.equal((await agent.post(`${tray}/${id}/transmettre`, { adresse: 'x', autorite: 'y' })).statusCode, 422)
    const sent = await agent.post(`${tray}/${id}/transmettre`, {
      adresse: 'prefecture@exemple.fr',
      autorite: 'la préfecture',
    })
    assert.equal(sent.statusCode, 303)
    await work('mailbox.transmit')
    const [handed] = await sentTo('prefecture@exemple.fr')
    assert.equal(handed?.reply_to, 'max@exemple.fr')
    assert.match(handed?.text ?? '', /> Où en est-elle \?/)
    assert.match((await sentTo('max@exemple.fr')).at(-1)?.text ?? '', /L114-2/)
  })

  test('une réponse à une demande close attend un agent ; par la règle de la boîte, elle en ouvre une autre, reliée', async () => {
    const box = await theBox()
    const { dossierId, number } = await bureau.file()
    await sql('update dossiers.dossier set closed_at = $2 where id = $1', [dossierId, clock.now()])
    const answer = () => [
      ...mailTo('mairie@corbas.exemple', `Subject: Re: ${number}`),
      '',
      'Il est de nouveau en panne.',
    ]
    assert.deepEqual((await stateOf(await receive(box, answer())))?.reason, 'closed')
    const rule = { ...form, secret: '', nom: 'Mairie', demarche: 'lampadaire-en-panne', close: 'new_case' }
    assert.equal((await admin.post(`${boxes}/${box}`, rule)).statusCode, 303)
    const filed = await stateOf(await receive(box, answer()))
    assert.equal(filed?.state, 'filed')
    const tied = await sql<{ kind: string }>('select kind from dossiers.relation where from_id = $1 and to_id = $2', [
      filed?.dossier,
      dossierId,
    ])
    assert.deepEqual(tied, [{ kind: 'follows' }])
    assert.equal((await admin.post(`${boxes}/${box}`, { ...rule, demarche: '', close: 'tray' })).statusCode, 303)
  })

  test('d’une machine, il n’est jamais répondu ; non remis, il est noté pour les agents', async () => {
    const box = await theBox()
    await work('mailbox.acknowledge')
    const { dossierId, number } = await bureau.file()
    await work('dossiers.announce_submission')
    const reply = (await sentTo('ana@exemple.fr')).find(({ subject }) => subject.includes(number))
    const away = await receive(box, [
      ...mailTo(reply?.reply_to ?? '', 'Subject: Absence du bureau', 'Auto-Submitted: auto-replied'),
      '',
      'De retour lundi.',
    ])
    assert.equal((await stateOf(away))?.state, 'noted')
    const bounce = await receive(box, [
      'From: MAILER-DAEMON@corbas.exemple',
      'Return-Path: <>',
      'Subject: Undelivered Mail',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; corbas.exemple',
      '',
      'Final-Recipient: rfc822; ana@exemple.fr',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `References: ${reply?.headers['References']}`,
      '',
      '--b--',
    ])
    assert.equal((await stateOf(bounce))?.state, 'noted')
    const notes = (await messagesOf(dossierId)).map(({ direction, body }) => `${direction}: ${body}`)
    assert.match(notes.join('\n'), /note: Réponse automatique.*De retour lundi/s)
    assert.match(notes.join('\n'), /note: Un courriel .* n’a pas pu être remis à ana@exemple\.fr/)
    const loop = await receive(box, [
      ...mailTo('mairie@corbas.exemple', 'Subject: x', `X-Loop: ${reply?.headers['X-Loop']}`),
      '',
      'x',
    ])
    assert.deepEqual((await stateOf(loop))?.reason, 'loop')
    const list = await receive(box, [...mailTo('mairie@corbas.exemple', 'Subject: Lettre', 'List-Id: <x>'), '', 'x'])
    assert.deepEqual((await stateOf(list))?.state, 'quarantine')
    assert.equal(await work('mailbox.acknowledge'), 0)
  })

  test('trop de messages d’un même expéditeur en une heure vont en quarantaine, un octet de travers n’arrête rien', async () => {
    const box = await theBox()
    let last = ''
    for (let turn = 0; turn < 32; turn += 1)
      last = await receive(box, ['From: robot@exemple.fr', `Subject: ${turn}`, '', 'x'])
    assert.deepEqual((await stateOf(last))?.reason, 'too_many_from_sender')
    assert.equal((await stateOf(await receive(box, ['\u0000\u0001'])))?.state, 'tray')
  })

  test('une demande effacée emporte ce qui était arrivé pour elle', async () => {
    const [row] = await sql<{ id: string; dossier: string }>(
      `select id, dossier_id as dossier from mailbox.received where state = 'joined' limit 1`,
    )
    await forgetOfDossier(app, { collectivityId: site.id, dossierId: row?.dossier ?? '' })
    const [after] = await sql<{ text: string | null; from: string; raw: string | null }>(
      'select text, from_address as "from", raw_digest as raw from mailbox.received where id = $1',
      [row?.id],
    )
    assert.deepEqual({ ...after, from: '' }, { text: null, from: '', raw: null })
  })
})
