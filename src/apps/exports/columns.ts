import type { Walked } from '#counter/dossiers'
import { dayOf, daysBetween } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import type { Definition } from '#counter/procedures'
import { statusOf, type Workflow } from '#counter/workflows'
import type { Cell } from '#platform/sheets'
import { channelIn } from '../bureau/dossiers/list/selection.ts'
import { channelTexts } from '../bureau/dossiers/list/texts.ts'
import { exportColumnTexts, outcomeTexts, stageTexts } from './texts.ts'

/** What a cell is made of. */
export interface Reading {
  readonly walked: Walked
  readonly workflow: Workflow
  readonly definition: Definition
  /** Names by id. */
  readonly services: ReadonlyMap<string, string>
  readonly now: Date
  readonly locale: Locale
}

type CellOf = (reading: Reading) => Cell

/** The columns of a request, in the order in which they are offered. */
const cells = {
  numero: ({ walked }) => walked.line.number,
  objet: ({ walked }) => walked.line.subject,
  demarche: ({ definition, locale }) => localize(definition.title, locale),
  etape: ({ walked, locale }) => stageTexts(locale)[walked.line.stage],
  etat: ({ walked, workflow, locale }) => localize(statusOf(workflow, walked.line.status).label, locale),
  issue: ({ walked, locale }) => walked.line.outcome && outcomeTexts(locale)[walked.line.outcome],
  personne: ({ walked }) => walked.line.applicantName,
  courriel: ({ walked }) => walked.person?.email ?? null,
  telephone: ({ walked }) => walked.person?.phone ?? null,
  service: ({ walked, services }) => services.get(walked.line.serviceId ?? '') ?? null,
  'suivi-par': ({ walked }) => walked.line.holderName,
  canal: ({ walked, locale }) => channelTexts(locale)[channelIn(walked.line.channel)],
  langue: ({ walked }) => walked.line.locale,
  recue: ({ walked }) => ({ at: walked.line.submittedAt }),
  due: ({ walked }) => ({ day: walked.line.dueOn }),
  'delai-arrete': ({ walked }) => walked.line.clockPausedAt !== null,
  'en-retard': ({ walked, now }) => {
    const { closedAt, clockPausedAt, dueOn } = walked.line
    return closedAt === null && clockPausedAt === null && dueOn < dayOf(now)
  },
  activite: ({ walked }) => ({ at: walked.line.updatedAt }),
  close: ({ walked }) => walked.line.closedAt && { at: walked.line.closedAt },
  duree: ({ walked }) => {
    const { closedAt, submittedAt } = walked.line
    return closedAt && daysBetween(dayOf(submittedAt), dayOf(closedAt))
  },
} as const satisfies Readonly<Record<string, CellOf>>

export type ExportColumn = keyof typeof cells

export const exportColumns = Object.keys(cells) as readonly ExportColumn[]

/** Those that are ticked to begin with: enough to work, without how people are reached. */
export const usualColumns: readonly ExportColumn[] = [
  'numero',
  'objet',
  'demarche',
  'etat',
  'personne',
  'service',
  'suivi-par',
  'recue',
  'due',
  'close',
]

export const isExportColumn = (name: string): name is ExportColumn => Object.hasOwn(cells, name)

export const columnTitle = (name: ExportColumn, locale: Locale): string => exportColumnTexts(locale)[name]

export const columnCell = (name: ExportColumn, reading: Reading): Cell => cells[name](reading)

/** Whether a column needs more than the line of a list. */
export const asksPeople = (names: readonly string[]): boolean =>
  names.includes('courriel') || names.includes('telephone')
