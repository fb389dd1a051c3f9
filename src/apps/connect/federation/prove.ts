import type { Acr } from '#identity/accounts'
import { withReturn } from '../return-address.ts'

/** Where somebody signs in, and comes back. */
export const signInPath = (retour: string): string => withReturn('/connexion', retour)

/** Where she proves again what she proved. */
export const proveAgainPath = (retour: string): string => withReturn('/connexion/confirmer', retour)

/** Where she proves more. */
export const stepUpPath = (level: Acr, retour: string): string =>
  `/connexion/renforcer?niveau=${level}&retour=${encodeURIComponent(retour)}`
