import type { FastifyRequest } from 'fastify'
import { AppError } from '#kernel/errors'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change asked from another site (CSRF). Browsers say where a request comes from: `Sec-Fetch-Site` since 2020
 * to 2023, `Origin` on every POST long before; a request that carries neither is no browser's form, and session cookies
 * are `SameSite=Lax` besides. A route that takes messages of other sites says so (`takesOtherSites`).
 * @throws AppError `forbidden http.cross_site`
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (safeMethods.has(request.method) || takesOtherSites(request)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
    throw new AppError('forbidden', 'http.cross_site', { detail: `sec-fetch-site ${String(site)}` })
  }
  const { origin } = request.headers
  if (origin === undefined) return
  if (!URL.canParse(origin) || new URL(origin).host !== request.host) {
    throw new AppError('forbidden', 'http.cross_site', { detail: `origin ${origin}` })
  }
}

const takesOtherSites = ({ routeOptions }: FastifyRequest): boolean =>
  'takesOtherSites' in routeOptions.config && routeOptions.config.takesOtherSites === true
