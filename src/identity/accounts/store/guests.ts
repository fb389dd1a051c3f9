import { query, type Tx } from '#platform/db'
import { sponsorUntil } from './held.ts'

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

export interface StayRow extends Stay {
  readonly invitedBy: string | null
}

export const insertStay = (tx: Tx, row: StayRow): Promise<number> =>
  tx.run(
    query.insertInto('accounts.guest').values({
      collectivity_id: row.collectivityId,
      account_id: row.accountId,
      id: row.id,
      organisation: row.organisation,
      reason: row.reason,
      sponsor_id: row.sponsorId,
      starts_at: row.startsAt,
      ends_at: row.endsAt,
      renewed_at: row.startsAt,
      invited_by: row.invitedBy,
    }),
  )

/** A stay, held until the transaction ends. */
export const lockStay = async (tx: Tx, key: GuestKey & { readonly stayId: string }): Promise<Stay | undefined> =>
  tx.first(
    stays()
      .where('collectivity_id', '=', key.collectivityId)
      .where('account_id', '=', key.accountId)
      .where('id', '=', key.stayId)
      .forUpdate(),
  )

export const changeStay = (
  tx: Tx,
  stay: Stay,
  change: { endsAt?: Date; renewedAt?: Date; sponsorId?: string },
): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.guest')
      .set({
        ...(change.endsAt && { ends_at: change.endsAt }),
        ...(change.renewedAt && { renewed_at: change.renewedAt }),
        ...(change.sponsorId !== undefined && { sponsor_id: change.sponsorId }),
      })
      .where('collectivity_id', '=', stay.collectivityId)
      .where('account_id', '=', stay.accountId)
      .where('id', '=', stay.id),
  )

const guestColumns = (
  at: string,
): string => `g.id as "stayId", g.account_id as "accountId", a.given_name as "givenName",
   a.family_name as "familyName", a.email, g.organisation, g.reason, g.starts_at as "startsAt", g.ends_at as "endsAt",
   g.sponsor_id as "sponsorId", sp.given_name || ' ' || sp.family_name as "sponsorName",
   case when isfinite(${sponsorUntil('g', at)}) then ${sponsorUntil('g', at)}
        when ${sponsorUntil('g', at)} < ${at} then g.starts_at end as "sponsorUntil"`

/** A stay with the names that lists show. */
export interface GuestRow {
  readonly stayId: string
  readonly accountId: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly organisation: string
  readonly reason: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly sponsorId: string
  readonly sponsorName: string
  /** When the sponsor left or will; null while nothing ends her own roles. */
  readonly sponsorUntil: Date | null
}

/** Guests of a collectivity whose stay is not long over, the nearest end first; those of one sponsor when asked. */
export const listGuestRows = (
  tx: Tx,
  of: { collectivityId: string; sponsorId?: string | undefined; accountId?: string | undefined },
  at: Date,
): Promise<GuestRow[]> =>
  tx.sql<GuestRow>(
    `select ${guestColumns('$2::timestamptz')}
     from accounts.guest g join accounts.account a on a.id = g.account_id join accounts.account sp on sp.id = g.sponsor_id
     where g.collectivity_id = $1 and g.ends_at > $2::timestamptz - interval '1 year' and a.closed_at is null
       and ($3::uuid is null or g.sponsor_id = $3) and ($4::uuid is null or g.account_id = $4)
     order by g.ends_at <= $2::timestamptz, g.ends_at, g.id limit 500`,
    [of.collectivityId, at, of.sponsorId ?? null, of.accountId ?? null],
  )

/** Stays to tell somebody of, over all collectivities, through a door: an end that is near, or nobody who answers. */
export const staysToTell = (
  tx: Tx,
  moment: { at: Date; endsBefore: Date },
): Promise<{ collectivityId: string; accountId: string; stayId: string }[]> =>
  tx.sql(
    `select g.collectivity_id as "collectivityId", g.account_id as "accountId", g.id as "stayId" from accounts.guest g
     where g.starts_at <= $1::timestamptz and g.ends_at > $1::timestamptz and (
       (g.ends_at <= $2::timestamptz and g.reminded_for is distinct from g.ends_at)
       or (g.told_without is distinct from g.sponsor_id and ${sponsorUntil('g', '$1::timestamptz')} <= $1::timestamptz))
     order by g.collectivity_id, g.id`,
    [moment.at, moment.endsBefore],
  )

/** Marks an end as told to the sponsor; false when it was already. */
export const markReminded = async (tx: Tx, stay: Stay): Promise<boolean> =>
  (
    await tx.sql(
      `update accounts.guest set reminded_for = ends_at where collectivity_id = $1 and account_id = $2 and id = $3
         and reminded_for is distinct from ends_at returning id`,
      [stay.collectivityId, stay.accountId, stay.id],
    )
  ).length === 1

/** Marks that administrators were told of a stay whose sponsor left; false when they were already. */
export const markTold = async (tx: Tx, stay: Stay): Promise<boolean> =>
  (
    await tx.sql(
      `update accounts.guest set told_without = sponsor_id where collectivity_id = $1 and account_id = $2 and id = $3
         and told_without is distinct from sponsor_id returning id`,
      [stay.collectivityId, stay.accountId, stay.id],
    )
  ).length === 1

/** Ends what former stays gave, where they ended: only the open one gives something. */
export async function endFormer(tx: Tx, of: GuestKey & { readonly guestId: string }, at: Date): Promise<void> {
  for (const table of ['agent_role', 'group_member'] as const) {
    await tx.sql(
      `update accounts.${table} r set ends_at = greatest(r.starts_at, least(g.ends_at, $4)) from accounts.guest g
       where r.collectivity_id = $1 and r.account_id = $2 and r.ends_at is null and r.guest_id <> $3
         and g.collectivity_id = r.collectivity_id and g.account_id = r.account_id and g.id = r.guest_id`,
      [of.collectivityId, of.accountId, of.guestId, at],
    )
  }
}
