import { query, type Tx } from '#platform/db'

export interface StoredAnswer {
  readonly status: number
  readonly body: unknown
  readonly fetchedAt: Date
}

export const findAnswer = async (tx: Tx, resource: string, number: string): Promise<StoredAnswer | undefined> =>
  tx.first(
    query
      .selectFrom('organisations.register_answer')
      .select(['status', 'body', 'fetched_at as fetchedAt'])
      .where('resource', '=', resource)
      .where('number', '=', number),
  )

export async function saveAnswer(
  tx: Tx,
  answer: StoredAnswer & { readonly resource: string; readonly number: string },
): Promise<void> {
  await tx.sql(
    `insert into organisations.register_answer (resource, number, status, body, fetched_at) values ($1, $2, $3, $4, $5)
     on conflict (resource, number) do update set status = excluded.status, body = excluded.body,
       fetched_at = excluded.fetched_at where register_answer.fetched_at <= excluded.fetched_at`,
    [answer.resource, answer.number, answer.status, JSON.stringify(answer.body), answer.fetchedAt],
  )
}

export const deleteOldAnswers = (tx: Tx, before: Date): Promise<number> =>
  tx.run(query.deleteFrom('organisations.register_answer').where('fetched_at', '<', before))
