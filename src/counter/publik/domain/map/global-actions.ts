import type { GlobalAction, Workflow } from '#counter/workflows'
import type { PublikAction, PublikTrigger, PublikWorkflow } from '../../schema.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Circuit } from './circuit-desk.ts'
import { deedsOf, whenOf } from './deeds.ts'
import { noteUnused, stepWithout } from './unused.ts'
import { toneOf } from './waits.ts'

interface Place {
  readonly circuit: Circuit
  readonly statusIds: ReadonlyMap<string, string>
}

/** What can be done from several statuses: one of ours for each way it is set off. */
export const globalActions = (workflow: PublikWorkflow, place: Place): GlobalAction[] =>
  workflow.actions.flatMap((action) => {
    place.circuit.notebook.counts.actions += 1
    if (action.triggers.length === 0)
      place.circuit.notebook.note('not_carried', action.spot, `Action sans déclencheur : ${action.name}`)
    return action.triggers
      .filter((trigger) => !isAfterEnd(trigger))
      .flatMap((trigger) => mapAction(action, trigger, place))
  })

/** Counted from the end of a case: what is done then is a rule of retention. */
const isAfterEnd = ({ kind, values }: PublikTrigger): boolean => kind === 'timeout' && values['anchor'] === 'finalized'

/** Days of a month, as retention counts. */
const month = 30

/** How long a case is kept once it has ended, when the circuit anonymises or removes it some time after. */
export function retentionOf(workflow: PublikWorkflow, { circuit }: Place): Workflow['retention'] {
  const [found] = workflow.actions.flatMap((action) =>
    action.triggers.filter(isAfterEnd).map((trigger) => ({ action, trigger })),
  )
  if (!found) return undefined
  const kinds = new Set(
    [...workflow.statuses, ...workflow.actions].flatMap(({ steps }) => steps.map(({ kind }) => kind)),
  )
  const { action, trigger } = found
  if (!kinds.has('anonymise') && !kinds.has('remove')) {
    circuit.notebook.note('not_carried', trigger.spot, `« ${action.name} » après la fin de la demande`)
    return undefined
  }
  const months = Math.min(1200, Math.max(1, Math.ceil((Number(trigger.values['timeout']) || 0) / month)))
  const rule = { months, end: kinds.has('anonymise') ? ('anonymise' as const) : ('remove' as const) }
  circuit.notebook.note(
    'mended',
    trigger.spot,
    `« ${action.name} » devient une durée de conservation : ${months} mois après la fin`,
  )
  return { accepted: rule, refused: rule, closed: rule }
}

function mapAction(action: PublikAction, trigger: PublikTrigger, place: Place): GlobalAction[] {
  const { circuit, statusIds } = place
  const label = {
    fr:
      cut(
        calm(textOfHtml(action.name))
          .replaceAll(/[^\p{L}\p{N}\p{P} ]/gu, '')
          .trim(),
        200,
      ) || 'Action',
  }
  const on = onOf(trigger, label.fr, circuit)
  if (!on) return []
  const from = trigger.statuses.flatMap((id) => statusIds.get(id) ?? [])
  const { steps, to, when } = stepsOf(action, circuit)
  return [
    {
      id: circuit.ids(trigger.values['identifier'] ?? label.fr),
      label,
      ...(from.length > 0 ? { from } : {}),
      on,
      steps,
      ...(to === undefined ? {} : { to }),
      ...(when === undefined ? {} : { when }),
    },
  ]
}

function onOf(trigger: PublikTrigger, label: string, circuit: Circuit): GlobalAction['on'] | undefined {
  const { notebook } = circuit
  if (trigger.kind === 'webservice') return { kind: 'call' }
  if (trigger.kind === 'timeout') {
    const days = Number(trigger.values['timeout'])
    const isKnown =
      ['creation', 'first-arrival'].includes(trigger.values['anchor'] ?? 'creation') && Number.isFinite(days)
    if (!isKnown)
      notebook.note('mended', trigger.spot, `Délai compté depuis le dépôt : ${Object.values(trigger.values).join(' ')}`)
    return { kind: 'delay', after: { days: Math.min(3660, Math.max(0, Math.round(days || 30))) }, from: 'submitted' }
  }
  const step = { spot: trigger.spot, kind: 'choice', condition: undefined, values: {}, lists: {}, rows: {}, fields: [] }
  const roles = trigger.roles.filter(({ id }) => id !== '_submitter')
  if (roles.length < trigger.roles.length)
    notebook.note('not_carried', trigger.spot, `« ${label} » par la personne elle-même`)
  if (roles.length === 0) return undefined
  const by = [...new Set(roles.map(({ id, name }) => circuit.functionOf(id, step, name)))]
  return { kind: 'hand', by, tone: toneOf(label), consequences: [{ fr: `« ${label} » s’applique à la demande.` }] }
}

function stepsOf(action: PublikAction, circuit: Circuit): Pick<GlobalAction, 'steps' | 'to' | 'when'> {
  const steps: GlobalAction['steps'] = []
  let way: Pick<GlobalAction, 'to' | 'when'> = {}
  circuit.notebook.counts.steps += action.steps.length
  for (const step of action.steps) {
    noteUnused(step, circuit.notebook)
    const deeds = deedsOf(step, circuit)
    if (deeds) steps.push(...deeds)
    else if (step.kind === 'jump' && way.to === undefined && step.values['timeout'] === undefined) {
      const condition = whenOf(step, circuit)
      // Alone, its condition is that of the whole action.
      way = { to: circuit.targetOf(step.values['status'], step), ...(action.steps.length === 1 ? condition : {}) }
      if (condition.when !== undefined && action.steps.length > 1)
        circuit.notebook.note('condition', step.spot, `${step.condition?.text ?? ''} — l’action a d’autres étapes`)
    } else circuit.notebook.note('not_carried', step.spot, `Dans « ${action.name} » : ${stepWithout(step)}`)
  }
  return { steps, ...way }
}
