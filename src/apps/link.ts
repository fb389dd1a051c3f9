import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transformSync } from 'oxc-transform'
import { projectRoot } from '#platform/config'

/** One file of what is linked: its code as a block that returns what it exports. */
interface Linked {
  readonly name: string
  readonly code: string
  readonly exports: readonly string[]
}

const importing = /^import \{ ([^}]*) \} from "(\.[^"]+|#kernel\/[^"]+)";$/gm
const exporting = /^export (?:async )?(?:const|function|class) (\w+)/gm
/** Comments that stand on lines of their own: a phone has no use for them. */
const comments = /^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*)\n/gm
/** What is left after those two: another form of import or export, which a block cannot hold. */
const unheard = /^(?:import|export)\b.*$/m

/**
 * One module for browsers, made of modules of ours and of all that they import, each in a block of its own: what the
 * server evaluates and what the browser evaluates are then the same lines, in one request. A module that asks for
 * anything but our own files has no place in a browser: it throws.
 * @param entries - Paths of the modules; what they export, the browser's module exports.
 */
export function linkModule(...entries: readonly string[]): string {
  const linked = new Map<string, Linked>()
  const ends = entries.map((entry) => link(entry, linked))
  const code = [...linked.values()].map((each) => each.code)
  const exported = ends.map(({ exports, name }) => `export const { ${exports.join(', ')} } = ${name}\n`)
  return `${code.join('\n')}\n${exported.join('')}`
}

/** The mark by which a script that imports nothing is a module. */
const markOfModule = /^export \{\s*\};?\s*$/m

/** A script of ours as a browser takes it, without its types and without what only its readers need. */
export function stripScript(file: string): string {
  const { code, errors } = transformSync(file, readFileSync(file, 'utf8'))
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`)
  return code.replaceAll(comments, '')
}

/** Several scripts in one file, each in a block of its own: one request instead of theirs. None may import or export. */
export function gatherScripts(scripts: readonly string[]): string {
  return scripts
    .map((script) => {
      const body = script.replace(markOfModule, '').trimEnd()
      const left = unheard.exec(body)
      if (left) throw new SyntaxError(`a script gathered with others cannot have “${left[0]}”`)
      return `{\n${body}\n}\n`
    })
    .join('')
}

/** The file that a module imports: beside it, or of the kernel, which asks for nothing. */
const pathOf = (file: string, path: string): string =>
  path.startsWith('#kernel/')
    ? join(projectRoot, 'src/kernel', `${path.slice('#kernel/'.length)}.ts`)
    : join(dirname(file), path)

function link(file: string, linked: Map<string, Linked>, above: readonly string[] = []): Linked {
  const known = linked.get(file)
  if (known) return known
  if (above.includes(file)) throw new TypeError(`${file} imports itself`)
  const { code, errors } = transformSync(file, readFileSync(file, 'utf8'))
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`)
  const body = code
    .replaceAll(comments, '')
    .replaceAll(importing, (_, names: string, path: string) => {
      const from = link(pathOf(file, path), linked, [...above, file])
      return `const { ${names.replaceAll(' as ', ': ')} } = ${from.name}`
    })
    .trimEnd()
  const exports = [...body.matchAll(exporting)].map(([, name = '']) => name)
  const plain = body.replaceAll(exporting, (declaration) => declaration.slice('export '.length))
  const left = unheard.exec(plain)
  if (left) throw new SyntaxError(`${file}: a browser cannot have “${left[0]}”`)
  const name = `m${linked.size}`
  const made = { name, code: `const ${name} = (() => {\n${plain}\nreturn { ${exports.join(', ')} }\n})()`, exports }
  linked.set(file, made)
  return made
}
