/** Asks who answers to write above it; what is under it is ours. */
export const replyLine = {
  fr: '– Répondez au-dessus de cette ligne –',
  en: '– Reply above this line –',
} as const

export interface AnswerText {
  /** What was written now. */
  readonly fresh: string
  /** What it answers, as mail programs repeat it; `''` when there is none. */
  readonly quoted: string
}

/** Lines from which a mail program repeats what was answered. */
const beginnings: readonly RegExp[] = [
  /^.{0,10}(?:Répondez au-dessus de cette ligne|Reply above this line)/,
  /^\s*-{2,}\s*(?:Message (?:d['’]origine|original|transféré)|Original message|Forwarded message|Message transféré)\s*-{2,}\s*$/i,
  // Apple, Thunderbird, Gmail; the line may be folded in two or three.
  /^\s*>?\s*Le .{5,200}(?:a écrit|écrivait)\s*:\s*$/i,
  /^\s*>?\s*On .{5,200}wrote\s*:\s*$/i,
  /^\s*_{20,}\s*$/,
]

/** Outlook repeats headers, without any line before. */
const isHeaderBlock = (lines: readonly string[], at: number): boolean =>
  /^\s*\*?(?:De|From)\s?:\*?\s/.test(lines[at] ?? '') &&
  lines.slice(at + 1, at + 5).some((line) => /^\s*\*?(?:Envoyé|Date|Sent|À|To|Objet|Subject)\s?:\*?\s/.test(line))

/**
 * Parts what somebody answers from what she answers. When nothing stands above, what stands below or between is taken; when
 * there is nothing of her own at all, everything is.
 */
export function answerOf(text: string): AnswerText {
  const lines = text.split('\n')
  const at = lines.findIndex((_, index) => begins(lines, index))
  const from = at === -1 ? trailingQuote(lines) : at
  if (from === undefined) return { fresh: text.trim(), quoted: '' }
  const fresh = lines.slice(0, from).join('\n').trim()
  const quoted = lines.slice(from).join('\n').trim()
  if (fresh !== '') return { fresh, quoted }
  const between = lines
    .slice(from + 1)
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .trim()
  const isQuotedWithSigns = lines.some((line) => /^\s*>/.test(line))
  return between !== '' && isQuotedWithSigns ? { fresh: between, quoted } : { fresh: text.trim(), quoted: '' }
}

function begins(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? ''
  if (beginnings.some((pattern) => pattern.test(line)) || isHeaderBlock(lines, at)) return true
  // "Le lun. 23 nov. 2026 à 10:12, Ville de …\n<boite@…> a écrit :"
  if (!/^\s*>?\s*(?:Le|On)\s/.test(line) || line.length > 200) return false
  const folded = lines
    .slice(at, at + 3)
    .join(' ')
    .slice(0, 600)
  return /^\s*>?\s*(?:Le [^:]{0,40}\d[^\n]{3,300}a écrit\s*:|On [^\n]{3,300}wrote\s*:)/.test(folded)
}

/** Where the quotation that ends a text begins. */
function trailingQuote(lines: readonly string[]): number | undefined {
  let at = lines.length
  while (at > 0 && /^\s*(?:>.*)?$/.test(lines[at - 1] ?? '')) at -= 1
  return lines.slice(at).some((line) => /^\s*>/.test(line)) ? at : undefined
}
