import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { hash } from '@node-rs/argon2'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import {
  accountJobHandlers,
  type AccountMail,
  createAccounts,
  endOtherSessions,
  endSession,
  findSession,
  getAccount,
  hasOperator,
  listSessions,
  signOut,
  sweepEnded,
} from '../index.ts'

const database = await openTestDatabase()
const { db } = database
const sql = <Row>(text: string, parameters?: readonly unknown[]) => database.sql<Row>(text, parameters)
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const secrets = createSecrets('a secret for tests, long enough to be one')
const breached = await openBreachedPasswords(['un mot de passe perdu'])
const accounts = createAccounts({ secrets, passwords: createPasswords({ concurrency: 2, longestLine: 100 }), breached })
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const visitor = as({ kind: 'anonymous' })
const platform = as({ kind: 'system', name: 'test' })

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes
const days = 24 * hours
const password = 'bonjour-traboule'

let count = 0
const newEmail = () => `personne.${++count}@exemple.fr`
const newAddress = () => `192.0.2.${++count}`

const mails: AccountMail[] = []
const handlers = accountJobHandlers({
  db,
  clock,
  secrets,
  placeOf: async () => ({ name: 'Exemple', desk: '/bureau/exemple', guests: '/bureau/exemple/invites' }),
  sendMail: async (mail) => void mails.push(mail),
  links: {
    confirmEmail: (secret) => `https://exemple.fr/confirmer/${secret}`,
    choosePassword: (secret) => `https://exemple.fr/mot-de-passe/${secret}`,
    signIn: () => 'https://exemple.fr/connexion',
    forgottenPassword: () => 'https://exemple.fr/oubli',
    signInByLink: (secret) => `https://exemple.fr/connexion/lien/${secret}`,
    keepFactors: (secret) => `https://exemple.fr/compte/garder/${secret}`,
    security: () => 'https://exemple.fr/compte/securite',
    describeDevice: (device) => device,
  },
})

/** Does the work that waits, as the worker would, and gives the mails that it sent. */
async function work(): Promise<AccountMail[]> {
  const jobs = await sql<{ name: string; payload: unknown }>(
    `select t.identifier as name, j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`,
  )
  await sql('delete from graphile_worker._private_jobs')
  for (const { name, payload } of jobs) await handlers.find((handler) => handler.job.name === name)?.run(payload)
  return mails.splice(0)
}

const secretIn = (mail: AccountMail | undefined): string => mail?.action?.href.split('/').at(-1) ?? ''

async function signUp(email: string, typed = password) {
  const input = { email, givenName: 'Jeanne', familyName: 'Exemple', locale: 'fr' as const, password: typed }
  return accounts.signUp(visitor, { ...input, address: newAddress() })
}

async function newAccount(): Promise<string> {
  const email = newEmail()
  await signUp(email)
  const mail = (await work()).find(({ to }) => to === email)
  assert.ok((await accounts.confirmEmail(visitor, secretIn(mail))).ok)
  return email
}

const signIn = (email: string, typed = password, address = newAddress()) =>
  accounts.signIn(visitor, { email, password: typed, address, device: 'Firefox' })

async function newSession(email: string): Promise<string> {
  const answer = await signIn(email)
  assert.ok(answer.ok)
  return answer.value.sessionToken
}

const refusal = (answer: { ok: true } | { ok: false; refusal: { reason: string } }) =>
  answer.ok ? 'accepted' : answer.refusal.reason

