import type { FastifyRequest } from 'fastify'
import type { Client } from '#identity/provider'
import { findSite } from '#territory/collectivities'
import { siteInView, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { type Frame, frameOf } from '../../guichet/frame/index.ts'

/** A page about an application, in the colours of the collectivity whose it is. */
export async function frameOfClient(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl' | 'hostname'>,
  { who, client }: { readonly who: Visitor; readonly client: Client | undefined },
): Promise<Frame> {
  const id = client?.collectivityId ?? null
  const site = id === null ? undefined : await findSite(app.db, { id })
  return frameOf(app, request, site?.isOpen === true ? { ...who, site: siteInView(request, site) } : who)
}
