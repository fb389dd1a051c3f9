import type { Expression } from '#kernel/expression'
import type { PublikStep } from '../../schema.ts'
import type { CircuitNames } from './circuit-names.ts'
import type { Library } from './library.ts'
import type { Notebook } from './notebook.ts'

/** What mapping the steps of a circuit needs. */
export interface Circuit {
  readonly library: Library
  readonly notebook: Notebook
  readonly names: CircuitNames
  /** Names of waits, once each in the circuit. */
  readonly ids: (wanted: string) => string
  /** What the text being mapped needs worked out before it is written; emptied by whoever adds its step. */
  readonly worked: { readonly id: string; readonly value: Expression }[]
  /** The function behind a role of Publik, declared when it was not. */
  functionOf(role: string, step: PublikStep, label?: string): string
  /** Our status behind one of Publik's. */
  targetOf(status: string | undefined, step: PublikStep): string
  nameOf(status: string): string
}
