import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '#kernel/ids'
import { findByTracking } from './applicant.ts'
import { readForAgent } from './files.ts'
import type { FileForInput } from './file-for.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { here, there, sql, dossiers, system } = trial
const agent = trial.agentOf(here)
const inputs = { 'who.givenName': 'Ana', 'who.familyName': 'Exemple', email: 'ana@exemple.test', street: 'rue Neuve' }

const asked = (more: Partial<FileForInput> = {}): FileForInput => ({
  collectivityId: here.id,
  of: { procedure: 'essai-simple' },
  filled: { inputs },
  channel: 'phone',
  idempotencyKey: newId(),
  ...more,
})
const filed = async (more: Partial<FileForInput> = {}, ctx: typeof system = agent) => {
  const outcome = await dossiers.fileFor(ctx, asked(more))
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.value
}
const refusal = async (more: Partial<FileForInput>) => {
  const outcome = await dossiers.fileFor(agent, asked(more))
  assert.ok(!outcome.ok)
  return outcome.refusal
}
const rowOf = async (dossierId: string) =>
  (await sql<Record<string, unknown>>('select * from dossiers.dossier where id = $1', [dossierId]))[0] ?? {}
const countOf = async (table: string): Promise<number> =>
  (await sql<{ count: number }>(`select count(*) as count from dossiers.${table}`))[0]?.count ?? -1

