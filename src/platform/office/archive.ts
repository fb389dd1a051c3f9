import { unzipSync, type Zippable, zipSync } from 'fflate'
import { accepted, type Outcome, refused } from '#kernel/outcome'

/** The files of an archive, by name. */
export type Archive = Map<string, Uint8Array>

const mostFiles = 2000
/** Of all files together, once opened: a template is a few pages and some pictures. */
const mostBytes = 40_000_000

/**
 * Opens an archive (ZIP) from somebody whom we do not trust: what it says of itself is added up before anything is opened,
 * and a file that holds more than it says is not read beyond.
 * @param isWanted which of its files are opened; all unless said.
 */
export function openArchive(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean = () => true,
): Outcome<Archive, 'not_an_archive' | 'too_large'> {
  let files = 0
  let total = 0
  let isTooLarge = false
  try {
    const opened = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        files += 1
        const isOpened = isWanted(name)
        if (isOpened) total += originalSize
        isTooLarge ||= files > mostFiles || total > mostBytes
        return isOpened && !isTooLarge
      },
    })
    if (isTooLarge) return refused('too_large')
    return accepted(new Map(Object.entries(opened)))
  } catch {
    // Whatever the library could not do with what a stranger sent is the stranger's fault.
    return refused('not_an_archive')
  }
}

/** The same files as an archive. `mimetype` comes first and uncompressed (OpenDocument 1.3, part 2, section 3.3). */
export function closeArchive(archive: Archive): Uint8Array {
  const names = [...archive.keys()].toSorted((a, b) => Number(b === 'mimetype') - Number(a === 'mimetype'))
  const files: Zippable = {}
  // A date of its own would make two documents from the same answers differ.
  const mtime = new Date(1980, 0, 2)
  for (const name of names) {
    files[name] = [archive.get(name) ?? new Uint8Array(), { level: name === 'mimetype' ? 0 : 6, mtime }]
  }
  return zipSync(files)
}
