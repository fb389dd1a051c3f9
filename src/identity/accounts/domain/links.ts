import type { LifeLinkPurpose, LinkPurpose, LinkRefusal } from '../schema.ts'
import { days, hours, minutes } from './durations.ts'

/** A link to confirm outlives a night; a link that opens an account is for now; an invitation waits for a holiday's end. */
export const linkLife: Readonly<Record<LinkPurpose, number>> = {
  confirm_email: 2 * days,
  reset_password: hours,
  choose_password: 14 * days,
  merge_accounts: hours,
  prove_new_email: 2 * days,
  confirm_old_email: 2 * days,
  // As long as the change that it stops may take.
  cancel_email_change: 10 * days,
  // In the hand for as short as a person needs to reach her mail.
  sign_in: 15 * minutes,
  // As long as the removal can be stopped, and a little more to read that it was too late.
  cancel_reset: 2 * days,
}

const lifeLinks: ReadonlySet<LinkPurpose> = new Set<LifeLinkPurpose>([
  'merge_accounts',
  'prove_new_email',
  'confirm_old_email',
  'cancel_email_change',
])

/** Whether a link changes an account that is already there, rather than opens or makes one. */
export const isLifeLink = (purpose: LinkPurpose): purpose is LifeLinkPurpose => lifeLinks.has(purpose)

/** Whether a link still opens. */
export function judgeLink(
  link: { readonly expiresAt: Date; readonly usedAt: Date | null } | undefined,
  now: Date,
): LinkRefusal | undefined {
  if (!link) return { reason: 'link_unknown' }
  if (link.usedAt) return { reason: 'link_used' }
  return link.expiresAt.getTime() <= now.getTime() ? { reason: 'link_expired' } : undefined
}
