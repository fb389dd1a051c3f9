import type { TestDatabase } from '#platform/testing'

/** One row of a tenant, or of an account: whose it is, and what it holds, as a digest. */
export interface LedgerLine {
  readonly table: string
  readonly tenantId: string | null
  /** Of what is written in a studio or a library: the commune whose it is; null is the territory's own. */
  readonly ownerId: string | null
  readonly dossierId: string | null
  readonly draftId: string | null
  readonly accountId: string | null
  readonly digest: string
}

export type Ledger = ReadonlyMap<string, LedgerLine>

/** Rows that move at each visit, and tell nothing. */
const unwatched = new Set([
  'accounts.attempt_counter',
  'accounts.one_time_token',
  'platform.door_passage',
  'mail.message',
  'public.traboule_migration',
])

interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
}

async function tablesOf(sql: TestDatabase['sql']): Promise<Table[]> {
  const tables = await sql<Table>(
    `select c.oid::regclass::text as name,
       array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
       array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
         where i.indrelid = c.oid and i.indisprimary) as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker')`,
  )
  // Figures are counted anew by whoever reads them.
  return tables.filter(({ name }) => !unwatched.has(name) && !name.startsWith('figures.'))
}

/** Every row there is, by table and key. */
export async function readLedger(sql: TestDatabase['sql']): Promise<Ledger> {
  const ledger = new Map<string, LedgerLine>()
  const tables = await tablesOf(sql)
  const lists = await Promise.all(tables.map((table) => sql<LedgerLine & { key: string }>(select(table))))
  for (const [index, rows] of lists.entries()) {
    const table = tables[index]?.name ?? ''
    for (const { key, ...row } of rows) ledger.set(`${table} ${key}`, { ...row, table })
  }
  return ledger
}

function select({ name, columns, key }: Table): string {
  const column = (wanted: string): string => (columns.includes(wanted) ? `t.${wanted}::text` : 'null')
  const own = (table: string, otherwise: string): string => (name === table ? 't.id::text' : column(otherwise))
  // A session is seen again at each visit.
  const watched = name === 'accounts.session' ? `(to_jsonb(t) - '{seen_at,expires_at}'::text[])` : 't'
  return `select ${key.map((each) => `t.${each}::text`).join(` || '/' || `)} as key, ${column('collectivity_id')} as "tenantId", ${column('owner_collectivity_id')} as "ownerId",
    ${own('dossiers.dossier', 'dossier_id')} as "dossierId", ${own('dossiers.draft', 'draft_id')} as "draftId",
    ${own('accounts.account', 'account_id')} as "accountId", md5(${watched}::text) as digest from ${name} t`
}

export interface LedgerChange {
  readonly key: string
  readonly before: LedgerLine | undefined
  readonly after: LedgerLine | undefined
}

export function changesBetween(before: Ledger, after: Ledger): LedgerChange[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys]
    .map((key) => ({ key, before: before.get(key), after: after.get(key) }))
    .filter((change) => change.before?.digest !== change.after?.digest)
}
