import { readPattern } from '#kernel/pattern'

/** Texts that people commonly type where a pattern stands, tried before one is made from the pattern itself. */
const common = [
  '12',
  '1',
  '1234',
  '69960',
  '123456789',
  '0470123456',
  '+32470123456',
  '01234567890',
  'BE0123456789',
  'Exemple',
  '10.00',
  '10,00',
  '01/01/1990',
  '10:00',
  'ABC123',
  '1-ABC-123',
  'https://exemple.test',
]

/** A text that matches a pattern, or undefined when none was found; another one at each attempt when there are several. */
export function textMatching(pattern: string, attempt: number): string | undefined {
  const read = readPattern(pattern)
  if (!read.ok) return undefined
  const made = makeFrom(pattern)
  const all = [...common, ...(made === undefined ? [] : [made])].filter(read.value.matches)
  return all[attempt % Math.max(1, all.length)]
}

/** Reads the simplest patterns: signs, classes, groups of alternatives, counts. Undefined for the rest. */
function makeFrom(pattern: string): string | undefined {
  let at = 0
  const unit = (): string | undefined => {
    const sign = pattern[at] ?? ''
    at += 1
    if (sign === '\\') return escaped(pattern[at++] ?? '')
    if (sign === '[') return inClass()
    if (sign === '(') return inGroup()
    if (sign === '.') return 'a'
    return '^$'.includes(sign) ? '' : sign
  }
  const escaped = (sign: string): string => ({ d: '1', w: 'a', s: ' ', b: '' })[sign] ?? sign
  const inClass = (): string | undefined => {
    const end = pattern.indexOf(']', at)
    const inside = end < 0 ? '' : pattern.slice(at, end)
    at = end + 1
    if (end < 0 || inside.startsWith('^')) return undefined
    return inside.startsWith('\\') ? escaped(inside[1] ?? '') : inside[0]
  }
  const inGroup = (): string | undefined => {
    if (pattern.startsWith('?:', at)) at += 2
    else if (pattern[at] === '?') return undefined
    const made = sequence(')')
    at += 1
    return made
  }
  /** Up to the end of a group; of several alternatives, the first. */
  const sequence = (end: string): string | undefined => {
    let text = ''
    let isFirst = true
    while (at < pattern.length && pattern[at] !== end) {
      if (pattern[at] === '|') {
        at += 1
        isFirst = false
        continue
      }
      const piece = unit()
      const count = counted()
      if (piece === undefined) return undefined
      if (isFirst) text += piece.repeat(count)
    }
    return text
  }
  const counted = (): number => {
    const found = /^(?:\{(\d+)(?:,\d*)?\}|[+*?])\??/.exec(pattern.slice(at))
    at += found?.[0].length ?? 0
    return found?.[1] === undefined ? (found?.[0].startsWith('?') ? 0 : 1) : Math.min(50, Number(found[1]))
  }
  return sequence('')
}
