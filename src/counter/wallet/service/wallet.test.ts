import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { randomBytes } from 'node:crypto'
import { AppError } from '#kernel/errors'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { openLocalStore } from '#platform/files'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import NewPdf from 'pdfkit'
import type { DocumentKind } from '../schema.ts'
import { forgetDocument, getDocument, handOver, keepDocument, listDocuments, namedDocuments } from './documents.ts'
import { walletJobHandlers } from './handlers.ts'
import { walletData, walletDisclosures } from './personal-data.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const folder = mkdtempSync(join(tmpdir(), 'wallet-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const files = await openLocalStore({ folder, key: randomBytes(32) })
const collectivityId = newId()
await sql(
  `insert into collectivities.collectivity (id, slug, code, kind, name, normalised_name)
   values ('${collectivityId}', 'exemple', '69999', 'commune', 'Exemple', 'exemple')`,
)

const someone = (): Context & { accountId: string } => {
  const accountId = newId()
  return { db, clock, log: silentLog, actor: { kind: 'account', accountId, name: 'Ana Exemple' }, accountId }
}

async function store(title: string) {
  const pdf = new NewPdf()
  pdf.text(title).end()
  const put = await files.put(pdf as AsyncIterable<Uint8Array>, { name: `${title}.pdf` })
  assert.ok(put.ok)
  const { digest, mediaType, size } = put.value
  return { digest, mediaType, size, name: `${title}.pdf` }
}

async function keep(who: Context, kind: DocumentKind, title = newId()) {
  const kept = await keepDocument(who, { file: await store(title), kind })
  assert.ok(kept.ok)
  return kept.value
}

const days = (count: number): void => clock.advance(count * 86_400_000)
const request = () => ({ collectivityId, draftId: newId(), purpose: 'Inscrire un enfant' })
const runs = walletJobHandlers({ db, clock, files, namedElsewhere: async () => new Set() })
const run = (name: string, payload: unknown) => runs.find(({ job }) => job.name === name)?.run(payload)

suite('les documents gardés', () => {
  test('personne d’autre ne les voit', async () => {
    const [ana, other] = [someone(), someone()]
    const { id } = await keep(ana, 'family')
    assert.deepEqual(
      (await listDocuments(ana)).map((each) => each.id),
      [id],
    )
    assert.deepEqual(await listDocuments(other), [])
    const notFound = (error: unknown) => error instanceof AppError && error.code === 'wallet.document'
    await assert.rejects(getDocument(other, id), notFound)
    await assert.rejects(handOver(files)(other, { ...request(), documentId: id }), notFound)
    await forgetDocument(other, id)
    assert.equal((await listDocuments(ana)).length, 1)
    const nobody: Context = { ...ana, actor: { kind: 'anonymous' } }
    await assert.rejects(
      async () => listDocuments(nobody),
      (error) => error instanceof AppError && error.kind === 'forbidden',
    )
  })

  test('chacun a sa durée ; la nuit efface les autres, contenu compris', async () => {
    const ana = someone()
    const address = await keep(ana, 'address')
    const family = await keep(ana, 'family')
    days(90)
    assert.deepEqual(
      (await listDocuments(ana)).map(({ id }) => id),
      [family.id],
    )
    await run('wallet.purge_documents', {})
    days(1)
    await run('wallet.forget_contents', { digests: [address.digest, family.digest] })
    assert.deepEqual([await files.has(address.digest), await files.has(family.digest)], [false, true])
    assert.deepEqual([...(await namedDocuments(db, [address.digest, family.digest]))], [family.digest])
  })

  test('une pièce d’identité n’est donnée que marquée ; un autre document, tel quel', async () => {
    const ana = someone()
    const card = await keep(ana, 'identity')
    const given = await handOver(files)(ana, { ...request(), documentId: card.id })
    assert.ok(given.ok)
    assert.notEqual(given.value.digest, card.digest)
    assert.equal(given.value.mediaType, 'application/pdf')
    assert.equal(await files.has(given.value.digest), true)
    const book = await keep(ana, 'family')
    const same = await handOver(files)(ana, { ...request(), documentId: book.id })
    assert.equal(same.ok && same.value.digest, book.digest)
    const picture = { ...(await store('photo')), mediaType: 'image/webp' }
    assert.deepEqual(await keepDocument(ana, { file: picture, kind: 'identity' }), {
      ok: false,
      refusal: 'not_markable',
    })
  })

  test('chaque remise est une ligne de « qui a reçu quoi »', async () => {
    const ana = someone()
    const card = await keep(ana, 'identity')
    await handOver(files)(ana, { ...request(), documentId: card.id })
    const [line] = await walletDisclosures.list(ana, ana.accountId, 10)
    assert.equal(line?.to, 'Exemple')
    assert.deepEqual(
      line?.data.map(({ fr }) => fr),
      ['pièce d’identité'],
    )
    assert.match(line?.why.fr ?? '', /^Inscrire un enfant .* marqué pour cette démarche$/)
  })

  test('ils suivent une réunion de comptes, reviennent si elle est défaite, et partent avec le compte', async () => {
    const [from, to] = [someone(), someone()]
    const card = await keep(from, 'identity')
    await handOver(files)(from, { ...request(), documentId: card.id })
    const merge = { mergeId: newId(), from: from.accountId, to: to.accountId }
    const count = async (who: typeof from) => (await walletData.count(who, who.accountId))[0]?.count
    await walletData.move(to, merge)
    assert.deepEqual([await count(from), await count(to)], [0, 1])
    await walletData.moveBack(to, merge)
    assert.deepEqual([await count(from), await count(to)], [1, 0])
    assert.match(JSON.stringify(await walletData.export(from, from.accountId)), /"kind":"identity".*"to":"Exemple"/)
    await walletData.erase(from, from.accountId)
    assert.equal(await count(from), 0)
    assert.deepEqual(await walletDisclosures.list(from, from.accountId, 10), [])
  })
})
