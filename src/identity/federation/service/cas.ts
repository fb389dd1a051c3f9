import { randomBytes } from 'node:crypto'
import type { Session } from '#identity/accounts'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { sha256 } from '#platform/crypto'
import type { CasFailure, CasSuccess } from '../domain/cas/answers.ts'
import { isSameService, readService, serviceAt, withTicket } from '../domain/cas/service-address.ts'
import { attributesFor } from '../domain/saml/responses.ts'
import { claimsOf, type Person, toldBy } from '../domain/who.ts'
import type { Application, EntryRefusal } from '../ports.ts'
import type { CasService, TicketFault } from '../schema.ts'
import { insertLogin } from '../store/logins.ts'
import { writeInPieces } from '../store/pieces.ts'
import { casServicesAt } from '../store/providers.ts'
import { insertTicket, takeTicket, type Ticket } from '../store/tickets.ts'
import { personFor } from './people.ts'
import type { Refused } from './open-message.ts'
import type { Tools } from './tools.ts'

/** A ticket opens once, within half a minute: the application shows it as soon as it receives it. */
const ticketLifetime = 30_000
/** Who asks that one proves again has this long to see it done. */
const renewLifetime = 10 * 60_000
/** A proof this recent was made for this very entry. */
const freshness = 60_000

export type CasEntry =
  | { readonly kind: 'refused'; readonly refusal: Refused }
  | { readonly kind: 'sign_in' }
  /** `since` goes back in the address, so that it is known what was asked before the proof. */
  | { readonly kind: 'prove_again'; readonly since: string }
  | { readonly kind: 'not_allowed'; readonly refusal: EntryRefusal; readonly application: Application }
  /** Back to the application, with or without a ticket. */
  | {
      readonly kind: 'go'
      readonly url: string
      readonly service: string
      readonly ticket: string | undefined
      readonly application: Application
    }

export interface CasDemand {
  readonly service: string
  readonly renew: boolean
  readonly gateway: boolean
  readonly since?: string | undefined
  readonly who: Session | undefined
}

interface Found {
  readonly url: URL
  readonly service: CasService
  readonly application: Application
}

/** The application that an address belongs to. */
export async function findService(tools: Tools, ctx: Context, text: string): Promise<Outcome<Found, Refused>> {
  const url = readService(text)
  const service = url && serviceAt(url, await ctx.db.readTerritory((tx) => casServicesAt(tx, url.origin)))
  const application = service && (await tools.applications.find(ctx, service.prefix))
  if (!url || !service || !application) return refused({ reason: 'unknown_application' })
  return application.isOpen
    ? accepted({ url, service, application })
    : refused({ reason: 'closed_application', application })
}

/** Whether an address belongs to an application that we know: nobody is sent elsewhere. */
export const casAddress =
  (tools: Tools) =>
  async (ctx: Context, text: string): Promise<string | undefined> => {
    const found = await findService(tools, ctx, text)
    return found.ok ? found.value.url.href : undefined
  }

/** Gives a ticket for an application, or says what is missing. */
export const enterCas =
  (tools: Tools) =>
  async (ctx: Context, demand: CasDemand): Promise<CasEntry> => {
    const found = await findService(tools, ctx, demand.service)
    if (!found.ok) return { kind: 'refused', refusal: found.refusal }
    const { url, application } = found.value
    const { who, renew, gateway } = demand
    const back = { kind: 'go', url: url.href, service: url.href, ticket: undefined, application } as const
    // Both together make no sense; the standard lets the stricter win.
    if (!who) return gateway && !renew ? back : { kind: 'sign_in' }
    if (renew && !isProvedSince(tools, ctx, url.href, demand)) {
      return { kind: 'prove_again', since: sinceNow(tools, ctx, url.href) }
    }
    const may = await tools.applications.mayEnter(ctx, { application, accountId: who.accountId })
    if (may.ok) return give(tools, ctx, found.value, who)
    await tools.applications.noteFault(ctx, { application, code: 'cas.not_allowed', fault: 'not_allowed' })
    return { kind: 'not_allowed', refusal: may.refusal, application }
  }

const sinceNow = ({ secrets }: Tools, ctx: Context, service: string): string =>
  secrets.seal('federation cas renewal', String(ctx.clock.now().getTime()), service)

