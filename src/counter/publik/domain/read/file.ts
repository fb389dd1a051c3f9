import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { FileKind, PublikFile, Spot } from '../../schema.ts'
import { readFields } from './fields.ts'
import { openSource, type Source, spotOf } from './source.ts'
import { readWorkflow } from './workflow.ts'
import { type Element, readXml, type XmlFaultCode } from './xml.ts'

export interface ReadFile {
  readonly file: PublikFile
  /** Elements that this importer does not know, with what they hold. */
  readonly unknown: readonly { readonly spot: Spot; readonly text: string }[]
  /** How many of each element were known and set aside, by name. */
  readonly aside: Readonly<Record<string, number>>
}

export type FileFaultCode = XmlFaultCode | 'not_an_export' | 'not_taken' | 'no_name' | 'no_statuses' | 'too_long'

export interface FileFault {
  readonly reason: FileFaultCode
  readonly line: number
}

const kinds: Readonly<Record<string, FileKind>> = {
  formdef: 'form',
  carddef: 'card',
  workflow: 'workflow',
  block: 'block',
  datasource: 'data_source',
  'mail-template': 'mail_template',
  'comment-template': 'mail_template',
  wscall: 'call',
}

/** What else Publik exports: it says who works there, how its pages are sorted, or what its authors tried. */
const others: ReadonlySet<string> = new Set([
  'role',
  'category',
  'carddef_category',
  'workflow_category',
  'block_category',
  'mail_template_category',
  'comment_template_category',
  'data_source_category',
  'testdef',
  'custom_view',
  'apiclient',
  'settings',
  'users',
])

/** How lists and pages behave in Publik; the platform has one way for all procedures. */
const habits: ReadonlySet<string> = new Set([
  'internal_identifier',
  'discussion',
  'detailed_emails',
  'disabled',
  'only_allow_one',
  'enable_tracking_codes',
  'confirmation',
  'always_advertise',
  'include_download_all_button',
  'has_captcha',
  'skip_from_360_view',
  'category',
  'max_field_id',
  'custom_views',
  'geolocations',
  'history_pane_default_mode',
  'management_sidebar_items',
  'submission_sidebar_items',
  'submission_user_association',
  'workflow-migrations',
  'status-remapping',
  'user-roles',
  'backoffice-submission-roles',
  'roles',
  'hidden',
  'required_authentication_contexts',
  'tracking_code_verify_fields',
  'appearance_keywords',
  'publication_date',
  'expiration_date',
  'lateral_template',
  'submission_lateral_template',
  'drafts_lifespan',
  'drafts_max_per_user',
  'id_template',
  'documentation',
  'cache_duration',
  'notify_on_errors',
  'record_on_errors',
  'last_modification_time',
])

const slugOf = (source: Source, root: Element, name: string): string =>
  source.text(root, 'url_name') ??
  source.text(root, 'slug') ??
  root.attributes['slug'] ??
  name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')

const optionsOf = (source: Source, root: Element): Readonly<Record<string, string>> => {
  const options = source.child(root, 'options')
  if (!options) return {}
  return Object.fromEntries(
    source.children(options).map((option) => {
      source.whole(option)
      return [
        option.attributes['varname'] ?? option.name,
        option.text.trim() || (option.children[0]?.text.trim() ?? ''),
      ]
    }),
  )
}

function circuitOf(source: Source, root: Element): { slug: string; name: string } | undefined {
  const workflow = source.child(root, 'workflow')
  const name = workflow?.text.trim() ?? ''
  const slug = workflow?.attributes['slug'] ?? name.toLowerCase()
  return workflow && slug ? { slug, name: name || slug } : undefined
}

function readKind(source: Source, root: Element, kind: FileKind, name: string): PublikFile {
  const slug = slugOf(source, root, name)
  switch (kind) {
    case 'form':
    case 'card':
      return {
        kind,
        name,
        slug,
        description: source.text(root, 'description') ?? '',
        keywords: (source.text(root, 'keywords') ?? '').split(/[,;]/).flatMap((word) => word.trim() || []),
        fields: readFields(source, root),
        workflow: circuitOf(source, root),
        options: optionsOf(source, root),
        digest: digestOf(source, root),
      }
    case 'block':
      return { kind, name, slug, digest: digestOf(source, root), fields: readFields(source, root) }
    case 'workflow':
      return { kind, name, slug, ...readWorkflow(source, root) }
    case 'mail_template':
      return { kind, name, slug, ...mailOf(source, root) }
    case 'call':
      return { kind, name, slug, ...requestOf(source, root) }
    case 'data_source':
      return { kind, name, slug, ...sourceOf(source, root) }
  }
}

