import type { Localized } from '../localized.ts'
import { everyFunction, type FunctionName } from './functions.ts'
import { type Function_, type Group, many, type Wanted } from './functions/signature.ts'
import { english } from './sentences/english.ts'
import { french } from './sentences/french.ts'
import { englishTitles, frenchTitles } from './sentences/titles.ts'
import { type CaseDatum, caseData, caseTypes, type ValueType } from './tree.ts'

/** One function, as a visual builder offers it. */
export interface GrammarFunction {
  readonly name: FunctionName
  readonly group: Group
  readonly title: Localized
  /** The type of each argument; the last may be given again up to `maximum` times in all. */
  readonly takes: readonly Wanted[]
  readonly minimum: number
  /** Absent: as many as one likes. */
  readonly maximum?: number
  /** `same`: the type of its arguments. */
  readonly gives: ValueType | 'same'
}

function ofFunction([name, { group, takes, minimum, maximum, gives }]: [string, Function_]): GrammarFunction {
  const named = name as FunctionName
  return {
    name: named,
    group,
    title: { fr: frenchTitles[named], en: englishTitles[named] },
    takes,
    minimum,
    ...(maximum !== many && { maximum }),
    gives,
  }
}

/** The families of functions, in the order of a builder's menus. */
const groups: readonly { readonly id: Group; readonly title: Localized }[] = [
  { id: 'logic', title: { fr: 'Conditions', en: 'Conditions' } },
  { id: 'comparison', title: { fr: 'Comparer', en: 'Compare' } },
  { id: 'numbers', title: { fr: 'Nombres', en: 'Numbers' } },
  { id: 'dates', title: { fr: 'Dates', en: 'Dates' } },
  { id: 'texts', title: { fr: 'Textes', en: 'Texts' } },
  { id: 'lists', title: { fr: 'Listes et lignes', en: 'Lists and rows' } },
]

/** What may be read of the case. */
const ofCase: readonly { readonly datum: CaseDatum; readonly type: ValueType; readonly title: Localized }[] =
  caseData.map((datum) => ({
    datum,
    type: caseTypes[datum],
    title: { fr: french.caseData[datum].text, en: english.caseData[datum].text },
  }))

interface Grammar {
  readonly groups: typeof groups
  readonly functions: readonly GrammarFunction[]
  readonly caseData: typeof ofCase
}

/**
 * The language as data, for a builder that lets one write an expression without its brackets. `if`, `rows` and the
 * sources (`answer`, `option`, `internal`, `case`, `today`) have boxes of their own; `compare` is read, never offered.
 */
export const grammar: Grammar = {
  groups,
  functions: Object.entries<Function_>(everyFunction).map(ofFunction),
  caseData: ofCase,
}
