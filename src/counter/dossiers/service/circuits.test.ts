import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import type { Status, Workflow } from '#counter/workflows'
import { newId } from '#kernel/ids'
import type { CollectivityMail } from '#platform/mail'
import { createOutbound } from '#platform/outbound'
import { listFieldRows, listRequestRows } from '../store/circuit.ts'
import { performAction } from './agent.ts'
import { sendApplicantMessage } from './applicant.ts'
import { circuitHandlers } from './circuit-handlers.ts'
import { loadFile } from './files.ts'
import { sweepDue } from './moments.ts'
import { answerOutside } from './outside.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { db, sql, clock, here, there, agentOf, system } = trial
const agent = agentOf(here)
const hour = 3_600_000
const day = 24 * hour
const byFirst = ([a = '']: readonly string[], [b = '']: readonly string[]): number => (a < b ? -1 : 1)
const text = (fr: string) => ({ fr, en: fr })

/** A service of the outside that answers what it is told to. */
const asked: { url: string; body: string; key: string | undefined }[] = []
let answers: { status: number; body: string }[] = []
const service = createServer((request, response) => {
  let body = ''
  request.on('data', (data: Buffer) => (body += data.toString()))
  request.on('end', () => {
    asked.push({ url: request.url ?? '', body, key: request.headers['idempotency-key'] as string | undefined })
    const { status, body: said } = answers.shift() ?? { status: 200, body: '{}' }
    response.writeHead(status, { 'content-type': 'application/json' }).end(said)
  })
})
await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
const outbound = createOutbound({ allowPrivate: true, timeout: 2000 })
after(async () => {
  service.close()
  await outbound.close()
})
const serviceUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`

const mails: CollectivityMail[] = []
const tools = {
  db,
  clock,
  log: system.log,
  outbound,
  errands: {
    card: async (_about: unknown, errand: { list: string }) => ({
      state: 'done' as const,
      value: `fiche ${errand.list}`,
    }),
  },
  sendMail: async (mail: CollectivityMail) => {
    mails.push(mail)
  },
  deskOf: async () => 'https://exemple.test/bureau',
  links: { followDossier: () => 'https://exemple.test/suivi', workOn: () => 'https://exemple.test/bureau' },
}
const handlers = circuitHandlers(tools)

/** Does the circuit's jobs as the worker does, each twice, until none is left that is due. */
async function work(): Promise<void> {
  const names = handlers.map(({ job }) => job.name)
  for (let round = 0; round < 20; round += 1) {
    const jobs = await sql<{ name: string; payload: unknown }>(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and t.identifier = any ($1) and (j.run_at <= now() or j.run_at <= $2)
       returning t.identifier as name, j.payload`,
      [names, clock.now()],
    )
    if (jobs.length === 0) return
    for (const { name, payload } of jobs) {
      const handler = handlers.find(({ job }) => job.name === name)
      await handler?.run(payload)
      await handler?.run(payload)
    }
  }
  assert.fail('the jobs of a circuit never end')
}

async function pass(milliseconds: number): Promise<void> {
  clock.advance(milliseconds)
  await sweepDue(tools)
  await work()
}

