import type { FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { AgentRole } from '#kernel/actor'
import { mayMeet, maySupervise } from '#counter/contacts'
import { mayKeepAccess } from '#counter/connectors'
import { workReachOf } from '#counter/dossiers'
import { readableServices } from '#counter/figures'
import { mayReadPayments } from '#counter/payments'
import { mayOffer } from '#counter/procedures'
import { canReviewAccess, canSponsor, type Session } from '#identity/accounts'
import { canModerate } from '#identity/organisations'
import type { Context } from '#platform/context'
import type { Assets } from '#platform/html'
import type { Site } from '#territory/collectivities'
import type { App } from '../../app.ts'

/** What surrounds a page of the bureau, the same on each page that one person sees of one place. */
export interface Frame {
  readonly locale: Locale
  readonly assets: Assets
  /** Undefined on the operator's pages and where one chooses a place of work. */
  readonly site: Pick<Site, 'slug' | 'name'> | undefined
  readonly account: Pick<Session, 'accountId' | 'givenName' | 'familyName' | 'isOperator'>
  /** Supervises or administers the place: sees the organisations to check. */
  readonly isModerator: boolean
  /** What she may reach of the accesses of this place: its people and rules, her guests. */
  readonly rights: FrameRights
  /** From when two factors will be asked of her here, while she has proved one. */
  readonly secondFactorFrom: Date | undefined
  /** Address of this page, where changing language comes back to. */
  readonly here: string
}

/** The line of the menu that the page belongs to. */
export type MenuPlace =
  | 'requests'
  | 'reception'
  | 'mailroom'
  | 'contacts'
  | 'mine'
  | 'agendas'
  | 'organisations'
  | 'calendars'
  | 'retention'
  | 'privacy'
  | 'archives'
  | 'procedures'
  | 'letters'
  | 'replies'
  | 'mentions'
  | 'asked'
  | 'posting'
  | 'received'
  | 'boxes'
  | 'hubee'
  | 'payments'
  | 'figures'
  | 'marks'
  | 'studio'
  | 'library'
  | 'places'
  | 'operations'
  | 'applications'
  | 'mails'
  | 'gallery'
  | 'people'
  | 'groups'
  | 'review'
  | 'guests'
  | 'security'
  | 'state-data'
  | 'authorities'
  | 'deliveries'
  | 'partners'
  | 'api-keys'
  | 'dispatch'
  | 'absences'
  | 'exports'

export interface FrameRights {
  readonly reviews: boolean
  readonly sponsors: boolean
  /** Decides what the place offers. */
  readonly offers: boolean
  /** Keeps the keys by which the place asks the State. */
  readonly keepsKeys: boolean
  /** Welcomes the people of the place. */
  readonly meets: boolean
  /** Reads who looked at whom. */
  readonly supervises: boolean
  /** Works requests of the place. */
  readonly works: boolean
  /** Reads requests of the place, elected members too. */
  readonly reads: boolean
  /** Keeps the accounts of what was paid. */
  readonly accounts: boolean
}

export interface FramedContent {
  readonly title: string
  readonly main: VNode
  readonly menu?: MenuPlace | undefined
  /** Names of browser modules: `bureau-list.js`. */
  readonly scripts?: readonly string[] | undefined
  /** A form on it was refused: the title says so first. */
  readonly isRefused?: boolean | undefined
  /** What the search of the top bar holds. */
  readonly search?: string | undefined
  readonly counts?:
    | {
        readonly requests?: string | undefined
        readonly mine?: string | undefined
        readonly mentions?: string | undefined
        readonly asked?: string | undefined
      }
    | undefined
}

interface Seen {
  readonly locale: Locale
  readonly account: Session
  readonly site?: Site
  readonly context: Pick<Context, 'actor'>
  readonly roles?: readonly AgentRole[]
  readonly secondFactorFrom?: Date | undefined
}

const rightsOf = ({ site, context, roles }: Seen): FrameRights => ({
  reviews: site !== undefined && canReviewAccess(context.actor, site.id),
  sponsors: roles !== undefined && canSponsor(roles),
  offers: site !== undefined && mayOffer(context.actor, site.id),
  keepsKeys: site !== undefined && mayKeepAccess(context.actor, site.id),
  supervises: site !== undefined && maySupervise(context.actor, site.id),
  meets: site !== undefined && mayMeet(context.actor, site.id),
  works: site !== undefined && workReachOf(context.actor, site.id).length > 0,
  reads: site !== undefined && readableServices(context.actor, site.id) !== undefined,
  accounts: site !== undefined && mayReadPayments(context.actor, site.id),
})

export const frameOf = (app: Pick<App, 'assets'>, request: Pick<FastifyRequest, 'originalUrl'>, who: Seen): Frame => ({
  locale: who.locale,
  assets: app.assets,
  site: who.site,
  account: who.account,
  isModerator: who.site !== undefined && canModerate(who.context.actor, who.site.id),
  rights: rightsOf(who),
  secondFactorFrom: who.secondFactorFrom,
  here: request.originalUrl,
})
