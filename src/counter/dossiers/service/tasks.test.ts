import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Status, Workflow } from '#counter/workflows'
import { newId } from '#kernel/ids'
import { findAnswers } from '../store/answers.ts'
import { sendApplicantMessage } from './applicant.ts'
import { editAnswers } from './editing.ts'
import { loadFile, readForAgent } from './files.ts'
import { recordDossier } from './recording.ts'
import { addFiles, fillForm, giveDocument } from './tasks.ts'
import { openTrial } from './trial.ts'
import { verifyJournal } from '../domain/journal.ts'
import { performAction, takeDossier } from './agent.ts'

const trial = await openTrial()
const { db, sql, clock, here, agentOf } = trial
const agent = agentOf(here)
const supervisor = agentOf(here, [{ role: 'supervisor', serviceId: here.roads }], 'Ange Modèle')
const text = (fr: string) => ({ fr, en: fr })
const byFirst = (a: readonly string[], b: readonly string[]): number => (a.join() < b.join() ? -1 : 1)

const status = (id: string, steps: Status['steps'], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(`Votre demande : ${id}`),
  phase: more.outcome ? 'decided' : 'examined',
  steps,
  ...more,
})
const action = (id: string, to: string, by = 'instructor'): Status['steps'][number] => ({
  kind: 'action',
  id,
  label: text(id),
  by: [by],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
})
const circuit = (slug: string, statuses: Status[], more: Partial<Workflow> = {}): Workflow => ({
  format: 'traboule.workflow/1',
  slug,
  title: text(slug),
  summary: text(slug),
  functions: [
    { id: 'instructor', label: text('Instruction'), role: 'agent' },
    { id: 'supervisor', label: text('Visa'), role: 'supervisor' },
  ],
  initial: statuses[0]?.id ?? '',
  statuses,
  ...more,
})
const done = status('done', [], { outcome: 'accepted' })
const wait = (step: Status['steps'][number]) => [step, action('finish', 'done')]

async function filed(workflow: Workflow) {
  const offerId = await trial.offerCircuit(here, workflow)
  const { dossierId } = await trial.file(here, { offerId })
  return { collectivityId: here.id, dossierId }
}
type Key = Awaited<ReturnType<typeof filed>>
const read = async (key: Key) => {
  const file = await db.readCollectivity(here.id, (tx) => loadFile(tx, key))
  assert.ok(file)
  const head = { seq: file.dossier.version, hash: file.dossier.lastEventHash }
  assert.equal(verifyJournal(key, file.events, head), undefined)
  return file
}
const person = (key: Key) => trial.as({ kind: 'tracker', dossierId: key.dossierId, name: 'Ana Exemple' })
const stranger = trial.as({ kind: 'account', accountId: newId(), name: 'Autre' } as never)
const deposited = (name: string) => ({
  digest: newId().replaceAll('-', '').repeat(2),
  name,
  mediaType: 'application/pdf',
  size: 12,
})
const refusalOf = (outcome: { ok: boolean; refusal?: { reason: string } }) =>
  outcome.ok ? undefined : outcome.refusal?.reason

