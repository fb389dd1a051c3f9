import { query, statement, type Tx } from '#platform/db'
import type { Client, ClientError, ClientSecrets } from '../schema.ts'

const columns = `id, client_id as "clientId", protocol, name, collectivity_id as "collectivityId",
  is_first_party as "isFirstParty", is_open as "isOpen", redirect_uris as "redirectUris",
  logout_redirect_uris as "logoutRedirectUris", backchannel_logout_uri as "backchannelLogoutUri",
  auth_method as "authMethod", jwks, jwks_uri as "jwksUri", subject_type as "subjectType",
  signing_algorithm as "signingAlgorithm", is_userinfo_signed as "isUserinfoSigned", scopes,
  required_data as "requiredData", may_refresh as "mayRefresh", contact, home_uri as "homeUri", rules, settings`

export interface StoredClient extends Client {
  readonly secrets: ClientSecrets
}

type Row = Client & { secretHash: Buffer | null; formerSecretHash: Buffer | null; formerSecretUntil: Date | null }

const secretColumns = `secret_hash as "secretHash", former_secret_hash as "formerSecretHash",
  former_secret_until as "formerSecretUntil"`

const byClientId = statement(
  'provider.client_by_client_id',
  `select ${columns}, ${secretColumns} from provider.client where client_id = $1`,
)
const byId = statement(
  'provider.client_by_id',
  `select ${columns}, ${secretColumns} from provider.client where id = $1`,
)

function storedOf(row: Row | undefined): StoredClient | undefined {
  if (!row) return undefined
  const { secretHash, formerSecretHash, formerSecretUntil, ...client } = row
  return { ...client, secrets: { current: secretHash, former: formerSecretHash, formerUntil: formerSecretUntil } }
}

export const findByClientId = async (tx: Tx, clientId: string): Promise<StoredClient | undefined> =>
  storedOf((await tx.named<Row>(byClientId, [clientId]))[0])

export const findById = async (tx: Tx, id: string): Promise<StoredClient | undefined> =>
  storedOf((await tx.named<Row>(byId, [id]))[0])

/** Every application, by name. */
export const listAll = (tx: Tx): Promise<Client[]> =>
  tx.sql<Client>(`select ${columns} from provider.client order by name, client_id limit 1000`)

const rowOf = (client: Omit<Client, 'id' | 'clientId' | 'protocol'>) => ({
  name: client.name,
  collectivity_id: client.collectivityId,
  is_first_party: client.isFirstParty,
  is_open: client.isOpen,
  redirect_uris: [...client.redirectUris],
  logout_redirect_uris: [...client.logoutRedirectUris],
  backchannel_logout_uri: client.backchannelLogoutUri,
  auth_method: client.authMethod,
  jwks: client.jwks === null ? null : JSON.stringify(client.jwks),
  jwks_uri: client.jwksUri,
  subject_type: client.subjectType,
  signing_algorithm: client.signingAlgorithm,
  is_userinfo_signed: client.isUserinfoSigned,
  scopes: [...client.scopes],
  required_data: [...client.requiredData],
  may_refresh: client.mayRefresh,
  contact: client.contact,
  home_uri: client.homeUri,
  rules: JSON.stringify(client.rules),
  settings: JSON.stringify(client.settings),
})

/** @returns false when another application bears that name already. */
export async function insertClient(tx: Tx, client: Client, secretHash: Buffer | null, at: Date): Promise<boolean> {
  const inserted = await tx.run(
    query
      .insertInto('provider.client')
      .values({
        id: client.id,
        client_id: client.clientId,
        protocol: client.protocol,
        ...rowOf(client),
        secret_hash: secretHash,
        created_at: at,
        changed_at: at,
      })
      .onConflict((conflict) => conflict.column('client_id').doNothing()),
  )
  return inserted === 1
}

export const updateClient = (tx: Tx, client: Client, at: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('provider.client')
      .set({ ...rowOf(client), changed_at: at })
      .where('id', '=', client.id),
  )

/** The new secret opens at once, the one of before until a moment. */
export const replaceSecret = (
  tx: Tx,
  id: string,
  { hash, formerUntil, at }: { readonly hash: Buffer; readonly formerUntil: Date; readonly at: Date },
): Promise<number> =>
  tx.run(
    query
      .updateTable('provider.client')
      .set((row) => ({
        former_secret_hash: row.ref('secret_hash'),
        former_secret_until: formerUntil,
        secret_hash: hash,
        changed_at: at,
      }))
      .where('id', '=', id),
  )

export const insertError = (
  tx: Tx,
  error: { readonly id: string; readonly clientId: string } & ClientError,
): Promise<number> =>
  tx.run(
    query.insertInto('provider.client_error').values({
      client_id: error.clientId,
      id: error.id,
      at: error.at,
      code: error.code,
      description: error.description,
    }),
  )

/** The latest first. */
export const listErrors = (tx: Tx, clientId: string, limit: number): Promise<ClientError[]> =>
  tx.all(
    query
      .selectFrom('provider.client_error')
      .select(['at', 'code', 'description'])
      .where('client_id', '=', clientId)
      .orderBy('id', 'desc')
      .limit(limit),
  ) as Promise<ClientError[]>

/** Keeps a month of them, and of each application the last hundred. */
export async function sweepErrors(tx: Tx, before: Date): Promise<void> {
  await tx.sql('delete from provider.client_error where at < $1', [before])
  await tx.sql(
    `delete from provider.client_error e using (
       select client_id, id, row_number() over (partition by client_id order by id desc) as rank
       from provider.client_error) ranked
     where ranked.client_id = e.client_id and ranked.id = e.id and ranked.rank > 100`,
  )
}
