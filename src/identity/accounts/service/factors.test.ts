import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import {
  accountJobHandlers,
  type AccountMail,
  cancelFactorsReset,
  codesKept,
  createAccounts,
  findSecondStep,
  findSession,
  listFactors,
  listSignIns,
  noteEntry,
  openSession,
  openOrAsk,
  removeTotp,
  resetFactors,
} from '../index.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const secrets = createSecrets('a secret for tests, long enough to be one')
const passwords = createPasswords({ concurrency: 2, longestLine: 100 })
const accounts = createAccounts({ secrets, passwords, breached: await openBreachedPasswords([]) })
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const visitor = as({ kind: 'anonymous' })
const platform = as({ kind: 'system', name: 'essai' })
const self = (accountId: string) => as({ kind: 'account', accountId, name: 'Essai Exemple' })

const minutes = 60_000
const hours = 60 * minutes
const password = 'bonjour-traboule'
const mails: AccountMail[] = []
const handlers = accountJobHandlers({
  db,
  clock,
  secrets,
  placeOf: async () => ({ name: 'Exemple', desk: '/bureau/exemple', guests: '/bureau/exemple/invites' }),
  sendMail: async (mail) => void mails.push(mail),
  links: {
    confirmEmail: (secret) => `/confirmer/${secret}`,
    choosePassword: (secret) => `/mot-de-passe/${secret}`,
    signIn: () => '/connexion',
    forgottenPassword: () => '/mot-de-passe',
    signInByLink: (secret) => `/connexion/lien/${secret}`,
    keepFactors: (secret) => `/compte/garder/${secret}`,
    security: () => '/compte/securite',
    describeDevice: (device) => device,
  },
})

interface Waiting {
  readonly name: string
  readonly payload: unknown
  readonly runAt: Date
}

const waitingJobs = () =>
  sql<Waiting>(
    `select t.identifier as name, j.payload, j.run_at as "runAt" from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`,
  )

/** Does the work whose hour has come, as the worker would, and gives the mails that it sent. */
async function work(): Promise<AccountMail[]> {
  const jobs = await waitingJobs()
  await sql('delete from graphile_worker._private_jobs')
  for (const { name, payload } of jobs) await handlers.find((handler) => handler.job.name === name)?.run(payload)
  return mails.splice(0)
}

let count = 0
const newAddress = () => `198.51.100.${(++count % 250) + 1}`

async function newAccount(isOperator = false) {
  const email = `personne.${++count}@exemple.fr`
  const made = await accounts.createAccount(platform, {
    email,
    givenName: 'Essai',
    familyName: 'Exemple',
    password,
    isOperator,
  })
  assert.ok(made.ok)
  const { accountId } = made.value
  return { email, accountId, me: self(accountId) }
}

const codeOf = (secret: string, at = clock.now()) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: at.getTime() })

async function withTotp() {
  const person = await newAccount()
  await accounts.beginTotp(person.me, person.accountId)
  const secret = await accounts.findTotpSecret(person.me, person.accountId)
  assert.ok(secret)
  const { accountId } = person
  const confirmed = await accounts.confirmTotp(person.me, { accountId, code: codeOf(secret) })
  assert.ok(confirmed.ok && confirmed.value.hasNewCodes)
  const codes = await accounts.readNewCodes(person.me, accountId)
  assert.equal(codes?.length, 10)
  await codesKept(person.me, accountId)
  await work()
  // The step of the confirmation is used up.
  clock.advance(30_000)
  return { ...person, secret, codes: codes ?? [] }
}

const signIn = (email: string, typed = password, more: { address?: string; deviceSecret?: string } = {}) =>
  accounts.signIn(visitor, { email, password: typed, address: newAddress(), device: 'Firefox', ...more })

async function firstStep(email: string): Promise<string> {
  const answer = await signIn(email)
  assert.ok(!answer.ok && answer.refusal.reason === 'second_step', 'une deuxième étape est demandée')
  return answer.refusal.pendingToken
}

