import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

/** Makes pieces of tables ahead, drops those whose time is past, turns keys that have served, forgets old errors. Each night. */
export const tendProvider = defineJob('provider.tend', Type.Object({}))

/** Tells one application that a session which entered it has ended (OpenID Connect Back-Channel Logout). */
export const sendLogout = defineJob(
  'provider.send_logout',
  Type.Object({
    accountId: Type.String({ format: 'uuid' }),
    sessionId: Type.String({ maxLength: 40 }),
    clientId: Type.String({ maxLength: 2000 }),
  }),
)
