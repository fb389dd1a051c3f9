import {
  fitCircuit,
  type GivenFile,
  type ImportedFile,
  importPublik,
  isDraft,
  remarkSentence,
  translatePublik,
} from '#counter/publik'
import { abandonDraft, createDraft, type DraftListed, listDrafts, type Owner } from '#counter/studio'
import type { Context } from '#platform/context'

/** An imported file, and whether a draft of the studio was opened for it: only procedures have one. */
export type StudioImport = ImportedFile & {
  readonly studio?: 'opened' | 'kept'
  /** The draft of that procedure. */
  readonly draftId?: string
}

/**
 * Imports exports of Publik and opens a draft in the studio for each procedure, with its circuit beside it and what could not
 * be carried over. A draft of an earlier import that nobody has changed is replaced; one that somebody works on is kept.
 * @param owner whose library the drafts are written for; the territory's when null.
 */
export async function importIntoStudio(
  ctx: Context,
  owner: Owner,
  files: readonly GivenFile[],
): Promise<readonly StudioImport[]> {
  // What the territory shares is kept beside its procedures; a collectivity keeps its own in the studio only.
  const imported = owner === null ? await importPublik(ctx, files) : translatePublik(files)
  const open = (await listDrafts(ctx, owner)).filter(({ state }) => state === 'open')
  const done: StudioImport[] = []
  for (const file of imported) {
    const studio = isDraft(file) ? await openInStudio(ctx, owner, { file, imported, open }) : undefined
    done.push({ ...file, ...studio })
  }
  return done
}

interface Given {
  readonly file: Extract<ImportedFile, { ok: true }>
  readonly imported: readonly ImportedFile[]
  /** What was being written before. */
  readonly open: readonly DraftListed[]
}

async function openInStudio(
  ctx: Context,
  owner: Owner,
  { file, imported, open }: Given,
): Promise<Pick<StudioImport, 'studio' | 'draftId'> | undefined> {
  const { draft, report } = file
  if (draft.kind !== 'procedure') return undefined
  const { definition } = draft
  const same = open.filter(({ slug }) => slug === definition.slug)
  const worked = same.find(({ version, origin }) => version > 1 || origin.kind !== 'file')
  if (worked) return { studio: 'kept', draftId: worked.id }
  for (const { id } of same) await abandonDraft(ctx, { owner, id, seen: 1 })
  const circuit = circuitOf(definition.workflow, imported)
  // Each procedure has its circuit, which reads no more than it asks: changing one changes no other.
  const own = circuit ? { ...fitCircuit(circuit, definition), slug: definition.slug } : { slug: definition.workflow }
  const document = { definition: { ...definition, workflow: own.slug }, circuit: own, retired: [] }
  const lines = report.remarks.map((remark) => remarkSentence(remark).fr)
  const name = file.file.split('/').at(-1) ?? file.file
  const begun = await createDraft(ctx, { owner, from: { kind: 'translated', name, document, report: lines } })
  return begun.ok ? { studio: 'opened', draftId: begun.value.id } : undefined
}

const circuitOf = (slug: string, imported: readonly ImportedFile[]) =>
  imported
    .filter(isDraft)
    .flatMap(({ draft }) => (draft.kind === 'workflow' && draft.definition.slug === slug ? [draft.definition] : []))[0]
