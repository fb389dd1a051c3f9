import { createHash, type Hash } from 'node:crypto'
import { zipped, type ZipEntry } from '#platform/sheets'
import type { Seal } from './domain.ts'
import type { Part } from './schema.ts'

/** The package: a ZIP whose manifest names each part with its digest, and a seal on the manifest. */

export interface Packed {
  /** SHA-256 of the manifest, once the package is read to its end. */
  manifest: string
}

/**
 * @param about what the manifest says of the request.
 * @param packed told the digest of the manifest when it is written.
 */
export function packed(
  { about, parts, seal }: { about: Readonly<Record<string, unknown>>; parts: AsyncIterable<Part>; seal: Seal },
  told: Packed,
): AsyncGenerator<Uint8Array> {
  return zipped(entriesOf(about, parts, { seal, told }))
}

async function* entriesOf(
  about: Readonly<Record<string, unknown>>,
  parts: AsyncIterable<Part>,
  { seal, told }: { readonly seal: Seal; readonly told: Packed },
): AsyncGenerator<ZipEntry> {
  const files: { name: string; mediaType: string; size: number; sha256: string }[] = []
  for await (const { name, mediaType, content } of parts) {
    const counted = { size: 0, hash: createHash('sha256') }
    yield { name, content: counting(content, counted) }
    // The archive asks for the next part once it has written this one.
    files.push({ name, mediaType, size: counted.size, sha256: counted.hash.digest('hex') })
  }
  const manifest = Buffer.from(JSON.stringify({ format: 'traboule.archive/1', ...about, files }, null, 2))
  told.manifest = createHash('sha256').update(manifest).digest('hex')
  yield { name: 'manifeste.json', content: [manifest] }
  const signed = {
    format: 'traboule.seal/1',
    algorithm: 'Ed25519',
    publicKey: seal.publicKey,
    manifest: told.manifest,
    signature: seal.sign(manifest),
  }
  yield { name: 'sceau.json', content: [Buffer.from(JSON.stringify(signed, null, 2))] }
}

async function* counting(content: Part['content'], counted: { size: number; hash: Hash }): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    counted.size += piece.length
    counted.hash.update(piece)
    yield piece
  }
}
