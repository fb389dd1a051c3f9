import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { type DepositedFile, forgetContents } from '#counter/dossiers'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { contentDisposition } from '#platform/files'
import { fileOf } from './cases.ts'
import { type Call, declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { Id, Moment } from './shapes.ts'

/*
 * A file that was sent waits a day for the request or the message that names it. Its id is its own proof, sealed: nothing is
 * kept of it but the content, which goes when nothing names it by then.
 */

const waits = 24 * 3_600_000
/** Contents are looked at two hours after they are said to be unnamed: an hour of margin past the day. */
const forgottenFrom = waits - 3_600_000
const purpose = 'api file'

interface Waiting extends DepositedFile {
  readonly until: number
}

const Uploaded = Type.Object(
  {
    id: Type.String({ description: 'À donner là où un fichier est attendu, dans les 24 heures.' }),
    name: Type.String(),
    mediaType: Type.String({ description: 'Lu dans le contenu, pas dans ce qui en est dit.' }),
    size: Type.Integer({ description: 'En octets.' }),
    sha256: Type.String(),
    until: Moment,
  },
  { title: 'Uploaded' },
)

const uploadFile = endpoint({
  method: 'POST',
  path: '/files',
  operationId: 'uploadFile',
  tag: 'files',
  summary: 'Envoyer un fichier',
  description:
    'Les octets du fichier, tels quels, 20 Mo au plus. Il attend 24 heures la demande ou le message qui le nomme par son « id » ; envoyé deux fois, il est gardé une fois.',
  scopes: ['files:write'],
  query: Type.Object(
    { name: Type.String({ minLength: 1, maxLength: 200, description: 'Son nom, avec son extension.' }) },
    { additionalProperties: false },
  ),
  takesBytes: true,
  answers: { 201: { description: 'Le fichier est gardé.', schema: Uploaded } },
  problems: ['file_refused', 'too_large'],
  handle: async ({ app, ctx, site, query: { name }, raw }) => {
    const stored = await app.files.put(raw, { name })
    if (!stored.ok) {
      return stored.refusal === 'too_large'
        ? declined('too_large')
        : declined('file_refused', { reason: stored.refusal })
    }
    const { digest, size, mediaType } = stored.value
    const now = ctx.clock.now().getTime()
    await app.db.withCollectivity(site.id, (tx) => forgetContents(tx, [digest], new Date(now + forgottenFrom)))
    const waiting: Waiting = { digest, name, mediaType, size, until: now + waits }
    const id = app.secrets.seal(purpose, JSON.stringify(waiting), site.id)
    return given(201, { id, name, mediaType, size, sha256: digest, until: new Date(waiting.until).toISOString() })
  },
})

/** The files that a request names by their ids, in their order; or the first id that is none. */
export function filesNamed(
  { app, ctx, site }: Pick<Call, 'app' | 'ctx' | 'site'>,
  ids: readonly string[],
): Outcome<readonly DepositedFile[], { readonly reason: 'no_file'; readonly at: number }> {
  const files: DepositedFile[] = []
  for (const [at, id] of ids.entries()) {
    const text = app.secrets.open(purpose, id, site.id)
    const waiting = text === undefined ? undefined : (JSON.parse(text) as Waiting)
    if (!waiting || waiting.until < ctx.clock.now().getTime()) return refused({ reason: 'no_file', at })
    const { digest, name, mediaType, size } = waiting
    files.push({ digest, name, mediaType, size })
  }
  return accepted(files)
}

interface Range {
  readonly from: number
  /** Included. */
  readonly to: number
}

/** One range of bytes (RFC 9110, section 14.2); null when it is none of the file's, undefined when another form is asked: all is given. */
function rangeOf(header: string | undefined, size: number): Range | null | undefined {
  const [whole, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (whole === undefined || `${first}${last}` === '') return undefined
  const end = size - 1
  // The last so many bytes.
  if (first === '') return last === '0' ? null : { from: Math.max(0, size - Number(last)), to: end }
  const range = { from: Number(first), to: last === '' ? end : Math.min(Number(last), end) }
  return range.from > range.to ? null : range
}

/** A stream of a part of another one; the source ends with it. */
async function* partOf(content: Readable, { from, to }: Range): AsyncGenerator<Buffer> {
  let at = 0
  for await (const chunk of content as AsyncIterable<Buffer>) {
    const start = Math.max(0, from - at)
    const end = Math.min(chunk.length, to + 1 - at)
    if (end > start) yield chunk.subarray(start, end)
    at += chunk.length
    if (at > to) return
  }
}

const readFile = endpoint({
  method: 'GET',
  path: '/cases/:caseId/files/:fileId',
  operationId: 'readFile',
  tag: 'files',
  summary: 'Lire un fichier d’une demande',
  description: '`Range` lit une suite d’octets : un envoi coupé reprend où il en était.',
  scopes: ['files:read'],
  params: Type.Object({ caseId: Id, fileId: Id }),
  answers: {
    200: { description: 'Tout le fichier.', mediaType: 'application/octet-stream' },
    206: {
      description: 'Les octets demandés.',
      mediaType: 'application/octet-stream',
      headers: { 'Content-Range': '`bytes 0-99/1234`' },
    },
  },
  problems: ['case_not_found', 'file_not_found', 'range_not_satisfiable'],
  handle: async (call) => {
    const { caseId, fileId } = call.params
    if (!isId(caseId)) return declined('case_not_found')
    const file = (await fileOf(call, caseId)).attachments.find(({ id }) => id === fileId)
    if (!file) return declined('file_not_found')
    const range = rangeOf(call.headers.range, file.size)
    if (range === null) return declined('range_not_satisfiable', { size: file.size })
    const content = await call.app.files.open(file.digest)
    const { from, to } = range ?? { from: 0, to: file.size - 1 }
    const headers = {
      'content-type': file.mediaType,
      'content-length': String(to - from + 1),
      'content-disposition': contentDisposition(file.name),
      'accept-ranges': 'bytes',
      etag: `"${file.digest}"`,
    }
    if (!range) return given(200, content, headers)
    const partial = { ...headers, 'content-range': `bytes ${from}-${to}/${file.size}` }
    return given(206, Readable.from(partOf(content, range)), partial)
  },
})

export const fileEndpoints: readonly Endpoint[] = [uploadFile, readFile]
