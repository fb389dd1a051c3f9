import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Libraries that the project names and that its folder lacks: it was pulled since `npm ci`, or never installed. */
export function missingLibraries(root, kinds) {
  const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const names = kinds.flatMap((kind) => Object.keys(project[kind] ?? {}))
  return names.filter((name) => !existsSync(join(root, 'node_modules', name)))
}
