import type { Tx } from '#platform/db'
import type { Mode, Regie } from '../schema.ts'

const columns = `id, name, client_number as "clientNumber", mode, is_open as "isOpen", checked_at as "checkedAt",
  checked_name as "checkedName", checked_fault as "checkedFault"`

export const listRegieRows = (tx: Tx, collectivityId: string): Promise<Regie[]> =>
  tx.sql(`select ${columns} from payments.regie where collectivity_id = $1 order by name, id`, [collectivityId])

/** Those that take money now, as circuits name them: by name, or by number. */
export const listOpenRegies = (
  tx: Tx,
  collectivityId: string,
): Promise<{ readonly name: string; readonly clientNumber: string }[]> =>
  tx.sql(
    `select name, client_number as "clientNumber" from payments.regie where collectivity_id = $1 and is_open order by name, id`,
    [collectivityId],
  )

export interface RegieRow {
  readonly collectivityId: string
  readonly id: string
  readonly name: string
  readonly clientNumber: string
  readonly mode: Mode
  readonly isOpen: boolean
  readonly at: Date
}

/** @returns false when another régie of the collectivity has the number. */
export async function saveRegieRow(tx: Tx, row: RegieRow): Promise<boolean> {
  const { collectivityId, id, name, clientNumber, mode, isOpen, at } = row
  const saved = await tx.sql(
    `insert into payments.regie as r (collectivity_id, id, name, client_number, mode, is_open, created_at, updated_at)
     select $1, $2, $3, $4, $5, $6, $7, $7
     where not exists (select from payments.regie where collectivity_id = $1 and client_number = $4 and id <> $2)
     on conflict (collectivity_id, id) do update set name = $3, client_number = $4, mode = $5, is_open = $6, updated_at = $7,
       checked_at = case when r.client_number = $4 then r.checked_at end,
       checked_name = case when r.client_number = $4 then r.checked_name end,
       checked_fault = case when r.client_number = $4 then r.checked_fault end
     returning id`,
    [collectivityId, id, name, clientNumber, mode, isOpen, at],
  )
  return saved.length === 1
}

interface RegieEventRow {
  readonly collectivityId: string
  readonly regieId: string
  readonly id: string
  readonly actorId: string | null
  readonly at: Date
  readonly detail: object
}

export const insertRegieEvent = (tx: Tx, row: RegieEventRow): Promise<unknown> =>
  tx.sql(
    `insert into payments.regie_event (collectivity_id, regie_id, id, actor_id, at, detail) values ($1, $2, $3, $4, $5, $6)`,
    [row.collectivityId, row.regieId, row.id, row.actorId, row.at, JSON.stringify(row.detail)],
  )

export interface RegieChange {
  readonly at: Date
  readonly actorId: string | null
  readonly detail: {
    readonly name: string
    readonly clientNumber: string
    readonly mode: Mode
    readonly isOpen: boolean
  }
}

export const listRegieChangeRows = (tx: Tx, collectivityId: string, regieId: string): Promise<RegieChange[]> =>
  tx.sql(
    `select at, actor_id as "actorId", detail from payments.regie_event
     where collectivity_id = $1 and regie_id = $2 order by id desc limit 20`,
    [collectivityId, regieId],
  )

interface RegieCheck {
  readonly collectivityId: string
  readonly id: string
  readonly at: Date
  readonly name: string | null
  readonly fault: string | null
}

export const saveRegieCheck = (tx: Tx, { collectivityId, id, at, name, fault }: RegieCheck): Promise<unknown> =>
  tx.sql(
    `update payments.regie set checked_at = $3, checked_name = $4, checked_fault = $5 where collectivity_id = $1 and id = $2`,
    [collectivityId, id, at, name, fault],
  )
