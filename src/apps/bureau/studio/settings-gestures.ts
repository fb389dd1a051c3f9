import type { Edit, Node } from '#counter/studio'
import type { DraftDocument } from '#counter/studio'
import type { Workflow } from '#counter/workflows'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { changed, type CircuitGesture, doNothing, ownCircuit, saved } from './circuit-gestures.ts'
import { circuitTexts } from './circuit.texts.ts'
import { anchorFor } from './gestures.ts'
import { type Around, type Panel, readPanel, withoutNulls } from './panel/panel.ts'
import { actionPanel, circuitPanel, functionPanel, internalPanel, optionPanel, retentionPanel } from './steps/parts.tsx'
import { blankTexts } from './steps/texts.ts'

interface Blank {
  readonly label: { readonly fr: string }
  readonly workflow: Workflow
  readonly consequence: string
}

interface Part {
  readonly noun: 'function' | 'setting' | 'internal' | 'global'
  readonly list: (workflow: Workflow) => readonly { readonly id: string; readonly label: { fr: string; en?: string } }[]
  readonly panel: Panel
  readonly blank: (input: Blank) => Node
}

/** Lists that a circuit declares, by the word of addresses. */
export const circuitParts = {
  fonction: {
    noun: 'function',
    list: ({ functions }) => functions,
    panel: functionPanel,
    blank: ({ label }) => ({ label, role: 'agent' }),
  },
  option: {
    noun: 'setting',
    list: ({ options }) => options ?? [],
    panel: optionPanel,
    blank: ({ label }) => ({ label, type: 'number', default: 15 }),
  },
  champ: {
    noun: 'internal',
    list: ({ internal }) => internal ?? [],
    panel: internalPanel,
    blank: ({ label }) => ({ label, type: 'text' }),
  },
  action: {
    noun: 'global',
    list: ({ actions }) => actions ?? [],
    panel: actionPanel,
    blank: ({ label, workflow, consequence }) => ({
      label,
      on: { kind: 'hand', by: [workflow.functions[0]?.id ?? ''], tone: 'forward', consequences: [{ fr: consequence }] },
      steps: [],
    }),
  },
} as const satisfies Record<string, Part>

export type PartName = keyof typeof circuitParts

export const isPart = (name: string): name is PartName => Object.hasOwn(circuitParts, name)

/** What an author asked of what a circuit declares: `fonction-ajouter`, `option-changer`, `conservation-changer`… */
export function settingsGesture(seen: DraftDocument, body: FormBody, around: Around): CircuitGesture {
  const workflow = ownCircuit(seen)
  const [object = '', verb = ''] = (typedIn(body, 'geste').split(':')[0] ?? '').split('-')
  if (!workflow) return doNothing
  if (object === 'circuit') return changeWhole(workflow, { body, around })
  if (object === 'conservation') return changeRetention(workflow, { body, around })
  if (!isPart(object)) return doNothing
  return changePart({ workflow, body, around, object, verb })
}

interface Heard {
  readonly body: FormBody
  readonly around: Around
}

function changeWhole(workflow: Workflow, { body, around }: Heard): CircuitGesture {
  const edit = (set: Node): Edit => ({ kind: 'set_circuit', set })
  return { ...saved({ body, around }, circuitPanel, { seen: workflow, edit }), next: { objet: 'circuit' } }
}

function changeRetention(workflow: Workflow, { body, around }: Heard): CircuitGesture {
  const node = (workflow.retention ?? {}) as Node
  const { values, faults } = readPanel(retentionPanel, { around, body, node, prefix: '' })
  const retention = withoutNulls(values)
  const set = changed(workflow, { retention: Object.keys(retention).length === 0 ? null : retention })
  const edits: Edit[] = Object.keys(set).length === 0 ? [] : [{ kind: 'set_circuit', set }]
  return { edits, faults, next: { objet: 'conservation' } }
}

interface Changing extends Heard {
  readonly workflow: Workflow
  readonly object: PartName
  readonly verb: string
}

function changePart({ workflow, body, around, object, verb }: Changing): CircuitGesture {
  const part: Part = circuitParts[object]
  const { noun } = part
  const list = part.list(workflow)
  const id = typedIn(body, 'nom')
  const next = { objet: object, nom: id }
  const seen = list.find((each) => each.id === id)
  switch (verb) {
    case 'ajouter':
      return addPart({ workflow, body, around, object, verb })
    case 'changer':
      if (!seen) return doNothing
      return {
        ...saved({ body, around }, part.panel, { seen, edit: (set) => ({ kind: `set_${noun}`, at: [id], set }) }),
        next,
      }
    case 'retirer':
      return { edits: [{ kind: `remove_${noun}`, at: [id] }], next: {}, faults: [] }
    case 'monter':
    case 'descendre': {
      const names = list.map((each) => each.id)
      const after = anchorFor(names, id, verb)
      const edits: Edit[] = after === undefined ? [] : [{ kind: `move_${noun}`, at: [id], in: [], after }]
      return { edits, next, faults: [] }
    }
    default:
      return doNothing
  }
}

function addPart({ workflow, body, around, object }: Changing): CircuitGesture {
  const part: Part = circuitParts[object]
  const name = typedIn(body, 'intitule').trim()
  if (name === '') {
    const { empty } = circuitTexts(around.locale)
    return { edits: [], next: {}, faults: [{ fieldId: `ajouter-${object}`, message: empty, told: empty }] }
  }
  const { consequence } = blankTexts(around.locale)
  const item = { id: name, ...part.blank({ label: { fr: name }, workflow, consequence }) }
  const after = part.list(workflow).at(-1)?.id ?? null
  return { edits: [{ kind: `add_${part.noun}`, in: [], item, after }], next: { objet: object, nom: '' }, faults: [] }
}
