import { readFile } from 'node:fs/promises'
import { readDefinition, rulesOf, type SaidRule } from '#counter/procedures'
import type { Config } from '#platform/config'
import { procedureProblem } from './problems.ts'

/** What each kind of rule says before its sentence. */
const openings: Readonly<Record<SaidRule['kind'], (subject: string) => string>> = {
  shown: (subject) => `« ${subject} » se montre si`,
  required: (subject) => `« ${subject} » est obligatoire si`,
  worth: (subject) => `« ${subject} » vaut`,
  check: (subject) => `Sinon « ${subject} », il faut que`,
  not_allowed: (subject) => `« ${subject} » : on ne dépose pas si`,
}

const lineOf = ({ kind, subject, sentence }: SaidRule): string => `  ${openings[kind](subject)} : ${sentence}`

/**
 * The rules of a procedure's file, a line each, or what keeps it from being read.
 * @param text - JSON, as `procedure import` takes it.
 */
export function sayRules(text: string): { readonly ok: boolean; readonly lines: readonly string[] } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, lines: [`  Ce fichier n’est pas du JSON : ${String(error)}`] }
  }
  const read = readDefinition(json)
  if (!read.ok)
    return { ok: false, lines: read.refusal.problems.map((problem) => `  ${procedureProblem(problem, 'fr')}`) }
  const rules = rulesOf(read.value.form, 'fr')
  return {
    ok: true,
    lines: rules.length === 0 ? ['  aucune règle : tout est demandé à tout le monde'] : rules.map(lineOf),
  }
}

/** `traboule procedure rules FICHIER…`: says in French when each thing is asked; 1 when a file cannot be read. */
export async function showRules(_config: Config, files: readonly string[]): Promise<number> {
  if (files.length === 0) {
    process.stderr.write('Indiquez quoi lire : traboule procedure rules FICHIER…\n')
    return 2
  }
  let failed = false
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    const { ok, lines } =
      text === undefined ? { ok: false, lines: ['  Ce fichier ne peut pas être lu.'] } : sayRules(text)
    failed ||= !ok
    process.stdout.write(`${file}\n${lines.join('\n')}\n`)
  }
  return failed ? 1 : 0
}
