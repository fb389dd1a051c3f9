import { timingSafeEqual } from 'node:crypto'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import { findByClientId, type StoredClient } from '../store/clients.ts'

/** Applications as this process remembers them, until the register changes. */
export interface Register {
  find(clientId: string): Promise<StoredClient | undefined>
  forget(): void
}

/** An address that names no application is remembered too: asking for it again and again costs nothing. */
const capacity = 2000

export function createRegister(ctx: Pick<Context, 'db'>): Register {
  const known = new Map<string, Promise<StoredClient | undefined>>()
  return {
    find(clientId) {
      const there = known.get(clientId)
      if (there) return there
      if (known.size >= capacity) known.clear()
      const asked = ctx.db.readTerritory((tx) => findByClientId(tx, clientId.slice(0, 2000)))
      known.set(clientId, asked)
      // A failure is not remembered.
      asked.catch(() => known.delete(clientId))
      return asked
    },
    forget: () => known.clear(),
  }
}

/** As a secret is kept: it is drawn by us (256 bits), so that a keyed hash is enough. */
export const hashOfSecret = (secrets: Secrets, clientId: string, secret: string): Buffer =>
  secrets.hmac('provider client secret', `${clientId}\n${secret}`)

/** Whether a secret opens: today's, or that of before while it still does. */
export function secretOpens(
  secrets: Secrets,
  client: StoredClient,
  { secret, at }: { secret: string; at: Date },
): boolean {
  const hash = hashOfSecret(secrets, client.clientId, secret)
  const { current, former, formerUntil } = client.secrets
  const isCurrent = current !== null && timingSafeEqual(current, hash)
  const isFormer = former !== null && formerUntil !== null && formerUntil > at && timingSafeEqual(former, hash)
  return isCurrent || isFormer
}
