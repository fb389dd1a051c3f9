import type { CDPSession, Page } from 'playwright-core'

/** What somebody signs in with: her telephone, whose passkeys are copied, or a key on her ring, which keeps them. */
export type AuthenticatorKind = 'synced' | 'bound'

export interface Authenticator {
  /** How many credentials it holds. */
  count(): Promise<number>
  /** Its owner does not unlock it: another hand, another finger. */
  setUnlocked(isUnlocked: boolean): Promise<void>
  remove(): Promise<void>
}

/** Plugs a virtual authenticator in a Chromium page, through the protocol of its developer tools. */
export async function plugAuthenticator(page: Page, kind: AuthenticatorKind): Promise<Authenticator> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: kind === 'synced' ? 'internal' : 'usb',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: kind === 'synced',
      defaultBackupState: kind === 'synced',
    },
  })
  return {
    count: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    setUnlocked: async (isUserVerified) => {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
    remove: async () => {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
      await session.detach()
    },
  }
}
