import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Status, Workflow } from '#counter/workflows'
import { newId } from '#kernel/ids'
import type { CollectivityMail } from '#platform/mail'
import { verifyJournal } from '../domain/journal.ts'
import { addNote, performAction } from './agent.ts'
import { sendApplicantMessage } from './applicant.ts'
import { holdDossier, sweepRetention, unholdDossier } from './erasure.ts'
import { loadFile, readForAgent } from './files.ts'
import { listDossiers } from './list.ts'
import { fire } from './moments.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { db, sql, clock, here, there, agentOf, system } = trial
const agent = agentOf(here)
const supervisor = agentOf(here, [{ role: 'supervisor', serviceId: here.roads }])
const day = 86_400_000
const text = (fr: string) => ({ fr, en: fr })
const mails: CollectivityMail[] = []
const tools = {
  db,
  clock,
  log: system.log,
  sendMail: async (mail: CollectivityMail) => {
    if (!mails.some(({ id }) => id === mail.id)) mails.push(mail)
  },
  deskOf: async () => 'https://exemple.test/bureau',
}

const accountId = newId()
await sql(
  `insert into accounts.account (id, email, email_key, given_name, family_name)
  values ($1, 'voirie@exemple.test', 'voirie@exemple.test', 'Alix', 'Modèle')`,
  [accountId],
)
await sql(
  `insert into accounts.agent_role (collectivity_id, id, account_id, role, service_id, starts_at)
  values ($1, $2, $3, 'agent', $4, '2026-01-01')`,
  [here.id, newId(), accountId, here.roads],
)

const status = (id: string, steps: Status['steps'], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: more.outcome ? 'decided' : 'examined',
  steps,
  ...more,
})
const finish = (to: string): Status['steps'][number] => ({
  kind: 'action',
  id: 'finish',
  label: text('Finir'),
  by: ['instructor'],
  tone: 'forward',
  to,
  consequences: [text('Elle finit.')],
})
const circuit = (slug: string, statuses: Status[], more: Partial<Workflow> = {}): Workflow => ({
  format: 'traboule.workflow/1',
  slug,
  title: text(slug),
  summary: text(slug),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  initial: statuses[0]?.id ?? '',
  statuses,
  ...more,
})
const keeping = (slug: string, end: 'anonymise' | 'remove') =>
  circuit(slug, [status('new', [finish('done')]), status('done', [], { outcome: 'accepted' })], {
    retention: { accepted: { months: 12, end } },
  })

async function filed(workflow: Workflow) {
  const offerId = await trial.offerCircuit(here, workflow)
  const { dossierId, trackingCode } = await trial.file(here, { offerId })
  const key = { collectivityId: here.id, dossierId }
  const person = trial.as({ kind: 'tracker', dossierId, name: 'Ana Exemple' })
  assert.ok((await sendApplicantMessage(person, { ...key, body: 'Je suis Ana Exemple' })).ok)
  const file = { digest: newId().repeat(2), name: 'ana.pdf', mediaType: 'application/pdf', size: 3 }
  assert.ok((await addNote(agent, { ...key, body: 'Vue avec Ana', files: [file] })).ok)
  return { ...key, trackingCode, digest: file.digest }
}
type Key = Awaited<ReturnType<typeof filed>>
const close = async (key: Key) => assert.ok((await performAction(agent, { ...key, actionId: 'finish' })).ok)
/** All that the tables of requests hold of one, as text. */
async function everythingOf({ dossierId }: Key): Promise<string> {
  const tables = [
    'dossier',
    'answer_sheet',
    'answer',
    'event',
    'message',
    'attachment',
    'term',
    'internal_value',
    'internal_given',
  ]
  const rows = await Promise.all(
    tables.map((table) =>
      sql(`select * from dossiers.${table} where ${table === 'dossier' ? 'id' : 'dossier_id'} = $1`, [dossierId]),
    ),
  )
  return JSON.stringify(rows)
}
const nights = async (days: number) => {
  for (let left = days; left > 0; left -= 1) {
    clock.advance(day)
    await sweepRetention(tools)
  }
}