const finish = (
  pendingToken: string,
  typed: string,
  method: 'totp' | 'recovery_code' = 'totp',
  address = newAddress(),
) => accounts.finishByCode(visitor, { pendingToken, address, code: { method, typed } })

const refusal = (answer: { ok: true } | { ok: false; refusal: { reason: string } }) =>
  answer.ok ? 'accepted' : answer.refusal.reason

suite('l’application de codes', () => {
  test('tant que son premier code n’est pas tapé, elle ne change rien', async () => {
    const { me, accountId, email } = await newAccount()
    await accounts.beginTotp(me, accountId)
    assert.equal(refusal(await signIn(email)), 'accepted')
    assert.equal(refusal(await accounts.confirmTotp(me, { accountId, code: '000000x' })), 'wrong_code')
    clock.advance(61 * minutes)
    assert.equal(refusal(await accounts.confirmTotp(me, { accountId, code: '000000' })), 'nothing_to_confirm')
  })

  test('le secret n’est dans la base que scellé', async () => {
    const { accountId, secret } = await withTotp()
    const [row] = await sql<{ secret: string }>('select secret from accounts.totp where account_id = $1', [accountId])
    assert.ok(row && !row.secret.includes(secret))
  })

  test('un mot de passe juste n’ouvre rien ; le code ouvre une session neuve qui dit les deux moyens', async () => {
    const { email, secret } = await withTotp()
    const pending = await firstStep(email)
    assert.equal(await findSession(visitor, pending), undefined)
    const finished = await finish(pending, codeOf(secret))
    assert.ok(finished.ok)
    assert.notEqual(finished.value.sessionToken, pending)
    assert.deepEqual((await findSession(visitor, finished.value.sessionToken))?.methods, ['password', 'totp'])
    clock.advance(30_000)
    assert.equal(refusal(await finish(pending, codeOf(secret))), 'pending_over')
  })

  test('l’adresse d’un compte réuni à celui-ci demande la deuxième étape aussi', async () => {
    const { accountId } = await withTotp()
    const { accountId: former } = await newAccount()
    const [merge] = await sql<{ id: string }>(
      `insert into accounts.merge (id, kept_account, other_account, other_email, other_email_key, state, asked_at, expires_at)
       values (gen_random_uuid(), $1, $2, 'ancienne@exemple.fr', 'ancienne@exemple.fr', 'done', now(), now()) returning id`,
      [accountId, former],
    )
    await sql(
      `insert into accounts.other_address (email_key, email, account_id, merge_id, opens)
       values ('ancienne@exemple.fr', 'ancienne@exemple.fr', $1, $2, true)`,
      [accountId, merge?.id],
    )
    assert.equal(refusal(await signIn('ancienne@exemple.fr')), 'second_step')
  })

  test('le code d’avant et celui d’après passent, pas ceux d’une minute plus loin', async () => {
    const { email, secret } = await withTotp()
    for (const [shift, expected] of [
      [-61_000, 'wrong_code'],
      [61_000, 'wrong_code'],
      [-30_000, 'wrong_code'],
      [0, 'accepted'],
      [30_000, 'accepted'],
    ] as const) {
      const answer = await finish(await firstStep(email), codeOf(secret, new Date(clock.now().getTime() + shift)))
      // The step before is that of the confirmation, which is used up.
      assert.equal(refusal(answer), expected, `${shift}`)
    }
  })

  test('un code vu par-dessus l’épaule ne sert pas une deuxième fois, même envoyé en même temps', async () => {
    const { email, secret } = await withTotp()
    const pending = await Promise.all([firstStep(email), firstStep(email), firstStep(email)])
    const code = codeOf(secret)
    const answers = await Promise.all(pending.map((token) => finish(token, code)))
    assert.deepEqual(answers.map(refusal).toSorted(), ['accepted', 'wrong_code', 'wrong_code'])
  })

  test('changer de téléphone remplace l’ancienne application seulement quand la nouvelle a donné un code', async () => {
    const { email, secret, me, accountId } = await withTotp()
    await accounts.beginTotp(me, accountId)
    const second = (await accounts.findTotpSecret(me, accountId)) ?? ''
    assert.equal(refusal(await finish(await firstStep(email), codeOf(secret))), 'accepted')
    const confirmed = await accounts.confirmTotp(me, { accountId, code: codeOf(second) })
    assert.ok(confirmed.ok && !confirmed.value.hasNewCodes, 'les codes de secours restent')
    clock.advance(60_000)
    assert.equal(refusal(await finish(await firstStep(email), codeOf(secret))), 'wrong_code')
    assert.equal(refusal(await finish(await firstStep(email), codeOf(second))), 'accepted')
  })
})

