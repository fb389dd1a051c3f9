/** Texts of authors: HTML and capitals as they come, plain sentences as they leave. */

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: '’',
  nbsp: ' ',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  euml: 'ë',
  agrave: 'à',
  acirc: 'â',
  ccedil: 'ç',
  icirc: 'î',
  iuml: 'ï',
  ocirc: 'ô',
  ugrave: 'ù',
  ucirc: 'û',
  uuml: 'ü',
  oelig: 'œ',
  Eacute: 'É',
  Egrave: 'È',
  Agrave: 'À',
  Ccedil: 'Ç',
  laquo: '«',
  raquo: '»',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  euro: '€',
  deg: '°',
  bull: '•',
  middot: '·',
}

const unescaped = (text: string): string =>
  text.replaceAll(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,12});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 31 && code < 0x110000 ? String.fromCodePoint(code) : ' '
  })

const link = /<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a>/gi
/** Pages that a person has at hand everywhere here: hers, that of her request, those of the site. */
const ownPages =
  /^\{\{\s*(?:idp_(?:account_)?url|portal_(?:user_|agent_)?url|eservices_url|form_url(?:_backoffice)?|form_uri)\s*\}\}/
const vague = /^(?:ici|cliquez ici|cliquer ici|ce lien|lien|en savoir plus|here)$/i

/** The text of some HTML: paragraphs apart, items of lists with a dash, links as `[text](address)`. */
export function textOfHtml(html: string): string {
  const linked = html.replaceAll(link, (_, double: string | undefined, single: string | undefined, inner: string) => {
    const address = unescaped(double ?? single ?? '').trim()
    const words = inner.replaceAll(/<[^>]*>/g, '').trim()
    if (ownPages.test(address)) return words
    // A link called "here" says nothing read alone: its address does.
    return address && !vague.test(words) ? `[${words || address}](${address})` : address || words
  })
  const spaced = linked
    .replaceAll(/<(?:br|hr)\s*\/?>/gi, '\n')
    .replaceAll(/<li\b[^>]*>/gi, '\n- ')
    .replaceAll(/<\/(?:p|div|h\d|ul|ol|tr|table|blockquote)>/gi, '\n\n')
    .replaceAll(/<\/?[a-z][^>]*>/gi, '')
  return unescaped(spaced)
    .replaceAll(/[ \t\u00a0]+/g, ' ')
    .replaceAll(/ *\n */g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

/** Whether the platform would refuse it as shouting: six capitals in a row, or nothing but capitals. */
export const shouts = (text: string): boolean =>
  /(?<![\p{Lu}\d])\p{Lu}{6,}(?![\p{Lu}\d])/u.test(text) || (/\p{Lu}{2}.*\p{Lu}{3}/u.test(text) && !/\p{Ll}/u.test(text))

/** The same without shouting: words in capitals in lower case, the first letter of the text kept. */
export function calm(text: string): string {
  if (!shouts(text)) return text
  const all = !/\p{Ll}/u.test(text)
  const lowered = text.replaceAll(/\p{Lu}{2,}/gu, (word) => (all || word.length >= 6 ? word.toLowerCase() : word))
  return lowered.replace(/\p{L}/u, (first) => first.toUpperCase())
}

/** At most so many characters, cut after a word. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const whole = text.slice(0, length - 1).replace(/\s+\S*$/, '')
  return `${whole || text.slice(0, length - 1)}…`
}
