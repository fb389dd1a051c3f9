import type { FastifyRequest } from 'fastify'
import { interactionPath } from '#identity/provider'
import { findSite } from '#territory/collectivities'
import { siteInView, type SiteInView, type Visitor } from '../access/index.ts'
import type { App } from '../app.ts'
import { type Frame, frameOf } from '../guichet/frame/index.ts'
import { clientIdIn, isAuthorization } from './provider/visit.ts'
import { slugIn } from './return-address.ts'

/**
 * What surrounds a page of ours: the collectivity that one comes from, by the host name or by the way back, so that
 * nobody wonders where she landed; else the territory.
 */
export async function frameAround(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl' | 'hostname'>,
  who: Visitor,
  retour?: string,
): Promise<Frame> {
  const site = await siteAround(app, request, retour)
  return frameOf(app, request, site ? { ...who, site } : who)
}

type Announced = ReturnType<App['provider']['interactions']['announce']>

/** By request: who draws the page and what is around it ask the same. */
const announcements = new WeakMap<object, Announced>()

/** The application that somebody signs in for, if the way back leads to one. */
export async function applicationIn(app: App, request: object, retour: string | undefined): Announced {
  if (retour !== undefined && isAuthorization(retour)) {
    const client = await app.provider.findClient(clientIdIn(retour))
    return client?.isOpen === true ? { client, loginHint: undefined } : undefined
  }
  const uid = new RegExp(`^${interactionPath}/([\\w-]{20,100})$`).exec(retour ?? '')?.[1]
  if (uid === undefined) return undefined
  const announced = announcements.get(request) ?? app.provider.interactions.announce(uid)
  announcements.set(request, announced)
  return announced
}

async function siteAround(
  app: App,
  request: Pick<FastifyRequest, 'hostname'>,
  retour: string | undefined,
): Promise<SiteInView | undefined> {
  const own = await findSite(app.db, { host: request.hostname })
  if (own) return siteInView(request, own)
  const announced = await applicationIn(app, request, retour)
  if (announced) {
    const id = announced.client.collectivityId
    const owner = id === null ? undefined : await findSite(app.db, { id })
    return owner?.isOpen === true ? siteInView(request, owner) : undefined
  }
  const slug = slugIn(retour)
  const site = slug === undefined ? undefined : await findSite(app.db, { slug })
  return site?.isOpen === true ? siteInView(request, site) : undefined
}
