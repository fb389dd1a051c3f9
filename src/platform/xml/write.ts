/** A text made of this function is XML; any other is data, and is escaped when it enters. */
export class Xml {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Xml | string | number | undefined | readonly Part[]

/** No character may end a text or an attribute, nor be changed by who reads it: the three blanks are kept as they are. */
const escaped: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\t': '&#x9;',
  // Ends of lines to a reader of XML 1.1 (its section 2.11).
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
}

const textOf = (part: Part): string => {
  if (part === undefined) return ''
  if (part instanceof Xml) return part.text
  if (typeof part === 'object') return part.map(textOf).join('')
  return (
    String(part)
      // What XML 1.0 cannot hold at all, even escaped.
      // eslint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll(/[&<>"\r\n\t\u0085\u2028]/g, (character) => escaped[character] ?? '')
  )
}

/**
 * Writes XML from a template: what is inserted is escaped, unless it was written by this function too. The template's own
 * ends of lines are for its reader, and left out.
 */
export const xml = (strings: TemplateStringsArray, ...parts: readonly Part[]): Xml =>
  new Xml(String.raw({ raw: strings.map((each) => each.replaceAll(/\n\s*/g, '')) }, ...parts.map(textOf)))

/** ` name="value"`, or nothing without a value. */
export const attribute = (name: string, value: string | number | boolean | undefined): Xml | undefined =>
  value === undefined ? undefined : new Xml(` ${name}="${textOf(String(value))}"`)
