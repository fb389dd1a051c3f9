import { query, type Tx } from '#platform/db'

interface GuestKey {
  readonly collectivityId: string
  readonly accountId: string
}

/** A guest's stay. */
export interface Stay {
  readonly id: string
  readonly collectivityId: string
  readonly accountId: string
  /** Where she comes from. */
  readonly organisation: string
  readonly reason: string
  readonly sponsorId: string
  readonly startsAt: Date
  readonly endsAt: Date
}

const stays = () =>
  query
    .selectFrom('accounts.guest')
    .select(['id', 'organisation', 'reason'])
    .select(['collectivity_id as collectivityId', 'account_id as accountId', 'sponsor_id as sponsorId'])
    .select(['starts_at as startsAt', 'ends_at as endsAt'])

/** The stay of a guest that is not over at that moment; the last when there are several. */
export const findStay = async (tx: Tx, of: GuestKey, at: Date): Promise<Stay | undefined> =>
  tx.first(
    stays()
      .where('collectivity_id', '=', of.collectivityId)
      .where('account_id', '=', of.accountId)
      .where('ends_at', '>', at)
      .orderBy('ends_at', 'desc'),
  )
