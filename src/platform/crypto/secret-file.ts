import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '#kernel/errors'

/**
 * The installation's secret, kept in its data folder; drawn at the first start. The file is readable by its owner only,
 * appears complete or not at all, and when two processes start at once both read the same one.
 * @returns 32 bytes.
 * @throws AppError `unavailable crypto.secret_file` when it can be neither read nor written, or is damaged:
 * a new one in its place would end every session, code and link, so that the operator decides.
 */
export async function readOrCreateSecret(file: string): Promise<Buffer> {
  try {
    return parse((await readExisting(file)) ?? (await create(file)), file)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('unavailable', 'crypto.secret_file', {
      cause: error,
      detail: `Le fichier secret ${file} ne peut être ni lu ni créé : vérifiez les droits du dossier et la place sur le disque.`,
    })
  }
}

async function readExisting(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function create(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(`${randomBytes(32).toString('hex')}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // A link fails when the file exists, where a rename would replace the secret of whoever came first.
    await link(draft, file).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
  return readFile(file, 'utf8')
}

function parse(text: string, file: string): Buffer {
  const hex = text.trim()
  if (/^[0-9a-f]{64}$/.test(hex)) return Buffer.from(hex, 'hex')
  throw new AppError('unavailable', 'crypto.secret_file', {
    detail: `Le fichier secret ${file} est abîmé : remettez celui de la dernière sauvegarde.`,
  })
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
