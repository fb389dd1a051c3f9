import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'
import type { Actor } from '#kernel/actor'
import { newId } from '#kernel/ids'
import {
  accessData,
  accountData,
  accountLifeHandlers,
  type AccountMail,
  confirmMerge,
  createAccounts,
  findSession,
  listMerges,
  previewMerge,
  securityData,
  undoMerge,
} from '#identity/accounts'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import type { Database } from '#platform/db'
import { verifyJournal } from '../domain/journal.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { listEventRows } from '../store/journal.ts'
import { myDossiers } from './applicant.ts'
import { dossierData } from './personal-data.ts'
import { openTrial, trialSecret } from './trial.ts'

const trial = await openTrial()
const { db, sql, clock, here, there } = trial
const secrets = createSecrets(trialSecret)
const accounts = createAccounts({
  secrets,
  passwords: createPasswords({ concurrency: 2, longestLine: 100 }),
  breached: await openBreachedPasswords([]),
})
const houses = [accountData, securityData, accessData(() => Promise.resolve('Commune')), dossierData]
const password = 'bonjour-traboule'
const operator = trial.as({ kind: 'operator', accountId: newId(), name: 'Exploitation' })

const mails: AccountMail[] = []
const page = (name: string) => (secret?: string) => `https://exemple.fr/${name}/${secret ?? ''}`
const handlersOn = (database: Database) =>
  accountLifeHandlers({
    db: database,
    clock,
    log: trial.system.log,
    secrets,
    personalData: houses,
    sendMail: async (mail) => void mails.push(mail),
    lifeLinks: {
      proveMerge: page('fusion'),
      proveNewEmail: page('nouvelle'),
      confirmOldEmail: page('ancienne'),
      cancelEmailChange: page('annuler'),
      ownData: page('donnees'),
      signIn: page('connexion'),
      help: page('aide'),
    },
  })

/** Does the work that waits, as the worker would; what it stumbles on waits for the next time. */
async function work(database: Database = db): Promise<AccountMail[]> {
  const jobs = await sql<{ id: string; name: string; payload: unknown }>(
    `select j.id, t.identifier as name, j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like 'accounts.%' order by j.id`,
  )
  for (const { id, name, payload } of jobs) {
    await handlersOn(database)
      .find((handler) => handler.job.name === name)
      ?.run(payload)
    await sql('delete from graphile_worker._private_jobs where id = $1', [id])
  }
  return mails.splice(0)
}

let count = 0
interface Person {
  readonly id: string
  readonly email: string
  readonly actor: Actor
}

async function newPerson(): Promise<Person> {
  const email = `reunion.${++count}@exemple.fr`
  const made = await accounts.createAccount(trial.system, {
    email,
    givenName: 'Ana',
    familyName: 'Exemple',
    password,
  })
  assert.ok(made.ok)
  const id = made.value.accountId
  return { id, email, actor: { kind: 'account', accountId: id, name: 'Ana Exemple' } }
}

const signIn = (email: string) =>
  accounts.signIn(trial.anonymous, { email, password, address: `192.0.2.${++count % 250}` })

/** From the question to the proof: gives the merge, ready to be confirmed. */
async function proveMerge(kept: Person, other: Person): Promise<string> {
  const ctx = trial.as(kept.actor)
  const asked = await accounts.askMerge(ctx, { accountId: kept.id, email: other.email })
  assert.ok(asked.ok)
  const { mergeId } = asked.value
  const address = `192.0.2.${++count % 250}`
  const proved = await accounts.proveMergeByPassword(ctx, { accountId: kept.id, mergeId, password, address })
  assert.ok(proved.ok)
  return mergeId
}

const confirm = (kept: Person, mergeId: string, keepsAddress = false) =>
  confirmMerge(trial.as(kept.actor), { accountId: kept.id, mergeId, houses, keepsAddress })

async function merge(kept: Person, other: Person): Promise<string> {
  const mergeId = await proveMerge(kept, other)
  assert.ok((await confirm(kept, mergeId)).ok)
  return mergeId
}

interface Row {
  readonly kind: string
  readonly id: string
  readonly account_id: string
}

/** Who holds what, of these people. */
const holdingsOf = (...people: readonly Person[]): Promise<Row[]> =>
  sql<Row>(
    `select 'dossier' as kind, id, account_id from dossiers.dossier where account_id = any ($1)
     union all select 'draft', id, account_id from dossiers.draft where account_id = any ($1) order by kind, id`,
    [people.map(({ id }) => id)],
  )

