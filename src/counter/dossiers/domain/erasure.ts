import type { AnyJournalEvent, JournalEvent } from '../events.ts'
import { appendToJournal, type DossierKey, emptyJournal, type JournalHead } from './journal.ts'

/** What stays of a request once nothing in it says who asked: its figures, and what happened, line by line. */

/** In the place of a name. */
export const nobodysName = 'Personne anonymisée'
const nobodysId = '00000000-0000-0000-0000-000000000000'

/** A line without who asked: the acts of agents stay signed. */
function withoutPerson(event: AnyJournalEvent): JournalEvent {
  const actor = event.actor.kind === 'applicant' ? { ...event.actor, accountId: null, name: '' } : event.actor
  if (event.kind === 'dossier.submitted') {
    const { actingFor: _, contactId: __, ...payload } = event.payload
    return { ...event, actor, payload }
  }
  if (event.kind === 'dossier.claimed') return { ...event, actor, payload: { accountId: nobodysId } }
  if (event.kind === 'dossier.placed') return { ...event, actor, payload: { contactId: nobodysId } }
  if (event.kind === 'account.merged' || event.kind === 'account.separated') {
    const payload = { ...event.payload, fromAccountId: nobodysId, toAccountId: nobodysId }
    return { ...event, actor, payload }
  }
  // It leads to no other request, nor they to it.
  if ('other' in event.payload) {
    const payload = { ...event.payload, other: { id: nobodysId, number: '' } }
    return { ...event, actor, payload }
  }
  return { ...event, actor }
}

/** The journal without who asked, each line bound anew to the one before. */
export function journalWithoutPerson(
  key: DossierKey,
  events: readonly AnyJournalEvent[],
): { readonly lines: readonly JournalEvent[]; readonly head: JournalHead } {
  const lines = events.map((event) => {
    const { cause, idempotencyKey, ...rest } = withoutPerson(event)
    return { ...rest, ...(cause !== null && { cause }), ...(idempotencyKey !== null && { idempotencyKey }) }
  })
  return appendToJournal(key, emptyJournal, lines)
}

/** How long before its end the collectivity is told, in days. */
export const toldDaysBefore = 30
/** At the least, when it could not be told in time. */
export const toldDaysAtLeast = 7
