import type { InternalField, WorkflowOption } from '#counter/workflows'
import type { PublikField, PublikWorkflow, Spot } from '../../schema.ts'
import { createNames, identifierOf } from '../names.ts'
import { type Known, type Names, nothing } from '../translate/terms.ts'
import type { Placeholders } from '../translate/texts.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Notebook } from './notebook.ts'
import { currentStatus, placeholdersOf, previousStatus } from './placeholders.ts'
import { siteOption } from './site.ts'

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
  /** The same, where some names are read first: those of a turn. */
  within(first: Names['find']): CircuitNames
  /** The status whose steps are mapped next, as its texts name it; undefined in a global action. */
  enter(status: string | undefined): void
  /** A field of the circuit that holds what a text says: worked out before the text is written. */
  addText(isShared: boolean): string
}

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
  /** The mails that it names, and the forms that follow it: what they read of the site is set with its options. */
  readonly around: { readonly mails: string; readonly forms: string }
}

export function nameCircuit({ workflow, answers, statusIds, notebook, around }: Material): CircuitNames {
  const written = JSON.stringify(workflow) + around.mails
  const fields = declareFields(workflow, notebook)
  const readsPrevious = /form_previous_status\b/.test(written)
  if (readsPrevious) {
    fields.declare(previousStatus, 'Statut précédent', 'text', true)
    fields.declare(currentStatus, 'Statut en cours', 'text', true)
  }
  const options = declareOptions(workflow)
  for (const [name] of around.forms.matchAll(/\b[a-z]+_[a-z0-9_]+/g)) siteNamed(name, options)
  const called = declareCalls(workflow, written, fields)
  const find = (name: string): Known | undefined =>
    statusNamed(name, statusIds) ??
    fields.find(name.replace(/^form_workflow_(?:form|data|wscall)_/, '').replace(/_var_/, '_')) ??
    fields.find(name.replace(/^form_var_/, '')) ??
    optionNamed(name, options) ??
    answerNamed(name, answers) ??
    siteNamed(name, options) ??
    emptyNamed(name)
  const { emptyNamed, takeEmpty } = emptyNames(workflow)
  let status: string | undefined
  const statusText = (name: string): string | undefined => {
    if (name === 'form_status') return status ?? (readsPrevious ? `{internal.${currentStatus}}` : undefined)
    return name === 'form_previous_status' && readsPrevious ? `{internal.${previousStatus}}` : undefined
  }
  const circuit: Omit<CircuitNames, 'find' | 'placeholders' | 'within'> = {
    enter: (name) => void (status = name),
    addText: (isShared) => fields.declare('texte', 'Texte préparé', 'long_text', isShared),
    internal: fields.all,
    options,
    readsPrevious,
    takeEmpty,
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
  const reading = (read: Names['find']): CircuitNames => {
    const plain = placeholdersOf(read)
    return {
      ...circuit,
      find: read,
      placeholders: { ...plain, find: (name) => statusText(name) ?? plain.find(name) },
      within: (first) => reading((name) => first(name) ?? read(name)),
    }
  }
  return reading(find)
}

/** What nothing in the circuit fills, and which of it was met. */
function emptyNames(workflow: PublikWorkflow) {
  const forms = formsIn(workflow)
  const met = new Set<string>()
  return {
    emptyNamed: (name: string): Known | undefined => {
      if (!isFilledByNothing(name, forms)) return undefined
      met.add(name)
      return nothing
    },
    takeEmpty: (): readonly string[] => {
      const names = [...met]
      met.clear()
      return names
    },
  }
}

/** The names of the fields of each form that stands inside a circuit, by the name of the form. */
function formsIn(workflow: PublikWorkflow): ReadonlyMap<string, ReadonlySet<string>> {
  const forms = new Map<string, Set<string>>()
  for (const { kind, values, fields } of stepsOf(workflow)) {
    if (kind !== 'form' || values['varname'] === undefined) continue
    const names = forms.get(values['varname']) ?? new Set()
    for (const { varname } of fields) if (varname !== undefined) names.add(varname)
    forms.set(values['varname'], names)
  }
  return forms
}

/** `refus_var_motif` where no form of the circuit is called `refus`, or where that form asks no `motif`. */
function isFilledByNothing(name: string, forms: ReturnType<typeof formsIn>): boolean {
  if (/^(?:form_(?:var|option|user|parent|links|attachments|objects)|session_user)_/.test(name)) return false
  const [, form = '', field = ''] = /^(?:form_(?:workflow_(?:form|data)_)?)?([a-z]\w*?)_var_(\w+)$/.exec(name) ?? []
  if (form === '') return false
  const asked = forms.get(form)
  return !asked || ![...asked].some((varname) => field === varname || field.startsWith(`${varname}_`))
}

/** Agents' own fields: those of the circuit, and those of the forms that stand inside it. */
interface Fields {
  readonly all: InternalField[]
  readonly byField: ReadonlyMap<string, string>
  declare(wanted: string, label: string, type: InternalField['type'], isShared?: boolean): string
  know(name: string, known: Known): void
  find(name: string): Known | undefined
}

const shownOnly = ['title', 'subtitle', 'comment', 'page', 'file', 'computed', 'block']

function declareFields(workflow: PublikWorkflow, notebook: Notebook): Fields {
  const ids = createNames()
  const all: InternalField[] = []
  const byField = new Map<string, string>()
  const byName = new Map<string, Known>()
  const declare: Fields['declare'] = (wanted, label, type, isShared = false) => {
    const id = ids(wanted)
    all.push({ id, label: { fr: cut(calm(textOfHtml(label)), 200) || id }, type, ...(isShared && { shared: true }) })
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
      for (const each of [name, `${varname}_error_response_${path}`])
        fields.know(each, { type: 'any', read: ['internal', field] })
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
          `\\b(?:form_workflow_data_|form_workflow_wscall_)?${varname.replaceAll(/\W/g, '')}_(?:error_)?response_([a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*)`,
          'g',
        ),
      ),
    ].map(([, path = '']) => path.replaceAll('.', '_')),
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
    return [{ id, label, type: 'text', default: (field.more['default_value'] ?? '').slice(0, 5000) }]
  })
}

