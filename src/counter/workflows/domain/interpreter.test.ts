import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '#kernel/errors'
import { holds, type Scope } from '#kernel/expression'
import type { ActionStep, Status, Step, Transition, Workflow } from '../schema/index.ts'
import { checkWorkflow } from './check.ts'
import { applicantReply, availableActions, pendingRequest, start, takeAction } from './interpreter.ts'
import { statusOf } from './run.ts'

const text = (fr: string) => ({ fr, en: fr })
const nothing: Scope = { answer: () => null }
const scopeOf = (answers: Readonly<Record<string, string>>): Scope => ({ answer: (id) => answers[id] ?? null })

const action = (id: string, to: string, more: Partial<ActionStep> = {}): ActionStep => ({
  kind: 'action',
  id,
  label: text(id),
  by: ['instructor'],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
  ...more,
})
const jump = (to: string, vehicle?: string): Step =>
  vehicle === undefined ? { kind: 'jump', to } : { kind: 'jump', to, when: ['equals', ['answer', 'vehicle'], vehicle] }
const notify = (body: string): Step => ({ kind: 'notify', to: 'applicant', subject: text('Demande'), body: text(body) })
const assign: Step = { kind: 'assign', function: 'instructor' }
const clock = (command: 'pause' | 'resume'): Step => ({ kind: 'clock', command })
const status = (id: string, steps: Step[], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: more.outcome ? 'decided' : 'examined',
  steps,
  ...more,
})
const circuit = (...statuses: Status[]): Workflow => ({
  format: 'traboule.workflow/1',
  slug: 'essai',
  title: text('Essai'),
  summary: text('Essai'),
  functions: [
    { id: 'instructor', label: text('Instruction'), role: 'agent' },
    { id: 'supervisor', label: text('Visa'), role: 'supervisor' },
  ],
  initial: statuses[0]?.id ?? '',
  statuses,
})

const refusal: Partial<ActionStep> = { asks: { kind: 'reason', required: true, label: text('Motif') } }
const note: Partial<ActionStep> = { by: ['supervisor'], asks: { kind: 'note', required: true, label: text('Note') } }

const parking = circuit(
  status('new', [assign, jump('trucks', 'truck'), action('accept', 'accepted'), action('refuse', 'refused', refusal)]),
  status('trucks', [notify('Un camion demande un arrêté.'), jump('examination')]),
  status('examination', [
    action('ask', 'with_applicant'),
    action('accept', 'accepted'),
    action('send_back', 'new', note),
  ]),
  status(
    'with_applicant',
    [
      clock('pause'),
      notify('{message}'),
      { kind: 'await_applicant', id: 'reply', to: 'replied', invitation: text('Répondez') },
      action('resume', 'replied'),
    ],
    { phase: 'waiting_applicant' },
  ),
  status('replied', [clock('resume'), jump('examination')]),
  status('accepted', [notify('Oui')], { outcome: 'accepted' }),
  status('refused', [notify('{reason}')], { outcome: 'refused' }),
)

