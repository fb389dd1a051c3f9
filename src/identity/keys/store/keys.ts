import { statement, type Tx } from '#platform/db'
import type { ApiKey, KeyEvent, KeySecret, Scope } from '../schema.ts'

const columns = `k.id, k.name, k.purpose, k.scopes, k.services, k.procedures, k.per_minute as "perMinute",
  k.made_by as "makerId", k.made_by_name as "makerName", k.made_at as "madeAt", k.ends_at as "endsAt",
  k.revoked_at as "revokedAt"`

type KeyRow = Omit<ApiKey, 'secrets'>
type SecretRow = KeySecret & { readonly keyId: string }

const list = statement(
  'keys.list',
  `select ${columns} from keys.key k where k.collectivity_id = $1 order by k.made_at desc, k.id`,
)
const secretsOf = statement(
  'keys.list_secrets',
  `select key_id as "keyId", hint, made_at as "madeAt", ends_at as "endsAt", last_used_at as "lastUsedAt"
  from keys.secret where collectivity_id = $1 order by made_at desc, lookup`,
)

const secretOf = ({ hint, madeAt, endsAt, lastUsedAt }: SecretRow): KeySecret => ({ hint, madeAt, endsAt, lastUsedAt })

/** The keys of a collectivity, the latest first, ended ones too. */
export async function listKeyRows(tx: Tx, collectivityId: string): Promise<ApiKey[]> {
  const [keys, secrets] = await Promise.all([
    tx.named<KeyRow>(list, [collectivityId]),
    tx.named<SecretRow>(secretsOf, [collectivityId]),
  ])
  const byKey = Map.groupBy(secrets, ({ keyId }) => keyId)
  return keys.map((key) => ({ ...key, secrets: (byKey.get(key.id) ?? []).map(secretOf) }))
}

const insert = statement(
  'keys.insert',
  `insert into keys.key (collectivity_id, id, name, purpose, scopes, services, procedures, per_minute, made_by,
    made_by_name, made_at, ends_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
)

export async function insertKeyRow(tx: Tx, collectivityId: string, key: Omit<KeyRow, 'revokedAt'>): Promise<void> {
  await tx.named(insert, [
    collectivityId,
    key.id,
    key.name,
    key.purpose,
    key.scopes,
    key.services,
    key.procedures,
    key.perMinute,
    key.makerId,
    key.makerName,
    key.madeAt,
    key.endsAt,
  ])
}

const insertSecret = statement(
  'keys.insert_secret',
  `insert into keys.secret (collectivity_id, lookup, key_id, hash, hint, made_at) values ($1, $2, $3, $4, $5, $6)`,
)
const endSecrets = statement(
  'keys.end_secrets',
  `update keys.secret set ends_at = $3 where collectivity_id = $1 and key_id = $2 and (ends_at is null or ends_at > $3)`,
)

export interface NewSecret {
  readonly keyId: string
  readonly lookup: string
  readonly hash: Buffer
  readonly hint: string
  readonly madeAt: Date
}

/** The secret in use from now on; the others stay good until a moment. */
export async function insertSecretRow(
  tx: Tx,
  collectivityId: string,
  secret: NewSecret,
  othersUntil: Date,
): Promise<void> {
  await tx.named(endSecrets, [collectivityId, secret.keyId, othersUntil])
  await tx.named(insertSecret, [collectivityId, secret.lookup, secret.keyId, secret.hash, secret.hint, secret.madeAt])
}

const revoke = statement(
  'keys.revoke',
  'update keys.key set revoked_at = $3 where collectivity_id = $1 and id = $2 and revoked_at is null',
)
const takeOver = statement(
  'keys.take_over',
  'update keys.key set made_by = $3, made_by_name = $4 where collectivity_id = $1 and id = $2',
)

export async function revokeKeyRow(tx: Tx, collectivityId: string, keyId: string, at: Date): Promise<void> {
  await tx.named(revoke, [collectivityId, keyId, at])
}

export async function takeOverKeyRow(
  tx: Tx,
  collectivityId: string,
  keyId: string,
  by: { readonly accountId: string; readonly name: string },
): Promise<void> {
  await tx.named(takeOver, [collectivityId, keyId, by.accountId, by.name])
}

const insertEvent = statement(
  'keys.insert_event',
  `insert into keys.event (collectivity_id, id, key_id, kind, actor_id, actor_name, at) values ($1, $2, $3, $4, $5, $6, $7)`,
)

export interface NewKeyEvent extends KeyEvent {
  readonly id: string
  readonly keyId: string
  readonly actorId: string | null
}

export async function insertKeyEventRow(tx: Tx, collectivityId: string, event: NewKeyEvent): Promise<void> {
  await tx.named(insertEvent, [
    collectivityId,
    event.id,
    event.keyId,
    event.kind,
    event.actorId,
    event.actorName,
    event.at,
  ])
}

const events = statement(
  'keys.list_events',
  `select kind, actor_name as "actorName", at from keys.event where collectivity_id = $1 and key_id = $2 order by at desc, id desc`,
)

export const listKeyEventRows = (tx: Tx, collectivityId: string, keyId: string): Promise<KeyEvent[]> =>
  tx.named<KeyEvent>(events, [collectivityId, keyId])

/** A key as a token found it. */
export interface FoundKey extends Pick<KeyRow, 'id' | 'name' | 'services' | 'procedures' | 'perMinute' | 'makerId'> {
  readonly scopes: readonly Scope[]
  readonly endsAt: Date
  readonly revokedAt: Date | null
  readonly hash: Buffer
  readonly secretEndsAt: Date | null
  readonly lastUsedAt: Date | null
}

const find = statement(
  'keys.find_by_lookup',
  `select k.id, k.name, k.scopes, k.services, k.procedures, k.per_minute as "perMinute", k.made_by as "makerId",
    k.ends_at as "endsAt", k.revoked_at as "revokedAt", s.hash, s.ends_at as "secretEndsAt", s.last_used_at as "lastUsedAt"
  from keys.secret s join keys.key k on k.collectivity_id = s.collectivity_id and k.id = s.key_id
  where s.collectivity_id = $1 and s.lookup = $2`,
)

export async function findKeyRow(tx: Tx, collectivityId: string, lookup: string): Promise<FoundKey | undefined> {
  return (await tx.named<FoundKey>(find, [collectivityId, lookup]))[0]
}

const use = statement('keys.use', 'update keys.secret set last_used_at = $3 where collectivity_id = $1 and lookup = $2')

export async function useSecretRow(tx: Tx, collectivityId: string, lookup: string, at: Date): Promise<void> {
  await tx.named(use, [collectivityId, lookup, at])
}