suite('un formulaire rempli dans le circuit', () => {
  const filling = (slug: string, by: 'applicant' | string[]) =>
    circuit(
      slug,
      [
        status(
          'new',
          wait({
            kind: 'form',
            id: 'visit',
            label: text('Compte rendu'),
            by,
            fields: [{ id: 'day' }, { id: 'price' }, { id: 'kind' }, { id: 'seen' }, { id: 'notes', optional: true }],
            to: 'visited',
          }),
        ),
        status('visited', [
          { kind: 'jump', to: 'done', when: ['equals', ['internal', 'kind'], 'large'] },
          action('finish', 'done'),
        ]),
        done,
      ],
      {
        internal: [
          { id: 'day', label: text('Jour de la visite'), type: 'date' },
          { id: 'price', label: text('Prix'), type: 'amount' },
          {
            id: 'kind',
            label: text('Taille'),
            type: 'choice',
            options: [
              { value: 'large', label: text('Grande') },
              { value: 'small', label: text('Petite') },
            ],
          },
          { id: 'seen', label: text('Vu'), type: 'list' },
          { id: 'notes', label: text('Notes'), type: 'long_text' },
        ],
      },
    )
  const entries = {
    'day.day': '3',
    'day.month': '12',
    'day.year': '2026',
    price: '12,50',
    kind: 'large',
    seen: 'Portail\n\nClôture ',
  }

  test('rempli deux fois : la demande se rejoue avec ce que les champs tenaient à chaque geste', async () => {
    const whole = filling('remplir-deux-fois', ['instructor'])
    const [first, visited, last] = whole.statuses
    assert.ok(first && visited && last)
    const again = { ...visited, steps: [...visited.steps, action('again', 'new')] }
    const key = await filed({ ...whole, statuses: [first, again, last] })
    const fill = async (kind: string, notes: string) => {
      const typed = { ...entries, kind, notes }
      assert.ok((await fillForm(agent, { ...key, stepId: 'visit', entries: typed })).ok)
    }
    await fill('small', 'trop tôt')
    assert.ok((await performAction(agent, { ...key, actionId: 'again' })).ok)
    await fill('large', 'vu')
    assert.equal((await read(key)).dossier.status, 'done')
    const { given, internal, moves, passages } = await recordDossier(agent, key)
    assert.deepEqual(
      given.map(({ before, values }) => [before, values['kind'], values['notes']]),
      [
        [0, 'small', 'trop tôt'],
        [2, 'large', 'vu'],
      ],
    )
    assert.deepEqual(internal, {})
    assert.equal(moves.length, 3)
    assert.deepEqual(passages.at(-1), ['visited', 'done'])
  })

  test('par un agent : les champs sont gardés avec leur auteur, la suite les lit, le journal dit l’étape', async () => {
    const key = await filed(filling('remplir', ['instructor']))
    const outcome = await fillForm(agent, { ...key, stepId: 'visit', entries })
    assert.ok(outcome.ok, JSON.stringify(outcome))
    const { dossier, fields, events } = await read(key)
    assert.equal(dossier.outcome, 'accepted')
    assert.deepEqual(
      fields.map(({ field, value, byName }) => [field, value, byName]),
      [
        ['day', '2026-12-03', 'Agent d’essai'],
        ['kind', 'large', 'Agent d’essai'],
        ['notes', null, 'Agent d’essai'],
        ['price', 1250, 'Agent d’essai'],
        ['seen', ['Portail', 'Clôture'], 'Agent d’essai'],
      ],
    )
    const line = events.find(({ kind }) => kind === 'form.filled')
    assert.deepEqual(line?.kind === 'form.filled' && line.payload.step, 'visit')
    const moved = events.find(({ kind }) => kind === 'dossier.moved')
    assert.equal(moved?.kind === 'dossier.moved' && moved.payload.because?.kind, 'form')
  })

  test('par la personne : elle seule, et un agent s’entend dire que ce n’est pas à lui', async () => {
    const key = await filed(filling('remplir-soi', 'applicant'))
    assert.equal(refusalOf(await fillForm(agent, { ...key, stepId: 'visit', entries })), 'not_yours')
    await assert.rejects(fillForm(stranger, { ...key, stepId: 'visit', entries }), { code: 'dossiers.no_dossier' })
    assert.ok((await fillForm(person(key), { ...key, stepId: 'visit', entries })).ok)
    assert.equal((await read(key)).dossier.outcome, 'accepted')
  })

  test('ce qui manque ou ne se lit pas est dit champ par champ, et rien ne bouge', async () => {
    const key = await filed(filling('remplir-mal', ['supervisor']))
    assert.equal(refusalOf(await fillForm(agent, { ...key, stepId: 'visit', entries })), 'not_yours')
    const wrong = await fillForm(supervisor, {
      ...key,
      stepId: 'visit',
      entries: { ...entries, price: 'cher', kind: 'x' },
    })
    assert.ok(!wrong.ok && 'errors' in wrong.refusal)
    assert.deepEqual(
      wrong.refusal.errors.map(({ field, code }) => [field, code]),
      [
        ['price', 'not_an_amount'],
        ['kind', 'not_an_option'],
      ],
    )
    assert.equal((await read(key)).dossier.version, 1)
    assert.equal(refusalOf(await fillForm(supervisor, { ...key, stepId: 'finish', entries })), 'not_awaited')
  })
})

