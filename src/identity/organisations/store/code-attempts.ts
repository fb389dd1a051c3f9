import { newId } from '#kernel/ids'
import { query, type Tx } from '#platform/db'
import type { CodeAttempt } from '../domain/codes.ts'

interface Place {
  readonly collectivityId: string
  readonly organisationId: string
}

/** Wrong codes typed for an organisation; read while its codes are locked, so that two at once count two. */
export const listAttempts = (tx: Tx, { collectivityId, organisationId }: Place): Promise<CodeAttempt[]> =>
  tx.all(
    query
      .selectFrom('organisations.code_attempt')
      .select(['account_id as accountId', 'verification_ids as verificationIds', 'at'])
      .where('collectivity_id', '=', collectivityId)
      .where('organisation_id', '=', organisationId),
  )

export async function insertAttempt(
  tx: Tx,
  { collectivityId, organisationId }: Place,
  attempt: CodeAttempt,
): Promise<void> {
  await tx.run(
    query.insertInto('organisations.code_attempt').values({
      collectivity_id: collectivityId,
      id: newId(),
      organisation_id: organisationId,
      account_id: attempt.accountId,
      verification_ids: [...attempt.verificationIds],
      at: attempt.at,
    }),
  )
}

export const forgetAttempts = (tx: Tx, { collectivityId, organisationId }: Place, before: Date): Promise<number> =>
  tx.run(
    query
      .deleteFrom('organisations.code_attempt')
      .where('collectivity_id', '=', collectivityId)
      .where('organisation_id', '=', organisationId)
      .where('at', '<', before),
  )
