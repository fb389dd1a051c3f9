import type { Expression } from '#kernel/expression'
import type { Localized } from '#kernel/localized'

/** What a line compares, by what its subject holds. */
export type SubjectKind = 'text' | 'choice' | 'choices' | 'number' | 'amount' | 'date' | 'boolean' | 'list' | 'any'

/** A value beside the subject: of its kind, a number, or several of its kind. */
export type Wanted = 'same' | 'number' | 'several'

interface Hole {
  readonly hole: 'subject' | 'value' | 'several'
}
type Template = Hole | string | number | boolean | null | readonly Template[]

export interface Comparison {
  readonly name: string
  readonly of: readonly SubjectKind[]
  readonly title: Localized
  /** At most one: what stands beside. */
  readonly takes?: Wanted
  readonly template: Template
}

const subject: Hole = { hole: 'subject' }
const value: Hole = { hole: 'value' }
const several: Hole = { hole: 'several' }

const inDays: Template = ['daysBetween', ['today'], subject]
const daysAgo: Template = ['daysBetween', subject, ['today']]
const workingDaysAhead: Template = ['workingDaysBetween', ['today'], subject]
const numbers: readonly SubjectKind[] = ['number', 'amount', 'any']
const dates: readonly SubjectKind[] = ['date']
const texts: readonly SubjectKind[] = ['text', 'any']
const every: readonly SubjectKind[] = [
  'text',
  'choice',
  'choices',
  'number',
  'amount',
  'date',
  'boolean',
  'list',
  'any',
]

const named = (
  name: string,
  of: readonly SubjectKind[],
  [fr, en]: readonly [string, string],
  ...[template, takes]: readonly [template: Template, takes?: Wanted]
): Comparison => ({ name, of, title: { fr, en }, template, ...(takes && { takes }) })

/**
 * The comparisons that each kind of answer allows, in the order of a menu. What is more precise comes first where two
 * templates could read the same expression.
 */
export const comparisons: readonly Comparison[] = [
  named('yes', ['boolean'], ['est oui', 'is yes'], ['equals', subject, true]),
  named('no', ['boolean'], ['est non', 'is no'], ['equals', subject, false]),
  named('not_yes', ['boolean'], ['n’est pas oui', 'is not yes'], ['not', subject]),
  named(
    'age_least',
    dates,
    ['donne un âge d’au moins', 'gives an age of at least'],
    ['greaterThanEq', ['age', subject], value],
    'number',
  ),
  named(
    'age_under',
    dates,
    ['donne un âge de moins de', 'gives an age under'],
    ['lessThan', ['age', subject], value],
    'number',
  ),
  named(
    'age_most',
    dates,
    ['donne un âge d’au plus', 'gives an age of at most'],
    ['lessThanEq', ['age', subject], value],
    'number',
  ),
  named(
    'age_above',
    dates,
    ['donne un âge de plus de', 'gives an age above'],
    ['greaterThan', ['age', subject], value],
    'number',
  ),
  named('before', dates, ['est avant', 'is before'], ['isBefore', subject, value], 'same'),
  named(
    'before_eq',
    dates,
    ['est avant, ou le même jour que', 'is on or before'],
    ['isBeforeEq', subject, value],
    'same',
  ),
  named('after', dates, ['est après', 'is after'], ['isAfter', subject, value], 'same'),
  named('after_eq', dates, ['est après, ou le même jour que', 'is on or after'], ['isAfterEq', subject, value], 'same'),
  named('same_day', dates, ['est le même jour que', 'is the same day as'], ['isSameDay', subject, value], 'same'),
  named(
    'ahead_least',
    dates,
    ['est dans au moins, en jours', 'is at least, in days, ahead'],
    ['greaterThanEq', inDays, value],
    'number',
  ),
  named(
    'ahead_most',
    dates,
    ['est dans au plus, en jours', 'is at most, in days, ahead'],
    ['lessThanEq', inDays, value],
    'number',
  ),
  named(
    'worked_least',
    dates,
    ['est dans au moins, en jours ouvrés', 'is at least, in working days, ahead'],
    ['greaterThanEq', workingDaysAhead, value],
    'number',
  ),
  named(
    'ago_least',
    dates,
    ['remonte à au moins, en jours', 'is at least, in days, ago'],
    ['greaterThanEq', daysAgo, value],
    'number',
  ),
  named(
    'ago_most',
    dates,
    ['remonte à au plus, en jours', 'is at most, in days, ago'],
    ['lessThanEq', daysAgo, value],
    'number',
  ),
  named('worked', dates, ['est un jour ouvré', 'is a working day'], ['isWorkingDay', subject]),
  named('not_worked', dates, ['n’est pas un jour ouvré', 'is not a working day'], ['not', ['isWorkingDay', subject]]),
  named('holds_one', ['choices'], ['contient', 'contains'], ['contains', subject, value], 'same'),
  named('holds_not', ['choices'], ['ne contient pas', 'does not contain'], ['notContains', subject, value], 'same'),
  named('holds_any', ['choices'], ['contient au moins un de', 'contains any of'], ['any', subject, several], 'several'),
  named('holds_all', ['choices'], ['contient tous', 'contains all of'], ['all', subject, several], 'several'),
  named('holds_none', ['choices'], ['ne contient aucun de', 'contains none of'], ['none', subject, several], 'several'),
  named(
    'many_least',
    ['choices', 'list'],
    ['compte au moins', 'counts at least'],
    ['greaterThanEq', ['count', subject], value],
    'number',
  ),
  named(
    'many_most',
    ['choices', 'list'],
    ['compte au plus', 'counts at most'],
    ['lessThanEq', ['count', subject], value],
    'number',
  ),
  named('is', ['text', 'choice', ...numbers], ['est', 'is'], ['equals', subject, value], 'same'),
  named('is_not', ['text', 'choice', ...numbers], ['n’est pas', 'is not'], ['notEquals', subject, value], 'same'),
  named('one_of', ['text', 'choice', ...numbers], ['est l’un de', 'is one of'], ['oneOf', subject, several], 'several'),
  named(
    'not_one_of',
    ['text', 'choice', ...numbers],
    ['n’est aucun de', 'is none of'],
    ['not', ['oneOf', subject, several]],
    'several',
  ),
  named('above_eq', numbers, ['est supérieur ou égal à', 'is at least'], ['greaterThanEq', subject, value], 'same'),
  named('above', numbers, ['est supérieur à', 'is greater than'], ['greaterThan', subject, value], 'same'),
  named('below_eq', numbers, ['est inférieur ou égal à', 'is at most'], ['lessThanEq', subject, value], 'same'),
  named('below', numbers, ['est inférieur à', 'is less than'], ['lessThan', subject, value], 'same'),
  named('contains', texts, ['contient', 'contains'], ['contains', subject, value], 'same'),
  named('contains_not', texts, ['ne contient pas', 'does not contain'], ['notContains', subject, value], 'same'),
  named('starts', texts, ['commence par', 'starts with'], ['startsWith', subject, value], 'same'),
  named('ends', texts, ['finit par', 'ends with'], ['endsWith', subject, value], 'same'),
  named('filled', every, ['a une réponse', 'is filled in'], ['not', ['isEmpty', subject]]),
  named('empty', every, ['n’a pas de réponse', 'is not filled in'], ['isEmpty', subject]),
]