/** Whether she proved who she is after she was asked to. */
function isProvedSince(
  { secrets }: Tools,
  ctx: Context,
  service: string,
  { since, who }: Pick<CasDemand, 'since' | 'who'>,
): boolean {
  const opened = since === undefined ? undefined : secrets.open('federation cas renewal', since, service)
  if (opened === undefined || !who) return false
  const asked = Number(opened)
  return who.provedAt.getTime() >= asked && ctx.clock.now().getTime() - asked < renewLifetime
}

const userOf = ({ userClaim }: CasService, person: Person): string => (userClaim === 'id' ? person.id : person.email)

async function give(tools: Tools, ctx: Context, { url, service, application }: Found, who: Session): Promise<CasEntry> {
  const now = ctx.clock.now()
  const { accountId, sessionId, provedAt } = who
  const person = await personFor(tools, ctx, { applicationId: application.id, accountId, rules: service.attributes })
  // Letters, figures and hyphens only (CAS 3.0.3, 3.7): modules take anything else for no ticket at all.
  const ticket = `ST-${randomBytes(24).toString('hex')}`
  const loginId = newId()
  const login = {
    id: loginId,
    applicationId: application.id,
    applicationName: application.name,
    accountId,
    sessionId,
    protocol: 'cas' as const,
    nameId: userOf(service, person),
    nameIdFormat: service.userClaim === 'id' ? ('persistent' as const) : ('email' as const),
    told: toldBy(service.attributes, service.userClaim, claimsOf(person)),
    casService: url.href,
    casTicket: service.hearsLogout ? ticket : null,
    enteredAt: now,
  }
  await writeInPieces(ctx.db, now, async (tx) => {
    await insertLogin(tx, login)
    await insertTicket(tx, {
      idHash: sha256(ticket),
      loginId,
      applicationId: application.id,
      accountId,
      service: url.href,
      isFresh: now.getTime() - provedAt.getTime() < freshness,
      provedAt,
      expiresAt: new Date(now.getTime() + ticketLifetime),
    })
  })
  return { kind: 'go', url: withTicket(url, ticket), service: url.href, ticket, application }
}

export interface ShownTicket {
  readonly ticket: string | undefined
  readonly service: string | undefined
  /** The application wants a ticket given for a proof made then, not for a session. */
  readonly renew: boolean
  /** It wants to be a proxy: refused. */
  readonly wantsProxy: boolean
}

/** Judges a ticket that an application shows; whatever is answered, it is used up. */
export const validateTicket =
  (tools: Tools) =>
  async (
    ctx: Context,
    { ticket, service, renew, wantsProxy }: ShownTicket,
  ): Promise<Outcome<CasSuccess, CasFailure>> => {
    if (!ticket || !service) return refused('INVALID_REQUEST')
    if (!ticket.startsWith('ST-')) return refused('INVALID_TICKET_SPEC')
    const taken = await ctx.db.withTerritory((tx) => takeTicket(tx, sha256(ticket), ctx.clock.now()))
    if (!taken) return refused('INVALID_TICKET')
    const { applicationId, accountId, isFresh, provedAt } = taken
    const found = await findService(tools, ctx, taken.service)
    if (!found.ok) return refused('INVALID_SERVICE')
    const { application, service: registered } = found.value
    const fault = faultOf(taken, { service, renew, wantsProxy })
    if (fault) {
      await tools.applications.noteFault(ctx, { application, code: `cas.${fault}`, fault })
      return refused(codeOf[fault])
    }
    // She may have left a group, or the territory, in the half minute since the ticket was given.
    const may = await tools.applications.mayEnter(ctx, { application, accountId })
    if (!may.ok) {
      await tools.applications.noteFault(ctx, { application, code: 'cas.not_allowed', fault: 'not_allowed' })
      return refused('INVALID_TICKET')
    }
    const person = await personFor(tools, ctx, { applicationId, accountId, rules: registered.attributes })
    const attributes = attributesFor(registered.attributes, claimsOf(person))
    return accepted({ user: userOf(registered, person), attributes, provedAt, isFresh })
  }

const codeOf: Readonly<Record<TicketFault, CasFailure>> = {
  other_service: 'INVALID_SERVICE',
  not_fresh: 'INVALID_TICKET',
  proxy: 'UNAUTHORIZED_SERVICE_PROXY',
}

function faultOf(
  taken: Ticket,
  { service, renew, wantsProxy }: Pick<ShownTicket, 'service' | 'renew' | 'wantsProxy'>,
): TicketFault | undefined {
  if (!isSameService(taken.service, service)) return 'other_service'
  if (renew && !taken.isFresh) return 'not_fresh'
  return wantsProxy ? 'proxy' : undefined
}
