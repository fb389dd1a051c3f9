import { createDraw } from '../domain/walk/draw.ts'

type Draw = ReturnType<typeof createDraw>
type Mutation = (text: string, draw: Draw) => string | Uint8Array

const one = <T>(list: readonly T[], draw: Draw): T => list[draw(list.length)] as T

/** The elements of a text, as they stand in it. */
const elementsIn = (text: string): readonly RegExpExecArray[] => [...text.matchAll(/<([\w-]+)[^<>]*>[^<]*<\/\1>/g)]

const replaced = (text: string, at: number, length: number, by: string): string =>
  text.slice(0, at) + by + text.slice(at + length)

/** The content of an element that holds text alone, replaced. */
const filled =
  (contents: readonly string[]): Mutation =>
  (text, draw) => {
    const element = one(elementsIn(text), draw)
    if (!element) return text
    const [whole, name = ''] = element
    const opening = whole.slice(0, whole.indexOf('>') + 1)
    return replaced(text, element.index, whole.length, `${opening}${one(contents, draw)}</${name}>`)
  }

const inserted =
  (pieces: readonly string[]): Mutation =>
  (text, draw) =>
    replaced(text, draw(text.length), 0, one(pieces, draw))

const deep = (open: string, close: string, count: number): string => open.repeat(count) + close.repeat(count)

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '../../etc', '', ' ', '0', '_previous']
const odd = ['\u0000', '\uFFFF', '\u202E', '👩‍👩‍👧', '&#0;', '&#xFFFFFF;', '&amp;amp;', '&lt;script&gt;', '\r', ']]>']
const types = 'page block item items map table computed signature item:x block:y string list-of-lists choice jump form'
const conditions = [
  `${'('.repeat(500)}x${')'.repeat(500)}`,
  `form_var_a${'|lower'.repeat(900)}`,
  Array.from({ length: 800 }, (_, index) => `form_var_a == "${index}"`).join(' or '),
  deep('{% if form_var_a %}', '{% endif %}', 300),
  deep('{% for a in form_var_a %}', '{% endfor %}', 300),
  '{% if %}{% elif %}{% else %}{% else %}{% endif %}{% endif %}',
  '{{ form_var_a|add:form_var_a|multiply:99999999999999999999 }}',
  '{% with a=a %}{{ a }}{% endwith %}',
  'not '.repeat(1000),
  '"'.repeat(999),
]
const numbers = ['99999999999999999999', '-1', '1e308', 'NaN', '٣', '0x10', '1,5', '']

const mutations: Readonly<Record<string, Mutation>> = {
  cut: (text, draw) => text.slice(0, draw(text.length)),
  lost: (text, draw) => {
    const element = one(elementsIn(text), draw)
    return element ? replaced(text, element.index, element[0].length, '') : text
  },
  twice: (text, draw) => {
    const element = one(elementsIn(text), draw)
    return element ? replaced(text, element.index, 0, element[0].repeat(1 + draw(50))) : text
  },
  swapped: (text, draw) => {
    const [first, second] = [one(elementsIn(text), draw), one(elementsIn(text), draw)]
    if (!first || !second) return text
    return replaced(text, second.index, second[0].length, first[0])
  },
  nested: (text, draw) => {
    const element = one(elementsIn(text), draw)
    const inside = element?.[0] ?? ''
    return element
      ? replaced(text, element.index, inside.length, deep('<items>', '</items>', 1 + draw(60)) + inside)
      : text
  },
  giant: filled([
    'é'.repeat(400_000),
    'a '.repeat(300_000),
    '<b>'.repeat(5000).replaceAll('<', '&lt;'),
    '<i/>'.repeat(5000),
  ]),
  named: filled(names),
  strange: filled(odd),
  typed: filled(types.split(' ')),
  conditioned: filled(conditions),
  counted: filled(numbers),
  stray: inserted(odd),
  commented: inserted(['<!--', '-->', '<![CDATA[', '<?php ?>', '<!ENTITY a "b">', '&b;', '<a b="1" b="2"/>']),
  declared: (text) => `<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>${text}`,
  encoded: (text, draw) =>
    `<?xml version="1.0" encoding="${one(['utf-7', 'ascii', 'iso-8859-1', 'utf-16', 'x'.repeat(500)], draw)}"?>${text.replace(/^<\?xml[^>]*\?>/, '')}`,
  wide: (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
  bytes: (text, draw) => {
    const bytes = Buffer.from(text)
    for (let count = 0; count < 5; count += 1) bytes[draw(bytes.length)] = draw(256)
    return bytes
  },
  zipped: (text) => Buffer.concat([Buffer.from('PK\u0003\u0004\u0014\u0000'), Buffer.from(text)]),
}

/** A file once one to three things in it were spoilt, drawn by a seed, and which. */
export function mutate(text: string, seed: number): { readonly bytes: Uint8Array; readonly how: string } {
  const draw = createDraw(seed)
  const how: string[] = []
  let spoilt: string | Uint8Array = text
  for (let left = 1 + draw(3); left > 0 && typeof spoilt === 'string'; left -= 1) {
    const name = one(Object.keys(mutations), draw)
    how.push(name)
    spoilt = mutations[name]?.(spoilt, draw) ?? spoilt
  }
  return { bytes: typeof spoilt === 'string' ? new TextEncoder().encode(spoilt) : spoilt, how: how.join(', ') }
}