async function assertJournalsHold(rows: readonly Row[]): Promise<void> {
  for (const row of rows.filter(({ kind }) => kind === 'dossier')) {
    const [place] = await sql<{ collectivity_id: string }>(
      'select collectivity_id from dossiers.dossier where id = $1',
      [row.id],
    )
    const key = { collectivityId: place?.collectivity_id ?? '', dossierId: row.id }
    const [dossier, lines] = await db.readCollectivity(key.collectivityId, (tx) =>
      Promise.all([
        findDossierRow(tx, key.collectivityId, key.dossierId),
        listEventRows(tx, key.collectivityId, key.dossierId),
      ]),
    )
    assert.ok(dossier)
    assert.equal(verifyJournal(key, lines, { seq: dossier.version, hash: dossier.lastEventHash }), undefined)
  }
}

type Holding = readonly ['dossier' | 'draft', 'here' | 'there']

async function give(person: Person, holdings: readonly Holding[]): Promise<void> {
  for (const [kind, place] of holdings) {
    const commune = place === 'here' ? here : there
    const ctx = trial.as(person.actor)
    await (kind === 'dossier' ? trial.file(commune, { ctx }) : trial.fillDraft(commune, { ctx }))
  }
}

/** A second step, and what happened at the door. */
async function giveFactors({ id, actor }: Person): Promise<void> {
  const own = trial.as(actor)
  await accounts.beginTotp(own, id)
  const secret = Secret.fromBase32((await accounts.findTotpSecret(own, id)) ?? '')
  const code = new TOTP({ secret }).generate({ timestamp: clock.now().getTime() })
  assert.ok((await accounts.confirmTotp(own, { accountId: id, code })).ok)
  await sql(`insert into accounts.known_device values ($1, $2, now(), now())`, [id, Buffer.from(id)])
  await sql(
    `insert into accounts.sign_in (account_id, id, at, outcome, methods, device, network)
     values ($1, $2, now(), 'success', '{password,totp}', 'Essai', '192.0.2.0/24')`,
    [id, newId()],
  )
  await sql(
    `insert into accounts.agent_role (collectivity_id, account_id, id, role, starts_at, ends_at)
     values ($1, $2, $3, 'agent', now() - interval '12 years', now() - interval '11 years')`,
    [here.id, id, newId()],
  )
}

const factorTables = [
  'totp',
  'recovery_sheet',
  'recovery_code',
  'known_device',
  'sign_in',
  'factor_event',
  'agent_role',
]

/** Every row of these tables for an account, secrets included. */
const factorsOf = async ({ id }: Person): Promise<unknown[]> =>
  Promise.all(
    factorTables.map((table) =>
      sql(`select to_jsonb(t) as row from accounts.${table} t where account_id = $1 order by to_jsonb(t)::text`, [id]),
    ),
  )

/** A database that goes away at the nth opening of a commune. */
const failingAt = (nth: number): Database => {
  let opened = 0
  return {
    ...db,
    withCollectivity: (id, run) => {
      opened += 1
      return opened === nth ? Promise.reject(new Error('the power goes')) : db.withCollectivity(id, run)
    },
  }
}

const holdings = fc.array(
  fc.tuple(fc.constantFrom('dossier' as const, 'draft' as const), fc.constantFrom('here' as const, 'there' as const)),
  { maxLength: 4 },
)

const factored = fc.record({ kept: fc.boolean(), other: fc.boolean() })

