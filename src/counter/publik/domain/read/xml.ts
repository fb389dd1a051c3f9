import { SaxesParser } from 'saxes'
import { accepted, type Outcome, refused } from '#kernel/outcome'

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** Its own text, without that of its children. */
  readonly text: string
  readonly line: number
  readonly parent: Element | undefined
}

export type XmlFaultCode =
  | 'too_big'
  | 'empty'
  | 'unknown_encoding'
  | 'wrong_encoding'
  | 'has_doctype'
  | 'too_deep'
  | 'too_many'
  | 'not_well_formed'

export interface XmlFault {
  readonly reason: XmlFaultCode
  /** 0 when the fault is of the whole file. */
  readonly line: number
}

/** The largest export seen in service is a hundred times smaller. */
export const maxBytes = 20 * 1024 * 1024
const maxDepth = 40
const maxElements = 200_000

/** What stops a reading; never leaves this file. */
class Stop extends Error {
  readonly fault: XmlFault
  constructor(reason: XmlFaultCode, line: number) {
    super(reason)
    this.fault = { reason, line }
  }
}

interface Growing {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Growing[]
  text: string
  readonly line: number
  readonly parent: Growing | undefined
}

/**
 * The elements of an XML file that anybody may have written. A document type is refused at first sight, so that no
 * entity is ever defined, fetched or unfolded; what is too big, too deep or too long is refused too.
 */
export function readXml(bytes: Uint8Array): Outcome<Element, XmlFault> {
  if (bytes.byteLength > maxBytes) return refused({ reason: 'too_big', line: 0 })
  try {
    return accepted(parse(decode(bytes)))
  } catch (error) {
    if (error instanceof Stop) return refused(error.fault)
    throw error
  }
}

const encodings: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-1': 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  'windows-1252': 'windows-1252',
}

function decode(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const said = /^(?:ï»¿)?<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1] ?? 'utf-8'
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const encoding = isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : encodings[said.toLowerCase()]
  if (encoding === undefined) throw new Stop('unknown_encoding', 1)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new Stop('wrong_encoding', 0)
  }
}

function parse(text: string): Element {
  if (text.trim() === '') throw new Stop('empty', 0)
  const parser = new SaxesParser({ position: true, xmlns: false as const })
  const open: Growing[] = []
  let root: Growing | undefined
  let count = 0
  const stop = (reason: XmlFaultCode): never => {
    throw new Stop(reason, parser.line)
  }
  parser.on('doctype', () => stop('has_doctype'))
  parser.on('error', () => stop('not_well_formed'))
  parser.on('opentag', ({ name, attributes }) => {
    count += 1
    if (count > maxElements) stop('too_many')
    if (open.length >= maxDepth) stop('too_deep')
    const parent = open.at(-1)
    const element: Growing = { name, attributes, children: [], text: '', line: parser.line, parent }
    parent?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  const add = (more: string): void => {
    const here = open.at(-1)
    if (here) here.text += more
  }
  parser.on('text', add)
  parser.on('cdata', add)
  // By pieces: a document type that hides megabytes is refused before they are read.
  for (let at = 0; at < text.length; at += 65_536) {
    const piece = text.slice(at, at + 65_536)
    if (!root && /<!DOCTYPE/i.test(piece)) stop('has_doctype')
    parser.write(piece)
  }
  parser.close()
  return root ?? stop('not_well_formed')
}
