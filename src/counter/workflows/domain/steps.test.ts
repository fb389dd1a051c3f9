import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ActionStep, Status, Step, Workflow } from '../schema/index.ts'
import { checkWorkflow, warnWorkflow } from './check.ts'
import { availableActions, doGlobally, leave, start, takeAction, waitOf } from './interpreter.ts'
import { readWorkflow } from './shape.ts'
import type { CircuitScope } from './values.ts'

const text = (fr: string) => ({ fr, en: fr })
const nothing: CircuitScope = { answer: () => null }
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
const status = (id: string, steps: Step[], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: more.outcome ? 'decided' : 'examined',
  steps,
  ...more,
})
const done = status('done', [], { outcome: 'accepted' })
const circuit = (statuses: Status[], more: Partial<Workflow> = {}): Workflow => ({
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
  ...more,
})
const sound = (workflow: Workflow): Workflow => {
  assert.deepEqual(checkWorkflow(workflow), [])
  assert.ok(readWorkflow(JSON.parse(JSON.stringify(workflow))).ok)
  return workflow
}
const found = (workflow: Workflow): string[] => checkWorkflow(workflow).map(({ code, place }) => `${code} ${place}`)

suite('les étapes qui agissent', () => {
  const everything = sound(
    circuit(
      [
        status('new', [
          { kind: 'mark', id: 'start' },
          { kind: 'set', fields: [{ id: 'price', value: ['plus', 2, 3] }] },
          {
            kind: 'dispatch',
            rules: [{ when: ['equals', ['answer', 'size'], 'big'], function: 'supervisor' }],
            otherwise: 'instructor',
          },
          { kind: 'assign', function: 'supervisor', when: ['equals', ['answer', 'size'], 'huge'] },
          { kind: 'send', channel: 'sms', to: { kind: 'applicant' }, body: text('{number} : {answer.size}') },
          {
            kind: 'send',
            channel: 'email',
            to: { kind: 'function', function: 'supervisor' },
            subject: text('{number}'),
            body: text('{internal.price}'),
          },
          { kind: 'comment', to: 'agents', body: text('Arrivée.') },
          { kind: 'show_text', to: 'everyone', body: text('Bienvenue') },
          { kind: 'redirect', to: 'applicant', label: text('Continuer'), url: 'https://exemple.test/{number}' },
          { kind: 'card', id: 'record', list: 'chiens', values: [{ id: 'size', value: ['answer', 'size'] }] },
          { kind: 'create_case', id: 'twin', procedure: 'autre', answers: [{ id: 'a', value: 1 }], into: 'twin' },
          { kind: 'generate_document', id: 'paper', template: 'arrete', name: text('Arrêté'), readBy: 'applicant' },
          action('finish', 'done'),
        ]),
        status('done', [{ kind: 'anonymise' }, { kind: 'remove' }], { outcome: 'accepted' }),
      ],
      {
        internal: [
          { id: 'price', label: text('Prix'), type: 'number' },
          { id: 'twin', label: text('Jumeau'), type: 'text' },
        ],
      },
    ),
  )

  test('s’exécutent dans l’ordre, une fois chacune, et celles qui montrent ne laissent pas d’effet', () => {
    const { effects } = start(everything, { answer: () => 'big' })
    assert.deepEqual(
      effects.map((effect) => (effect.kind === 'errand' ? effect.errand.work : effect.kind)),
      ['mark', 'set', 'assign', 'send', 'send', 'comment', 'card', 'create_case', 'generate_document'],
    )
    assert.deepEqual(effects[0], { kind: 'mark', mark: 'start', status: 'new' })
    assert.deepEqual(effects[1], { kind: 'set', values: { price: 5 } })
    assert.deepEqual(effects[2], { kind: 'assign', function: 'supervisor' })
    assert.deepEqual(effects[6], {
      kind: 'errand',
      step: 'record',
      into: null,
      errand: { work: 'card', list: 'chiens', record: null, values: { size: 'big' } },
    })
  })

  test('une condition sur une étape la retient', () => {
    const assigned = (size: string) =>
      start(everything, { answer: () => size }).effects.flatMap((each) => (each.kind === 'assign' ? each.function : []))
    assert.deepEqual(assigned('small'), ['instructor'])
    assert.deepEqual(assigned('huge'), ['instructor', 'supervisor'])
  })
})

