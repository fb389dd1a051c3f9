import type { DraftDocument, Edit, Json, Node } from '#counter/studio'
import type { Workflow } from '#counter/workflows'
import type { FormBody } from '#platform/http'
import type { Locale } from '#kernel/localized'
import { typedIn } from '../../connect/accounts/typed.ts'
import { circuitTexts } from './circuit.texts.ts'
import { anchorFor, changes, textFrom } from './gestures.ts'

/** What an author asked of the circuit, as changes of the draft that she saw. */
export interface CircuitGesture {
  readonly edits: readonly Edit[]
  readonly next: { readonly status?: string; readonly step?: string }
  readonly missing: readonly string[]
}

type Step = Workflow['statuses'][number]['steps'][number]

/** The kinds that this page writes; the others are read, moved and removed. */
export const stepKinds = ['action', 'notify', 'assign', 'await_applicant', 'on_delay', 'jump'] as const

export const ownCircuit = ({ circuit }: DraftDocument): Workflow | undefined =>
  'statuses' in circuit ? circuit : undefined

interface Asked {
  readonly workflow: Workflow
  readonly body: FormBody
  readonly locale: Locale
  readonly status: string
  readonly step: string
}

type Doing = (asked: Asked) => CircuitGesture

const gestures: Readonly<Record<string, Doing>> = {
  'statut-ajouter': addStatus,
  'statut-changer': changeStatus,
  'statut-monter': (asked) => moveStatus(asked, 'monter'),
  'statut-descendre': (asked) => moveStatus(asked, 'descendre'),
  'statut-retirer': ({ status }) => ({ edits: [{ kind: 'remove_status', at: [status] }], next: {}, missing: [] }),
  'etape-ajouter': addStep,
  'etape-changer': changeStep,
  'etape-monter': (asked) => moveStep(asked, 'monter'),
  'etape-descendre': (asked) => moveStep(asked, 'descendre'),
  'etape-retirer': ({ status, step }) => ({
    edits: [{ kind: 'remove_step', at: [status, step] }],
    next: { status },
    missing: [],
  }),
}

export function circuitGesture(seen: DraftDocument, body: FormBody, locale: Locale): CircuitGesture {
  const workflow = ownCircuit(seen)
  const act = typedIn(body, 'geste')
  const doing = Object.hasOwn(gestures, act) ? gestures[act] : undefined
  if (!workflow || !doing) return { edits: [], next: {}, missing: [] }
  return doing({ workflow, body, locale, status: typedIn(body, 'statut'), step: typedIn(body, 'etape') })
}

function addStatus({ workflow, body, locale }: Asked): CircuitGesture {
  const label = typedIn(body, 'nom').trim()
  if (label === '') return { edits: [], next: {}, missing: ['nouveau-statut'] }
  const item = {
    id: label,
    label: { fr: label },
    publicLabel: { fr: circuitTexts(locale).new_public },
    phase: 'examined',
    steps: [],
  }
  const after = workflow.statuses.findLast(({ outcome }) => outcome === undefined)?.id ?? null
  return { edits: [{ kind: 'add_status', in: [], item, after }], next: {}, missing: [] }
}

function changeStatus({ workflow, body, status }: Asked): CircuitGesture {
  const before = workflow.statuses.find(({ id }) => id === status)
  const outcome = typedIn(body, 'fin')
  const set = changes(before, {
    label: textFrom(typedIn(body, 'nom'), undefined, before?.label),
    publicLabel: textFrom(typedIn(body, 'public'), undefined, before?.publicLabel),
    phase: typedIn(body, 'phase'),
    outcome: outcome === '' ? null : outcome,
  })
  const missing = ['nom', 'public'].filter((name) => typedIn(body, name).trim() === '')
  return {
    edits: Object.keys(set).length === 0 ? [] : [{ kind: 'set_status', at: [status], set }],
    next: { status },
    missing,
  }
}

function moveStatus({ workflow, status }: Asked, way: 'monter' | 'descendre'): CircuitGesture {
  const names = workflow.statuses.map(({ id }) => id)
  const after = anchorFor(names, status, way)
  const edits: Edit[] = after === undefined ? [] : [{ kind: 'move_status', at: [status], in: [], after }]
  return { edits, next: { status }, missing: [] }
}

