import type { FastifyRequest } from 'fastify'
import { interactionPath } from '#identity/provider'
import type { App } from '../../app.ts'

/** What an application said of the person it sends, and of where she goes. */
export interface Expected {
  readonly email: string
  readonly service: string | undefined
}

/**
 * What waits behind the page of signing in, when an application sent there. Only the browser that it sent reads it.
 * @param retour - The way back, judged.
 */
export async function expectedAt(
  app: App,
  request: Pick<FastifyRequest, 'cookies'>,
  retour: string | undefined,
): Promise<Expected | undefined> {
  const uid = retour?.startsWith(`${interactionPath}/`) === true ? retour.slice(interactionPath.length + 1) : ''
  if (!/^[\w-]{1,100}$/.test(uid)) return undefined
  const pending = await app.provider.interactions.read(uid, request.cookies)
  return pending && { email: pending.loginHint?.includes('@') ? pending.loginHint : '', service: pending.serviceName }
}
