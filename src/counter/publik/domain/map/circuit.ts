import type { Status, Step, Workflow } from '#counter/workflows'
import type { Expression } from '#kernel/expression'
import type { PublikStatus, PublikStep, PublikWorkflow } from '../../schema.ts'
import { createNames, slugOf } from '../names.ts'
import { negated } from '../translate/terms.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import { callStep } from './calls.ts'
import type { Circuit } from './circuit-desk.ts'
import { nameCircuit, ofCircuit } from './circuit-names.ts'
import { deedsOf, whenOf } from './deeds.ts'
import { answersOf } from './answers.ts'
import { globalActions, retentionOf } from './global-actions.ts'
import { turnsOf } from './loops.ts'
import type { Library } from './library.ts'
import { mend } from './mend.ts'
import type { Notebook } from './notebook.ts'
import { currentStatus, previousStatus } from './placeholders.ts'
import { noteUnused, stepWithout } from './unused.ts'
import { type Around, waitsOf } from './waits.ts'

/** A mark is set at each status that remembers itself, and `_previous` goes back to it. */
const mark = 'repere'
const returning = 'retour_au_repere'

/** A draft of ours from a circuit of Publik: each status keeps its name and its steps in order, then waits as it did. */
export function mapCircuit(workflow: PublikWorkflow, library: Library, notebook: Notebook): Workflow {
  const ids = namesOf(workflow)
  const statusIds = idsOf(workflow, ids)
  const functions = createFunctions(workflow, notebook)
  const names = nameCircuit({
    workflow,
    answers: answersOf(workflow, library),
    statusIds: pairsOf(workflow, statusIds),
    notebook,
    around: { mails: mailsOf(workflow, library), forms: JSON.stringify(library.formsOf(workflow.slug)) },
  })
  const circuit: Circuit = {
    library,
    notebook,
    names,
    ids: createNames(),
    worked: [],
    functionOf: functions.find,
    nameOf: (id) => cut(workflow.statuses.find((status) => statusIds.get(status.id) === id)?.name ?? 'Suite', 200),
    targetOf: (status, { spot }) => {
      if (status === '_previous') return returning
      const found = statusIds.get(status ?? '')
      if (found === undefined) notebook.note('missing', spot, `Statut « ${status ?? ''} »`)
      return found ?? ids[0] ?? ''
    },
  }
  notebook.counts.statuses = workflow.statuses.length
  const statuses = workflow.statuses.flatMap((status, index) => mapStatus(status, ids[index] ?? '', circuit))
  names.enter(undefined)
  const actions = globalActions(workflow, { circuit, statusIds })
  if (workflow.levels.length > 0)
    notebook.note('not_carried', ofCircuit, `Niveaux d’urgence : ${workflow.levels.join(', ')}`)
  const retention = retentionOf(workflow, { circuit, statusIds })
  const title = cut(calm(textOfHtml(workflow.name)), 200) || workflow.slug || 'Circuit'
  const initial = statuses[0]?.id ?? ''
  const draft: Workflow = {
    format: 'traboule.workflow/1',
    slug: slugOf(workflow.slug),
    title: { fr: title },
    summary: { fr: `Circuit importé de Publik : ${title}.` },
    functions: functions.all(),
    ...(names.options.length > 0 ? { options: [...names.options].slice(0, 60) } : {}),
    ...(names.internal.length > 0 ? { internal: [...names.internal].slice(0, 200) } : {}),
    ...(actions.length > 0 ? { actions: actions.slice(0, 60) } : {}),
    ...(retention ? { retention } : {}),
    initial,
    statuses: withReturn(withMarks(statuses), initial),
  }
  return mend(draft, notebook)
}

/** The mails that the circuit names and that were given with it, as they are written. */
const mailsOf = ({ statuses, actions }: PublikWorkflow, library: Library): string =>
  JSON.stringify(
    [...statuses, ...actions].flatMap(({ steps }) =>
      steps.flatMap(({ values }) => library.mailTemplate(values['mail_template'] ?? '') ?? []),
    ),
  )

