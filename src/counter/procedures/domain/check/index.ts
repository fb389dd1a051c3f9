import type { Check, Definition, Eligibility, Form } from '../../schema/index.ts'
import { at, type Place, type Problem } from '../problems.ts'
import { fieldProblems, repeatedNames } from './fields.ts'
import { cycleProblems } from './graph.ts'
import { after, type Asked, expressionProblems, nothingAsked } from './known.ts'
import { possibilityProblems } from './possible.ts'
import { definitionTexts, pageTexts, texts } from './texts.ts'

export { missingEnglish } from './texts.ts'

/**
 * What the shape of a definition cannot say: names used twice, conditions that read a later question or wait for each
 * other, pages that nobody reaches, an applicant nobody asks for, texts that shout. Errors block the publication,
 * warnings are signed off (`severityOf`); an empty list has neither.
 */
export function checkDefinition(definition: Definition, workflowSlugs: ReadonlySet<string>): readonly Problem[] {
  const form = formProblems(definition)
  const cycles = cycleProblems(definition)
  return [
    ...duplicates(definition),
    ...form,
    ...cycles,
    // What cannot be read cannot be tried.
    ...(form.some(({ code }) => code.startsWith('condition_')) ? [] : possibilityProblems(definition)),
    ...applicantProblems(definition),
    ...subjectProblems(definition),
    ...(workflowSlugs.has(definition.workflow)
      ? []
      : [{ where: [at('property', 'workflow')], code: 'unknown_workflow' as const, detail: definition.workflow }]),
    ...definitionTexts(definition),
  ]
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
  let asked = nothingAsked(new Set(form.pages.flatMap(({ fields }) => fields.map(({ id }) => id))))
  const pages = form.pages.flatMap((page) => {
    const where = [at('page', page.id)]
    const problems = [...expressionProblems(page.condition, asked, where), ...pageTexts(page, where)]
    for (const field of page.fields) {
      problems.push(...fieldProblems(field, asked, [...where, at('field', field.id)]))
      asked = after(asked, field)
    }
    return [...problems, ...ruleProblems(page, asked, where)]
  })
  return [...pages, ...ruleProblems(form, asked, [])]
}

type Rules = Pick<Form, 'checks' | 'eligibility'>

/** Rules are judged once their page, or the whole form, has been asked. */
function ruleProblems({ checks = [], eligibility = [] }: Rules, asked: Asked, where: readonly Place[]) {
  const twice = repeatedNames([...checks, ...eligibility].map(({ id }) => id))
  return [
    ...twice.map((name) => ({ where: [...where, at('rule', name)], code: 'duplicate_id' as const, detail: name })),
    ...checks.flatMap((check) => checkProblems(check, asked, where)),
    ...eligibility.flatMap((rule) => eligibilityProblems(rule, asked, where)),
  ]
}

function checkProblems({ id, holds, message, fields }: Check, asked: Asked, outer: readonly Place[]) {
  const where = [...outer, at('rule', id)]
  const unknown = fields.filter((name) => !asked.all.has(name))
  return [
    ...expressionProblems(holds, asked, where, { property: 'holds' }),
    ...unknown.map((name) => ({ where, code: 'condition_unknown_field' as const, detail: name })),
    ...texts([message], where),
  ]
}

function eligibilityProblems({ id, when, message, see }: Eligibility, asked: Asked, outer: readonly Place[]) {
  const where = [...outer, at('rule', id)]
  return [...expressionProblems(when, asked, where, { property: 'when' }), ...texts([message, see], where)]
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
    const mayMiss = page.condition !== undefined || field.condition !== undefined || mayBeBlank(field)
    return isNeeded && mayMiss ? [{ where, code: 'applicant_may_be_hidden', detail: id }] : []
  })
}

const mayBeBlank = (field: Definition['form']['pages'][number]['fields'][number]): boolean =>
  field.type !== 'information' &&
  field.type !== 'computed' &&
  (field.optional === true || field.recommended === true || field.requiredWhen !== undefined)

function subjectProblems({ form, subject }: Definition): readonly Problem[] {
  if (subject === undefined) return []
  const field = form.pages.flatMap(({ fields }) => fields).find(({ id }) => id === subject)
  const isShort = field?.type === 'text' || field?.type === 'choice'
  return isShort ? [] : [{ where: [at('property', 'subject')], code: 'unknown_subject_field', detail: subject }]
}
