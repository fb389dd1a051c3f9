import type { ValueType } from '#kernel/expression'
import type {
  Definition,
  Field,
  FieldOption,
  LocalizedText,
  Page,
  RepeatedField,
  SimpleField,
} from '../schema/index.ts'
import { at, conditionProblems, type Place, type Problem, type ProblemCode } from './problems.ts'
import { conditionType } from './scope.ts'

/** What has been asked up to a point of the form. */
interface Known {
  /** For conditions. */
  readonly types: ReadonlyMap<string, ValueType>
  readonly dates: ReadonlySet<string>
}

const after = ({ types, dates }: Known, field: Field): Known => {
  const type = conditionType(field)
  return {
    types: type ? new Map([...types, [field.id, type]]) : types,
    dates: field.type === 'date' ? new Set([...dates, field.id]) : dates,
  }
}

/**
 * What the shape of a definition cannot say: names used twice, conditions that read a later question, an applicant
 * nobody asks for, texts that shout. An empty list means that the revision may be published.
 */
export function checkDefinition(definition: Definition, workflowSlugs: ReadonlySet<string>): readonly Problem[] {
  return [
    ...duplicates(definition),
    ...formProblems(definition),
    ...applicantProblems(definition),
    ...subjectProblems(definition),
    ...(workflowSlugs.has(definition.workflow)
      ? []
      : [{ where: [at('property', 'workflow')], code: 'unknown_workflow' as const, detail: definition.workflow }]),
    ...definitionTexts(definition),
  ]
}

function repeatedNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

function duplicates({ form }: Definition): readonly Problem[] {
  const pages = form.pages.map(({ id }) => id)
  const fields = form.pages.flatMap((page) => page.fields.map(({ id }) => id))
  return [
    ...repeatedNames(pages).map((name) => ({ where: [at('page', name)], code: 'duplicate_id' as const, detail: name })),
    ...repeatedNames(fields).map((name) => ({
      where: [at('field', name)],
      code: 'duplicate_id' as const,
      detail: name,
    })),
  ]
}

function formProblems({ form }: Definition): readonly Problem[] {
  let known: Known = { types: new Map(), dates: new Set() }
  return form.pages.flatMap((page) => {
    const where = [at('page', page.id)]
    const problems = [...conditionProblems(page.condition, known.types, where), ...pageTexts(page, where)]
    for (const field of page.fields) {
      problems.push(...fieldProblems(field, known, [...where, at('field', field.id)]))
      known = after(known, field)
    }
    return problems
  })
}

function fieldProblems(field: Field, known: Known, where: readonly Place[]): readonly Problem[] {
  const own = [...conditionProblems(field.condition, known.types, where), ...fieldTexts(field, where)]
  return field.type === 'repeated'
    ? [...own, ...rowProblems(field, known, where)]
    : [...own, ...typeProblems(field, known, where)]
}

function rowProblems(field: RepeatedField, outer: Known, where: readonly Place[]): readonly Problem[] {
  let known = outer
  const names = repeatedNames(field.fields.map(({ id }) => id))
  const problems: Problem[] = [
    ...names.map((name) => ({ where: [...where, at('row_field', name)], code: 'duplicate_id' as const, detail: name })),
    ...bounds(field.minRows, field.maxRows, where),
    ...texts([field.rowLabel], [...where, at('property', 'rowLabel')]),
  ]
  for (const each of field.fields) {
    problems.push(...fieldProblems(each, known, [...where, at('row_field', each.id)]))
    known = after(known, each)
  }
  return problems
}

const bounds = (
  minimum: number | undefined,
  maximum: number | undefined,
  where: readonly Place[],
): readonly Problem[] =>
  minimum !== undefined && maximum !== undefined && minimum > maximum ? [{ where, code: 'minimum_above_maximum' }] : []

function typeProblems(field: SimpleField, known: Known, where: readonly Place[]): readonly Problem[] {
  if (field.type === 'number' || field.type === 'amount') return bounds(field.minimum, field.maximum, where)
  if (field.type === 'choice' || field.type === 'choices') return optionProblems(field.options ?? [], known, where)
  if (field.type === 'text') return patternProblems(field, where)
  if (field.type !== 'date') return []
  const isUnknown = field.notBefore !== undefined && !known.dates.has(field.notBefore)
  return [
    ...bounds(field.earliest, field.latest, where),
    ...(isUnknown ? [{ where, code: 'unknown_not_before' as const, detail: field.notBefore ?? '' }] : []),
  ]
}

