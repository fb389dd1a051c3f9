import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { importProcedure, severityOf } from '#counter/procedures'
import { importWorkflow } from '#counter/workflows'
import type { Config } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { importTerritory, problemSentence } from '#territory/collectivities'
import { withInstallation } from './app.ts'
import { procedureProblem } from './problems.ts'
import { importPublikFiles, isPublikName, isXml } from './publik.ts'

/** What came of one file: what it made, or why it could not. */
type FileResult = { readonly ok: true; readonly made: string } | { readonly ok: false; readonly why: readonly string[] }

const importers = {
  territory: territoryFolder,
  procedure: jsonFile(oneProcedure),
  workflow: jsonFile(oneWorkflow),
} as const

/** `traboule territory|procedure|workflow import …`: a line per file; 1 when one of them could not be imported. */
export const importFiles =
  (kind: keyof typeof importers) =>
  async (config: Config, files: readonly string[]): Promise<number> => {
    if (files.length === 0) {
      process.stderr.write(`Indiquez quoi importer : traboule ${kind} import CHEMIN\n`)
      return 2
    }
    return withInstallation(config, async (app) => {
      const ctx = systemContext(app, `${kind} import`)
      return (await importEach(kind, ctx, files)) ? 0 : 1
    })
  }

/** False when one of them could not be imported. */
async function importEach(kind: keyof typeof importers, ctx: Context, files: readonly string[]): Promise<boolean> {
  let allDone = true
  for (const file of files) {
    const result = await importers[kind](ctx, resolve(file))
    allDone &&= result.ok
    process.stdout.write(
      result.ok
        ? `${file} : ${result.made}\n`
        : `${file} : refusé\n${result.why.map((line) => `  ${line}`).join('\n')}\n`,
    )
  }
  return allDone
}

/**
 * `traboule procedure import …`: definitions of ours are published; exports of Publik, which are XML, become drafts, read
 * together. `--json` says of the exports what was carried over and what was not, for a program.
 */
export async function importProcedures(config: Config, args: readonly string[]): Promise<number> {
  const isJson = args.includes('--json')
  const files = args.filter((arg) => arg !== '--json')
  const exports = await asyncFilter(files, async (file) => isPublikName(file) || (await isXml(resolve(file))))
  if (exports.length === 0) return importFiles('procedure')(config, files)
  return withInstallation(config, async (app) => {
    const ctx = systemContext(app, 'procedure import')
    const allDone = await importEach(
      'procedure',
      ctx,
      files.filter((file) => !exports.includes(file)),
    )
    const { lines, json, failed } = await importPublikFiles(ctx, exports)
    process.stdout.write(`${isJson ? JSON.stringify(json, null, 2) : lines.join('\n')}\n`)
    return failed || !allDone ? 1 : 0
  })
}

async function asyncFilter<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<readonly T[]> {
  const kept = await Promise.all(items.map(holds))
  return items.filter((_, index) => kept[index])
}

async function territoryFolder(ctx: Context, path: string): Promise<FileResult> {
  const imported = await importTerritory(ctx, path)
  if (!imported.ok)
    return { ok: false, why: imported.refusal.problems.map((problem) => problemSentence(problem, 'fr')) }
  const { territory, communes, groups, contours } = imported.value
  const of = groups.map(({ name, members }) => `${name} (${members})`).join(', ')
  const without = contours.without.length === 0 ? '' : ` ; sans contour : ${contours.without.join(', ')}`
  return {
    ok: true,
    made: `${territory}, ${communes} communes${of ? `, dont ${of}` : ''}, ${contours.matched} contours${without}`,
  }
}

function jsonFile(importOne: (ctx: Context, json: unknown) => Promise<FileResult>) {
  return async (ctx: Context, path: string): Promise<FileResult> => {
    let json: unknown
    try {
      json = JSON.parse(await readFile(path, 'utf8'))
    } catch (error) {
      const missing = error instanceof Error && 'code' in error
      return {
        ok: false,
        why: [missing ? 'Ce fichier ne peut pas être lu.' : `Ce fichier n’est pas du JSON : ${String(error)}`],
      }
    }
    return importOne(ctx, json)
  }
}

async function oneProcedure(ctx: Context, json: unknown): Promise<FileResult> {
  const imported = await importProcedure(ctx, json)
  if (!imported.ok) {
    const errors = imported.refusal.problems.filter((problem) => severityOf(problem) === 'error')
    return { ok: false, why: errors.map((problem) => procedureProblem(problem, 'fr')) }
  }
  const { slug, number, isNew, warnings } = imported.value
  const made = isNew ? `démarche ${slug}, version ${number}` : `démarche ${slug}, déjà à jour (version ${number})`
  const remarks = warnings.map((problem) => `\n  remarque : ${procedureProblem(problem, 'fr')}`)
  return { ok: true, made: made + remarks.join('') }
}

async function oneWorkflow(ctx: Context, json: unknown): Promise<FileResult> {
  const imported = await importWorkflow(ctx, json)
  if (!imported.ok)
    return { ok: false, why: imported.refusal.problems.map(({ place, sentence }) => `${place} : ${sentence.fr}`) }
  const { slug, number, isNew } = imported.value
  return {
    ok: true,
    made: isNew ? `circuit ${slug}, version ${number}` : `circuit ${slug}, déjà à jour (version ${number})`,
  }
}
