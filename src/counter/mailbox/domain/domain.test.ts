import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { lateSince, nextReading } from './backoff.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type Arrival, landingOf, mostFromSender, mostInCase } from './landing.ts'
import { readBox } from './settings.ts'
import { isStart, isStop } from './stop.ts'
import { keysIn, numberInSubject, proofOf, replyAddress, replyKey } from './thread.ts'

const arrival: Arrival = {
  isReadable: true,
  isTooLarge: false,
  automatic: undefined,
  isSpam: false,
  isForged: false,
  isUnwanted: false,
  fromSender: 0,
  box: { filesNew: false, whenClosed: 'tray' },
}

const dossier = { isClosed: false, isProved: true, isItsPerson: true, received: 0 }

const arrivals: fc.Arbitrary<Arrival> = fc.record({
  isReadable: fc.boolean(),
  isTooLarge: fc.boolean(),
  automatic: fc.constantFrom(undefined, 'loop', 'bounce', 'auto_reply', 'bulk'),
  isSpam: fc.boolean(),
  isForged: fc.boolean(),
  isUnwanted: fc.boolean(),
  fromSender: fc.nat(60),
  dossier: fc.record({
    isClosed: fc.boolean(),
    isProved: fc.boolean(),
    isItsPerson: fc.boolean(),
    received: fc.nat(60),
  }),
  box: fc.record({ filesNew: fc.boolean(), whenClosed: fc.constantFrom('tray' as const, 'new_case' as const) }),
})

suite('où va ce qui arrive', () => {
  test('une réponse de la personne rejoint sa demande, le reste attend ou devient une demande', () => {
    assert.deepEqual(landingOf({ ...arrival, dossier }), { kind: 'join' })
    assert.deepEqual(landingOf(arrival), { kind: 'tray', reason: 'new' })
    assert.deepEqual(landingOf({ ...arrival, box: { filesNew: true, whenClosed: 'tray' } }), { kind: 'file' })
    assert.deepEqual(landingOf({ ...arrival, dossier: { ...dossier, isClosed: true } }), {
      kind: 'tray',
      reason: 'closed',
    })
    assert.deepEqual(landingOf({ ...arrival, isSpam: true }), { kind: 'quarantine', reason: 'spam' })
    assert.deepEqual(landingOf({ ...arrival, dossier, isSpam: true }), { kind: 'join' })
  })

  test('jamais la parole de quelqu’un d’autre, d’une machine ou d’un domaine qui la renie ne devient celle de la personne', () => {
    fc.assert(
      fc.property(arrivals, (any) => {
        const landing = landingOf(any)
        if (landing.kind !== 'join' && landing.kind !== 'file') return
        assert.equal(any.automatic, undefined)
        assert.ok(!any.isForged && !any.isUnwanted && any.isReadable)
        assert.ok(any.dossier?.isItsPerson)
        assert.ok(any.fromSender < mostFromSender && any.dossier.received < mostInCase)
      }),
    )
  })
})

suite('la clé d’une réponse', () => {
  const key = { number: 'COR-2026-04187', proof: proofOf(Buffer.alloc(32, 3)) }

  test('se retrouve dans l’adresse et dans l’identifiant, quelle que soit la casse, et dans rien d’autre', () => {
    const address = replyAddress({ address: 'mairie@ville.exemple', takesPlus: true }, replyKey(key))
    assert.match(address, /^mairie\+cor-2026-04187\.[0-9a-z]{16}@ville\.exemple$/)
    assert.deepEqual(keysIn([address.toUpperCase()]), [key])
    assert.deepEqual(keysIn([`<${replyKey(key)}@ville.exemple>`]), [key])
    assert.deepEqual(keysIn([`${replyKey(key)}x`, 'cor-2026-04187@ville.exemple', '']), [])
  })

  test('une boîte sans « + », ou trop longue, garde son adresse', () => {
    const long = `${'a'.repeat(40)}@ville.exemple`
    assert.equal(replyAddress({ address: 'a@b.fr', takesPlus: false }, replyKey(key)), 'a@b.fr')
    assert.equal(replyAddress({ address: long, takesPlus: true }, replyKey(key)), long)
    assert.equal(numberInSubject('Re: Votre salle [COR-2026-04187]'), 'COR-2026-04187')
    assert.equal(numberInSubject('Re: Votre salle'), undefined)
  })
})

suite('l’empreinte d’un courriel', () => {
  const letter = (head: string, body = 'Bonjour') => Buffer.from(`${head}\r\n\r\n${body}`)
  const own = 'Message-ID: <1@a>\r\nFrom: a@b\r\nSubject: x'

  test('est la même par deux chemins, et une autre pour un autre texte sous le même identifiant', () => {
    const once = fingerprintOf(letter(own))
    assert.deepEqual(fingerprintOf(letter(`Received: ici\r\n${own}\r\nX-Spam: no`)), once)
    assert.notDeepEqual(fingerprintOf(letter(own, 'Bonsoir')), once)
    assert.notDeepEqual(fingerprintOf(letter(own.replace('x', 'y'))), once)
  })

  test('n’importe quels octets en ont une', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => fingerprintOf(bytes).length === 32))
  })
})

suite('la relève', () => {
  const now = new Date('2026-11-24T09:00:00Z')

  test('reprend chaque minute, puis de plus en plus tard, une demi-heure au plus', () => {
    const minutes = [0, 1, 2, 3, 5, 20].map(
      (failures) => (nextReading(now, failures).getTime() - now.getTime()) / 60_000,
    )
    assert.deepEqual(minutes, [1, 1, 2, 4, 16, 30])
  })

  test('est en retard un quart d’heure après la dernière', () => {
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
    assert.equal(lateSince({ readAt: ago(14), failingSince: ago(13) }, ago(99), now), undefined)
    assert.deepEqual(lateSince({ readAt: ago(16), failingSince: ago(15) }, ago(99), now), ago(16))
    assert.deepEqual(lateSince({ readAt: null, failingSince: null }, ago(20), now), ago(20))
  })

  test('ce qui est tapé est lu, ou tout ce qui manque est dit', () => {
    const typed = {
      name: 'Accueil',
      address: '',
      host: 'imap.exemple.fr',
      port: '',
      security: 'starttls',
      username: 'a',
      folder: '',
      keptFolder: '',
      serviceId: '',
      procedure: '',
      mapping: { text: '', subject: 'objet' },
      takesPlus: true,
      takesAnswers: true,
      whenClosed: 'n’importe quoi',
      acknowledges: false,
      signature: '',
      isOpen: true,
      keptDays: '',
    }
    const read = readBox(typed, 'A@B.fr')
    assert.ok(read.ok)
    assert.deepEqual(
      [read.value.address, read.value.port, read.value.folder, read.value.keptDays, read.value.whenClosed],
      ['a@b.fr', 143, 'INBOX', 90, 'tray'],
    )
    assert.deepEqual(read.value.mapping, { subject: 'objet' })
    const wrong = readBox(
      { ...typed, name: ' ', host: 'a b', port: '0', keptFolder: 'INBOX', keptDays: '3' },
      undefined,
    )
    assert.deepEqual(!wrong.ok && wrong.refusal.faults, ['name', 'address', 'host', 'port', 'same_folder', 'kept_days'])
  })
})

test('STOP et START se reconnaissent comme on les tape', () => {
  for (const text of ['STOP', ' stop.', 'Arrêt', 'Désinscription']) assert.ok(isStop(text), text)
  for (const text of ['Ne stop pas', 'Le bus s’arrête', '']) assert.ok(!isStop(text), text)
  assert.ok(isStart('Start') && !isStart('on démarre'))
})
