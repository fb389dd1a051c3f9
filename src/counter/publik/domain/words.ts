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

/** Pages that a person has at hand everywhere here: hers, that of her request, those of the site. */
const ownPages =
  /^\{\{\s*(?:idp_(?:account_)?url|portal_(?:user_|agent_)?url|eservices_url|form_url(?:_backoffice)?|form_uri)\s*\}\}/
const vague = /^(?:ici|cliquez ici|cliquer ici|ce lien|lien|en savoir plus|here)$/i

/** No text of ours is as long: what comes after it would be cut anyway. */
const maxHtml = 100_000

const breaks: ReadonlySet<string> = new Set(['br', 'hr'])
const blocks: ReadonlySet<string> = new Set(
  ['p', 'div', 'ul', 'ol', 'tr', 'table', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => `/${name}`),
)

/**
 * The text of some HTML: paragraphs apart, items of lists with a dash, links as `[text](address)`. Read once, from left to
 * right: a text made to be slow is as quick as any.
 */
export function textOfHtml(html: string): string {
  const text: string[] = []
  let link: { readonly from: number; readonly address: string } | undefined
  let from = 0
  for (const tag of html.slice(0, maxHtml).matchAll(/<(\/?[a-z][a-z0-9]*)([^<>]*)>/gi)) {
    text.push(html.slice(from, tag.index))
    from = tag.index + tag[0].length
    const name = (tag[1] ?? '').toLowerCase()
    if (name === 'a') link = { from: text.length, address: addressIn(tag[2] ?? '') }
    else if (name === '/a' && link) {
      const words = text.splice(link.from).join('').trim()
      text.push(linked(words, link.address))
      link = undefined
    } else text.push(breaks.has(name) ? '\n' : name === 'li' ? '\n- ' : blocks.has(name) ? '\n\n' : '')
  }
  text.push(html.slice(from, maxHtml))
  return unescaped(text.join(''))
    .replaceAll(/[ \t\u00a0]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

const addressIn = (attributes: string): string => {
  const [, double, single] = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes) ?? []
  return unescaped(double ?? single ?? '').trim()
}

function linked(words: string, address: string): string {
  if (ownPages.test(address)) return words
  // A link called "here" says nothing read alone: its address does.
  return address && !vague.test(words) ? `[${words || address}](${address})` : address || words
}

/** Whether the platform would refuse it as shouting: six capitals in a row, or nothing but capitals. */
export const shouts = (text: string): boolean =>
  /(?<![\p{Lu}\d])\p{Lu}{6,}(?![\p{Lu}\d])/u.test(text) || (!/\p{Ll}/u.test(text) && hasTwoWords(text))

const hasTwoWords = (text: string): boolean => {
  const first = text.search(/\p{Lu}{2}/u)
  return first >= 0 && /\p{Lu}{3}/u.test(text.slice(first + 2))
}

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
