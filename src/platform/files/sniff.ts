import { fileTypeFromBuffer } from 'file-type'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { readCompoundNames } from './compound.ts'
import { fileExtension } from './names.ts'
import type { FileKind, FileType } from './schema.ts'
import { isActiveText } from './text.ts'
import { fileTypesByExtension, typeNamed } from './types.ts'
import { type RandomAccess, readZipDirectory, readZipText } from './zip.ts'

/** What the bytes are: an accepted type, a document that carries programs, or something else. */
type Sniffed = FileType | 'active' | undefined

const headBytes = 8192

const signatures: Readonly<Record<string, FileType>> = {
  'application/pdf': typeNamed('pdf'),
  'image/jpeg': typeNamed('jpeg'),
  'image/png': typeNamed('png'),
  'image/apng': typeNamed('png'),
  'image/webp': typeNamed('webp'),
  'image/heic': typeNamed('heic'),
  'image/heif': typeNamed('heic'),
  'image/gif': typeNamed('gif'),
}

async function sniff(file: RandomAccess, isText: boolean): Promise<Sniffed> {
  const head = await file.read(0, headBytes)
  if (head.subarray(0, 4).equals(zipMark)) return sniffZip(file)
  if (head.subarray(0, 8).equals(compoundMark)) return sniffCompound(file)
  const found = await fileTypeFromBuffer(head)
  const type = found && signatures[found.mime]
  if (type) return type
  // Letters may begin as a signature does ("BM…", "MZ…"): what is a text from end to end is judged as one.
  return isText && !isActiveText(head) ? typeNamed('txt') : undefined
}

const zipMark = Buffer.from('PK\u0003\u0004', 'latin1')
const compoundMark = Buffer.from('d0cf11e0a1b11ae1', 'hex')

async function sniffZip(file: RandomAccess): Promise<Sniffed> {
  const entries = await readZipDirectory(file)
  if (!entries) return undefined
  const named = (name: string) => entries.find((entry) => entry.name === name)
  const openDocument = await readZipText(file, named('mimetype'))
  if (openDocument !== undefined) {
    const type = [typeNamed('odt'), typeNamed('ods')].find(({ mediaType }) => mediaType === openDocument.trim())
    return type && entries.some(({ name }) => /^(?:Basic|Scripts)\/./.test(name)) ? 'active' : type
  }
  const contentTypes = await readZipText(file, named('[Content_Types].xml'))
  if (contentTypes === undefined) return undefined
  const carriesPrograms =
    /macroEnabled|vbaProject|vbaData|activeX/i.test(contentTypes) ||
    entries.some(({ name }) => /vbaProject\.bin$|\/activeX\//i.test(name))
  if (carriesPrograms) return 'active'
  return [typeNamed('docx'), typeNamed('xlsx')].find(({ mediaType }) => contentTypes.includes(`${mediaType}.main+xml`))
}

async function sniffCompound(file: RandomAccess): Promise<Sniffed> {
  const names = await readCompoundNames(file)
  if (!names) return undefined
  if (['Macros', '_VBA_PROJECT', '_VBA_PROJECT_CUR', 'VBA'].some((name) => names.has(name))) return 'active'
  if (names.has('WordDocument')) return typeNamed('doc')
  return names.has('Workbook') || names.has('Book') ? typeNamed('xls') : undefined
}

interface Question {
  readonly name: string
  /** Whether the whole content is a text, which only who saw it pass knows. */
  readonly isText: boolean
  readonly kinds: readonly FileKind[]
}

/** Decides on a content by its bytes and by what its name promises. */
export async function judgeType(
  file: RandomAccess,
  { name, isText, kinds }: Question,
): Promise<Outcome<FileType, 'disguised' | 'forbidden_type'>> {
  const extension = fileExtension(name)
  const promised = fileTypesByExtension.get(extension)
  if (extension !== '' && !promised) return refused('forbidden_type')
  const found = await sniff(file, isText)
  const type = promised ? keptPromise(promised, found) : found
  if (type === 'disguised') return refused('disguised')
  if (type === undefined || type === 'active' || !kinds.includes(type.kind)) return refused('forbidden_type')
  return accepted(type)
}

const isLettersOnly = ({ mediaType }: FileType): boolean => mediaType.startsWith('text/')

/**
 * The type of a file whose name promises one. Phones rename pictures without converting them: any picture is taken for any
 * other. A table of commas is a text that its name tells from another. Any other document is what it says.
 */
function keptPromise(promised: FileType, found: Sniffed): FileType | 'active' | 'disguised' {
  if (found === 'active') return promised.kind === 'document' && !isLettersOnly(promised) ? 'active' : 'disguised'
  if (found === undefined) return 'disguised'
  if (isLettersOnly(promised) && isLettersOnly(found)) return promised
  const isKept = promised.mediaType === found.mediaType || (promised.kind === 'image' && found.kind === 'image')
  return isKept ? found : 'disguised'
}