suite('la deuxième étape', () => {
  test('cinq codes faux, de cinq adresses, et le bon attend aussi : le compte est compté, pas l’adresse', async () => {
    const { email, secret, accountId } = await withTotp()
    const pending = await firstStep(email)
    for (let turn = 0; turn < 5; turn++) assert.equal(refusal(await finish(pending, '000000')), 'wrong_code')
    const late = await finish(pending, codeOf(secret))
    assert.ok(!late.ok && late.refusal.reason === 'too_many_attempts')
    assert.ok(late.refusal.retryAfterSeconds > 20 * 60)
    assert.equal(refusal(await finish(await firstStep(email), codeOf(secret))), 'too_many_attempts')
    const warnings = (await work()).filter(({ subject }) => subject === 'Quelqu’un connaît votre mot de passe')
    assert.equal(warnings.length, 1, 'un seul courriel par jour')
    clock.advance(31 * minutes)
    assert.equal(refusal(await finish(await firstStep(email), codeOf(secret))), 'accepted')
    const { entries } = await listSignIns(self(accountId), accountId)
    assert.ok(entries.some(({ outcome }) => outcome === 'second_factor_refused'))
  })

  test('elle attend dix minutes, et finit avec un changement de mot de passe', async () => {
    const { email, secret } = await withTotp()
    const old = await firstStep(email)
    clock.advance(10 * minutes + 1)
    assert.equal(refusal(await finish(old, codeOf(secret))), 'pending_over')
    const stolen = await firstStep(email)
    await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
    const link = (await work())
      .find(({ subject }) => subject.startsWith('Choisissez'))
      ?.action?.href.split('/')
      .at(-1)
    assert.ok((await accounts.resetPassword(visitor, { secret: link ?? '', password: 'un-tout-autre-mot' })).ok)
    assert.equal(refusal(await finish(stolen, codeOf(secret))), 'pending_over')
  })

  test('le code de l’un n’achève pas la connexion d’un autre', async () => {
    const [one, other] = [await withTotp(), await withTotp()]
    assert.equal(refusal(await finish(await firstStep(one.email), codeOf(other.secret))), 'wrong_code')
    assert.equal(refusal(await finish(await firstStep(one.email), other.codes[0] ?? '', 'recovery_code')), 'wrong_code')
    assert.equal(await findSecondStep(visitor, 'x'.repeat(43)), undefined)
  })

  test('un lien la demande comme le mot de passe ; une clé d’accès, déjà double, ne la demande pas', async () => {
    const { accountId } = await withTotp()
    assert.equal(refusal(await openOrAsk(visitor, { accountId, methods: ['link'] })), 'second_step')
    assert.equal(refusal(await openOrAsk(visitor, { accountId, methods: ['passkey'] })), 'accepted')
    const plain = await newAccount()
    assert.equal(refusal(await openOrAsk(visitor, { accountId: plain.accountId, methods: ['link'] })), 'accepted')
  })
})

