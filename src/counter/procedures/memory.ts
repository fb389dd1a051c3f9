import type { ProcedureRevision } from './schema.ts'

/** Revisions never change, so a process may keep them. About 50 kB each: 10 MB at most. */
const capacity = 200

/** In the order of their last use: the first is the first forgotten. */
const revisions = new Map<string, ProcedureRevision>()

const keyOf = (procedureId: string, number: number): string => `${procedureId} ${number}`

export function recall(procedureId: string, number: number): ProcedureRevision | undefined {
  const key = keyOf(procedureId, number)
  const known = revisions.get(key)
  if (known === undefined) return undefined
  revisions.delete(key)
  revisions.set(key, known)
  return known
}

/** Keeps a revision and freezes it: all the requests of the process share it. */
export function remember(revision: ProcedureRevision): ProcedureRevision {
  revisions.set(keyOf(revision.procedureId, revision.number), freeze(revision))
  const oldest = revisions.keys().next().value
  if (revisions.size > capacity && oldest !== undefined) revisions.delete(oldest)
  return revision
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(freeze)
  }
  return value
}