/** Two statuses of one id would be one: the first is found by it, each has a name of its own. */
function namesOf({ statuses }: PublikWorkflow): readonly string[] {
  const names = createNames()
  return statuses.map(({ id, name }) => names(/^[a-z]/i.test(id) ? id : calm(textOfHtml(name))))
}

function idsOf({ statuses }: PublikWorkflow, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(statuses.map(({ id }, index) => [id, names[index] ?? ''] as const).toReversed())
}

const pairsOf = ({ statuses }: PublikWorkflow, ids: ReadonlyMap<string, string>) =>
  statuses.map(({ id, name }) => [name.trim(), ids.get(id) ?? ''] as const)

interface Functions {
  find: Circuit['functionOf']
  all(): Workflow['functions']
}

function createFunctions(workflow: PublikWorkflow, notebook: Notebook): Functions {
  const found = new Map<string, { id: string; label: { fr: string }; role: 'agent' }>()
  const ids = createNames()
  const add = (role: string, label: string): string => {
    const known = found.get(role)
    if (known) return known.id
    const id = ids(/^[0-9a-f]{32}$/.test(role) ? label || 'role' : role.replace(/^_/, ''))
    found.set(role, { id, label: { fr: cut(calm(textOfHtml(label)), 200) || id }, role: 'agent' })
    return id
  }
  for (const { id, name } of workflow.roles) add(id, name)
  return {
    find: (role, { spot }, label = '') => {
      if (!found.has(role) && role !== '_receiver')
        notebook.note('mended', spot, `Le rôle « ${label || role} » devient une fonction, à confier à un service`)
      return add(role, label || (role === '_receiver' ? 'Service destinataire' : role))
    },
    all: () => {
      if (found.size === 0) add('_receiver', 'Service destinataire')
      return [...found.values()]
    },
  }
}

/** A status of ours as it grows: a call cuts one of Publik's in several, since a case waits for its answer. */
interface Growing {
  id: string
  steps: Step[]
}

function mapStatus(status: PublikStatus, id: string, circuit: Circuit): Status[] {
  const { notebook } = circuit
  const label = cut(status.name.trim(), 200)
  circuit.names.enter(label)
  const parts: Growing[] = [{ id, steps: tracked(label, circuit) }]
  notebook.counts.steps += status.steps.length
  const turns = turnsOf(status, circuit)
  if (turns) parts[0]?.steps.push(...turns)
  else if (status.loop)
    notebook.note('not_carried', status.spot, `Boucle sur ${status.loop.items} : les étapes ne sont faites qu’une fois`)
  const { failures, waits, isOver } = turns
    ? { failures: [], waits: [], isOver: false }
    : mapSteps(status, id, parts, circuit)
  if (status.loop && !isOver) leaveLoop(status, parts, circuit)
  const last = parts.at(-1)
  const own = last && !isOver ? addWaits(waits, { id, last, parts }, circuit) : []
  return [...[...parts, ...own].map((part) => statusOf(part, status)), ...failures]
}

interface Passed {
  /** Where an agent decides of calls that failed. */
  readonly failures: readonly Status[]
  readonly waits: readonly PublikStep[]
  /** Something led elsewhere, whatever comes after. */
  readonly isOver: boolean
}

/** What the steps of a status do, in its parts, and what they wait for. */
function mapSteps(status: PublikStatus, id: string, parts: Growing[], circuit: Circuit): Passed {
  const failures: Status[] = []
  const waits: PublikStep[] = []
  let isOver = false
  for (const step of status.steps) {
    const part = parts.at(-1)
    if (!part) break
    noteUnused(step, circuit.notebook)
    if (isOver) circuit.notebook.note('not_carried', step.spot, `Étape après un saut : ${step.kind}`)
    else if (step.kind === 'webservice_call') failures.push(...callStep(step, { id, parts, status, circuit }))
    else if (isImmediate(step)) isOver = jumpNow(step, part, waits, circuit)
    else {
      const deeds = deedsOf(step, circuit)
      if (deeds) part.steps.push(...deeds)
      else waits.push(step)
    }
  }
  return { failures, waits, isOver }
}

