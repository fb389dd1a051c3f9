import { extname } from 'node:path'
import { fileTypesByExtension, typeOfMedia } from './types.ts'

/** Bytes a name may take, extension included: under the 255 of common file systems, with room for a suffix. */
const maxNameBytes = 180

/** Control characters, marks that reverse or hide text, and the noncharacters. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Co}]/gu
const reserved = /["*:<>?|\\/]/g

/**
 * The name under which a file is shown and given back: the last part of a path, without characters that deceive the eye or
 * that some system forbids. When the type read from the bytes is given and the extension says another one, the right extension
 * is added. Never empty: "fichier" stands for nothing.
 */
export function safeFileName(name: string, mediaType?: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const clean = last
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(unseen, '')
    .replaceAll(reserved, '_')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '')
  const extension = extensionFor(clean, mediaType)
  const stem =
    extension && clean.toLowerCase().endsWith(`.${extension}`) ? clean.slice(0, -extension.length - 1) : clean
  const kept = cut(stem.trim() || 'fichier', maxNameBytes - extension.length - 1)
  return extension ? `${kept}.${extension}` : kept
}

function extensionFor(name: string, mediaType: string | undefined): string {
  const own = fileExtension(name)
  const type = mediaType === undefined ? undefined : typeOfMedia(mediaType)
  if (!type || fileTypesByExtension.get(own)?.mediaType === type.mediaType) return own
  return type.extension
}

/** Lower case, without dot; empty when there is none. */
export function fileExtension(name: string): string {
  const extension = extname(name.trim()).slice(1).toLowerCase()
  return /^[a-z0-9]{1,10}$/.test(extension) ? extension : ''
}

/** At most so many bytes of UTF-8, never in the middle of a character. */
function cut(text: string, bytes: number): string {
  let kept = ''
  let size = 0
  for (const { segment } of new Intl.Segmenter('fr', { granularity: 'grapheme' }).segment(text)) {
    size += Buffer.byteLength(segment)
    if (size > bytes) return kept.trimEnd()
    kept += segment
  }
  return kept
}

/**
 * The header that makes a browser save a file and never show it (RFC 6266, with the name's exact form by RFC 8187).
 * To be sent with `X-Content-Type-Options: nosniff`.
 */
export function contentDisposition(name: string): string {
  const safe = safeFileName(name)
  const plain = safe
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[^ -~]/g, '_')
    .replaceAll(/["%\\]/g, '_')
  const exact = encodeURIComponent(safe).replaceAll(/['()*!~]/g, (character) =>
    character === '!' || character === '~' ? character : `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  // A name made of marks alone leaves nothing plain.
  return `attachment; filename="${plain || '_'}"; filename*=UTF-8''${exact}`
}
