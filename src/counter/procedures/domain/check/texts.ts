import { localize } from '#kernel/localized'
import type { Definition, Field, LocalizedText, Page, RepeatedField } from '../../schema/index.ts'
import { at, type Place, type Problem, type ProblemCode } from '../problems.ts'

/** Six capitals in a row, or a sentence all in capitals: it reads as shouting and screen readers may spell it. */
const shouts = (text: string): boolean =>
  /(?<![\p{Lu}\d])\p{Lu}{6,}(?![\p{Lu}\d])/u.test(text) || (/\p{Lu}{2}.*\p{Lu}{3}/u.test(text) && !/\p{Ll}/u.test(text))

/** A link must make sense read alone (RGAA 6.1). */
const vague =
  /\[\s*(?:ici|cliquez ici|cliquer ici|lien|en savoir plus|here|click here|link|read more)\s*\]\(|>\s*(?:ici|cliquez ici|here|click here)\s*</i

/** An image says something, or says that it says nothing (RGAA 1.1). */
const mute = /!\[\s*\]\(|<img(?![^>]*\salt=["'][^"'])[^>]*>/i

/** Colours of an author's own may fail in the dark theme and in forced colours (RGAA 3.2). */
const painted = /style\s*=\s*["'][^"']*color|<font\b|\bbgcolor\s*=/i

/** Levels of the headings written in a text, in order: `## …` or `<h2>`. */
const headings = (text: string): readonly number[] =>
  [...text.matchAll(/^(#{1,6})\s+\S|<h([1-6])\b/gim)].map(([, marks, level]) => (marks ? marks.length : Number(level)))

/** A heading two steps below the one before leaves a hole in the plan that screen readers read (RGAA 9.1). */
const leaps = (text: string): boolean =>
  headings(text).some((level, index, all) => index > 0 && level > (all[index - 1] ?? level) + 1)

const longestSentence = 35
const longestWords = 25

/**
 * Plain language: sentences of 25 words at most on the whole, and none above 35 (the State's guide to plain
 * administrative language asks for 15 to 25).
 */
function isHard(text: string): boolean {
  const lengths = text
    .split(/[.!?;:\n]+/)
    .map((sentence) => sentence.match(/\p{L}[\p{L}’'-]*/gu)?.length ?? 0)
    .filter((length) => length > 0)
  if (lengths.length === 0) return false
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  return mean > longestWords || Math.max(...lengths) > longestSentence
}

const rules: readonly (readonly [ProblemCode, (text: string) => boolean])[] = [
  ['empty_text', (text) => !/[\p{L}\d]/u.test(text)],
  ['capitals', shouts],
  ['vague_link', (text) => vague.test(text)],
  ['image_without_text', (text) => mute.test(text)],
  ['own_colours', (text) => painted.test(text)],
  ['heading_order', leaps],
  ['hard_to_read', isHard],
]

/** What the texts of an author would do to those who read them, in the language where it does. */
export function texts(written: readonly (LocalizedText | undefined)[], where: readonly Place[]): readonly Problem[] {
  return written.flatMap((text) => {
    if (!text) return []
    const all = [text.fr, ...(text.en ? [text.en] : [])]
    return rules
      .filter(([, isAtFault]) => all.some(isAtFault))
      .map(([code]) => ({ where, code, detail: text.fr.slice(0, 60) }))
  })
}

export const pageTexts = (page: Page, where: readonly Place[]): readonly Problem[] => [
  ...texts([page.title, page.shortTitle, page.intro], where),
  ...repeatedLabels(page.fields, where),
]

export const fieldTexts = (field: Field, where: readonly Place[]): readonly Problem[] => [
  ...texts([field.label, field.hint], where),
  ...(field.type === 'repeated' ? repeatedLabels(field.fields as RepeatedField['fields'], where) : []),
]

/** Two questions that read the same on one page: who hears them cannot tell which is which (RGAA 11.2). */
function repeatedLabels(fields: Page['fields'] | RepeatedField['fields'], where: readonly Place[]): readonly Problem[] {
  const asked = (fields as readonly Field[]).filter(({ type }) => type !== 'information' && type !== 'computed')
  const names = asked.map(({ label }) => localize(label, 'fr').trim().toLowerCase())
  return asked.flatMap((field, index) => {
    const first = names.indexOf(names[index] ?? '')
    return first === index
      ? []
      : [{ where: [...where, at('field', field.id)], code: 'repeated_label' as const, detail: field.label.fr }]
  })
}

export const definitionTexts = (definition: Definition): readonly Problem[] => [
  ...texts([definition.title], [at('property', 'title')]),
  ...texts([definition.summary], [at('property', 'summary')]),
  ...texts([definition.forWhom], [at('property', 'forWhom')]),
  ...texts(definition.prepare, [at('property', 'prepare')]),
  ...texts(definition.nextSteps, [at('property', 'nextSteps')]),
]

/** The texts that have no English yet; a commune may publish without them, the shared library may not. */
export function missingEnglish(definition: Definition): readonly Problem[] {
  const found: Problem[] = []
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return
    const record = value as Record<string, unknown>
    if (typeof record['fr'] === 'string') {
      if (!record['en'])
        found.push({
          where: path.map((step) => at('property', step)),
          code: 'missing_english',
          detail: record['fr'].slice(0, 60),
        })
      return
    }
    for (const [key, item] of Object.entries(record)) if (!isRule.has(key)) visit(item, [...path, key])
  }
  visit(definition, [])
  return found
}

/** Properties that hold expressions, in which `fr` is no text. */
const isRule = new Set(['condition', 'requiredWhen', 'value', 'holds', 'when'])
