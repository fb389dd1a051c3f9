import type { Expression } from '#kernel/expression'
import type { InternalField, WorkflowOption } from '#counter/workflows'
import type { PublikField, PublikWorkflow, Spot } from '../../schema.ts'
import { createNames, identifierOf } from '../names.ts'
import type { Known, Names } from '../translate/conditions.ts'
import type { Placeholders } from '../translate/templates.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Notebook } from './notebook.ts'

/** What a circuit declares, and what its conditions and texts may name. */
export interface CircuitNames extends Names {
  readonly placeholders: Placeholders
  readonly internal: readonly InternalField[]
  readonly options: readonly WorkflowOption[]
  /** The agents' field that a Publik field became, by its id there. */
  internalOf(fieldId: string): string | undefined
  /** Declares the fields of a form inside the circuit; those that hold a file are left out. */
  addForm(varname: string, fields: readonly PublikField[]): readonly { id: string; optional?: boolean }[]
  /** A box that says a button was pressed. */
  addMark(label: string): string
  /** What is kept of the answer to a call: each path that some text of the circuit reads. */
  addCall(varname: string): readonly { field: string; path: string }[]
  /** Where the `err` of the answer to a call is kept. */
  errorOf(varname: string): string | undefined
  /** Whether something reads the status before this one. */
  readonly readsPrevious: boolean
}

/** Where the circuit keeps the status that it leaves, when a condition reads it. */
export const previousStatus = 'statut_precedent'
export const currentStatus = 'statut_courant'

const suffixes = /_(?:raw|structured|structured_raw|display)$/
const types: Readonly<Record<string, InternalField['type']>> = {
  text: 'long_text',
  numeric: 'number',
  bool: 'boolean',
  date: 'date',
  items: 'list',
}

interface Material {
  readonly workflow: PublikWorkflow
  /** What the forms that follow the circuit ask, by the names that conditions use. */
  readonly answers: Names
  readonly statusIds: readonly (readonly [name: string, id: string])[]
  readonly notebook: Notebook
}

export function nameCircuit({ workflow, answers, statusIds, notebook }: Material): CircuitNames {
  const written = JSON.stringify(workflow)
  const fields = declareFields(workflow, notebook)
  const readsPrevious = /form_previous_status\b/.test(
    written.replaceAll(/"(?:subject|body|message|comment)":"(?:[^"\\]|\\.)*"/g, ''),
  )
  if (readsPrevious) {
    fields.declare(previousStatus, 'Statut précédent', 'text')
    fields.declare(currentStatus, 'Statut en cours', 'text')
  }
  const options = declareOptions(workflow)
  const called = declareCalls(workflow, written, fields)
  const find = (name: string): Known | undefined =>
    statusNamed(name, statusIds) ??
    fields.find(name.replace(/^form_workflow_(?:form|data|wscall)_/, '').replace(/_var_/, '_')) ??
    fields.find(name.replace(/^form_var_/, '')) ??
    optionNamed(name, options) ??
    answerNamed(name, answers)
  return {
    internal: fields.all,
    options,
    readsPrevious,
    find,
    placeholders: placeholdersOf(find),
    internalOf: (fieldId) => fields.byField.get(fieldId),
    addForm: (varname, given) =>
      given.flatMap((field) => {
        const read = fields.find(nameInForm(varname, field))?.read
        const id = Array.isArray(read) ? (read as readonly unknown[])[1] : undefined
        return typeof id !== 'string' ? [] : [field.isRequired ? { id } : { id, optional: true }]
      }),
    addMark: (label) => fields.declare(`bouton_${label}`, label, 'boolean'),
    addCall: (varname) => called.get(varname) ?? [],
    errorOf: (varname) => called.get(varname)?.find(({ path }) => path === 'err')?.field,
  }
}

/** Agents' own fields: those of the circuit, and those of the forms that stand inside it. */
interface Fields {
  readonly all: InternalField[]
  readonly byField: ReadonlyMap<string, string>
  declare(wanted: string, label: string, type: InternalField['type']): string
  know(name: string, known: Known): void
  find(name: string): Known | undefined
}

