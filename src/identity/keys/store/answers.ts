import { statement, type Tx } from '#platform/db'

export interface AnswerKey {
  readonly collectivityId: string
  readonly keyId: string
  readonly idempotencyKey: string
}

export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface AnswerRow {
  readonly fingerprint: Buffer
  readonly begunAt: Date
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>> | null
  readonly body: string | null
}

const begin = statement(
  'keys.begin_answer',
  `insert into keys.answer (collectivity_id, key_id, idempotency_key, fingerprint, begun_at) values ($1, $2, $3, $4, $5)
  on conflict (collectivity_id, key_id, idempotency_key) do nothing returning true as begun`,
)
const read = statement(
  'keys.read_answer',
  `select fingerprint, begun_at as "begunAt", status, headers, body from keys.answer
  where collectivity_id = $1 and key_id = $2 and idempotency_key = $3`,
)
const again = statement(
  'keys.begin_again',
  `update keys.answer set begun_at = $5 where collectivity_id = $1 and key_id = $2 and idempotency_key = $3
    and status is null and begun_at = $4 returning true as begun`,
)

/** Takes a key for a request that begins. @returns what stands there when another one has it. */
export async function beginAnswerRow(
  tx: Tx,
  key: AnswerKey,
  fingerprint: Buffer,
  at: Date,
): Promise<AnswerRow | undefined> {
  const [begun] = await tx.named(begin, [...partsOf(key), fingerprint, at])
  if (begun) return undefined
  return (await tx.named<AnswerRow>(read, partsOf(key)))[0]
}

/** The same for one whose process died before it answered; false when somebody else was faster. */
export const beginAgainRow = async (tx: Tx, key: AnswerKey, before: Date, at: Date): Promise<boolean> =>
  (await tx.named(again, [...partsOf(key), before, at])).length > 0

const partsOf = ({ collectivityId, keyId, idempotencyKey }: AnswerKey) => [collectivityId, keyId, idempotencyKey]

const keep = statement(
  'keys.keep_answer',
  `update keys.answer set status = $4, headers = $5, body = $6
  where collectivity_id = $1 and key_id = $2 and idempotency_key = $3`,
)

export async function keepAnswerRow(tx: Tx, key: AnswerKey, answer: KeptAnswer): Promise<void> {
  await tx.named(keep, [...partsOf(key), answer.status, JSON.stringify(answer.headers), answer.body])
}

const drop = statement(
  'keys.drop_answer',
  `delete from keys.answer where collectivity_id = $1 and key_id = $2 and idempotency_key = $3 and status is null`,
)

/** The key is free again: what failed on our side is tried anew. */
export async function dropAnswerRow(tx: Tx, key: AnswerKey): Promise<void> {
  await tx.named(drop, partsOf(key))
}

const sweep = statement('keys.sweep_answers', 'delete from keys.answer where collectivity_id = $1 and begun_at < $2')

export async function sweepAnswerRows(tx: Tx, collectivityId: string, before: Date): Promise<void> {
  await tx.named(sweep, [collectivityId, before])
}