suite('les codes de secours', () => {
  test('chacun ouvre une fois, même tapé deux fois à la fois, et la personne en est avertie', async () => {
    const { email, codes, me, accountId } = await withTotp()
    const [pending, again] = [await firstStep(email), await firstStep(email)]
    const typed = ` ${(codes[3] ?? '').toLowerCase().replaceAll('-', ' ')} `
    const answers = await Promise.all([pending, again].map((token) => finish(token, typed, 'recovery_code')))
    assert.deepEqual(answers.map(refusal).toSorted(), ['accepted', 'wrong_code'])
    assert.equal((await listFactors(me, accountId)).codesLeft, 9)
    assert.deepEqual(
      (await work()).map(({ subject }) => subject),
      ['Un code de secours a été utilisé'],
    )
  })

  test('une fois gardés on ne les relit plus ; de nouveaux éteignent les anciens', async () => {
    const { email, codes, me, accountId } = await withTotp()
    assert.equal(await accounts.readNewCodes(me, accountId), undefined)
    await accounts.renewCodes(me, accountId)
    const renewed = await accounts.readNewCodes(me, accountId)
    assert.equal(new Set([...codes, ...(renewed ?? [])]).size, 20)
    assert.equal(refusal(await finish(await firstStep(email), codes[0] ?? '', 'recovery_code')), 'wrong_code')
    assert.equal(refusal(await finish(await firstStep(email), renewed?.[0] ?? '', 'recovery_code')), 'accepted')
    const stored = await sql<{ text: string }>(
      'select row_to_json(c)::text as text from accounts.recovery_code c where account_id = $1',
      [accountId],
    )
    for (const code of renewed ?? []) assert.ok(stored.every(({ text }) => !text.includes(code)))
  })
})

