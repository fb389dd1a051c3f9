import { check, type Expression } from '#kernel/expression'
import type { Code, Counts, Remark, RemarkCode, Spot } from '../../schema.ts'
import { conditionOf } from '../translate/conditions.ts'
import { Untranslatable } from '../translate/parse.ts'
import { reasonOf } from '../translate/reasons.ts'
import { hasTemplate, withoutMarks } from '../translate/templates.ts'
import type { Names } from '../translate/terms.ts'
import { type Placeholders, type Rendered, textOfTemplate } from '../translate/texts.ts'
import { cut } from '../words.ts'
import { expressionOfTemplate } from '../translate/values.ts'

/** Keeps count of what was carried over, and of each thing that was not. */
export interface Notebook {
  readonly counts: Counts
  readonly remarks: readonly Remark[]
  note(code: RemarkCode, spot: Spot, text: string): void
  /** The expression of a condition; undefined, and noted, when it has none. */
  condition(code: Code, names: Names): Expression | undefined
  /** The value of a template; undefined, and noted, when it has none. */
  value(template: string, names: Names, spot: Spot): Expression | undefined
  /** A text of ours; what it could not say is noted. */
  text(template: string, placeholders: Placeholders, spot: Spot): string
}

const anything = { answers: 'any', options: 'any', internals: 'any', hasCase: true } as const

/** What the language of the platform does not take of it: names are checked where a form and a circuit meet. */
const faultOf = (expression: Expression): string | undefined => {
  const [fault] = check(expression, anything)
  return fault && `${fault.code} ${fault.detail}`
}

/** A remark on one line, short enough to be read in a list. */
export const remarkOf = (code: RemarkCode, spot: Spot, text: string): Remark => ({
  code,
  spot,
  text: text.replaceAll(/\s+/g, ' ').trim().slice(0, 300).trim(),
})

/** Whether the language of the platform takes an expression. */
export const isTaken = (expression: Expression): boolean => faultOf(expression) === undefined

/** A template too deep to be read is lost as a whole. */
function rendered(template: string, placeholders: Placeholders): Rendered {
  try {
    return textOfTemplate(template, placeholders)
  } catch (error) {
    if (!(error instanceof Untranslatable)) throw error
    return { text: withoutMarks(template), lost: [template] }
  }
}

const noCounts = (): Counts => ({
  pages: 0,
  fields: 0,
  statuses: 0,
  steps: 0,
  actions: 0,
  conditions: 0,
  conditionsLost: 0,
  templates: 0,
  templatesLost: 0,
})

export function createNotebook(): Notebook {
  const remarks: Remark[] = []
  const counts = noCounts()
  const note = (code: RemarkCode, spot: Spot, text: string): void => void remarks.push(remarkOf(code, spot, text))
  const noteEmpty = (names: Names, spot: Spot): void => {
    for (const name of names.takeEmpty?.() ?? [])
      note('missing', spot, `« ${name} » : rien ne le remplit dans ce fichier, il vaut vide comme chez Publik`)
  }
  /** Undefined, with the reason noted, when it throws or gives what the language does not take. */
  const attempt = (work: () => Expression, lost: (why: string) => void): Expression | undefined => {
    try {
      const expression = work()
      const fault = faultOf(expression)
      if (fault === undefined) return expression
      lost(fault)
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error
      lost(error.message)
    }
    return undefined
  }
  return {
    counts,
    remarks,
    note,
    condition: ({ text, dialect, spot }, names) => {
      const found = attempt(
        () => conditionOf(text, dialect, names),
        (why) => note('condition', spot, `${text} — ${reasonOf(why)}`),
      )
      noteEmpty(names, spot)
      counts[found === undefined ? 'conditionsLost' : 'conditions'] += 1
      return found
    },
    value: (template, names, spot) => {
      if (!hasTemplate(template)) return template
      const found = attempt(
        () => expressionOfTemplate(template, names),
        (why) => note('template', spot, `${cut(template, 150)} — ${reasonOf(why)}`),
      )
      noteEmpty(names, spot)
      counts[found === undefined ? 'templatesLost' : 'templates'] += 1
      return found
    },
    text: (template, placeholders, spot) => {
      if (!hasTemplate(template)) return template.replaceAll('{', '(').replaceAll('}', ')').trim()
      const { text, lost } = rendered(template, placeholders)
      for (const each of lost) note('template', spot, each)
      if (placeholders.work) noteEmpty(placeholders.work.names, spot)
      counts.templatesLost += lost.length > 0 ? 1 : 0
      counts.templates += lost.length > 0 ? 0 : 1
      return text
    },
  }
}