const shownOnly = ['title', 'subtitle', 'comment', 'page', 'file', 'computed', 'block']

function declareFields(workflow: PublikWorkflow, notebook: Notebook): Fields {
  const ids = createNames()
  const all: InternalField[] = []
  const byField = new Map<string, string>()
  const byName = new Map<string, Known>()
  const declare = (wanted: string, label: string, type: InternalField['type']): string => {
    const id = ids(wanted)
    all.push({ id, label: { fr: cut(calm(textOfHtml(label)), 200) || id }, type })
    return id
  }
  const add = (field: PublikField, wanted: string): string | undefined => {
    if (field.type === 'file') notebook.note('mended', field.spot, `« ${field.label} » : la pièce s’ajoute au dossier`)
    if (shownOnly.includes(field.type) || byName.has(wanted)) return undefined
    const type = (Object.hasOwn(types, field.type) ? types[field.type] : undefined) ?? 'text'
    const id = declare(wanted, field.label, type)
    byName.set(wanted, { type: type === 'long_text' ? 'text' : knownType(type), read: ['internal', id] })
    return id
  }
  for (const field of workflow.internal) {
    const id = add(field, field.varname ?? (textOfHtml(field.label).slice(0, 40) || field.id))
    if (id) byField.set(field.id, id)
  }
  for (const { fields, values } of stepsOf(workflow))
    for (const field of fields) add(field, nameInForm(values['varname'], field))
  return {
    all,
    byField,
    declare,
    know: (name, known) => void byName.set(name, known),
    find: (name) => byName.get(name) ?? byName.get(name.replace(suffixes, '')),
  }
}

const stepsOf = ({ statuses, actions }: PublikWorkflow) => [...statuses, ...actions].flatMap(({ steps }) => steps)

type Kept = ReturnType<CircuitNames['addCall']>

/** What is kept of the answer to each call, by the name that the circuit gives it. */
function declareCalls(workflow: PublikWorkflow, written: string, fields: Fields): ReadonlyMap<string, Kept> {
  const called = new Map<string, Kept>()
  for (const { kind, values } of stepsOf(workflow)) {
    const { varname } = values
    if (kind !== 'webservice_call' || varname === undefined || called.has(varname)) continue
    const mayRefuse = (values['action_on_app_error'] ?? ':pass') !== ':pass'
    const paths = new Set([...pathsRead(written, varname), ...(mayRefuse ? ['err'] : [])])
    const kept = [...paths].map((path) => {
      const name = `${varname}_response_${path}`
      const field = fields.declare(name, `Réponse de ${varname} : ${path}`, 'text')
      fields.know(name, { type: 'any', read: ['internal', field] })
      return { field, path }
    })
    called.set(varname, kept)
  }
  return called
}

/** `form_var` of a form inside the circuit, as texts name it: `motif_refus`. */
const nameInForm = (varname: string | undefined, field: PublikField): string =>
  `${varname ?? 'formulaire'}_${field.varname ?? textOfHtml(field.label).slice(0, 30)}`

const knownType = (type: InternalField['type']): Known['type'] =>
  type === 'number' || type === 'amount'
    ? 'number'
    : type === 'boolean' || type === 'date' || type === 'list'
      ? type
      : 'any'

/** What texts and conditions read of the answer to a call: `paid_response_data_url` is the path `data_url`. */
const pathsRead = (written: string, varname: string): readonly string[] => [
  ...new Set(
    [
      ...written.matchAll(
        new RegExp(
          `\\b(?:form_workflow_data_|form_workflow_wscall_)?${varname.replaceAll(/\W/g, '')}_response_([a-z][a-z0-9_]*)`,
          'g',
        ),
      ),
    ].map(([, path = '']) => path),
  ),
]

