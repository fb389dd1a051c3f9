import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Expression } from '#kernel/expression'
import type { Status, Step, Workflow } from '../schema/index.ts'
import { checkWorkflow } from './check.ts'
import { answersRead } from './check-form.ts'

const text = (fr: string) => ({ fr, en: fr })
const action = (to: string, id = 'go', by = ['instructor']): Step => ({
  kind: 'action',
  id,
  label: text(id),
  by,
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
})
const wait = (to: string, id = 'reply'): Step => ({ kind: 'await_applicant', id, to, invitation: text('Répondez') })
const jump = (to: string, when?: Expression): Step =>
  when === undefined ? { kind: 'jump', to } : { kind: 'jump', to, when }
const pause: Step = { kind: 'clock', command: 'pause' }
const resume: Step = { kind: 'clock', command: 'resume' }
const notify = (body: string): Step => ({ kind: 'notify', to: 'applicant', subject: text('Demande'), body: text(body) })
const status = (id: string, steps: Step[], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: more.outcome ? 'decided' : 'examined',
  steps,
  ...more,
})
const end = (id: string, steps: Step[] = [], more: Partial<Status> = {}): Status =>
  status(id, steps, { outcome: 'accepted', ...more })
const circuit = (...statuses: Status[]): Workflow => ({
  format: 'traboule.workflow/1',
  slug: 'essai',
  title: text('Essai'),
  summary: text('Essai'),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  initial: statuses[0]?.id ?? '',
  statuses,
})
const found = (workflow: Workflow): string[] => checkWorkflow(workflow).map(({ code, place }) => `${code} ${place}`)

