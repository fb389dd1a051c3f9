import { isDay } from '#kernel/calendar'
import type { Value } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import { type Field, type FieldOption, getProcedure, type SimpleField } from '#counter/procedures'
import { type CircuitScope, getRevision, type TemplateValues, type Workflow } from '#counter/workflows'
import type { Tx } from '#platform/db'
import { formats } from '#platform/i18n'
import type { Dossier } from '../schema.ts'
import { findMessageRow } from '../store/journal.ts'
import { circuitScope } from './circuit-scope.ts'

/** The words that a circuit's texts may name, for one dossier, in the language of who reads. */
export async function circuitWords(
  tx: Tx,
  dossier: Dossier,
  about: { readonly collectivity: string; readonly now: Date; readonly locale: Locale },
): Promise<TemplateValues> {
  const { procedureId, revisionNumber, reasonMessageId, workflowSlug, workflowRevision } = dossier
  const [procedure, { workflow }, scope, reason] = await Promise.all([
    getProcedure(tx, procedureId, revisionNumber),
    getRevision(tx, workflowSlug, workflowRevision),
    circuitScope(tx, dossier, about.now),
    reasonMessageId === null ? undefined : findMessageRow(tx, dossier, reasonMessageId),
  ])
  const { locale } = about
  const fields = procedure.definition.form.pages.flatMap((page) => page.fields)
  const answers = fields.map(
    (field) => [`answer.${field.id}`, answerWord(field, scope.answer(field.id), locale)] as const,
  )
  return {
    number: dossier.number,
    procedure: localize(procedure.definition.title, locale),
    collectivity: about.collectivity,
    reason: reason?.body ?? '',
    message: reason?.body ?? '',
    deadline: formats(locale).date(dossier.dueOn),
    name: dossier.applicantName,
    ...Object.fromEntries([...answers, ...ownWords(workflow, scope, locale)]),
  }
}

function ownWords(workflow: Workflow, scope: CircuitScope, locale: Locale): (readonly [string, string])[] {
  const internal = (workflow.internal ?? []).map(({ id, type, options = [] }) => {
    const value = scope.internal?.(id) ?? null
    const chosen = options.find((option) => option.value === value)
    const shown = chosen ? localize(chosen.label, locale) : value
    return [`internal.${id}`, type === 'amount' ? amount(shown, locale) : wordOf(shown, locale)] as const
  })
  const options = (workflow.options ?? []).map((option) => {
    const value = scope.option?.(option.id) ?? option.default
    return [`option.${option.id}`, option.type === 'amount' ? amount(value, locale) : wordOf(value, locale)] as const
  })
  return [...internal, ...options]
}

const isList = (value: Value): value is Extract<Value, readonly unknown[]> => Array.isArray(value)

/** An answer as it is read in a sentence: choices by what they are called, cents as euros. */
export function answerWord(field: Field | SimpleField, value: Value, locale: Locale): string {
  const options = 'options' in field && Array.isArray(field.options) ? (field.options as readonly FieldOption[]) : []
  const called = <V extends Value>(one: V): V | string => {
    const option = options.find((each) => each.value === one)
    return option ? localize(option.label, locale) : one
  }
  const shown = isList(value) ? value.map(called) : called(value)
  return isAmount(field) ? amount(shown, locale) : wordOf(shown, locale)
}

/** Cents, typed or worked out. */
const isAmount = (field: Field | SimpleField): boolean =>
  field.type === 'amount' || (field.type === 'computed' && field.gives === 'amount')

const amount = (value: Value, locale: Locale): string =>
  typeof value === 'number' ? formats(locale).euros(value) : wordOf(value, locale)

/** A value as it is read in a sentence. */
function wordOf(value: Value, locale: Locale): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? { fr: 'oui', en: 'yes' }[locale] : { fr: 'non', en: 'no' }[locale]
  if (typeof value === 'number') return formats(locale).number(value)
  if (typeof value === 'string') return isDay(value) ? formats(locale).date(value) : value
  return value.map((item) => wordOf(item, locale)).join(', ')
}
