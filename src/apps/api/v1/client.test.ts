import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '#platform/config'
import { everyEndpoint } from './index.ts'
import { openApiOf } from './openapi.ts'
import { openInterface } from './testing.ts'

const api = await openInterface()
const address = await api.server.listen({ host: '127.0.0.1', port: 0 })
const folder = mkdtempSync(join(tmpdir(), 'traboule-client-'))
after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await api.server.close()
})
const run = promisify(execFile)
const tool = (path: string, ...args: string[]) =>
  run(process.execPath, [join(projectRoot, 'node_modules', path), ...args], { cwd: folder })

/** What somebody writes who has nothing but the document. */
const scenario = `
import { createCase, defaults, getCase, getProcedure, listCases, performAction, sendMessage } from './client.ts'

export async function settle(server: string, token: string): Promise<readonly string[]> {
  defaults.baseUrl = server
  defaults.headers = { authorization: \`Bearer \${token}\` }
  const at = { collectivity: 'corbas' }
  const procedure = await getProcedure({ ...at, procedure: 'lampadaire-en-panne' })
  if (procedure.status !== 200) throw new Error(String(procedure.status))
  const filed = await createCase({
    ...at,
    idempotencyKey: 'bon-de-travail-4812',
    newCase: {
      procedure: procedure.data.slug,
      answers: {
        problem: 'off',
        place: { line: '27 rue des Essais', postalCode: '69960', city: 'Corbas' },
        applicant: { givenName: 'Ana', familyName: 'Exemple' },
        email: 'ana@exemple.fr',
      },
    },
  })
  if (filed.status !== 201) throw new Error(JSON.stringify(filed))
  const found = await listCases({ ...at, q: filed.data.number })
  if (found.status !== 200) throw new Error(String(found.status))
  const id: string = filed.data.id
  if (found.data.items.length > 1) throw new Error('filed twice')
  const stages: string[] = []
  for (let turn = 0; turn < 6; turn++) {
    const read = await getCase({ ...at, caseId: id })
    if (read.status !== 200) throw new Error('unread')
    stages.push(read.data.stage)
    if (read.data.outcome !== null) return [...stages, read.data.outcome]
    const action = read.data.actions[0]
    if (!action) throw new Error('nothing to do at ' + read.data.status.id)
    const asked = action.asks?.isRequired ? { action: action.id, text: 'Lampe remplacée.' } : { action: action.id }
    const done = await performAction({ ...at, caseId: id, ifMatch: '"' + read.data.version + '"', actionAsked: asked })
    if (done.status !== 200) throw new Error(JSON.stringify(done.data))
    const version: number = done.data.version
    const told = await sendMessage({ ...at, caseId: id, ifMatch: '"' + version + '"', textWritten: { body: 'Nous avançons.' } })
    if (told.status !== 200) throw new Error(JSON.stringify(told.data))
  }
  return stages
}
`

test('un client généré du document, et vérifié par ses types, dépose une demande et la mène à son terme', async () => {
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(openApiOf(everyEndpoint, `${address}/api/v1`)))
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  await tool('oazapfts/dist/cli.js', 'openapi.json', 'client.ts', '--argumentStyle=object')
  writeFileSync(join(folder, 'settle.ts'), scenario)
  const strict = ['--strict', '--noEmit', '--skipLibCheck', '--allowImportingTsExtensions', '--types', '']
  const where = ['--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,dom,dom.iterable']
  await tool('typescript/bin/tsc', ...strict, ...where, 'settle.ts').catch((error: { stdout?: string }) =>
    assert.fail(error.stdout),
  )
  const { settle } = (await import(pathToFileURL(join(folder, 'settle.ts')).href)) as {
    settle: (server: string, token: string) => Promise<readonly string[]>
  }
  const { token } = await api.makeKey()
  const stages = await settle(`${address}/api/v1`, token)
  assert.equal(stages[0], 'received')
  assert.ok(['accepted', 'refused', 'closed'].includes(stages.at(-1) ?? ''), stages.join(', '))
})
