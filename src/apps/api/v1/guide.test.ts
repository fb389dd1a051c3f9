import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { projectRoot } from '#platform/config'
import { openInterface } from './testing.ts'

const hasCurl = (() => {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

const guide = readFileSync(join(projectRoot, 'docs/api.md'), 'utf8')
const blocks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')

test('chaque exemple du guide se lance et réussit', { skip: hasCurl ? false : 'curl is not installed' }, async () => {
  assert.ok(blocks.length >= 6)
  const api = await openInterface()
  const folder = mkdtempSync(join(tmpdir(), 'traboule-guide-'))
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await api.server.close()
  })
  writeFileSync(
    join(folder, 'photo.png'),
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  )
  const address = await api.server.listen({ host: '127.0.0.1', port: 0 })
  const { token } = await api.makeKey()
  const { dossierId } = await api.file()
  const program = api.programWith(token)
  const read = (await program.get(`/cases/${dossierId}`)).json<{ version: number; actions: { id: string }[] }>()
  const env = {
    PATH: process.env['PATH'] ?? '',
    SERVEUR: `${address}/api/v1/corbas`,
    CLE: token,
    DEMANDE: dossierId,
    VERSION: String(read.version),
    ACTION: read.actions[0]?.id ?? '',
  }
  for (const block of blocks) {
    const script = `set -e\n${block.replaceAll('curl -s', 'curl -s --max-time 20 --fail-with-body')}`
    await promisify(execFile)('bash', ['-c', script], { cwd: folder, env }).catch((error: { stdout?: string }) =>
      assert.fail(`${block}\n${error.stdout ?? ''}`),
    )
  }
})
