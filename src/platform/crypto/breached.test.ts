import assert from 'node:assert/strict'
import { hash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openBreachedPasswords } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'traboule-breached-'))
after(() => rmSync(folder, { recursive: true }))

const digestOf = (password: string): string => hash('sha1', password).toUpperCase()

test('common words are known whatever their case, others are not', async () => {
  const passwords = await openBreachedPasswords(['motdepasse123'])
  assert.equal(await passwords.has('MotDePasse123'), true)
  assert.equal(await passwords.has('un trajet en tramway'), false)
})

test('a range file answers for its suffixes; padding and missing ranges hold nothing', async () => {
  const [lost = '', padded = '', absent = ''] = ['perdu ailleurs', 'jamais perdu', 'sans fichier'].map(digestOf)
  writeFileSync(join(folder, lost.slice(0, 5)), `${'0'.repeat(35)}:3\r\n${lost.slice(5)}:12\r\n`)
  writeFileSync(join(folder, `${padded.slice(0, 5)}.txt`), `${padded.slice(5)}:0\r\n`)
  const passwords = await openBreachedPasswords([], folder)
  assert.equal(await passwords.has('perdu ailleurs'), true)
  assert.equal(await passwords.has('jamais perdu'), false)
  assert.equal(await passwords.has('sans fichier'), false)
  assert.notEqual(absent.slice(0, 5), lost.slice(0, 5))
})

test('in a sorted file each line is found, from the first to the last, and nothing else', async () => {
  const words = Array.from({ length: 600 }, (_, index) => `mot de passe ${index}`)
  const filling = Array.from({ length: 3000 }, () => randomBytes(20).toString('hex').toUpperCase())
  const lines = [...words.map(digestOf), ...filling].toSorted().map((digest, index) => `${digest}:${index + 1}`)
  const path = join(folder, 'sorted')
  for (const end of ['\n', '\r\n']) {
    writeFileSync(path, lines.join(end) + end)
    const passwords = await openBreachedPasswords([], path)
    for (const word of words) assert.equal(await passwords.has(word), true, word)
    for (let index = 600; index < 1200; index++) assert.equal(await passwords.has(`mot de passe ${index}`), false)
    await passwords.close()
  }
})

test('an empty list holds nothing; one that cannot be read is said', async () => {
  const path = join(folder, 'empty')
  writeFileSync(path, '')
  const passwords = await openBreachedPasswords([], path)
  assert.equal(await passwords.has('mot de passe 1'), false)
  await passwords.close()
  await assert.rejects(openBreachedPasswords([], join(folder, 'absent')), { code: 'crypto.breached_list' })
})

test('a list in another order, of another shape, or a folder without ranges is refused: it would let everything pass', async () => {
  const digests = Array.from({ length: 2000 }, (_, index) => digestOf(`mot de passe ${index}`))
  const byCount = join(folder, 'by-count')
  writeFileSync(byCount, digests.map((digest, index) => `${digest}:${9000 - index}`).join('\n'))
  const words = join(folder, 'words')
  writeFileSync(words, 'motdepasse123\nazertyuiop123\n')
  const photos = mkdtempSync(join(folder, 'photos-'))
  writeFileSync(join(photos, 'plage.jpg'), '')
  for (const path of [byCount, words, photos])
    await assert.rejects(openBreachedPasswords([], path), { code: 'crypto.breached_list' }, path)
})
