import type { FastifyRequest } from 'fastify'
import { findSite } from '#territory/collectivities'
import type { App } from '../../app.ts'

/**
 * Where a person stands, when it is one of ours: the territory's address, or the host name of a site. Undefined for any
 * other name of this machine: she is led to the territory's address first, where cookies and answers meet.
 */
export async function originOf(
  app: App,
  request: Pick<FastifyRequest, 'protocol' | 'host' | 'hostname'>,
): Promise<string | undefined> {
  const here = `${request.protocol}://${request.host}`
  const own = new URL(app.config.publicUrl).origin
  if (here === own) return own
  return (await findSite(app.db, { host: request.hostname })) ? here : undefined
}
