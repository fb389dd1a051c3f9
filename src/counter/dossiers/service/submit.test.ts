import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '#kernel/ids'
import { savePage, attachFile } from './drafts.ts'
import { createDossiers } from './index.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { here, there, sql, db, anonymous, dossiers } = trial
const countOf = async (table: string): Promise<number> =>
  (await sql<{ count: number }>(`select count(*) as count from dossiers.${table}`))[0]?.count ?? -1

suite('déposer une demande', () => {
  test('un brouillon complet devient un dossier, avec son numéro, son code et son travail d’annonce', async () => {
    const receipt = await trial.file(here)
    assert.match(receipt.number, /^ESS-2026-0000\d$/)
    assert.match(receipt.trackingCode, /^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/)
    const [row] = await sql<Record<string, unknown>>('select * from dossiers.dossier where id = $1', [
      receipt.dossierId,
    ])
    assert.equal(row?.['applicant_name'], 'Ana Exemple')
    assert.equal(row?.['subject'], 'rue de la Paix')
    assert.equal(row?.['phase'], 'received')
    assert.equal(row?.['service_id'], here.roads)
    assert.equal(row?.['due_on'], '2026-12-04')
    const jobs = await sql<{ payload: { dossierId: string } }>(
      `select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'dossiers.announce_submission'`,
    )
    assert.deepEqual(
      jobs.map(({ payload }) => payload.dossierId),
      [receipt.dossierId],
    )
  })

  test('ses réponses sont gardées une à une, dans le fil du dépôt', async () => {
    const receipt = await trial.file(here)
    const rows = await sql<{
      stream: string
      field: string
      row: string
      kind: string
      value: unknown
      label: unknown
    }>('select stream, field, row, kind, value, label from dossiers.answer where dossier_id = $1 order by field', [
      receipt.dossierId,
    ])
    assert.deepEqual(
      rows.map(({ stream, field, row, kind, value }) => [stream, field, row, kind, value]),
      [
        ['main', 'email', '', 'email', 'ana@exemple.test'],
        ['main', 'street', '', 'text', 'rue de la Paix'],
        ['main', 'who', '', 'identity', { givenName: 'Ana', familyName: 'Exemple' }],
      ],
    )
  })

  test('envoyer deux fois, l’une après l’autre ou ensemble, fait un seul dossier et donne le même reçu', async () => {
    const draft = await trial.fillDraft(here)
    const before = await countOf('dossier')
    const together = await Promise.all(Array.from({ length: 5 }, () => dossiers.submitDraft(anonymous, draft)))
    const after = await dossiers.submitDraft(anonymous, draft)
    const receipts = [...together, after].map((outcome) => (outcome.ok ? outcome.value : assert.fail()))
    assert.equal(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size, 1)
    assert.equal((await countOf('dossier')) - before, 1)
    assert.deepEqual(await dossiers.findReceipt(anonymous, draft), receipts[0])
  })

  test('une demande incomplète dit ce qui manque, page par page, et reste un brouillon', async () => {
    const draft = await trial.fillDraft(here)
    await savePage(anonymous, { ...draft, pageId: 'place', entries: { street: ' ' }, seenVersion: 9 })
    const outcome = await dossiers.submitDraft(anonymous, draft)
    assert.ok(!outcome.ok && outcome.refusal.reason === 'incomplete')
    assert.equal(outcome.refusal.reading.firstInvalidPage, 'place')
    assert.equal(await dossiers.findReceipt(anonymous, draft), undefined)
  })

  test('les fichiers que les réponses nomment suivent le dossier', async () => {
    const draft = await trial.fillDraft(here)
    const file = { digest: 'a'.repeat(64), name: 'plan.pdf', mediaType: 'application/pdf', size: 1200 }
    const attached = await attachFile(anonymous, { ...draft, pageId: 'place', fieldId: 'plan', file })
    assert.ok(attached.ok)
    // The page is posted again without its files, as browsers do.
    await savePage(anonymous, { ...draft, pageId: 'place', entries: { street: 'rue Neuve' }, seenVersion: 3 })
    const outcome = await dossiers.submitDraft(anonymous, draft)
    assert.ok(outcome.ok)
    const [row] = await sql<{ dossier_id: string; draft_id: string | null }>(
      'select dossier_id, draft_id from dossiers.attachment where id = $1',
      [attached.value.id],
    )
    assert.deepEqual(row, { dossier_id: outcome.value.dossierId, draft_id: null })
  })

  test('le brouillon d’un autre, ou d’une autre commune, n’existe pas', async () => {
    const draft = await trial.fillDraft(here)
    const unknown = { code: 'dossiers.no_draft' }
    await assert.rejects(dossiers.submitDraft(anonymous, { ...draft, deviceSecret: newId() }), unknown)
    await assert.rejects(dossiers.submitDraft(anonymous, { ...draft, collectivityId: there.id }), unknown)
  })

  test('les numéros se suivent dans une commune et ne doublent jamais, même pris ensemble par deux processus', async () => {
    const drafts = await Promise.all(Array.from({ length: 12 }, () => trial.fillDraft(there)))
    const other = createDossiers({ secrets: { hmac: () => Buffer.alloc(32, 7) } as never })
    const outcomes = await Promise.all(
      drafts.map((draft, index) => (index % 2 ? other : dossiers).submitDraft(anonymous, draft)),
    )
    const numbers = outcomes.map((outcome) => (outcome.ok ? outcome.value.number : assert.fail()))
    assert.equal(new Set(numbers).size, 12)
    assert.ok(numbers.every((number) => number.startsWith('AUT-2026-')))
  })

  test('le journal ne se corrige pas : le rôle qui sert les pages ne peut ni changer ni effacer une ligne', async () => {
    const change = (text: string) => db.withCollectivity(here.id, (tx) => tx.sql(text))
    await assert.rejects(change(`update dossiers.event set kind = 'x'`), /permission denied/)
    await assert.rejects(change('delete from dossiers.event'), /permission denied/)
  })
})
