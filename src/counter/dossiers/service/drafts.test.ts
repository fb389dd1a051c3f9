import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '#kernel/ids'
import { attachFile, claimDrafts, findDrafts, readDraft, removeFile, savePage } from './drafts.ts'
import { openAttachment } from './files.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { here, there, anonymous, clock } = trial
const account = (accountId = newId()) => trial.as({ kind: 'account', accountId, name: 'Ana Exemple' })
const file = { digest: 'c'.repeat(64), name: 'plan.pdf', mediaType: 'application/pdf', size: 12 }
const noDraft = { code: 'dossiers.no_draft' }
const offerId = here.offers.simple.id

suite('le brouillon', () => {
  test('garde ce qui est tapé, même faux, et se retrouve avant d’en commencer un autre', async () => {
    const draft = await trial.fillDraft(here)
    await savePage(anonymous, { ...draft, pageId: 'person', entries: { email: 'pas une adresse' }, seenVersion: 2 })
    const read = await readDraft(anonymous, draft)
    assert.ok(read.ok)
    assert.equal(read.value.entries['person']?.['email'], 'pas une adresse')
    const offered = await findDrafts(anonymous, { ...draft, offerId })
    assert.deepEqual(
      offered.map(({ id }) => id),
      [draft.draftId],
    )
    assert.deepEqual(await findDrafts(anonymous, { ...draft, offerId: newId() }), [])
    assert.deepEqual(await findDrafts(anonymous, { ...draft, collectivityId: there.id, offerId: null }), [])
  })

  test('n’est lu que par son navigateur ; d’un compte, que par le compte', async () => {
    const draft = await trial.fillDraft(here)
    await assert.rejects(readDraft(anonymous, { ...draft, deviceSecret: newId() }), noDraft)
    await assert.rejects(readDraft(anonymous, { ...draft, deviceSecret: undefined }), noDraft)
    const ana = account()
    const hers = await trial.fillDraft(here, { ctx: ana })
    assert.ok((await readDraft(ana, { ...hers, deviceSecret: undefined })).ok)
    await assert.rejects(readDraft(account(), { ...hers, deviceSecret: newId() }), noDraft)
    assert.deepEqual(await readDraft(anonymous, hers), { ok: false, refusal: 'sign_in_required' })
  })

  test('session expirée : ce qui est tapé est gardé, et attend qu’elle se connecte', async () => {
    const ana = account()
    const hers = await trial.fillDraft(here, { ctx: ana })
    const saved = await savePage(anonymous, {
      ...hers,
      pageId: 'place',
      entries: { street: 'rue Neuve' },
      seenVersion: 2,
    })
    assert.ok(saved.ok)
    const refusal = await trial.dossiers.submitDraft(anonymous, hers)
    assert.deepEqual(refusal, { ok: false, refusal: { reason: 'sign_in_required' } })
    const read = await readDraft(ana, hers)
    assert.ok(read.ok && read.value.entries['place']?.['street'] === 'rue Neuve')
  })

  test('les brouillons du navigateur passent au compte à la connexion, sauf ceux d’un autre compte', async () => {
    const secret = newId()
    const mine = await trial.fillDraft(here, { secret })
    const other = account()
    const theirs = await trial.fillDraft(here, { ctx: other, secret })
    const ana = account()
    assert.equal(await claimDrafts(ana, { collectivityId: here.id, deviceSecret: secret }), 1)
    assert.equal(await claimDrafts(anonymous, { collectivityId: here.id, deviceSecret: secret }), 0)
    assert.deepEqual(
      (await findDrafts(ana, { collectivityId: here.id, offerId })).map(({ id }) => id),
      [mine.draftId],
    )
    await assert.rejects(readDraft(ana, { ...theirs, deviceSecret: undefined }), noDraft)
  })

  test('deux onglets : les deux valeurs sont gardées', async () => {
    const draft = await trial.fillDraft(here)
    const save = (street: string) =>
      savePage(anonymous, { ...draft, pageId: 'place', entries: { street, note: '' }, seenVersion: 2 })
    await save('rue de gauche')
    const second = await save('rue de droite')
    assert.ok(second.ok)
    assert.deepEqual(second.value.rivalries, [{ input: 'street', mine: 'rue de droite', theirs: 'rue de gauche' }])
    const read = await readDraft(anonymous, draft)
    assert.ok(read.ok)
    assert.deepEqual(read.value.rivals['place'], { street: 'rue de gauche' })
  })

  test('un fichier s’attache, se relit par son dépositaire seulement, et s’enlève', async () => {
    const draft = await trial.fillDraft(here)
    const place = { ...draft, pageId: 'place', fieldId: 'plan' }
    const [one, two] = [
      await attachFile(anonymous, { ...place, file }),
      await attachFile(anonymous, { ...place, file }),
    ]
    assert.ok(one.ok && two.ok)
    const key = { ...draft, attachmentId: one.value.id }
    assert.equal((await openAttachment(anonymous, key)).digest, file.digest)
    await assert.rejects(openAttachment(anonymous, { ...key, deviceSecret: newId() }), {
      code: 'dossiers.no_attachment',
    })
    await removeFile(anonymous, { ...place, attachmentId: one.value.id })
    await removeFile(anonymous, { ...place, attachmentId: 'nimporte' })
    const read = await readDraft(anonymous, draft)
    assert.ok(read.ok)
    assert.deepEqual(read.value.entries['place']?.['plan'], [two.value.id])
    assert.deepEqual(
      read.value.attachments.map(({ id }) => id),
      [two.value.id],
    )
  })

  test('après trente jours sans rien taper, il n’existe plus', async () => {
    const start = clock.now()
    const draft = await trial.fillDraft(here)
    clock.advance(29 * 86_400_000)
    assert.ok((await readDraft(anonymous, draft)).ok)
    clock.advance(2 * 86_400_000)
    await assert.rejects(readDraft(anonymous, draft), noDraft)
    assert.deepEqual(await findDrafts(anonymous, { ...draft, offerId }), [])
    clock.set(start)
  })

  test('une fois déposé, il ne s’écrit plus', async () => {
    const draft = await trial.fillDraft(here)
    await trial.dossiers.submitDraft(anonymous, draft)
    const late = await savePage(anonymous, { ...draft, pageId: 'place', entries: {}, seenVersion: 2 })
    assert.deepEqual(late, { ok: false, refusal: 'already_submitted' })
  })
})
