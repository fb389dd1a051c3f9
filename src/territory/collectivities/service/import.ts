import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { normalise } from '#kernel/normalise'
import { accepted } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { bbox, type ContoursRead, type ContoursRefusal, joinBoxes, readContours, saveAreas } from '#territory/areas'
import { type Description, readDescription } from '../domain/import/description.ts'
import { faulty, type Problem, type Reading } from '../domain/import/problem.ts'
import { isSiren } from '../domain/import/siren.ts'
import { chooseSlugs, filesOf, type ReadTerritory, readTerritory } from '../domain/import/territory.ts'
import { mayShapeTerritory } from '../policy.ts'
import type { Territory } from '../schema.ts'
import { listTaken } from '../store/read.ts'
import { type ImportedRow, lockImports, replaceMembers, saveTerritory, upsertCollectivities } from '../store/write.ts'
import { forgetAll } from './memory.ts'

/** What an import did, to tell the person who asked for it. */
export interface ImportReport {
  readonly territory: string
  readonly communes: number
  /** Of communes and groups together; the others were already as the files say. */
  readonly created: number
  readonly updated: number
  /** Inhabitants of all the communes, or null when the file gives none. */
  readonly population: number | null
  readonly groups: readonly { readonly name: string; readonly members: number; readonly elsewhere: number }[]
  readonly contours: {
    readonly matched: number
    /** Names of communes without a contour. */
    readonly without: readonly string[]
    /** Contours of the file that belong to no commune of the territory. */
    readonly unused: number
  }
}

/**
 * Imports a territory from a folder that holds a `territory.json` (or from the path of that file), all or nothing. The
 * same folder twice changes nothing; a later one updates facts and keeps ids, addresses and what collectivities decided
 * for themselves. Communes that the files no longer name stay.
 * Throws `forbidden collectivities.not_operator`.
 */
export async function importTerritory(ctx: Context, path: string): Promise<Reading<ImportReport>> {
  if (!mayShapeTerritory(ctx.actor)) throw new AppError('forbidden', 'collectivities.not_operator')
  const { folder, file } = await whereIs(path)
  const texts = await readTexts(folder, [file])
  if (!texts.ok) return texts
  const description = readDescription(file, texts.value.get(file) ?? '')
  if (!description.ok) return description
  const others = await readTexts(folder, filesOf(description.value))
  if (!others.ok) return others
  const territory = readTerritory(description.value, others.value)
  if (!territory.ok) return territory
  const contours = contoursOf(description.value, territory.value, others.value)
  if (!contours.ok) return contours
  const read = { description: description.value, ...territory.value, contours: contours.value }
  const written = await ctx.db.withTerritory((tx) => write(tx, read))
  forgetAll(ctx.db)
  const report = reportOf(read, written)
  ctx.log.info(
    { territory: report.territory, communes: report.communes, created: report.created },
    'territory imported',
  )
  return accepted(report)
}

async function whereIs(path: string): Promise<{ folder: string; file: string }> {
  const full = resolve(path)
  const isFile = (await stat(full).catch(() => undefined))?.isFile() ?? false
  return isFile ? { folder: dirname(full), file: basename(full) } : { folder: full, file: 'territory.json' }
}

async function readTexts(folder: string, names: readonly string[]): Promise<Reading<ReadonlyMap<string, string>>> {
  const texts = new Map<string, string>()
  const problems: Problem[] = []
  for (const file of new Set(names)) {
    const full = join(folder, file)
    const bytes = full.startsWith(folder + sep) ? await readFile(full).catch(() => undefined) : null
    const text = bytes && decode(bytes)
    if (typeof text === 'string') texts.set(file, text)
    else problems.push({ file, reason: bytes === null ? 'file_outside' : bytes ? 'not_utf8' : 'file_missing' })
  }
  return problems.length > 0 ? faulty(problems) : accepted(texts)
}

/** Undefined for what is not UTF-8: a guess would turn accents into something else for good. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function contoursOf(
  description: Description,
  { communes }: ReadTerritory,
  texts: ReadonlyMap<string, string>,
): Reading<ContoursRead> {
  const file = description.contours?.file
  if (file === undefined) return accepted({ areas: [], without: communes.map(({ name }) => name), unused: 0 })
  const wanted = communes.map(({ insee, name }) => ({ code: insee, name }))
  const read = readContours(texts.get(file) ?? '', wanted)
  return read.ok ? read : faulty(contourProblems(file, read.refusal))
}

function contourProblems(file: string, refusal: ContoursRefusal): Problem[] {
  switch (refusal.reason) {
    case 'not_json':
    case 'not_geojson':
      return [{ file, reason: 'not_geojson' }]
    case 'bad_contours':
      return refusal.faults.map(({ fault, code, name }) => ({ file, reason: fault, value: `${name} (${code})` }))
  }
}

interface Read extends ReadTerritory {
  readonly description: Description
  readonly contours: ContoursRead
}

async function write(tx: Tx, read: Read): Promise<readonly { created: boolean }[]> {
  await lockImports(tx)
  const rows = rowsOf(read, await listTaken(tx))
  const written = await upsertCollectivities(tx, rows)
  for (const { code, members } of read.groups) await replaceMembers(tx, code, members)
  await saveAreas(tx, read.contours.areas)
  await saveTerritory(tx, territoryOf(read))
  return written
}

/** A group has neither: its members do. */
const noFigure = { population: null, postalCodes: [] }

function rowsOf(
  { description, communes, groups }: Read,
  taken: readonly { code: string; slug: string }[],
): ImportedRow[] {
  const all = [
    ...communes.map(({ insee, ...commune }) => ({ ...commune, kind: 'commune' as const, code: insee })),
    ...groups.map(({ kind, code, name }) => ({ kind, code, name, siren: isSiren(code) ? code : null, ...noFigure })),
  ]
  const slugs = chooseSlugs(all, taken)
  return all.map(({ kind, code, name, siren, population, postalCodes }) => ({
    id: newId(),
    kind,
    code,
    name,
    siren,
    population,
    slug: slugs.get(code) ?? code,
    normalised_name: normalise(name),
    population_label: population === null ? null : (description.communes.populationLabel ?? null),
    postal_codes: postalCodes,
  }))
}

function territoryOf({ description, contours }: Read): Territory {
  const { name, credit } = description
  if (description.centre || contours.areas.length === 0) return { name, credit, centre: description.centre ?? null }
  const [west, south, east, north] = joinBoxes(contours.areas.map(({ contour }) => bbox(contour)))
  return { name, credit, centre: [(west + east) / 2, (south + north) / 2] }
}

function reportOf(read: Read, written: readonly { created: boolean }[]): ImportReport {
  const created = written.filter((row) => row.created).length
  const counted = read.communes.filter(({ population }) => population !== null)
  return {
    territory: read.description.name,
    communes: read.communes.length,
    created,
    updated: written.length - created,
    population: counted.length > 0 ? counted.reduce((sum, { population }) => sum + (population ?? 0), 0) : null,
    groups: read.groups.map(({ name, members, elsewhere }) => ({ name, members: members.length, elsewhere })),
    contours: {
      matched: read.contours.areas.length,
      without: read.contours.without,
      unused: read.contours.unused,
    },
  }
}
