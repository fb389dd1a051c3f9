import { isDeepStrictEqual } from 'node:util'
import type { DraftDocument, Edit, Node } from '#counter/studio'
import type { Step, Workflow } from '#counter/workflows'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { circuitTexts } from './circuit.texts.ts'
import { anchorFor } from './gestures.ts'
import { type Around, type Fault, type Panel, readPanel } from './panel/panel.ts'
import { blankStep } from './steps/blank.ts'
import { isDeedKind, isWaitKind, stepPanels } from './steps/index.ts'
import { statusPanel } from './steps/status.ts'

/** What an author asked of the circuit, as changes of the draft that she saw. */
export interface CircuitGesture {
  readonly edits: readonly Edit[]
  /** What the page shows next. */
  readonly next: Readonly<Record<string, string>>
  readonly faults: readonly Pick<Fault, 'fieldId' | 'message' | 'told'>[]
}

export const ownCircuit = ({ circuit }: DraftDocument): Workflow | undefined =>
  'statuses' in circuit ? circuit : undefined

interface Asked {
  readonly workflow: Workflow
  readonly body: FormBody
  readonly around: Around
}

type Doing = (asked: Asked) => CircuitGesture

export const doNothing: CircuitGesture = { edits: [], next: {}, faults: [] }

const gestures: Readonly<Record<string, Doing>> = {
  'statut-ajouter': addStatus,
  'statut-changer': changeStatus,
  'statut-monter': (asked) => moveStatus(asked, 'monter'),
  'statut-descendre': (asked) => moveStatus(asked, 'descendre'),
  'statut-retirer': ({ body }) => ({
    edits: [{ kind: 'remove_status', at: [typedIn(body, 'statut')] }],
    next: {},
    faults: [],
  }),
  'etape-ajouter': addStep,
  'etape-changer': changeStep,
  'etape-monter': (asked) => moveStep(asked, 'monter'),
  'etape-descendre': (asked) => moveStep(asked, 'descendre'),
  'etape-retirer': (asked) => {
    const { noun, id, next } = holderOf(asked)
    return { edits: [{ kind: `remove_${noun}`, at: [id, typedIn(asked.body, 'etape')] }], next, faults: [] }
  },
}

/** @param seen the circuit as its author saw it. */
export function circuitGesture(seen: DraftDocument, body: FormBody, around: Around): CircuitGesture {
  const workflow = ownCircuit(seen)
  const act = typedIn(body, 'geste').split(':')[0] ?? ''
  const doing = Object.hasOwn(gestures, act) ? gestures[act] : undefined
  return workflow && doing ? doing({ workflow, body, around }) : doNothing
}

/** The properties whose value differs from what the author saw. */
export function changed(seen: object | undefined, typed: Node): Node {
  const before = (seen ?? {}) as Node
  return Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => !isDeepStrictEqual(before[name] ?? null, value)),
  )
}

/** What a form says of a piece, as one change; none when it says what the piece says. */
export function saved(
  { around, body }: Pick<Asked, 'around' | 'body'>,
  panel: Panel,
  { seen, edit }: { readonly seen: object; readonly edit: (set: Node) => Edit },
): Pick<CircuitGesture, 'edits' | 'faults'> {
  const { values, faults } = readPanel(panel, { around, body, node: seen as Node, prefix: '' })
  const set = changed(seen, values)
  return { edits: Object.keys(set).length === 0 ? [] : [edit(set)], faults }
}

function addStatus({ workflow, body, around }: Asked): CircuitGesture {
  const t = circuitTexts(around.locale)
  const label = typedIn(body, 'nom').trim()
  if (label === '') {
    return { edits: [], next: {}, faults: [{ fieldId: 'nouveau-statut', message: t.empty, told: t.empty }] }
  }
  const item = { id: label, label: { fr: label }, publicLabel: { fr: t.new_public }, phase: 'examined', steps: [] }
  const after = workflow.statuses.findLast(({ outcome }) => outcome === undefined)?.id ?? null
  return { edits: [{ kind: 'add_status', in: [], item, after }], next: {}, faults: [] }
}

function changeStatus(asked: Asked): CircuitGesture {
  const id = typedIn(asked.body, 'statut')
  const seen = asked.workflow.statuses.find((each) => each.id === id)
  if (!seen) return doNothing
  const done = saved(asked, statusPanel, { seen, edit: (set) => ({ kind: 'set_status', at: [id], set }) })
  return { ...done, next: { statut: id } }
}

function moveStatus({ workflow, body }: Asked, way: 'monter' | 'descendre'): CircuitGesture {
  const id = typedIn(body, 'statut')
  const names = workflow.statuses.map((each) => each.id)
  const after = anchorFor(names, id, way)
  const edits: Edit[] = after === undefined ? [] : [{ kind: 'move_status', at: [id], in: [], after }]
  return { edits, next: { statut: id }, faults: [] }
}

/** Where steps stand: in a status, or in a global action. */
interface Holder {
  readonly noun: 'step' | 'deed'
  readonly id: string
  readonly steps: readonly Step[]
  readonly next: Readonly<Record<string, string>>
}

function holderOf({ workflow, body }: Asked): Holder {
  const action = typedIn(body, 'action')
  if (action !== '') {
    const steps = workflow.actions?.find(({ id }) => id === action)?.steps ?? []
    return { noun: 'deed', id: action, steps, next: { objet: 'action', nom: action } }
  }
  const id = typedIn(body, 'statut')
  const steps = workflow.statuses.find((each) => each.id === id)?.steps ?? []
  return { noun: 'step', id, steps, next: { statut: id } }
}

function moveStep(asked: Asked, way: 'monter' | 'descendre'): CircuitGesture {
  const { noun, id, steps, next } = holderOf(asked)
  const step = typedIn(asked.body, 'etape')
  const names = steps.map((_, index) => String(index))
  const after = anchorFor(names, step, way)
  if (after === undefined) return { edits: [], next: { ...next, etape: step }, faults: [] }
  const edit: Edit = { kind: `move_${noun}`, at: [id, step], in: [id], after }
  const etape = String(Number(step) + (way === 'monter' ? -1 : 1))
  return { edits: [edit], next: { ...next, etape }, faults: [] }
}

function addStep(asked: Asked): CircuitGesture {
  const { noun, id, steps, next } = holderOf(asked)
  const kind = typedIn(asked.body, 'genre')
  const isKnown = Object.hasOwn(stepPanels, kind) && (noun === 'step' || isDeedKind(kind))
  if (!isKnown) return { edits: [], next, faults: [] }
  const { workflow, around } = asked
  const status = noun === 'step' ? id : undefined
  const item = blankStep(kind as Step['kind'], { workflow, status, locale: around.locale })
  // Waits come last; what is done at once comes before them.
  const firstWait = steps.findIndex((step) => isWaitKind(step.kind))
  const place = isWaitKind(kind) || firstWait === -1 ? steps.length : firstWait
  const edit: Edit = { kind: `add_${noun}`, in: [id], item, after: place === 0 ? null : String(place - 1) }
  return { edits: [edit], next: { ...next, etape: String(place) }, faults: [] }
}

function changeStep(asked: Asked): CircuitGesture {
  const { noun, id, steps, next } = holderOf(asked)
  const step = typedIn(asked.body, 'etape')
  const seen = steps[Number(step)]
  if (!seen) return { edits: [], next, faults: [] }
  const edit = (set: Node): Edit => ({ kind: `set_${noun}`, at: [id, step], set })
  return { ...saved(asked, stepPanels[seen.kind], { seen, edit }), next: { ...next, etape: step } }
}
