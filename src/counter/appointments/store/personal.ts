import type { MergeRef } from '#identity/accounts'
import type { Localized } from '#kernel/localized'
import { query, type Tx } from '#platform/db'

export interface OwnAppointmentRow {
  readonly kind: Localized
  readonly agenda: Localized
  readonly place: string
  readonly startsAt: Date
  readonly status: string
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
}

/** What an account has anywhere: to be read through a door. */
export const listOwnRows = (tx: Tx, accountId: string): Promise<OwnAppointmentRow[]> =>
  tx.sql<OwnAppointmentRow>(
    `select k.title as kind, g.title as agenda, g.place, a.starts_at as "startsAt",
       a.status, a.name, a.email, a.phone
     from appointments.appointment a
     join appointments.kind k on k.collectivity_id = a.collectivity_id and k.id = a.kind_id
     join appointments.agenda g on g.collectivity_id = a.collectivity_id and g.id = a.agenda_id
     where a.account_id = $1 order by a.starts_at`,
    [accountId],
  )

/** The same in one collectivity. */
export const listOwnRowsHere = (tx: Tx, collectivityId: string, accountId: string): Promise<OwnAppointmentRow[]> =>
  tx.sql<OwnAppointmentRow>(
    `select k.title as kind, g.title as agenda, g.place, a.starts_at as "startsAt",
       a.status, a.name, a.email, a.phone
     from appointments.appointment a
     join appointments.kind k on k.collectivity_id = a.collectivity_id and k.id = a.kind_id
     join appointments.agenda g on g.collectivity_id = a.collectivity_id and g.id = a.agenda_id
     where a.collectivity_id = $1 and a.account_id = $2 order by a.starts_at`,
    [collectivityId, accountId],
  )

export interface ComingRow extends Pick<OwnAppointmentRow, 'kind' | 'place' | 'startsAt'> {
  readonly collectivityId: string
  readonly id: string
}

/** What an account will come to anywhere, the soonest first: to be read through a door. */
export const listComingRows = (tx: Tx, accountId: string, now: Date): Promise<ComingRow[]> =>
  tx.sql<ComingRow>(
    `select a.collectivity_id as "collectivityId", a.id, k.title as kind, g.place, a.starts_at as "startsAt"
     from appointments.appointment a
     join appointments.kind k on k.collectivity_id = a.collectivity_id and k.id = a.kind_id
     join appointments.agenda g on g.collectivity_id = a.collectivity_id and g.id = a.agenda_id
     where a.account_id = $1 and a.status = 'booked' and a.ends_at > $2 order by a.starts_at limit 50`,
    [accountId, now],
  )

/** Collectivities where an account has appointments, or where a merge moved some: to be read through a door. */
export const listPlaces = async (tx: Tx, of: { accountId: string } | { mergeId: string }): Promise<string[]> =>
  (
    await tx.sql<{ id: string }>(
      `select distinct collectivity_id as id from appointments.appointment
       where ${'accountId' in of ? 'account_id' : 'merge_id'} = $1 order by 1`,
      ['accountId' in of ? of.accountId : of.mergeId],
    )
  ).map(({ id }) => id)

type MovingThere = MergeRef & { readonly collectivityId: string }

export async function moveRows(tx: Tx, { collectivityId, mergeId, from, to }: MovingThere): Promise<void> {
  await tx.run(
    query
      .updateTable('appointments.appointment')
      .set({ account_id: to, merge_id: mergeId, merged_from: from })
      .where('collectivity_id', '=', collectivityId)
      .where('account_id', '=', from),
  )
}

export async function moveRowsBack(tx: Tx, { collectivityId, mergeId, from }: MovingThere): Promise<void> {
  await tx.run(
    query
      .updateTable('appointments.appointment')
      .set({ account_id: from, merge_id: null, merged_from: null })
      .where('collectivity_id', '=', collectivityId)
      .where('merge_id', '=', mergeId),
  )
}

/** The account is no more: the appointment stays until it has taken place and is forgotten as others. */
export async function untieRows(tx: Tx, collectivityId: string, accountId: string): Promise<void> {
  await tx.run(
    query
      .updateTable('appointments.appointment')
      .set({ account_id: null, merge_id: null, merged_from: null })
      .where('collectivity_id', '=', collectivityId)
      .where('account_id', '=', accountId),
  )
}
