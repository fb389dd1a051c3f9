import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import { type DraftContent, type Drafted, type GivenFile, importFiles, type ImportedFile } from '../domain/import.ts'
import { mayImport } from '../policy.ts'
import { findDraft, listDrafts, saveDrafts } from '../store.ts'

/** As many drafts as go in one statement. */
const batch = 50

/**
 * Reads exports of Publik and keeps what they become as drafts of the library; each file says what was not carried over.
 * A file imported again replaces its draft; nothing is published.
 * @throws AppError `forbidden publik.not_allowed`.
 */
export async function importPublik(ctx: Context, files: readonly GivenFile[]): Promise<readonly ImportedFile[]> {
  if (!mayImport(ctx.actor)) throw new AppError('forbidden', 'publik.not_allowed')
  const imported = importFiles(files)
  // Of two files of one name, the last is kept, as if they had come one after the other.
  const drafts = [
    ...new Map(imported.flatMap((each) => (isDraft(each) ? [[keyOf(each), each] as const] : []))).values(),
  ]
  await ctx.db.withTerritory(async (tx) => {
    for (let from = 0; from < drafts.length; from += batch) {
      await saveDrafts(tx, drafts.slice(from, from + batch), ctx.clock.now())
    }
  })
  return imported
}

export const isDraft = (file: ImportedFile): file is Extract<ImportedFile, { ok: true }> =>
  file.ok && file.report.faults.length === 0

const keyOf = ({ draft, report }: Drafted): string => `${draft.kind} ${report.slug}`

/**
 * What a file became, by kind and slug; undefined when none did.
 * @throws AppError `forbidden publik.not_allowed`.
 */
export async function findPublikDraft<K extends DraftContent['kind']>(
  ctx: Context,
  kind: K,
  slug: string,
): Promise<Extract<DraftContent, { kind: K }> | undefined> {
  if (!mayImport(ctx.actor)) throw new AppError('forbidden', 'publik.not_allowed')
  const draft = await ctx.db.withTerritory((tx) => findDraft(tx, kind, slug))
  return draft as Extract<DraftContent, { kind: K }> | undefined
}

/**
 * What was imported, with the report of each.
 * @throws AppError `forbidden publik.not_allowed`.
 */
export async function listPublikDrafts(ctx: Context): Promise<readonly Drafted[]> {
  if (!mayImport(ctx.actor)) throw new AppError('forbidden', 'publik.not_allowed')
  return ctx.db.withTerritory((tx) => listDrafts(tx))
}