export const comparisonsOf = (kind: SubjectKind): readonly Comparison[] =>
  comparisons.filter(({ of }) => of.includes(kind))

/** What the holes of a template hold in an expression. */
export interface Bound {
  readonly subject?: Expression
  readonly value?: Expression
  readonly several?: readonly Expression[]
}

const isHole = (template: Template): template is Hole =>
  typeof template === 'object' && template !== null && 'hole' in template

/** Undefined when the expression is not made as the template is. */
export function unify(template: Template, expression: Expression, bound: Bound = {}): Bound | undefined {
  if (isHole(template)) return template.hole === 'several' ? undefined : { ...bound, [template.hole]: expression }
  if (!Array.isArray(template)) return template === expression ? bound : undefined
  return Array.isArray(expression) ? unifyParts(template as readonly Template[], expression, bound) : undefined
}

function unifyParts(parts: readonly Template[], operands: readonly Expression[], bound: Bound): Bound | undefined {
  const last = parts.at(-1)
  const isOpen = last !== undefined && isHole(last) && last.hole === 'several'
  const fixed = isOpen ? parts.slice(0, -1) : parts
  if (isOpen ? operands.length <= fixed.length : operands.length !== fixed.length) return undefined
  let reached: Bound | undefined = bound
  for (const [index, part] of fixed.entries()) reached &&= unify(part, operands[index] ?? null, reached)
  return reached && isOpen ? { ...reached, several: operands.slice(fixed.length) } : reached
}

/** The expression of a template whose holes are filled. */
export function fill(template: Template, bound: Bound): Expression {
  if (isHole(template)) return template.hole === 'several' ? null : (bound[template.hole] ?? null)
  if (!Array.isArray(template)) return template as Expression
  const parts = (template as readonly Template[]).flatMap((part): readonly Expression[] =>
    isHole(part) && part.hole === 'several' ? (bound.several ?? []) : [fill(part, bound)],
  )
  return parts as unknown as Expression
}
