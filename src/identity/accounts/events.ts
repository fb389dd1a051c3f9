import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })

/** Sessions of one account ended before their time: signed out, revoked, suspended. Each is named as `Session.sessionId`. */
export const sessionsEnded = defineEvent(
  'accounts.sessions_ended',
  Type.Object({ accountId: Id, sessionIds: Type.Array(Type.String({ maxLength: 40 })) }),
)