suite('les attentes', () => {
  const waiting = sound(
    circuit(
      [
        status('new', [
          { kind: 'on_delay', id: 'late', after: { workingDays: ['option', 'patience'] }, to: 'done' },
          { kind: 'on_delay', id: 'soon', after: { days: 3, before: true }, from: 'deadline', to: 'done' },
          {
            kind: 'ask_outside',
            id: 'pay',
            service: 'payment',
            label: text('Payer'),
            parameters: [{ id: 'amount', value: ['answer', 'amount'] }],
            accepted: 'done',
            refused: 'refused',
            timedOut: { after: { days: 15 }, to: 'refused' },
          },
          {
            kind: 'call',
            id: 'tell',
            label: text('Prévenir'),
            method: 'POST',
            url: 'https://exemple.test/hook',
            body: [{ id: 'amount', value: ['answer', 'amount'] }],
            to: 'done',
            on4xx: { to: 'refused' },
            on5xx: { to: 'new_try', retries: 3, everyMinutes: 5 },
            onTimeout: { to: 'new_try' },
          },
          { kind: 'trigger', id: 'signal', label: text('Signal'), to: 'done' },
          { kind: 'edit', id: 'mend', label: text('Corriger'), by: 'applicant', to: 'new_try' },
          { kind: 'attach', id: 'join', label: text('Joindre'), by: ['instructor'], to: 'new_try' },
        ]),
        status('new_try', [action('again', 'new'), action('stop', 'done', { when: ['answer', 'urgent'] })]),
        done,
        status('refused', [], { outcome: 'refused' }),
      ],
      { options: [{ id: 'patience', label: text('Patience'), type: 'number', default: 10 }] },
    ),
  )

  test('arment leurs délais et leurs demandes quand la demande s’y arrête', () => {
    const scope: CircuitScope = { answer: (id) => (id === 'amount' ? 1200 : null) }
    const { effects } = start(waiting, scope)
    assert.deepEqual(effects[0], {
      kind: 'timer',
      of: 'wait',
      step: 'late',
      after: { unit: 'workingDays', count: 10 },
      from: 'entered',
    })
    assert.deepEqual(effects[1], {
      kind: 'timer',
      of: 'wait',
      step: 'soon',
      after: { unit: 'days', count: -3 },
      from: 'deadline',
    })
    assert.deepEqual(effects[2], {
      kind: 'ask',
      step: 'pay',
      service: 'payment',
      parameters: { amount: 1200 },
      timeout: { unit: 'days', count: 15 },
    })
    assert.equal(effects[3]?.kind, 'errand')
    const longer = start(waiting, { ...scope, option: () => 30 }).effects[0]
    assert.deepEqual(longer?.kind === 'timer' && longer.after, { unit: 'workingDays', count: 30 })
  })

  test('finissent par l’une de leurs issues, et par aucune autre', () => {
    const to = (step: string, way?: string) => {
      const left = leave(waiting, 'new', way === undefined ? { step } : { step, way }, nothing)
      return left.ok ? left.value.status : left.refusal
    }
    assert.equal(to('late'), 'done')
    assert.equal(to('pay', 'accepted'), 'done')
    assert.equal(to('pay', 'timed_out'), 'refused')
    assert.equal(to('pay'), 'not_awaited')
    assert.equal(to('tell', 'failed'), 'new_try')
    assert.equal(to('nothing'), 'not_awaited')
    assert.deepEqual(leave(waiting, 'done', { step: 'late' }, nothing), { ok: false, refusal: 'already_closed' })
    assert.equal(waitOf(waiting, 'new', 'pay', 'ask_outside')?.service, 'payment')
    assert.equal(waitOf(waiting, 'new', 'pay', 'call'), undefined)
  })

  test('un bouton dont la condition ne tient pas n’est pas là', () => {
    const names = (scope: CircuitScope) =>
      availableActions(waiting, 'new_try', ['instructor'], scope).map(({ id }) => id)
    assert.deepEqual(names(nothing), ['again'])
    assert.deepEqual(names({ answer: () => true }), ['again', 'stop'])
    const stop = { actionId: 'stop', heldFunctions: ['instructor'] }
    assert.deepEqual(takeAction(waiting, 'new_try', stop, nothing), { ok: false, refusal: 'no_longer_available' })
  })
})

