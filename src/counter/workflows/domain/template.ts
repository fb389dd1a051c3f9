import { type TemplateVariable, templateVariables } from '../schema.ts'

const placeholder = /\{([a-z_]*)\}/g
const empty = '\u0000'

/** Words between braces that no variable answers to. */
export const unknownVariables = (text: string): readonly string[] =>
  [...text.matchAll(placeholder)].flatMap(([, name = '']) => (isVariable(name) ? [] : [name]))

const isVariable = (name: string): name is TemplateVariable => templateVariables.some((known) => known === name)

/**
 * The text with its variables replaced, once: braces in a value stay as they were typed. A paragraph made only of
 * variables without value disappears; a brace that names no variable stays as it is. Plain text: escaping is the
 * business of who shows it.
 */
export function renderTemplate(text: string, variables: Readonly<Partial<Record<TemplateVariable, string>>>): string {
  const marked = text.replaceAll(placeholder, (whole, name: string) =>
    isVariable(name) ? variables[name]?.replaceAll(empty, '').trim() || empty : whole,
  )
  return marked
    .split('\n\n')
    .filter((paragraph) => !(paragraph.includes(empty) && paragraph.replaceAll(empty, '').trim() === ''))
    .join('\n\n')
    .replaceAll(empty, '')
}