suite('suivre un circuit', () => {
  test('au départ, la demande va à qui l’instruit et attend', () => {
    assert.deepEqual(start(parking, nothing), {
      path: ['new'],
      status: 'new',
      phase: 'examined',
      effects: [{ kind: 'assign', function: 'instructor' }],
    })
  })

  test('une réponse de la personne change le chemin, et les effets gardent leur ordre', () => {
    const { path, effects } = start(parking, scopeOf({ vehicle: 'truck' }))
    assert.deepEqual(path, ['new', 'trucks', 'examination'])
    assert.deepEqual(
      effects.map(({ kind }) => kind),
      ['assign', 'notify'],
    )
  })

  test('on ne voit que les actions des fonctions que l’on tient', () => {
    const names = (held: string[]) => availableActions(parking, 'examination', held).map(({ id }) => id)
    assert.deepEqual(names(['instructor']), ['ask', 'accept'])
    assert.deepEqual(names(['supervisor']), ['send_back'])
    assert.deepEqual(names([]), [])
  })

  test('accepter prévient la personne puis ferme la demande', () => {
    const taken = takeAction(parking, 'new', { actionId: 'accept', heldFunctions: ['instructor'] }, nothing)
    assert.ok(taken.ok)
    assert.deepEqual(taken.value.path, ['accepted'])
    assert.deepEqual(
      taken.value.effects.map(({ kind }) => kind),
      ['notify', 'close'],
    )
    assert.equal(taken.value.action.id, 'accept')
    assert.equal(taken.value.text, undefined)
  })

  test('un refus sans motif, ou fait de blancs, est refusé ; le motif est rendu sans ses blancs', () => {
    const refuse = (written?: string) =>
      takeAction(parking, 'new', { actionId: 'refuse', heldFunctions: ['instructor'], text: written }, nothing)
    assert.deepEqual(refuse(), { ok: false, refusal: 'reason_required' })
    assert.deepEqual(refuse(' \n '), { ok: false, refusal: 'reason_required' })
    const taken = refuse('  Le trottoir est trop étroit.\n')
    assert.ok(taken.ok)
    assert.equal(taken.value.text, 'Le trottoir est trop étroit.')
  })

  test('un renvoi sans note est refusé', () => {
    const taken = { actionId: 'send_back', heldFunctions: ['supervisor'], text: '' }
    assert.deepEqual(takeAction(parking, 'examination', taken, nothing), { ok: false, refusal: 'note_required' })
  })

  test('l’action d’un autre, une action passée, une inconnue, une demande close : quatre refus différents', () => {
    const press = (statusId: string, actionId: string) =>
      takeAction(parking, statusId, { actionId, heldFunctions: ['instructor'], text: 'x' }, nothing)
    assert.deepEqual(press('examination', 'send_back'), { ok: false, refusal: 'not_yours' })
    assert.deepEqual(press('examination', 'refuse'), { ok: false, refusal: 'no_longer_available' })
    assert.deepEqual(press('examination', 'dance'), { ok: false, refusal: 'unknown_action' })
    assert.deepEqual(press('accepted', 'refuse'), { ok: false, refusal: 'already_closed' })
  })

  test('la réponse de la personne relance le délai et rend la demande à l’étude', () => {
    assert.equal(pendingRequest(parking, 'with_applicant')?.id, 'reply')
    const reply = applicantReply(parking, 'with_applicant', nothing)
    assert.ok(reply.ok)
    assert.deepEqual(reply.value.path, ['replied', 'examination'])
    assert.deepEqual(reply.value.effects, [{ kind: 'clock', command: 'resume' }])
  })

  test('une réponse que l’on n’attend pas est refusée', () => {
    assert.equal(pendingRequest(parking, 'examination'), undefined)
    assert.deepEqual(applicantReply(parking, 'examination', nothing), { ok: false, refusal: 'not_awaited' })
    assert.deepEqual(applicantReply(parking, 'refused', nothing), { ok: false, refusal: 'already_closed' })
  })

  test('une demande dont le statut n’est pas dans sa révision est une impasse dite', () => {
    assert.throws(
      () => availableActions(parking, 'ailleurs', []),
      (error) => error instanceof AppError && error.code === 'workflows.unknown_status',
    )
  })

  test('des sauts qui tournent s’arrêtent par une erreur dite', () => {
    const endless = circuit(status('a', [jump('b')]), status('b', [jump('a')]))
    assert.throws(
      () => start(endless, nothing),
      (error) => error instanceof AppError && error.code === 'workflows.endless_jumps',
    )
  })
})

const ids = ['a', 'b', 'c', 'd', 'e', 'f']
const target = fc.constantFrom(...ids)
const vehicle = fc.constantFrom('truck', 'van')
const effectStep = fc.oneof(
  fc.constant(assign),
  fc.nat(99).map((count) => notify(`message ${count}`)),
  fc.constant(clock('resume')),
)
const waits = fc.oneof(
  fc
    .array(target, { minLength: 1, maxLength: 3 })
    .map((targets) => targets.map((to, index): Step => action(`action_${index}`, to))),
  target.map((to): Step[] => [
    { kind: 'await_applicant', id: 'reply', to, invitation: text('Répondez') },
    action('resume', to),
  ]),
  target.map((to) => [jump(to)]),
)
const openStatus = fc
  .tuple(
    fc.array(effectStep, { maxLength: 3 }),
    fc.option(fc.tuple(target, vehicle)),
    fc.array(effectStep, { maxLength: 2 }),
    waits,
  )
  .map(([before, detour, after, last]) => {
    const steps = [...before, ...(detour ? [jump(...detour)] : []), ...after, ...last]
    const phase = last.some(({ kind }) => kind === 'await_applicant') ? 'waiting_applicant' : 'examined'
    return (id: string) => status(id, steps, { phase })
  })
const endStatus = fc
  .tuple(fc.array(effectStep, { maxLength: 2 }), fc.constantFrom('accepted', 'refused', 'closed'))
  .map(
    ([steps, outcome]) =>
      (id: string) =>
        status(id, steps, { outcome }),
  )
