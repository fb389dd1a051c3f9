import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { Value } from 'typebox/value'
import type { Expression } from '#kernel/expression'
import { stepKinds, type Status, type Step, type Transition, Workflow } from '../schema/index.ts'
import { checkWorkflow } from './check.ts'
import {
  applicantReply,
  availableActions,
  doGlobally,
  leave,
  pendingRequest,
  start,
  takeAction,
} from './interpreter.ts'
import type { CircuitScope } from './values.ts'
import { isWait, waysOut } from './ways.ts'

/* Random circuits of every kind of step, way and global action: one that is accepted never gets stuck. */

const text = (fr: string) => ({ fr, en: fr })
const open = ['s0', 's1', 's2', 's3'] as const
const ends = ['e_accepted', 'e_refused', 'e_closed'] as const
const target = fc.constantFrom(...open, ...ends)
const conditions: readonly Expression[] = [
  ['equals', ['answer', 'vehicle'], 'van'],
  ['greaterThan', ['internal', 'score'], 2],
  ['equals', ['option', 'eager'], true],
  ['isBefore', ['case', 'submittedAt'], ['today']],
  ['greaterThan', ['sum', ['rows', 'children', ['answer', 'meals']]], 1],
]
const when = fc.option(fc.constantFrom(...conditions)).map((each) => (each === null ? {} : { when: each }))
const delay = fc.constantFrom({ days: 3 }, { workingDays: 2 }, { hours: 5 }, { days: ['option', 'patience'] })
const body = text('Demande {number}, {answer.vehicle}, {internal.score}, {option.patience}')
const values = [{ id: 'kept', value: ['answer', 'vehicle'] as Expression }]
const policy = (to: string) => ({ to, retries: 1, everyMinutes: 5 })

const deeds: readonly object[] = [
  { kind: 'assign', function: 'agent' },
  { kind: 'dispatch', rules: [{ when: conditions[0], function: 'agent' }], otherwise: 'chief' },
  { kind: 'notify', to: 'applicant', subject: text('Objet'), body: text('Demande {number}') },
  { kind: 'send', channel: 'sms', to: { kind: 'function', function: 'agent' }, body },
  { kind: 'show_text', to: 'agents', body },
  { kind: 'redirect', to: 'agents', label: text('Suite'), url: 'https://exemple.fr/{number}' },
  { kind: 'comment', to: 'agents', body },
  { kind: 'clock', command: 'resume' },
  { kind: 'mark', id: 'here' },
  { kind: 'set', fields: [{ id: 'score', value: ['answer', 'score'] as Expression }] },
  { kind: 'card', id: 'fiche', list: 'salles', values, into: 'reference' },
  { kind: 'create_case', id: 'ailleurs', procedure: 'autre', answers: values, into: 'reference' },
  { kind: 'generate_document', id: 'arrete', template: 'arrete', name: text('Arrêté'), readBy: 'applicant' },
  { kind: 'anonymise' },
  { kind: 'remove' },
]
const deed = fc
  .tuple(fc.constantFrom(...deeds), when)
  .map(([step, more]) => ('dispatch' === (step as Step).kind ? (step as Step) : ({ ...step, ...more } as Step)))

const action = (id: string, to: string, more: object = {}): Step => ({
  kind: 'action',
  id,
  label: text(id),
  by: ['agent'],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
  ...more,
})
const by = fc.constantFrom<'applicant' | string[]>('applicant', ['agent'])

/** Each kind of wait, that leads anywhere. */
const wait = fc
  .record({ kind: fc.nat(8), to: target, other: target, third: target, by, when, delay })
  .map((drawn): Step => {
    const { kind, to, other, third, delay: after } = drawn
    const named = { id: `w${kind}`, label: text('Attente'), to }
    const each: readonly object[] = [
      action('w0', to, drawn.when),
      { kind: 'await_applicant', id: 'w1', to, invitation: text('Répondez') },
      { kind: 'on_delay', id: 'w2', after, from: 'submitted', to, ...drawn.when },
      { kind: 'trigger', ...named, ...drawn.when },
      { kind: 'edit', ...named, by: drawn.by, ...drawn.when },
      { kind: 'form', ...named, by: drawn.by, fields: [{ id: 'score' }], ...drawn.when },
      { kind: 'attach', ...named, by: drawn.by, ...drawn.when },
      {
        kind: 'ask_outside',
        id: 'w7',
        service: 'payment',
        label: text('Payer'),
        parameters: values,
        accepted: to,
        refused: other,
        timedOut: { after, to: third },
      },
      {
        kind: 'call',
        id: 'w8',
        label: text('Appel'),
        method: 'GET',
        url: 'https://exemple.fr/{number}',
        to,
        on4xx: policy(other),
        on5xx: policy(third),
        onTimeout: policy(other),
      },
    ]
    return each[kind] as Step
  })

const way = fc
  .record({ to: target, when, isReturn: fc.boolean() })
  .map(({ to, when: more, isReturn }): Step =>
    isReturn ? { kind: 'return', mark: 'here', otherwise: to, ...more } : { kind: 'jump', to, ...more },
  )

const openStatus = (id: string): fc.Arbitrary<Status> =>
  fc
    .record({
      deeds: fc.array(deed, { maxLength: 3 }),
      ways: fc.array(way, { maxLength: 1 }),
      waits: fc.uniqueArray(wait, { minLength: 1, maxLength: 3, selector: (step) => ('id' in step ? step.id : '') }),
    })
    .map(({ deeds: done, ways, waits }) => {
      const asks = waits.some(({ kind }) => kind === 'await_applicant')
      const phase = asks ? 'waiting_applicant' : 'examined'
      return { id, label: text(id), publicLabel: text(id), phase, steps: [...done, ...ways, ...waits] } as Status
    })

