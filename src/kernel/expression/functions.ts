import { dateFunctions } from './functions/dates.ts'
import { listFunctions } from './functions/lists.ts'
import { comparisonFunctions, logicFunctions } from './functions/logic.ts'
import { numberFunctions } from './functions/numbers.ts'
import type { Function_ } from './functions/signature.ts'
import { textFunctions } from './functions/texts.ts'

/** Every function whose arguments are all evaluated first, by its name, in the order of a builder's menus. */
export const everyFunction = {
  ...logicFunctions,
  ...comparisonFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...dateFunctions,
  ...listFunctions,
} as const satisfies Readonly<Record<string, Function_>>

export type FunctionName = keyof typeof everyFunction

/** A map: a function may be called `constructor` by somebody who means harm. */
export const functions: ReadonlyMap<string, Function_> = new Map(Object.entries<Function_>(everyFunction))
