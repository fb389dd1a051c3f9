import type { MergeRef } from '#identity/accounts'
import { query, type Tx } from '#platform/db'

export interface OwnMandate {
  readonly id: string
  readonly text: string
  readonly state: string
  readonly startsOn: string
  readonly endsOn: string
  readonly askedAt: Date
  readonly decidedAt: Date | null
}

/** Mandates that a person asked, holds, gave or approved. */
export const listOwnMandates = (tx: Tx, accountId: string): Promise<OwnMandate[]> =>
  tx.sql(
    `select id, accepted_text as text, state, starts_on as "startsOn", ends_on as "endsOn", asked_at as "askedAt",
       decided_at as "decidedAt"
     from mandates.mandate where $1 in (asked_by, holder_account_id, principal_account_id, decided_by) order by asked_at, id`,
    [accountId],
  )

const roles = [
  ['holder', 'holder_account_id'],
  ['principal', 'principal_account_id'],
  ['asker', 'asked_by'],
  ['decider', 'decided_by'],
] as const

export async function moveMandates(tx: Tx, { mergeId, from, to }: MergeRef): Promise<void> {
  for (const [role, column] of roles) {
    await tx.sql(
      `with moved as (update mandates.mandate set ${column} = $2 where ${column} = $1 returning id)
       insert into mandates.moved (merge_id, mandate_id, role) select $3, id, $4 from moved on conflict do nothing`,
      [from, to, mergeId, role],
    )
  }
}

export async function moveMandatesBack(tx: Tx, { mergeId, from }: MergeRef): Promise<void> {
  for (const [role, column] of roles) {
    await tx.sql(
      `update mandates.mandate set ${column} = $1
       where id in (select mandate_id from mandates.moved where merge_id = $2 and role = $3)`,
      [from, mergeId, role],
    )
  }
  await tx.run(query.deleteFrom('mandates.moved').where('merge_id', '=', mergeId))
}

/** Mandates that somebody holds, and asks of hers without an answer. */
export const listToEnd = (tx: Tx, accountId: string): Promise<{ id: string }[]> =>
  tx.all(
    query
      .selectFrom('mandates.mandate')
      .select('id')
      .where((where) =>
        where.or([
          where.and([where('holder_account_id', '=', accountId), where('state', '=', 'approved')]),
          where.and([where('principal_account_id', '=', accountId), where('state', '=', 'approved')]),
          where.and([where('asked_by', '=', accountId), where('state', 'in', ['asked', 'notified', 'seen'])]),
        ]),
      )
      .orderBy('id'),
  )
