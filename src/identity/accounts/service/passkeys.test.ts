import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { suite, test } from 'node:test'
import { fixedClock } from '#kernel/clock'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { askPasskey, createAccounts, findSession, listFactors, removePasskey } from '../index.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const accounts = createAccounts({
  secrets: createSecrets('a secret for tests, long enough to be one'),
  passwords: createPasswords({ concurrency: 2 }),
  breached: await openBreachedPasswords([]),
})
const as = (actor: Context['actor']): Context => ({ db, clock, log: silentLog, actor })
const visitor = as({ kind: 'anonymous' })
const site = { rpId: 'territoire.exemple.fr', origin: 'https://territoire.exemple.fr' }
const password = 'bonjour-traboule'

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()

type Cbor = number | string | Buffer | Map<Cbor, Cbor>

/** As much of RFC 8949 as an authenticator writes. */
function cbor(value: Cbor): Buffer {
  const head = (major: number, length: number): Buffer =>
    length < 24
      ? Buffer.from([(major << 5) | length])
      : length < 256
        ? Buffer.from([(major << 5) | 24, length])
        : Buffer.from([(major << 5) | 25, length >> 8, length & 255])
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, item]) => [cbor(key), cbor(item)])])
}

const [present, verified, copyable, copied, withKey] = [0x01, 0x04, 0x08, 0x10, 0x40]

interface Lies {
  readonly origin?: string
  readonly rpId?: string
  readonly isLocked?: boolean
  readonly count?: number
  readonly userHandle?: string | null
}

/** An authenticator that says whatever the test wants. */
class Authenticator {
  readonly id = randomBytes(16)
  readonly key: KeyObject
  readonly #cose: Buffer
  readonly #flags: number
  userHandle = ''

  constructor(isCopied: boolean) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const [xs, ys] = [x, y].map((text) => Buffer.from(text, 'base64url'))
    this.key = privateKey
    this.#cose = cbor(
      new Map<Cbor, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, xs ?? x],
        [-3, ys ?? y],
      ]),
    )
    this.#flags = isCopied ? copyable | copied : 0
  }

  #data(lies: Lies, extra = 0, attested = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(lies.count ?? 0)
    const flags = this.#flags | present | extra | (lies.isLocked === true ? 0 : verified)
    return Buffer.concat([sha256(lies.rpId ?? site.rpId), Buffer.from([flags]), count, attested])
  }

  #client(type: string, challenge: string, { origin = site.origin }: Lies): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }

  create(options: { challenge: string; user: { id: string } }, lies: Lies = {}): string {
    this.userHandle = options.user.id
    const length = Buffer.from([0, this.id.length])
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.#cose])
    const authData = this.#data(lies, withKey, attested)
    const object = new Map<Cbor, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ])
    const client = this.#client('webauthn.create', options.challenge, lies)
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      attestationObject: cbor(object).toString('base64url'),
      transports: ['internal'],
    })
  }

  get(options: { challenge: string }, lies: Lies = {}): string {
    const authenticatorData = this.#data(lies)
    const client = this.#client('webauthn.get', options.challenge, lies)
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(client)]), this.key)
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: lies.userHandle === undefined ? this.userHandle : lies.userHandle,
    })
  }

  #answer(response: object): string {
    const id = this.id.toString('base64url')
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response })
  }
}

let count = 0
const newAddress = () => `203.0.113.${(++count % 250) + 1}`
const reason = (answer: { ok: true } | { ok: false; refusal: { reason: string } }) =>
  answer.ok ? 'accepted' : answer.refusal.reason

async function newAccount() {
  const email = `cle.${++count}@exemple.fr`
  const input = { email, givenName: 'Essai', familyName: 'Exemple', password }
  const made = await accounts.createAccount(as({ kind: 'system', name: 'essai' }), input)
  assert.ok(made.ok)
  const { accountId } = made.value
  return { email, accountId, me: as({ kind: 'account', accountId, name: 'Essai Exemple' }) }
}

type Person = Awaited<ReturnType<typeof newAccount>>

async function enrol({ me, accountId }: Person, authenticator: Authenticator, lies: Lies = {}) {
  const options = await accounts.askNewPasskey(me, { accountId, site, siteName: 'Territoire' })
  const answer = authenticator.create(options, lies)
  return accounts.addPasskey(me, { accountId, site, answer, name: '', suggestedName: 'Firefox' })
}

async function withPasskey(isCopied = true) {
  const person = await newAccount()
  const authenticator = new Authenticator(isCopied)
  assert.equal(reason(await enrol(person, authenticator)), 'accepted')
  return { ...person, authenticator }
}

const enter = (answer: string) => accounts.signInByPasskey(visitor, { answer, site, address: newAddress() })

