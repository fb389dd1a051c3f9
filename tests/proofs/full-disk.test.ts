import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { projectRoot } from '#platform/config'
import { freePort, startTestPlatform } from '../support/platform.ts'
import { beginForm, brokenLight, fillPages, fileRequest, readReceipt, send } from './journey.ts'
import { Person } from './person.ts'

/**
 * A disk that is really full: a small file system in memory. Mounting one is root's right; elsewhere the proof is skipped
 * and says so.
 */

const mounted: string[] = []
after(() => {
  for (const folder of mounted) spawnSync('umount', ['--lazy', folder])
  for (const folder of mounted) rmSync(folder, { recursive: true, force: true })
})

/** @returns undefined where file systems may not be mounted. */
function smallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-small-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  if (status !== 0) {
    rmSync(folder, { recursive: true })
    return undefined
  }
  mounted.push(folder)
  return folder
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** Takes all the room that is left, in one file; gives its path. */
function fillUp(folder: string): string {
  const path = join(folder, 'holiday-pictures')
  try {
    for (let turn = 0; turn < 100 && freeBytes(folder) > 0; turn++) {
      writeFileSync(path, Buffer.alloc(Math.max(4096, freeBytes(folder))), { flag: 'a' })
    }
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
  }
  return path
}

const skipped = 'skipped: a file system in memory may not be mounted here'

test('sur un disque presque plein, le démarrage dit pourquoi il s’arrête', async (t) => {
  const disk = smallDisk(64)
  if (disk === undefined) return t.skip(skipped)
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'tools/traboule.mjs'), 'start'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TRABOULE_DATA: join(disk, 'var'), PORT: String(await freePort()) },
  })
  assert.equal(status, 1)
  assert.match(`${stdout}${stderr}`.trim(), /^Le disque est presque plein \(\d+ Mo, .*\) : libérez au moins 200 Mo.*$/)
  return undefined
})

test('un disque qui se remplit pendant le travail refuse clairement, et rien de ce qui fut promis ne manque', async (t) => {
  const disk = smallDisk(600)
  if (disk === undefined) return t.skip(skipped)
  const platform = await startTestPlatform({ folder: join(disk, 'var') })
  try {
    const before = await fileRequest(new Person(platform.url), brokenLight('corbas', 'Avant'))
    const person = new Person(platform.url, { milliseconds: 60_000 })
    const summary = await fillPages(
      person,
      brokenLight('corbas', 'Pendant'),
      await beginForm(person, brokenLight('corbas', 'Pendant')),
    )
    const pictures = fillUp(disk)
    const refused = await refuse(platform.url)
    rmSync(pictures)
    assert.match(refused.answer, /status 503$/)
    // The page that she had before is still good: she presses the button again.
    const receipt = await send(person, summary)
    const kept = readReceipt(await person.open(receipt.path))
    assert.equal(kept.number, receipt.number)
    assert.notEqual(receipt.number, before.number)
    t.diagnostic(`disk full: ${refused.written} requests written in room taken ahead, then ${refused.answer}`)
  } finally {
    await platform.stop()
  }
  return undefined
})

/** Files requests until one is refused: PostgreSQL writes a while in room that it took ahead. */
async function refuse(url: string): Promise<{ written: number; answer: string }> {
  for (let written = 0; written < 2000; written++) {
    try {
      await fileRequest(new Person(url), brokenLight('corbas', 'Plein'))
    } catch (error) {
      return { written, answer: (error as Error).message }
    }
  }
  throw new Error('nothing was refused')
}
