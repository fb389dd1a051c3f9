import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import { startRegisterStandIn } from '../../../../standins/api-entreprise/server.ts'
import { startParticulierStandIn } from '../../../../standins/api-particulier/server.ts'
import type { Asked } from '../schema.ts'
import { ask, consentSentence, revokeConsent } from './fetch.ts'
import { connectorJobHandlers } from './handlers.ts'
import { connectorData, connectorDisclosures } from './personal-data.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial({
  particulier: await startParticulierStandIn({ token: 'trial-key' }),
  register: await startRegisterStandIn({ token: 'trial' }),
})
const { connectors, collectivityId, administrator, anonymous, particulier, clock, sql, db, as } = trial

/** One of the State's fictitious people. */
const anne: Asked = {
  civil: {
    familyName: 'Giraud',
    givenNames: ['Anne'],
    birthYear: 1988,
    birthMonth: 12,
    birthDay: 1,
    sex: 'F',
    birthCountry: '99100',
    birthPlace: '13002',
  },
}

const input = (more: { readonly fields?: readonly string[]; readonly subjectId?: string } = {}) => ({
  collectivityId,
  subjectId: more.subjectId ?? newId(),
  datum: 'quotient_familial',
  fields: more.fields ?? ['value'],
  asked: anne,
  purpose: 'Inscription à la cantine',
  locale: 'fr' as const,
  isCertified: false,
  isOwnIdentity: false,
})

const someone = (): Context & { accountId: string } => {
  const accountId = newId()
  return { ...as({ kind: 'account', accountId, name: 'Anne Exemple' }), accountId }
}

const seconds = (count: number): void => clock.advance(count * 1000)
/** Longer than any pause that a former test left. */
const afterPauses = (): void => seconds(3 * 3600)
const handlers = connectorJobHandlers({ db, clock, log: anonymous.log }, connectors.tools)

suite('demander à l’État', () => {
  test('seuls les champs déclarés sortent de la maison', async () => {
    const asking = input({ fields: ['value', 'nothing_such'] })
    const state = await connectors.fetchDatum(anonymous, asking)
    assert.deepEqual(state.kind === 'fetched' && state.values, { value: 1200 })
    const [row] = await sql<{ all: string }>(
      `select f::text as all from connectors.fetch f where subject_id = '${asking.subjectId}'`,
    )
    assert.doesNotMatch(row?.all ?? '', /1200|GIRAUD|Giraud|AUBAGNE/)
    const read = await connectors.readData(anonymous, asking)
    assert.deepEqual(read.get('quotient_familial'), state)
  })

  test('l’accord est gardé tel qu’il a été lu, avec son empreinte', async () => {
    const asking = input()
    const shown = await consentSentence(anonymous, asking)
    assert.match(shown, /Exemple demande à la CAF ou la MSA : votre quotient familial\. .*« Inscription à la cantine »/)
    await connectors.fetchDatum(anonymous, asking)
    const [kept] = await sql<{ text: string; text_hash: Buffer }>(
      `select text, text_hash from connectors.consent where subject_id = '${asking.subjectId}'`,
    )
    assert.equal(kept?.text, shown)
    assert.deepEqual(kept?.text_hash, sha256(shown))
  })

  test('un accord retiré efface ce qui est venu, et une réponse encore en chemin ne se garde pas', async () => {
    const asking = input()
    await connectors.fetchDatum(anonymous, asking)
    await revokeConsent(anonymous, asking)
    assert.equal((await connectors.readData(anonymous, asking)).size, 0)
    afterPauses()
    particulier.fail('provider_unavailable_error')
    assert.equal((await connectors.fetchDatum(anonymous, asking)).kind, 'waiting')
    await revokeConsent(anonymous, asking)
    const before = particulier.asked.length
    assert.deepEqual(await ask(connectors.tools, anonymous, asking), { kind: 'idle' })
    assert.equal(particulier.asked.length, before)
  })

  test('rien ne se garde plus longtemps que permis', async () => {
    const asking = input()
    await connectors.fetchDatum(anonymous, asking)
    seconds(24 * 3600)
    assert.deepEqual((await connectors.readData(anonymous, asking)).get('quotient_familial'), { kind: 'idle' })
    await handlers.find(({ job }) => job.name === 'connectors.sweep_answers')?.run({})
    const rows = await sql(`select 1 from connectors.fetch where subject_id = '${asking.subjectId}'`)
    assert.equal(rows.length, 0)
  })

  test('un état civil tapé ne dit les affaires de personne, sauf à qui l’État connaît ou si la collectivité l’accepte', async () => {
    const key = { collectivityId, token: undefined, recipient: '10000001700010' }
    await connectors.saveAccess(administrator, { ...key, acceptsTyped: false })
    const before = particulier.asked.length
    assert.deepEqual(await connectors.fetchDatum(anonymous, input()), { kind: 'refused', reason: 'identity_needed' })
    assert.equal(particulier.asked.length, before)
    assert.equal((await connectors.fetchDatum(someone(), { ...input(), isCertified: true })).kind, 'fetched')
    await connectors.saveAccess(administrator, { ...key, acceptsTyped: true })
    assert.equal((await connectors.fetchDatum(anonymous, input())).kind, 'fetched')
  })
})