const endStatus = (id: string, steps: Step[]): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: 'decided',
  outcome: id.slice(2) as 'accepted',
  steps,
})

const globals = fc.array(
  fc.record({
    on: fc.constantFrom('hand', 'delay', 'call'),
    to: fc.option(target),
    when,
    steps: fc.array(deed, { maxLength: 2 }),
  }),
  { maxLength: 2 },
)

const anyCircuit: fc.Arbitrary<Workflow> = fc
  .record({
    statuses: fc.tuple(...open.map(openStatus)),
    last: fc.array(deed, { maxLength: 2 }),
    globals,
  })
  .map(({ statuses, last, globals: actions }) => ({
    format: 'traboule.workflow/1' as const,
    slug: 'hasard',
    title: text('Hasard'),
    summary: text('Hasard'),
    functions: [
      { id: 'agent', label: text('Agent'), role: 'agent' as const },
      { id: 'chief', label: text('Chef'), role: 'supervisor' as const },
    ],
    options: [
      { id: 'patience', label: text('Patience'), type: 'number' as const, default: 4 },
      { id: 'eager', label: text('Pressé'), type: 'boolean' as const, default: false },
    ],
    internal: [
      { id: 'score', label: text('Note'), type: 'number' as const },
      { id: 'reference', label: text('Référence'), type: 'text' as const },
    ],
    actions: actions.map(({ on, to, when: more, steps }, index) => ({
      id: `g${index}`,
      label: text(`Globale ${index}`),
      on:
        on === 'hand'
          ? { kind: 'hand' as const, by: ['agent'], tone: 'forward' as const, consequences: [text('Avance.')] }
          : on === 'delay'
            ? { kind: 'delay' as const, after: { days: 5 }, from: 'submitted' as const }
            : { kind: 'call' as const },
      steps: steps as never,
      ...(to !== null && { to }),
      ...more,
    })),
    initial: 's0',
    statuses: [...statuses, ...ends.map((id) => endStatus(id, last))],
  }))

/** Without the statuses that nothing leads to, which the checks would refuse. */
function pruned(workflow: Workflow): Workflow {
  const lost = new Set(
    checkWorkflow(workflow).flatMap(({ code, place }) =>
      code === 'unreachable_status' ? [place.split('/')[1] ?? ''] : [],
    ),
  )
  return lost.size === 0 ? workflow : { ...workflow, statuses: workflow.statuses.filter(({ id }) => !lost.has(id)) }
}

const scopes: readonly CircuitScope[] = [
  { answer: () => null },
  {
    answer: (id) => (id === 'vehicle' ? 'van' : null),
    internal: () => 5,
    option: (id) => id === 'eager',
    case: () => '2026-11-20',
    today: () => '2026-11-24',
    rows: () => [{ answer: () => 2 }],
  },
]
const functions = ['agent', 'chief']

/** Everything that can happen to a case where it stands. */
function nextOf(workflow: Workflow, at: string, scope: CircuitScope): readonly Transition[] {
  const status = workflow.statuses.find(({ id }) => id === at)
  if (!status) return []
  const pressed = availableActions(workflow, at, functions, scope).map(({ id }) =>
    takeAction(workflow, at, { actionId: id, heldFunctions: functions, text: 'x' }, scope),
  )
  const replied = pendingRequest(workflow, at) ? [applicantReply(workflow, at, scope)] : []
  const left = waysOut(status).map((end) => leave(workflow, at, end, scope))
  const globally = (workflow.actions ?? []).map(({ id }) => doGlobally(workflow, at, id, scope))
  return [...pressed, ...replied, ...left, ...globally].flatMap((each) => (each.ok ? [each.value] : []))
}

suite('un circuit accepté, fait de toute sorte d’étapes, de chemins et d’actions globales', () => {
  test('ne bloque jamais une demande : où qu’elle attende, quelque chose viendra, et une fin reste possible', () => {
    const met = new Set<string>()
    const seen = { circuits: 0, stands: 0, ends: 0 }
    fc.assert(
      fc.property(anyCircuit, fc.constantFrom(...scopes), (drawn, scope) => {
        assert.ok(Value.Check(Workflow, drawn), 'the draw has the shape of a circuit')
        const workflow = pruned(drawn)
        if (checkWorkflow(workflow).length > 0) return
        seen.circuits += 1
        for (const { steps } of [...workflow.statuses, ...(workflow.actions ?? [])])
          for (const { kind } of steps as readonly Step[]) met.add(kind)
        for (const { on } of workflow.actions ?? []) met.add(`global ${on.kind}`)
        const first = start(workflow, scope)
        const stands = new Map([[first.status, nextOf(workflow, first.status, scope)]])
        for (const [, moves] of stands)
          for (const { status } of moves) if (!stands.has(status)) stands.set(status, nextOf(workflow, status, scope))
        for (const [at, moves] of stands) {
          const status = workflow.statuses.find(({ id }) => id === at)
          seen.stands += 1
          if (status?.outcome) seen.ends += 1
          // A wait without a condition is what the checks promise: something is sure to come.
          else assert.ok(moves.some(({ path }) => path.length > 0) && status?.steps.some(isWait), `${at} is stuck`)
        }
      }),
      { numRuns: 700 },
    )
    assert.ok(seen.circuits > 40 && seen.ends > 40, JSON.stringify(seen))
    const kinds = [...Object.keys(stepKinds), 'global hand', 'global delay', 'global call']
    assert.deepEqual(
      kinds.filter((kind) => !met.has(kind)),
      [],
      'each kind has been met in an accepted circuit',
    )
  })
})
