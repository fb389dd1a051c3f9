/** Runs SQL as the owner of the schema. */
export type RunSql = <Row>(text: string) => Promise<Row[]>

export interface TableFacts {
  readonly name: string
  readonly columns: readonly string[]
  readonly keys: readonly string[]
  readonly indexes: readonly string[]
  readonly policies: readonly string[]
  readonly grants: readonly string[]
  readonly isProtected: boolean
  readonly primaryKey: readonly string[]
}

const tablesQuery = `
  select n.nspname || '.' || c.relname as "name",
    c.relrowsecurity and c.relforcerowsecurity as "isProtected",
    array(select a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
      from pg_attribute a left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as "columns",
    array(select pg_get_constraintdef(k.oid) from pg_constraint k
      where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c') order by k.contype, 1) as "keys",
    array(select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = c.oid order by 1) as "indexes",
    array(select p.policyname || ' ' || p.cmd from pg_policies p
      where p.schemaname = n.nspname and p.tablename = c.relname order by 1) as "policies",
    array(select distinct g.privilege_type::text from information_schema.role_table_grants g
      where g.table_schema = n.nspname and g.table_name = c.relname and g.grantee = 'traboule_app' order by 1) as "grants",
    array(select a.attname::text from pg_index i
      cross join unnest(i.indkey) with ordinality as k(attnum, position)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
      where i.indrelid = c.oid and i.indisprimary order by k.position) as "primaryKey"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker')
    and n.nspname not like 'pg_%'
  order by 1`

/** The tables of the platform as the migrations leave them. */
export const readTables = (run: RunSql): Promise<TableFacts[]> => run<TableFacts>(tablesQuery)

/** The same for a reviewer: what a migration changes shows in the difference of this text. */
export const describeTables = (tables: readonly TableFacts[]): string =>
  tables
    .map((table) =>
      [
        `table ${table.name}${table.isProtected ? ' (row-level security forced)' : ''}`,
        ...table.columns.map((column) => `  ${column}`),
        ...table.keys.map((key) => `  ${key}`),
        ...table.indexes.map((index) => `  ${index}`),
        ...table.policies.map((policy) => `  policy ${policy}`),
        `  granted ${table.grants.join(', ').toLowerCase() || 'nothing'}`,
      ].join('\n'),
    )
    .join('\n\n')
    .concat('\n')