suite('vérifier un circuit', () => {
  test('un circuit juste n’a aucun défaut', () => {
    const asking = status('asking', [pause, notify('{message} {number}'), wait('replied'), action('replied')], {
      phase: 'waiting_applicant',
    })
    const replied = status('replied', [resume, jump('new')])
    assert.deepEqual(
      found(circuit(status('new', [action('asking', 'ask'), action('done')]), asking, replied, end('done'))),
      [],
    )
  })

  const askTool = (url: unknown, to: string) =>
    ({
      kind: 'ask_outside',
      id: `ask_${to}`,
      service: 'authority',
      label: { fr: 'Avis', en: 'Opinion' },
      parameters: [{ id: 'url', value: url }],
      accepted: to,
      refused: to,
      timedOut: { after: { days: 30 }, to },
    }) as Step

  const faults: readonly (readonly [string, Workflow, readonly string[]])[] = [
    [
      'un but inconnu',
      circuit(status('a', [action('z'), action('b', 'end')]), end('b')),
      ['unknown_target statuses/a/steps/1'],
    ],
    [
      'un départ inconnu',
      { ...circuit(status('a', [action('b')]), end('b')), initial: 'z' },
      ['unknown_initial initial', 'unreachable_status statuses/a', 'unreachable_status statuses/b'],
    ],
    [
      'un statut où rien ne mène',
      circuit(status('a', [action('b')]), end('b'), status('c', [action('b')])),
      ['unreachable_status statuses/c'],
    ],
    [
      'un statut sans issue',
      circuit(status('a', [action('b'), action('c', 'stay')]), end('b'), status('c', [action('c')])),
      ['no_end statuses/c'],
    ],
    [
      'une boucle sans attente',
      circuit(status('a', [jump('b', ['answer', 'x']), action('c')]), status('b', [jump('a')]), end('c')),
      ['loop_without_wait statuses/a', 'loop_without_wait statuses/b'],
    ],
    [
      'un saut sur soi-même',
      circuit(status('a', [jump('a', ['answer', 'x']), action('c')]), end('c')),
      ['loop_without_wait statuses/a'],
    ],
    [
      'une fonction inconnue d’une action',
      circuit(status('a', [action('b', 'go', ['mayor'])]), end('b')),
      ['unknown_function statuses/a/steps/1'],
    ],
    [
      'une fonction inconnue d’une affectation',
      circuit(status('a', [{ kind: 'assign', function: 'mayor' }, action('b')]), end('b')),
      ['unknown_function statuses/a/steps/1'],
    ],
    [
      'un outil d’une autre administration interrogé en clair',
      circuit(
        status('a', [askTool('http://outils.exemple.fr/questions', 'b'), askTool('outils', 'c')]),
        end('b'),
        end('c'),
      ),
      ['not_encrypted statuses/a/steps/1', 'not_encrypted statuses/a/steps/2'],
    ],
    ['une fin qui attend', circuit(status('a', [action('b')]), end('b', [action('a')])), ['wait_in_end statuses/b']],
    [
      'une fin qui saute ailleurs',
      circuit(status('a', [action('b')]), end('b', [jump('c')]), end('c')),
      ['wait_in_end statuses/b'],
    ],
    [
      'une fin qui ne se dit pas décidée',
      circuit(status('a', [action('b')]), end('b', [], { phase: 'examined' })),
      ['end_not_decided statuses/b'],
    ],
    [
      'un statut qui n’attend personne',
      circuit(status('a', [jump('b', ['answer', 'x'])]), end('b')),
      ['missing_wait statuses/a'],
    ],
    [
      'deux statuts du même nom',
      circuit(status('a', [action('b')]), end('b'), end('b')),
      ['duplicate_status statuses/b'],
    ],
    [
      'deux actions du même nom',
      circuit(status('a', [action('b'), action('b')]), end('b')),
      ['duplicate_action statuses/a'],
    ],
    [
      'deux réponses attendues à la fois',
      circuit(status('a', [wait('b', 'one'), wait('b', 'two')], { phase: 'waiting_applicant' }), end('b')),
      ['two_requests statuses/a'],
    ],
    [
      'une attente que la personne ne verrait pas',
      circuit(status('a', [wait('b')]), end('b')),
      ['await_not_shown statuses/a'],
    ],
    [
      'une variable inconnue',
      circuit(status('a', [notify('Bonjour {nom}, {name}'), action('b')]), end('b')),
      ['unknown_variable statuses/a/steps/1'],
    ],
    [
      'une condition incompréhensible',
      circuit(status('a', [jump('b', ['sing', 'x']), action('b')]), end('b')),
      ['bad_condition statuses/a/steps/1'],
    ],
    [
      'une étape après un saut',
      circuit(status('a', [jump('b'), notify('Jamais envoyé')]), end('b')),
      ['dead_step statuses/a/steps/2'],
    ],
    [
      'une étape après une attente',
      circuit(status('a', [action('b'), notify('Jamais envoyé')]), end('b')),
      ['dead_step statuses/a/steps/2'],
    ],
    [
      'un délai arrêté deux fois dans un statut',
      circuit(status('a', [pause, pause, action('b')]), end('b')),
      ['paused_twice statuses/a/steps/2'],
    ],
    [
      'un délai arrêté au retour',
      circuit(status('a', [pause, action('a'), action('b', 'end')]), end('b')),
      ['paused_twice statuses/a/steps/1'],
    ],
  ]
  for (const [name, workflow, expected] of faults)
    test(`${name} est un défaut, à sa place`, () => assert.deepEqual(found(workflow), expected))

  test('deux fonctions du même nom sont un défaut', () => {
    const [instructor] = circuit().functions
    assert.ok(instructor)
    const workflow = { ...circuit(status('a', [action('b')]), end('b')), functions: [instructor, instructor] }
    assert.deepEqual(found(workflow), ['duplicate_function functions/instructor'])
  })

  test('chaque défaut se dit en français et en anglais, avec le nom en cause', () => {
    for (const [, workflow] of faults)
      for (const { sentence } of checkWorkflow(workflow)) {
        assert.match(sentence.fr, /\.$/)
        assert.match(sentence.en ?? '', /\.$/)
        assert.notEqual(sentence.fr, sentence.en)
      }
    const [first] = checkWorkflow(circuit(status('a', [action('z'), action('b', 'end')]), end('b')))
    assert.equal(first?.sentence.fr, 'Cette étape mène au statut « z », qui n’existe pas.')
  })

  test('on sait quelles réponses du formulaire un circuit lit', () => {
    const when: Expression = ['and', ['equals', ['answer', 'vehicle'], 'truck'], ['greaterThan', ['answer', 'days'], 3]]
    assert.deepEqual(
      answersRead(circuit(status('a', [jump('b', when), jump('b', ['answer', 'days']), action('b')]), end('b'))),
      ['vehicle', 'days'],
    )
  })
})
