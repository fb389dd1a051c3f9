import type { Expression } from '#kernel/expression'
import { createTranslator, type Translator } from './conditions.ts'
import { Untranslatable } from './parse.ts'
import { type Branch, type Part, parseTemplate } from './templates.ts'
import type { Known, Names } from './terms.ts'

/**
 * The value that a template gives: an expression that joins its texts, answers and branches.
 * @throws Untranslatable with the part that has no equivalent.
 */
export const expressionOfTemplate = (text: string, names: Names): Expression =>
  expressionOfParts(parseTemplate(text.trim()), names)

/** As above, of a template already read. */
export function expressionOfParts(parts: readonly Part[], names: Names): Expression {
  const translator = createTranslator(names)
  const kept = parts.filter((part) => part.is !== 'text' || part.text.trim() !== '' || parts.length > 2)
  const [only, ...more] = kept
  if (!only) return ''
  if (more.length === 0) return ofPart(only, { names, translator, isAlone: true })
  return ['concat', ...kept.map((part) => ofPart(part, { names, translator, isAlone: false }))]
}

interface Around {
  readonly names: Names
  readonly translator: Translator
  /** Not among words: a value that conditions may read. */
  readonly isAlone: boolean
}

function ofPart(part: Part, { names, translator, isAlone }: Around): Expression {
  switch (part.is) {
    case 'text':
      return part.text
    case 'value':
      return isAlone
        ? translator.value(part.node)
        : said(translator.known(part.node), () => translator.value(part.node))
    case 'first':
      return ['firstFilled', ...part.nodes.map((node) => translator.value(node))]
    case 'if':
      return ofBranches(part.branches, names, translator)
    case 'with': {
      const given = new Map(part.given.map(({ name, node }) => [name, translator.known(node)]))
      return expressionOfParts(part.parts, { find: (name) => given.get(name) ?? names.find(name) })
    }
    case 'each':
      return ofEach(part, names, translator)
    case 'unknown':
      throw new Untranslatable(part.written)
  }
}

function ofBranches([branch, ...others]: readonly Branch[], names: Names, translator: Translator): Expression {
  if (!branch) return ''
  if (!branch.test) return expressionOfParts(branch.parts, names)
  const then = expressionOfParts(branch.parts, names)
  return ['if', translator.truth(branch.test), then, 'else', ofBranches(others, names, translator)]
}

/** More options than this make an expression longer than the language takes. */
const maxSaid = 40

/** Among words, an option is said by its text, as people chose it. */
function said({ type, read, options = [] }: Known, value: () => Expression): Expression {
  const texts = new Map(options.map(([text, id]) => [id, text] as const).toReversed())
  if (type !== 'text' || texts.size === 0 || texts.size > maxSaid) return value()
  return ['firstFilled', ...[...texts].map(([id, text]): Expression => ['if', ['equals', read, id], text])]
}

/** What a loop says: of each row of a block, or of each item of a list. */
function ofEach(
  { name, of, parts, written }: Extract<Part, { is: 'each' }>,
  names: Names,
  translator: Translator,
): Expression {
  const { type, read, rows } = translator.known(of)
  if (rows) {
    const prefix = new RegExp(`^${name}_(?:var_)?`)
    const inRow = (asked: string): Known | undefined =>
      prefix.test(asked) ? rows.own.get(asked.replace(prefix, '')) : names.find(asked)
    return ['join', ['rows', rows.id, expressionOfParts(parts, { find: inRow })], '']
  }
  const at = parts.findIndex((part) => part.is === 'value' && part.node.is === 'name' && part.node.name === name)
  const [before, after] = [parts.slice(0, at), parts.slice(at + 1)]
  const around = [...before, ...after]
  if (type !== 'list' || at < 0 || !around.every((part) => part.is === 'text')) throw new Untranslatable(written)
  const textOf = (some: readonly Part[]): string => some.map((part) => (part.is === 'text' ? part.text : '')).join('')
  const [first, last] = [textOf(before), textOf(after)]
  return ['if', ['isEmpty', read], '', 'else', ['concat', first, ['join', read, last + first], last]]
}
