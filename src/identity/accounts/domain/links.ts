import type { LinkPurpose, LinkRefusal } from '../schema.ts'
import { days, hours } from './durations.ts'

/** A link to confirm outlives a night; a link that opens an account is for now; an invitation waits for a holiday's end. */
export const linkLife: Readonly<Record<LinkPurpose, number>> = {
  confirm_email: 2 * days,
  reset_password: hours,
  choose_password: 14 * days,
}

/** Whether a link still opens. */
export function judgeLink(
  link: { readonly expiresAt: Date; readonly usedAt: Date | null } | undefined,
  now: Date,
): LinkRefusal | undefined {
  if (!link) return { reason: 'link_unknown' }
  if (link.usedAt) return { reason: 'link_used' }
  return link.expiresAt.getTime() <= now.getTime() ? { reason: 'link_expired' } : undefined
}