const status = (id: string, steps: Status['steps'], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: more.outcome ? 'decided' : 'examined',
  steps,
  ...more,
})
const action = (id: string, to: string): Status['steps'][number] => ({
  kind: 'action',
  id,
  label: text(id),
  by: ['instructor'],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
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
const done = status('done', [], { outcome: 'accepted' })
const late = status('late', [], { outcome: 'closed' })

async function filed(workflow: Workflow, options: Parameters<typeof trial.offerCircuit>[2] = {}) {
  const offerId = await trial.offerCircuit(here, workflow, options)
  return fileAgain(offerId)
}
const fileAgain = async (offerId: string) => {
  const { dossierId } = await trial.file(here, { offerId })
  return { collectivityId: here.id, dossierId, offerId }
}
const read = async ({ dossierId }: { dossierId: string }) => {
  const file = await db.readCollectivity(here.id, (tx) => loadFile(tx, { collectivityId: here.id, dossierId }))
  assert.ok(file)
  return file
}
const statusOf = async (key: { dossierId: string }) => (await read(key)).dossier.status
const kindsOf = async (key: { dossierId: string }) => (await read(key)).events.map(({ kind }) => kind)
const timersOf = async ({ dossierId }: { dossierId: string }) =>
  sql<{ kind: string; subject: string; due_at: Date }>(
    'select kind, subject, due_at from dossiers.timer where dossier_id = $1 order by due_at, subject',
    [dossierId],
  )
const press = async (key: { collectivityId: string; dossierId: string }, actionId: string) => {
  const pressed = await performAction(agent, { ...key, actionId })
  assert.ok(pressed.ok, JSON.stringify(pressed))
}

suite('les délais', () => {
  const waiting = circuit(
    'delais',
    [
      status('new', [
        { kind: 'on_delay', id: 'soon', after: { days: ['option', 'patience'] }, to: 'reminded' },
        action('take', 'taken'),
      ]),
      status('reminded', [
        { kind: 'on_delay', id: 'over', after: { workingDays: 2 }, to: 'late' },
        action('take', 'taken'),
      ]),
      status('taken', [action('back', 'new'), action('finish', 'done')]),
      done,
      late,
    ],
    { options: [{ id: 'patience', label: text('Patience'), type: 'number', default: 3 }] },
  )

  test('le moment venu, la demande avance d’elle-même, une fois, et le journal dit pourquoi', async () => {
    const key = await filed(waiting)
    await pass(3 * day - hour)
    assert.equal(await statusOf(key), 'new')
    await pass(hour)
    assert.equal(await statusOf(key), 'reminded')
    await pass(0)
    const moves = (await read(key)).events.filter(({ kind }) => kind === 'dossier.moved')
    assert.equal(moves.length, 1)
    assert.deepEqual(moves[0]?.kind === 'dossier.moved' && moves[0].payload.because, {
      kind: 'delay',
      step: 'soon',
      way: 'done',
    })
    assert.equal(moves[0]?.actor.kind, 'system')
    await pass(7 * day)
    assert.equal((await read(key)).dossier.outcome, 'closed')
    assert.deepEqual(await timersOf(key), [])
  })

  test('l’offre choisit le délai', async () => {
    const key = await filed({ ...waiting, slug: 'delais-longs' }, { circuit: { patience: 30 } })
    await pass(29 * day)
    assert.equal(await statusOf(key), 'new')
    await pass(day)
    assert.equal(await statusOf(key), 'reminded')
  })

  test('le délai d’un statut quitté ne fait rien, même si l’on y revient', async () => {
    const key = await filed({ ...waiting, slug: 'delais-quittes' })
    await pass(2 * day)
    await press(key, 'take')
    assert.deepEqual(await timersOf(key), [])
    await press(key, 'back')
    await pass(2 * day)
    assert.equal(await statusOf(key), 'new')
    await pass(day)
    assert.equal(await statusOf(key), 'reminded')
  })

  test('un délai pris par un travailleur puis dépassé par un agent ne fait rien', async () => {
    const key = await filed({ ...waiting, slug: 'delais-croises' })
    clock.advance(3 * day)
    await sweepDue(tools)
    await press(key, 'take')
    await press(key, 'back')
    await work()
    assert.equal(await statusOf(key), 'new')
  })

  test('un travailleur en retard rattrape une fois, et deux travailleurs ne prennent pas le même délai', async () => {
    const offerId = await trial.offerCircuit(here, { ...waiting, slug: 'delais-retard' })
    const keys = await Promise.all(Array.from({ length: 8 }, () => fileAgain(offerId)))
    clock.advance(20 * day)
    const [due] = await sql<{ count: number }>('select count(*)::int as count from dossiers.timer where due_at <= $1', [
      clock.now(),
    ])
    const taken = await Promise.all([sweepDue(tools), sweepDue(tools), sweepDue(tools)])
    assert.equal(
      taken.reduce((sum, each) => sum + each),
      due?.count,
    )
    await work()
    for (const key of keys) {
      assert.equal(await statusOf(key), 'reminded')
      assert.equal((await kindsOf(key)).filter((kind) => kind === 'dossier.moved').length, 1)
    }
  })

  test('une action globale vient une fois dans la vie d’une demande, et la laisse où elle est', async () => {
    const key = await filed({
      ...waiting,
      slug: 'relance',
      actions: [
        {
          id: 'nudge',
          label: text('Relancer'),
          on: { kind: 'delay', after: { days: 1 }, from: 'submitted' },
          steps: [{ kind: 'comment', to: 'agents', body: text('Toujours là : {number}.') }],
        },
      ],
    })
    await pass(day)
    await press(key, 'take')
    await pass(day)
    const { dossier, messages } = await read(key)
    assert.deepEqual(
      messages.map(({ direction, body }) => [direction, body]),
      [['note', `Toujours là : ${dossier.number}.`]],
    )
    assert.equal(dossier.status, 'taken')
  })
})

suite('une réponse demandée dehors', () => {
  const paying = (slug: string) =>
    circuit(slug, [
      status('new', [
        {
          kind: 'ask_outside',
          id: 'pay',
          service: 'payment',
          label: text('Payer'),
          parameters: [{ id: 'amount', value: ['plus', 1000, 250] }],
          accepted: 'paid',
          refused: 'late',
          timedOut: { after: { days: 10 }, to: 'late' },
        },
        action('waive', 'paid'),
      ]),
      status('paid', [action('again', 'new'), action('finish', 'done')]),
      done,
      late,
    ])
  const requestsOf = ({ dossierId }: { dossierId: string }) =>
    db.readCollectivity(here.id, (tx) => listRequestRows(tx, here.id, dossierId))
  const pending = async (slug: string) => {
    const key = await filed(paying(slug))
    const [request] = await requestsOf(key)
    assert.ok(request)
    return { key, request, base: { collectivityId: here.id, requestId: request.id } }
  }

  test('est publiée avec ses paramètres, dans la transaction qui la demande', async () => {
    const { key, request } = await pending('paiement')
    assert.deepEqual([request.service, request.state, request.parameters], ['payment', 'requested', { amount: 1250 }])
    const [event] = await sql<{ payload: unknown }>(
      `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'event.outside.asked' and j.payload ->> 'requestId' = $1`,
      [request.id],
    )
    assert.deepEqual(event?.payload, {
      collectivityId: here.id,
      requestId: request.id,
      dossierId: key.dossierId,
      service: 'payment',
      parameters: { amount: 1250 },
    })
    assert.ok((await kindsOf(key)).includes('outside.asked'))
  })

  test('acceptée, elle fait avancer la demande ; redite, elle ne change rien ; contredite, elle est refusée', async () => {
    const { key, base } = await pending('paiement-accepte')
    const yes = { ...base, outcome: 'accepted' as const, detail: 'Reçu 12', idempotencyKey: 'p1' }
    const several = await Promise.all([
      answerOutside(system, yes),
      answerOutside(system, yes),
      answerOutside(system, yes),
    ])
    assert.ok(several.every(({ ok }) => ok))
    assert.equal(await statusOf(key), 'paid')
    assert.equal((await kindsOf(key)).filter((kind) => kind === 'outside.settled').length, 1)
    const no = await answerOutside(system, { ...base, outcome: 'refused', idempotencyKey: 'p2' })
    assert.deepEqual(no, { ok: false, refusal: 'already_settled' })
    const [request] = await requestsOf(key)
    assert.deepEqual([request?.state, request?.detail], ['accepted', 'Reçu 12'])
    await pass(11 * day)
    assert.equal(await statusOf(key), 'paid')
  })

  test('sans réponse à temps, la demande prend l’autre chemin, et une réponse tardive est refusée', async () => {
    const { key, base } = await pending('paiement-tardif')
    await pass(10 * day)
    assert.equal(await statusOf(key), 'late')
    const yes = await answerOutside(system, { ...base, outcome: 'accepted', idempotencyKey: 'p' })
    assert.deepEqual(yes, { ok: false, refusal: 'already_settled' })
  })

  test('pour un statut que l’on a quitté, la réponse est gardée et ne déplace rien', async () => {
    const { key, base } = await pending('paiement-quitte')
    await press(key, 'waive')
    await press(key, 'again')
    const yes = await answerOutside(system, { ...base, outcome: 'accepted', idempotencyKey: 'p' })
    assert.deepEqual(yes, { ok: true, value: { state: 'accepted', hasMoved: false } })
    assert.equal(await statusOf(key), 'new')
    assert.equal((await requestsOf(key)).length, 2)
  })

  test('seule la plateforme répond ; une demande inconnue, ou d’une autre commune, n’existe pas', async () => {
    const { base } = await pending('paiement-acces')
    const answer = { ...base, outcome: 'accepted' as const, idempotencyKey: 'p' }
    await assert.rejects(answerOutside(agent, answer), { code: 'dossiers.not_allowed' })
    for (const wrong of [{ requestId: newId() }, { requestId: 'x' }, { collectivityId: there.id }])
      await assert.rejects(answerOutside(system, { ...answer, ...wrong }), { code: 'dossiers.no_request' })
  })
})

suite('un service appelé', () => {
  const calling = (slug: string, path = 'data.score') =>
    circuit(
      slug,
      [
        status('new', [
          {
            kind: 'call',
            id: 'ask',
            label: text('Demander'),
            method: 'POST',
            url: `${serviceUrl}/{answer.street}?n={number}`,
            body: [{ id: 'street', value: ['answer', 'street'] }],
            into: [{ field: 'score', path }],
            to: 'answered',
            on4xx: { to: 'late' },
            on5xx: { to: 'broken', retries: 2, everyMinutes: 5 },
            onTimeout: { to: 'broken' },
          },
        ]),
        status('answered', [
          { kind: 'jump', to: 'done', when: ['equals', ['internal', 'score'], 7] },
          action('end', 'late'),
        ]),
        status('broken', [action('end', 'late')]),
        done,
        late,
      ],
      { internal: [{ id: 'score', label: text('Note'), type: 'number' }] },
    )

  test('répond : ce qu’il dit est gardé, et la suite le lit', async () => {
    asked.length = 0
    answers = [{ status: 200, body: '{"data":{"score":7}}' }]
    const key = await filed(calling('appel'))
    await work()
    const { dossier } = await read(key)
    assert.equal(asked.length, 1)
    assert.equal(asked[0]?.url, `/rue%20de%20la%20Paix?n=${dossier.number}`)
    assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), { street: 'rue de la Paix' })
    assert.equal(dossier.outcome, 'accepted')
    const [field] = await db.readCollectivity(here.id, (tx) => listFieldRows(tx, here.id, key.dossierId))
    assert.deepEqual([field?.field, field?.value, field?.byName], ['score', 7, 'Circuit'])
  })

  test('répond : ce qu’il dit se lit aussi par des noms joints, sans prendre l’un pour l’autre', async () => {
    for (const [slug, path, body] of [
      ['appel-joint', 'data_score', '{"data":{"score":7}}'],
      ['appel-liste', 'results_0_data_score', '{"results":[{"data":{"score":7}}]}'],
      ['appel-nomme', 'data_score', '{"data":{"score":1},"data_score":7}'],
    ] as const) {
      answers = [{ status: 200, body }]
      const key = await filed(calling(slug, path))
      await work()
      assert.equal((await read(key)).dossier.outcome, 'accepted', slug)
    }
  })

  test('refuse : la demande prend le chemin des refus', async () => {
    answers = [{ status: 404, body: '{}' }]
    const key = await filed(calling('appel-refuse'))
    await work()
    assert.equal(await statusOf(key), 'late')
  })

  test('en panne : on réessaie, de plus en plus tard, puis la demande prend le chemin des pannes', async () => {
    asked.length = 0
    answers = Array.from({ length: 9 }, () => ({ status: 503, body: '' }))
    const key = await filed(calling('appel-panne'))
    await work()
    assert.equal(await statusOf(key), 'new')
    clock.advance(60 * hour)
    await work()
    assert.equal(asked.length, 3)
    assert.equal(new Set(asked.map((each) => each.key)).size, 1)
    assert.equal(await statusOf(key), 'broken')
  })

  test('injoignable : la demande prend le chemin du silence', async () => {
    const silent = calling('appel-muet')
    const [first, ...rest] = silent.statuses
    const [step] = first?.steps ?? []
    assert.ok(first && step?.kind === 'call')
    const key = await filed({
      ...silent,
      statuses: [{ ...first, steps: [{ ...step, url: 'http://127.0.0.1:9/' }] }, ...rest],
    })
    await work()
    assert.equal(await statusOf(key), 'broken')
  })
})

