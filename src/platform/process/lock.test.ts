import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isFolderLocked, lockFolder } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'traboule-lock-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('a folder has one holder at a time', async () => {
  const lock = await lockFolder(folder)
  assert.equal(await isFolderLocked(folder), true)
  await assert.rejects(lockFolder(folder), /process.folder_in_use/)
  await lock.release()
  assert.equal(await isFolderLocked(folder), false)
})

test('a holder that is killed holds nothing any more', async () => {
  const code = `import { lockFolder } from '${import.meta.dirname}/lock.ts'
    await lockFolder('${folder}'); process.stdout.write('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await assert.rejects(lockFolder(folder), /process.folder_in_use/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = await lockFolder(folder)
  await lock.release()
})

test('a folder so deep that a socket’s path does not fit is locked all the same', async () => {
  const deep = join(folder, 'un-nom-de-dossier-assez-long'.repeat(4))
  const lock = await lockFolder(deep)
  assert.equal(await isFolderLocked(deep), true)
  await lock.release()
})
