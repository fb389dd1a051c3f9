import { type Outcome, refused } from '#kernel/outcome'
import type { DraftDocument, Edit, Json } from '../schema.ts'
import { applyEdit, type Edited, type EditRefusal, touched } from './edit.ts'
import { isSame } from './tree.ts'

/** A state of the draft, oldest first. */
export interface Version {
  readonly number: number
  readonly document: DraftDocument
  readonly madeBy: string | null
  readonly madeAt: Date
}

/** Somebody else changed the same thing: what it was, what it became, by whom. */
export interface Rival {
  readonly reason: 'changed'
  readonly before: Json
  /** Null when it is there no more. */
  readonly now: Json
  readonly by: string | null
  readonly at: Date
}

/**
 * A change made on an older version, done on the newest one: refused when what it speaks of has changed in between.
 * @param versions from the one that its author saw to the newest, without a gap.
 */
export function replay(versions: readonly Version[], edit: Edit): Outcome<Edited, EditRefusal | Rival> {
  const [seen] = versions
  const newest = versions.at(-1)
  if (!seen || !newest) return refused('gone')
  const before = touched(seen.document, edit)
  if (before === undefined) return refused('gone')
  const now = touched(newest.document, edit)
  if (isSame(before, now)) return applyEdit(newest.document, edit)
  const who = versions.find(({ document }) => !isSame(touched(document, edit), before)) ?? newest
  return refused({ reason: 'changed', before, now: now ?? null, by: who.madeBy, at: who.madeAt })
}
