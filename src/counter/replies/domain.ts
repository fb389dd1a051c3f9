import type { Localized } from '#kernel/localized'

/** Words between braces: as circuits name them, and who writes and when. */
export const caseVariables = ['number', 'name', 'procedure', 'deadline', 'collectivity', 'agent', 'today'] as const

const placeholder = /\{((?:answer|internal)\.[a-z][a-z0-9_]*|[a-z_]+)\}/g

const isKnownHere = (name: string): boolean => caseVariables.some((known) => known === name)
const isOfForm = (name: string): boolean => name.includes('.')

/** The variables that a text names, each once, in order. */
export const variablesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(placeholder)].map(([, name = '']) => name)),
]

export type BodyFault =
  | { readonly reason: 'no_body' }
  | { readonly reason: 'unknown_variables'; readonly names: readonly string[] }

/**
 * What is wrong with a body before it is kept.
 * @param ofForm the variables of the procedure that it is for: `answer.place`, `internal.visit`; none when it is for all.
 */
export function bodyFault(body: Localized, ofForm: ReadonlySet<string>): BodyFault | undefined {
  if (body.fr.trim() === '') return { reason: 'no_body' }
  const names = variablesIn(`${body.fr} ${body.en ?? ''}`)
  const unknown = names.filter((name) => !isKnownHere(name) && !ofForm.has(name))
  return unknown.length > 0 ? { reason: 'unknown_variables', names: unknown } : undefined
}

export interface Filled {
  readonly text: string
  /** Variables without a value on this case: they stay between their braces. */
  readonly missing: readonly string[]
}

/** A body with the words of a case; braces in a value stay as they were typed. */
export function fillBody(body: string, words: Readonly<Record<string, string | undefined>>): Filled {
  const missing = new Set<string>()
  const text = body.replaceAll(placeholder, (whole, name: string) => {
    const word = Object.hasOwn(words, name) ? words[name]?.trim() : undefined
    if (word) return word
    missing.add(name)
    return whole
  })
  return { text, missing: [...missing] }
}

/** The variables that a message still names as it is about to leave: nobody sends a person "{answer.place}". */
export const unfilledIn = (text: string): readonly string[] =>
  variablesIn(text).filter((name) => isKnownHere(name) || isOfForm(name))
