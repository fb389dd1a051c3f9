/**
 * An expression as one builds it: groups of conditions, lines that compare, and values. It may be unfinished: what is typed
 * stays as it was typed until it is written as an expression.
 */

export const groupWords = ['all', 'any', 'none'] as const
export type GroupWord = (typeof groupWords)[number]
export const rowWords = ['every', 'some', 'none'] as const
export type RowWord = (typeof rowWords)[number]

/** How a value is written by hand. */
export const writtenKinds = ['text', 'number', 'amount', 'date', 'choice', 'yes', 'no', 'nothing'] as const
export type WrittenKind = (typeof writtenKinds)[number]

export interface Group {
  readonly kind: 'group'
  readonly of: GroupWord
  readonly items: readonly Condition[]
}

export interface Line {
  readonly kind: 'line'
  readonly subject: Value
  /** Name of a comparison. */
  readonly compare: string
  readonly values: readonly Value[]
}

/** What holds on the rows of a repeated block. */
export interface RowsLine {
  readonly kind: 'rows'
  readonly of: RowWord
  readonly block: string
  readonly group: Group
}

/** What this builder cannot draw stays as it is written, until it is taken away. */
export interface Kept {
  readonly kind: 'kept'
  readonly json: string
}

/** Where a value is read: a question, what each commune sets, what agents write, the case itself. */
export const readSources = { a: 'answer', o: 'option', i: 'internal', c: 'case' } as const
export type ReadSource = (typeof readSources)[keyof typeof readSources]

export type Condition = Group | Line | RowsLine | Kept

export type Value =
  | { readonly kind: 'written'; readonly as: WrittenKind; readonly text: string }
  /** Several written values: ticked, or parted by semicolons. */
  | { readonly kind: 'several'; readonly texts: readonly string[] }
  | { readonly kind: 'read'; readonly source: ReadSource; readonly id: string }
  | { readonly kind: 'today' }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Value[] }
  | { readonly kind: 'choose'; readonly test: Group; readonly met: Value; readonly otherwise: Value }
  /** A value of each row of a block. */
  | { readonly kind: 'each'; readonly block: string; readonly value: Value }
  /** Whether a condition holds on each row of a block. */
  | { readonly kind: 'which'; readonly block: string; readonly group: Group }
  | Kept

export type Piece = Group | Value

export const emptyGroup: Group = { kind: 'group', of: 'all', items: [] }
export const blankValue = (as: WrittenKind): Value => ({ kind: 'written', as, text: '' })

/** Deeper pieces are not drawn. */
export const deepest = 14
