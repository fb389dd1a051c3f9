const tightBefore = new Set(['{', '}', ';', ',', ')'])
const tightAfter = new Set(['{', '}', ';', ',', ':', '('])

/** Cuts a stylesheet into comments, strings, spaces and the rest. */
const pieces = /\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\s+|[{};,:()]|[^\s{};,:()"'/]+|\//g

/**
 * Takes comments and needless spaces out of a stylesheet. Strings are left alone, and so is the space before a colon,
 * a bracket or around an operator: there it has a meaning (`a :hover`, `and (width > 1px)`, `calc(1px + 2px)`).
 */
export function minifyStylesheet(css: string): string {
  // Pieces joined at the end: looking at the end of a growing string lays it out anew each time.
  const out: string[] = []
  let isSpaced = false
  for (const [piece] of css.matchAll(pieces)) {
    if (piece.startsWith('/*') || piece.trim() === '') {
      isSpaced = true
      continue
    }
    if (piece === '}' && out.at(-1) === ';') out.pop()
    if (isSpaced && out.length > 0 && !tightBefore.has(piece) && !tightAfter.has(out.at(-1) ?? '')) out.push(' ')
    out.push(piece)
    isSpaced = false
  }
  return out.join('')
}
