import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { OfficeFormat } from './template.ts'

/** `no_office`: LibreOffice is not on this machine; the document can still be given as it is. */
export type ConversionRefusal = 'no_office' | 'too_long' | 'not_converted'

export interface OfficeOptions {
  /** How LibreOffice is called: a name on the path, or a file. */
  readonly command: string
  /** After how long a conversion is given up, in milliseconds. */
  readonly patience?: number
}

/** Makes PDFs of office documents with LibreOffice, one at a time: each takes a core and 200 MB while it lasts. */
export function createOffice({ command, patience = 60_000 }: OfficeOptions) {
  let line: Promise<unknown> = Promise.resolve()
  const toPdf = async (bytes: Uint8Array, format: OfficeFormat): Promise<Outcome<Uint8Array, ConversionRefusal>> => {
    const folder = await mkdtemp(join(tmpdir(), 'traboule-office-'))
    try {
      const source = join(folder, `document.${format}`)
      await writeFile(source, bytes)
      const ended = await run(command, argumentsFor(folder, source, format), { folder, patience })
      if (ended !== 'done') return refused(ended)
      // It ends well and writes nothing when it cannot read what it is given.
      return await readFile(join(folder, 'document.pdf')).then(accepted, () => refused('not_converted' as const))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return {
    toPdf(bytes: Uint8Array, format: OfficeFormat): Promise<Outcome<Uint8Array, ConversionRefusal>> {
      const mine = line.then(() => toPdf(bytes, format))
      line = mine.catch(() => {})
      return mine
    },
  }
}

/** Names that LibreOffice gives to its readers. */
const readers: Readonly<Record<OfficeFormat, string>> = { odt: 'writer8', docx: 'MS Word 2007 XML' }

/** A profile of its own: nothing that another conversion or a person left is read, no macro, no lock. */
const argumentsFor = (folder: string, source: string, format: OfficeFormat): string[] => [
  `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
  '--headless',
  '--norestore',
  '--nolockcheck',
  // Whatever it is given is read as what it is said to be, never guessed.
  `--infilter=${readers[format]}`,
  '--convert-to',
  'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}',
  '--outdir',
  folder,
  source,
]

function run(
  command: string,
  arguments_: readonly string[],
  { folder, patience }: { folder: string; patience: number },
): Promise<'done' | ConversionRefusal> {
  return new Promise((resolve) => {
    // In a group of its own: the command is a script that starts others.
    const child = spawn(command, arguments_, {
      cwd: folder,
      detached: true,
      stdio: 'ignore',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' },
    })
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, patience)
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      resolve(error.code === 'ENOENT' ? 'no_office' : 'not_converted')
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      resolve(isLate ? 'too_long' : code === 0 ? 'done' : 'not_converted')
    })
  })
}
