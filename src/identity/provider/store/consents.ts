import { statement, type Tx } from '#platform/db'
import type { Decision } from '../domain/claims.ts'

const latest = statement(
  'provider.latest_consents',
  `select distinct on (datum) datum, decision from provider.consent
   where account_id = $1 and client_id = $2 order by datum, at desc, id desc`,
)

/** The last word of a person on each datum that an application asked for. */
export async function findDecisions(tx: Tx, accountId: string, clientId: string): Promise<Map<string, Decision>> {
  const rows = await tx.named<{ datum: string; decision: Decision }>(latest, [accountId, clientId])
  return new Map(rows.map(({ datum, decision }) => [datum, decision]))
}

export interface NewConsent {
  readonly id: string
  readonly accountId: string
  readonly clientId: string
  readonly datum: string
  readonly decision: Decision
  readonly at: Date
  readonly textHash: Buffer | null
}

/** The words that were shown, kept once. */
export async function keepText(tx: Tx, hash: Buffer, text: string): Promise<void> {
  await tx.sql('insert into provider.consent_text (hash, text) values ($1, $2) on conflict (hash) do nothing', [
    hash,
    text,
  ])
}

export async function insertConsent(tx: Tx, consent: NewConsent): Promise<void> {
  await tx.sql(
    `insert into provider.consent (account_id, id, client_id, datum, decision, at, text_hash)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [consent.accountId, consent.id, consent.clientId, consent.datum, consent.decision, consent.at, consent.textHash],
  )
}

/** One word of a person on one datum, as her history shows it. */
export interface ConsentWord {
  readonly clientId: string
  readonly clientName: string
  readonly datum: string
  readonly decision: Decision
  readonly at: Date
  readonly text: string | null
}

/** The latest first. */
export const listWords = (tx: Tx, accountId: string, limit: number): Promise<ConsentWord[]> =>
  tx.sql(
    `select c.client_id as "clientId", coalesce(k.name, c.client_id) as "clientName", c.datum, c.decision, c.at, t.text
     from provider.consent c
       left join provider.client k on k.client_id = c.client_id
       left join provider.consent_text t on t.hash = c.text_hash
     where c.account_id = $1 order by c.at desc, c.id desc limit $2`,
    [accountId, limit],
  )

/** Gives the consents of one account to another, under the name of a merge; again changes nothing. */
export async function moveConsents(
  tx: Tx,
  { mergeId, from, to }: { readonly mergeId: string; readonly from: string; readonly to: string },
): Promise<void> {
  await tx.sql(`update provider.consent set account_id = $3, moved_from = $2, merge_id = $1 where account_id = $2`, [
    mergeId,
    from,
    to,
  ])
}

/** Gives back what a merge moved, and nothing else. */
export async function moveConsentsBack(tx: Tx, mergeId: string): Promise<void> {
  await tx.sql(
    `update provider.consent set account_id = moved_from, moved_from = null, merge_id = null
     where merge_id = $1 and moved_from is not null`,
    [mergeId],
  )
}
