import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '#kernel/ids'
import { sweepDrafts, sweepHandlers } from '#counter/dossiers'
import {
  attachFile,
  discardDraft,
  type DraftKey,
  findDrafts,
  myDrafts,
  readDraft,
  removeFile,
  savePage,
} from './drafts.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { here, there, anonymous, clock, db, sql } = trial
const hour = 3_600_000
const days = 24 * hour
const noDraft = { code: 'dossiers.no_draft' }

const removed: { digest: string; putBefore: Date | undefined }[] = []
const handlers = sweepHandlers({
  db,
  clock,
  files: {
    remove: async (digest, { putBefore } = {}) => {
      removed.push({ digest, putBefore })
    },
  },
})

let last = 0
const newDigest = (): string => (last += 1).toString(16).padStart(64, '0')

async function attach(draft: DraftKey, digest = newDigest()): Promise<{ id: string; digest: string }> {
  const file = { digest, name: 'plan.pdf', mediaType: 'application/pdf', size: 12 }
  const put = await attachFile(anonymous, { ...draft, pageId: 'place', fieldId: 'plan', file })
  assert.ok(put.ok)
  return { id: put.value.id, digest }
}

const rowsOf = async (table: 'draft' | 'attachment', draftId: string): Promise<number> => {
  const column = table === 'draft' ? 'id' : 'draft_id'
  return (await sql(`select 1 from dossiers.${table} where ${column} = $1`, [draftId])).length
}