const tracked = (label: string, { names }: Circuit): Step[] =>
  names.readsPrevious
    ? [
        {
          kind: 'set',
          fields: [
            { id: previousStatus, value: ['internal', currentStatus] },
            { id: currentStatus, value: label },
          ],
        },
      ]
    : []

const isImmediate = ({ kind, values }: PublikStep): boolean =>
  kind === 'jump' &&
  values['timeout'] === undefined &&
  values['trigger'] === undefined &&
  values['mode'] !== 'trigger' &&
  values['mode'] !== 'timeout'

/** True when nothing after it can happen. A condition that is lost is left to an agent, among the waits. */
function jumpNow(step: PublikStep, part: Growing, waits: PublikStep[], circuit: Circuit): boolean {
  const to = circuit.targetOf(step.values['status'], step)
  if (marksStatus(step)) part.steps.push({ kind: 'mark', id: mark })
  const { when } = whenOf(step, circuit)
  if (step.condition && when === undefined) {
    const label = `Continuer vers « ${circuit.nameOf(to)} »`
    waits.push({
      ...step,
      kind: 'choice',
      condition: undefined,
      values: { ...step.values, label },
      lists: {},
      rows: {},
    })
    return false
  }
  const isSure = when === undefined || isOpposite(part.steps.at(-1), when)
  part.steps.push({ kind: 'jump', to, ...(isSure ? {} : { when }) })
  return isSure
}

/** After "when this", "when not this" leads everybody else. */
const isOpposite = (before: Step | undefined, when: Expression): boolean =>
  before?.kind === 'jump' && before.when !== undefined && JSON.stringify(negated(before.when)) === JSON.stringify(when)

function leaveLoop({ loop, spot }: PublikStatus, parts: Growing[], circuit: Circuit): void {
  if (loop?.after === undefined) return
  const step = { spot, kind: 'jump', condition: undefined, values: {}, lists: {}, rows: {}, fields: [] }
  parts.at(-1)?.steps.push({ kind: 'jump', to: circuit.targetOf(loop.after, step) })
}

interface Place {
  readonly id: string
  readonly last: Growing
  readonly parts: readonly Growing[]
}

/** The waits of a status; apart from what it does when some of them come back to it, so that it is not done again. */
function addWaits(steps: readonly PublikStep[], { id, last, parts }: Place, circuit: Circuit): Growing[] {
  const here = last.steps.length > 0 || parts.length > 1 ? `${id.slice(0, 52)}_attente` : id
  const { to, helper } = submitWay(steps, { id, here }, circuit)
  const around: Around = { afterSubmit: to, here, hasRequest: false }
  const waits = steps.flatMap((step) => waitSteps(step, circuit, around))
  const marks: Step[] = steps.some(marksStatus) ? [{ kind: 'mark', id: mark }] : []
  if (here === id || !comesBack([...waits, ...helper.flatMap((each) => each.steps)], here)) {
    last.steps.push(...(waits.length > 0 ? marks : []), ...waits)
    return helper
  }
  last.steps.push({ kind: 'jump', to: here })
  return [{ id: here, steps: [...marks, ...waits] }, ...helper]
}

const comesBack = (steps: readonly Step[], here: string): boolean =>
  steps.some((step) => 'to' in step && step.to === here)