function moveStep({ workflow, status, step }: Asked, way: 'monter' | 'descendre'): CircuitGesture {
  const steps = workflow.statuses.find(({ id }) => id === status)?.steps ?? []
  const names = steps.map((_, index) => String(index))
  const after = anchorFor(names, step, way)
  const edits: Edit[] = after === undefined ? [] : [{ kind: 'move_step', at: [status, step], in: [status], after }]
  return { edits, next: { status }, missing: [] }
}

/** A step to begin with; what it says is changed next. */
function blankStep({ workflow, body, locale, status }: Asked): Node {
  const t = circuitTexts(locale)
  const to = workflow.statuses.find(({ id }) => id !== status)?.id ?? status
  const name = workflow.functions[0]?.id ?? ''
  switch (typedIn(body, 'genre')) {
    case 'notify':
      return { kind: 'notify', to: 'applicant', subject: { fr: t.new_subject }, body: { fr: t.new_body } }
    case 'assign':
      return { kind: 'assign', function: name }
    case 'await_applicant':
      return { kind: 'await_applicant', id: 'reponse', to, invitation: { fr: t.new_invitation } }
    case 'on_delay':
      return { kind: 'on_delay', id: 'delai', after: { days: 15 }, to }
    case 'jump':
      return { kind: 'jump', to }
    default:
      return {
        kind: 'action',
        id: 'continuer',
        label: { fr: t.new_button },
        by: [name],
        tone: 'forward',
        to,
        consequences: [{ fr: t.new_consequence }],
      }
  }
}

const isWait = ({ kind }: { readonly kind: Json | undefined }): boolean =>
  kind !== 'notify' && kind !== 'assign' && kind !== 'jump'

function addStep(asked: Asked): CircuitGesture {
  const { workflow, status } = asked
  const steps = workflow.statuses.find(({ id }) => id === status)?.steps ?? []
  const item = blankStep(asked)
  // Waits come last; what is done at once comes before them.
  const firstWait = steps.findIndex(isWait)
  const place = isWait({ kind: item['kind'] }) || firstWait === -1 ? steps.length : firstWait
  const edit: Edit = { kind: 'add_step', in: [status], item, after: place === 0 ? null : String(place - 1) }
  return { edits: [edit], next: { status, step: String(place) }, missing: [] }
}

function changeStep({ workflow, body, status, step }: Asked): CircuitGesture {
  const before = workflow.statuses.find(({ id }) => id === status)?.steps[Number(step)]
  if (!before) return { edits: [], next: { status }, missing: [] }
  const typed = stepTyped(before, body)
  const missing = Object.keys(typed).filter((name) => typed[name] === null)
  const set = changes(before, typed)
  const edits: Edit[] = Object.keys(set).length === 0 ? [] : [{ kind: 'set_step', at: [status, step], set }]
  return { edits, next: { status }, missing: missing.map((name) => inputs[name] ?? name) }
}

const inputs: Readonly<Record<string, string>> = {
  label: 'bouton',
  subject: 'objet',
  body: 'texte',
  invitation: 'invitation',
}

/** By the kinds that this page writes. */
type ByKind<Result> = { readonly [K in Step['kind']]?: (step: Extract<Step, { kind: K }>, body: FormBody) => Result }

const readers: ByKind<Readonly<Record<string, Json>>> = {
  action: (step, body) => ({
    label: textFrom(typedIn(body, 'bouton'), undefined, step.label),
    to: typedIn(body, 'vers'),
  }),
  notify: (step, body) => ({
    subject: textFrom(typedIn(body, 'objet'), undefined, step.subject),
    body: textFrom(typedIn(body, 'texte'), undefined, step.body),
  }),
  assign: (_step, body) => ({ function: typedIn(body, 'fonction') }),
  await_applicant: (step, body) => ({
    invitation: textFrom(typedIn(body, 'invitation'), undefined, step.invitation),
    to: typedIn(body, 'vers'),
  }),
  on_delay: (step, body) => {
    const days = Number(typedIn(body, 'jours'))
    const after = Number.isInteger(days) && days > 0 ? { days } : (step.after as unknown as Json)
    return { after, to: typedIn(body, 'vers') }
  },
  jump: (_step, body) => ({ to: typedIn(body, 'vers') }),
}

function stepTyped(step: Step, body: FormBody): Readonly<Record<string, Json>> {
  const read = readers[step.kind] as ((step: Step, body: FormBody) => Readonly<Record<string, Json>>) | undefined
  return read?.(step, body) ?? {}
}
