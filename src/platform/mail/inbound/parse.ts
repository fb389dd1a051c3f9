import { readBounces } from './bounces.ts'
import { textOfHtml } from './html-text.ts'
import type { LeftReason, MailHeaders, MailLimits, MailPart, ReceivedMail } from './schema.ts'

/** What a town's mailbox receives fits in these: more stays in the original. */
export const usualLimits: MailLimits = {
  parts: 25,
  partBytes: 20 * 1024 * 1024,
  totalBytes: 30 * 1024 * 1024,
  text: 200_000,
}

/** Of one part, in bytes; of a whole mail, in parts: beyond, it is no letter but an attack. */
const [headBytes, mostNodes, mostHeaders, mostHtml] = [256 * 1024, 500, 500, 600_000]

/**
 * Reads the bytes of a mail. Never throws for what they hold: what cannot be read is said by `isReadable`, and what is
 * beyond the limits is named in `left`. Nothing is fetched, nothing is unpacked, and a mail within a mail stays a file.
 */
export async function readMail(raw: Uint8Array, limits: MailLimits = usualLimits): Promise<ReceivedMail> {
  try {
    return await readWithin(raw, limits)
  } catch {
    return unreadable
  }
}

const unreadable: ReceivedMail = {
  messageId: undefined,
  references: [],
  from: undefined,
  recipients: [],
  subject: '',
  date: undefined,
  text: '',
  parts: [],
  left: [],
  headers: new Map(),
  bounces: [],
  isReadable: false,
}

interface Gathered {
  readonly parts: MailPart[]
  readonly left: { name: string; reason: LeftReason }[]
  bytes: number
  text: string
  html: string
}

/** What the library gives of a file, as far as it is used. */
interface Piece {
  readonly content: AsyncIterable<Buffer>
  readonly contentType: string
  readonly filename?: string
  readonly contentDisposition?: string
  readonly related?: boolean
  readonly release: (() => void) | null
}

async function readWithin(raw: Uint8Array, limits: MailLimits): Promise<ReceivedMail> {
  // Loaded where mails are read: no other process holds the library.
  const { MailParser } = await import('mailparser')
  const parser = new MailParser({
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
    keepDeliveryStatus: true,
    ignoreEmbedded: true,
    checksumAlgo: false,
    maxHeadSize: headBytes,
    maxChildNodes: mostNodes,
  })
  let headers: MailHeaders = new Map()
  parser.on('headerLines', (lines: readonly { readonly key: string; readonly line: string }[]) => {
    headers = headersOf(lines)
  })
  const gathered: Gathered = { parts: [], left: [], bytes: 0, text: '', html: '' }
  parser.end(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength))
  for await (const data of parser) {
    const piece = data as Piece & { readonly type: string; readonly text?: string; readonly html?: string }
    if (piece.type === 'attachment') await gather(gathered, piece, limits)
    else {
      gathered.text = piece.text ?? ''
      gathered.html = typeof piece.html === 'string' ? piece.html : ''
    }
  }
  return mailOf({ parser, headers, gathered, limits })
}

async function gather(into: Gathered, piece: Piece, limits: MailLimits): Promise<void> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of piece.content) {
    size += chunk.length
    if (size <= limits.partBytes) chunks.push(chunk)
  }
  piece.release?.()
  const name = oneLine(piece.filename ?? '', 200)
  const reason = reasonLeft(into, size, limits)
  if (reason) {
    // Named up to a number too: a mail of ten thousand parts is told, not listed.
    if (into.left.length < limits.parts) into.left.push({ name, reason })
    return
  }
  into.bytes += size
  into.parts.push({
    name,
    mediaType: oneLine(piece.contentType, 100).toLowerCase(),
    content: Buffer.concat(chunks),
    isInline: piece.related === true || (piece.contentDisposition === 'inline' && name === ''),
  })
}

