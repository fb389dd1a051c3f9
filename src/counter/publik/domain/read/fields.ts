import type { Code, PublikField } from '../../schema.ts'
import { type Source, spotOf } from './source.ts'
import type { Element } from './xml.ts'

/** How a page looks or a list is filtered in Publik; our components decide. Counted in the report. */
const presentation: ReadonlySet<string> = new Set([
  'extra_css_class',
  'display_locations',
  'in_listing',
  'in_filters',
  'image_desktop_size',
  'image_mobile_size',
  'radio_orientation',
  'use_hint_as_first_option',
  'display_disabled_items',
  'initial_zoom',
  'min_zoom',
  'max_zoom',
  'default_zoom',
  'default_position',
  'initial_position',
  'init_with_geoloc',
  'rows',
  'cols',
  'size',
  'pre',
  'label_display',
  'remove_button',
  'remove_element_label',
  'automatic_image_resize',
  'storage',
  'cell_width',
  'show_as_radio',
  'list_mode',
  'documentation',
  'strength_indicator',
  'confirmation_title',
])

/** What a field says of itself besides what all fields say; each kind takes what it has a use for. */
const own = [
  'maxlength',
  'default_value',
  'display_mode',
  'min_choices',
  'max_choices',
  'minimum_is_future',
  'date_in_the_past',
  'date_can_be_today',
  'minimum_date',
  'maximum_date',
  'restrict_to_integers',
  'min_value',
  'max_value',
  'default_items_count',
  'min_items',
  'max_items',
  'add_element_label',
  'value_template',
  'freeze_on_initial_value',
  'max_file_size',
  'allow_portfolio_picking',
  'anonymise',
  'level',
  'randomize_items',
  'total_row',
]

export function readCode(source: Source, element: Element | undefined): Code | undefined {
  if (!element) return undefined
  const kind = source.text(element, 'type') ?? 'django'
  // Before conditions had a type, they were Python.
  const isPlain = element.children.length === 0
  const text = isPlain ? element.text.trim() : (source.text(element, 'value') ?? '')
  if (text === '') return undefined
  return { dialect: isPlain || kind === 'python' ? 'python' : 'django', text, spot: spotOf(element) }
}

function textsIn(source: Source, element: Element, name: string): readonly string[] {
  const list = element.children.some((child) => child.name === name && child.children.length > 0)
    ? source.child(element, name)
    : undefined
  return list ? source.children(list).flatMap((item) => item.text.trim() || []) : []
}

function readPrefill(source: Source, element: Element): PublikField['prefill'] {
  const prefill = source.child(element, 'prefill')
  const kind = prefill && source.text(prefill, 'type')
  if (!prefill || !kind || kind === 'none') {
    if (prefill) source.whole(prefill)
    return undefined
  }
  const isLocked = source.isTrue(prefill, 'locked')
  source.setAside(prefill, new Set(['locked-unless-empty']))
  return { kind, value: source.text(prefill, 'value') ?? '', isLocked }
}

function readValidation(source: Source, element: Element): PublikField['validation'] {
  const validation = source.child(element, 'validation')
  const kind = validation && source.text(validation, 'type')
  // Before checks had a type, they were a regular expression.
  if (validation && !kind && validation.text.trim() !== '')
    return { kind: 'regex', value: validation.text.trim(), message: '' }
  if (!validation || !kind) return undefined
  const message = source.text(validation, 'error_message') ?? ''
  return { kind, value: source.text(validation, 'value') ?? '', message }
}

function readDataSource(source: Source, element: Element): PublikField['dataSource'] {
  const given = source.child(element, 'data_source')
  const name = given && source.text(given, 'type')
  if (!given || !name || name === 'none') return undefined
  return { name, value: source.text(given, 'value') ?? '' }
}

function readChecks(source: Source, element: Element): PublikField['checks'] {
  const list = source.child(element, 'post_conditions')
  if (!list) return []
  return source.children(list).flatMap((each) => {
    const condition = readCode(source, source.child(each, 'condition'))
    return condition ? [{ condition, message: source.text(each, 'error_message') ?? '' }] : []
  })
}

/** One field, whatever its kind. */
export function readField(source: Source, element: Element): PublikField {
  const [type = '', block] = (source.text(element, 'type') ?? '').split(':')
  const more = Object.fromEntries(
    own.flatMap((name) => {
      const text = source.text(element, name)
      return text === undefined ? [] : [[name, text] as const]
    }),
  )
  const required = source.text(element, 'required')?.toLowerCase()
  const field = {
    spot: spotOf(element),
    id: source.text(element, 'id') ?? '',
    type,
    label: source.text(element, 'label') ?? '',
    varname: source.text(element, 'varname'),
    hint: source.text(element, 'hint'),
    // Publik asks for an answer unless it is told otherwise.
    isRequired: required === undefined || ['true', 'required', '1'].includes(required),
    condition: readCode(source, source.child(element, 'condition')),
    prefill: readPrefill(source, element),
    validation: readValidation(source, element),
    items: textsIn(source, element, 'items'),
    columns: textsIn(source, element, 'columns'),
    rows: textsIn(source, element, 'rows'),
    dataSource: readDataSource(source, element),
    more: { ...more, media_types: mediaTypesOf(source, element) ?? '' },
    block: source.text(element, 'block_slug') ?? block,
    checks: readChecks(source, element),
  }
  source.setAside(element, presentation)
  return field
}

/** Media types that a file may have: `image/*`, or several with commas. */
function mediaTypesOf(source: Source, element: Element): string | undefined {
  const type = source.child(element, 'document_type')
  if (!type) return undefined
  source.setAside(type, new Set(['id', 'label', 'fargo']))
  return source.text(type, 'mimetypes')
}

/** The fields of an element that holds `fields`, or undefined when it has none. */
export const readFields = (source: Source, element: Element | undefined): readonly PublikField[] => {
  const list = element && source.child(element, 'fields')
  return list ? source.children(list, 'field').map((field) => readField(source, field)) : []
}