suite('les repères et les actions globales', () => {
  const marked = sound(
    circuit(
      [
        status('one', [{ kind: 'mark', id: 'here' }, action('away', 'aside'), action('on', 'two')]),
        status('two', [{ kind: 'mark', id: 'here' }, action('aside', 'aside'), action('end', 'done')]),
        status('aside', [action('back', 'going_back')]),
        status('going_back', [{ kind: 'return', mark: 'here', otherwise: 'one' }]),
        done,
      ],
      {
        actions: [
          {
            id: 'withdraw',
            label: text('Abandonner'),
            on: { kind: 'hand', by: ['supervisor'], tone: 'refuse', consequences: [text('La demande se ferme.')] },
            steps: [{ kind: 'comment', to: 'agents', body: text('Abandonnée.') }],
            to: 'done',
          },
          {
            id: 'remind',
            label: text('Relancer'),
            from: ['two'],
            on: { kind: 'delay', after: { days: 5 }, from: 'submitted' },
            steps: [{ kind: 'comment', to: 'agents', body: text('Relancée.') }],
          },
        ],
      },
    ),
  )
  const press = (at: string, actionId: string, scope: CircuitScope = nothing) => {
    const taken = takeAction(marked, at, { actionId, heldFunctions: ['instructor', 'supervisor'] }, scope)
    assert.ok(taken.ok, taken.ok ? '' : taken.refusal)
    return taken.value
  }

  test('on revient où le repère a été posé en dernier, ailleurs s’il ne l’a jamais été', () => {
    assert.equal(press('aside', 'back').status, 'one')
    assert.equal(press('aside', 'back', { ...nothing, mark: () => 'two' }).status, 'two')
    assert.equal(press('aside', 'back', { ...nothing, mark: () => 'gone' }).status, 'one')
  })

  test('un bouton global s’offre de partout à qui en tient la fonction, et ses étapes passent d’abord', () => {
    assert.deepEqual(
      availableActions(marked, 'aside', ['supervisor']).map(({ id }) => id),
      ['withdraw'],
    )
    assert.deepEqual(
      press('two', 'withdraw').effects.map(({ kind }) => kind),
      ['comment', 'close'],
    )
  })

  test('une action globale sans but laisse la demande où elle est', () => {
    const reminded = doGlobally(marked, 'two', 'remind', nothing)
    assert.ok(reminded.ok)
    assert.deepEqual([reminded.value.path, reminded.value.status], [[], 'two'])
    assert.deepEqual(doGlobally(marked, 'one', 'remind', nothing), { ok: false, refusal: 'not_awaited' })
    assert.deepEqual(doGlobally(marked, 'done', 'remind', nothing), { ok: false, refusal: 'already_closed' })
  })
})

suite('vérifier les étapes nouvelles', () => {
  const open = (step: Step, more: Partial<Workflow> = {}) =>
    found(circuit([status('new', [step, action('end', 'done')]), done], more))
  const here = 'statuses/new/steps/1'
  const kept = { internal: [{ id: 'secret', label: text('Secret'), type: 'text' as const }] }

  test('ce qui n’est pas déclaré est un défaut, à sa place', () => {
    assert.deepEqual(open({ kind: 'set', fields: [{ id: 'ghost', value: 1 }] }), [`unknown_internal ${here}`])
    assert.deepEqual(open({ kind: 'comment', to: 'agents', body: text('{option.ghost}') }), [`unknown_option ${here}`])
    assert.deepEqual(open({ kind: 'return', mark: 'ghost', otherwise: 'done', when: ['answer', 'x'] }), [
      `unknown_mark ${here}`,
    ])
    assert.deepEqual(open({ kind: 'assign', function: 'instructor', when: ['equals', ['internal', 'ghost'], 1] }), [
      `unknown_internal ${here}`,
    ])
    assert.deepEqual(open({ kind: 'set', fields: [{ id: 'secret', value: ['sing', 1] }] }, kept), [
      `bad_value_expression ${here}`,
    ])
  })

  test('un texte que son lecteur ne peut pas lire est un défaut', () => {
    const body = text('{internal.secret}')
    assert.deepEqual(open({ kind: 'comment', to: 'applicant', body }, kept), [`not_allowed_to_reader ${here}`])
    assert.deepEqual(open({ kind: 'comment', to: 'agents', body }, kept), [])
    assert.deepEqual(
      open(
        { kind: 'comment', to: 'applicant', body },
        { internal: kept.internal.map((f) => ({ ...f, shared: true })) },
      ),
      [],
    )
  })

  test('un statut dont toutes les attentes ont une condition est un défaut', () => {
    const unsure = circuit([status('new', [action('end', 'done', { when: ['answer', 'x'] })]), done])
    assert.deepEqual(found(unsure), ['unsure_wait statuses/new'])
  })

  test('un délai qui suit une option sans nombre, un courriel sans objet sont des défauts', () => {
    const words = { options: [{ id: 'patience', label: text('P'), type: 'text' as const, default: 'dix' }] }
    const late: Step = { kind: 'on_delay', id: 'late', after: { days: ['option', 'patience'] }, to: 'done' }
    assert.deepEqual(found(circuit([status('new', [late]), done], words)), ['bad_delay statuses/new/steps/1'])
    assert.deepEqual(open({ kind: 'send', channel: 'email', to: { kind: 'applicant' }, body: text('Bonjour') }), [
      `missing_subject ${here}`,
    ])
  })

  test('un retour qui tournerait sans attendre est un défaut', () => {
    const turning = circuit([
      status('new', [
        { kind: 'mark', id: 'm' },
        { kind: 'jump', to: 'back' },
      ]),
      status('back', [{ kind: 'return', mark: 'm', otherwise: 'done' }]),
      done,
    ])
    assert.deepEqual(found(turning), ['loop_without_wait statuses/new', 'loop_without_wait statuses/back'])
  })

  test('une issue sans durée de conservation est un avertissement, pas un défaut', () => {
    const plain = circuit([status('new', [action('end', 'done')]), done])
    assert.deepEqual(
      warnWorkflow(plain).map(({ place }) => place),
      ['retention/accepted'],
    )
    assert.deepEqual(warnWorkflow({ ...plain, retention: { accepted: { months: 12, end: 'anonymise' } } }), [])
  })
})