suite('déposer pour quelqu’un', () => {
  test('un appel devient une demande : canal, personne et agent sont au journal', async () => {
    const contactId = newId()
    const receipt = await filed({ contactId })
    const row = await rowOf(receipt.dossierId)
    assert.equal(row['channel'], 'phone')
    assert.equal(row['contact_id'], contactId)
    assert.equal(row['account_id'], null)
    const { events } = await readForAgent(agent, { collectivityId: here.id, dossierId: receipt.dossierId })
    const [first] = events
    assert.ok(first?.kind === 'dossier.submitted')
    assert.deepEqual(first.actor, { kind: 'agent', accountId: agent.accountId, name: 'Agent d’essai' })
    assert.equal(first.payload.channel, 'phone')
    assert.equal(first.payload.contactId, contactId)
  })

  test('la même clé donne le même récépissé, ensemble ou plus tard', async () => {
    const input = asked()
    const before = await countOf('dossier')
    const together = await Promise.all(Array.from({ length: 4 }, () => dossiers.fileFor(agent, input)))
    const later = await dossiers.fileFor(agent, { ...input, filled: { inputs: {} } })
    const receipts = [...together, later].map((outcome) => (outcome.ok ? JSON.stringify(outcome.value) : 'refusé'))
    assert.equal(new Set(receipts).size, 1)
    assert.equal((await countOf('dossier')) - before, 1)
  })

  test('ce qui manque est dit question par question, et rien n’en reste', async () => {
    const before = [await countOf('dossier'), await countOf('draft'), await countOf('attachment')]
    const file = { digest: 'b'.repeat(64), name: 'plan.pdf', mediaType: 'application/pdf', size: 12, fieldId: 'plan' }
    const { street: _, ...rest } = inputs
    const said = await refusal({ filled: { inputs: rest }, files: [file] })
    assert.ok(said.reason === 'incomplete')
    assert.deepEqual(
      Object.values(said.reading.errorsByPage)
        .flat()
        .map(({ field, code }) => [field, code]),
      [['street', 'required']],
    )
    assert.deepEqual([await countOf('dossier'), await countOf('draft'), await countOf('attachment')], before)
  })

  test('sans adresse électronique, la demande est prise : tout le monde n’en a pas', async () => {
    const { email: _, ...rest } = inputs
    const receipt = await filed({ filled: { inputs: rest } })
    assert.equal((await rowOf(receipt.dossierId))['applicant_email'], '')
    const opened = { code: receipt.trackingCode, email: '' }
    assert.deepEqual(await findByTracking(trial.anonymous, opened), { ok: false, refusal: 'unknown' })
  })

  test('un courrier incomplet est pris, et ce qui manque est au journal', async () => {
    const receipt = await filed({
      channel: 'letter',
      filled: { inputs: {} },
      takesIncomplete: true,
      person: { name: 'Bela Exemple', phone: '+33600000000' },
    })
    const row = await rowOf(receipt.dossierId)
    assert.equal(row['applicant_name'], 'Bela Exemple')
    assert.equal(row['applicant_phone'], '+33600000000')
    const { events } = await readForAgent(agent, { collectivityId: here.id, dossierId: receipt.dossierId })
    assert.ok(events[0]?.kind === 'dossier.submitted')
    assert.deepEqual(events[0].payload.missing, ['who', 'email', 'street'])
    const said = await refusal({ filled: { inputs: {} }, takesIncomplete: true })
    assert.ok(said.reason === 'incomplete')
    assert.deepEqual(
      said.reading.errorsByPage['person']?.map(({ field }) => field),
      ['who', 'who'],
    )
  })

  test('le délai promis court du jour où le courrier est arrivé', async () => {
    const receipt = await filed({ channel: 'letter', receivedAt: new Date('2026-11-17T08:00:00Z') })
    const row = await rowOf(receipt.dossierId)
    assert.equal((row['submitted_at'] as Date).toISOString(), '2026-11-17T08:00:00.000Z')
    assert.equal(row['due_on'], '2026-11-27')
    assert.equal((await refusal({ receivedAt: new Date('2026-11-25T08:00:00Z') })).reason, 'wrong_day')
    assert.equal((await refusal({ receivedAt: new Date('2019-11-25T08:00:00Z') })).reason, 'wrong_day')
    assert.equal((await refusal({ receivedAt: new Date(Number.NaN) })).reason, 'wrong_day')
  })

  test('transmise par une administration incompétente : laquelle et quand sont au journal, jamais après son arrivée', async () => {
    const receivedAt = new Date('2026-11-17T08:00:00Z')
    const transmitted = { by: 'Métropole d’essai', at: new Date('2026-11-03T11:00:00Z') }
    const receipt = await filed({ channel: 'letter', receivedAt, transmitted })
    const { events, dossier } = await readForAgent(agent, { collectivityId: here.id, dossierId: receipt.dossierId })
    const kept = { by: transmitted.by, receivedAt: transmitted.at.toISOString() }
    assert.ok(events[0]?.kind === 'dossier.submitted')
    assert.deepEqual(events[0].payload.transmitted, kept)
    assert.deepEqual(dossier.promise?.transmitted, kept)
    // What the person is promised counts from its arrival here.
    assert.equal(dossier.dueOn, '2026-11-27')
    const late = { ...transmitted, at: new Date('2026-11-18T11:00:00Z') }
    assert.equal((await refusal({ receivedAt, transmitted: late })).reason, 'wrong_day')
  })

  test('les fichiers vont sous leur question, ou avec la demande', async () => {
    const file = { digest: 'c'.repeat(64), name: 'plan.pdf', mediaType: 'application/pdf', size: 12 }
    const files = [
      { ...file, fieldId: 'plan' },
      { ...file, name: 'photo.jpg', mediaType: 'image/jpeg', fieldId: null },
    ]
    const receipt = await filed({ files })
    const { attachments, answers } = await readForAgent(agent, {
      collectivityId: here.id,
      dossierId: receipt.dossierId,
    })
    assert.deepEqual(
      attachments.map(({ name, fieldId }) => [name, fieldId]),
      [
        ['photo.jpg', null],
        ['plan.pdf', 'plan'],
      ],
    )
    assert.deepEqual(answers['plan']?.value, [attachments[1]?.id])
    assert.deepEqual(await refusal({ files: [{ ...file, fieldId: 'street' }] }), {
      reason: 'no_file_question',
      fields: ['street'],
    })
  })

  test('des réponses typées sont lues comme la définition les type', async () => {
    const answers = {
      who: { givenName: 'Ana', familyName: 'Exemple' },
      email: 'ana@exemple.test',
      street: 'rue Vieille',
    }
    const receipt = await filed({ filled: { answers }, channel: 'api' }, system)
    assert.equal((await rowOf(receipt.dossierId))['subject'], 'rue Vieille')
    assert.deepEqual(await refusal({ filled: { answers: { ...answers, street: 12 } } }), {
      reason: 'wrong_types',
      fields: ['street'],
    })
    assert.deepEqual(await refusal({ filled: { answers: { ...answers, rue: 'x' } } }), {
      reason: 'unknown_fields',
      fields: ['rue'],
    })
    assert.deepEqual(await refusal({ filled: { inputs: { ...inputs, 'who.rue': 'x' } } }), {
      reason: 'unknown_fields',
      fields: ['who.rue'],
    })
  })

  test('son compte, une fois connu, trouve la demande parmi les siennes', async () => {
    const accountId = newId()
    const receipt = await filed({ accountId })
    assert.equal((await rowOf(receipt.dossierId))['account_id'], accountId)
  })

  test('on ne dépose pour un tiers que si le droit de la personne est encore là', async () => {
    const actingFor = {
      kind: 'organisation',
      key: 'x',
      name: 'Les Essais',
      number: null,
      as: 'director',
      mandateId: null,
    } as const
    assert.deepEqual(await refusal({ actingFor, accountId: newId() }), { reason: 'right_lost', name: 'Les Essais' })
    assert.deepEqual(await refusal({ actingFor }), { reason: 'right_lost', name: 'Les Essais' })
  })

  test('personne d’autre que les agents de la collectivité ne dépose pour quelqu’un', async () => {
    const forbidden = { code: 'dossiers.not_allowed' }
    const elected = trial.agentOf(here, [{ role: 'elected', serviceId: null }])
    for (const ctx of [trial.anonymous, trial.agentOf(there), elected])
      await assert.rejects(dossiers.fileFor(ctx, asked()), forbidden)
  })

  test('une démarche que personne n’offre ici est refusée', async () => {
    assert.deepEqual(await refusal({ of: { procedure: 'inconnue' } }), { reason: 'no_offer' })
    assert.deepEqual(await refusal({ of: { offerId: there.offers.simple.id } }), { reason: 'no_offer' })
  })
})
