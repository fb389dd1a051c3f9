/** Where something stands in an export: the path of its elements, and the line of the file. */
export interface Spot {
  readonly path: string
  readonly line: number
}

/** A condition as its author wrote it. */
export interface Code {
  readonly dialect: 'django' | 'python'
  readonly text: string
  readonly spot: Spot
}

export type FileKind = 'form' | 'card' | 'workflow' | 'block' | 'data_source' | 'mail_template' | 'call'

/** A field of a form, of a block, of an agent's form, or an option of a circuit. */
export interface PublikField {
  readonly spot: Spot
  readonly id: string
  /** As Publik names it: `string`, `item`, `page`…; the older `block:slug` is read as `block`. */
  readonly type: string
  readonly label: string
  readonly varname: string | undefined
  readonly hint: string | undefined
  readonly isRequired: boolean
  readonly condition: Code | undefined
  readonly prefill: { readonly kind: string; readonly value: string; readonly isLocked: boolean } | undefined
  readonly validation: { readonly kind: string; readonly value: string; readonly message: string } | undefined
  /** Answers to choose from, as free texts. */
  readonly items: readonly string[]
  /** Of a table. */
  readonly columns: readonly string[]
  readonly rows: readonly string[]
  readonly dataSource: { readonly name: string; readonly value: string } | undefined
  /** The other properties, by name; those of a kind that has no use for them are left unread, and listed. */
  readonly more: Readonly<Record<string, string>>
  readonly block: string | undefined
  /** Of a page: what must hold to leave it. */
  readonly checks: readonly { readonly condition: Code; readonly message: string }[]
}

export interface PublikForm {
  readonly kind: 'form' | 'card'
  readonly name: string
  readonly slug: string
  readonly description: string
  readonly keywords: readonly string[]
  readonly fields: readonly PublikField[]
  /** Slug of the circuit, and its name. */
  readonly workflow: { readonly slug: string; readonly name: string } | undefined
  /** Values of the circuit's options, by name. */
  readonly options: Readonly<Record<string, string>>
  readonly digest: string | undefined
}

export interface PublikBlock {
  readonly kind: 'block'
  readonly name: string
  readonly slug: string
  readonly digest: string | undefined
  readonly fields: readonly PublikField[]
}

/** One step of a status, or of a global action. */
export interface PublikStep {
  readonly spot: Spot
  readonly kind: string
  readonly condition: Code | undefined
  /** Texts by the name of their element. */
  readonly values: Readonly<Record<string, string>>
  /** Lists of names: `by`, `to`… */
  readonly lists: Readonly<Record<string, readonly string[]>>
  /** Rows of named texts: `post_data`, `fields`, `mappings`, `rules`… */
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
  /** Of a form inside the circuit. */
  readonly fields: readonly PublikField[]
}

export interface PublikStatus {
  readonly spot: Spot
  readonly id: string
  readonly name: string
  readonly isEnd: boolean
  /** Who sees it; empty when everybody does. */
  readonly visibility: readonly string[]
  /** Run once for each item of what this template gives, then on to another status. */
  readonly loop: { readonly items: string; readonly after: string | undefined } | undefined
  readonly steps: readonly PublikStep[]
}

export interface PublikTrigger {
  readonly spot: Spot
  readonly kind: string
  readonly roles: readonly { readonly id: string; readonly name: string }[]
  /** Where it may be used; everywhere when empty. */
  readonly statuses: readonly string[]
  readonly values: Readonly<Record<string, string>>
}

export interface PublikAction {
  readonly spot: Spot
  readonly id: string
  readonly name: string
  readonly triggers: readonly PublikTrigger[]
  readonly steps: readonly PublikStep[]
}

export interface PublikWorkflow {
  readonly kind: 'workflow'
  readonly name: string
  readonly slug: string
  readonly roles: readonly { readonly id: string; readonly name: string }[]
  readonly statuses: readonly PublikStatus[]
  readonly actions: readonly PublikAction[]
  /** What each form sets for itself. */
  readonly options: readonly PublikField[]
  /** Agents' own fields. */
  readonly internal: readonly PublikField[]
  readonly levels: readonly string[]
}

export interface PublikDataSource {
  readonly kind: 'data_source'
  readonly name: string
  readonly slug: string
  readonly source: { readonly name: string; readonly value: string }
  readonly idAttribute: string
  readonly textAttribute: string
  readonly dataAttribute: string
  /** Kept by Publik from its agendas. */
  readonly isAgenda: boolean
}

export interface PublikMailTemplate {
  readonly kind: 'mail_template'
  readonly name: string
  readonly slug: string
  readonly subject: string
  readonly body: string
}

export interface PublikCall {
  readonly kind: 'call'
  readonly name: string
  readonly slug: string
  readonly method: string
  readonly url: string
}

export type PublikFile = PublikForm | PublikBlock | PublikWorkflow | PublikDataSource | PublikMailTemplate | PublikCall

/** What became of one thing: where it stood, and what it said. */
export interface Remark {
  readonly code: RemarkCode
  readonly spot: Spot
  readonly text: string
}

export type RemarkCode =
  /** An element that this importer does not know. */
  | 'unknown_element'
  /** A condition without equivalent: what it guarded is as if it always held, or is left to an agent. */
  | 'condition'
  /** A part of a template without equivalent. */
  | 'template'
  /** Understood, and without a place in our forms and circuits. */
  | 'not_carried'
  /** Names a block, a list, a circuit or a mail that is in none of the files. */
  | 'missing'
  /** Carried another way than it was written. */
  | 'mended'

export interface Counts {
  pages: number
  fields: number
  statuses: number
  steps: number
  actions: number
  conditions: number
  conditionsLost: number
  templates: number
  templatesLost: number
}
