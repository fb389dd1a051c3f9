import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { silentLog } from '#platform/log'
import { getMail, listMails, mailJobHandlers, type Mailer, type MailRequest, openMailer } from '#platform/mail'
import { openTestDatabase } from '#platform/testing'
import { startSmtpStandIn } from '../../../standins/smtp/server.ts'

const database = await openTestDatabase()
const { db } = database
const server = await startSmtpStandIn()
const clock = fixedClock(new Date('2026-11-23T09:00:00Z'))
const mailers: Mailer[] = []
function newMailer(smtpUrl: string | undefined, patienceMilliseconds = 5000): Mailer {
  const from = 'Traboule <ne-pas-repondre@exemple.fr>'
  const mailer = openMailer({ db, clock, log: silentLog, smtpUrl, from, patienceMilliseconds })
  mailers.push(mailer)
  return mailer
}
const mailer = newMailer(server.url)
const outbox = newMailer(undefined)
after(async () => {
  for (const one of mailers) one.close()
  await server.close()
})
beforeEach(async () => {
  await database.sql('truncate mail.message')
  clock.set(new Date('2026-11-23T09:00:00Z'))
})

const request = (more: Partial<MailRequest> = {}): MailRequest => ({
  id: newId(),
  to: 'zoe@exemple.fr',
  subject: 'Votre demande est arrivée',
  text: 'Bonjour,\n.\nÀ bientôt.',
  ...more,
})
const stored = (id: string) => db.readTerritory((tx) => getMail(tx, id))
const receivedAs = (id: string) => server.received.filter(({ content }) => content.includes(`<${id}@exemple.fr>`))
const delayed = { kind: 'unavailable', code: 'mail.delayed' }

test('un mail part, une fois, et son état le dit', async () => {
  const mail = request({
    senderName: 'Ville de Démonstration',
    replyTo: 'accueil@exemple.fr',
    html: '<p>Bonjour</p>',
    headers: { 'List-Id': 'demandes.exemple.fr' },
    attachments: [{ name: 'récépissé.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF-1.7 essai') }],
  })
  await mailer.send(mail)
  await mailer.send(mail)
  const [received, ...more] = receivedAs(mail.id)
  assert.ok(received)
  assert.equal(more.length, 0)
  assert.equal(received.from, 'ne-pas-repondre@exemple.fr')
  assert.deepEqual(received.to, ['zoe@exemple.fr'])
  assert.match(received.content, /^From: =\?UTF-8\?Q\?Ville_de_D=C3=A9monstration\?= <ne-pas-repondre@exemple\.fr>\r$/m)
  assert.match(received.content, /^To: zoe@exemple\.fr\r$/m)
  assert.match(received.content, /^Reply-To: accueil@exemple\.fr\r$/m)
  assert.match(received.content, /^Auto-Submitted: auto-generated\r$/m)
  assert.match(received.content, /^List-ID: demandes\.exemple\.fr\r$/m)
  assert.match(received.content, /^Date: Mon, 23 Nov 2026 09:00:00 \+0000\r$/m)
  assert.ok(received.content.includes(Buffer.from('%PDF-1.7 essai').toString('base64')))
  const row = await stored(mail.id)
  assert.deepEqual([row.state, row.attempts, row.error, row.sentAt], ['sent', 1, null, clock.now()])
})

test('sans serveur, le mail reste dans la boîte d’envoi, entier', async () => {
  const content = Buffer.from([0, 1, 2, 255])
  const mail = request({ about: 'dossier 2026-00042', attachments: [{ name: 'a.bin', mediaType: 'x/y', content }] })
  await outbox.send(mail)
  await outbox.send(mail)
  const row = await stored(mail.id)
  assert.deepEqual([row.state, row.to, row.text, row.about], ['kept', mail.to, mail.text, 'dossier 2026-00042'])
  assert.deepEqual(row.attachments, [{ name: 'a.bin', mediaType: 'x/y', content }])
  assert.equal((await database.sql('select 1 from mail.message')).length, 1)
})

