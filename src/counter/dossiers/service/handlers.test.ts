import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '#kernel/ids'
import { createSecrets } from '#platform/crypto'
import type { CollectivityMail } from '#platform/mail'
import { performAction, sendAgentMessage } from './agent.ts'
import { savePage } from './drafts.ts'
import { dossierJobHandlers } from './handlers.ts'
import { openTrial, silentFiles, trialSecret } from './trial.ts'

const trial = await openTrial()
const { here, sql, agentOf } = trial
const agent = agentOf(here)
const mails: CollectivityMail[] = []
const handlers = dossierJobHandlers({
  db: trial.db,
  clock: trial.clock,
  secrets: createSecrets(trialSecret),
  sendMail: async (mail) => {
    mails.push(mail)
  },
  links: { followDossier: ({ dossierId }) => `https://exemple.test/demandes/${dossierId}` },
  textOfFile: silentFiles,
  renderReceipt: async ({ dossier, trackingCode }) => ({
    name: `recu-${dossier.number}.pdf`,
    mediaType: 'application/pdf',
    content: Buffer.from(trackingCode),
  }),
})

/** Does the jobs that a dossier asked for, as the worker does, each twice. */
async function runJobs(dossierId: string): Promise<CollectivityMail[]> {
  mails.length = 0
  const jobs = await sql<{ name: string; payload: unknown }>(
    `select t.identifier as name, j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where j.payload ->> 'dossierId' = $1 order by j.id`,
    [dossierId],
  )
  for (const { name, payload } of jobs) {
    const handler = handlers.find(({ job }) => job.name === name)
    assert.ok(handler, name)
    await handler.run(payload)
    await handler.run(payload)
  }
  return [...mails]
}
const textOf = (mail: CollectivityMail | undefined): string => JSON.stringify(mail?.paragraphs)

suite('les courriels', () => {
  test('la confirmation dit le numéro, le code et l’échéance, et porte le reçu ; refaite, elle garde son identité', async () => {
    const { dossierId, number, trackingCode } = await trial.file(here)
    const [first, again] = await runJobs(dossierId)
    assert.deepEqual(first, again)
    assert.equal(first?.to, 'ana@exemple.test')
    assert.equal(first.subject, `Votre demande ${number} est bien arrivée`)
    for (const said of [number, trackingCode, '4 décembre 2026', 'Occuper la rue pour un déménagement'])
      assert.ok(textOf(first).includes(said), said)
    assert.equal(first.attachments[0]?.content.toString(), trackingCode)
    assert.equal(first.action.href, `https://exemple.test/demandes/${dossierId}`)
    assert.ok(!first.action.href.includes(trackingCode))
  })

  test('en anglais quand la demande l’est', async () => {
    const draft = await trial.fillDraft(here, { locale: 'en' })
    const receipt = await trial.dossiers.submitDraft(trial.anonymous, draft)
    assert.ok(receipt.ok)
    const [mail] = await runJobs(receipt.value.dossierId)
    assert.match(mail?.subject ?? '', /has arrived$/)
    assert.match(textOf(mail), /by 4 December 2026/)
  })

  test('ce que le circuit dit porte ce que l’agent a écrit, tel quel', async () => {
    const { dossierId, number } = await trial.file(here)
    const act = { collectivityId: here.id, dossierId }
    const text = 'Quelle rue ? <b>{number}</b>'
    assert.ok((await performAction(agent, { ...act, actionId: 'request_information', text })).ok)
    const [, , mail, again] = await runJobs(dossierId)
    assert.deepEqual(mail, again)
    assert.ok(mail?.paragraphs.includes(text), textOf(mail))
    assert.match(textOf(mail), new RegExp(`Bonjour Ana Exemple,.*${number}.*Essaiville`))
    assert.doesNotMatch(textOf(mail), /\{(name|procedure|message|collectivity)\}/)
  })

  test('le message d’un agent est cité', async () => {
    const { dossierId } = await trial.file(here)
    await sendAgentMessage(agent, { collectivityId: here.id, dossierId, body: 'Venez mardi.' })
    const sent = await runJobs(dossierId)
    assert.equal(new Set(sent.map(({ id }) => id)).size, 2)
    assert.deepEqual(sent.at(-1)?.paragraphs[2], { quote: 'Venez mardi.' })
  })

  test('un travail sans dossier échoue au lieu d’écrire à personne', async () => {
    const payload = { collectivityId: here.id, dossierId: newId(), eventId: newId() }
    mails.length = 0
    // Those that read again, a file or all requests, have nothing to read, and tell nobody anything.
    for (const handler of handlers.filter(({ job }) => !/^dossiers\.read_|\.sweep_/.test(job.name))) {
      const asked = handler.job.name === 'dossiers.index_terms' ? { ...payload, eventId: undefined } : payload
      await assert.rejects(handler.run(asked), { code: 'dossiers.no_dossier' }, handler.job.name)
    }
    assert.equal(mails.length, 0)
  })

  test('une demande refaite avec un nom piégé ne casse ni le courriel ni la recherche', async () => {
    const draft = await trial.fillDraft(here)
    const entries = { 'who.givenName': '{number}', 'who.familyName': '$& \\u0000', email: 'ana@exemple.test' }
    await savePage(trial.anonymous, { ...draft, pageId: 'person', entries, seenVersion: 2 })
    const receipt = await trial.dossiers.submitDraft(trial.anonymous, draft)
    assert.ok(receipt.ok)
    const [mail] = await runJobs(receipt.value.dossierId)
    assert.ok(textOf(mail).includes('Bonjour {number} $&'))
  })
})
