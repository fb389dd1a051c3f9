import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { deriveFileKey, type FileStore, openLocalStore, type Scanner } from '#platform/files'

const root = mkdtempSync(join(tmpdir(), 'traboule-files-'))
after(() => rmSync(root, { recursive: true, force: true }))
const key = deriveFileKey('un secret qui ne sert qu’aux essais')
let stores = 0
async function newStore(scanner?: Scanner): Promise<{ store: FileStore; folder: string }> {
  const folder = join(root, String((stores += 1)))
  return { store: await openLocalStore({ folder, key, ...(scanner ? { scanner } : {}) }), folder }
}
const { store, folder } = await newStore()

async function* inPieces(content: Uint8Array, pieceBytes = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes)
}
const pdf = (body: Uint8Array | string = 'x'): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from(body)])
const read = async (from: FileStore, digest: string): Promise<Buffer> =>
  Buffer.concat(await (await from.open(digest)).toArray())
const pathOf = (inFolder: string, digest: string) => join(inFolder, 'content', digest.slice(0, 2), digest)
async function kept(content: Uint8Array, to = store): Promise<string> {
  const outcome = await to.put(inPieces(content), { name: 'plan.pdf' })
  assert.ok(outcome.ok)
  return outcome.value.digest
}
const damaged = { kind: 'unavailable', code: 'files.damaged' }

test('ce qui est déposé revient à l’octet près, sous l’empreinte de son contenu', async () => {
  const chunk = 64 * 1024
  const sizes = fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.constantFrom(chunk - 9, chunk - 8, 2 * chunk - 9, 3 * chunk),
  )
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 100_000 }), async (size, pieceBytes) => {
      const content = pdf(randomBytes(size))
      const outcome = await store.put(inPieces(content, pieceBytes), { name: 'a.PDF' })
      const digest = createHash('sha256').update(content).digest('hex')
      assert.deepEqual(outcome, {
        ok: true,
        value: { digest, size: content.length, mediaType: 'application/pdf', kind: 'pdf' },
      })
      assert.deepEqual(await read(store, digest), content)
    }),
    { numRuns: 40 },
  )
})

test('le disque ne porte rien de lisible', async () => {
  const digest = await kept(pdf('Madame Exemple, 12 rue de la Fontaine'))
  assert.ok(!readFileSync(pathOf(folder, digest)).includes('Fontaine'))
})

test('un octet changé, où qu’il soit, est refusé à la lecture', async () => {
  const digest = await kept(pdf(randomBytes(150_000)))
  const path = pathOf(folder, digest)
  const sealed = readFileSync(path)
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const altered = Buffer.from(sealed)
      altered[at] = altered.readUInt8(at) ^ change
      writeFileSync(path, altered)
      await assert.rejects(read(store, digest), damaged)
    }),
    { numRuns: 60 },
  )
  writeFileSync(path, sealed)
  assert.equal((await read(store, digest)).length, 150_009)
})

test('un fichier tronqué ou rallongé est refusé avant le premier octet', async () => {
  const digest = await kept(pdf(randomBytes(200_000)))
  const path = pathOf(folder, digest)
  const sealed = readFileSync(path)
  const chunk = 64 * 1024 + 16
  const cuts = [0, 10, 24, 24 + chunk, 24 + 2 * chunk, sealed.length - 56, sealed.length - 1]
  for (const length of cuts) {
    writeFileSync(path, sealed.subarray(0, length))
    await assert.rejects(store.open(digest), damaged, `cut at ${length}`)
  }
  // The end sewn back after a chunk was taken out.
  writeFileSync(path, Buffer.concat([sealed.subarray(0, 24 + chunk), sealed.subarray(24 + 2 * chunk)]))
  await assert.rejects(store.open(digest), damaged)
  writeFileSync(path, Buffer.concat([sealed, sealed.subarray(-56)]))
  await assert.rejects(store.open(digest), damaged)
})

test('des morceaux échangés, ou pris à un autre fichier, sont refusés', async () => {
  const [one, other] = [await kept(pdf(randomBytes(200_000))), await kept(pdf(randomBytes(200_000)))]
  const chunk = 64 * 1024 + 16
  const sealed = readFileSync(pathOf(folder, one))
  const piece = (index: number, from = sealed) => from.subarray(24 + index * chunk, 24 + (index + 1) * chunk)
  const put = (...parts: Buffer[]) => writeFileSync(pathOf(folder, one), Buffer.concat(parts))
  put(sealed.subarray(0, 24), piece(1), piece(0), sealed.subarray(24 + 2 * chunk))
  await assert.rejects(read(store, one), damaged)
  put(sealed.subarray(0, 24), piece(0, readFileSync(pathOf(folder, other))), sealed.subarray(24 + chunk))
  await assert.rejects(read(store, one), damaged)
  writeFileSync(pathOf(folder, one), readFileSync(pathOf(folder, other)))
  await assert.rejects(store.open(one), damaged)
})