suite('l’assistance', () => {
  const reason = 'Pièce d’identité montrée en mairie'

  async function operatorContext(): Promise<Context> {
    const { accountId } = await newAccount(true)
    return as({ kind: 'operator', accountId, name: 'Exploitation Exemple' })
  }

  test('elle retire la deuxième étape un jour après l’avoir demandé, et la personne l’apprend deux fois', async () => {
    const person = await withTotp()
    const operator = await operatorContext()
    const open = await finish(await firstStep(person.email), codeOf(person.secret))
    assert.ok(open.ok)
    const asked = await resetFactors(operator, person.accountId, reason)
    assert.ok(asked.ok)
    assert.equal(asked.value.dueAt.getTime() - clock.now().getTime(), 24 * hours)
    const again = await resetFactors(operator, person.accountId, reason)
    assert.equal(again.ok ? 'accepted' : again.refusal, 'already_asked')
    const jobs = await waitingJobs()
    const due = jobs.find(({ name }) => name === 'accounts.reset_factors')
    assert.deepEqual(due?.runAt, asked.value.dueAt)
    const [warning] = await work()
    assert.equal(warning?.subject, 'Vos moyens de connexion vont être retirés demain')
    assert.match(warning.paragraphs.join(' '), /Pièce d’identité montrée en mairie/)
    assert.equal(refusal(await signIn(person.email)), 'second_step', 'trop tôt : rien n’a changé')
    clock.advance(24 * hours)
    await handlers.find((handler) => handler.job.name === due?.name)?.run(due?.payload)
    assert.equal(refusal(await signIn(person.email)), 'accepted')
    assert.equal(await findSession(visitor, open.value.sessionToken), undefined)
    assert.deepEqual(
      (await work()).map(({ subject }) => subject),
      ['Vos moyens de connexion ont été retirés'],
    )
    const { changes } = await listSignIns(person.me, person.accountId)
    assert.deepEqual(
      changes.slice(0, 2).map(({ kind, isBySupport }) => [kind, isBySupport]),
      [
        ['reset_done', true],
        ['reset_asked', true],
      ],
    )
  })

  test('la personne dit non par le lien du courriel, une fois, ou depuis son compte', async () => {
    const operator = await operatorContext()
    for (const way of ['lien', 'compte'] as const) {
      const person = await withTotp()
      assert.ok((await resetFactors(operator, person.accountId, reason)).ok)
      const due = (await waitingJobs()).find(({ name }) => name === 'accounts.reset_factors')
      const secret = (await work())[0]?.action?.href.split('/').at(-1) ?? ''
      if (way === 'lien') {
        assert.ok((await accounts.checkResetLink(visitor, secret)).ok)
        assert.deepEqual(await accounts.cancelResetByLink(visitor, secret), { ok: true, value: { wasWaiting: true } })
        assert.equal(refusal(await accounts.cancelResetByLink(visitor, secret)), 'link_used')
      } else assert.equal(await cancelFactorsReset(person.me, person.accountId), true)
      clock.advance(25 * hours)
      await handlers.find((handler) => handler.job.name === due?.name)?.run(due?.payload)
      assert.equal(refusal(await signIn(person.email)), 'second_step')
    }
  })

  test('ni sans raison, ni pour soi-même, ni par qui n’est pas de l’exploitation', async () => {
    const operator = await operatorContext()
    const person = await withTotp()
    const answers = await Promise.all([
      resetFactors(operator, person.accountId, '  '),
      resetFactors(operator, (operator.actor as { accountId: string }).accountId, reason),
      resetFactors(operator, (await newAccount()).accountId, reason),
    ])
    assert.deepEqual(
      answers.map((answer) => (answer.ok ? 'accepted' : answer.refusal)),
      ['reason_missing', 'own_account', 'nothing_to_reset'],
    )
    await assert.rejects(resetFactors(person.me, person.accountId, reason), { code: 'accounts.support' })
    await assert.rejects(accounts.readSupportFile(person.me, person.accountId), { code: 'accounts.support' })
    await assert.rejects(removeTotp(operator, person.accountId), { code: 'accounts.account' })
  })

  test('elle voit les attentes, les lève, et chaque geste reste écrit', async () => {
    const operator = await operatorContext()
    const person = await withTotp()
    const address = newAddress()
    for (let turn = 0; turn < 6; turn++) await signIn(person.email, 'pas-le-bon-mot', { address })
    assert.equal(refusal(await signIn(person.email)), 'too_many_attempts')
    const file = await accounts.readSupportFile(operator, person.accountId)
    assert.ok(file.waits.signInToAccount)
    assert.equal(file.waits.secondStepOfAccount, undefined)
    assert.equal(await accounts.liftWaits(operator, { email: person.email.toUpperCase() }), true)
    assert.equal(refusal(await signIn(person.email)), 'second_step')
    const acts = await sql<{ act: string }>('select act from accounts.support_act where account_id = $1 order by id', [
      person.accountId,
    ])
    assert.deepEqual(
      acts.map(({ act }) => act),
      ['looked_up', 'waits_lifted'],
    )
  })
})