suite('réunir deux comptes', () => {
  test('ce que l’autre compte tenait passe au compte gardé ; défait, chacun retrouve exactement le sien', async () => {
    await fc.assert(
      fc.asyncProperty(
        holdings,
        holdings,
        fc.integer({ min: 1, max: 3 }),
        factored,
        async (ofKept, ofOther, crashAt, has) => {
          const [kept, other] = [await newPerson(), await newPerson()]
          if (has.kept) await giveFactors(kept)
          if (has.other) await giveFactors(other)
          const factors = await Promise.all([factorsOf(kept), factorsOf(other)])
          await give(kept, ofKept)
          await give(other, ofOther)
          const before = await holdingsOf(kept, other)
          const mergeId = await proveMerge(kept, other)
          await sql('update accounts.merge set second_step_at = $2 where id = $1', [mergeId, clock.now()])
          assert.ok((await confirm(kept, mergeId)).ok)
          // The machine stops between two communes; the job is taken up.
          await work(failingAt(crashAt)).catch(() => {})
          await work()
          const merged = await holdingsOf(kept, other)
          assert.deepEqual(
            merged,
            before.map((row) => ({ ...row, account_id: kept.id })),
          )
          await assertJournalsHold(merged)
          // The kept account keeps its own way in; the other's is set aside, and opens nothing.
          assert.deepEqual(await Promise.all([factorsOf(kept), factorsOf(other)]), factors)
          assert.deepEqual(await signIn(other.email), { ok: false, refusal: { reason: 'wrong_credentials' } })
          assert.ok((await undoMerge(operator, { mergeId, reason: 'erreur' })).ok)
          await work(failingAt(crashAt)).catch(() => {})
          await work()
          assert.deepEqual(await holdingsOf(kept, other), before)
          await assertJournalsHold(before)
          assert.deepEqual(await Promise.all([factorsOf(kept), factorsOf(other)]), factors)
          for (const [person, asks] of [
            [kept, has.kept],
            [other, has.other],
          ] as const) {
            const entered = await signIn(person.email)
            assert.equal(entered.ok ? 'session' : entered.refusal.reason, asks ? 'second_step' : 'session')
          }
        },
      ),
      { numRuns: 8 },
    )
  })

  test('ce qui est déposé après la réunion reste au compte gardé quand on la défait', async () => {
    const [kept, other] = [await newPerson(), await newPerson()]
    await give(other, [['dossier', 'here']])
    const [old] = await holdingsOf(other)
    const mergeId = await merge(kept, other)
    await work()
    await give(kept, [['dossier', 'there']])
    assert.equal((await myDossiers(trial.as(kept.actor))).length, 2)
    assert.ok((await undoMerge(operator, { mergeId, reason: 'deux personnes' })).ok)
    await work()
    const told = await work()
    assert.deepEqual(told.map(({ to }) => to).toSorted(), [kept.email, other.email].toSorted())
    assert.deepEqual(
      (await myDossiers(trial.as(other.actor))).map(({ id }) => id),
      [old?.id],
    )
    assert.equal((await myDossiers(trial.as(kept.actor))).length, 1)
  })

  test('le compte réuni n’ouvre plus rien, ses sessions cessent ; son adresse ouvre l’autre si on le veut', async () => {
    const [kept, other, third] = [await newPerson(), await newPerson(), await newPerson()]
    const session = await signIn(other.email)
    assert.ok(session.ok)
    const mergeId = await proveMerge(kept, other)
    assert.ok((await confirm(kept, mergeId, true)).ok)
    assert.equal(await findSession(trial.anonymous, session.value.sessionToken), undefined)
    const again = await signIn(other.email)
    assert.ok(again.ok && again.value.account.id === kept.id)
    // What was made of two this week cannot disappear in turn: undoing the first merge would find nobody.
    const chained = await proveMerge(third, kept)
    const preview = await previewMerge(trial.as(third.actor), { accountId: third.id, mergeId: chained, houses })
    assert.equal(preview?.obstacle, 'merged_lately')
    // Without the wish, it opens nothing, and nobody takes it as long as the merge can be undone.
    const [one, two] = [await newPerson(), await newPerson()]
    await merge(one, two)
    assert.equal((await signIn(two.email)).ok, false)
    const stranger = { email: two.email, givenName: 'Un', familyName: 'Autre', password }
    assert.deepEqual(await accounts.createAccount(trial.system, stranger), {
      ok: false,
      refusal: { reason: 'address_taken' },
    })
    clock.advance(8 * 86_400_000)
    assert.ok((await accounts.createAccount(trial.system, stranger)).ok)
  })

  test('deux réunions du même compte au même moment, ou croisées : une seule se fait', async () => {
    const [one, two, other] = [await newPerson(), await newPerson(), await newPerson()]
    const ids = [await proveMerge(one, other), await proveMerge(two, other)] as const
    const made = await Promise.all([confirm(one, ids[0]), confirm(two, ids[1])])
    assert.equal(made.filter(({ ok }) => ok).length, 1)
    const [left, right] = [await newPerson(), await newPerson()]
    const crossed = [await proveMerge(left, right), await proveMerge(right, left)] as const
    const answers = await Promise.all([confirm(left, crossed[0]), confirm(right, crossed[1])])
    assert.equal(answers.filter(({ ok }) => ok).length, 1)
  })

  test('confirmer deux fois, d’un second onglet ou après une panne de réseau, fait une réunion et deux courriels', async () => {
    const [kept, other] = [await newPerson(), await newPerson()]
    await work()
    const mergeId = await proveMerge(kept, other)
    const answers = await Promise.all([confirm(kept, mergeId), confirm(kept, mergeId)])
    assert.ok(answers.every(({ ok }) => ok))
    assert.ok((await confirm(kept, mergeId)).ok)
    const sent = await work()
    assert.equal(sent.filter(({ subject }) => subject === 'Vos deux comptes sont réunis').length, 2)
  })

  test('demander ne dit pas si l’adresse a un compte ; seul son lien ou son mot de passe prouve, à qui l’a demandé', async () => {
    const [kept, other, thief] = [await newPerson(), await newPerson(), await newPerson()]
    const ctx = trial.as(kept.actor)
    await work()
    const nobody = await accounts.askMerge(ctx, { accountId: kept.id, email: 'personne@exemple.fr' })
    const somebody = await accounts.askMerge(ctx, { accountId: kept.id, email: other.email })
    assert.ok(nobody.ok && somebody.ok)
    const [mail, ...none] = await work()
    assert.deepEqual(none, [])
    assert.equal(mail?.to, other.email)
    const secret = mail.action?.href.split('/').at(-1) ?? ''
    const address = '192.0.2.77'
    const wrong = { mergeId: somebody.value.mergeId, password: 'pas le bon mot de passe', address }
    assert.deepEqual(await accounts.proveMergeByPassword(ctx, { accountId: kept.id, ...wrong }), {
      ok: false,
      refusal: { reason: 'wrong_credentials' },
    })
    const stolen = await accounts.proveMergeByLink(trial.as(thief.actor), { accountId: thief.id, secret })
    assert.deepEqual(stolen, { ok: false, refusal: { reason: 'not_asked_here' } })
    assert.ok((await accounts.proveMergeByLink(ctx, { accountId: kept.id, secret })).ok)
    const preview = await previewMerge(ctx, { accountId: kept.id, mergeId: somebody.value.mergeId, houses })
    assert.equal(preview?.other.email, other.email)
    assert.equal(preview.obstacle, undefined)
    // Somebody else's merge does not exist.
    const key = { accountId: thief.id, mergeId: somebody.value.mergeId, houses }
    assert.equal(await previewMerge(trial.as(thief.actor), key), undefined)
  })

  test('le mot de passe ou la boîte de l’autre compte ne suffisent pas quand il a une deuxième étape ; rien n’en est dit', async () => {
    const [thief, other] = [await newPerson(), await newPerson()]
    const own = trial.as(other.actor)
    await accounts.beginTotp(own, other.id)
    const secret = (await accounts.findTotpSecret(own, other.id)) ?? ''
    const codeAt = (time: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time })
    assert.ok((await accounts.confirmTotp(own, { accountId: other.id, code: codeAt(clock.now().getTime()) })).ok)
    const ctx = trial.as(thief.actor)
    const mergeId = await proveMerge(thief, other)
    const key = { accountId: thief.id, mergeId, houses }
    // Neither what would move, nor the names, nor the union itself.
    assert.equal(await previewMerge(ctx, key), undefined)
    assert.deepEqual(await confirm(thief, mergeId), { ok: false, refusal: { reason: 'expired' } })
    const attempt = (typed: string, address: string) =>
      accounts.proveMergeByCode(ctx, { accountId: thief.id, mergeId, address, code: { method: 'totp', typed } })
    // Counted with the sign-ins of that account, from whichever address: a right code is refused as a wrong one.
    for (let tried = 0; tried < 5; tried += 1) {
      assert.deepEqual(await attempt('000000', `198.51.100.${tried}`), { ok: false, refusal: { reason: 'wrong_code' } })
    }
    const now = clock.now().getTime() + 60_000
    clock.advance(60_000)
    const waits = await attempt(codeAt(now), '198.51.100.99')
    assert.ok(!waits.ok && waits.refusal.reason === 'too_many_attempts')
    const signedIn = await signIn(other.email)
    assert.ok(!signedIn.ok && signedIn.refusal.reason === 'second_step')
    const { pendingToken } = signedIn.refusal
    const code = { method: 'totp', typed: codeAt(now) } as const
    const finished = await accounts.finishByCode(trial.anonymous, { pendingToken, address: '198.51.100.98', code })
    assert.ok(!finished.ok && finished.refusal.reason === 'too_many_attempts')
    assert.deepEqual(await confirm(thief, mergeId), { ok: false, refusal: { reason: 'expired' } })
    assert.ok(
      (await work()).some(({ to }) => to === other.email),
      'sa propriétaire est prévenue',
    )
    // Its owner, once the wait is over.
    clock.advance(31 * 60_000)
    assert.ok((await attempt(codeAt(clock.now().getTime()), '198.51.100.97')).ok)
    assert.equal((await previewMerge(ctx, key))?.other.email, other.email)
    // Asking again takes that proof away.
    const again = await proveMerge(thief, other)
    assert.equal(await previewMerge(ctx, { ...key, mergeId: again }), undefined)
  })

  test('le compte qui travaille reste ; deux qui travaillent, ou deux identités certifiées différentes, ne se réunissent pas', async () => {
    const work = (person: Person) =>
      sql(
        `insert into accounts.agent_role (collectivity_id, account_id, id, role, starts_at)
         values ($1, $2, $3, 'agent', now() - interval '10 years')`,
        [here.id, person.id, newId()],
      )
    const obstacle = async (kept: Person, other: Person) => {
      const mergeId = await proveMerge(kept, other)
      const preview = await previewMerge(trial.as(kept.actor), { accountId: kept.id, mergeId, houses })
      assert.deepEqual(await confirm(kept, mergeId), { ok: false, refusal: { reason: 'obstacle' } })
      return preview?.obstacle
    }
    const [resident, agent, second] = [await newPerson(), await newPerson(), await newPerson()]
    await work(agent)
    assert.equal(await obstacle(resident, agent), 'other_works')
    await work(second)
    assert.equal(await obstacle(agent, second), 'both_work')
    const [one, two] = [await newPerson(), await newPerson()]
    await sql(`update accounts.account set identity_certified_by = 'france_connect' where id = $1`, [one.id])
    await sql(`update accounts.account set identity_certified_by = 'pro_connect', given_name = 'Bea' where id = $1`, [
      two.id,
    ])
    assert.equal(await obstacle(one, two), 'two_identities')
    assert.ok((await confirm(agent, await proveMerge(agent, resident))).ok)
  })

  test('un nom certifié passe au compte gardé, et lui est repris quand on défait', async () => {
    const [kept, other] = [await newPerson(), await newPerson()]
    await sql(
      `update accounts.account set identity_certified_by = 'france_connect', given_name = 'Anaïs' where id = $1`,
      [other.id],
    )
    const nameOf = async (person: Person) =>
      (
        await sql<{ given_name: string; identity_certified_by: string | null }>(
          'select given_name, identity_certified_by from accounts.account where id = $1',
          [person.id],
        )
      )[0]
    const mergeId = await merge(kept, other)
    assert.deepEqual(await nameOf(kept), { given_name: 'Anaïs', identity_certified_by: 'france_connect' })
    await work()
    assert.ok((await undoMerge(operator, { mergeId, reason: 'erreur' })).ok)
    await work()
    assert.deepEqual(await nameOf(kept), { given_name: 'Ana', identity_certified_by: null })
  })

  test('seule l’exploitation défait, avec une raison, dans la semaine, une fois tout arrivé', async () => {
    const [kept, other] = [await newPerson(), await newPerson()]
    const mergeId = await merge(kept, other)
    for (const actor of [kept.actor, { kind: 'system', name: 'x' }, { kind: 'anonymous' }] as const) {
      await assert.rejects(undoMerge(trial.as(actor), { mergeId, reason: 'x' }), /accounts\.merges/)
    }
    const refusal = async (reason: string) => {
      const answer = await undoMerge(operator, { mergeId, reason })
      return answer.ok ? undefined : answer.refusal
    }
    assert.equal(await refusal('x'), 'still_moving')
    await work()
    assert.equal(await refusal(' '), 'reason_missing')
    assert.ok((await listMerges(operator)).some(({ merge: each, isUndoable }) => each.id === mergeId && isUndoable))
    clock.advance(7 * 86_400_000 + 1)
    assert.equal(await refusal('x'), 'too_late')
  })
})