suite('ouvrir un compte', () => {
  test('le compte naît quand l’adresse est confirmée, et s’ouvre avec le mot de passe choisi', async () => {
    const email = newEmail()
    assert.deepEqual(await signUp(` ${email.toUpperCase()} `), { ok: true, value: { email: email.toUpperCase() } })
    assert.equal((await sql('select 1 from accounts.account where email_key = $1', [email])).length, 0)
    const [mail, ...others] = await work()
    assert.equal(others.length, 0)
    assert.equal(mail?.to, email.toUpperCase())
    assert.equal(mail?.subject, 'Confirmez votre adresse électronique')
    const secret = secretIn(mail)
    assert.deepEqual(await accounts.checkConfirmLink(visitor, secret), {
      ok: true,
      value: { email: email.toUpperCase() },
    })
    assert.ok((await accounts.confirmEmail(visitor, secret)).ok)
    assert.equal(refusal(await accounts.confirmEmail(visitor, secret)), 'link_used')
    assert.equal(refusal(await signIn(email)), 'accepted')
    const [link] = await sql<{ payload: unknown }>('select payload from accounts.one_time_token where email_key = $1', [
      email,
    ])
    assert.deepEqual(link?.payload, {}, 'le lien utilisé ne garde rien de la personne')
  })

  test('une adresse déjà connue reçoit la même réponse ; seule sa propriétaire l’apprend', async () => {
    const email = await newAccount()
    assert.deepEqual(await signUp(email, 'un-autre-mot-de-passe'), { ok: true, value: { email } })
    const [mail] = await work()
    assert.equal(mail?.subject, 'Vous avez déjà un compte')
    assert.doesNotMatch(JSON.stringify(mail), /confirmer/)
    assert.equal(refusal(await signIn(email, 'un-autre-mot-de-passe')), 'wrong_credentials')
    assert.equal(refusal(await signIn(email)), 'accepted')
  })

  test('de deux demandes pour une adresse, celle qui est confirmée l’emporte et l’autre s’éteint', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const email = newEmail()
      await signUp(email, 'le-mot-de-passe-de-jeanne')
      await signUp(email, 'le-mot-de-passe-d-un-autre')
      const secrets = (await work()).map(secretIn)
      const answers = await Promise.all(secrets.map((secret) => accounts.confirmEmail(visitor, secret)))
      assert.deepEqual(answers.map(refusal).toSorted(), ['accepted', 'link_used'])
      assert.equal((await sql('select 1 from accounts.account where email_key = $1', [email])).length, 1)
    }
  })

  test('qui connaît le mot de passe d’une demande non confirmée l’apprend et reçoit de nouveau le lien', async () => {
    const email = newEmail()
    await signUp(email)
    const [first] = await work()
    assert.equal(refusal(await signIn(email, 'pas-le-bon-mot')), 'wrong_credentials')
    assert.equal(refusal(await signIn(email)), 'email_unconfirmed')
    const [again] = await work()
    assert.equal(secretIn(again), secretIn(first))
  })

  test('un lien d’hier marche, un lien de la semaine passée non, un lien inventé non plus', async () => {
    const email = newEmail()
    await signUp(email)
    const secret = secretIn((await work())[0])
    const forged = `${secret.slice(0, -2)}${secret.endsWith('AA') ? 'BB' : 'AA'}`
    for (const text of [forged, '', 'x', 'A'.repeat(64)]) {
      assert.equal(refusal(await accounts.confirmEmail(visitor, text)), 'link_unknown')
    }
    assert.equal(refusal(await accounts.checkPasswordLink(visitor, secret)), 'link_unknown', 'un lien n’a qu’un usage')
    clock.advance(2 * days)
    assert.equal(refusal(await accounts.confirmEmail(visitor, secret)), 'link_expired')
  })

  test('les champs fautifs sont tous nommés, rien n’est écrit', async () => {
    const answer = await accounts.signUp(visitor, {
      email: 'jeanne',
      givenName: '',
      familyName: 'Exemple',
      locale: 'fr',
      password: 'court',
      address: newAddress(),
    })
    assert.deepEqual(answer, {
      ok: false,
      refusal: { reason: 'invalid', faults: { email: 'malformed', givenName: 'missing', password: 'too_short' } },
    })
  })

  test('un mot de passe perdu ailleurs ne se choisit pas : ni à l’inscription, ni par un lien, ni par l’exploitant', async () => {
    const lost = 'Un mot de passe PERDU'
    const faults = { password: 'breached' }
    const person = { email: newEmail(), givenName: 'Sam', familyName: 'Exemple', password: lost }
    const expected = { ok: false, refusal: { reason: 'invalid', faults } }
    const signedUp = await accounts.signUp(visitor, { ...person, locale: 'fr', address: newAddress() })
    assert.deepEqual(signedUp, expected)
    assert.deepEqual(await accounts.createAccount(platform, person), expected)
    const email = await newAccount()
    await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
    const [mail] = await work()
    const secret = secretIn(mail)
    assert.deepEqual(await accounts.resetPassword(visitor, { secret, password: lost }), expected)
    assert.equal(refusal(await accounts.resetPassword(visitor, { secret, password: 'au-revoir-traboule' })), 'accepted')
    await work()
  })

  test('une boîte aux lettres n’est pas inondée, et la réponse ne le dit pas', async () => {
    const email = newEmail()
    for (let turn = 0; turn < 6; turn++) assert.ok((await signUp(email)).ok)
    const sent = await work()
    assert.equal(new Set(sent.map(({ id }) => id)).size, 3)
    assert.equal(sent.length, 3)
  })

  test('ni la table ni la file ne contiennent de quoi ouvrir un lien', async () => {
    await signUp(newEmail())
    const rows = await sql<{ row: string }>(
      `select row_to_json(t)::text as row from accounts.one_time_token t
       union all select payload::text from graphile_worker._private_jobs`,
    )
    const secret = secretIn((await work())[0])
    assert.equal(secret.length, 64)
    assert.ok(rows.every(({ row }) => !row.includes(secret)))
  })
})

