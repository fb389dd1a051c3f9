import { query, statement, type Tx } from '#platform/db'
import type { EmailChange } from '../schema.ts'

const columns = `c.id, c.account_id as "accountId", c.old_email as "oldEmail", c.new_email as "newEmail",
  c.new_email_key as "newEmailKey", c.session_id as "sessionId", c.cancel_link_id as "cancelLinkId", c.asked_at as "askedAt", c.expires_at as "expiresAt",
  c.new_proved_at as "newProvedAt", c.old_confirmed_at as "oldConfirmedAt", c.old_lost_at as "oldLostAt",
  c.applies_at as "appliesAt", c.ended_at as "endedAt", c.outcome`

const find = statement('accounts.find_email_change', `select ${columns} from accounts.email_change c where c.id = $1`)
const lock = statement(
  'accounts.lock_email_change',
  `select ${columns} from accounts.email_change c where c.id = $1 for update`,
)
const pending = statement(
  'accounts.pending_email_change',
  `select ${columns} from accounts.email_change c where c.account_id = $1 and c.ended_at is null and c.expires_at > $2`,
)
const lockPending = statement(
  'accounts.lock_pending_email_change',
  `select ${columns} from accounts.email_change c where c.account_id = $1 and c.ended_at is null for update`,
)

export const findEmailChange = async (tx: Tx, id: string): Promise<EmailChange | undefined> =>
  (await tx.named<EmailChange>(find, [id]))[0]

export const lockEmailChange = async (tx: Tx, id: string): Promise<EmailChange | undefined> =>
  (await tx.named<EmailChange>(lock, [id]))[0]

export const findPendingChange = async (tx: Tx, accountId: string, now: Date): Promise<EmailChange | undefined> =>
  (await tx.named<EmailChange>(pending, [accountId, now]))[0]

export const lockPendingChange = async (tx: Tx, accountId: string): Promise<EmailChange | undefined> =>
  (await tx.named<EmailChange>(lockPending, [accountId]))[0]

type NewChange = Pick<
  EmailChange,
  'id' | 'accountId' | 'oldEmail' | 'newEmail' | 'newEmailKey' | 'sessionId' | 'cancelLinkId' | 'askedAt' | 'expiresAt'
>

export const insertEmailChange = (tx: Tx, row: NewChange): Promise<number> =>
  tx.run(
    query.insertInto('accounts.email_change').values({
      id: row.id,
      account_id: row.accountId,
      old_email: row.oldEmail,
      new_email: row.newEmail,
      new_email_key: row.newEmailKey,
      session_id: row.sessionId,
      cancel_link_id: row.cancelLinkId,
      asked_at: row.askedAt,
      expires_at: row.expiresAt,
    }),
  )

export const markProof = (tx: Tx, id: string, proof: 'new_proved_at' | 'old_confirmed_at', at: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.email_change')
      .set({ [proof]: at })
      .where('id', '=', id),
  )

export const markLost = (tx: Tx, id: string, lost: { at: Date; appliesAt: Date; expiresAt: Date }): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.email_change')
      .set({ old_lost_at: lost.at, applies_at: lost.appliesAt, expires_at: lost.expiresAt })
      .where('id', '=', id),
  )

export const endChange = (
  tx: Tx,
  id: string,
  end: { at: Date; outcome: NonNullable<EmailChange['outcome']> },
): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.email_change')
      .set({ ended_at: end.at, outcome: end.outcome })
      .where('id', '=', id)
      .where('ended_at', 'is', null),
  )

export const listEmailChanges = (tx: Tx, accountId: string): Promise<object[]> =>
  tx.all<object>(
    query
      .selectFrom('accounts.email_change')
      .select([
        'old_email as oldEmail',
        'new_email as newEmail',
        'asked_at as askedAt',
        'ended_at as endedAt',
        'outcome',
      ])
      .where('account_id', '=', accountId)
      .orderBy('asked_at', 'desc'),
  )

/** The address changes unless another account has it, or may get it back when its merge is undone. */
export async function updateEmail(
  tx: Tx,
  accountId: string,
  to: { email: string; emailKey: string; at: Date },
): Promise<boolean> {
  const rows = await tx.sql(
    `update accounts.account a set email = $2, email_key = $3, email_confirmed_at = $4
     where a.id = $1 and a.closed_at is null
       and not exists (select 1 from accounts.account b where b.email_key = $3 and b.closed_at is null and b.id <> $1)
       and not exists (select 1 from accounts.other_address o join accounts.merge m on m.id = o.merge_id
         where o.email_key = $3 and (m.final_at > $4 or (o.opens and o.account_id <> $1)))
     returning 1`,
    [accountId, to.email, to.emailKey, to.at],
  )
  return rows.length === 1
}

export const expireChanges = (tx: Tx, now: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.email_change')
      .set({ ended_at: now, outcome: 'expired' })
      .where('ended_at', 'is', null)
      .where('expires_at', '<=', now),
  )