/** Where a case goes once something was written or sent: a status, or a helper that chooses among several. */
function submitWay(
  steps: readonly PublikStep[],
  place: { id: string; here: string },
  circuit: Circuit,
): { readonly to: string | undefined; readonly helper: Growing[] } {
  const submits = steps.filter(({ kind }) => kind === 'jumponsubmit')
  const [first, second] = submits
  if (!first) return { to: undefined, helper: [] }
  if (!second && !first.condition) return { to: circuit.targetOf(first.values['status'], first), helper: [] }
  const helper = afterSubmit(place, submits, circuit)
  return { to: helper.id, helper: [helper] }
}

const marksStatus = ({ values }: PublikStep): boolean => values['set_marker_on_status']?.toLowerCase() === 'true'

function waitSteps(step: PublikStep, circuit: Circuit, around: Around): readonly Step[] {
  if (step.kind === 'jumponsubmit') return []
  const found = waitsOf(step, circuit, around)
  if (!found) circuit.notebook.note('not_carried', step.spot, stepWithout(step))
  return found ?? []
}

/** Several ways after a form: the first whose condition holds, else back to the waits. */
function afterSubmit(
  { id, here }: { id: string; here: string },
  submits: readonly PublikStep[],
  circuit: Circuit,
): Growing {
  const steps = submits.map((step): Step => ({
    kind: 'jump',
    to: circuit.targetOf(step.values['status'], step),
    ...whenOf(step, circuit),
  }))
  const isSure = steps.some((step) => !('when' in step))
  return { id: `${id.slice(0, 52)}_envoi`, steps: isSure ? steps : [...steps, { kind: 'jump', to: here }] }
}

const outcomes: readonly (readonly [RegExp, 'accepted' | 'refused'])[] = [
  [/refus|reject|rejet|d[ée]favorable/i, 'refused'],
  [/accept|octroy|accord|favorable|valid|d[ée]livr/i, 'accepted'],
]

const leads = (step: Step): boolean =>
  [
    'jump',
    'return',
    'action',
    'await_applicant',
    'on_delay',
    'trigger',
    'edit',
    'form',
    'attach',
    'ask_outside',
    'call',
  ].includes(step.kind)

/** What people read of a status, and how it ends when nothing leads out of it. */
function statusOf({ id, steps }: Growing, { name, visibility }: PublikStatus): Status {
  const label = { fr: cut(calm(textOfHtml(name)), 200) || 'Étape' }
  const isEnd = !steps.some(leads)
  const isWaiting = steps.some(({ kind }) => kind === 'await_applicant')
  const isHidden = visibility.includes('__restricted__')
  return {
    id,
    label,
    publicLabel: { fr: `Votre demande est au statut « ${label.fr} ».` },
    phase: isEnd ? 'decided' : isWaiting ? 'waiting_applicant' : 'examined',
    ...(isEnd ? { outcome: outcomes.find(([words]) => words.test(`${id} ${name}`))?.[1] ?? ('closed' as const) } : {}),
    ...(isHidden && !isEnd && !isWaiting ? { hiddenFromApplicant: true } : {}),
    steps: [...steps],
  }
}

/** Marks are of use only where something returns to them. */
const withMarks = (statuses: readonly Status[]): readonly Status[] =>
  statuses.some(({ steps }) => steps.some((step) => leadsTo(step, returning)))
    ? statuses
    : statuses.map((status) => ({ ...status, steps: status.steps.filter(({ kind }) => kind !== 'mark') }))

const leadsTo = (step: Step, id: string): boolean => JSON.stringify(step).includes(`"${id}"`)

function withReturn(statuses: readonly Status[], initial: string): Status[] {
  if (!statuses.some(({ steps }) => steps.some((step) => leadsTo(step, returning)))) return [...statuses]
  const label = { fr: 'Retour' }
  const back: Status = {
    id: returning,
    label,
    publicLabel: { fr: 'Votre demande revient à l’étape d’avant.' },
    phase: 'examined',
    steps: [{ kind: 'return', mark, otherwise: initial }],
  }
  return [...statuses, back]
}
