import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, refused } from '#kernel/outcome'
import { sendAgentMessage } from './agent.ts'
import { endDossier } from './erasure.ts'
import { indexDossier, readFilesOf, type TextOfFile } from './indexing.ts'
import { listDossiers } from './list.ts'
import { listIndexing, readAgainHandlers, readEverythingAgain, readRequestsAgain } from './reading-again.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { here, there, sql, agentOf, db, clock } = trial
const collectivityId = here.id
const agent = agentOf(here)

/** What contents say, by their digest; how often each was read. */
const contents = new Map<string, string>()
const reads: string[] = []
const textOfFile: TextOfFile = {
  isReadable: (mediaType) => mediaType === 'application/pdf',
  read: async ({ digest }) => {
    reads.push(digest)
    const text = contents.get(digest)
    if (text === 'bombe') return refused('too_much')
    if (text === undefined) throw notFound('files.missing', digest)
    return accepted(text)
  },
}
const tools = { db, clock, textOfFile }

async function attach(dossierId: string, file: { name: string; says?: string; mediaType?: string }): Promise<string> {
  const digest = newId().replaceAll('-', '').padEnd(64, '0')
  if (file.says !== undefined) contents.set(digest, file.says)
  const { name, mediaType = 'application/pdf' } = file
  await sendAgentMessage(agent, {
    collectivityId,
    dossierId,
    body: 'Voici.',
    files: [{ digest, name, mediaType, size: 10 }],
  })
  return digest
}

const jobsOf = (dossierId: string) =>
  sql<{ name: string }>(
    `select t.identifier as name from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id
     where j.payload ->> 'dossierId' = $1 and t.identifier = 'dossiers.read_files'`,
    [dossierId],
  )
const search = (text: string, ctx = agent) => listDossiers(ctx, { collectivityId, text, sort: 'relevance' })
const ids = async (text: string, ctx = agent) => (await search(text, ctx)).dossiers.map(({ id }) => id)

suite('le texte des pièces', () => {
  test('se lit une fois, dans une tâche à part, et dit dans quelle pièce', async () => {
    const { dossierId } = await trial.file(here)
    const key = { collectivityId, dossierId }
    const lease = await attach(dossierId, {
      name: 'bail signé.pdf',
      says: 'Le loyer des chevaux pour la Guillotière est dû.',
    })
    await attach(dossierId, { name: 'perron.png', mediaType: 'image/png' })
    await indexDossier(tools, key)
    await indexDossier(tools, key)
    assert.equal((await jobsOf(dossierId)).length, 1)
    // Names are found before anything is read, those of pictures too.
    assert.deepEqual(await ids('perron'), [dossierId])
    assert.deepEqual(await ids('guillotière'), [])
    await readFilesOf(tools, key)
    await readFilesOf(tools, key)
    assert.deepEqual(
      reads.filter((digest) => digest === lease),
      [lease],
    )
    for (const text of ['guillotiere', 'loyers', 'cheval', 'chevaux'])
      assert.deepEqual(await ids(text), [dossierId], text)
    const matches = (await search('guillotiere')).matches.get(dossierId)
    assert.deepEqual(
      matches?.map(({ source, fileName }) => [source, fileName]),
      [['file', 'bail signé.pdf']],
    )
    // A word of the letter above all files: it is told as such, and words of files alone correct nobody.
    assert.deepEqual((await search('voici')).matches.get(dossierId)?.[0]?.source, 'message')
    assert.deepEqual(await ids('guilottiere'), [])
    assert.deepEqual(await ids('guillotiere', agentOf(there)), [])
    assert.deepEqual(await ids('guillotiere', agentOf(here, [{ role: 'agent', serviceId: here.civil }])), [])
  })

  test('ce qui ne se lit pas est noté, et n’est pas essayé de nouveau', async () => {
    const { dossierId } = await trial.file(here)
    const key = { collectivityId, dossierId }
    const [bomb, gone] = [
      await attach(dossierId, { name: 'bombe.pdf', says: 'bombe' }),
      await attach(dossierId, { name: 'perdu.pdf' }),
    ]
    await attach(dossierId, { name: 'numérisé.pdf', says: '' })
    await readFilesOf(tools, key)
    await readFilesOf(tools, key)
    assert.equal(reads.filter((digest) => digest === bomb || digest === gone).length, 2)
    const rows = await sql<{ state: string }>(
      'select state from dossiers.file_words where dossier_id = $1 order by state',
      [dossierId],
    )
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['missing', 'none', 'too_much'],
    )
  })

  test('s’efface avec la demande, et une lecture en retard ne le ramène pas', async () => {
    const { dossierId } = await trial.file(here)
    const key = { collectivityId, dossierId }
    await attach(dossierId, { name: 'lu.pdf', says: 'Wolframite' })
    await readFilesOf(tools, key)
    await attach(dossierId, { name: 'en-retard.pdf', says: 'Pechblende' })
    const late: TextOfFile = {
      ...textOfFile,
      read: async (file) => {
        await endDossier(agent, key, { end: 'anonymise', step: 'anonymise' })
        return textOfFile.read(file)
      },
    }
    await readFilesOf({ ...tools, textOfFile: late }, key)
    assert.deepEqual(await sql('select 1 from dossiers.file_words where dossier_id = $1', [dossierId]), [])
    assert.deepEqual(await sql('select 1 from dossiers.term where dossier_id = $1', [dossierId]), [])
  })
})

