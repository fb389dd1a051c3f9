export interface LostAccess {
  readonly reason: 'suspended' | 'guest_ended' | 'role_ended'
  /** When it was suspended or ended; null when it has not begun or when its sponsor has left. */
  readonly at: Date | null
  readonly sponsorId: string | null
}

interface Former {
  readonly suspendedAt: Date | null
  readonly endsAt: Date | null
  readonly stayEndsAt: Date | null
  readonly sponsorId: string | null
}

const latest = (moments: readonly (Date | null)[], now: Date): Date | null => {
  const past = moments.flatMap((at) => (at !== null && at <= now ? at.getTime() : []))
  return past.length === 0 ? null : new Date(Math.max(...past))
}

/** Why what somebody once had in a collectivity gives her nothing now; the most recent reason. */
export function lostAccess(rows: readonly Former[], now: Date): LostAccess {
  const suspended = rows.find(({ suspendedAt }) => suspendedAt !== null)
  if (suspended) return { reason: 'suspended', at: suspended.suspendedAt, sponsorId: null }
  const stay = rows.find(({ stayEndsAt }) => stayEndsAt !== null)
  const own = rows.filter(({ stayEndsAt }) => stayEndsAt === null)
  const ownEnd = latest(
    own.map(({ endsAt }) => endsAt),
    now,
  )
  const stayEnd = latest([stay?.stayEndsAt ?? null], now)
  if (stay && (ownEnd === null || stayEnd === null || stayEnd > ownEnd)) {
    return { reason: 'guest_ended', at: stayEnd, sponsorId: stay.sponsorId }
  }
  return { reason: 'role_ended', at: ownEnd, sponsorId: null }
}
