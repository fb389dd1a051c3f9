import { checkDefinition, type Definition, type Problem, readDefinition } from '#counter/procedures'
import { readWorkflow, type Workflow } from '#counter/workflows'
import type { Counts, FileKind, PublikFile, PublikForm, Remark } from '../schema.ts'
import { mapForm } from './map/form.ts'
import { mapCircuit } from './map/circuit.ts'
import { type Library, openLibrary } from './map/library.ts'
import { createNotebook, type Notebook, remarkOf } from './map/notebook.ts'
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
    const { draft, notebook } = draftOf(file, library)
    const remarks = [...unknown.map(({ spot, text }) => remarkOf('unknown_element', spot, text)), ...notebook.remarks]
    const { counts } = notebook
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

function draftOf(file: PublikFile, library: Library): { draft: DraftContent; notebook: Notebook } {
  if (file.kind === 'form') return procedureOf(file, library)
  const notebook = createNotebook()
  const draft: DraftContent =
    file.kind === 'workflow'
      ? { kind: 'workflow', definition: mapCircuit(file, library, notebook) }
      : mapShared(file, library, notebook)
  return { draft, notebook }
}

/** Publik counts with any text; ours with numbers: the lines that something counts with ask for one. */
function procedureOf(form: PublikForm, library: Library): { draft: DraftContent; notebook: Notebook } {
  const trial = createNotebook()
  const first = mapForm(form, library, trial)
  const numbers = new Set(linesCounted(first))
  if (numbers.size === 0) return { draft: { kind: 'procedure', definition: first }, notebook: trial }
  const notebook = createNotebook()
  return { draft: { kind: 'procedure', definition: mapForm(form, library, notebook, numbers) }, notebook }
}

/** The lines of text in what has not the type that it should. */
function linesCounted(definition: Definition): readonly string[] {
  const fields = definition.form.pages.flatMap((page) => page.fields)
  const lines = new Set(fields.flatMap(({ id, type }) => (type === 'text' ? [id] : [])))
  const wrong = new Set(
    checkDefinition(definition, new Set([definition.workflow]))
      .filter(({ code, detail }) => code === 'condition_wrong_type' && detail === 'number')
      .flatMap(({ where }) => where.flatMap(({ part, name }) => (part === 'field' ? [name] : []))),
  )
  return fields
    .filter(({ id }) => wrong.has(id))
    .flatMap((field) => [...JSON.stringify(field).matchAll(/\["answer","([a-z0-9_]+)"\]/g)])
    .flatMap(([, id = '']) => (lines.has(id) ? [id] : []))
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
