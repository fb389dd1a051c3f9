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
 * One module for browsers, made of a module of ours and of all that it imports, each in a block of its own: what the
 * server evaluates and what the browser evaluates are then the same lines, in one request. A module that asks for
 * anything but our own files has no place in a browser: it throws.
 * @param entry - Path of the module; what it exports, the browser's module exports.
 */
export function linkModule(entry: string): string {
  const linked = new Map<string, Linked>()
  link(entry, linked)
  const last = linked.get(entry)
  if (last === undefined) throw new TypeError(`${entry} was not linked`)
  return `${[...linked.values()].map(({ code }) => code).join('\n')}\nexport const { ${last.exports.join(', ')} } = ${last.name}\n`
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
