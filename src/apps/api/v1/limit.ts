/** How a key stands in its minute. */
export interface Allowance {
  readonly isAllowed: boolean
  readonly limit: number
  readonly remaining: number
  /** Seconds until the minute begins anew. */
  readonly reset: number
}

interface Minute {
  readonly endsAt: number
  count: number
}

const length = 60_000

/**
 * Counts the requests of each key by the minute, in this process: several processes let through as many times the limit,
 * which protects each of them, and asks nothing of the database.
 */
export class Limits {
  readonly #minutes = new Map<string, Minute>()

  /** @param now in milliseconds. */
  take(keyId: string, limit: number, now: number): Allowance {
    const known = this.#minutes.get(keyId)
    const minute = known && known.endsAt > now ? known : this.#begin(keyId, now)
    minute.count += 1
    return {
      isAllowed: minute.count <= limit,
      limit,
      remaining: Math.max(0, limit - minute.count),
      reset: Math.ceil((minute.endsAt - now) / 1000),
    }
  }

  #begin(keyId: string, now: number): Minute {
    for (const [id, { endsAt }] of this.#minutes) if (endsAt <= now) this.#minutes.delete(id)
    const minute = { endsAt: now + length, count: 0 }
    this.#minutes.set(keyId, minute)
    return minute
  }
}

/** draft-ietf-httpapi-ratelimit-headers-10. */
export const limitHeaders = ({ limit, remaining, reset }: Allowance): Record<string, string> => ({
  'ratelimit-policy': `"cle";q=${limit};w=60`,
  ratelimit: `"cle";r=${remaining};t=${reset}`,
})