suite('se connecter', () => {
  test('la session suit la personne jusqu’à ce qu’elle se déconnecte', async () => {
    const email = await newAccount()
    const token = await newSession(email)
    const session = await findSession(visitor, token)
    assert.equal(session?.email, email)
    assert.equal(session.isOperator, false)
    assert.deepEqual(session.signedInAt, clock.now())
    await signOut(visitor, token)
    assert.equal(await findSession(visitor, token), undefined)
  })

  test('on voit où l’on est connecté, on en ferme une ou toutes les autres, et rien chez les autres', async () => {
    const [mine, hers] = [await newAccount(), await newAccount()]
    const tokens = [await newSession(mine), await newSession(mine), await newSession(mine)]
    const [first, second, third] = await Promise.all(tokens.map((token) => findSession(visitor, token)))
    const stranger = await findSession(visitor, await newSession(hers))
    assert.ok(first && second && third && stranger)
    const { accountId } = first
    const me = as({ kind: 'account', accountId, name: 'Jeanne Exemple' })
    const ids = async () => (await listSessions(me, accountId)).map(({ id }) => id).toSorted()
    assert.deepEqual(await ids(), [first, second, third].map(({ sessionId }) => sessionId).toSorted())
    assert.deepEqual(new Set((await listSessions(me, accountId)).map(({ device }) => device)), new Set(['Firefox']))

    assert.equal(await endSession(me, { accountId, id: second.sessionId }), true)
    assert.equal(await endSession(me, { accountId, id: second.sessionId }), false)
    assert.equal(await findSession(visitor, tokens[1] ?? ''), undefined)
    for (const id of [stranger.sessionId, newId(), 'n’importe quoi']) {
      assert.equal(await endSession(me, { accountId, id }), false)
    }
    const theirs = { accountId: stranger.accountId, id: stranger.sessionId }
    await assert.rejects(endSession(me, theirs), { code: 'accounts.account' })
    await assert.rejects(endOtherSessions(me, { ...theirs, id: newId() }), { code: 'accounts.account' })
    await assert.rejects(listSessions(me, stranger.accountId), { code: 'accounts.account' })

    assert.equal(await endOtherSessions(me, { accountId, id: first.sessionId }), 1)
    assert.deepEqual(await ids(), [first.sessionId])
    const support = as({ kind: 'operator', accountId: newId(), name: 'Exploitation' })
    assert.equal((await listSessions(support, stranger.accountId)).length, 1)
  })

  test('le jeton n’est pas en base, et un jeton inventé n’ouvre rien', async () => {
    const token = await newSession(await newAccount())
    const rows = await sql<{ row: string }>('select row_to_json(s)::text as row from accounts.session s')
    assert.ok(rows.length > 0 && rows.every(({ row }) => !row.includes(token)))
    for (const text of ['', 'x', `${token}x`, 'A'.repeat(43)]) assert.equal(await findSession(visitor, text), undefined)
  })

  test('un mauvais mot de passe et une adresse inconnue ont la même réponse', async () => {
    const email = await newAccount()
    const wrong = await signIn(email, 'pas-le-bon-mot')
    assert.deepEqual(wrong, { ok: false, refusal: { reason: 'wrong_credentials' } })
    assert.deepEqual(await signIn(newEmail()), wrong)
  })

  test('après cinq échecs il faut attendre, même avec le bon mot de passe ; l’attente dite suffit', async () => {
    const email = await newAccount()
    for (let turn = 0; turn < 5; turn++)
      assert.equal(refusal(await signIn(email, 'pas-le-bon-mot')), 'wrong_credentials')
    assert.deepEqual(await signIn(email), {
      ok: false,
      refusal: { reason: 'too_many_attempts', retryAfterSeconds: 300 },
    })
    clock.advance(300 * seconds)
    assert.equal(refusal(await signIn(email)), 'accepted')
    for (let turn = 0; turn < 5; turn++)
      assert.equal(refusal(await signIn(email, 'pas-le-bon-mot')), 'wrong_credentials')
  })

  test('vingt essais envoyés ensemble ne passent pas mieux que l’un après l’autre', async () => {
    const email = await newAccount()
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(email, 'pas-le-bon-mot')))
    const reasons = answers.map(refusal)
    assert.equal(reasons.filter((reason) => reason === 'wrong_credentials').length, 5)
    assert.equal(reasons.filter((reason) => reason === 'too_many_attempts').length, 15)
  })

  test('une adresse réseau qui essaie beaucoup de comptes attend ; celles qui réussissent ne comptent pas', async () => {
    const email = await newAccount()
    for (let turn = 0; turn < 8; turn++) {
      const four = await Promise.all([1, 2, 3, 4].map(() => signIn(email, password, '2001:db8:1::1')))
      assert.ok(four.every((answer) => answer.ok))
    }
    await Promise.all(Array.from({ length: 30 }, (_, host) => signIn(newEmail(), password, `2001:db8:1::${host}`)))
    assert.equal(refusal(await signIn(email, password, '2001:db8:1::ffff')), 'too_many_attempts')
    assert.equal(refusal(await signIn(email, password, '2001:db8:2::1')), 'accepted')
  })

  test('une tempête de connexions est refusée avec un délai, et ne compte pas comme des échecs', async () => {
    const email = await newAccount()
    const narrow = createAccounts({ secrets, passwords: createPasswords({ concurrency: 1, longestLine: 0 }), breached })
    const input = { email, password, address: newAddress() }
    const answers = await Promise.all(Array.from({ length: 5 }, () => narrow.signIn(visitor, input)))
    assert.ok(answers.some((answer) => answer.ok))
    assert.ok(answers.some((answer) => !answer.ok && answer.refusal.reason === 'busy'))
    for (let turn = 0; turn < 4; turn++)
      assert.equal(refusal(await signIn(email, 'pas-le-bon-mot')), 'wrong_credentials')
    assert.equal(refusal(await signIn(email)), 'accepted')
  })

  test('un hachage à l’ancien coût est refait à la connexion', async () => {
    const email = await newAccount()
    const old = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
    await sql('update accounts.account set password_hash = $1 where email_key = $2', [old, email])
    assert.equal(refusal(await signIn(email)), 'accepted')
    const [row] = await sql<{ hash: string }>(
      'select password_hash as hash from accounts.account where email_key = $1',
      [email],
    )
    assert.match(row?.hash ?? '', /m=7168,t=5,p=1/)
    assert.equal(refusal(await signIn(email)), 'accepted')
  })
})

