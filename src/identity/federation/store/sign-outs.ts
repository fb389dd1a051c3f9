import type { Tx } from '#platform/db'
import type { SignOut } from '../schema.ts'
import { lastEnd } from './pieces.ts'

const columns = 'id, steps, destination, begun_at as "begunAt", expires_at as "expiresAt"'

export async function insertSignOut(tx: Tx, { id, steps, destination, begunAt, expiresAt }: SignOut): Promise<void> {
  await tx.sql(
    'insert into federation.sign_out (id, steps, destination, begun_at, expires_at) values ($1, $2, $3, $4, $5)',
    [id, JSON.stringify(steps), JSON.stringify(destination), begunAt, expiresAt],
  )
}

/** The steps of a departure, as they stand. */
export const findSteps = async (tx: Tx, id: string, now: Date): Promise<SignOut['steps'] | undefined> =>
  (
    await tx.sql<Pick<SignOut, 'steps'>>(
      'select steps from federation.sign_out where id = $1 and expires_at > $2 and expires_at < $3',
      [id, now, lastEnd(now)],
    )
  )[0]?.steps

/** The row is held until the end of the transaction: two tabs do not take the same step. */
export const holdSignOut = async (tx: Tx, id: string, now: Date): Promise<SignOut | undefined> =>
  (
    await tx.sql<SignOut>(
      `select ${columns} from federation.sign_out where id = $1 and expires_at > $2 and expires_at < $3 for update`,
      [id, now, lastEnd(now)],
    )
  )[0]

export async function saveSteps(
  tx: Tx,
  { id, expiresAt }: Pick<SignOut, 'id' | 'expiresAt'>,
  steps: SignOut['steps'],
): Promise<void> {
  await tx.sql('update federation.sign_out set steps = $3 where id = $1 and expires_at = $2', [
    id,
    expiresAt,
    JSON.stringify(steps),
  ])
}