suite('un fichier demandé dans le circuit', () => {
  const attaching = (slug: string, by: 'applicant' | string[], readBy?: 'applicant') =>
    circuit(slug, [
      status(
        'new',
        wait({ kind: 'attach', id: 'plan', label: text('Plan de masse'), by, to: 'done', ...(readBy && { readBy }) }),
      ),
      done,
    ])

  test('ajouté par la personne, lu des deux côtés ; sans fichier, rien ne bouge', async () => {
    const key = await filed(attaching('joindre', 'applicant'))
    assert.equal(refusalOf(await addFiles(person(key), { ...key, stepId: 'plan', files: [] })), 'empty')
    assert.ok((await addFiles(person(key), { ...key, stepId: 'plan', files: [deposited('plan.pdf')] })).ok)
    const { dossier, messages, attachments } = await read(key)
    assert.equal(dossier.outcome, 'accepted')
    assert.deepEqual(
      messages.map(({ direction, body }) => [direction, body]),
      [['from_applicant', 'Plan de masse']],
    )
    assert.deepEqual(
      attachments.map(({ name }) => name),
      ['plan.pdf'],
    )
  })

  test('ajouté par un agent : une note, ou lu par la personne quand le circuit le dit', async () => {
    for (const [slug, readBy, direction] of [
      ['joindre-agent', undefined, 'note'],
      ['joindre-lu', 'applicant', 'to_applicant'],
    ] as const) {
      const key = await filed(attaching(slug, ['instructor'], readBy))
      assert.equal(
        refusalOf(await addFiles(person(key), { ...key, stepId: 'plan', files: [deposited('a.pdf')] })),
        'not_yours',
      )
      assert.ok((await addFiles(agent, { ...key, stepId: 'plan', files: [deposited('a.pdf')] })).ok)
      assert.equal((await read(key)).messages[0]?.direction, direction)
    }
  })
})

suite('des réponses corrigées', () => {
  const editing = (slug: string, by: 'applicant' | string[]) =>
    circuit(slug, [
      status(
        'new',
        wait({ kind: 'edit', id: 'mend', label: text('Corriger'), by, fields: ['street', 'note', 'plan'], to: 'next' }),
      ),
      status('next', [
        { kind: 'jump', to: 'done', when: ['equals', ['answer', 'street'], 'rue Neuve'] },
        { kind: 'edit', id: 'again', label: text('Encore'), by: ['instructor'], to: 'next' },
        action('finish', 'done'),
      ]),
      done,
    ])
  const rowsOf = ({ dossierId }: Key) =>
    sql<{ stream: string; field: string; value: unknown; provenance: string }>(
      'select stream, field, value, provenance from dossiers.answer where dossier_id = $1 order by field, stream',
      [dossierId],
    )

  test('par un agent : sa réponse compte désormais, celle de la personne reste à côté', async () => {
    const key = await filed(editing('corriger', ['instructor']))
    const entries = { street: 'rue Neuve', note: '' }
    assert.ok((await editAnswers(agent, { ...key, stepId: 'mend', entries })).ok)
    const { dossier, answers, edits } = await read(key)
    assert.equal(dossier.outcome, 'accepted')
    assert.equal(dossier.subject, 'rue Neuve')
    assert.deepEqual([answers['street']?.value, answers['street']?.provenance], ['rue Neuve', 'agent'])
    assert.deepEqual(
      edits.map(({ field, stream, before, after, byName }) => [field, stream, before?.value, after?.value, byName]),
      [['street', 'agent_edit', 'rue de la Paix', 'rue Neuve', 'Agent d’essai']],
    )
    const streets = (await rowsOf(key)).filter(({ field }) => field === 'street')
    assert.deepEqual(
      streets.map(({ stream, value, provenance }) => [stream, value, provenance]),
      [
        ['agent_edit', 'rue Neuve', 'agent'],
        ['main', 'rue de la Paix', 'typed'],
      ],
    )
  })

  test('par la personne puis par un agent : la dernière correction compte, toutes restent', async () => {
    const key = await filed(editing('corriger-deux', 'applicant'))
    const plan = { ...deposited('plan.pdf'), id: newId(), fieldId: 'plan' }
    const entries = { street: 'rue Haute', note: 'Au fond', plan: [plan.id] }
    assert.ok((await editAnswers(person(key), { ...key, stepId: 'mend', entries, files: [plan] })).ok)
    clock.advance(1000)
    const first = await read(key)
    assert.deepEqual(first.answers['plan']?.value, [plan.id])
    assert.deepEqual(
      first.attachments.map(({ id, fieldId }) => [id, fieldId]),
      [[plan.id, 'plan']],
    )
    assert.equal(first.answers['street']?.provenance, 'typed')
    const whole = {
      'who.givenName': 'Anna',
      'who.familyName': 'Exemple',
      email: 'anna@exemple.test',
      street: 'rue Haute',
      note: '',
      plan: [plan.id],
    }
    const again = await editAnswers(agent, { ...key, stepId: 'again', entries: whole })
    assert.ok(again.ok, JSON.stringify(again))
    const { dossier, answers, edits, events } = await read(key)
    assert.deepEqual([dossier.applicantName, dossier.applicantEmail], ['Anna Exemple', 'anna@exemple.test'])
    assert.equal(answers['note'], undefined)
    assert.deepEqual(
      edits.map(({ field, stream }) => [field, stream]).toSorted(byFirst),
      [
        ['email', 'agent_edit'],
        ['note', 'applicant_edit'],
        ['note', 'agent_edit'],
        ['plan', 'applicant_edit'],
        ['street', 'applicant_edit'],
        ['who', 'agent_edit'],
      ].toSorted(byFirst),
    )
    assert.equal(events.filter(({ kind }) => kind === 'answers.edited').length, 2)
    const [sheet] = await sql<{ answers: Record<string, { value: unknown }> }>(
      `select answers from dossiers.answer_sheet where dossier_id = $1 and stream = 'submitted'`,
      [key.dossierId],
    )
    assert.equal(sheet?.answers['street']?.value, 'rue de la Paix')
  })

  test('une correction fautive ne change rien ; un champ qui n’est pas ouvert ne se corrige pas', async () => {
    const key = await filed(editing('corriger-mal', 'applicant'))
    const wrong = await editAnswers(person(key), { ...key, stepId: 'mend', entries: { street: '' } })
    assert.ok(!wrong.ok && 'errors' in wrong.refusal)
    assert.deepEqual(
      wrong.refusal.errors.map(({ field, code }) => [field, code]),
      [['street', 'required']],
    )
    const entries = { street: 'rue Haute', email: 'autre@exemple.test' }
    assert.ok((await editAnswers(person(key), { ...key, stepId: 'mend', entries })).ok)
    const answers = await db.readCollectivity(here.id, (tx) => findAnswers(tx, here.id, key.dossierId))
    assert.equal(answers['email']?.value, 'ana@exemple.test')
  })
})

