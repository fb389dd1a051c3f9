import type { Value } from '#kernel/expression'
import type { Localized } from '#kernel/localized'
import { type Answers, type Definition, type Field, type OfferOptions, scopeOf } from '#counter/procedures'
import {
  type CircuitScope,
  type Divergence,
  divergenceOf,
  type RecordedMove,
  replay,
  type Replayed,
  waysOut,
  type Workflow,
} from '#counter/workflows'
import type { Recording } from '../schema.ts'

/** What is left of an answer that says who somebody is: that there is one. */
const placeholder = '…'

/** Answers that say nothing of who gave them; the others keep only that they were given. */
const told: ReadonlySet<Field['type']> = new Set([
  'number',
  'amount',
  'date',
  'date_range',
  'time',
  'yes_no',
  'choice',
  'choices',
  'commune',
  'card',
])
const written: ReadonlySet<Field['type']> = new Set([
  'text',
  'long_text',
  'email',
  'phone',
  'siret',
  'rna',
  'iban',
  'slot',
])

/**
 * Answers without the person: choices, figures and days stay, of texts only that they were written; names, addresses,
 * files, drawings and rows go.
 */
export function withoutPerson({ form }: Definition, answers: Answers): Recording['answers'] {
  const fields = form.pages.flatMap((page) => page.fields)
  return Object.fromEntries(
    fields.flatMap((field): [string, Value][] => {
      const answer = Object.hasOwn(answers, field.id) ? answers[field.id] : undefined
      if (answer === undefined) return []
      const type = field.type === 'computed' ? field.gives : field.type
      if (written.has(type)) return [[field.id, placeholder]]
      return told.has(type) ? [[field.id, scopeOf(answers).answer(field.id)]] : []
    }),
  )
}

/** Agents' own fields without what they wrote about somebody. */
export const withoutWords = (
  { internal = [] }: Workflow,
  values: Readonly<Record<string, Value>>,
): Recording['internal'] =>
  Object.fromEntries(
    Object.entries(values).map(([id, value]) => {
      const type = internal.find((field) => field.id === id)?.type
      const isWords = type === undefined || type === 'text' || type === 'long_text' || type === 'list'
      return [id, isWords && value !== null ? placeholder : value]
    }),
  )

const own = (values: Readonly<Record<string, Value>>, id: string): Value =>
  Object.hasOwn(values, id) ? (values[id] ?? null) : null

/** What a case is played on: a circuit, and what the form sets for it. */
export interface Stage {
  readonly workflow: Workflow
  readonly options: OfferOptions['circuit']
}

/** What the steps of a circuit read of a recorded case; it is played on the day it was filed. */
const scopeOnStage = ({ options }: Stage, { answers, internal, submittedOn }: Recording): CircuitScope => ({
  option: (id) => own(options ?? {}, id),
  answer: (id) => own(answers, id),
  internal: (id) => own(internal, id),
  case: (datum) => (datum === 'submittedAt' ? submittedOn : datum === 'channel' ? 'web' : null),
  today: () => submittedOn,
})

export interface Played {
  readonly replayed: Replayed
  readonly divergence: Divergence | undefined
}

/** Plays a recorded case on a circuit that has no fault. */
export function playRecording(stage: Stage, recording: Recording): Played {
  const replayed = replay(stage.workflow, recording.moves, scopeOnStage(stage, recording), recording.given)
  return { replayed, divergence: divergenceOf(recording.passages, replayed) }
}

/** What a status is called; one that has gone, by its identifier. */
export const nameIn = (workflow: Workflow, id: string): Localized =>
  workflow.statuses.find((status) => status.id === id)?.label ?? { fr: id, en: id }

/** Names of statuses passed through: "À l’étude, Acceptée". */
export function pathNames(workflow: Workflow, path: readonly string[]): Required<Localized> {
  const names = path.map((id) => nameIn(workflow, id))
  if (names.length === 0) return { fr: 'le même statut', en: 'the same status' }
  return { fr: names.map(({ fr }) => fr).join(', '), en: names.map(({ fr, en }) => en ?? fr).join(', ') }
}

