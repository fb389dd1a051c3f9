import { AppError, notFound } from '#kernel/errors'
import type { Value } from '#kernel/expression'
import { type AnyRepeatedField, type Field, getProcedure, type RowAnswers } from '#counter/procedures'
import type { TemplateValues } from '#counter/workflows'
import { getSite } from '#territory/collectivities'
import type { Locale } from '#kernel/localized'
import type { Context } from '#platform/context'
import { formats } from '#platform/i18n'
import type { DossierKey } from '../domain/journal.ts'
import type { AnswerSheet, Dossier } from '../schema.ts'
import { findAnswers } from '../store/answers.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { listLinkedRows, type LinkedCase } from '../store/linked.ts'
import { answerWord, circuitWords } from './circuit-words.ts'
import { mayRead, isApplicant } from '../policy.ts'

export interface CaseWords {
  readonly dossier: Dossier
  /** What circuits' texts may name, in French unless asked otherwise: it is for letters. */
  readonly words: TemplateValues
  /** By repeated block, `answer.people`: its rows, each by its fields. */
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
}

/**
 * The words of a request, for a letter that a circuit fills.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_dossier`.
 */
export async function wordsOfCase(
  ctx: Context,
  { collectivityId, dossierId }: DossierKey,
  locale: Locale = 'fr',
): Promise<CaseWords> {
  if (ctx.actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  const { name: collectivity } = await getSite(ctx.db, { id: collectivityId })
  const now = ctx.clock.now()
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, collectivityId, dossierId)
    if (!dossier) throw notFound('dossiers.no_dossier', dossierId)
    const [words, sheet, { definition }] = await Promise.all([
      circuitWords(tx, dossier, { collectivity, now, locale }),
      findAnswers(tx, collectivityId, dossierId),
      getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
    ])
    const fields = definition.form.pages.flatMap((page) => page.fields)
    const rows = fields.flatMap((field) => {
      if (field.type !== 'repeated') return []
      const answer = Object.hasOwn(sheet, field.id) ? (sheet[field.id]?.value as readonly RowAnswers[]) : []
      return [[`answer.${field.id}`, answer.map((row) => wordsOfRow(field, row))] as const]
    })
    const places = Object.fromEntries(fields.flatMap((field) => placeWord(field, sheet)))
    return { dossier, words: { ...words, ...places, today: formats(locale).date(now) }, rows: Object.fromEntries(rows) }
  })
}

/** An address on one line: what conditions read part by part, a text says whole. */
function placeWord({ id, type }: Field, sheet: AnswerSheet): [`answer.${string}`, string][] {
  const value: unknown = type === 'address' && Object.hasOwn(sheet, id) ? sheet[id]?.value : undefined
  if (typeof value !== 'object' || value === null) return []
  const part = (name: string): string => {
    const text: unknown = (value as Readonly<Record<string, unknown>>)[name]
    return typeof text === 'string' ? text.trim() : ''
  }
  const line = [part('line'), `${part('postalCode')} ${part('city')}`.trim()].filter(Boolean).join(', ')
  return line === '' ? [] : [[`answer.${id}`, line]]
}

const wordsOfRow = ({ fields }: AnyRepeatedField, row: RowAnswers): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = row[field.id]
      if (field.type === 'repeated' || value === undefined || (typeof value === 'object' && !Array.isArray(value)))
        return []
      return [[field.id, answerWord(field, value as Value, 'fr')]]
    }),
  )

/**
 * The requests that this one filed by its circuit, and the one that filed it: for who may read it. What they hold is
 * theirs to show.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const listLinked = (ctx: Context, key: DossierKey): Promise<readonly LinkedCase[]> =>
  ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, key.collectivityId, key.dossierId)
    if (!dossier || !(mayRead(ctx.actor, dossier) || isApplicant(ctx.actor, dossier)))
      throw notFound('dossiers.no_dossier', key.dossierId)
    return listLinkedRows(tx, key)
  })
