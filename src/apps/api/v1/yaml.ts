/**
 * A JSON value as YAML 1.2, for those who read it: blocks are indented, texts are quoted as JSON quotes them, which YAML
 * reads alike.
 */
export const toYaml = (value: unknown): string => `${block(value, 0).replace(/^\n/, '')}\n`

const isPlainKey = (key: string): boolean =>
  /^[A-Za-z_$][\w$-]*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key)

const keyOf = (key: string): string => (isPlainKey(key) ? key : JSON.stringify(key))

function block(value: unknown, depth: number): string {
  const indent = '  '.repeat(depth)
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return value.map((each) => `\n${indent}- ${inline(each, depth + 1)}`).join('')
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  if (entries.length === 0) return '{}'
  return entries.map(([key, each]) => `\n${indent}${keyOf(key)}:${spaced(block(each, depth + 1))}`).join('')
}

const spaced = (text: string): string => (text.startsWith('\n') ? text : ` ${text}`)

/** What stands after a dash: a block begins on its line. */
const inline = (value: unknown, depth: number): string => block(value, depth).replace(/^\n\s*/, '')