suite('ce que l’on attend de la personne', () => {
  const asking = (slug: string, step: Partial<Extract<Status['steps'][number], { kind: 'await_applicant' }>>) =>
    circuit(slug, [
      status(
        'new',
        [
          { kind: 'clock', command: 'pause' },
          { kind: 'await_applicant', id: 'reply', to: 'back', invitation: text('Il manque quelque chose.'), ...step },
          action('finish', 'done'),
        ],
        { phase: 'waiting_applicant' },
      ),
      status('back', [{ kind: 'clock', command: 'resume' }, action('finish', 'done')]),
      done,
    ])
  const documents = [
    { id: 'identity', label: text('Pièce d’identité') },
    { id: 'home', label: text('Justificatif de domicile'), hint: text('De moins de trois mois.') },
  ]

  test('des pièces données une par une : la demande repart avec la dernière, et un message seul ne la déplace pas', async () => {
    const key = await filed(asking('pieces', { asks: 'documents', documents }))
    const give = (documentId: string, name: string) =>
      giveDocument(person(key), { ...key, stepId: 'reply', documentId, file: deposited(name) })
    assert.ok((await sendApplicantMessage(person(key), { ...key, body: 'J’arrive' })).ok)
    assert.equal(refusalOf(await give('autre', 'x.pdf')), 'unknown_document')
    await assert.rejects(
      giveDocument(agent, { ...key, stepId: 'reply', documentId: 'home', file: deposited('x.pdf') }),
      { code: 'dossiers.no_dossier' },
    )
    assert.ok((await give('home', 'quittance.pdf')).ok)
    assert.ok((await give('home', 'quittance-2.pdf')).ok)
    assert.equal((await read(key)).dossier.status, 'new')
    assert.ok((await give('identity', 'carte.pdf')).ok)
    const { dossier, events, attachments } = await read(key)
    assert.equal(dossier.status, 'back')
    assert.equal(dossier.clockPausedAt, null)
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'document.given' ? [event.payload.document] : [])),
      ['home', 'home', 'identity'],
    )
    assert.equal(attachments.length, 3)
    const moved = events.find(({ kind }) => kind === 'dossier.moved')
    assert.deepEqual(moved?.kind === 'dossier.moved' && [moved.payload.action, moved.payload.because], [
      null,
      undefined,
    ])
  })

  test('une correction : ses réponses se rouvrent, et la demande repart', async () => {
    const key = await filed(asking('correction', { asks: 'correction', fields: ['street'] }))
    assert.equal(
      refusalOf(await editAnswers(agent, { ...key, stepId: 'reply', entries: { street: 'x' } })),
      'not_yours',
    )
    assert.ok((await editAnswers(person(key), { ...key, stepId: 'reply', entries: { street: 'rue Basse' } })).ok)
    const { dossier, answers } = await read(key)
    assert.equal(dossier.status, 'back')
    assert.equal(answers['street']?.value, 'rue Basse')
  })

  test('une réponse libre ne se corrige pas', async () => {
    const key = await filed(asking('libre', {}))
    assert.equal(
      refusalOf(await editAnswers(person(key), { ...key, stepId: 'reply', entries: { street: 'x' } })),
      'not_awaited',
    )
  })
})

