import { checkDefinition, type Definition, type Problem, readDefinition } from '#counter/procedures'
import { readWorkflow, type Workflow } from '#counter/workflows'
import type { Counts, FileKind, PublikFile, Remark } from '../schema.ts'
import { mapForm } from './map/form.ts'
import { mapCircuit } from './map/circuit.ts'
import { type Library, openLibrary } from './map/library.ts'
import { createNotebook, type Notebook } from './map/notebook.ts'
import { mapShared, type SharedDraft } from './map/shared.ts'
import { type FileFault, readFile } from './read/file.ts'

/** What a file became. */
export type DraftContent =
  | { readonly kind: 'procedure'; readonly definition: Definition }
  | { readonly kind: 'workflow'; readonly definition: Workflow }
  | SharedDraft

export interface Report {
  readonly file: string
  readonly kind: FileKind
  readonly slug: string
  readonly title: string
  readonly counts: Counts
  readonly remarks: readonly Remark[]
  /** How many of each element were known and set aside: looks, habits of lists. */
  readonly aside: Readonly<Record<string, number>>
  /** What keeps the draft from being read as a definition: a file with faults has not become a draft. */
  readonly faults: readonly string[]
  /** What an author mends or signs off before a procedure is published. */
  readonly beforePublishing: readonly Problem[]
}

/** A draft, and how it came to be. */
export interface Drafted {
  readonly draft: DraftContent
  readonly report: Report
}

export type ImportedFile =
  | ({ readonly ok: true; readonly file: string } & Drafted)
  | { readonly ok: false; readonly file: string; readonly fault: FileFault }

export interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Drafts from exports of Publik, given together so that forms find the blocks, lists and circuits that they name. One
 * file that cannot be read keeps no other from becoming a draft.
 */
export function importFiles(given: readonly GivenFile[]): readonly ImportedFile[] {
  const read = given.map(({ name, bytes }) => ({ name, read: readFile(bytes) }))
  const library = openLibrary(read.flatMap((each) => (each.read.ok ? [each.read.value.file] : [])))
  return read.map(({ name, read: one }): ImportedFile => {
    if (!one.ok) return { ok: false, file: name, fault: one.refusal }
    const { file, unknown, aside } = one.value
    const notebook = createNotebook()
    for (const { spot, text } of unknown) notebook.note('unknown_element', spot, text)
    const draft = draftOf(file, library, notebook)
    const { counts, remarks } = notebook
    const { kind, slug, name: title } = file
    const report = {
      file: name,
      kind,
      slug,
      title,
      counts,
      remarks,
      aside,
      faults: faultsOf(draft),
      beforePublishing:
        draft.kind === 'procedure' ? checkDefinition(draft.definition, new Set([draft.definition.workflow])) : [],
    }
    return { ok: true, file: name, draft, report }
  })
}

function draftOf(file: PublikFile, library: Library, notebook: Notebook): DraftContent {
  switch (file.kind) {
    case 'form':
      return { kind: 'procedure', definition: mapForm(file, library, notebook) }
    case 'workflow':
      return { kind: 'workflow', definition: mapCircuit(file, library, notebook) }
    case 'card':
    case 'block':
    case 'data_source':
    case 'mail_template':
    case 'call':
      return mapShared(file, library, notebook)
  }
}

/** A draft is read as any definition that somebody wrote by hand. */
function faultsOf(draft: DraftContent): readonly string[] {
  if (draft.kind === 'procedure') {
    const read = readDefinition(structuredClone(draft.definition))
    return read.ok
      ? []
      : read.refusal.problems.map(({ where, code }) => `${where.map(({ name }) => name).join(' › ')} : ${code}`)
  }
  if (draft.kind !== 'workflow') return []
  const read = readWorkflow(structuredClone(draft.definition))
  return read.ok ? [] : read.refusal.problems.map(({ place, sentence }) => `${place} : ${sentence.fr}`)
}