test('un refus définitif est noté et ne se retente pas', async () => {
  for (const moment of ['RCPT', 'DATA', 'CONTENT'] as const) {
    const mail = request()
    server.answer(moment, '550 5.1.1 Personne ici')
    await mailer.send(mail)
    const row = await stored(mail.id)
    assert.equal(row.state, 'failed', moment)
    assert.match(row.error ?? '', /550 5\.1\.1/)
    await mailer.send(mail)
    assert.equal(receivedAs(mail.id).length, 0)
  }
})

test('un refus passager se retente, et le mail finit par partir', async () => {
  for (const [moment, reply] of [
    ['RCPT', '451 4.7.1 Revenez plus tard'],
    ['DATA', '452 4.3.1 Plus de place'],
    ['CONTENT', '421 4.3.2 Je ferme'],
    ['CONTENT', 'hang up'],
    ['EHLO', 'hang up'],
  ] as const) {
    const mail = request()
    // A connection may be open from the mail before: an answer at EHLO needs a new one.
    const own = newMailer(server.url)
    server.answer(moment, reply)
    await assert.rejects(own.send(mail), delayed, `${moment} ${reply}`)
    const waiting = await stored(mail.id)
    assert.deepEqual([waiting.state, waiting.attempts], ['queued', 1])
    assert.ok(waiting.error)
    await own.send(mail)
    const row = await stored(mail.id)
    assert.deepEqual([row.state, row.attempts, row.error], ['sent', 2, null])
    assert.equal(receivedAs(mail.id).length, 1)
  }
})

test('un serveur qui refuse toute la plateforme ne perd aucun mail', async () => {
  const mail = request()
  const own = newMailer(server.url)
  server.answer('GREETING', '554 5.3.2 Pas de service')
  await assert.rejects(own.send(mail), delayed)
  server.answer('MAIL', '550 5.7.1 Expéditeur refusé')
  await assert.rejects(own.send(mail), delayed)
  await own.send(mail)
  assert.equal((await stored(mail.id)).state, 'sent')
})

test('un mot de passe erroné fait attendre les mails ; corrigé, ils partent', async () => {
  const guarded = await startSmtpStandIn({ credentials: { user: 'traboule', password: 'sésame' } })
  const mail = request()
  await assert.rejects(newMailer(guarded.url.replace(/:[^:]*@/, ':faux@')).send(mail), delayed)
  await newMailer(guarded.url).send(mail)
  assert.equal((await stored(mail.id)).state, 'sent')
  assert.equal(guarded.received.length, 1)
  for (const one of mailers.splice(2)) one.close()
  await guarded.close()
})

test('un serveur muet ou absent ne bloque pas : le mail attend', async () => {
  const mail = request()
  server.answer('GREETING', 'silence')
  await assert.rejects(newMailer(server.url, 300).send(mail), delayed)
  await assert.rejects(newMailer('smtp://127.0.0.1:1').send(mail), delayed)
  assert.deepEqual((await stored(mail.id)).attempts, 2)
})

test('après quatre jours d’essais, le mail est abandonné et le dit', async () => {
  const mail = request()
  server.answer('RCPT', '451 4.7.1 Revenez plus tard', 2)
  await assert.rejects(mailer.send(mail), delayed)
  clock.advance(4 * 24 * 3600_000 + 1)
  await mailer.send(mail)
  const row = await stored(mail.id)
  assert.equal(row.state, 'failed')
  assert.match(row.error ?? '', /451/)
})

test('deux tâches pour le même mail ne font qu’une ligne', async () => {
  const mail = request()
  await Promise.all([mailer.send(mail), mailer.send(mail), mailer.send(mail)])
  assert.ok(receivedAs(mail.id).length >= 1)
  const rows = await database.sql('select state from mail.message')
  assert.deepEqual(rows, [{ state: 'sent' }])
})

