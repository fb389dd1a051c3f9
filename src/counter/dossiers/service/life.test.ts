import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  accountData,
  accountLifeHandlers,
  askExport,
  closeAccount,
  createAccounts,
  findOwnExport,
  type PersonalData,
  readExport,
  reopenAccount,
} from '#identity/accounts'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import { findByTracking } from './applicant.ts'
import { dossierDisclosures } from './disclosures.ts'
import { dossierData } from './personal-data.ts'
import { openTrial, trialSecret } from './trial.ts'

const trial = await openTrial()
const { db, sql, clock, here, there } = trial
const secrets = createSecrets(trialSecret)
const accounts = createAccounts({
  secrets,
  passwords: createPasswords({ concurrency: 2 }),
  breached: await openBreachedPasswords([]),
})
const days = 86_400_000

/** A house that fails the first time it is asked. */
const stumbling = (house: PersonalData): PersonalData => {
  let asked = 0
  const firstFails = <T>(does: () => Promise<T>): Promise<T> => {
    asked += 1
    return asked === 1 ? Promise.reject(new Error('the power goes')) : does()
  }
  return {
    ...house,
    export: (ctx, id) => firstFails(() => house.export(ctx, id)),
    erase: (ctx, id) => firstFails(() => house.erase(ctx, id)),
  }
}

const link = () => 'https://exemple.fr'
const handlersFor = (personalData: readonly PersonalData[]) =>
  accountLifeHandlers({
    db,
    clock,
    log: trial.system.log,
    secrets,
    personalData,
    sendMail: async () => {},
    lifeLinks: {
      proveMerge: link,
      proveNewEmail: link,
      confirmOldEmail: link,
      cancelEmailChange: link,
      ownData: link,
      signIn: link,
      help: link,
    },
  })

/** Does what waits; what stumbles stays in the queue. */
async function work(personalData: readonly PersonalData[]): Promise<void> {
  const handlers = handlersFor(personalData)
  for (let turn = 0; turn < 2; turn++) {
    const jobs = await sql<{ id: string; name: string; payload: unknown }>(
      `select j.id, t.identifier as name, j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like 'accounts.%' order by j.id`,
    )
    for (const { id, name, payload } of jobs) {
      await handlers.find((handler) => handler.job.name === name)?.run(payload)
      await sql('delete from graphile_worker._private_jobs where id = $1', [id])
    }
  }
}

const tend = (houses: readonly PersonalData[]) =>
  handlersFor(houses)
    .find(({ job }) => job.name === 'accounts.tend_accounts')
    ?.run({})

let count = 0

async function newPerson() {
  const email = `vie.${++count}@exemple.fr`
  const made = await accounts.createAccount(trial.system, {
    email,
    givenName: 'Ana',
    familyName: 'Exemple',
    password: 'bonjour-traboule',
  })
  assert.ok(made.ok)
  const id = made.value.accountId
  return { id, email, ctx: trial.as({ kind: 'account', accountId: id, name: 'Ana Exemple' }) }
}

const rowsOf = (accountId: string) =>
  sql<{ kind: string; count: number }>(
    `select 'dossier' as kind, count(*)::int as count from dossiers.dossier where account_id = $1
     union all select 'draft', count(*)::int from dossiers.draft where account_id = $1 and submitted_dossier_id is null
     order by kind`,
    [accountId],
  )