/** A mail, or the text of a comment, which has no subject. */
const mailOf = (source: Source, root: Element): { subject: string; body: string } => ({
  subject: source.text(root, 'subject') ?? '',
  body: source.text(root, 'body') ?? source.text(root, 'comment') ?? '',
})

function digestOf(source: Source, root: Element): string | undefined {
  const templates = source.child(root, 'digest_templates')
  const first = templates && source.children(templates)[0]
  if (templates) source.whole(templates)
  return first?.text.trim() || first?.children.at(-1)?.text.trim() || source.text(root, 'digest_template')
}

function requestOf(source: Source, root: Element): { method: string; url: string } {
  const request = source.child(root, 'request') ?? root
  source.setAside(request, new Set(['request_signature_key', 'timeout', 'cache_duration', 'qs_data', 'post_data']))
  return { method: source.text(request, 'method') ?? 'GET', url: source.text(request, 'url') ?? '' }
}

/** How Publik asks a source for a part of what it holds: said again where the source is connected. */
const addressing: ReadonlySet<string> = new Set([
  'query_parameter',
  'id_parameter',
  'id_property',
  'label_template_property',
  'external_status',
  'qs_data',
  'users_included_roles',
  'users_excluded_roles',
  'include_disabled_users',
])

function sourceOf(source: Source, root: Element) {
  const given = source.child(root, 'data_source')
  const name = (given && source.text(given, 'type')) ?? ''
  const external = source.text(root, 'external') ?? ''
  source.setAside(root, addressing)
  return {
    isAgenda: external.startsWith('agenda'),
    source: { name, value: (given && source.text(given, 'value')) ?? '' },
    idAttribute: source.text(root, 'id_attribute') ?? 'id',
    textAttribute: source.text(root, 'text_attribute') ?? 'text',
    dataAttribute: source.text(root, 'data_attribute') ?? 'data',
  }
}

/** What an unknown element says, or how it is called. */
const textIn = ({ name, text, children }: Element): string =>
  (
    text.trim() ||
    children
      .map((child) => child.text.trim())
      .join(' ')
      .trim() ||
    `<${name}>`
  ).slice(0, 200)

/** Ten times what the largest forms and circuits in service hold: nobody could mend more by hand. */
const most = { fields: 2000, statuses: 300, steps: 3000 }

function isTooLong(file: PublikFile): boolean {
  if (file.kind === 'form' || file.kind === 'card' || file.kind === 'block') return file.fields.length > most.fields
  if (file.kind !== 'workflow') return false
  const steps = [...file.statuses, ...file.actions].flatMap((each) => each.steps)
  const fields = [...file.options, ...file.internal, ...steps.flatMap((step) => step.fields)]
  return file.statuses.length > most.statuses || steps.length > most.steps || fields.length > most.fields
}

/**
 * An export of Publik as a typed model, with what of it was not understood. Refuses what is no export at all: a form
 * without fields or a text nobody named is read, and told as it is.
 * @param bytes the whole file; more than `maxBytes` is refused.
 */
export function readFile(bytes: Uint8Array): Outcome<ReadFile, FileFault> {
  const xml = readXml(bytes)
  if (!xml.ok) return xml
  const root = xml.value
  const kind = Object.hasOwn(kinds, root.name) ? kinds[root.name] : undefined
  if (!kind) return refused({ reason: others.has(root.name) ? 'not_taken' : 'not_an_export', line: root.line })
  const source = openSource()
  const name = source.text(root, 'name') ?? source.text(root, 'url_name') ?? source.text(root, 'slug')
  if (!name) return refused({ reason: 'no_name', line: root.line })
  const file = readKind(source, root, kind, name)
  if (file.kind === 'workflow' && file.statuses.length === 0) return refused({ reason: 'no_statuses', line: root.line })
  if (isTooLong(file)) return refused({ reason: 'too_long', line: root.line })
  source.text(root, 'description')
  source.setAside(root, habits)
  const unknown = source.unread(root).map((element) => ({ spot: spotOf(element), text: textIn(element) }))
  return accepted({ file, unknown, aside: source.aside })
}