suite('la durée d’une session', () => {
  test('douze heures sans page la terminent ; chaque page la prolonge ; sept jours la terminent toujours', async () => {
    const idle = await newSession(await newAccount())
    clock.advance(12 * hours)
    assert.equal(await findSession(visitor, idle), undefined)

    const used = await newSession(await newAccount())
    for (let turn = 0; turn < 15; turn++) {
      clock.advance(11 * hours)
      assert.ok(await findSession(visitor, used), `${turn}`)
    }
    clock.advance(3 * hours)
    assert.equal(await findSession(visitor, used), undefined)
  })

  test('une page vue n’écrit qu’une fois en cinq minutes', async () => {
    const email = await newAccount()
    const token = await newSession(email)
    const seenAt = async () => {
      await findSession(visitor, token)
      const [row] = await sql<{ at: Date }>(
        'select max(seen_at) as at from accounts.session s join accounts.account a on a.id = account_id where email_key = $1',
        [email],
      )
      return row?.at
    }
    const first = clock.now()
    clock.advance(4 * minutes)
    assert.deepEqual(await seenAt(), first)
    clock.advance(minutes)
    assert.deepEqual(await seenAt(), clock.now())
  })

  test('un compte fermé n’a plus de session, et son adresse est libre', async () => {
    const email = await newAccount()
    const token = await newSession(email)
    await sql('update accounts.account set closed_at = now() where email_key = $1', [email])
    assert.equal(await findSession(visitor, token), undefined)
    assert.equal(refusal(await signIn(email)), 'wrong_credentials')
    await signUp(email)
    assert.ok((await accounts.confirmEmail(visitor, secretIn((await work())[0]))).ok)
  })

  test('ce qui est fini depuis longtemps est balayé, le reste demeure', async () => {
    const email = await newAccount()
    await newSession(email)
    clock.advance(43 * days)
    const token = await newSession(email)
    await signUp(newEmail())
    await handlers.find((handler) => handler.job === sweepEnded)?.run({})
    assert.equal(
      (await sql('select 1 from accounts.session where expires_at < $1', [new Date(clock.now().getTime() - 30 * days)]))
        .length,
      0,
    )
    assert.ok(await findSession(visitor, token))
    assert.equal((await work()).length, 1)
  })
})

