import { buffer } from 'node:stream/consumers'
import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Database } from '#platform/db'
import type { FileStore } from '#platform/files'
import { createOffice, type OfficeTemplate, readTemplate, type Values } from '#platform/office'
import { slugOf } from './domain.ts'
import { mayKeepLetters } from './policy.ts'
import type { FilledLetter, Letter, LetterFault, LetterFile, LetterVersion } from './schema.ts'
import {
  findLetterRow,
  findVersionDigests,
  insertLetter,
  insertVersion,
  listLetterRows,
  listVersionRows,
  lockLetter,
  updateRetired,
} from './store.ts'

export interface LetterTools {
  readonly files: Pick<FileStore, 'open'>
  /** How LibreOffice is called on this machine. */
  readonly officeCommand: string
}

interface Named {
  readonly collectivityId: string
  readonly slug: string
}

/** The letters of collectivities; one per process, since conversions wait in one line. */
export function createLetters({ files, officeCommand }: LetterTools) {
  const office = createOffice({ command: officeCommand })

  const templateOf = async (digest: string): Promise<Outcome<OfficeTemplate, LetterFault>> =>
    readTemplate(await buffer(await files.open(digest)))

  return {
    /**
     * Adds a letter, or a newer file to the one of that slug. The file is read first: what is refused changes nothing.
     * @throws AppError `forbidden letters.not_allowed`, `not_found letters.no_letter`.
     */
    async save(
      ctx: Context,
      input: {
        readonly collectivityId: string
        /** Of the letter that takes a newer file; a new letter without it. */
        readonly slug?: string
        readonly name?: string
        readonly file: LetterFile | undefined
      },
    ): Promise<Outcome<{ readonly slug: string }, LetterFault>> {
      const { collectivityId, file } = input
      allow(ctx, collectivityId)
      const name = input.name?.trim() ?? ''
      if (input.slug === undefined && slugOf(name) === '') return refused({ reason: 'no_name', detail: '' })
      if (!file) return refused({ reason: 'no_file', detail: '' })
      const template = await templateOf(file.digest)
      if (!template.ok) return template
      return ctx.db.withCollectivity(collectivityId, async (tx) => {
        const at = ctx.clock.now()
        const slug = input.slug ?? slugOf(name)
        const id = newId()
        if (input.slug === undefined && !(await insertLetter(tx, { collectivityId, id, slug, name, at }))) {
          return refused({ reason: 'name_taken', detail: name })
        }
        const letterId = input.slug === undefined ? id : (await letterIn(tx, input.slug)).id
        await lockLetter(tx, collectivityId, letterId)
        const { format, variables } = template.value
        const { digest, size, name: fileName, mediaType } = file
        const actorId = 'accountId' in ctx.actor ? ctx.actor.accountId : null
        const kept = { digest, size, fileName, mediaType, format, variables, actorId, at }
        await insertVersion(tx, { ...kept, collectivityId, letterId })
        return accepted({ slug })
      })

      async function letterIn(tx: Parameters<typeof findLetterRow>[0], slug: string): Promise<Letter> {
        const letter = await findLetterRow(tx, collectivityId, slug)
        if (!letter) throw notFound('letters.no_letter', slug)
        return letter
      }
    },

    /**
     * Fills a letter. Words without a value leave nothing behind.
     * @returns its PDF; the document itself where LibreOffice is missing or could not, with the reason.
     * @throws AppError `not_found letters.no_letter`.
     */
    async fill(ctx: Pick<Context, 'db'>, { collectivityId, slug }: Named, values: Values): Promise<FilledLetter> {
      const letter = await findLetter(ctx, { collectivityId, slug })
      const template = await templateOf(letter.version.digest)
      if (!template.ok) throw new AppError('unavailable', 'letters.unreadable', { detail: template.refusal.reason })
      const { format } = template.value
      const bytes = template.value.fill(values)
      const pdf = await office.toPdf(bytes, format)
      return pdf.ok
        ? { bytes: pdf.value, format: 'pdf', whyNotPdf: undefined }
        : { bytes, format, whyNotPdf: pdf.refusal }
    },
  }
}

export type Letters = ReturnType<typeof createLetters>

function allow(ctx: Context, collectivityId: string): void {
  if (!mayKeepLetters(ctx.actor, collectivityId)) throw new AppError('forbidden', 'letters.not_allowed')
}

/**
 * A letter by its slug, retired or not: a case under way goes on.
 * @throws AppError `not_found letters.no_letter`.
 */
async function findLetter({ db }: Pick<Context, 'db'>, { collectivityId, slug }: Named): Promise<Letter> {
  const letter = await db.readCollectivity(collectivityId, (tx) => findLetterRow(tx, collectivityId, slug))
  if (!letter) throw notFound('letters.no_letter', slug)
  return letter
}

/**
 * The letters of a collectivity, those in use first.
 * @throws AppError `forbidden letters.not_allowed`.
 */
export async function listLetters(ctx: Context, collectivityId: string): Promise<readonly Letter[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listLetterRows(tx, collectivityId))
}

/**
 * One letter, with the files that were given for it, the newest first.
 * @throws AppError `forbidden letters.not_allowed`, `not_found letters.no_letter`.
 */
export async function readLetter(
  ctx: Context,
  of: Named,
): Promise<{ readonly letter: Letter; readonly versions: readonly LetterVersion[] }> {
  const { collectivityId } = of
  allow(ctx, collectivityId)
  const letter = await findLetter(ctx, of)
  const versions = await ctx.db.readCollectivity(collectivityId, (tx) =>
    listVersionRows(tx, { collectivityId, letterId: letter.id }),
  )
  return { letter, versions }
}

/**
 * Says whether circuits may choose the letter from now on.
 * @throws AppError `forbidden letters.not_allowed`.
 */
export async function retireLetter(ctx: Context, of: Named & { readonly isRetired: boolean }): Promise<void> {
  const { collectivityId, slug, isRetired } = of
  allow(ctx, collectivityId)
  const retiredAt = isRetired ? ctx.clock.now() : null
  await ctx.db.withCollectivity(collectivityId, (tx) => updateRetired(tx, { collectivityId, slug, retiredAt }))
}

/** Which of these contents letters name: they stay in the file store. */
export async function namedLetters(db: Database, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const door = { name: 'named-letters', accountId: null, subject: `${digests.length} contents` }
  return new Set(await db.throughDoor(door, (tx) => findVersionDigests(tx, digests)))
}
