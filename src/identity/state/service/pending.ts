import { Compile } from 'typebox/compile'
import type { Secrets } from '#platform/crypto'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import { recognise } from '../domain/reconcile.ts'
import { type PendingIdentity, ProvedIdentity } from '../schema.ts'
import { findLike } from '../store/links.ts'
import { findPendingOf } from '../store/pending.ts'
import { keysOf, proofOf, type Tools } from './tools.ts'

const shape = Compile(ProvedIdentity)

/** What was sealed for this use and this row; undefined when it is not that. */
export function openIdentity(
  secrets: Secrets,
  use: 'state.identity' | 'state.pending',
  { id, sealed }: { readonly id: string; readonly sealed: string },
): ProvedIdentity | undefined {
  const text = secrets.open(use, sealed, id)
  const identity: unknown = text === undefined ? undefined : JSON.parse(text)
  return shape.Check(identity) ? identity : undefined
}

/** The identity that waits in a browser, for its page. */
export const findPendingIdentity =
  ({ secrets }: Tools) =>
  async (ctx: Context, browserSecret: string | undefined): Promise<PendingIdentity | undefined> => {
    if (browserSecret === undefined) return undefined
    const now = ctx.clock.now()
    return ctx.db.readTerritory(async (tx) => {
      const row = await findPendingOf(tx, sha256(browserSecret), now)
      const identity = row && openIdentity(secrets, 'state.pending', row)
      if (!row || !identity) return undefined
      const links = await findLike(tx, { ...identity, ...keysOf(secrets, identity) })
      return {
        identity,
        returnTo: row.returnTo ?? undefined,
        hasAccount: recognise(proofOf(secrets, identity), links).kind === 'renewed',
        sentTo: row.email ?? undefined,
      }
    })
  }