test('une autre clé n’ouvre rien', async () => {
  const digest = await kept(pdf('secret'))
  const stranger = await openLocalStore({ folder, key: deriveFileKey('un autre secret, pour essayer') })
  await assert.rejects(stranger.open(digest), damaged)
})

test('vingt dépôts simultanés du même contenu font un seul fichier', async () => {
  const mine = await newStore()
  const content = pdf(randomBytes(100_000))
  const digests = await Promise.all(Array.from({ length: 20 }, () => kept(content, mine.store)))
  assert.equal(new Set(digests).size, 1)
  assert.deepEqual(readdirSync(join(mine.folder, 'content'), { recursive: true }).length, 2)
  assert.deepEqual(readdirSync(join(mine.folder, 'incoming')), [])
  assert.deepEqual(await read(mine.store, digests[0] ?? ''), content)
})

test('un fichier trop lourd est lu jusqu’au bout sans être gardé', async () => {
  const mine = await newStore()
  let given = 0
  async function* endless() {
    for (; given < 50; given++) yield pdf(randomBytes(1000))
  }
  const outcome = await mine.store.put(endless(), { name: 'a.pdf', maxBytes: 5000 })
  assert.deepEqual(outcome, { ok: false, refusal: 'too_large' })
  assert.equal(given, 50)
  assert.deepEqual(readdirSync(mine.folder, { recursive: true }), ['incoming'])
  const exact = await mine.store.put(inPieces(pdf(randomBytes(4991))), { name: 'a.pdf', maxBytes: 5000 })
  assert.ok(exact.ok)
})

test('vingt mégaoctets passent, un octet de plus ne passe pas', async () => {
  const content = pdf(randomBytes(20 * 1024 * 1024 - 9))
  assert.equal((await kept(content)).length, 64)
  const more = await store.put(inPieces(Buffer.concat([content, Buffer.from('+')]), 1_000_000), { name: 'plan.pdf' })
  assert.deepEqual(more, { ok: false, refusal: 'too_large' })
})

test('un fichier vide est refusé', async () => {
  assert.deepEqual(await store.put(inPieces(Buffer.alloc(0)), { name: 'a.pdf' }), { ok: false, refusal: 'empty' })
})

test('un envoi interrompu ne laisse rien', async () => {
  const mine = await newStore()
  async function* interrupted() {
    yield pdf()
    throw new Error('the sender left')
  }
  await assert.rejects(mine.store.put(interrupted(), { name: 'a.pdf' }), /the sender left/)
  assert.deepEqual(readdirSync(join(mine.folder, 'incoming')), [])
})

test('au démarrage, les restes d’un arrêt brutal disparaissent, pas l’envoi en cours d’un autre', async () => {
  const mine = await newStore()
  const [old, running] = ['old', 'running'].map((name) => join(mine.folder, 'incoming', name))
  writeFileSync(old ?? '', 'half')
  writeFileSync(running ?? '', 'half')
  utimesSync(old ?? '', new Date(0), new Date(0))
  await openLocalStore({ folder: mine.folder, key })
  assert.deepEqual(readdirSync(join(mine.folder, 'incoming')), ['running'])
})

test('un contenu oublié n’est plus là, sauf s’il vient d’être redéposé', async () => {
  const digest = await kept(pdf('à oublier'))
  assert.ok(await store.has(digest))
  await store.remove(digest, { putBefore: new Date(Date.now() - 60_000) })
  assert.ok(await store.has(digest))
  await store.remove(digest)
  assert.ok(!(await store.has(digest)))
  await store.remove(digest)
  await assert.rejects(store.open(digest), { kind: 'not_found', code: 'files.missing' })
})

test('une adresse qui n’est pas une empreinte ne sort pas du dossier', async () => {
  for (const wrong of ['../incoming/x', '', 'A'.repeat(64), `${'a'.repeat(63)}/`]) {
    await assert.rejects(store.open(wrong), { code: 'files.missing' })
  }
})

test('ce que l’antivirus reconnaît n’est pas gardé ; quand il se tait, l’envoi échoue', async () => {
  const seen: Buffer[] = []
  let answer: () => 'clean' | 'infected' = () => 'clean'
  const scanner: Scanner = {
    scan: async (content) => {
      for await (const piece of content) seen.push(Buffer.from(piece))
      return answer()
    },
  }
  const mine = await newStore(scanner)
  const content = pdf(randomBytes(90_000))
  const put = () => mine.store.put(inPieces(content), { name: 'a.pdf' })
  assert.ok((await put()).ok)
  assert.deepEqual(Buffer.concat(seen), content)
  await mine.store.remove(createHash('sha256').update(content).digest('hex'))
  answer = () => 'infected'
  assert.deepEqual(await put(), { ok: false, refusal: 'infected' })
  answer = () => {
    throw new Error('silent')
  }
  await assert.rejects(put(), /silent/)
  assert.deepEqual(readdirSync(join(mine.folder, 'content'), { recursive: true }).length, 1)
})
