import { compile } from 'html-to-text'

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: 600_000, maxDepth: 60, maxChildNodes: 5000 },
  selectors: [
    // Nothing is fetched: neither the picture nor the address that would tell that it was read.
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, noAnchorUrl: true } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'blockquote', options: { trimEmptyLines: false } },
  ],
})

/** Elements that nobody closes cost the reader their square: a page this deep is read as letters and tags. */
const deepest = 1000

function isTooDeep(html: string): boolean {
  let depth = 0
  for (const [tag] of html.matchAll(/<\/?[a-z]/gi)) {
    depth += tag.startsWith('</') ? -1 : 1
    if (depth > 20 * deepest) return true
  }
  // Lists and paragraphs are often left open: only what stays open in great number counts.
  return depth > deepest
}

/** What one reads of a page; its addresses stay visible. Markup that nobody could read gives what is between its tags. */
export function textOfHtml(html: string): string {
  if (isTooDeep(html)) return withoutTags(html)
  try {
    return convert(html)
  } catch {
    return withoutTags(html)
  }
}

const withoutTags = (html: string): string =>
  html
    .replaceAll(/<(script|style)\b.{0,100000}?<\/\1>/gis, ' ')
    .replaceAll(/<[^<>]{0,2000}>/g, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()
