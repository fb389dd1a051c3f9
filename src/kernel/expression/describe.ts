import type { Locale } from '../localized.ts'
import { everyFunction, type FunctionName } from './functions.ts'
import { english } from './sentences/english.ts'
import { french } from './sentences/french.ts'
import { contrary, type Language, type Named, type Phrase } from './sentences/phrase.ts'
import { type CaseDatum, caseData, type Expression, type Item, maxDepth } from './tree.ts'

/** What people call what an expression reads, in the language of the sentence. Undefined: its identifier is shown. */
export interface Names {
  /** `block` is the repeated block whose rows are gone through, if any. */
  answer?(id: string, block?: string): Named | undefined
  option?(id: string): Named | undefined
  internal?(id: string): Named | undefined
  rows?(block: string): Named | undefined
}

const languages: Readonly<Record<Locale, Language>> = { fr: french, en: english }

interface Telling {
  readonly names: Names
  readonly language: Language
  readonly block?: string
  readonly depth: number
}

/**
 * An expression as a sentence that its author reads: "Le véhicule est « Camion » et le nombre de jours est supérieur à 3".
 * Any expression that `check` accepts has one; in another, what is not understood is shown as an ellipsis.
 */
export function describe(expression: Expression, names: Names, locale: Locale): string {
  const language = languages[locale]
  const { text, literal } = tell(expression, { names, language, depth: 0 })
  return capitalised(literal === undefined ? text : language.literal(literal), locale)
}

/** As `describe`, for a condition: "La réponse à « J’accepte » est oui" where the answer alone is the condition. */
export function describeCondition(condition: Expression, names: Names, locale: Locale): string {
  const language = languages[locale]
  return capitalised(language.clause(tell(condition, { names, language, depth: 0 })).text, locale)
}

const capitalised = (text: string, locale: Locale): string =>
  text.replace(/^\(*\p{L}/u, (start) => start.toLocaleUpperCase(locale))

const unknown: Phrase = { text: '…' }

function tell(expression: Expression, telling: Telling): Phrase {
  if (expression === null || typeof expression !== 'object') return { text: '', literal: expression as Item }
  if (!Array.isArray(expression) || telling.depth > maxDepth) return unknown
  const [name, ...operands] = expression as readonly [string, ...Expression[]]
  const deeper = { ...telling, depth: telling.depth + 1 }
  const special = specials.get(name)
  if (special) return special(operands, deeper)
  if (!isFunction(name)) return unknown
  return telling.language.functions[name](operands.map((operand) => tell(operand, deeper)))
}

const isFunction = (name: string): name is FunctionName => Object.hasOwn(everyFunction, name)

type Special = (operands: readonly Expression[], telling: Telling) => Phrase

const reading =
  (find: (names: Names, id: string, block: string | undefined) => Named | undefined): Special =>
  ([id], { names, language, block }) => {
    if (typeof id !== 'string') return unknown
    return language.label(find(names, id, block) ?? { label: id })
  }

const answered = reading((names, id, block) => names.answer?.(id, block))

const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['answer', (operands, telling) => ({ ...answered(operands, telling), isAnswer: true })],
  ['option', reading((names, id) => names.option?.(id))],
  ['internal', reading((names, id) => names.internal?.(id))],
  ['case', ([datum], { language }) => (isCaseDatum(datum) ? language.caseData[datum] : unknown)],
  ['today', (_, { language }) => language.today],
  ['if', tellIf],
  ['compare', tellCompare],
  ['rows', tellRows],
])

const isCaseDatum = (datum: Expression | undefined): datum is CaseDatum =>
  (caseData as readonly unknown[]).includes(datum)

function tellIf([test = null, then = null, , otherwise]: readonly Expression[], telling: Telling): Phrase {
  const rest = otherwise === undefined ? undefined : tell(otherwise, telling)
  return telling.language.choose(tell(test, telling), tell(then, telling), rest)
}

function tellCompare(operands: readonly Expression[], telling: Telling): Phrase {
  const isNegated = operands.length === 4
  const operator = operands[isNegated ? 2 : 1]
  if (typeof operator !== 'string' || !isFunction(operator)) return unknown
  const sides = [operands[0] ?? null, operands.at(-1) ?? null].map((side) => tell(side, telling))
  const said = telling.language.functions[operator](sides)
  return isNegated ? contrary(said) : said
}

function tellRows([id, each = null]: readonly Expression[], telling: Telling): Phrase {
  if (typeof id !== 'string') return unknown
  const { names, language } = telling
  return language.rows(language.label(names.rows?.(id) ?? { label: id }), tell(each, { ...telling, block: id }))
}