suite('ce que montre un statut, et à qui', () => {
  const showing = circuit(
    'montrer',
    [
      status('new', [
        { kind: 'set', fields: [{ id: 'room', value: 'B 12/3' }] },
        { kind: 'show_text', to: 'applicant', tone: 'success', body: text('Bonjour {name}.') },
        { kind: 'show_text', to: 'agents', body: text('Salle {internal.room}.') },
        { kind: 'show_text', to: 'everyone', body: text('Jamais.'), when: ['equals', ['answer', 'street'], 'x'] },
        {
          kind: 'redirect',
          to: 'applicant',
          label: text('Continuer'),
          url: 'https://exemple.test/suite?rue={answer.street}',
        },
        action('hide', 'secret'),
      ]),
      status('secret', [action('show', 'seen'), action('finish', 'done')], {
        hiddenFromApplicant: true,
        visibleTo: ['supervisor'],
      }),
      status('seen', [action('finish', 'done')]),
      done,
    ],
    { internal: [{ id: 'room', label: text('Salle'), type: 'text' }] },
  )

  test('chacun lit ce qui est pour lui, complété ; une adresse garde ce que la personne a écrit à sa place', async () => {
    const key = await filed(showing)
    assert.deepEqual((await trial.dossiers.readForApplicant(person(key), key)).shown, [
      { kind: 'text', tone: 'success', body: 'Bonjour Ana Exemple.' },
      { kind: 'link', label: 'Continuer', href: 'https://exemple.test/suite?rue=rue%20de%20la%20Paix' },
    ])
    assert.deepEqual((await readForAgent(agent, key)).shown, [{ kind: 'text', tone: 'info', body: 'Salle B 12/3.' }])
    assert.deepEqual((await trial.dossiers.readForApplicant(person(key), key)).fields, [])
  })

  test('un statut caché : la personne lit celui d’avant ; les agents qui n’ont pas la fonction ne trouvent pas la demande', async () => {
    const key = await filed({ ...showing, slug: 'montrer-cacher' })
    const press = async (actionId: string, by = supervisor) =>
      assert.ok((await performAction(by, { ...key, actionId })).ok)
    await press('hide', agent)
    const seen = await trial.dossiers.readForApplicant(person(key), key)
    assert.equal(seen.dossier.status, 'new')
    assert.deepEqual(
      seen.events.map(({ kind }) => kind),
      ['dossier.submitted'],
    )
    await assert.rejects(readForAgent(agent, key), { code: 'dossiers.no_dossier' })
    await assert.rejects(takeDossier(agent, key), { code: 'dossiers.no_dossier' })
    assert.equal((await readForAgent(supervisor, key)).dossier.status, 'secret')
    await press('show')
    const later = await trial.dossiers.readForApplicant(person(key), key)
    assert.equal(later.dossier.status, 'seen')
    assert.deepEqual(
      later.events.flatMap((event) => (event.kind === 'dossier.moved' ? [event.payload.path] : [])),
      [['seen']],
    )
    assert.equal((await readForAgent(agent, key)).dossier.status, 'seen')
  })
})