suite('ce que le circuit écrit de lui-même', () => {
  const writing = circuit(
    'ecrire',
    [
      status('new', [
        { kind: 'mark', id: 'origin' },
        {
          kind: 'set',
          fields: [
            { id: 'price', value: 1250 },
            { id: 'contact', value: 'avis@exemple.test' },
          ],
        },
        { kind: 'send', channel: 'in_app', to: { kind: 'applicant' }, body: text('Rue : {answer.street}.') },
        { kind: 'comment', to: 'agents', body: text('Prix : {internal.price}.') },
        {
          kind: 'send',
          channel: 'email',
          to: { kind: 'internal', field: 'contact' },
          subject: text('Avis sur {number}'),
          body: text('Un avis est attendu.'),
        },
        { kind: 'send', channel: 'sms', to: { kind: 'applicant' }, body: text('Bien reçu.') },
        {
          kind: 'card',
          id: 'record',
          list: 'lieux',
          values: [{ id: 'street', value: ['answer', 'street'] }],
          into: 'record',
        },
        { kind: 'generate_document', id: 'paper', template: 'arrete', name: text('Arrêté'), readBy: 'agents' },
        action('aside', 'aside'),
      ]),
      status('aside', [action('back', 'back'), action('finish', 'done')]),
      status('back', [{ kind: 'return', mark: 'origin', otherwise: 'done' }]),
      done,
    ],
    {
      internal: [
        { id: 'price', label: text('Prix'), type: 'amount' },
        { id: 'contact', label: text('Contact'), type: 'text' },
        { id: 'record', label: text('Fiche'), type: 'text' },
      ],
    },
  )

  test('arrive dans la demande, part par courriel, remplit les champs ; ce que la plateforme ne fait pas est dit', async () => {
    mails.length = 0
    const key = await filed(writing)
    await work()
    const { dossier, messages, events } = await read(key)
    assert.deepEqual(
      messages.map(({ direction, body }) => [direction, body.replaceAll(/\s/g, ' ')]).toSorted(byFirst),
      [
        ['note', 'Prix : 12,50 €.'],
        ['to_applicant', 'Rue : rue de la Paix.'],
      ],
    )
    const sent = [...new Map(mails.map((mail) => [mail.id, mail])).values()]
    assert.deepEqual(
      sent
        .map(({ to, subject }) => [to, subject])
        .toSorted((a, b) => (a[0] === b[0] ? 0 : a[0]?.startsWith('avis') ? -1 : 1)),
      [
        ['avis@exemple.test', `Avis sur ${dossier.number}`],
        ['ana@exemple.test', `Votre demande ${dossier.number}`],
      ],
    )
    const unsent = events.flatMap((event) => (event.kind === 'circuit.not_sent' ? [event.payload] : []))
    assert.deepEqual(unsent, [{ channel: 'sms', reason: 'unavailable_mailed' }])
    const settled = events.flatMap((event) => (event.kind === 'errand.settled' ? [event.payload] : []))
    assert.deepEqual(settled.map(({ work: what, state }) => [what, state]).toSorted(byFirst), [
      ['card', 'done'],
      ['generate_document', 'unavailable'],
    ])
    const fields = await db.readCollectivity(here.id, (tx) => listFieldRows(tx, here.id, key.dossierId))
    assert.deepEqual(
      fields.map(({ field, value }) => [field, value]),
      [
        ['contact', 'avis@exemple.test'],
        ['price', 1250],
        ['record', 'fiche lieux'],
      ],
    )
    assert.deepEqual(dossier.marks, { origin: 'new' })
  })

  test('la personne ne voit ni les notes, ni les champs internes, ni les travaux ; le journal tient', async () => {
    const key = await filed({ ...writing, slug: 'ecrire-secret' })
    await work()
    const { events } = await read(key)
    const seen = events.filter(({ visibility }) => visibility === 'public').map(({ kind }) => kind)
    assert.deepEqual(new Set(seen), new Set(['dossier.submitted', 'message.sent']))
    await press(key, 'aside')
    await press(key, 'back')
    assert.equal(await statusOf(key), 'new')
    assert.ok(
      (await sendApplicantMessage(trial.as({ kind: 'tracker', ...key, name: 'Ana' }), { ...key, body: 'Merci' })).ok,
    )
  })
})
