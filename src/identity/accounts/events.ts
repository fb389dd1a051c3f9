import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })

/** Sessions of one account ended before their time: signed out, revoked, suspended. Each is named as `Session.sessionId`. */
export const sessionsEnded = defineEvent(
  'accounts.sessions_ended',
  Type.Object({ accountId: Id, sessionIds: Type.Array(Type.String({ maxLength: 40 })) }),
)

/**
 * Somebody's accesses were cut: in one collectivity, or everywhere (`collectivityId: null`). Her sessions ended in the same
 * transaction, each also told by `sessionsEnded`; what was granted before does not hold any more (`accounts.token_holds`).
 */
export const accountSuspended = defineEvent(
  'accounts.account_suspended',
  Type.Object({ accountId: Id, collectivityId: Type.Union([Id, Type.Null()]) }),
)

/** Its owner closed an account: its sessions ended in the same transaction. She may open it again for some days. */
export const accountClosed = defineEvent('accounts.account_closed', Type.Object({ accountId: Id }))
