import type { PublikAction, PublikStatus, PublikStep, PublikTrigger, PublikWorkflow } from '../../schema.ts'
import { readCode, readFields } from './fields.ts'
import { type Source, spotOf } from './source.ts'
import type { Element } from './xml.ts'

const presentation: ReadonlySet<string> = new Set([
  'colour',
  'extra_css_class',
  'position',
  'level',
  'allow_as_mass_action',
  'backoffice_info_text',
  'ignore_form_errors',
  'hide_submit_button',
  'include_in_form_history',
  'display_title',
  'display_button',
  'attach_to_history',
  'custom_template',
  'unused',
  'document_type',
])

/** Any step: its texts, lists and rows by the name of their element. What is deeper stays unread, and is listed. */
export function readStep(source: Source, element: Element): PublikStep {
  source.setAside(element, presentation)
  const values: Record<string, string> = {}
  const lists: Record<string, readonly string[]> = {}
  const rows: Record<string, readonly Readonly<Record<string, string>>[]> = {}
  for (const child of element.children) {
    if (['condition', 'formdef'].includes(child.name) || presentation.has(child.name)) continue
    if (child.children.length === 0) {
      const text = source.text(element, child.name)
      if (text !== undefined) values[child.name] ??= text
    } else if (child.children.every(({ children }) => children.length === 0)) {
      source.child(element, child.name)
      lists[child.name] = source.children(child).map(nameIn)
      rows[child.name] = child.children.map(({ attributes, text }) => ({ ...attributes, value: text.trim() }))
    } else if (child.children.every((row) => row.children.length > 0)) {
      source.child(element, child.name)
      rows[child.name] = source.children(child).map((row) => readRow(source, row))
    }
  }
  return {
    spot: spotOf(element),
    kind: element.attributes['type'] ?? '',
    condition: readCode(source, source.child(element, 'condition')),
    values,
    lists,
    rows,
    fields: readFields(source, formOf(source, element)),
  }
}

const nameIn = (item: Element): string =>
  item.attributes['role_id']?.trim() || item.attributes['slug']?.trim() || item.text.trim()

const formOf = (source: Source, element: Element): Element | undefined => {
  const form = source.child(element, 'formdef')
  if (form) source.text(form, 'name')
  return form
}

const readRow = (source: Source, row: Element): Readonly<Record<string, string>> =>
  Object.fromEntries(
    row.children
      .filter(({ children }) => children.length === 0)
      .map((cell) => [cell.name, (source.text(row, cell.name), cell.text.trim())]),
  )

const readSteps = (source: Source, element: Element): readonly PublikStep[] => {
  const list = source.child(element, 'items')
  return list ? source.children(list, 'item').map((item) => readStep(source, item)) : []
}

function readStatus(source: Source, element: Element): PublikStatus {
  const visibility = source.child(element, 'visibility')
  const status = {
    spot: spotOf(element),
    id: source.text(element, 'id') ?? '',
    name: source.text(element, 'name') ?? '',
    isEnd: source.isTrue(element, 'forced_endpoint'),
    visibility: visibility ? source.children(visibility).map((role) => role.text.trim()) : [],
    loop: readLoop(source, element),
    steps: readSteps(source, element),
  }
  source.setAside(element, presentation)
  return status
}

/** A status may be run once for each item of a list, then lead elsewhere. */
function readLoop(source: Source, element: Element): PublikStatus['loop'] {
  const items = source.text(element, 'loop_items_template')
  const after = source.text(element, 'after_loop_status')
  return items === undefined ? undefined : { items, after }
}

function readTrigger(source: Source, element: Element): PublikTrigger {
  const roles = source.child(element, 'roles')
  const statuses = source.child(element, 'statuses')
  const names = ['anchor', 'anchor_expression', 'anchor_template', 'anchor_status_first', 'anchor_status_latest']
  const rest = ['timeout', 'identifier', 'require_confirmation', 'confirmation_text']
  source.setAside(element, new Set(['allow_as_mass_action', 'statuses_view']))
  return {
    spot: spotOf(element),
    kind: element.attributes['type'] ?? source.text(element, 'type') ?? '',
    roles: roles ? source.children(roles).map((role) => ({ id: nameIn(role), name: role.text.trim() })) : [],
    statuses: statuses ? source.children(statuses).map(nameIn) : [],
    values: Object.fromEntries(
      [...names, ...rest].flatMap((name) => {
        const text = source.text(element, name)
        return text === undefined ? [] : [[name, text] as const]
      }),
    ),
  }
}

function readAction(source: Source, element: Element): PublikAction {
  const triggers = source.child(element, 'triggers')
  const action = {
    spot: spotOf(element),
    id: source.text(element, 'id') ?? '',
    name: source.text(element, 'name') ?? '',
    triggers: triggers ? source.children(triggers, 'trigger').map((each) => readTrigger(source, each)) : [],
    steps: readSteps(source, element),
  }
  source.setAside(element, presentation)
  return action
}

const formIn = (source: Source, root: Element, name: string): Element | undefined => {
  const holder = source.child(root, name)
  return holder && formOf(source, holder)
}

/** A circuit. */
export function readWorkflow(source: Source, root: Element): Omit<PublikWorkflow, 'name' | 'slug' | 'kind'> {
  const roles = source.child(root, 'roles')
  const statuses = source.child(root, 'possible_status')
  const actions = source.child(root, 'global_actions')
  const levels = source.child(root, 'criticality_levels')
  return {
    roles: roles
      ? source.children(roles).map((role) => ({ id: role.attributes['id'] ?? '', name: role.text.trim() }))
      : [],
    statuses: statuses ? source.children(statuses, 'status').map((each) => readStatus(source, each)) : [],
    actions: actions ? source.children(actions, 'action').map((each) => readAction(source, each)) : [],
    options: readFields(source, formIn(source, root, 'variables')),
    internal: readFields(source, formIn(source, root, 'backoffice-fields')),
    levels: levels
      ? source.children(levels).map((level) => {
          source.setAside(level, presentation)
          return source.text(level, 'name') ?? level.text.trim()
        })
      : [],
  }
}
