import { randomBytes } from 'node:crypto'

/** An identifier of a message: what XML takes for one begins with a letter or an underscore (SAML 2.0 Core, 1.3.4). */
export const newMessageId = (): string => `_${randomBytes(20).toString('hex')}`

/** The session of a login, as the application names it. */
export const sessionIndexOf = (loginId: string): string => `_${loginId}`

/** The login that a session index names; undefined for what is none of ours. */
export const loginIdOf = (sessionIndex: string): string | undefined => /^_([0-9a-f-]{36})$/.exec(sessionIndex)?.[1]

/** Names a request of ours to end a session, so that its answer finds the way back. */
export const logoutMessageId = (signOutId: string, step: number): string => `_${signOutId}.${step}`

/** Reads it back. */
export function signOutStepOf(messageId: string): { readonly signOutId: string; readonly step: number } | undefined {
  const [, signOutId, step] = /^_([0-9a-f-]{36})\.(\d{1,3})$/.exec(messageId) ?? []
  return signOutId === undefined ? undefined : { signOutId, step: Number(step) }
}
