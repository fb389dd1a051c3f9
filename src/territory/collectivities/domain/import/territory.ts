import { slugify } from '#kernel/normalise'
import { accepted } from '#kernel/outcome'
import { readCommunes, type ReadCommune } from './communes.ts'
import type { Description } from './description.ts'
import { readGroups, type ReadGroup } from './groups.ts'
import type { Reading } from './problem.ts'

/** All that the lists of a territory say, checked. */
export interface ReadTerritory {
  readonly communes: readonly ReadCommune[]
  readonly groups: readonly ReadGroup[]
}

/** The files a description needs, besides itself. */
export const filesOf = (description: Description): readonly string[] => [
  description.communes.file,
  ...(description.contours ? [description.contours.file] : []),
  ...(description.groups ?? []).flatMap(({ members }) => ('file' in members ? [members.file] : [])),
]

/** Reads communes and groups from the texts of the files; each text of `filesOf` must be there. */
export function readTerritory(description: Description, texts: ReadonlyMap<string, string>): Reading<ReadTerritory> {
  const { file } = description.communes
  const communes = readCommunes(file, texts.get(file) ?? '', description.communes)
  if (!communes.ok) return communes
  const groups = readGroups(description, communes.value, texts)
  return groups.ok ? accepted({ communes: communes.value, groups: groups.value }) : groups
}

/**
 * A part of an address for each: its name, or its name and code when another one has that name. Those that have one
 * keep it, whatever arrives later.
 */
export function chooseSlugs(
  items: readonly { readonly code: string; readonly name: string }[],
  taken: readonly { readonly code: string; readonly slug: string }[],
): ReadonlyMap<string, string> {
  const kept = new Map(taken.map(({ code, slug }) => [code, slug]))
  const used = new Set(kept.values())
  const names = items.map(({ name }) => slugify(name))
  const repeated = new Set(names.filter((slug, index) => names.indexOf(slug) !== index))
  const chosen = new Map<string, string>()
  for (const { code, name } of items) {
    const plain = slugify(name)
    const own = kept.get(code) ?? (repeated.has(plain) || used.has(plain) ? `${plain}-${code.toLowerCase()}` : plain)
    used.add(own)
    chosen.set(code, own)
  }
  return chosen
}