function reasonLeft(into: Gathered, size: number, limits: MailLimits): LeftReason | undefined {
  if (into.parts.length >= limits.parts) return 'too_many'
  return size > limits.partBytes || into.bytes + size > limits.totalBytes ? 'too_large' : undefined
}

/** What the library has read of the headers. */
interface Head {
  readonly subject?: string
  readonly date?: Date
  readonly messageId?: string
  readonly inReplyTo?: string
  readonly references?: string | readonly string[]
  readonly from?: Addresses
  readonly to?: Addresses | readonly Addresses[]
  readonly cc?: Addresses | readonly Addresses[]
}

interface Addresses {
  readonly value: readonly Address[]
}

interface Address {
  readonly name?: string
  readonly address?: string
  readonly group?: readonly Address[]
}

interface Read {
  readonly parser: Head
  readonly headers: MailHeaders
  readonly gathered: Gathered
  readonly limits: MailLimits
}

function mailOf({ parser, headers, gathered, limits }: Read): ReceivedMail {
  const text = gathered.text.trim() === '' ? textOfHtml(gathered.html.slice(0, mostHtml)) : gathered.text
  return {
    messageId: idsIn(parser.messageId)[0],
    references: [...idsIn([parser.references ?? []].flat().join(' ')), ...idsIn(parser.inReplyTo)].slice(-50),
    from: senderOf(parser.from),
    recipients: recipientsOf(parser, headers),
    subject: oneLine(parser.subject ?? '', 500),
    date: parser.date && !Number.isNaN(parser.date.getTime()) ? parser.date : undefined,
    text: readable(text).slice(0, limits.text),
    parts: gathered.parts.filter(({ mediaType }) => mediaType !== 'message/delivery-status'),
    left: gathered.left,
    headers,
    bounces: gathered.parts
      .filter(({ mediaType }) => mediaType === 'message/delivery-status')
      .flatMap(({ content }) => readBounces(content.toString('utf8'))),
    isReadable: headers.size > 0,
  }
}

function senderOf(from: Addresses | undefined): ReceivedMail['from'] {
  const first = plainAddresses(from ? [from] : [])[0]
  return first && { name: oneLine(first.name ?? '', 200), address: oneLine(first.address ?? '', 254) }
}

const plainAddresses = (lists: readonly Addresses[]): readonly Address[] =>
  lists
    .flatMap(({ value }) => value)
    .flatMap((each) => each.group ?? [each])
    .filter(({ address }) => address !== undefined && address !== '')
    .slice(0, 200)

/** Where servers write whom a mail was for, besides what its sender wrote. */
const envelopeHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to']

function recipientsOf({ to, cc }: Head, headers: MailHeaders): readonly string[] {
  const written = plainAddresses([to ?? [], cc ?? []].flat() as readonly Addresses[]).map(({ address = '' }) => address)
  const delivered = envelopeHeaders
    .flatMap((name) => headers.get(name) ?? [])
    .map((value) => value.replaceAll(/[<>\s]/g, ''))
  return [...new Set([...delivered, ...written].map((address) => oneLine(address, 254).toLowerCase()))]
}

function headersOf(lines: readonly { readonly key: string; readonly line: string }[]): MailHeaders {
  const headers = new Map<string, string[]>()
  for (const { key, line } of lines.slice(0, mostHeaders)) {
    const value = oneLine(line.slice(line.indexOf(':') + 1), 2000)
    headers.set(key.toLowerCase(), [...(headers.get(key.toLowerCase()) ?? []), value])
  }
  return headers
}

const idsIn = (text: string | undefined): readonly string[] =>
  (text ?? '').slice(0, 20_000).match(/[^\s<>]{1,500}@[^\s<>]{1,500}/g) ?? []

/** Text as it can be kept and shown: no control characters but tabs and ends of lines. */
const readable = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    // What turns the direction of writing round makes one text look like another.
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replaceAll(/\n{4,}/g, '\n\n\n')
    .trim()

const oneLine = (text: string, longest: number): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed()