suite('la copie de ce qu’on garde d’une personne', () => {
  test('contient ses demandes et ses brouillons de toutes les communes, en mots, sans rien d’autrui', async () => {
    const [me, other] = [await newPerson(), await newPerson()]
    await trial.file(here, { ctx: me.ctx })
    await trial.file(there, { ctx: me.ctx })
    await trial.fillDraft(there, { ctx: me.ctx })
    await trial.file(here, { ctx: other.ctx })
    const houses = [accountData, stumbling(dossierData)]
    await askExport(me.ctx, { accountId: me.id, houses })
    await askExport(me.ctx, { accountId: me.id, houses })
    // The machine stops between two houses: what was made stays, the rest is made the next time.
    await assert.rejects(work(houses), /the power goes/)
    assert.equal((await findOwnExport(me.ctx, me.id))?.partsMade, 1)
    await work(houses)
    const made = await findOwnExport(me.ctx, me.id)
    assert.ok(made?.readyAt)
    const { parts } = await readExport(me.ctx, { accountId: me.id, exportId: made.id })
    const held = parts.find(({ name }) => name === 'demandes')?.content as {
      requests: { town: string; answers: { question: string; answer: string }[]; events: { what: string }[] }[]
      drafts: unknown[]
    }
    assert.deepEqual(held.requests.map(({ town }) => town).toSorted(), [there.name, here.name].toSorted())
    assert.equal(held.drafts.length, 1)
    for (const { answers, events } of held.requests) {
      assert.ok(answers.some(({ question, answer }) => question === 'Rue' && answer === 'rue de la Paix'))
      assert.deepEqual(
        events.map(({ what }) => what),
        ['dossier.submitted'],
      )
    }
    await assert.rejects(readExport(other.ctx, { accountId: other.id, exportId: made.id }), /accounts\.export/)
    clock.advance(2 * days + 1)
    await tend(houses)
    assert.equal((await sql('select 1 from accounts.account_export_part where export_id = $1', [made.id])).length, 0)
  })

  test('qui a reçu quoi : une ligne par demande envoyée', async () => {
    const me = await newPerson()
    await trial.fillDraft(here, { ctx: me.ctx })
    assert.deepEqual(await dossierDisclosures.list(me.ctx, me.id, 10), [])
    await trial.file(here, { ctx: me.ctx })
    const [line, ...more] = await dossierDisclosures.list(me.ctx, me.id, 10)
    assert.deepEqual(more, [])
    assert.equal(line?.to, here.name)
    assert.deepEqual(
      line.data.map(({ fr }) => fr),
      ['votre nom', 'votre adresse e-mail', 'vos réponses'],
    )
  })
})

suite('la fin d’un compte', () => {
  test('les brouillons s’effacent, les demandes restent aux communes et se suivent par leur code', async () => {
    const me = await newPerson()
    const receipt = await trial.file(here, { ctx: me.ctx })
    await trial.fillDraft(here, { ctx: me.ctx })
    await trial.fillDraft(there, { ctx: me.ctx })
    assert.ok((await closeAccount(me.ctx, me.id)).ok)
    clock.advance(14 * days)
    const houses = [accountData, stumbling(dossierData)]
    await tend(houses)
    await assert.rejects(work(houses), /the power goes/)
    // It is closed for good, and what was left to erase is erased the next time.
    assert.equal(await reopenAccount(me.ctx, me.id), false)
    await work(houses)
    assert.deepEqual(await rowsOf(me.id), [
      { kind: 'dossier', count: 1 },
      { kind: 'draft', count: 0 },
    ])
    const [stone] = await sql<{ email: string; erased_at: Date | null }>(
      'select email, erased_at from accounts.account where id = $1',
      [me.id],
    )
    assert.equal(stone?.email, '')
    assert.ok(stone.erased_at)
    const found = await findByTracking(trial.anonymous, { code: receipt.trackingCode, email: 'ana@exemple.test' })
    assert.ok(found.ok)
  })

  test('ce qu’une application avait reçu ne vaut plus dès la fermeture, même si le compte rouvre', async () => {
    const me = await newPerson()
    const token = { accountId: me.id, issuedAt: new Date(clock.now().getTime() - 1000), sessionId: null }
    const isLive = async () => {
      const asked = [token.accountId, token.issuedAt, token.sessionId, clock.now()]
      const ask = 'select accounts.token_holds($1, $2, $3, $4) as holds'
      return (await db.readTerritory((tx) => tx.sql<{ holds: boolean }>(ask, asked)))[0]?.holds
    }
    assert.equal(await isLive(), true)
    const first = await closeAccount(me.ctx, me.id)
    assert.equal(await isLive(), false)
    clock.advance(3 * days)
    // Closing again does not push the end back.
    assert.deepEqual(await closeAccount(me.ctx, me.id), first)
    assert.equal(await reopenAccount(me.ctx, me.id), true)
    assert.equal(await isLive(), false)
  })

  test('on ne ferme ni n’exporte le compte d’une autre personne', async () => {
    const [me, other] = [await newPerson(), await newPerson()]
    const refused = /accounts\.account/
    await assert.rejects(closeAccount(me.ctx, other.id), refused)
    await assert.rejects(reopenAccount(me.ctx, other.id), refused)
    await assert.rejects(askExport(me.ctx, { accountId: other.id, houses: [] }), refused)
    await assert.rejects(closeAccount(trial.as({ kind: 'operator', accountId: me.id, name: 'x' }), other.id), refused)
  })
})