suite('l’historique', () => {
  const browser = (name: string) => name.padEnd(43, 'x')

  test('chaque essai y est avec son issue, sans adresse entière ; un appareil nouveau envoie un courriel', async () => {
    const { email, accountId, me } = await newAccount()
    await signIn(email, 'pas-le-bon-mot', { address: '203.0.113.77' })
    clock.advance(1000)
    const opened = await openSession(visitor, { accountId, methods: ['password'] })
    const { sessionToken } = opened.ok ? opened.value : assert.fail()
    const entry = { accountId, sessionToken, device: 'Firefox', address: '2001:db8:1:2:3::4' }
    assert.equal((await noteEntry(visitor, { ...entry, deviceSecret: browser('premier') }))?.accountId, accountId)
    clock.advance(1000)
    await noteEntry(visitor, { ...entry, deviceSecret: browser('premier') })
    assert.deepEqual(await work(), [], 'le premier appareil d’un compte est appris en silence')
    clock.advance(1000)
    await noteEntry(visitor, { ...entry, deviceSecret: browser('second') })
    const [mail, ...others] = await work()
    assert.equal(mail?.subject, 'Connexion depuis un nouvel appareil')
    assert.equal(others.length, 0)
    const { entries } = await listSignIns(me, accountId)
    assert.deepEqual(entries[0]?.methods, ['password'])
    assert.deepEqual(
      entries.map(({ outcome, network, isNewDevice }) => [outcome, network, isNewDevice]),
      [
        ['success', '2001:db8:1::/48', true],
        ['success', '2001:db8:1::/48', false],
        ['success', '2001:db8:1::/48', false],
        ['wrong_password', '203.0.113.0/24', false],
      ],
    )
    await assert.rejects(listSignIns(self((await newAccount()).accountId), accountId), { code: 'accounts.account' })
  })

  test('une connexion par mot de passe ne laisse pas d’essai derrière elle', async () => {
    const { email, accountId, me } = await newAccount()
    assert.equal(refusal(await signIn(email)), 'accepted')
    assert.deepEqual((await listSignIns(me, accountId)).entries, [])
  })

  test('l’entrée s’écrit avec la session qu’elle ouvre, pour un navigateur qui se dit', async () => {
    const { email, accountId, me } = await newAccount()
    const enter = async (name: string) => {
      const entered = await signIn(email, password, { deviceSecret: browser(name) })
      clock.advance(1000)
      return entered.ok ? entered.value : assert.fail()
    }
    const first = await enter('premier')
    assert.equal(first.entry?.session?.accountId, accountId)
    assert.deepEqual(await work(), [], 'le premier appareil d’un compte est appris en silence')
    await enter('second')
    assert.equal((await work())[0]?.subject, 'Connexion depuis un nouvel appareil')
    const { entries } = await listSignIns(me, accountId)
    assert.deepEqual(
      entries.map(({ outcome, methods, isNewDevice }) => [outcome, methods, isNewDevice]),
      [
        ['success', ['password'], true],
        ['success', ['password'], false],
      ],
    )
    await sql('update accounts.account set suspended_at = now() where id = $1', [accountId])
    assert.equal(refusal(await signIn(email, password, { deviceSecret: browser('tiers') })), 'suspended')
    const after = await sql('select 1 from accounts.known_device where account_id = $1', [accountId])
    assert.equal(after.length, 2, 'ce qui n’a rien ouvert n’est pas connu')
  })
})

suite('les essais venus de partout', () => {
  test('au-delà de six cents erreurs, les navigateurs inconnus attendent quelques secondes, les connus entrent', async () => {
    const { email, accountId } = await newAccount()
    const deviceSecret = 'connu'.padEnd(43, 'x')
    const nothing = { accountId, sessionToken: 'aucune', address: '192.0.2.1', deviceSecret }
    assert.equal(await noteEntry(visitor, nothing), undefined, 'sans session, rien n’est noté')
    const opened = await openSession(visitor, { accountId, methods: ['link'] })
    const { sessionToken } = opened.ok ? opened.value : assert.fail()
    assert.ok(await noteEntry(visitor, { ...nothing, sessionToken }))
    await sql(`update accounts.attempt_counter set clear_at = $1 where key = $2`, [
      new Date(clock.now().getTime() + 59_950),
      secrets.hmac('accounts.attempts', 'wrongPasswords'),
    ])
    assert.equal(refusal(await signIn('personne@exemple.fr', 'un-mot-au-hasard')), 'wrong_credentials')
    const stranger = await signIn(email)
    assert.ok(!stranger.ok && stranger.refusal.reason === 'storm')
    assert.ok(stranger.refusal.retryAfterSeconds <= 20)
    assert.equal(refusal(await signIn(email, password, { deviceSecret })), 'accepted')
    assert.equal(refusal(await signIn(email, password, { deviceSecret: 'autre'.padEnd(43, 'x') })), 'storm')
    clock.advance(2000)
    assert.equal(refusal(await signIn(email)), 'accepted', 'personne ne reste dehors')
  })
})