test('rien de ce qu’on écrit n’ajoute un en-tête ni un destinataire', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.constantFrom(
      'a\r\nBcc: b@exemple.fr',
      'x\nContent-Type: text/html\n\n<b>',
      '"<b@exemple.fr>"',
      'a\u2028Bcc: b@x.fr',
    ),
  )
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (subject, senderName, name) => {
      const attachments = [{ name, mediaType: `text/plain\r\nX-Bad: ${name}`, content: Buffer.from('x') }]
      const mail = request({ subject: `s${subject}`, senderName, attachments })
      await mailer.send(mail)
      const [received] = receivedAs(mail.id)
      assert.ok(received)
      assert.deepEqual(received.to, ['zoe@exemple.fr'])
      const head = received.content.slice(0, received.content.indexOf('\r\n\r\n'))
      const names = [...head.matchAll(/^([^\s:]+):/gm)].map(([, found]) => found?.toLowerCase())
      const usual = ['from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type', 'auto-submitted']
      assert.deepEqual(new Set(names), new Set(usual))
      assert.equal(names.length, usual.length)
      assert.doesNotMatch(received.content, /^(?:Bcc|X-Bad)/im)
    }),
    { numRuns: 40 },
  )
})

test('un mail qui ne peut pas partir n’entre pas', async () => {
  for (const [more, code] of [
    [{ to: 'a@exemple.fr, b@exemple.fr' }, 'mail.address'],
    [{ to: 'a@exemple.fr\r\nRCPT TO:<b@exemple.fr>' }, 'mail.address'],
    [{ to: 'Zoé <zoe@exemple.fr>' }, 'mail.address'],
    [{ replyTo: 'personne' }, 'mail.address'],
    [{ headers: { 'X-A': 'b\r\nBcc: c@exemple.fr' } }, 'mail.header'],
    [{ headers: { Bcc: 'c@exemple.fr' } }, 'mail.header'],
    [{ headers: { 'X A': 'b' } }, 'mail.header'],
    [{ subject: ' \n ' }, 'mail.subject'],
    [{ id: 'un' }, 'mail.id'],
    [{ attachments: [{ name: 'a', mediaType: 'a/b', content: Buffer.alloc(21_000_000) }] }, 'mail.too_large'],
  ] as const) {
    await assert.rejects(outbox.send(request(more)), { kind: 'invalid', code })
  }
  assert.equal((await database.sql('select 1 from mail.message')).length, 0)
})

test('la boîte d’envoi se lit page à page, par état, du plus récent au plus ancien', async () => {
  const ids: string[] = []
  for (let index = 0; index < 7; index++) {
    clock.advance(1000)
    const mail = request()
    ids.push(mail.id)
    await outbox.send(mail)
  }
  await mailer.send(request())
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await db.readTerritory((tx) => listMails(tx, { state: 'kept', size: 3, cursor }))
    assert.ok(page.mails.length <= 3 && page.mails.every(({ state }) => state === 'kept'))
    seen.push(...page.mails.map(({ id }) => id))
    cursor = page.next
  } while (cursor)
  assert.deepEqual(seen, ids.toReversed())
  assert.equal((await db.readTerritory((tx) => listMails(tx))).mails.length, 8)
  await assert.rejects(
    db.readTerritory((tx) => listMails(tx, { cursor: 'x' })),
    { code: 'mail.cursor' },
  )
})

test('un vieux mail oublie ce qu’il disait, pas qu’il est parti ; celui qui attend garde tout', async () => {
  const [old, waiting] = [request({ html: '<p>x</p>' }), request()]
  await mailer.send(old)
  server.answer('RCPT', '451 4.7.1 Plus tard')
  await assert.rejects(mailer.send(waiting), delayed)
  clock.advance(31 * 24 * 3600_000)
  const recent = request()
  await mailer.send(recent)
  const forgotten = clock.now()
  for (const handler of mailJobHandlers({ db, clock })) await handler.run({})
  clock.advance(1000)
  for (const handler of mailJobHandlers({ db, clock })) await handler.run({})
  const row = await stored(old.id)
  assert.deepEqual([row.state, row.to, row.text, row.html, row.attachments], ['sent', old.to, null, null, []])
  assert.deepEqual(row.forgottenAt, forgotten)
  assert.equal((await stored(waiting.id)).text, waiting.text)
  assert.equal((await stored(recent.id)).text, recent.text)
})

test('une configuration fausse est dite au démarrage', () => {
  const base = { db, clock, log: silentLog, from: 'a@exemple.fr' }
  assert.throws(() => openMailer({ ...base, smtpUrl: 'localhost:25' }), { code: 'config.smtp_url' })
  assert.throws(() => openMailer({ ...base, smtpUrl: undefined, from: 'Traboule' }), { code: 'config.mail_from' })
})
