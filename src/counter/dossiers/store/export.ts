import { statement, type Tx } from '#platform/db'

/** A dossier with all that belongs to it, as its rows say it. */
export interface ExportedDossier {
  readonly id: string
  readonly dossier: { readonly id: string; readonly number: string } & Readonly<Record<string, unknown>>
  readonly answers: readonly unknown[]
  /** One by one, those whose question has gone too. */
  readonly answerRows: readonly unknown[]
  /** What was corrected since it was filed, and what stood there before. */
  readonly edits: readonly unknown[]
  /** The forms that it left for another procedure's, with their answers. */
  readonly formerForms: readonly unknown[]
  readonly events: readonly unknown[]
  readonly messages: readonly unknown[]
  readonly attachments: readonly {
    readonly id: string
    readonly digest: string
    readonly name: string
    readonly media_type: string
  }[]
}

const rowsOf = (table: string, order: string): string =>
  `coalesce((select jsonb_agg(to_jsonb(r) - 'collectivity_id' - 'dossier_id' order by ${order}) from dossiers.${table} r
    where r.collectivity_id = d.collectivity_id and r.dossier_id = d.id), '[]')`

const page = statement(
  'dossiers.export_page',
  `select d.id, to_jsonb(d) - 'tracking_digest' as dossier,
    ${rowsOf('answer_sheet', 'r.stream')} as answers,
    ${rowsOf('answer', 'r.stream, r.field, r.row')} as "answerRows",
    ${rowsOf('answer_edit', 'r.at, r.edit_id, r.field')} as edits,
    ${rowsOf('former_form', 'r.at, r.id')} as "formerForms",
    ${rowsOf('event', 'r.seq')} as events,
    ${rowsOf('message', 'r.at, r.id')} as messages,
    ${rowsOf('attachment', 'r.at, r.id')} as attachments
  from dossiers.dossier d
  where d.collectivity_id = $1 and d.id > $2
  order by d.id limit $3`,
)

/** The next dossiers of a collectivity after an id, the oldest first. */
export const exportPage = (
  tx: Tx,
  collectivityId: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<ExportedDossier[]> => tx.named<ExportedDossier>(page, [collectivityId, after, limit])

const any = statement(
  'dossiers.has_any',
  'select exists (select 1 from dossiers.dossier where collectivity_id = $1) as found',
)

/** Whether a collectivity has received anything yet. */
export async function hasAnyDossier(tx: Tx, collectivityId: string): Promise<boolean> {
  const [row] = await tx.named<{ found: boolean }>(any, [collectivityId])
  return row?.found ?? false
}
