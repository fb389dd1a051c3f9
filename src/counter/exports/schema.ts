export const exportFormats = ['csv_tableur', 'ods', 'xlsx', 'pdf', 'csv', 'json', 'ndjson'] as const
export type ExportFormat = (typeof exportFormats)[number]

/**
 * `waiting` for the worker, `running`, then `done`, `failed` or `cancelled`. What is done is kept a day, then `expired`.
 */
export type ExportState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'expired'

/** What is asked, as the bureau's list says it. */
export interface Question {
  /** The parameters of the list's address. */
  readonly parameters: Readonly<Record<string, string>>
  /** Names of columns of a request. */
  readonly columns: readonly string[]
  /** Questions of the form, when one procedure is asked. */
  readonly answers: readonly string[]
  /** Agents' own fields, in the same way. */
  readonly fields: readonly string[]
}

/** Why one was not made: for its sentence. */
export type ExportFault = 'no_access' | 'too_many_rows' | 'too_large' | 'broken'

export interface Export {
  readonly id: string
  readonly collectivityId: string
  readonly accountId: string
  readonly accountName: string
  /** The key by which a program asked; null: an agent. */
  readonly keyId: string | null
  readonly locale: 'fr' | 'en'
  readonly format: ExportFormat
  /** "Demandes en retard". */
  readonly title: string
  readonly question: Question
  readonly state: ExportState
  readonly done: number
  /** Null while it is not counted, or where nobody can tell. */
  readonly total: number | null
  readonly digest: string | null
  /** In bytes. */
  readonly size: number | null
  readonly fault: ExportFault | null
  readonly askedAt: Date
  readonly endedAt: Date | null
  readonly expiresAt: Date | null
}