/** How a wait ended otherwise than by being done. */
const endings: Readonly<Record<string, Required<Localized>>> = {
  accepted: { fr: 'réponse favorable', en: 'favourable answer' },
  refused: { fr: 'réponse défavorable', en: 'unfavourable answer' },
  timed_out: { fr: 'pas de réponse à temps', en: 'no answer in time' },
  rejected: { fr: 'refusé par l’autre logiciel', en: 'refused by the other program' },
  failed: { fr: 'panne de l’autre logiciel', en: 'breakdown of the other program' },
}

/** "« Accepter »": a button, a wait, an action of the whole circuit; a delay by where it leads. */
function stepName(workflow: Workflow, id: string): Required<Localized> {
  const steps = workflow.statuses.flatMap((status) => status.steps)
  const named = [...steps, ...(workflow.actions ?? [])].find((each) => 'id' in each && each.id === id)
  if (named && 'kind' in named && named.kind === 'on_delay') {
    const to = nameIn(workflow, named.to)
    return { fr: `le délai passé vers « ${to.fr} »`, en: `the time passed to “${to.en ?? to.fr}”` }
  }
  const { fr, en = fr }: Localized = named && 'label' in named ? named.label : { fr: id }
  return { fr: `« ${fr} »`, en: `“${en}”` }
}

/** What was done, as its author calls it: the button, the wait and how it ended. */
export function moveName(workflow: Workflow, move: RecordedMove | undefined): Required<Localized> {
  if (move === undefined) return { fr: 'le dépôt', en: 'the filing' }
  if (move.by === 'reply') return { fr: 'la réponse de la personne', en: 'the reply of the applicant' }
  if (move.by === 'action') return stepName(workflow, move.id)
  const name = stepName(workflow, move.step)
  const ending = endings[move.way]
  return ending ? { fr: `${name.fr} (${ending.fr})`, en: `${name.en} (${ending.en})` } : name
}

/** Every move that a circuit names from a status, whether it can be made or not. */
function movesFrom({ statuses, actions = [] }: Workflow, statusId: string): readonly RecordedMove[] {
  const status = statuses.find(({ id }) => id === statusId)
  const own = (status ? waysOut(status) : []).map(({ step, way }): RecordedMove => {
    const kind = status?.steps.find((each) => 'id' in each && each.id === step)?.kind
    if (kind === 'await_applicant') return { by: 'reply' }
    return kind === 'action' ? { by: 'action', id: step } : { by: 'step', step, way }
  })
  const everywhere = actions.map(({ id, on }): RecordedMove =>
    on.kind === 'hand' ? { by: 'action', id } : { by: 'step', step: id, way: 'done' },
  )
  return [...own, ...everywhere]
}

/** What may happen next to a case: the moves that can be made from where it stands. */
export function movesAfter(stage: Stage, recording: Recording): readonly RecordedMove[] {
  const { workflow } = stage
  const scope = scopeOnStage(stage, recording)
  const { status, stopped } = replay(workflow, recording.moves, scope, recording.given)
  if (stopped) return []
  return movesFrom(workflow, status).filter(
    (move) => replay(workflow, [...recording.moves, move], scope, recording.given).stopped === undefined,
  )
}

/** Why a test is red, in one sentence. */
export function divergenceSentence(
  workflow: Workflow,
  { moves }: Recording,
  { at, expected, got }: Divergence,
): Required<Localized> {
  const move = moveName(workflow, moves[at - 1])
  const wanted = pathNames(workflow, expected)
  if (got === undefined) {
    return {
      fr: `${move.fr} ne se peut plus ; la demande allait à : ${wanted.fr}`,
      en: `${move.en} can no longer be done; the case went to: ${wanted.en}`,
    }
  }
  const now = pathNames(workflow, got)
  return {
    fr: `après ${move.fr}, la demande irait à : ${now.fr}, et non à : ${wanted.fr}`,
    en: `after ${move.en}, the case would go to: ${now.en}, and not to: ${wanted.en}`,
  }
}
