import { type Static, Type } from 'typebox'
import { Definition } from '#counter/procedures'
import { type GivenValues, type Passages, type RecordedMove, Workflow } from '#counter/workflows'
import type { Value } from '#kernel/expression'

/** A circuit of the library, followed as it is. */
const Followed = Type.Object({ slug: Workflow.properties.slug }, { additionalProperties: false })

/** Form and circuit, written and published together. */
export const DraftDocument = Type.Object(
  {
    definition: Definition,
    circuit: Type.Union([Followed, Workflow]),
    /** Names that were used once and are free no more: answers are kept under them. */
    retired: Type.Array(Type.String({ maxLength: 400 }), { maxItems: 2000 }),
  },
  { additionalProperties: false },
)

/**
 * What an author is writing. It has the shape of what is published, but for what is still missing: a page may have no
 * field yet, a choice no option (see `domain/shape.ts`).
 */
export type DraftDocument = Static<typeof DraftDocument>

export const packageFormat = 'traboule.package/1'

/** A procedure and its circuit in one file. */
export const Package = Type.Object(
  {
    $schema: Type.Optional(Type.String({ maxLength: 300 })),
    format: Type.Literal(packageFormat),
    definition: Definition,
    workflow: Workflow,
  },
  { additionalProperties: false },
)

export type Package = Static<typeof Package>

/** What a document is made of; each is one of a list that has an order. */
export const nouns = [
  'page',
  'field',
  'option',
  'check',
  'eligibility',
  'function',
  'status',
  'step',
  /** Of a circuit: what each collectivity sets, agents' own fields, global actions, and the steps of one. */
  'setting',
  'internal',
  'global',
  'deed',
] as const
export type Noun = (typeof nouns)[number]

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export interface Node {
  readonly [key: string]: Json
}

/**
 * One small change. A place is a list of names: of a field, its own name, after that of the block of rows that holds it;
 * of an option, the names of its field, then its value; of a step, its status (its global action), then its rank from 0. A
 * parent is a place too; for fields it begins with the page.
 */
export type Edit =
  | {
      readonly kind: `add_${Noun}`
      readonly in: readonly string[]
      readonly item: Node
      /** The one it comes after; null is first. */
      readonly after: string | null
    }
  /** A property that is null is taken away. */
  | { readonly kind: `set_${Noun}`; readonly at: readonly string[]; readonly set: Node }
  | {
      readonly kind: `move_${Noun}`
      readonly at: readonly string[]
      readonly in: readonly string[]
      readonly after: string | null
    }
  | { readonly kind: `remove_${Noun}`; readonly at: readonly string[] }
  /** What is said of the procedure, or of its circuit, as a whole. */
  | { readonly kind: 'set_about'; readonly set: Node }
  | { readonly kind: 'set_circuit'; readonly set: Node }
  | { readonly kind: 'use_circuit'; readonly circuit: DraftDocument['circuit'] }

/** Whose library it will be published in: a collectivity's own, or the territory's when null. */
export type Owner = string | null

export type Origin =
  | { readonly kind: 'blank' }
  | { readonly kind: 'revision'; readonly slug: string; readonly number: number }
  /** Read from a file; `report` says, line by line, what of it was not translated. */
  | { readonly kind: 'file'; readonly name: string; readonly report: readonly string[] }

export interface DraftListed {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly state: 'open' | 'published' | 'abandoned'
  /** From 1; one more with each change. */
  readonly version: number
  readonly origin: Origin
  readonly updatedAt: Date
  readonly updatedBy: string | null
}

/** A recorded case: who sent it is not in it. */
export interface Recording {
  readonly answers: Readonly<Record<string, Value>>
  /** Agents' own fields, whatever the moment. */
  readonly internal: Readonly<Record<string, Value>>
  /** What was written in them along the way, before which move. */
  readonly given?: readonly GivenValues[]
  /** `YYYY-MM-DD`; it is played on that day. */
  readonly submittedOn: string
  readonly moves: readonly RecordedMove[]
  /** The way expected: statuses passed through at the filing, then by each move. */
  readonly passages: Passages
}

/** A recorded case that each publication of a procedure plays again. */
export interface RecordedTest {
  readonly id: string
  readonly name: string
  readonly recording: Recording
  readonly recordedAt: Date
  readonly recordedBy: string | null
}

/** A warning that somebody read and published with. */
export interface Signed {
  readonly key: string
  readonly sentence: string
}

export interface Publication {
  readonly at: string
  readonly by: string | null
  readonly procedure: number
  readonly circuit: number
  readonly signed: readonly Signed[]
}

export interface Draft extends DraftListed {
  readonly owner: Owner
  readonly document: DraftDocument
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly publication: Publication | null
}
