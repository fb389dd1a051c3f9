/** What a condition or a variable says, in either language of Publik: Django's templates, or Python. */
export type Node =
  | { readonly is: 'literal'; readonly value: string | number | boolean | null }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'list'; readonly items: readonly Node[] }
  | { readonly is: 'filter'; readonly of: Node; readonly filter: string; readonly argument: Node | undefined }
  | { readonly is: 'not'; readonly of: Node }
  | { readonly is: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly is: 'compare'; readonly operator: Comparison; readonly left: Node; readonly right: Node }
  | { readonly is: 'sum'; readonly operator: '+' | '-' | '*' | '/'; readonly left: Node; readonly right: Node }

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not'

/** What could not be read: thrown by this folder, and caught where a place is known. */
export class Untranslatable extends Error {}

interface Token {
  readonly kind: 'text' | 'number' | 'word' | 'sign'
  readonly text: string
}

const shapes: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
  ['blank', /\s+/y],
  ['text', /u?"(?:[^"\\]|\\.)*"|u?'(?:[^'\\]|\\.)*'/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['word', /[\p{L}_][\p{L}\d_]*(?:\.[\p{L}\d_]+)*/uy],
  ['sign', /==|!=|<=|>=|<>|[<>|:()[\],+\-*/]/y],
]

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const found = shapes.find(([, shape]) => ((shape.lastIndex = at), shape.test(text)))
    if (!found) throw new Untranslatable(text.slice(at, at + 20))
    const [kind, shape] = found
    if (kind !== 'blank') tokens.push({ kind, text: text.slice(at, shape.lastIndex) })
    at = shape.lastIndex
  }
  return tokens
}

/** More than any condition that a person wrote; a stack is finite. */
const maxTokens = 400

/** Reads a condition. @throws Untranslatable what is in neither language, or in a part of it that is not read here. */
export function parseCondition(text: string, dialect: 'django' | 'python'): Node {
  const parser = new Parser(tokensOf(text), dialect)
  const node = parser.or()
  parser.end()
  return node
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #isPython: boolean
  #at = 0

  constructor(tokens: readonly Token[], dialect: 'django' | 'python') {
    if (tokens.length > maxTokens) throw new Untranslatable(`${tokens.length} mots`)
    this.#tokens = tokens
    this.#isPython = dialect === 'python'
  }

  #peek(text: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead]
    return token !== undefined && token.kind !== 'text' && token.text === text
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false
    this.#at += 1
    return true
  }

  #must(text: string): void {
    if (!this.#take(text)) throw new Untranslatable(this.#tokens[this.#at]?.text ?? text)
  }

  end(): void {
    const rest = this.#tokens[this.#at]
    if (rest) throw new Untranslatable(rest.text)
  }

  or(): Node {
    let left = this.and()
    while (this.#take('or')) left = { is: 'or', left, right: this.and() }
    return left
  }

  and(): Node {
    let left = this.not()
    while (this.#take('and')) left = { is: 'and', left, right: this.not() }
    return left
  }

  not(): Node {
    return this.#take('not') ? { is: 'not', of: this.not() } : this.compare()
  }

  compare(): Node {
    const left = this.sum()
    const operator = this.#comparison()
    return operator ? { is: 'compare', operator, left, right: this.sum() } : left
  }

  #comparison(): Comparison | undefined {
    for (const sign of ['==', '!=', '<=', '>=', '<', '>', 'in'] as const) if (this.#take(sign)) return sign
    if (this.#take('<>')) return '!='
    if (this.#peek('not') && this.#peek('in', 1)) {
      this.#at += 2
      return 'not in'
    }
    if (!this.#take('is')) return undefined
    return this.#take('not') ? 'is not' : 'is'
  }

  sum(): Node {
    let left = this.value()
    for (const sign of ['+', '-', '*', '/'] as const) {
      while (this.#isPython && this.#take(sign)) left = { is: 'sum', operator: sign, left, right: this.value() }
    }
    return left
  }

  value(): Node {
    let node = this.atom()
    while (this.#take('|')) {
      const filter = this.#word()
      node = { is: 'filter', of: node, filter, argument: this.#take(':') ? this.atom() : undefined }
    }
    return node
  }

  #word(): string {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'word') throw new Untranslatable(token?.text ?? '')
    this.#at += 1
    return token.text
  }

  atom(): Node {
    const token = this.#tokens[this.#at]
    if (!token) throw new Untranslatable('…')
    this.#at += 1
    if (token.kind === 'text') return { is: 'literal', value: unquoted(token.text) }
    if (token.kind === 'number') return { is: 'literal', value: Number(token.text) }
    if (token.text === '-') return negated(this.atom())
    if (token.text === '(' || token.text === '[') return this.#inside(token.text === '(' ? ')' : ']')
    if (token.kind !== 'word') throw new Untranslatable(token.text)
    return this.#take('(') ? this.#call(token.text) : namedBy(token.text)
  }

  /** Parentheses, or a list. */
  #inside(close: ')' | ']'): Node {
    const items: Node[] = []
    let isList = close === ']'
    while (!this.#take(close)) {
      items.push(this.or())
      if (this.#take(',')) isList = true
      else if (!this.#peek(close)) this.#must(close)
    }
    const [only] = items
    return isList || !only ? { is: 'list', items } : only
  }

  /** Python: `len(x)`, `x.startswith("a")`, `vars().get("x")`. */
  #call(name: string): Node {
    const items: Node[] = []
    while (!this.#take(')')) {
      items.push(this.or())
      if (!this.#take(',')) {
        this.#must(')')
        break
      }
    }
    const [first, second] = items
    if (name === '_' && first) return first
    if (!this.#isPython) throw new Untranslatable(name)
    return this.#pythonCall(name, first, second)
  }

  #pythonCall(name: string, first: Node | undefined, second: Node | undefined): Node {
    const filter = Object.hasOwn(pythonCalls, name) ? pythonCalls[name] : undefined
    if (filter !== undefined && first) return { is: 'filter', of: first, filter, argument: second }
    const dot = name.lastIndexOf('.')
    const last = name.slice(dot + 1)
    const method = Object.hasOwn(pythonMethods, last) ? pythonMethods[last] : undefined
    if (dot > 0 && method !== undefined) {
      return { is: 'filter', of: namedBy(name.slice(0, dot)), filter: method, argument: first }
    }
    throw new Untranslatable(`${name}(…)`)
  }
}

const pythonCalls: Readonly<Record<string, string>> = {
  len: 'length',
  int: 'decimal',
  float: 'decimal',
  str: 'default',
  bool: 'default',
}
const pythonMethods: Readonly<Record<string, string>> = {
  lower: 'lower',
  upper: 'upper',
  strip: 'strip',
  startswith: 'startswith',
  endswith: 'endswith',
}

const words: Readonly<Record<string, boolean | null>> = {
  True: true,
  true: true,
  False: false,
  false: false,
  None: null,
  null: null,
}

const namedBy = (name: string): Node =>
  Object.hasOwn(words, name)
    ? { is: 'literal', value: words[name] ?? null }
    : { is: 'name', name: name.replaceAll('.', '_') }

const negated = (node: Node): Node =>
  node.is === 'literal' && typeof node.value === 'number'
    ? { is: 'literal', value: -node.value }
    : { is: 'sum', operator: '-', left: { is: 'literal', value: 0 }, right: node }

const unquoted = (text: string): string => text.replace(/^u/, '').slice(1, -1).replaceAll(/\\(.)/g, '$1')
