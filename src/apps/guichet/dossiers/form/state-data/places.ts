import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { normalise } from '#kernel/normalise'
import { projectRoot } from '#platform/config'
import type { FindPlace } from './identity.ts'

/** Codes by department and name, read once: communes that exist or existed since 1943. */
let places: Promise<ReadonlyMap<string, string>> | undefined

const keyOf = (name: string, department: string): string => `${department} ${name}`

async function readPlaces(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(projectRoot, 'data/places/communes.csv'), 'utf8')
  const lines = text.matchAll(/^(\d[\dAB]\d{3}),(.+)$/gm)
  return new Map(Array.from(lines, ([, code = '', name = '']) => [keyOf(normalise(name), departmentOf(code)), code]))
}

/** Overseas departments have three digits. */
const departmentOf = (code: string): string => (code.startsWith('97') ? code.slice(0, 3) : code.slice(0, 2))

export const findPlace: FindPlace = async (name, department) => {
  places ??= readPlaces()
  return (await places).get(keyOf(name, department))
}
