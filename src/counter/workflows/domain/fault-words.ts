import type { ExpressionProblem, ExpressionProblemCode } from '#kernel/expression'
import type { Localized } from '#kernel/localized'

type Wanted = Readonly<Record<string, Required<Localized>>>

const types: Wanted = {
  text: { fr: 'un texte', en: 'a text' },
  number: { fr: 'un nombre', en: 'a number' },
  boolean: { fr: 'oui ou non', en: 'yes or no' },
  date: { fr: 'une date', en: 'a date' },
  list: { fr: 'une liste', en: 'a list' },
  numbers: { fr: 'une liste de nombres', en: 'a list of numbers' },
  conditions: { fr: 'une liste de conditions', en: 'a list of conditions' },
}
const another: Required<Localized> = { fr: 'une valeur d’un autre type', en: 'a value of another type' }

const words: Readonly<Record<ExpressionProblemCode, (x: string) => Required<Localized>>> = {
  not_an_expression: (x) => ({ fr: `« ${x} » n’est pas une règle`, en: `“${x}” is no rule` }),
  unknown_function: (x) => ({ fr: `la fonction « ${x} » n’existe pas`, en: `the function “${x}” does not exist` }),
  wrong_argument_count: (x) => ({
    fr: `« ${x} » n’a pas le nombre de valeurs qu’il faut`,
    en: `“${x}” does not have the number of values that it needs`,
  }),
  unknown_field: (x) => ({
    fr: `la réponse « ${x} » ne se lit pas dans une règle`,
    en: `the answer “${x}” cannot be read by a rule`,
  }),
  unknown_source: (x) => ({ fr: `« ${x} » ne se lit pas ici`, en: `“${x}” cannot be read here` }),
  unknown_choice: (x) => ({
    fr: `« ${x} » n’est pas une des réponses proposées`,
    en: `“${x}” is none of the answers offered`,
  }),
  not_a_field_name: (x) => ({ fr: `« ${x} » n’est pas un nom de champ`, en: `“${x}” is no name of a field` }),
  else_expected: () => ({ fr: 'il manque le mot « else »', en: 'the word “else” is missing' }),
  wrong_type: (x) => {
    const wanted = Object.hasOwn(types, x) ? (types[x] ?? another) : another
    return { fr: `il faut ${wanted.fr}`, en: `${wanted.en} is needed` }
  },
  too_deep: () => ({ fr: 'la règle est trop profonde', en: 'the rule is too deep' }),
  too_large: () => ({ fr: 'la règle est trop longue', en: 'the rule is too long' }),
}

/** What is wrong with an expression, for a sentence to hold. */
export const faultWords = ({ code, detail }: ExpressionProblem): Localized => words[code](detail)
