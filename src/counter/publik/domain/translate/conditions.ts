import type { Expression } from '#kernel/expression'
import { compared } from './comparisons.ts'
import { filtered } from './filters.ts'
import { type Node, parseCondition, Untranslatable } from './parse.ts'
import { type Known, literal, type Names, negated, nothing, numberOf, type Term, truthOf, valueOf } from './terms.ts'

/**
 * The expression that a condition of Publik means: by Django's rules for what is true, what an absent answer is worth and
 * what `in` finds in a text or in several choices.
 * @throws Untranslatable with the part that has no equivalent.
 */
export function conditionOf(text: string, dialect: 'django' | 'python', names: Names): Expression {
  return createTranslator(names).truth(parseCondition(text, dialect))
}

export interface Translator {
  truth(node: Node): Expression
  value(node: Node): Expression
  /** What a name may stand for further on. */
  known(node: Node): Known
}

export function createTranslator(names: Names): Translator {
  const term = (node: Node): Term => {
    switch (node.is) {
      case 'literal':
        return literal(node.value)
      case 'list':
        return { type: 'list', read: null, items: node.items.map(term) }
      case 'name':
        return named(names, node.name)
      case 'filter':
        return filtered(node.filter, term(node.of), node.argument && term(node.argument))
      case 'sum':
        return { type: 'number', read: [sums[node.operator], numberOf(term(node.left)), numberOf(term(node.right))] }
      case 'not':
      case 'and':
      case 'or':
      case 'compare':
        return { type: 'boolean', read: truth(node) }
    }
  }
  const truth = (node: Node): Expression => {
    if (node.is === 'not') return negated(truth(node.of))
    if (node.is === 'and' || node.is === 'or') return joined(node.is, flat(node, node.is).map(truth))
    if (node.is === 'compare') return compared(node.operator, term(node.left), term(node.right))
    return truthOf(term(node))
  }
  return { truth, value: (node) => valueOf(term(node)), known: (node) => knownBy(term(node)) }
}

const knownBy = (of: Term): Known => (of.items ? { type: 'list', read: valueOf(of) } : of)

/** What is always so, or never, says it of the whole; the other parts decide it. */
function joined(word: 'and' | 'or', parts: readonly Expression[]): Expression {
  const deciding = word === 'or'
  if (parts.includes(deciding)) return deciding
  const open = parts.filter((part) => typeof part !== 'boolean')
  const [only, ...more] = open
  if (only === undefined) return !deciding
  return more.length === 0 ? only : [word, ...open]
}

const sums = { '+': 'plus', '-': 'minus', '*': 'multiply', '/': 'divide' } as const

/** `a or b or c` is one list of three: trees stay low, and read well. */
const flat = (node: Node, word: 'and' | 'or'): readonly Node[] =>
  node.is === word ? [...flat(node.left, word), ...flat(node.right, word)] : [node]

function named(names: Names, name: string): Term {
  const known = names.find(name)
  if (!known) throw new Untranslatable(name)
  return known === nothing ? literal(null) : known
}
