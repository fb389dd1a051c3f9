import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { answerOf, automaticOf, readMail, spamSigns, usualLimits } from '#platform/mail'

/** A mail as its bytes; lines end as on the wire. */
const mail = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'utf8')

const head = [
  'Message-ID: <abc.1@exemple.fr>',
  'From: =?utf-8?Q?Ana_=C3=89xemple?= <ana@exemple.fr>',
  'To: Mairie <mairie@ville.exemple>',
  'Subject: =?iso-8859-1?Q?Trou_dans_la_chauss=E9e?=',
  'Date: Sun, 22 Nov 2026 10:00:00 +0100',
]

const multipart = (...parts: readonly (readonly string[])[]): Buffer =>
  mail(
    ...head,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    ...parts.flatMap((part) => ['--b', ...part]),
    '--b--',
    '',
  )

const picture = [
  'Content-Type: image/jpeg; name="=?utf-8?Q?trou_=C3=A9norme.jpg?="',
  'Content-Disposition: attachment; filename="=?utf-8?Q?trou_=C3=A9norme.jpg?="',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]).toString('base64'),
]

suite('un courriel reçu', () => {
  test('se lit avec son objet, son texte et sa photo, quels que soient leurs codages', async () => {
    const read = await readMail(
      multipart(['Content-Type: text/plain; charset=utf-8', '', 'Bonjour,', 'un trou énorme.'], picture),
    )
    assert.equal(read.isReadable, true)
    assert.equal(read.messageId, 'abc.1@exemple.fr')
    assert.deepEqual(read.from, { name: 'Ana Éxemple', address: 'ana@exemple.fr' })
    assert.deepEqual(read.recipients, ['mairie@ville.exemple'])
    assert.equal(read.subject, 'Trou dans la chaussée')
    assert.equal(read.text, 'Bonjour,\nun trou énorme.')
    assert.deepEqual(
      read.parts.map(({ name, mediaType, content }) => [name, mediaType, content.length]),
      [['trou énorme.jpg', 'image/jpeg', 4]],
    )
  })

  test('sans texte simple, montre celui de sa page : ni image lointaine, ni script, ni balise', async () => {
    const html =
      '<style>p{color:red}</style><script>alert(1)</script><h1>Bonjour</h1><p>Un <b>trou</b>,<br>rue des Essais.</p>' +
      '<img src="https://espion.exemple/pixel.gif"><a href="https://exemple.fr/plan">Le plan</a>'
    const read = await readMail(mail(...head, 'Content-Type: text/html; charset=utf-8', '', html))
    assert.match(read.text, /^Bonjour\n+Un trou,\nrue des Essais\./)
    assert.match(read.text, /Le plan \[https:\/\/exemple\.fr\/plan\]/)
    assert.doesNotMatch(read.text, /espion|alert|color|<\w/)
  })

  test('un courriel dans un courriel reste un fichier, jamais ouvert', async () => {
    const inner = ['Content-Type: message/rfc822', '', 'Subject: dedans', '', 'secret']
    const read = await readMail(multipart(['Content-Type: text/plain', '', 'dehors'], inner))
    assert.equal(read.text, 'dehors')
    assert.equal(read.subject, 'Trou dans la chaussée')
    assert.deepEqual(
      read.parts.map(({ mediaType }) => mediaType),
      ['message/rfc822'],
    )
  })

  test('un jeu de caractères menteur ou inconnu n’empêche pas de lire', async () => {
    for (const charset of ['utf-8', 'x-inconnu', 'utf-7', '"']) {
      const bytes = Buffer.concat([
        mail(...head, `Content-Type: text/plain; charset=${charset}`, '', ''),
        Buffer.from('Voil\u00e0', 'latin1'),
      ])
      const read = await readMail(bytes)
      assert.match(read.text, /^Voil/, charset)
    }
  })

  test('trop de pièces, ou trop lourdes : elles sont nommées et restent dans l’original', async () => {
    const many = Array.from({ length: 40 }, () => picture)
    const read = await readMail(multipart(...many))
    assert.equal(read.parts.length, usualLimits.parts)
    assert.equal(read.left.length, 15)
    assert.deepEqual(read.left[0], { name: 'trou énorme.jpg', reason: 'too_many' })
    const small = { ...usualLimits, partBytes: 3 }
    assert.deepEqual((await readMail(multipart(picture), small)).left, [
      { name: 'trou énorme.jpg', reason: 'too_large' },
    ])
  })

  test('mille parties emboîtées, un en-tête sans fin : illisible, et dit tel', async () => {
    const nested = Array.from(
      { length: 1000 },
      (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`,
    )
    assert.equal((await readMail(Buffer.from(nested.join('')))).isReadable, false)
    const endless = mail(`X-Long: ${'x'.repeat(400_000)}`, '', 'texte')
    assert.equal((await readMail(endless)).isReadable, false)
  })

  test('une page faite de cent mille balises ouvertes se lit quand même', async () => {
    const html = `${'<div>'.repeat(100_000)}fond`
    const read = await readMail(mail(...head, 'Content-Type: text/html', '', html))
    assert.equal(read.isReadable, true)
    assert.equal(read.text, 'fond')
  })

  test('n’importe quels octets se lisent sans jamais lever', async () => {
    const header = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: text/html; charset=utf-7',
      'Content-Transfer-Encoding: base64',
      'Content-Transfer-Encoding: quoted-printable',
      'From: "<<>>@@" <a@b',
      'From: a:b;,;c@d,',
      'Subject: =?utf-8?B?////?= =?x?Q?=',
      'References: <<<>>> <a@b> <a@b',
      'Date: hier',
      '--b',
      '--b--',
      '',
      ': vide',
    )
    const lines = fc.array(fc.oneof(header, fc.string({ unit: 'binary' })), { maxLength: 40 })
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      lines.map((each) => Buffer.from(each.join('\r\n'), 'latin1')),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (raw) => {
        const read = await readMail(raw)
        assert.ok(!read.text.includes('\0'))
        assert.ok(!/[\r\n]/.test(read.subject))
        automaticOf(read, 'nous')
        spamSigns(read)
        const { fresh, quoted } = answerOf(read.text)
        assert.ok(fresh !== '' || quoted === '')
      }),
      { numRuns: 300 },
    )
  })
})

suite('ce qu’une machine a écrit', () => {
  const read = (...headers: readonly string[]) => readMail(mail(...head, ...headers, '', 'texte'))

  test('se reconnaît à ses en-têtes ou à son objet', async () => {
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['X-Nothing: here', undefined],
      ['Auto-Submitted: no', undefined],
      ['Auto-Submitted: auto-replied (vacation)', 'auto_reply'],
      ['Return-Path: <>', 'auto_reply'],
      ['X-Autoreply: yes', 'auto_reply'],
      ['Precedence: junk', 'auto_reply'],
      ['Precedence: bulk', 'bulk'],
      ['List-Id: <lettre.exemple.fr>', 'bulk'],
      ['X-Loop: nous', 'loop'],
      ['X-Loop: un autre', undefined],
      ['Content-Type: multipart/report; report-type=delivery-status; boundary=b', 'bounce'],
    ]
    for (const [header, expected] of cases) assert.equal(automaticOf(await read(header), 'nous'), expected, header)
    const away = await readMail(mail('From: a@exemple.fr', 'Subject: Absence du bureau : Ana', '', 'De retour lundi'))
    assert.equal(automaticOf(away, 'nous'), 'auto_reply')
  })

  test('un avis de non-remise dit quelle adresse, et si c’est pour toujours', async () => {
    const read = await readMail(
      mail(
        'From: MAILER-DAEMON@ville.exemple',
        'Return-Path: <>',
        'Subject: Undelivered Mail Returned to Sender',
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'Votre message n’a pas été remis.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; ville.exemple',
        '',
        'Final-Recipient: rfc822; Partie@Exemple.fr',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 User',
        ' unknown',
        '',
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Message-ID: <de-nous@ville.exemple>',
        '',
        '--b--',
      ),
    )
    assert.deepEqual(read.bounces, [
      { address: 'partie@exemple.fr', action: 'failed', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 User unknown' },
    ])
    assert.equal(automaticOf(read, 'nous'), 'bounce')
  })

  test('ce que le serveur de la boîte pense d’un courriel est lu, et rien de ce que son expéditeur y ajoute dessous', async () => {
    assert.deepEqual(spamSigns(await read('X-Spam-Flag: YES', 'X-Spam-Score: 7.2')).signs, ['flagged', 'score'])
    const forged = await read(
      'Authentication-Results: mx.ville.exemple; dmarc=fail',
      'Authentication-Results: mx.ville.exemple; dmarc=pass',
    )
    assert.equal(spamSigns(forged).isForged, true)
    assert.deepEqual(spamSigns(await read('X-Spam-Score: abc')), { signs: [], isForged: false })
  })
})

suite('le texte d’une réponse', () => {
  const quoted = (text: string) => answerOf(text)

  test('se sépare de ce qu’il cite, en français et en anglais', () => {
    for (const line of [
      '– Répondez au-dessus de cette ligne –',
      '> – Reply above this line –',
      'Le dim. 22 nov. 2026 à 10:00, Ville <boite@ville.exemple> a écrit :',
      'Le 22/11/2026 à 10:00, Ville a écrit :',
      'On Sun, Nov 22, 2026 at 10:00 AM Ville <boite@ville.exemple> wrote:',
      '-----Message d’origine-----',
      '-----Original Message-----',
      '________________________________',
    ]) {
      assert.deepEqual(quoted(`Voici le plan.\n\n${line}\n> Bonjour`), {
        fresh: 'Voici le plan.',
        quoted: `${line}\n> Bonjour`,
      })
    }
    assert.equal(
      quoted('Oui.\n\nLe lun. 23 nov. 2026 à 10:12, Ville de Démonstration\n<boite@ville.exemple> a écrit :\n\nx')
        .fresh,
      'Oui.',
    )
    assert.equal(quoted('Oui.\n\nDe : Ville\nEnvoyé : lundi\nÀ : Ana\nObjet : x\n\nBonjour').fresh, 'Oui.')
  })

  test('une réponse écrite dessous ou au milieu n’est pas perdue', () => {
    assert.equal(quoted('Le 22/11/2026, Ville a écrit :\n> Quel jour ?\nLundi.\n> Où ?\nIci.').fresh, 'Lundi.\nIci.')
    assert.deepEqual(quoted('De : une personne qui raconte.'), { fresh: 'De : une personne qui raconte.', quoted: '' })
    assert.deepEqual(quoted('Le chat a écrit un livre.'), { fresh: 'Le chat a écrit un livre.', quoted: '' })
  })
})
