import type { IncomingMessage } from 'node:http'
import { type AdapterPayload, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Session } from '#identity/accounts'
import type { Capacity } from '../schema.ts'

/** What an application did wrong, or what the person must be told, for the page that says it. */
export interface Problem {
  readonly status: number
  /** As the protocol names it: `invalid_redirect_uri`, `invalid_client`, `invalid_request`… */
  readonly error: string
  /** The protocol's own words, for who runs the application. */
  readonly description: string | undefined
  readonly clientId: string | undefined
}

/** The question that is asked before somebody is signed out from an application. */
export interface LogoutQuestion {
  readonly action: string
  /** Sent back with the answer. */
  readonly xsrf: string
  readonly clientId: string | undefined
}

/** One request on its way through the protocol: who makes it, and the pages it may end with. */
export interface Visit {
  readonly session: Session | undefined
  /** Whether the browser can make this very request again once somebody has signed in: its address leads back. */
  leadsBack(): boolean
  showProblem(problem: Problem): Promise<string>
  askLogout(question: LogoutQuestion): Promise<string>
  /** Headers `set-cookie` by which a browser forgets a session that was ended. */
  forgetting(): readonly string[]
}

const visits = new WeakMap<IncomingMessage, Visit>()

export const beginVisit = (request: IncomingMessage, visit: Visit): void => void visits.set(request, visit)
export const visitOf = (request: IncomingMessage): Visit | undefined => visits.get(request)

/** A code as it was opened. */
export interface Code {
  readonly payload: AdapterPayload
  /** When the session that it enters began and ends at the latest, in milliseconds; absent: the entry is known. */
  readonly entered?: readonly [at: number, until: number] | undefined
}

/** What one request has learnt: read once, used by each step that follows. */
export interface Memory {
  /** What was granted, by the name of the grant, as found under a code or a token. */
  readonly grants: Map<string, Record<string, unknown>>
  /** The grant that a token of each application follows from. */
  readonly grantOf: Map<string, string>
  /** Whose session each name is, while it lives; null: it has ended. */
  readonly sessions: Map<string, string | null>
  /** What the code that this request exchanges holds. */
  code: Code | undefined
  acting: Capacity | undefined
  /** What the person chose in this very request, by its key; empty: herself. */
  chosen: string | undefined
  /** For whom she may act, when she has not said yet for whom she does. */
  capacities: readonly Capacity[]
  /** Data that an application asks for and that the person has not decided on. */
  undecided: readonly string[]
  /** Nothing but signing in stands in the way, and the request leads back to itself: nothing else is kept of it. */
  isToSignIn: boolean
}

const memories = new WeakMap<object, Memory>()

/** The memory of the request that is being answered; a passing one outside of any. */
export function memoryOf(ctx: object | undefined = Provider.ctx): Memory {
  const known = ctx && memories.get(ctx)
  if (known) return known
  const fresh: Memory = {
    grants: new Map(),
    grantOf: new Map(),
    sessions: new Map(),
    code: undefined,
    acting: undefined,
    chosen: undefined,
    capacities: [],
    undecided: [],
    isToSignIn: false,
  }
  if (ctx) memories.set(ctx, fresh)
  return fresh
}

/** The person's session in the request that is being answered. */
export const sessionNow = (ctx: KoaContextWithOIDC | undefined = Provider.ctx): Session | undefined =>
  ctx && visitOf(ctx.req)?.session