suite('l’étape qui anonymise', () => {
  test('efface qui demande, partout ; ce qui s’est passé reste, et le journal tient', async () => {
    const key = await filed(
      circuit('anonymiser', [
        status('new', [finish('done')]),
        status('done', [{ kind: 'anonymise' }], { outcome: 'accepted' }),
      ]),
    )
    assert.match(await everythingOf(key), /Ana|ana@exemple|Paix/)
    await close(key)
    const [timer] = await sql<{ id: string; subject: string; entered: number }>(
      `select id, subject, entered from dossiers.timer where dossier_id = $1 and kind = 'retention'`,
      [key.dossierId],
    )
    assert.equal(timer?.subject, 'anonymise')
    const due = {
      ...key,
      timerId: timer.id,
      kind: 'retention' as const,
      subject: timer.subject,
      entered: timer.entered,
    }
    await fire(tools, due)
    await fire(tools, due)
    assert.doesNotMatch(await everythingOf(key), /Ana|ana@exemple|ana\.pdf|Paix/)
    const file = await db.readCollectivity(here.id, (tx) => loadFile(tx, key))
    assert.ok(file)
    const head = { seq: file.dossier.version, hash: file.dossier.lastEventHash }
    assert.equal(verifyJournal(key, file.events, head), undefined)
    assert.deepEqual(
      file.events.map(({ kind }) => kind),
      ['dossier.submitted', 'message.received', 'note.added', 'dossier.moved', 'dossier.erased'],
    )
    assert.equal(file.events.at(2)?.actor.name, 'Agent d’essai')
    assert.deepEqual([file.dossier.outcome, file.dossier.applicantName], ['accepted', 'Personne anonymisée'])
    const [job] = await sql<{ payload: { digests: string[] } }>(
      `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'dossiers.forget_files' order by j.id desc limit 1`,
    )
    assert.deepEqual(job?.payload.digests, [key.digest])
    assert.equal((await readForAgent(agent, key)).journalFault, undefined)
  })

  test('le journal d’une demande qui n’est pas effacée reste hors d’atteinte', async () => {
    const key = await filed(keeping('garder-journal', 'anonymise'))
    await db.withCollectivity(here.id, (tx) =>
      tx.sql(`update dossiers.event set actor_name = 'x' where dossier_id = '${key.dossierId}'`),
    )
    assert.ok(!(await everythingOf(key)).includes('"actor_name":"x"'))
  })
})

suite('le temps de garder', () => {
  test('le service est prévenu avant ; le moment venu, la demande est anonymisée, la nuit', async () => {
    const key = await filed(keeping('garder', 'anonymise'))
    await close(key)
    mails.length = 0
    clock.advance(330 * day)
    await sweepRetention(tools)
    assert.deepEqual(mails, [])
    await nights(10)
    assert.deepEqual(
      mails.map(({ to, subject }) => [to, subject]),
      [['voirie@exemple.test', 'Une demande va être effacée']],
    )
    await nights(24)
    assert.match(await everythingOf(key), /Ana/)
    await nights(3)
    assert.doesNotMatch(await everythingOf(key), /Ana/)
    assert.equal(mails.length, 1)
  })

  test('prévenu trop tard, le service a encore une semaine', async () => {
    const key = await filed(keeping('garder-tard', 'anonymise'))
    await close(key)
    clock.advance(400 * day)
    await nights(5)
    assert.match(await everythingOf(key), /Ana/)
    await nights(4)
    assert.doesNotMatch(await everythingOf(key), /Ana/)
  })

  test('une demande en recours n’est jamais effacée, tant qu’un responsable la garde', async () => {
    const key = await filed(keeping('garder-recours', 'anonymise'))
    await close(key)
    await assert.rejects(holdDossier(agent, { ...key, reason: 'x' }), { code: 'dossiers.no_dossier' })
    assert.deepEqual(await holdDossier(supervisor, { ...key, reason: ' ' }), {
      ok: false,
      refusal: { reason: 'empty' },
    })
    assert.ok((await holdDossier(supervisor, { ...key, reason: 'Recours devant le tribunal' })).ok)
    clock.advance(500 * day)
    await nights(9)
    assert.match(await everythingOf(key), /Ana/)
    assert.ok((await unholdDossier(supervisor, key)).ok)
    await nights(9)
    assert.doesNotMatch(await everythingOf(key), /Ana/)
  })

  test('une demande retirée n’est plus trouvée par personne ; le journal en garde la ligne', async () => {
    const key = await filed(keeping('retirer', 'remove'))
    await close(key)
    clock.advance(366 * day)
    await nights(9)
    await assert.rejects(readForAgent(agent, key), { code: 'dossiers.no_dossier' })
    const listed = await listDossiers(agent, { collectivityId: here.id, stages: ['closed'], limit: 200 })
    assert.ok(!listed.dossiers.some(({ id }) => id === key.dossierId))
    assert.doesNotMatch(await everythingOf(key), /Ana/)
    const lines = await sql<{ kind: string }>('select kind from dossiers.event where dossier_id = $1 order by seq', [
      key.dossierId,
    ])
    assert.equal(lines.at(-1)?.kind, 'dossier.erased')
  })

  test('l’étape qui retire met hors de vue aussitôt, et son temps l’efface', async () => {
    const workflow = keeping('retirer-etape', 'anonymise')
    const statuses = workflow.statuses.map((each) =>
      each.outcome ? { ...each, steps: [{ kind: 'remove' as const }] } : each,
    )
    const key = await filed({ ...workflow, statuses })
    await close(key)
    await fire(tools, { ...key, timerId: newId(), kind: 'retention', subject: 'remove', entered: 0 })
    await assert.rejects(readForAgent(agent, key), { code: 'dossiers.no_dossier' })
    assert.match(await everythingOf(key), /Ana/)
    clock.advance(366 * day)
    await nights(9)
    assert.doesNotMatch(await everythingOf(key), /Ana/)
    assert.equal((await listDossiers(agentOf(there), { collectivityId: here.id })).dossiers.length, 0)
  })
})
