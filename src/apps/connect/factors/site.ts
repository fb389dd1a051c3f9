import type { FastifyRequest } from 'fastify'
import type { PasskeySite } from '#identity/accounts'
import type { App } from '../../app.ts'

/**
 * What passkeys are bound to: the address of the platform. A commune's own host name is another site for browsers; there,
 * passkeys are not offered.
 */
export function passkeySite(app: Pick<App, 'config'>, request: Pick<FastifyRequest, 'host'>): PasskeySite | undefined {
  const { hostname, host, origin } = new URL(app.config.publicUrl)
  return request.host === host ? { rpId: hostname, origin } : undefined
}
