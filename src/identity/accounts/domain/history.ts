import { addressBlock } from './attempts.ts'
import { days } from './durations.ts'

/** The history of one's sign-ins is kept twelve months (CNIL, recommendation of 2021 on logs: six to twelve). */
export const historyKept = 365 * days

/**
 * Where somebody came from, too coarse to name a household: the /24 of an IPv4 address, the /48 of an IPv6 one. Empty for
 * what is no address.
 */
export function truncatedNetwork(address: string): string {
  const block = addressBlock(address)
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(block)) return `${block.split('.').slice(0, 3).join('.')}.0/24`
  if (!block.includes(':')) return ''
  return `${block.split(':').slice(0, 3).join(':')}::/48`
}
