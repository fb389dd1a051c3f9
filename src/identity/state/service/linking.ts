import { certifyIdentity, hasOtherWayIn, uncertifyIdentity } from '#identity/accounts'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { namesOfIdentity } from '../domain/pivot.ts'
import { decideLinking } from '../domain/reconcile.ts'
import type {
  LinkedIdentity,
  LinkRefusal,
  PivotIdentity,
  ProIdentity,
  ProvedIdentity,
  ProviderName,
} from '../schema.ts'
import { deleteLink, findLike, findOwn, insertLink, listLinks, lockIdentity } from '../store/links.ts'
import { deletePending, findPendingOf } from '../store/pending.ts'
import { openIdentity } from './pending.ts'
import { keysOf, proofOf, type Tools } from './tools.ts'
import { tellPro } from './visit.ts'

interface Owner {
  readonly accountId: string
  readonly browserSecret: string | undefined
}

/**
 * Links the identity that waits in this browser to the account that its owner is signed in to: she has proved both, and
 * has just said yes. The account takes the certified names of FranceConnect.
 */
export const linkPending =
  (tools: Tools) =>
  async (
    ctx: Context,
    { accountId, browserSecret }: Owner,
  ): Promise<Outcome<{ provider: ProviderName; returnTo: string | undefined }, LinkRefusal>> => {
    if (browserSecret === undefined) return refused('nothing_pending')
    return ctx.db.withTerritory(
      async (tx): Promise<Outcome<{ provider: ProviderName; returnTo: string | undefined }, LinkRefusal>> => {
        const row = await findPendingOf(tx, sha256(browserSecret), ctx.clock.now())
        const identity = row && openIdentity(tools.secrets, 'state.pending', row)
        if (!row || !identity) return refused('nothing_pending')
        const linked = await linkIn(tools, tx, { accountId, identity, at: ctx.clock.now() })
        if (!linked.ok) return linked
        await deletePending(tx, row.id)
        return accepted({ provider: identity.provider, returnTo: row.returnTo ?? undefined })
      },
    )
  }

/** The same inside a transaction, for an account whose owner is proved. */
export async function linkIn(
  { secrets }: Tools,
  tx: Tx,
  { accountId, identity, at }: { accountId: string; identity: ProvedIdentity; at: Date },
): Promise<Outcome<'linked', LinkRefusal>> {
  await lockIdentity(tx, identity.issuer, identity.subject)
  const keys = keysOf(secrets, identity)
  const [links, own] = [
    await findLike(tx, { ...identity, pivotKey: keys.pivotKey }),
    await findOwn(tx, accountId, identity.provider),
  ]
  const decision = decideLinking(proofOf(secrets, identity), { accountId, links, own })
  switch (decision.kind) {
    case 'pivot_mismatch':
    case 'certified_otherwise':
    case 'linked_elsewhere':
      return refused(decision.kind)
    case 'already_linked':
      return accepted('linked')
    case 'link': {
      if (identity.pivot) {
        const certified = { accountId, ...namesOfIdentity(identity), by: 'france_connect' } as const
        if (!(await certifyIdentity(tx, certified))) return refused('account_closed')
      }
      if (decision.replaces !== undefined) await deleteLink(tx, decision.replaces, accountId)
      const id = newId()
      const { provider, issuer, subject } = identity
      const sealedIdentity = secrets.seal('state.identity', JSON.stringify(identity), id)
      await insertLink(tx, { id, accountId, provider, issuer, subject, ...keys, sealedIdentity, at })
      await tellPro(tx, accountId, identity)
      return accepted('linked')
    }
  }
}

/** National identities of an account, for its page. */
export const listIdentities =
  ({ secrets }: Tools) =>
  async (ctx: Context, accountId: string): Promise<LinkedIdentity[]> => {
    const rows = await ctx.db.readTerritory((tx) => listLinks(tx, accountId))
    return rows.map(({ id, provider, sealedIdentity, linkedAt, seenAt }) => {
      const identity = openIdentity(secrets, 'state.identity', { id, sealed: sealedIdentity })
      return {
        id,
        provider,
        linkedAt,
        seenAt,
        ...namesOfIdentity(identity ?? {}),
        siret: identity?.pro?.siret,
      }
    })
  }

/** The pivot identity of an account, for who compares it with a register; undefined when none is linked. */
export const findPivotIdentity =
  ({ secrets }: Tools) =>
  async (ctx: Pick<Context, 'db'>, accountId: string): Promise<PivotIdentity | undefined> => {
    const rows = await ctx.db.readTerritory((tx) => listLinks(tx, accountId))
    const row = rows.find(({ provider }) => provider === 'france_connect')
    return row && openIdentity(secrets, 'state.identity', { id: row.id, sealed: row.sealedIdentity })?.pivot
  }

/** What ProConnect last said of an account, one for each employer. */
export const listProIdentities =
  ({ secrets }: Tools) =>
  async (ctx: Pick<Context, 'db'>, accountId: string): Promise<ProIdentity[]> => {
    const rows = await ctx.db.readTerritory((tx) => listLinks(tx, accountId))
    return rows.flatMap(
      ({ id, sealedIdentity }) => openIdentity(secrets, 'state.identity', { id, sealed: sealedIdentity })?.pro ?? [],
    )
  }

/** Takes a link back, unless nothing else opens the account. What was certified is hers to write again. */
export async function unlink(
  ctx: Context,
  { accountId, id }: { readonly accountId: string; readonly id: string },
): Promise<Outcome<'unlinked', 'only_way_in' | 'link_unknown'>> {
  return ctx.db.withTerritory(async (tx): Promise<Outcome<'unlinked', 'only_way_in' | 'link_unknown'>> => {
    const links = await listLinks(tx, accountId)
    const link = links.find((each) => each.id === id)
    if (!link) return refused('link_unknown')
    if (links.length === 1 && !(await hasOtherWayIn(tx, accountId))) return refused('only_way_in')
    await deleteLink(tx, id, accountId)
    if (link.provider === 'france_connect') await uncertifyIdentity(tx, accountId)
    return accepted('unlinked')
  })
}
