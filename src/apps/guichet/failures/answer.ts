import type { FastifyRequest } from 'fastify'
import type { Failure } from '#platform/http'
import { findSite } from '#territory/collectivities'
import { chooseLocale, siteInView, type SiteInView } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { type Frame, frameOf, frameTexts } from '../frame/index.ts'
import { failurePage } from './failure.page.tsx'

/**
 * The page that answers a failure, in the colours of the site where it happened. It never fails itself: without a
 * database it stands in the platform's own colours.
 */
export async function failurePageFor(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl' | 'url' | 'hostname' | 'headers' | 'cookies'>,
  failure: Failure,
): Promise<string> {
  return failurePage(await frameAround(app, request), failure)
}

async function frameAround(app: App, request: Parameters<typeof failurePageFor>[1]): Promise<Frame> {
  // A failure may come before cookies are read.
  const locale = chooseLocale({ cookies: request.cookies ?? {}, headers: request.headers } as FastifyRequest)
  try {
    const site = await siteAround(app, request)
    return await frameOf(app, request, { locale, account: undefined, ...(site && { site }) })
  } catch {
    const territoryName = frameTexts(locale).tagline
    return {
      locale,
      assets: app.assets,
      site: undefined,
      territoryName,
      accountName: undefined,
      here: request.originalUrl,
    }
  }
}

/** The site that the address names, by its first part or by the host. */
async function siteAround(
  app: App,
  request: Pick<FastifyRequest, 'url' | 'hostname'>,
): Promise<SiteInView | undefined> {
  const slug = /^\/([a-z0-9-]{1,80})(?:[/?]|$)/.exec(request.url)?.[1]
  const site = slug === undefined ? undefined : await findSite(app.db, { slug })
  return site && siteInView(request, site)
}
