import { createHash } from 'node:crypto'

/*
 * A second reading of the journal's chain, written from its definition and not from its code: sha256 of the line in
 * canonical JSON, the hash of the line before being part of it.
 */

/** A line as the table has it. */
export interface JournalRow {
  readonly collectivity_id: string
  readonly dossier_id: string
  readonly seq: number
  readonly id: string
  readonly at: Date
  readonly kind: string
  readonly actor_kind: string
  readonly actor_account_id: string | null
  readonly actor_name: string
  readonly cause: string | null
  readonly idempotency_key: string | null
  readonly visibility: string
  readonly payload: unknown
  readonly previous_hash: Buffer
  readonly hash: Buffer
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1))
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join(',')}}`
}

const hashOf = (row: JournalRow): Buffer =>
  createHash('sha256')
    .update(
      canonical({
        collectivityId: row.collectivity_id,
        dossierId: row.dossier_id,
        seq: row.seq,
        id: row.id,
        at: row.at.toISOString(),
        kind: row.kind,
        actor: { kind: row.actor_kind, accountId: row.actor_account_id, name: row.actor_name },
        cause: row.cause,
        idempotencyKey: row.idempotency_key,
        visibility: row.visibility,
        payload: row.payload,
        previous: row.previous_hash.toString('hex'),
      }),
    )
    .digest()

/** What is wrong with the journals: lines by dossier in order, and where each dossier says that its journal ends. */
export function journalFaults(
  rows: readonly JournalRow[],
  heads: readonly { readonly id: string; readonly seq: number; readonly hash: Buffer }[],
): string[] {
  const byDossier = Map.groupBy(rows, (row) => row.dossier_id)
  const faults = heads.flatMap((head) => {
    let last = { seq: 0, hash: Buffer.alloc(32) as Buffer }
    for (const row of byDossier.get(head.id) ?? []) {
      if (row.seq !== last.seq + 1) return [`${head.id}: line ${last.seq + 1} is missing`]
      if (!row.previous_hash.equals(last.hash) || !hashOf(row).equals(row.hash))
        return [`${head.id}: line ${row.seq} was changed`]
      last = { seq: row.seq, hash: row.hash }
    }
    return last.seq === head.seq && last.seq > 0 && last.hash.equals(head.hash)
      ? []
      : [`${head.id}: its end is missing`]
  })
  const known = new Set(heads.map(({ id }) => id))
  return [
    ...faults,
    ...[...byDossier.keys()].filter((id) => !known.has(id)).map((id) => `${id}: a journal without dossier`),
  ]
}