function optionProblems(options: readonly FieldOption[], known: Known, where: readonly Place[]): readonly Problem[] {
  const twice = repeatedNames(options.map(({ value }) => value))
  return [
    ...twice.map((name) => ({ where: [...where, at('option', name)], code: 'duplicate_id' as const, detail: name })),
    ...options.flatMap((option) => {
      const here = [...where, at('option', option.value)]
      const written = [option.label, ...(option.hint ? [option.hint] : [])]
      return [...conditionProblems(option.condition, known.types, here), ...texts(written, here)]
    }),
  ]
}

/** A repeated group that itself holds a repetition can take forever on a text made for that. */
const nestedRepetition = /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]/

function patternProblems(field: Extract<SimpleField, { type: 'text' }>, where: readonly Place[]): readonly Problem[] {
  const { pattern } = field
  if (pattern === undefined) return []
  const here = [...where, at('property', 'pattern')]
  try {
    new RegExp(`^(?:${pattern})$`, 'u')
  } catch {
    return [{ where: here, code: 'bad_pattern', detail: pattern }]
  }
  return [
    ...(nestedRepetition.test(pattern) ? [{ where: here, code: 'slow_pattern' as const, detail: pattern }] : []),
    ...(field.patternMessage ? [] : [{ where: here, code: 'pattern_without_message' as const }]),
  ]
}

function applicantProblems({ form, applicant }: Definition): readonly Problem[] {
  const wanted = { identity: 'identity', email: 'email', phone: 'phone', organisation: 'text' } as const
  return (Object.keys(wanted) as (keyof typeof wanted)[]).flatMap((role): Problem[] => {
    const id = applicant[role]
    if (id === undefined) return []
    const where = [at('property', 'applicant'), at('property', role)]
    const page = form.pages.find(({ fields }) => fields.some((field) => field.id === id))
    const field = page?.fields.find((each) => each.id === id)
    if (!page || !field || field.type !== wanted[role]) return [{ where, code: 'unknown_applicant_field', detail: id }]
    // A case without a name or an address to answer to cannot be handled.
    const isNeeded = role === 'identity' || role === 'email'
    const mayMiss =
      page.condition !== undefined || field.condition !== undefined || ('optional' in field && field.optional === true)
    return isNeeded && mayMiss ? [{ where, code: 'applicant_may_be_hidden', detail: id }] : []
  })
}

function subjectProblems({ form, subject }: Definition): readonly Problem[] {
  if (subject === undefined) return []
  const field = form.pages.flatMap(({ fields }) => fields).find(({ id }) => id === subject)
  const isShort = field?.type === 'text' || field?.type === 'choice'
  return isShort ? [] : [{ where: [at('property', 'subject')], code: 'unknown_subject_field', detail: subject }]
}

/** Six capitals in a row, or a sentence all in capitals: it reads as shouting and screen readers may spell it. */
const shouts = (text: string): boolean =>
  /(?<![\p{Lu}\d])\p{Lu}{6,}(?![\p{Lu}\d])/u.test(text) || (/\p{Lu}{2}.*\p{Lu}{3}/u.test(text) && !/\p{Ll}/u.test(text))

/** A link must make sense read alone (RGAA 6.1). */
const vague =
  /\[\s*(?:ici|cliquez ici|cliquer ici|lien|en savoir plus|here|click here|link|read more)\s*\]\(|>\s*(?:ici|cliquez ici|here|click here)\s*</i

function texts(written: readonly (LocalizedText | undefined)[], where: readonly Place[]): readonly Problem[] {
  return written.flatMap((text) => {
    if (!text) return []
    const found: ProblemCode[] = []
    const all = [text.fr, text.en ?? '']
    if (all.some(shouts)) found.push('capitals')
    if (all.some((each) => vague.test(each))) found.push('vague_link')
    return found.map((code) => ({ where, code, detail: text.fr.slice(0, 60) }))
  })
}

const pageTexts = (page: Page, where: readonly Place[]): readonly Problem[] =>
  texts([page.title, page.shortTitle, page.intro], where)
const fieldTexts = (field: Field, where: readonly Place[]): readonly Problem[] =>
  texts([field.label, field.hint], where)

const definitionTexts = (definition: Definition): readonly Problem[] => [
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
    for (const [key, item] of Object.entries(record)) if (key !== 'condition') visit(item, [...path, key])
  }
  visit(definition, [])
  return found
}
