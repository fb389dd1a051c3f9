import { accepted, type Outcome, refused } from '#kernel/outcome'
import { fileOf, parseStrictly, type TreeNode } from '#platform/xml'
import { type Archive, closeArchive, openArchive } from './archive.ts'
import { fillUnder, inspect } from './blocks.ts'
import type { Dialect, Values } from './text.ts'

export type OfficeFormat = 'odt' | 'docx'

/** Why a file cannot be a template; `detail` is the word or the file inside that is at fault. */
export interface TemplateFault {
  readonly reason:
    | 'too_large'
    | 'not_a_document'
    /** It holds a program (macros). */
    | 'holds_program'
    /** It fetches a picture or a model from elsewhere when it is opened. */
    | 'reads_elsewhere'
    | 'unclosed_block'
    | 'unopened_block'
  readonly detail: string
}

/** A letter to be filled, read once. */
export interface OfficeTemplate {
  readonly format: OfficeFormat
  /** What it reads: each `{name}`, in blocks too. */
  readonly variables: readonly string[]
  /** The document filled. What has no value leaves nothing behind. The same values give the same bytes. */
  fill(values: Values): Uint8Array
}

const dialects: Readonly<Record<OfficeFormat, Dialect>> = {
  odt: { paragraphs: new Set(['p', 'h']), row: 'table-row', holder: undefined, lineBreak: 'text:line-break' },
  docx: { paragraphs: new Set(['p']), row: 'tr', holder: 't', lineBreak: 'w:br' },
}

/** The files that hold text. */
const written: Readonly<Record<OfficeFormat, RegExp>> = {
  odt: /^(?:content|styles)\.xml$/,
  docx: /^word\/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml$/,
}

const longestFile = 20_000_000

/**
 * Reads a text document of LibreOffice (`.odt`) or Word (`.docx`) with `{variables}` and blocks.
 * A file that would run or fetch something when it is opened is refused: filled documents are opened on our machines.
 */
export function readTemplate(bytes: Uint8Array): Outcome<OfficeTemplate, TemplateFault> {
  const opened = openArchive(bytes)
  if (!opened.ok) {
    return refused({ reason: opened.refusal === 'too_large' ? 'too_large' : 'not_a_document', detail: '' })
  }
  const archive = opened.value
  const format = formatOf(archive)
  if (!format) return refused({ reason: 'not_a_document', detail: '' })
  const danger = dangerIn(archive)
  if (danger) return refused(danger)
  const variables = new Set<string>()
  for (const [name, file] of archive) {
    if (!written[format].test(name)) continue
    const root = parse(file)
    if (!root) return refused({ reason: 'not_a_document', detail: name })
    const { names, fault } = inspect(root, dialects[format])
    if (fault) return refused({ reason: fault.reason, detail: fault.name })
    for (const each of names) variables.add(each)
  }
  return accepted({ format, variables: [...variables], fill: (values) => fill({ archive, format }, values) })
}

function formatOf(archive: Archive): OfficeFormat | undefined {
  const mimetype = archive.get('mimetype')
  if (mimetype && textIn(mimetype).trim() === 'application/vnd.oasis.opendocument.text') {
    return archive.has('content.xml') ? 'odt' : undefined
  }
  return archive.has('word/document.xml') && archive.has('[Content_Types].xml') ? 'docx' : undefined
}

const textIn = (file: Uint8Array): string => new TextDecoder().decode(file)

function dangerIn(archive: Archive): TemplateFault | undefined {
  for (const [name, file] of archive) {
    if (/vbaProject|^Basic\/|^Scripts\/|^word\/(?:activeX|embeddings)\/|^Object /i.test(name)) {
      return { reason: 'holds_program', detail: name }
    }
    if (name.endsWith('.rels') && fetchesByRelation(textIn(file))) return { reason: 'reads_elsewhere', detail: name }
    if (/^(?:content|styles)\.xml$/.test(name) && fetchesByLink(textIn(file))) {
      return { reason: 'reads_elsewhere', detail: name }
    }
  }
  return undefined
}

/** A link that the reader follows by a click is no harm; a picture, a model, an object elsewhere is fetched at opening. */
const fetchesByRelation = (relations: string): boolean =>
  (relations.match(/<Relationship\b[^>]*>/gi) ?? []).some(
    (each) => /TargetMode\s*=\s*["']External/i.test(each) && !/relationships\/hyperlink["']/i.test(each),
  )

const fetchesByLink = (content: string): boolean =>
  (content.match(/<[\w-]+:[\w-]+\b[^>]*\bxlink:href\s*=[^>]*>/gi) ?? []).some(
    (each) =>
      /^<(?!text:a\b|draw:a\b)/i.test(each) && /xlink:href\s*=\s*["']\s*(?:[a-z][\w+.-]*:|\/\/|\.\.|\/)/i.test(each),
  ) ||
  /<(?:text:dde-connection|office:dde-source|text:database|table:database|form:connection-resource)\b/i.test(content)

function parse(file: Uint8Array): TreeNode | undefined {
  const read = parseStrictly(textIn(file), { longest: longestFile })
  return read.ok ? (read.value as unknown as TreeNode) : undefined
}

function fill({ archive, format }: { archive: Archive; format: OfficeFormat }, values: Values): Uint8Array {
  const filled: Archive = new Map(archive)
  for (const [name, file] of archive) {
    const root = written[format].test(name) ? parse(file) : undefined
    if (!root) continue
    fillUnder(root, values, dialects[format])
    filled.set(name, new TextEncoder().encode(fileOf(root)))
  }
  return closeArchive(filled)
}