/** The status before is kept by its name; the present one is known by its id. */
function statusNamed(name: string, statusIds: Material['statusIds']): Known | undefined {
  if (name === 'form_previous_status') return { type: 'text', read: ['internal', previousStatus] }
  return name === 'form_status' ? { type: 'text', read: ['case', 'status'], options: statusIds } : undefined
}

/** What Publik knows of the whole site is set by each form, as an option of its circuit. */
function siteNamed(name: string, options: WorkflowOption[]): Known | undefined {
  const id = siteOption(name)
  if (id === undefined) return undefined
  if (!options.some((option) => option.id === id))
    options.push({ id, label: { fr: `Variable du site : ${name.replaceAll('_', ' ')}` }, type: 'text', default: '' })
  return { type: 'any', read: ['option', id] }
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

/** Names of a case in Publik: ours has its number. */
const numbers: ReadonlySet<string> = new Set(
  ['number', 'number_raw', 'display_id', 'display_name', 'tracking_code'].map((name) => `form_${name}`),
)

function answerNamed(name: string, answers: Names): Known | undefined {
  if (name === 'today') return { type: 'date', read: ['today'] }
  if (name === 'form_receipt_date') return { type: 'date', read: ['case', 'submittedAt'] }
  if (numbers.has(name)) return { type: 'text', read: ['case', 'number'] }
  if (/^(?:form|session)_user_var_/.test(name)) return answers.find(name)
  const varname = /^form_var_(\w+)$/.exec(name)?.[1]
  if (varname === undefined) return undefined
  return answers.find(name) ?? { type: 'any', read: ['answer', identifierOf(varname.replace(suffixes, ''))] }
}

/** Where in the file the circuit as a whole stands. */
export const ofCircuit: Spot = { path: 'workflow', line: 1 }