suite('relire les demandes', () => {
  const run = async (name: string, payload: object) => {
    const handler = readAgainHandlers(tools).find(({ job }) => job.name === name)
    await handler?.run(payload)
  }
  const progress = async () =>
    (await listIndexing({ db })).find((each) => each.collectivityId === collectivityId) ?? assert.fail()
  const waiting = (name: string) =>
    sql<{ payload: { collectivityId?: string } }>(
      `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = $1`,
      [name],
    )

  test('par lots, chaque demande une fois, reprise où elle s’était arrêtée, puis la commune d’après', async () => {
    const filed = []
    for (let index = 0; index < 45; index += 1) filed.push(await trial.file(here))
    await attach(filed[3]?.dossierId ?? '', { name: 'vieux.pdf', says: 'Zirconium' })
    await sql(`update dossiers.dossier set labels = '{ancienne}' where id = $1`, [filed[5]?.dossierId])
    assert.deepEqual(await ids('zirconium'), [])
    await run('dossiers.sweep_indexing', {})
    const [{ payload } = assert.fail()] = await waiting('dossiers.read_again')
    // Whichever comes first; the other waits for its turn.
    await run('dossiers.read_again', payload)
    await run('dossiers.sweep_indexing', {})
    for (const { payload: next } of await waiting('dossiers.read_again')) await run('dossiers.read_again', next)
    const { done, total, finishedAt, isOutdated } = await progress()
    assert.deepEqual([done, isOutdated, finishedAt !== null], [total, false, true])
    assert.deepEqual(await ids('zirconium'), [filed[3]?.dossierId])
    const labelled = await listDossiers(agent, { collectivityId, label: 'ancienne' })
    assert.deepEqual(
      labelled.dossiers.map(({ id }) => id),
      [filed[5]?.dossierId],
    )
    // Nothing is left to be done.
    await sql('delete from graphile_worker._private_jobs')
    await run('dossiers.sweep_indexing', {})
    assert.deepEqual(await waiting('dossiers.read_again'), [])
  })

  test('l’exploitation et qui travaille partout la demandent ; personne d’autre', async () => {
    const everywhere = agentOf(here, [{ role: 'administrator', serviceId: null }])
    await readRequestsAgain(everywhere, collectivityId)
    assert.equal((await progress()).finishedAt, null)
    // Two workers at once: the second finds that it was gone on with.
    await Promise.all([run('dossiers.read_again', { collectivityId }), run('dossiers.read_again', { collectivityId })])
    const { done, total } = await progress()
    assert.equal(done, total)
    await assert.rejects(readRequestsAgain(everywhere, there.id), { code: 'dossiers.not_allowed' })
    await assert.rejects(readRequestsAgain(agentOf(here, [{ role: 'agent', serviceId: here.civil }]), collectivityId), {
      code: 'dossiers.not_allowed',
    })
    await assert.rejects(readEverythingAgain(everywhere), { code: 'dossiers.not_allowed' })
    await readEverythingAgain({ ...agent, actor: { kind: 'operator', accountId: newId(), name: 'Exploitation' } })
    assert.equal((await progress()).isOutdated, true)
  })
})