/** Does what is asked of the file store, as the worker does, each time twice; gives what left it. */
async function forgetFiles(): Promise<string[]> {
  removed.length = 0
  const jobs = await sql<{ id: string; payload: unknown; run_at: Date }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = 'dossiers.forget_files' returning j.id, j.payload, j.run_at`,
  )
  for (const { payload, run_at: at } of jobs) {
    assert.equal(at.getTime(), clock.now().getTime() + 2 * hour)
    const forget = handlers.find(({ job }) => job.name === 'dossiers.forget_files')
    await forget?.run(payload)
    await forget?.run(payload)
  }
  return [...new Set(removed.map(({ digest }) => digest))].toSorted()
}

const sweepNight = async (): Promise<void> => {
  await handlers.find(({ job }) => job.name === sweepDrafts.name)?.run({})
}

suite('abandonner un brouillon', () => {
  test('efface ce qui est tapé et ses fichiers ; il n’existe plus', async () => {
    const draft = await trial.fillDraft(here)
    const { digest } = await attach(draft)
    assert.deepEqual(await discardDraft(anonymous, draft), { ok: true, value: undefined })
    assert.equal((await rowsOf('draft', draft.draftId)) + (await rowsOf('attachment', draft.draftId)), 0)
    await assert.rejects(readDraft(anonymous, draft), noDraft)
    assert.deepEqual(await findDrafts(anonymous, { ...draft, offerId: null }), [])
    const late = savePage(anonymous, { ...draft, pageId: 'place', entries: {}, seenVersion: 2 })
    await assert.rejects(late, noDraft)
    await assert.rejects(discardDraft(anonymous, draft), noDraft)
    assert.deepEqual(await forgetFiles(), [digest])
  })

  test('seuls son compte et son appareil le peuvent, dans sa commune', async () => {
    const account = (accountId = newId()) => trial.as({ kind: 'account', accountId, name: 'Ana Exemple' })
    const ana = account()
    const draft = await trial.fillDraft(here, { ctx: ana })
    const strange = { ...draft, deviceSecret: newId() }
    for (const ctx of [anonymous, account(), trial.agentOf(here), trial.system])
      await assert.rejects(discardDraft(ctx, strange), noDraft)
    await assert.rejects(discardDraft(ana, { ...draft, collectivityId: there.id }), noDraft)
    await assert.rejects(discardDraft(ana, { ...draft, draftId: 'nimporte' }), noDraft)
    assert.ok((await discardDraft(ana, { ...draft, deviceSecret: undefined })).ok)
    const other = await trial.fillDraft(here, { ctx: ana })
    assert.ok((await discardDraft(anonymous, other)).ok)
  })

  test('une fois déposé, il reste, et la base refuse d’effacer ses fichiers', async () => {
    const draft = await trial.fillDraft(here)
    const { id } = await attach(draft)
    assert.ok((await trial.dossiers.submitDraft(anonymous, draft)).ok)
    assert.deepEqual(await discardDraft(anonymous, draft), { ok: false, refusal: 'already_submitted' })
    assert.equal(await rowsOf('draft', draft.draftId), 1)
    await db.withCollectivity(here.id, (tx) => tx.sql('delete from dossiers.attachment where id = $1', [id]))
    assert.equal((await sql('select 1 from dossiers.attachment where id = $1', [id])).length, 1)
  })
})

suite('mes brouillons', () => {
  test('un compte retrouve les siens de toutes les communes, en cours seulement', async () => {
    const start = clock.now()
    const ctx = trial.as({ kind: 'account', accountId: newId(), name: 'Ana Exemple' })
    const a = await trial.fillDraft(here, { ctx })
    clock.advance(hour)
    const b = await trial.fillDraft(there, { ctx })
    await trial.file(here, { ctx })
    await trial.fillDraft(here)
    const mine = await myDrafts(ctx)
    assert.deepEqual(
      mine.map(({ collectivityId, id }) => [collectivityId, id]),
      [
        [there.id, b.draftId],
        [here.id, a.draftId],
      ],
    )
    assert.deepEqual(await myDrafts(anonymous), [])
    clock.advance(30 * days - hour)
    assert.deepEqual(
      (await myDrafts(ctx)).map(({ id }) => id),
      [b.draftId],
    )
    clock.set(start)
  })
})

suite('le balayage de la nuit', () => {
  test('un brouillon expiré part avec ses fichiers ; celui qui court et le dossier demeurent', async () => {
    const start = clock.now()
    const [old, elsewhere] = [await trial.fillDraft(here), await trial.fillDraft(there)]
    const filed = await trial.fillDraft(here)
    const [alone, shared, far] = [await attach(old), await attach(old), await attach(elsewhere)]
    // The same content, in the dossier of another commune.
    const kept = await trial.fillDraft(there)
    await attach(kept, shared.digest)
    await attach(filed)
    for (const draft of [kept, filed]) assert.ok((await trial.dossiers.submitDraft(anonymous, draft)).ok)
    clock.advance(31 * days)
    const running = await trial.fillDraft(here)
    await attach(running)
    await sweepNight()
    await sweepNight()
    for (const { draftId } of [old, elsewhere])
      assert.equal((await rowsOf('draft', draftId)) + (await rowsOf('attachment', draftId)), 0)
    for (const { draftId } of [running, filed, kept]) assert.equal(await rowsOf('draft', draftId), 1)
    assert.equal(await rowsOf('attachment', running.draftId), 1)
    assert.deepEqual(await forgetFiles(), [alone.digest, far.digest].toSorted())
    // One sent again within the hour, whose row is not written yet, is left by the store.
    for (const { putBefore } of removed) assert.equal(putBefore?.getTime(), clock.now().getTime() - hour)
    clock.set(start)
  })

  test('un fichier enlevé d’un brouillon part, et ce que l’envoi n’a pas repris aussi', async () => {
    const start = clock.now()
    const draft = await trial.fillDraft(here)
    const [gone, stays] = [await attach(draft), await attach(draft)]
    await removeFile(anonymous, { ...draft, pageId: 'place', fieldId: 'plan', attachmentId: gone.id })
    const left = await trial.fillDraft(here)
    const unnamed = await attach(left)
    await savePage(anonymous, {
      ...left,
      pageId: 'place',
      entries: { ...trial.place, plan: [] },
      seenVersion: 3,
    })
    assert.ok((await trial.dossiers.submitDraft(anonymous, left)).ok)
    await sweepNight()
    assert.deepEqual(await forgetFiles(), [gone.digest])
    assert.equal(await rowsOf('attachment', draft.draftId), 1)
    clock.advance(31 * days)
    await sweepNight()
    assert.equal(await rowsOf('attachment', left.draftId), 0)
    assert.equal(await rowsOf('draft', left.draftId), 1)
    assert.deepEqual(await forgetFiles(), [stays.digest, unnamed.digest].toSorted())
    clock.set(start)
  })
})