suite('mot de passe oublié', () => {
  const newPassword = 'au-revoir-traboule'

  test('le lien change le mot de passe, ferme les sessions, lève l’attente et prévient', async () => {
    const email = await newAccount()
    const token = await newSession(email)
    for (let turn = 0; turn < 5; turn++) await signIn(email, 'pas-le-bon-mot')
    await accounts.requestPasswordReset(visitor, { email, locale: 'en' })
    const [mail] = await work()
    assert.equal(mail?.subject, 'Choisissez un nouveau mot de passe', 'dans la langue du compte')
    const secret = secretIn(mail)
    assert.deepEqual(await accounts.resetPassword(visitor, { secret, password: 'court' }), {
      ok: false,
      refusal: { reason: 'invalid', faults: { password: 'too_short' } },
    })
    assert.equal(refusal(await accounts.resetPassword(visitor, { secret, password: newPassword })), 'accepted')
    assert.equal(await findSession(visitor, token), undefined)
    assert.equal(refusal(await signIn(email)), 'wrong_credentials')
    assert.equal(refusal(await signIn(email, newPassword)), 'accepted')
    assert.equal(refusal(await accounts.resetPassword(visitor, { secret, password })), 'link_used')
    assert.deepEqual(
      (await work()).map(({ subject }) => subject),
      ['Votre mot de passe a été changé'],
    )
  })

  test('une adresse inconnue ne reçoit rien, et le travail est le même', async () => {
    const email = newEmail()
    await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
    assert.equal((await sql('select 1 from accounts.one_time_token where email_key = $1', [email])).length, 1)
    assert.deepEqual(await work(), [])
  })

  test('deux clics ensemble ne s’en servent qu’une fois ; les autres liens s’éteignent', async () => {
    const email = await newAccount()
    await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
    await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
    const [first, second] = (await work()).map(secretIn)
    const answers = await Promise.all(
      [1, 2].map(() => accounts.resetPassword(visitor, { secret: first ?? '', password: newPassword })),
    )
    assert.deepEqual(answers.map(refusal).toSorted(), ['accepted', 'link_used'])
    assert.equal(refusal(await accounts.checkPasswordLink(visitor, second ?? '')), 'link_used')
  })

  test('deux liens ouverts ensemble : l’un sert, l’autre s’éteint, aucun n’échoue', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const email = await newAccount()
      await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
      await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
      const secrets = (await work()).filter(({ to }) => to === email).map(secretIn)
      const answers = await Promise.all(
        secrets.map((secret) => accounts.resetPassword(visitor, { secret, password: newPassword })),
      )
      assert.deepEqual(answers.map(refusal).toSorted(), ['accepted', 'link_used'])
    }
  })

  test('une heure après, le lien est mort', async () => {
    const email = await newAccount()
    await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
    const secret = secretIn((await work())[0])
    clock.advance(hours)
    assert.equal(refusal(await accounts.resetPassword(visitor, { secret, password: newPassword })), 'link_expired')
  })

  test('une connexion avec l’ancien mot de passe, pendant qu’il change, n’ouvre pas de session durable', async () => {
    const email = await newAccount()
    await accounts.requestPasswordReset(visitor, { email, locale: 'fr' })
    const secret = secretIn((await work())[0])
    const [reset, ...attempts] = await Promise.all([
      accounts.resetPassword(visitor, { secret, password: newPassword }),
      signIn(email),
      signIn(email),
      signIn(email),
      signIn(email),
    ])
    assert.equal(refusal(reset), 'accepted')
    for (const attempt of attempts) {
      if (attempt.ok) assert.equal(await findSession(visitor, attempt.value.sessionToken), undefined)
    }
  })
})

