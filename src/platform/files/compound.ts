import type { RandomAccess } from './zip.ts'

const freeOrEnd = 0xffff_fffa
const most = { directorySectors: 4096 }

interface Layout {
  readonly sectorBytes: number
  /** Sectors that hold the allocation table, in order. */
  readonly tableSectors: readonly number[]
  readonly directoryStart: number
}

/**
 * Names of the storages and streams of a compound file ([MS-CFB]), the container of Word and Excel before 2007.
 * Undefined when its directory cannot be followed.
 */
export async function readCompoundNames(file: RandomAccess): Promise<Set<string> | undefined> {
  const layout = await readLayout(file)
  if (!layout) return undefined
  const names = new Set<string>()
  let sector = layout.directoryStart
  for (let turn = 0; sector < freeOrEnd; turn++) {
    if (turn >= most.directorySectors) return undefined
    const bytes = await file.read((sector + 1) * layout.sectorBytes, layout.sectorBytes)
    if (bytes.length < layout.sectorBytes) return undefined
    for (let at = 0; at < bytes.length; at += 128) addName(names, bytes.subarray(at, at + 128))
    const next = await followingSector(file, layout, sector)
    if (next === undefined) return undefined
    sector = next
  }
  return names
}

async function readLayout(file: RandomAccess): Promise<Layout | undefined> {
  const header = await file.read(0, 512)
  if (header.length < 512) return undefined
  const sectorBytes = 2 ** header.readUInt16LE(30)
  if (sectorBytes !== 512 && sectorBytes !== 4096) return undefined
  const tableSectors = Array.from({ length: 109 }, (_, index) => header.readUInt32LE(76 + index * 4))
  return {
    sectorBytes,
    tableSectors: tableSectors.filter((sector) => sector < freeOrEnd),
    directoryStart: header.readUInt32LE(48),
  }
}

/** The sector after this one, by the allocation table. 109 table sectors describe at least 7 MB, where directories lie in practice. */
async function followingSector(file: RandomAccess, layout: Layout, sector: number): Promise<number | undefined> {
  const perSector = layout.sectorBytes / 4
  const tableSector = layout.tableSectors[Math.floor(sector / perSector)]
  if (tableSector === undefined) return undefined
  const entry = await file.read((tableSector + 1) * layout.sectorBytes + (sector % perSector) * 4, 4)
  return entry.length === 4 ? entry.readUInt32LE(0) : undefined
}

function addName(names: Set<string>, entry: Buffer): void {
  const bytes = entry.readUInt16LE(64)
  if (bytes >= 2 && bytes <= 64) names.add(entry.toString('utf16le', 0, bytes - 2))
}
