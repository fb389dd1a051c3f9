import { mayHandle, mayKeepKeys } from '#counter/dossiers'
import type { Actor } from '#kernel/actor'

/** Partners, their keys and what is given to them are the affair of who administers the whole collectivity. */
export const mayKeepPartners = (actor: Actor, collectivityId: string): boolean => mayKeepKeys(actor, collectivityId)

/** Who works a request may hand it over, accept it, give it back; the platform, what is handed over by itself. */
export const mayHandOver = (
  actor: Actor,
  dossier: { readonly collectivityId: string; readonly serviceId: string | null },
): boolean => actor.kind === 'system' || mayHandle(actor, dossier)
