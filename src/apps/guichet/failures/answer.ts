import type { FastifyRequest } from 'fastify'
import { findSession, type Session } from '#identity/accounts'
import type { Failure } from '#platform/http'
import { findSite } from '#territory/collectivities'
import { chooseLocale, sessionCookie, siteInView, type SiteInView } from '../../access/index.ts'
import { type App, contextFor } from '../../app.ts'
import { type Frame, frameOf, frameTexts } from '../frame/index.ts'
import { failurePage } from './failure.page.tsx'

type Failed = Pick<FastifyRequest, 'originalUrl' | 'url' | 'hostname' | 'headers' | 'cookies' | 'method'>

/** Failures for want of a database: asking it who comes would only make her wait. */
const withoutDatabase = new Set(['http.database_away', 'db.unreachable', 'db.rolled_back'])

/**
 * The page that answers a failure, in the colours of the site where it happened, with the account that is open. It never
 * fails itself: without a database it stands in the platform's own colours.
 */
export async function failurePageFor(app: App, request: Failed, failure: Failure): Promise<string> {
  const account = withoutDatabase.has(failure.code) ? undefined : await accountOf(app, request)
  const retour = request.method === 'GET' ? request.originalUrl : '/'
  const frame = await frameAround(app, request, account)
  return failurePage(frame, failure, account && { ...account, retour })
}

/** Whose session it is; nobody's when that cannot be known. */
async function accountOf(app: App, request: Failed): Promise<Session | undefined> {
  // A failure may come before cookies are read.
  const token = (request.cookies ?? {})[sessionCookie]
  if (token === undefined) return undefined
  try {
    return await findSession(contextFor(app, { kind: 'anonymous' }), token)
  } catch {
    return undefined
  }
}

async function frameAround(app: App, request: Failed, account: Session | undefined): Promise<Frame> {
  const cookies = request.cookies ?? {}
  const locale = chooseLocale({ cookies, headers: request.headers } as FastifyRequest, account?.locale)
  try {
    const site = await siteAround(app, request)
    return await frameOf(app, request, { locale, account, ...(site && { site }) })
  } catch {
    const territoryName = frameTexts(locale).tagline
    return {
      locale,
      assets: app.assets,
      site: undefined,
      territoryName,
      accountName: account && `${account.givenName} ${account.familyName}`,
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
