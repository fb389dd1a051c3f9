import { findStanding } from '#identity/accounts'
import type { Actor } from '#kernel/actor'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { isSameSecret, sha256 } from '#platform/crypto'
import { readToken } from '../domain/token.ts'
import { rolesOfKey } from '../policy.ts'
import type { KeyRefusal, Scope } from '../schema.ts'
import { findKeyRow, type FoundKey, listKeyRows, useSecretRow } from '../store/keys.ts'

/** A program that came in by its key. */
export interface Program {
  readonly keyId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Null: every procedure. */
  readonly procedures: readonly string[] | null
  readonly perMinute: number
  /** To some services or procedures. */
  readonly isBound: boolean
  /** For use cases: an agent, who is a program. */
  readonly actor: Extract<Actor, { kind: 'agent' }>
}

export interface TokenShown {
  readonly collectivityId: string
  readonly token: string
}

const minute = 60_000

/** Lets a program in by its token, with the rights that its maker has at this moment. */
export async function authenticateProgram(
  ctx: Omit<Context, 'actor'>,
  { collectivityId, token: text }: TokenShown,
): Promise<Outcome<Program, KeyRefusal>> {
  const token = readToken(text)
  if (!token) return refused('unknown')
  const found = await ctx.db.readCollectivity(collectivityId, (tx) => findKeyRow(tx, collectivityId, token.lookup))
  if (!found || !isSameSecret(sha256(token.text), found.hash)) return refused('unknown')
  const now = ctx.clock.now()
  if (found.revokedAt !== null) return refused('revoked')
  if (found.endsAt <= now || (found.secretEndsAt !== null && found.secretEndsAt <= now)) return refused('ended')
  const { roles } = await findStanding(ctx, { collectivityId, accountId: found.makerId })
  const given = rolesOfKey(roles, found.services)
  if (given.length === 0) return refused('maker_left')
  await noteUse(ctx, { collectivityId, lookup: token.lookup, found })
  const { id: keyId, name, scopes, procedures, perMinute } = found
  const actor = {
    kind: 'agent',
    accountId: found.makerId,
    name,
    collectivityId,
    roles: given,
    program: { keyId },
  } as const
  const isBound = found.services !== null || procedures !== null
  return accepted({ keyId, name, scopes, procedures, perMinute, isBound, actor })
}

interface Used {
  readonly collectivityId: string
  readonly lookup: string
  readonly found: FoundKey
}

/** To the minute: a write for each request would make them queue. */
async function noteUse({ db, clock }: Omit<Context, 'actor'>, { collectivityId, lookup, found }: Used): Promise<void> {
  const now = clock.now()
  if (found.lastUsedAt !== null && now.getTime() - found.lastUsedAt.getTime() < minute) return
  await db.withCollectivity(collectivityId, (tx) => useSecretRow(tx, collectivityId, lookup, now))
}

/**
 * A program as it could act at this moment, for work that it asked for and that is done later. Undefined once its key is over,
 * no longer lets it, or its maker has left.
 */
export async function findProgramActor(
  ctx: Omit<Context, 'actor'>,
  { collectivityId, keyId, scope }: { readonly collectivityId: string; readonly keyId: string; readonly scope: Scope },
): Promise<Program['actor'] | undefined> {
  const keys = await ctx.db.readCollectivity(collectivityId, (tx) => listKeyRows(tx, collectivityId))
  const key = keys.find(({ id }) => id === keyId)
  if (!key || key.revokedAt !== null || key.endsAt <= ctx.clock.now() || !key.scopes.includes(scope)) return undefined
  const { roles } = await findStanding(ctx, { collectivityId, accountId: key.makerId })
  const given = rolesOfKey(roles, key.services)
  if (given.length === 0) return undefined
  const { makerId: accountId, name } = key
  return { kind: 'agent', accountId, name, collectivityId, roles: given, program: { keyId } }
}
