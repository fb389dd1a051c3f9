import { hash } from 'node:crypto'
import { AppError } from '#kernel/errors'
import { safeFileName } from '#platform/files'
import type { GivenAttachment } from '../contract.ts'
import { isKeptOpaque, limits } from '../domain.ts'
import type { FolderFile } from '../schema.ts'
import type { Portal } from './portal.ts'
import type { HubeeTools } from './tools.ts'

interface Of {
  readonly caseId: string
  readonly eventId?: string
}

/**
 * Brings the files of a telecase, or of an event, into the file store, within limits: what is too large or too many is named
 * and left at HubEE, what the store refuses is named with why.
 * @throws AppError `unavailable hubee.file` for one that is not what HubEE says it is.
 */
export async function fetchFiles(
  tools: HubeeTools,
  portal: Portal,
  of: Of,
  given: readonly GivenAttachment[],
): Promise<FolderFile[]> {
  const files: FolderFile[] = []
  let taken = 0
  for (const [place, attachment] of given.slice(0, 200).entries()) {
    const file = asNamed(attachment, place)
    const fits =
      place < limits.files && file.size <= limits.fileBytes && taken + file.size <= limits.allBytes && file.size >= 0
    const kept = fits ? await fetchOne({ tools, portal, of, attachment }, file) : { ...file, refusal: 'too_large' }
    // What was read counts, taken or not; one that was cut counts for what was read of it.
    if (fits) taken += kept.refusal === 'too_large' ? limits.fileBytes : kept.size
    files.push(kept)
  }
  return files
}

const asNamed = ({ fileName, type, mimeType, size }: GivenAttachment, place: number): FolderFile => ({
  place,
  name: safeFileName(fileName),
  kind: type.slice(0, 100),
  mediaType: mimeType.slice(0, 255),
  size: Math.max(0, Math.trunc(size)),
  digest: null,
  refusal: null,
})

interface Fetching {
  readonly tools: HubeeTools
  readonly portal: Portal
  readonly of: Of
  readonly attachment: GivenAttachment
}

async function fetchOne({ tools, portal, of, attachment }: Fetching, file: FolderFile): Promise<FolderFile> {
  const read = await portal.download(of.caseId, attachment.id, of.eventId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'outbound.too_large') return undefined
    throw error
  })
  if (!read) return { ...file, refusal: 'too_large' }
  const { bytes, digest } = read
  const sha256 = hash('sha256', bytes, 'base64')
  if (digest !== null && digest.replace(/^sha-256=/i, '') !== sha256)
    throw new AppError('unavailable', 'hubee.file', { detail: `${attachment.id} digest` })
  const { name } = file
  const put = await tools.files.put(only(bytes), { name })
  const again =
    !put.ok && isKeptOpaque(name, put.refusal) ? await tools.files.put(only(bytes), { name, opaque: 'given' }) : put
  if (!again.ok) return { ...file, size: bytes.length, refusal: again.refusal }
  return { ...file, size: again.value.size, mediaType: again.value.mediaType, digest: again.value.digest }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Those that a request takes. */
export const deposited = (files: readonly FolderFile[]) =>
  files.flatMap(({ digest, name, mediaType, size }) => (digest === null ? [] : [{ digest, name, mediaType, size }]))

/** What was not taken, in words that agents read; empty when all was. */
export function leftOutText(files: readonly FolderFile[]): string {
  const left = files.filter(({ digest }) => digest === null)
  if (left.length === 0) return ''
  const names = left.map(({ name, refusal }) => `${name} (${refusals[refusal ?? ''] ?? 'refusée'})`)
  return `Pièces restées sur service-public.fr : ${names.join(', ')}.`
}

const refusals: Readonly<Record<string, string>> = {
  too_large: 'trop volumineuse',
  empty: 'vide',
  disguised: 'son contenu n’est pas ce que dit son nom',
  forbidden_type: 'format non accepté',
  infected: 'infectée',
}
