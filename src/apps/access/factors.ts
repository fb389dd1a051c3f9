import { acrOf, reaches, type Session } from '#identity/accounts'

/** From when a rule asks for two factors, unless this session has proved them. */
export const missingFactor = (from: Date | null | undefined, session: Pick<Session, 'methods'>): Date | undefined =>
  from && !reaches(acrOf(session.methods), 'eidas2') ? from : undefined

/** Where a second factor is asked for, or set up; it leads back. */
export const strengthenPath = (back: string): string =>
  `/connexion/renforcer?niveau=eidas2&retour=${encodeURIComponent(back)}`
