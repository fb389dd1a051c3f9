import type { Member } from '../../access/index.ts'
import type { App } from '../../app.ts'

/** How FranceConnect stands to an account: linked, to be linked at an address, or nothing that this installation offers. */
export type StateIdentity = { readonly kind: 'linked' | 'absent' } | { readonly kind: 'to_link'; readonly href: string }

/**
 * What stands between somebody and her recognition as a director.
 * @param returnTo path of the page to come back to once the identity is linked.
 */
export async function stateIdentityOf(app: App, who: Member, returnTo: string): Promise<StateIdentity> {
  if (await app.organisations.tools.certifiedIdentity(who.account.accountId)) return { kind: 'linked' }
  if (!app.nationalIdentities.offered.includes('france_connect')) return { kind: 'absent' }
  return { kind: 'to_link', href: `/connexion/franceconnect?pour=rattacher&retour=${encodeURIComponent(returnTo)}` }
}