/** Of any make: many are refused by the check, and none may hang the interpreter. */
const anyCircuit = fc
  .array(fc.oneof({ weight: 3, arbitrary: openStatus }, { weight: 2, arbitrary: endStatus }), {
    minLength: 2,
    maxLength: ids.length,
  })
  .map((makers) => {
    const made = makers.map((make, index) => make(ids[index] ?? 'a'))
    const known = made.map(({ id }) => id)
    const near = (to: string): string => known[ids.indexOf(to) % known.length] ?? 'a'
    return circuit(
      ...made.map((item) => ({
        ...item,
        steps: item.steps.map((step) =>
          step.kind === 'jump' || step.kind === 'action' || step.kind === 'await_applicant'
            ? { ...step, to: near(step.to) }
            : step,
        ),
      })),
    )
  })
/** Statuses that nothing reaches are dropped: what is left has a chance to be accepted. */
const prunedCircuit = anyCircuit.map((workflow) => {
  const unreached = new Set(
    checkWorkflow(workflow).flatMap(({ code, place }) => (code === 'unreachable_status' ? [place.split('/')[1]] : [])),
  )
  return { ...workflow, statuses: workflow.statuses.filter(({ id }) => !unreached.has(id)) }
})
const scopes = fc.constantFrom(nothing, scopeOf({ vehicle: 'truck' }), scopeOf({ vehicle: 'van' }))

/** Effects that the statuses of a path hold up to where each was left, in order. */
function promised(workflow: Workflow, { path }: Transition, scope: Scope): string[] {
  return path.flatMap((id) => {
    const { steps, outcome } = statusOf(workflow, id)
    const left = steps.findIndex((step) => step.kind === 'jump' && holds(step.when, scope))
    const run = left === -1 ? steps : steps.slice(0, left)
    const written = run.flatMap((step) =>
      step.kind === 'assign' || step.kind === 'notify' || step.kind === 'clock'
        ? [step.kind === 'notify' ? step.body.fr : step.kind]
        : [],
    )
    return outcome ? [...written, 'close'] : written
  })
}

suite('des circuits au hasard', () => {
  test('aucun, même fautif, ne fait tourner l’interprète sans fin', () => {
    fc.assert(
      fc.property(anyCircuit, scopes, (workflow, scope) => {
        try {
          assert.ok(start(workflow, scope).path.length <= workflow.statuses.length)
        } catch (error) {
          assert.ok(error instanceof AppError && error.code === 'workflows.endless_jumps')
          assert.ok(checkWorkflow(workflow).some(({ code }) => code === 'loop_without_wait'))
        }
      }),
      { numRuns: 500 },
    )
  })

  test('un circuit accepté ne se coince jamais : il finit ou attend quelqu’un, et ses effets suivent l’ordre écrit', () => {
    const seen = { circuits: 0, moves: 0, ends: 0 }
    fc.assert(
      fc.property(
        prunedCircuit,
        scopes,
        fc.array(fc.nat(1000), { minLength: 30, maxLength: 30 }),
        (workflow, scope, choices) => {
          if (checkWorkflow(workflow).length > 0) return
          seen.circuits += 1
          let here = start(workflow, scope)
          for (const choice of choices) {
            assert.deepEqual(
              here.effects.map((effect) => (effect.kind === 'notify' ? effect.body.fr : effect.kind)),
              promised(workflow, here, scope),
            )
            assert.equal(here.path.at(-1), here.status)
            if (here.effects.some(({ kind }) => kind === 'close')) {
              seen.ends += 1
              assert.deepEqual(availableActions(workflow, here.status, ['instructor', 'supervisor']), [])
              return
            }
            const buttons = availableActions(workflow, here.status, ['instructor'])
            const request = pendingRequest(workflow, here.status)
            assert.ok(buttons.length > 0 || request, `${here.status} waits for nobody`)
            const button = buttons[choice % (buttons.length + (request ? 1 : 0))]
            const next = button
              ? takeAction(workflow, here.status, { actionId: button.id, heldFunctions: ['instructor'] }, scope)
              : applicantReply(workflow, here.status, scope)
            assert.ok(next.ok)
            here = next.value
            seen.moves += 1
          }
        },
      ),
      { numRuns: 1500 },
    )
    assert.ok(seen.circuits > 100 && seen.moves > 200 && seen.ends > 50, JSON.stringify(seen))
  })
})
