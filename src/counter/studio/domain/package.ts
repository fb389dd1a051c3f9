import { type Outcome, accepted, refused } from '#kernel/outcome'
import { type Problem, readDefinition } from '#counter/procedures'
import { readWorkflow, type Workflow } from '#counter/workflows'
import { type DraftDocument, type Package, packageFormat } from '../schema.ts'

/** A fault of a file: where, and what, as a sentence or as the code of a form's fault. */
export interface Fault {
  readonly place: string
  readonly sentence: string
  readonly form?: Problem
}

export interface FaultyFile {
  readonly reason: 'faulty_file'
  readonly faults: readonly Fault[]
}

const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

const known = new Set(['$schema', 'format', 'definition', 'workflow'])

/** A procedure and its circuit, from a file that anybody may have written. */
export function readPackage(json: unknown): Outcome<Package, FaultyFile> {
  if (!isRecord(json) || json['format'] !== packageFormat) {
    return refused({ reason: 'faulty_file', faults: [{ place: 'format', sentence: 'wrong_format' }] })
  }
  const definition = readDefinition(json['definition'])
  const workflow = readWorkflow(json['workflow'])
  const faults: Fault[] = Object.keys(json)
    .filter((name) => !known.has(name))
    .map((name) => ({ place: name, sentence: 'unknown_property' }))
  if (!definition.ok) {
    for (const form of definition.refusal.problems) {
      faults.push({ place: ['definition', ...form.where.map(({ name }) => name)].join('/'), sentence: form.code, form })
    }
  }
  if (!workflow.ok) {
    for (const { place, sentence } of workflow.refusal.problems) {
      faults.push({ place: `workflow/${place}`, sentence: sentence.fr })
    }
  }
  if (faults.length > 0 || !definition.ok || !workflow.ok) return refused({ reason: 'faulty_file', faults })
  return accepted({ format: packageFormat, definition: definition.value, workflow: workflow.value })
}

/** The file of a draft, whose circuit stands in it even when it is one of the library. */
export const packageOf = ({ definition }: DraftDocument, workflow: Workflow): Package => ({
  format: packageFormat,
  definition: { ...definition, workflow: workflow.slug },
  workflow,
})
