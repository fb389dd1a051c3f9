import type { FastifyRequest } from 'fastify'
import type { Actor } from '#kernel/actor'
import { AppError, notFound } from '#kernel/errors'
import type { Locale } from '#kernel/localized'
import { findOperatorRule, findSession, type Session } from '#identity/accounts'
import type { Context } from '#platform/context'
import type { Guard } from '#platform/http'
import { goBy } from '#territory/calendars'
import { getSite, type Site } from '#territory/collectivities'
import { type App, contextFor } from '../app.ts'
import { sessionCookie } from './cookies.ts'
import { missingFactor } from './factors.ts'
import { chooseLocale } from './locale.ts'

/** Somebody in front of a page, known or not. */
export interface Visitor {
  readonly locale: Locale
  /** Her account, when signed in. */
  readonly account: Session | undefined
  /** For use cases: the actor is `anonymous` or `account`. */
  readonly context: Context
}

/** A collectivity's site as this request reached it. */
export interface SiteInView extends Site {
  /** What comes before its addresses: empty on a host name of its own, `/slug` under the territory's. */
  readonly base: string
}

export interface SiteVisitor extends Visitor {
  readonly site: SiteInView
}

export interface Member extends Visitor {
  readonly account: Session
}

/** Lets everybody in. */
export const visitor =
  (app: App): Guard<Visitor> =>
  async (request) => {
    const token = request.cookies[sessionCookie]
    const account = token === undefined ? undefined : await findSession(contextFor(app, { kind: 'anonymous' }), token)
    return { locale: chooseLocale(request, account?.locale), account, context: contextFor(app, actorOf(account)) }
  }

const actorOf = (account: Session | undefined): Actor =>
  account
    ? { kind: 'account', accountId: account.accountId, name: `${account.givenName} ${account.familyName}` }
    : { kind: 'anonymous' }

/** Lets everybody in, on the site of the collectivity that the path names with `:site`. */
export function atSite(app: App): Guard<SiteVisitor> {
  const known = visitor(app)
  return async (request) => {
    const [who, site] = await Promise.all([known(request), siteOf(app, request)])
    return { ...who, site }
  }
}

async function siteOf(app: App, request: FastifyRequest): Promise<SiteInView> {
  const { site: slug } = request.params as { site?: string }
  if (slug === undefined) throw notFound('collectivities.no_site')
  const site = await getSite(app.db, { slug })
  await goBy(app.db, site.id)
  return siteInView(request, site)
}

/** By the site as it is remembered, then by base. */
const views = new WeakMap<Site, Map<string, SiteInView>>()

/**
 * A site as a request reached it. The same object for all who reach it alike while the site is remembered, so that what
 * is drawn from it may be kept by it (a `WeakMap`) and goes with it.
 */
export function siteInView(request: Pick<FastifyRequest, 'hostname'>, site: Site): SiteInView {
  const base = site.hosts.includes(request.hostname.toLowerCase()) ? '' : `/${site.slug}`
  const known = views.get(site) ?? new Map<string, SiteInView>()
  views.set(site, known)
  const view = known.get(base) ?? { ...site, base }
  known.set(base, view)
  return view
}

/** Lets in who has signed in. */
export function signedIn(app: App): Guard<Member> {
  const known = visitor(app)
  return async (request) => {
    const who = await known(request)
    if (!who.account) throw new AppError('unauthenticated', 'access.sign_in_first')
    return { ...who, account: who.account }
  }
}

/** Lets in the operator of the platform; to others the page does not exist. */
export function operator(app: App): Guard<Member> {
  const member = signedIn(app)
  return async (request) => {
    const who = await member(request)
    if (!who.account.isOperator) throw notFound('access.not_operator')
    const secondFactorFrom = missingFactor(await findOperatorRule(who.context), who.account)
    if (secondFactorFrom !== undefined && secondFactorFrom <= app.clock.now()) {
      throw new AppError('unauthenticated', 'access.eidas2')
    }
    const { accountId, givenName, familyName } = who.account
    return { ...who, context: contextFor(app, { kind: 'operator', accountId, name: `${givenName} ${familyName}` }) }
  }
}
