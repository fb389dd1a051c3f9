import { hash } from 'node:crypto'
import type { DepositedFile } from '#counter/dossiers'
import { AppError } from '#kernel/errors'
import { safeFileName } from '#platform/files'
import type { FileGiven } from '../contract.ts'
import type { Partner } from '../schema.ts'
import { findPartnerRow } from '../store/partners.ts'
import { bearerOf } from './bearer.ts'
import { type HandoverTools, secretsOf } from './tools.ts'

/**
 * Fetches files from a partner into the file store, each checked against its digest: what is not what was said is not kept. One that the store
 * refuses (too large, infected, of a kind that is not taken) is left out; its name stays in what the caller writes.
 * @throws AppError `unavailable handover.file` when the partner does not give it now.
 */
export async function fetchFiles(
  tools: HandoverTools,
  partner: Partner,
  files: readonly FileGiven[],
): Promise<DepositedFile[]> {
  const kept: DepositedFile[] = []
  for (const file of files) {
    const found = await fetchOne(tools, partner, file)
    if (found) kept.push(found)
  }
  return kept
}

async function fetchOne(tools: HandoverTools, partner: Partner, file: FileGiven): Promise<DepositedFile | undefined> {
  const { collectivityId, id: partnerId } = partner
  const sealed = await tools.db.readCollectivity(collectivityId, (tx) =>
    findPartnerRow(tx, { collectivityId, partnerId }),
  )
  const secret = sealed && secretsOf(tools.secrets, sealed, tools.clock.now())[0]
  // Nothing is fetched, nor any key shown, but where this partner is.
  if (partner.address === null || secret === undefined || !isUnder(file.url, partner.address))
    throw missing(file, 'elsewhere')
  const answer = await tools.outbound.fetch(file.url, { headers: { authorization: `Bearer ${bearerOf(secret)}` } })
  if (answer.status === 404 || answer.status === 410) return undefined
  if (!answer.ok) throw missing(file, String(answer.status))
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (hash('sha256', bytes) !== file.sha256) throw missing(file, 'digest')
  const stored = await tools.files.put(only(bytes), { name: file.name, kinds: ['pdf', 'image', 'document'] })
  if (!stored.ok) return undefined
  const { digest, mediaType, size } = stored.value
  return { digest, mediaType, size, name: safeFileName(file.name, mediaType) }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Whether an address is at the same place as the partner's own. */
const isUnder = (url: string, address: string): boolean => URL.parse(url)?.origin === URL.parse(address)?.origin

const missing = ({ id }: FileGiven, why: string): AppError =>
  new AppError('unavailable', 'handover.file', { detail: `${id} ${why}` })