suite('une clé d’accès', () => {
  test('copiée elle vaut deux étapes, liée à un appareil elle vaut plus ; la session le dit', async () => {
    for (const [isCopied, method] of [
      [true, 'passkey'],
      [false, 'security_key'],
    ] as const) {
      const { authenticator, me, accountId } = await withPasskey(isCopied)
      const entered = await enter(authenticator.get(await askPasskey(visitor, site), { count: isCopied ? 0 : 1 }))
      assert.ok(entered.ok)
      assert.deepEqual((await findSession(visitor, entered.value.sessionToken))?.methods, [method])
      assert.equal((await listFactors(me, accountId)).passkeys[0]?.kind, method)
    }
  })

  test('ce qu’elle a signé ne sert qu’une fois, et cinq minutes', async () => {
    const { authenticator } = await withPasskey()
    const answer = authenticator.get(await askPasskey(visitor, site))
    const answers = await Promise.all([enter(answer), enter(answer), enter(answer)])
    assert.deepEqual(answers.map(reason).toSorted(), ['accepted', 'passkey_refused', 'passkey_refused'])
    const late = authenticator.get(await askPasskey(visitor, site))
    clock.advance(5 * 60_000)
    assert.equal(reason(await enter(late)), 'passkey_refused')
  })

  test('signé pour un autre site, sans doigt posé, pour un autre compte, ou par une autre clé : refusé', async () => {
    const { authenticator } = await withPasskey()
    const lies: readonly Lies[] = [
      { origin: 'https://territoire.exemple.fr.ailleurs.exemple' },
      { origin: 'http://territoire.exemple.fr' },
      { rpId: 'ailleurs.exemple' },
      { isLocked: true },
      { userHandle: 'AAAA' },
      { userHandle: null },
    ]
    for (const lie of lies) {
      const answer = authenticator.get(await askPasskey(visitor, site), lie)
      assert.equal(reason(await enter(answer)), 'passkey_refused', JSON.stringify(lie))
    }
    const forged = new Authenticator(true)
    Object.assign(forged, { id: authenticator.id, userHandle: authenticator.userHandle })
    assert.equal(reason(await enter(forged.get(await askPasskey(visitor, site)))), 'passkey_refused')
    for (const answer of ['', '{}', 'null', '[1', '"'.repeat(30_000)]) {
      assert.equal(reason(await enter(answer)), 'passkey_refused')
    }
    const invented = authenticator.get({ challenge: randomBytes(32).toString('base64url') })
    assert.equal(reason(await enter(invented)), 'passkey_refused')
  })

  test('un compteur qui recule trahit une copie', async () => {
    const { authenticator } = await withPasskey(false)
    const at = async (value: number) => enter(authenticator.get(await askPasskey(visitor, site), { count: value }))
    assert.deepEqual(
      [reason(await at(7)), reason(await at(7)), reason(await at(3)), reason(await at(8))],
      ['accepted', 'passkey_refused', 'passkey_refused', 'accepted'],
    )
  })

  test('elle ne s’ajoute pas sans doigt posé, ni deux fois, ni avec le défi d’un autre', async () => {
    const person = await newAccount()
    assert.equal(reason(await enrol(person, new Authenticator(true), { isLocked: true })), 'passkey_refused')
    assert.equal(
      reason(await enrol(person, new Authenticator(true), { origin: 'https://ailleurs.exemple' })),
      'passkey_refused',
    )
    const authenticator = new Authenticator(true)
    assert.equal(reason(await enrol(person, authenticator)), 'accepted')
    assert.equal(reason(await enrol(person, authenticator)), 'passkey_refused')
    const thief = await newAccount()
    const options = await accounts.askNewPasskey(person.me, { accountId: person.accountId, site, siteName: 'x' })
    const answer = new Authenticator(true).create(options)
    const added = await accounts.addPasskey(thief.me, {
      accountId: thief.accountId,
      site,
      answer,
      name: '',
      suggestedName: 'x',
    })
    assert.equal(reason(added), 'passkey_refused')
  })

  test('la clé de l’un n’achève pas la connexion de l’autre, ni ne prouve à sa place', async () => {
    const [victim, thief] = [await withPasskey(), await withPasskey()]
    const first = await accounts.signIn(visitor, { email: victim.email, password, address: newAddress() })
    assert.ok(!first.ok && first.refusal.reason === 'second_step')
    const { pendingToken } = first.refusal
    const finish = (answer: string) =>
      accounts.finishByPasskey(visitor, { pendingToken, answer, site, address: newAddress() })
    const asked = () => askPasskey(visitor, site, victim.accountId)
    assert.equal(reason(await finish(thief.authenticator.get(await asked()))), 'passkey_refused')
    const own = await askPasskey(visitor, site, thief.accountId)
    assert.equal(reason(await finish(thief.authenticator.get(own))), 'passkey_refused')
    // A challenge drawn for a first factor does not do for a second one.
    assert.equal(reason(await finish(victim.authenticator.get(await askPasskey(visitor, site)))), 'passkey_refused')
    assert.equal(reason(await finish(victim.authenticator.get(await asked()))), 'accepted')
    assert.equal(reason(await finish(victim.authenticator.get(await asked()))), 'pending_over')
  })

  test('retirée, elle n’ouvre plus rien', async () => {
    const { authenticator, me, accountId } = await withPasskey()
    const id = (await listFactors(me, accountId)).passkeys[0]?.id ?? ''
    const stranger = await newAccount()
    await removePasskey(stranger.me, { accountId: stranger.accountId, id })
    assert.equal((await listFactors(me, accountId)).passkeys.length, 1)
    await removePasskey(me, { accountId, id })
    assert.equal(reason(await enter(authenticator.get(await askPasskey(visitor, site)))), 'passkey_refused')
    assert.deepEqual(await sql('select 1 from accounts.passkey where id = $1', [id]), [])
  })
})