suite('comptes ouverts pour quelqu’un', () => {
  test('la première page ouvre le compte de l’exploitant, une seule fois', async () => {
    assert.equal(await hasOperator(visitor), false)
    const operator = { givenName: 'Rémi', familyName: 'Exemple', password }
    const answers = await Promise.all([
      accounts.createFirstOperator(visitor, { ...operator, email: newEmail() }),
      accounts.createFirstOperator(visitor, { ...operator, email: newEmail() }),
    ])
    assert.deepEqual(answers.map(refusal).toSorted(), ['accepted', 'operator_exists'])
    assert.equal(await hasOperator(visitor), true)
  })

  test('sans mot de passe, un lien pour le choisir part par courriel', async () => {
    const email = newEmail()
    const made = await accounts.createAccount(platform, {
      email,
      givenName: 'Sam',
      familyName: 'Exemple',
      locale: 'en',
    })
    assert.ok(made.ok)
    assert.equal(refusal(await signIn(email)), 'wrong_credentials')
    const mail = (await work()).find(({ to }) => to === email)
    assert.equal(mail?.subject, 'Your account is open')
    assert.ok((await accounts.resetPassword(visitor, { secret: secretIn(mail), password })).ok)
    const session = await findSession(visitor, await newSession(email))
    assert.equal(session?.locale, 'en')
  })

  test('une adresse prise, un champ fautif, un acteur sans droit sont refusés', async () => {
    const email = await newAccount()
    const person = { email, givenName: 'Sam', familyName: 'Exemple', password }
    assert.equal(refusal(await accounts.createAccount(platform, person)), 'address_taken')
    assert.equal(refusal(await accounts.createAccount(platform, { ...person, email: 'sam' })), 'invalid')
    await assert.rejects(accounts.createAccount(visitor, { ...person, email: newEmail() }), { code: 'accounts.create' })
  })

  test('un compte se lit par sa propriétaire ; pour les autres il n’existe pas', async () => {
    const email = await newAccount()
    const [row] = await sql<{ id: string }>('select id from accounts.account where email_key = $1', [email])
    const id = row?.id ?? ''
    const account = await getAccount(as({ kind: 'account', accountId: id, name: 'Jeanne' }), id)
    assert.equal(account.email, email)
    assert.ok(!('passwordHash' in account))
    await assert.rejects(getAccount(as({ kind: 'account', accountId: newId(), name: 'Sam' }), id), {
      code: 'accounts.account',
    })
    await assert.rejects(getAccount(platform, newId()), { kind: 'not_found' })
  })
})
