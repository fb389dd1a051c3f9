/** Width of a text in the font and size in use. */
export type Measure = (text: string) => number

/**
 * Cuts a text into lines no wider than `width`: at its own line breaks, between words, inside a word only when it is too long for a
 * line. No-break spaces hold. Each line but the last keeps the space that ended it, so that reading aloud keeps words apart.
 */
export function breakLines(text: string, width: number, measure: Measure): string[] {
  const paragraphs = text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/(?!\n)\p{Cc}/gu, '')
    .trimEnd()
    .split('\n')
  return paragraphs.flatMap((paragraph, index) => {
    const lines = breakParagraph(paragraph.replaceAll(/^ +| +$/g, '').split(/ +/), width, measure)
    const isLast = index === paragraphs.length - 1
    return isLast ? lines : lines.with(-1, `${lines.at(-1)} `)
  })
}

function breakParagraph(words: readonly string[], width: number, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words.flatMap((one) => splitLongWord(one, width, measure))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || measure(longer) <= width) {
      line = longer
      continue
    }
    lines.push(`${line} `)
    line = word
  }
  return [...lines, line]
}

function splitLongWord(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word]
  const parts: string[] = []
  let part = ''
  for (const letter of word) {
    if (part !== '' && measure(part + letter) > width) {
      parts.push(part)
      part = ''
    }
    part += letter
  }
  return [...parts, part]
}

/**
 * How many of the lines that remain go on this page, when so many fit: never one alone at the foot of a page or at the head of the
 * next, unless the text is that short. 0: begin on the next page.
 */
export function linesForPage(remaining: number, fitting: number): number {
  if (remaining <= fitting) return remaining
  const leftAlone = remaining - fitting === 1
  const taken = leftAlone ? fitting - 1 : fitting
  return taken < 2 ? 0 : taken
}
