import { emailKey, isEmail } from './fields.ts'

/** Where mailboxes are given to anybody: an address there says nothing of an employer. */
const freeMail: ReadonlySet<string> = new Set([
  'aol.com',
  'bbox.fr',
  'free.fr',
  'gmail.com',
  'gmx.com',
  'gmx.fr',
  'googlemail.com',
  'hotmail.com',
  'hotmail.fr',
  'icloud.com',
  'laposte.net',
  'live.com',
  'live.fr',
  'mac.com',
  'mail.com',
  'me.com',
  'msn.com',
  'neuf.fr',
  'numericable.fr',
  'orange.fr',
  'outlook.com',
  'outlook.fr',
  'pm.me',
  'proton.me',
  'protonmail.com',
  'sfr.fr',
  'tutanota.com',
  'wanadoo.fr',
  'yahoo.com',
  'yahoo.fr',
  'ymail.com',
  'zoho.com',
])

/** Whose address it is, as a collectivity sees it. `unknown` as long as it has declared none of its own. */
export type AddressClass = 'own' | 'external' | 'free_mail' | 'unknown'

/**
 * @param own domains and whole addresses that the collectivity declared, in lower case.
 */
export function addressClass(email: string, own: readonly string[]): AddressClass {
  const address = emailKey(email)
  const domain = address.slice(address.lastIndexOf('@') + 1)
  if (own.includes(address) || own.includes(domain)) return 'own'
  if (freeMail.has(domain)) return 'free_mail'
  return own.length === 0 ? 'unknown' : 'external'
}

/** Whether somebody with that address may be an agent: otherwise she is a guest, whom an agent answers for. */
export const isOwnAddress = (email: string, own: readonly string[]): boolean => {
  const found = addressClass(email, own)
  return found === 'own' || found === 'unknown'
}

const domainShape = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/

/** A domain or an address as it is kept, or what is wrong with it. A free-mail domain would let everybody in. */
export function readOwnAddress(
  text: string,
): { readonly address: string } | { readonly fault: 'malformed' | 'free_mail' } {
  const address = emailKey(text).replace(/^@/, '')
  if (address.includes('@')) return isEmail(address) ? { address } : { fault: 'malformed' }
  if (!domainShape.test(address)) return { fault: 'malformed' }
  return freeMail.has(address) ? { fault: 'free_mail' } : { address }
}