function declareOptions(workflow: PublikWorkflow): WorkflowOption[] {
  const ids = createNames()
  return workflow.options.flatMap((field): WorkflowOption[] => {
    if (['title', 'subtitle', 'comment', 'page', 'file'].includes(field.type)) return []
    const label = { fr: cut(calm(textOfHtml(field.label)), 200) || field.id }
    const id = ids(field.varname ?? field.label)
    if (field.type === 'bool') return [{ id, label, type: 'boolean', default: false }]
    if (field.type === 'numeric')
      return [{ id, label, type: 'number', default: Number(field.more['default_value'] ?? 0) || 0 }]
    return [{ id, label, type: 'text', default: field.more['default_value'] ?? '' }]
  })
}

function statusNamed(name: string, statusIds: Material['statusIds']): Known | undefined {
  const read: Expression | undefined =
    name === 'form_previous_status'
      ? ['internal', previousStatus]
      : name === 'form_status'
        ? ['case', 'status']
        : undefined
  return read && { type: 'text', read, options: statusIds }
}

function optionNamed(name: string, options: WorkflowOption[]): Known | undefined {
  const varname = /^form_option_(\w+)$/.exec(name)?.[1]
  if (varname === undefined) return undefined
  const id = identifierOf(varname.replace(suffixes, ''))
  const option = options.find((each) => each.id === id)
  // A form may set what its circuit does not declare: the option is declared with it.
  if (!option) options.push({ id, label: { fr: id.replaceAll('_', ' ') }, type: 'text', default: '' })
  return { type: option?.type === 'boolean' ? 'boolean' : 'any', read: ['option', id] }
}

function answerNamed(name: string, answers: Names): Known | undefined {
  if (name === 'today') return { type: 'date', read: ['today'] }
  if (name === 'form_receipt_date') return { type: 'date', read: ['case', 'submittedAt'] }
  if (name === 'form_number' || name === 'form_tracking_code') return { type: 'text', read: ['case', 'number'] }
  const varname = /^form_var_(\w+)$/.exec(name)?.[1]
  if (varname === undefined) return undefined
  return answers.find(name) ?? { type: 'any', read: ['answer', identifierOf(varname.replace(suffixes, ''))] }
}

const own: Readonly<Record<string, string>> = {
  form_name: '{procedure}',
  form_number: '{number}',
  form_number_raw: '{number}',
  form_display_id: '{number}',
  form_display_name: '{number}',
  form_tracking_code: '{number}',
  commune_name: '{collectivity}',
  site_name: '{collectivity}',
  form_user_display_name: '{name}',
  form_user_name: '{name}',
  form_user: '{name}',
  form_comment: '{message}',
}

/** The platform gives the address of the case, and its whole content, with each message. */
const saidElsewhere =
  /^(?:form_url|form_url_backoffice|form_uri|url|portal_url|portal_user_url|portal_agent_url|idp_url|idp_account_url|form_details|form_evolution|details|eservices_url)$/
const always =
  /^(?:form_user|user|form_details|form_evolution|details|form_status_changed|form_comment|form_tracking_code|form_url)$/
const nameOfApplicant = /^form_var_(?:nom|prenom|name|firstname|lastname|first_name|last_name)$/

export const placeholdersOf = (find: Names['find']): Placeholders => ({
  isAlways: (name) => always.test(name),
  find: (name) => {
    if (Object.hasOwn(own, name)) return own[name]
    if (saidElsewhere.test(name)) return ''
    if (nameOfApplicant.test(name)) return '{name}'
    if (/^comment_\w+$/.test(name)) return '{message}'
    const read = find(name)?.read
    if (!Array.isArray(read) || read.length !== 2) return undefined
    const [source, id] = read as readonly unknown[]
    return typeof source === 'string' && ['answer', 'internal', 'option'].includes(source) && typeof id === 'string'
      ? `{${source}.${id}}`
      : undefined
  },
})

/** Where in the file the circuit as a whole stands. */
export const ofCircuit: Spot = { path: 'workflow', line: 1 }
