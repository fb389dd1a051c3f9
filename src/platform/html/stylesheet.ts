const tightBefore = new Set(['{', '}', ';', ',', ')'])
const tightAfter = new Set(['{', '}', ';', ',', ':', '('])

/** Cuts a stylesheet into comments, strings, spaces and the rest. */
const pieces = /\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\s+|[{};,:()]|[^\s{};,:()"'/]+|\//g

/**
 * Takes comments and needless spaces out of a stylesheet. Strings are left alone, and so is the space before a colon,
 * a bracket or around an operator: there it has a meaning (`a :hover`, `and (width > 1px)`, `calc(1px + 2px)`).
 */
export function minifyStylesheet(css: string): string {
  let out = ''
  let isSpaced = false
  for (const [piece] of css.matchAll(pieces)) {
    if (piece.startsWith('/*') || piece.trim() === '') {
      isSpaced = true
      continue
    }
    if (piece === '}' && out.endsWith(';')) out = out.slice(0, -1)
    if (isSpaced && out !== '' && !tightBefore.has(piece) && !tightAfter.has(out.at(-1) ?? '')) out += ' '
    out += piece
    isSpaced = false
  }
  return out
}
