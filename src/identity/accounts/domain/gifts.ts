import type { RoleName } from '../schema.ts'

export type GiftFault = 'ends_before_start' | 'administrator_of_a_service' | 'mandate_without_end'

/** What makes a role impossible, whoever gives it. */
export function giftFault(gift: {
  readonly role: RoleName
  readonly serviceId: string | null
  readonly startsAt: Date
  readonly endsAt: Date | null
}): GiftFault | undefined {
  const { role, serviceId, startsAt, endsAt } = gift
  if (endsAt && endsAt.getTime() <= startsAt.getTime()) return 'ends_before_start'
  if (role === 'administrator' && serviceId !== null) return 'administrator_of_a_service'
  return role === 'elected' && endsAt === null ? 'mandate_without_end' : undefined
}
