import { statement, type Tx } from '#platform/db'

/** Which key signs what is sent to the tool of another authority. */
interface AuthorityRow {
  readonly host: string
  readonly keyNumber: number
  /** Signs besides, until it takes the place of the other. */
  readonly nextNumber: number | null
  readonly changedAt: Date
}

const columns = 'host, key_number as "keyNumber", next_number as "nextNumber", changed_at as "changedAt"'

const list = statement(
  'dossiers.list_authorities',
  `select ${columns} from dossiers.authority where collectivity_id = $1 order by host`,
)

export const listAuthorityRows = (tx: Tx, collectivityId: string): Promise<AuthorityRow[]> =>
  tx.named<AuthorityRow>(list, [collectivityId])

const find = statement(
  'dossiers.find_authority',
  `select ${columns} from dossiers.authority where collectivity_id = $1 and host = $2`,
)

export async function findAuthorityRow(
  tx: Tx,
  collectivityId: string,
  host: string,
): Promise<AuthorityRow | undefined> {
  return (await tx.named<AuthorityRow>(find, [collectivityId, host]))[0]
}

export interface AuthorityChange {
  readonly collectivityId: string
  readonly host: string
  readonly by: string | null
  readonly at: Date
}

const insert = statement(
  'dossiers.insert_authority',
  `insert into dossiers.authority (collectivity_id, host, changed_by, changed_at) values ($1, $2, $3, $4)
  on conflict (collectivity_id, host) do nothing`,
)

export async function insertAuthorityRow(tx: Tx, { collectivityId, host, by, at }: AuthorityChange): Promise<void> {
  await tx.named(insert, [collectivityId, host, by, at])
}

const prepare = statement(
  'dossiers.prepare_authority_key',
  `update dossiers.authority set next_number = key_number + 1, changed_by = $3, changed_at = $4
  where collectivity_id = $1 and host = $2 and next_number is null`,
)

/** One that is prepared already stays. */
export async function prepareAuthorityKeyRow(tx: Tx, { collectivityId, host, by, at }: AuthorityChange): Promise<void> {
  await tx.named(prepare, [collectivityId, host, by, at])
}

const take = statement(
  'dossiers.take_authority_key',
  `update dossiers.authority set key_number = next_number, next_number = null, changed_by = $3, changed_at = $4
  where collectivity_id = $1 and host = $2 and next_number is not null`,
)

/** The key that was prepared takes the place of the other, if there is one. */
export async function takeAuthorityKeyRow(tx: Tx, { collectivityId, host, by, at }: AuthorityChange): Promise<void> {
  await tx.named(take, [collectivityId, host, by, at])
}
