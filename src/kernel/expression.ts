// The door of the expression language: see `expression/README.md`.
export {
  check,
  checkCondition,
  type ExpressionProblem,
  type ExpressionProblemCode,
  type Known,
  type KnownNames,
} from './expression/check.ts'
export { type Compiled, compile, evaluate, holds } from './expression/compile.ts'
export { describe, describeCondition, type Names } from './expression/describe.ts'
export type { Named } from './expression/sentences/phrase.ts'
export { grammar, type GrammarFunction } from './expression/grammar.ts'
export { type References, references, rename, type Renaming } from './expression/references.ts'
export {
  type CaseDatum,
  type Expression,
  ExpressionError,
  type Item,
  type Scope,
  type Value,
  type ValueType,
} from './expression/tree.ts'
