import type { Localized } from '#kernel/localized'
import { type Step, type TemplateVariable, templateVariables } from '../schema/index.ts'

const placeholder = /\{([a-z_]*|(?:answer|internal|option)\.[a-z][a-z0-9_]*)\}/g
const empty = '\u0000'

/** By name: one of the case's own, or `answer.x`, `internal.x`, `option.x`. */
export type TemplateValues = Readonly<
  Partial<Record<TemplateVariable | `${'answer' | 'internal' | 'option'}.${string}`, string>>
>

/** What a text reads of answers, of agents' own fields and of options. */
export const templateReads = (text: string): readonly { readonly source: string; readonly id: string }[] =>
  [...text.matchAll(placeholder)].flatMap(([, name = '']) => {
    const [source, id] = name.split('.')
    return source !== undefined && id !== undefined ? [{ source, id }] : []
  })

const languagesOf = (text: Localized | undefined): readonly string[] => (text ? [text.fr, text.en ?? ''] : [])

/** The templates of a step, in each language. */
export function textsOf(step: Step): readonly string[] {
  if (step.kind === 'redirect' || step.kind === 'call') return [step.url]
  if (step.kind === 'show_text' || step.kind === 'comment') return languagesOf(step.body)
  if (step.kind !== 'notify' && step.kind !== 'send') return []
  const address = step.kind === 'send' && step.to.kind === 'address' ? [step.to.address] : []
  return [...languagesOf(step.subject), ...languagesOf(step.body), ...address]
}

/** Words between braces that no variable answers to. */
export const unknownVariables = (text: string): readonly string[] =>
  [...text.matchAll(placeholder)].flatMap(([, name = '']) => (isVariable(name) ? [] : [name]))

const isVariable = (name: string): name is keyof TemplateValues =>
  name.includes('.') || templateVariables.some((known) => known === name)

/**
 * The text with its variables replaced, once: braces in a value stay as they were typed. A paragraph made only of
 * variables without value disappears; a brace that names no variable stays as it is. Plain text: escaping is the
 * business of who shows it.
 */
export function renderTemplate(text: string, variables: TemplateValues): string {
  const marked = text.replaceAll(placeholder, (whole, name: string) =>
    isVariable(name) ? variables[name]?.replaceAll(empty, '').trim() || empty : whole,
  )
  return marked
    .split('\n\n')
    .filter((paragraph) => !(paragraph.includes(empty) && paragraph.replaceAll(empty, '').trim() === ''))
    .join('\n\n')
    .replaceAll(empty, '')
}