suite('quand l’État ne répond pas', () => {
  test('« Retry-After » est obéi par tous, puis la réponse vient sans que la personne revienne', async () => {
    afterPauses()
    const asking = input()
    particulier.fail('too_many_requests_error', 1, { 'retry-after': '45' })
    const state = await connectors.fetchDatum(anonymous, asking)
    assert.equal(state.kind === 'waiting' && state.nextTryAt?.getTime(), clock.now().getTime() + 45_000)
    const other = input()
    const before = particulier.asked.length
    assert.equal((await connectors.fetchDatum(anonymous, other)).kind, 'waiting')
    assert.equal(particulier.asked.length, before, 'un autre dossier attend aussi')
    const jobs = await sql<{ identifier: string }>(
      `select task_identifier as identifier from graphile_worker.jobs where task_identifier = 'connectors.ask_again'`,
    )
    assert.ok(jobs.length >= 2)
    seconds(46)
    const again = handlers.find(({ job }) => job.name === 'connectors.ask_again')
    const { subjectId, datum } = asking
    await again?.run({ collectivityId, subjectId, datum })
    assert.equal((await connectors.readData(anonymous, asking)).get(datum)?.kind, 'fetched')
  })

  test('le silence vaut une panne ; après quatre essais la pièce est demandée et l’état civil oublié', async () => {
    afterPauses()
    const asking = input()
    particulier.fail('silence')
    assert.equal((await connectors.fetchDatum(anonymous, asking)).kind, 'waiting')
    for (const error of ['provider_unavailable_error', 'timeout_error', 'network_error']) {
      afterPauses()
      particulier.fail(error)
      await ask(connectors.tools, anonymous, asking)
    }
    const state = (await connectors.readData(anonymous, asking)).get('quotient_familial')
    assert.equal(state?.kind === 'failed' && state.failure, 'unavailable')
    const [row] = await sql<{ sealed: string | null; attempts: number }>(
      `select asked_sealed as sealed, attempts from connectors.fetch where subject_id = '${asking.subjectId}'`,
    )
    assert.deepEqual(row, { sealed: null, attempts: 4 })
  })

  test('cinq pannes de suite laissent le fournisseur en paix une minute ; une réponse efface le compte', async () => {
    await sql('delete from connectors.pause')
    particulier.fail('provider_unavailable_error', 5)
    for (let turn = 0; turn < 5; turn++) await connectors.fetchDatum(anonymous, input())
    const before = particulier.asked.length
    await connectors.fetchDatum(anonymous, input())
    assert.equal(particulier.asked.length, before)
    seconds(61)
    assert.equal((await connectors.fetchDatum(anonymous, input())).kind, 'fetched')
    const [pause] = await sql<{ failures: number }>('select failures from connectors.pause')
    assert.equal(pause?.failures, 0)
  })

  test('une clé refusée demande la pièce au lieu d’insister', async () => {
    afterPauses()
    particulier.fail('insufficient_privileges_error')
    const state = await connectors.fetchDatum(anonymous, input())
    assert.equal(state.kind === 'failed' && state.failure, 'not_allowed')
  })
})