suite('ne rien apprendre à qui essaie des adresses', () => {
  /** Counts hashes, statements and jobs: equal work is what equal time is made of. */
  async function workOf(does: (counted: ReturnType<typeof createAccounts>, ctx: Context) => Promise<unknown>) {
    const done = { hashes: 0, statements: 0, transactions: 0 }
    const counting = createAccounts({
      secrets,
      breached: await openBreachedPasswords([]),
      passwords: {
        hash: (text) => ((done.hashes += 1), passwords.hash(text)),
        verify: (stored, text) => ((done.hashes += 1), passwords.verify(stored, text)),
      },
    })
    const watched = new Proxy(db, {
      get: (target, name, receiver) => {
        const own: unknown = Reflect.get(target, name, receiver)
        if (typeof own !== 'function') return own
        return (...given: unknown[]) => {
          done.transactions += 1
          const body = given.at(-1) as (tx: object) => unknown
          const spied = (tx: object) =>
            body(
              new Proxy(tx, {
                get: (inner, key) => {
                  const value: unknown = Reflect.get(inner, key)
                  if (typeof value !== 'function') return value
                  return (...asked: unknown[]) => {
                    done.statements += 1
                    return (value as (...asked: unknown[]) => unknown).apply(inner, asked)
                  }
                },
              }),
            )
          return (own as (...given: unknown[]) => unknown).apply(target, [...given.slice(0, -1), spied])
        }
      },
    })
    await sql('delete from graphile_worker._private_jobs')
    await does(counting, { ...visitor, db: watched })
    const jobs = (await waitingJobs()).map(({ name }) => name)
    return { ...done, jobs }
  }

  test('un mot de passe faux coûte le même travail pour une adresse connue, à deux étapes, ou inconnue', async () => {
    const [plain, double] = [await newAccount(), await withTotp()]
    const costs: unknown[] = []
    for (const email of [plain.email, double.email, 'inconnue@exemple.fr']) {
      const input = { email, password: 'pas-le-bon-mot', address: newAddress() }
      costs.push(await workOf((counted, ctx) => counted.signIn(ctx, input)))
    }
    assert.equal((costs[0] as { hashes: number }).hashes, 1)
    assert.deepEqual(costs[1], costs[0])
    assert.deepEqual(costs[2], costs[0])
  })

  test('demander un lien coûte le même travail et enfile le même courriel, qu’il y ait un compte ou non', async () => {
    const { email } = await newAccount()
    const costs: unknown[] = []
    for (const asked of [email, 'inconnue.aussi@exemple.fr']) {
      costs.push(await workOf((counted, ctx) => counted.requestSignInLink(ctx, { email: asked, locale: 'fr' })))
    }
    assert.deepEqual((costs[0] as { jobs: string[] }).jobs, ['accounts.mail_link'])
    assert.deepEqual(costs[1], costs[0])
    assert.deepEqual((await work()).length, 0, 'l’adresse inconnue ne reçoit rien')
  })

  test('un lien ouvre une fois, un quart d’heure, et demande la deuxième étape à qui en a une', async () => {
    const [plain, double] = [await newAccount(), await withTotp()]
    const linkOf = async (email: string) => {
      await accounts.requestSignInLink(visitor, { email, locale: 'fr', retour: '/corbas' })
      return (await work())[0]?.action?.href.split('/').at(-1) ?? ''
    }
    const use = (secret: string) => accounts.signInByLink(visitor, { secret, address: newAddress() })
    const secret = await linkOf(plain.email)
    const answers = await Promise.all([use(secret), use(secret)])
    assert.deepEqual(answers.map(refusal).toSorted(), ['accepted', 'link_used'])
    const opened = answers.find((answer) => answer.ok)
    assert.equal(opened?.ok && opened.value.retour, '/corbas')
    const late = await linkOf(plain.email)
    clock.advance(15 * minutes)
    assert.equal(refusal(await use(late)), 'link_expired')
    assert.equal(refusal(await use(await linkOf(double.email))), 'second_step')
  })
})