suite('la clé d’une collectivité', () => {
  test('elle est scellée, et ne ressort pas', async () => {
    const [row] = await sql<{ all: string }>('select a::text as all from connectors.access a')
    assert.doesNotMatch(row?.all ?? '', /trial-key/)
    const view = await connectors.viewAccess(administrator, collectivityId)
    assert.equal(view.hasToken, true)
    assert.doesNotMatch(JSON.stringify(view), /trial-key/)
  })

  test('l’essai de connexion dit ce qu’il en est', async () => {
    assert.equal(await connectors.testAccess(administrator, collectivityId), 'works')
    particulier.fail('expired_token_error')
    assert.equal(await connectors.testAccess(administrator, collectivityId), 'key_refused')
    particulier.fail('too_many_requests_error')
    assert.equal(await connectors.testAccess(administrator, collectivityId), 'busy')
    particulier.fail('silence')
    assert.equal(await connectors.testAccess(administrator, collectivityId), 'unreachable')
    const view = await connectors.viewAccess(administrator, collectivityId)
    assert.equal(view.testedOutcome, 'unreachable')
  })

  test('seule l’administration la change ; un SIRET ou une clé mal écrits sont refusés', async () => {
    const access = { collectivityId, token: undefined, recipient: '10000001700010', acceptsTyped: true }
    const roles = [{ role: 'supervisor', serviceId: null }] as const
    const supervisor = as({ kind: 'agent', accountId: newId(), name: 'Responsable', collectivityId, roles })
    for (const who of [anonymous, supervisor]) {
      await assert.rejects(
        connectors.saveAccess(who, access),
        (error) => error instanceof AppError && error.code === 'connectors.access',
      )
    }
    assert.deepEqual(await connectors.saveAccess(administrator, { ...access, recipient: '123' }), {
      ok: false,
      refusal: 'recipient',
    })
    assert.deepEqual(await connectors.saveAccess(administrator, { ...access, token: 'é' }), {
      ok: false,
      refusal: 'token',
    })
  })
})

suite('qui a reçu quoi', () => {
  test('chaque demande est une ligne pour la personne : quoi, pour quoi, avec quel résultat, jamais la valeur', async () => {
    afterPauses()
    const person = someone()
    await connectors.fetchDatum(person, { ...input({ fields: ['value', 'children'] }), isCertified: true })
    const [line] = await connectorDisclosures.list(person, person.accountId, 10)
    assert.equal(line?.to, 'Exemple')
    assert.deepEqual(
      line?.data.map(({ fr }) => fr),
      ['votre quotient familial', 'le nombre d’enfants de votre dossier'],
    )
    assert.equal(line?.why.fr, 'Inscription à la cantine : demandé à la CAF ou la MSA, qui a répondu')
    assert.doesNotMatch(JSON.stringify(await connectorData.export(person, person.accountId)), /1200/)
  })

  test('une réunion de comptes emporte ces lignes, sa défaite les rend ; un compte effacé les laisse sans nom', async () => {
    const [from, to] = [someone(), someone()]
    const merge = { mergeId: newId(), from: from.accountId, to: to.accountId }
    await connectors.fetchDatum(from, { ...input(), isCertified: true })
    const count = async (who: typeof from) => (await connectorData.count(who, who.accountId))[0]?.count
    await connectorData.move(to, merge)
    assert.deepEqual([await count(from), await count(to)], [0, 1])
    await connectorData.moveBack(to, merge)
    assert.deepEqual([await count(from), await count(to)], [1, 0])
    await connectorData.erase(from, from.accountId)
    assert.equal(await count(from), 0)
  })
})
