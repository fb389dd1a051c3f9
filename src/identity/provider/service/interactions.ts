import type { Interaction, Provider } from 'oidc-provider'
import { acrOf, amrOf, type Session } from '#identity/accounts'
import { dataOf, claimsOf, type Decision } from '../domain/claims.ts'
import { type AcrRequest, leastOf, requiredAcrs, suffices } from '../domain/requirements.ts'
import type { Capacity, Client, Datum } from '../schema.ts'
import { loadClaims } from './account.ts'
import { cookieNames } from './configuration.ts'
import { readDecisions } from './consents.ts'
import { type EngineTools, platformOf } from './tools.ts'

export interface InteractionTools extends EngineTools {
  readonly provider: () => Promise<Provider>
}

/** What stands between a person and an application, as its page needs it. */
export interface Pending {
  readonly uid: string
  readonly client: Client
  readonly prompt: string
  readonly reasons: readonly string[]
  /** Typed for her by the application: an address, or anything. */
  readonly loginHint: string | undefined
  /** The service behind a federator, as that one names it (`sp_name` of ProConnect). */
  readonly serviceName: string | undefined
  readonly beganAt: Date
  /** Seconds since she last proved who she is, at most; undefined: none was asked for. */
  readonly maxAge: number | undefined
  /** The level to reach; null: none of those that the application requires is one of ours. */
  readonly level: 'eidas1' | 'eidas2' | 'eidas3' | null | undefined
  /** Claims and scopes that the application asks for. */
  readonly asked: { readonly scopes: readonly string[]; readonly claims: readonly string[] }
}

/** One datum on the page where the person decides. */
export interface AskedDatum extends Datum {
  /** As it would be handed over now, readable; empty: nothing is known. */
  readonly value: string
  readonly isRequired: boolean
  readonly decision: Decision | undefined
}

type Result = Record<string, unknown>

/** What each page of a person was read from, for her answer. */
const origins = new WeakMap<Pending, Interaction>()

export function interactionsOf(tools: InteractionTools) {
  const find = async (uid: string, cookies: Readonly<Record<string, string | undefined>>) => {
    // The address alone opens nothing: it must be the browser that began.
    if (cookies[cookieNames.interaction] !== uid) return undefined
    const { Interaction } = await tools.provider()
    return Interaction.find(uid)
  }

  /** Notes what was answered, and gives the address where the protocol goes on. */
  async function finish(interaction: Interaction, session: Session | undefined, result: Result): Promise<string> {
    const before = 'error' in result ? {} : (interaction.lastSubmission ?? {})
    interaction.result = { ...before, ...(session ? { login: loginOf(session) } : {}), ...result }
    // Who signs in again, or as somebody else, has another session than the one that began.
    if (session)
      Reflect.set(interaction, 'session', {
        ...interaction.session,
        uid: session.sessionId,
        accountId: session.accountId,
      })
    await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1000)))
    return interaction.returnTo
  }

  return {
    /** What is asked of the person, if this browser began it and it is not over. */
    async read(uid: string, cookies: Readonly<Record<string, string | undefined>>): Promise<Pending | undefined> {
      const interaction = await find(uid, cookies)
      const client = interaction && (await tools.register.find(String(interaction.params['client_id'])))
      return client && pendingOf(interaction, client)
    },

    /**
     * What the sign-in page may say before anybody is known: for which application, and the address that it typed ahead.
     * Whoever holds the name of the request was given it by the application's own redirection.
     */
    async announce(uid: string): Promise<{ client: Client; loginHint: string | undefined } | undefined> {
      const interaction = await (await tools.provider()).Interaction.find(uid)
      const client = interaction && (await tools.register.find(String(interaction.params['client_id'])))
      return client && { client, loginHint: pendingOf(interaction, client).loginHint }
    },

    /**
     * Whether the session answers what the sign-in was asked for: there is one, proved lately enough and strongly enough.
     */
    isSatisfied: (pending: Pending, session: Session | undefined): session is Session =>
      session !== undefined && isFresh(pending, session) && isStrongEnough(pending, session),

    isStrongEnough,

    /** The data that are asked for, with their values of now. */
    async listData(pending: Pending, session: Session): Promise<AskedDatum[]> {
      const { client, asked } = pending
      const sources = tools.ports.claims
      const claims = claimsOf(sources, asked)
      const { accountId } = session
      const [values, decisions] = await Promise.all([
        loadClaims(tools, { accountId, client }, claims),
        readDecisions(tools, { accountId, clientId: client.clientId }),
      ])
      return dataOf(sources, claims).map((datum) => ({
        ...datum,
        value: valueOf(datum, values),
        isRequired: client.requiredData.includes(datum.name),
        decision: decisions.get(datum.name),
      }))
    },

    /** For whom she may act there, herself aside. */
    listCapacities: ({ client }: Pending, { accountId }: Session): Promise<readonly Capacity[]> =>
      tools.ports.actingFor.capacities(platformOf(tools), { accountId, client }),

    /**
     * Goes on with the protocol: signed in, agreed, or refused with an error of the protocol.
     * @param pending as `read` gave it.
     * @returns the address where the browser goes.
     */
    goOn(
      pending: Pending,
      answer: { readonly session?: Session | undefined; readonly result?: Result },
    ): Promise<string> {
      const interaction = origins.get(pending)
      if (!interaction) throw new Error('an answer to nothing that was read')
      return finish(interaction, answer.session, answer.result ?? {})
    },
  }
}

const loginOf = (session: Session) => ({
  accountId: session.accountId,
  ts: Math.floor(session.provedAt.getTime() / 1000),
  acr: acrOf(session.methods),
  amr: amrOf(session.methods),
})

const isStrongEnough = ({ level }: Pending, session: Session): boolean =>
  level === undefined || (level !== null && suffices(acrOf(session.methods), [level]))

const second = 1000

/** Proved after the application asked, or recently enough for what it asked. */
function isFresh({ reasons, beganAt, maxAge }: Pending, { provedAt }: Session): boolean {
  if (provedAt >= beganAt) return true
  if (
    reasons.includes('login_prompt') ||
    reasons.some((reason) => reason.includes('sub') || reason === 'id_token_hint')
  ) {
    return false
  }
  return maxAge === undefined || Date.now() - provedAt.getTime() <= maxAge * second
}

function pendingOf(interaction: Interaction, client: Client): Pending {
  const { uid, prompt, params } = interaction
  const claims = parseClaims(params['claims'])
  const required = requiredAcrs(claims.id_token?.['acr'] as AcrRequest | undefined)
  const text = (name: string): string | undefined => (typeof params[name] === 'string' ? params[name] : undefined)
  const maxAge = params['max_age']
  const pending: Pending = {
    uid,
    client,
    prompt: prompt.name,
    reasons: prompt.reasons,
    loginHint: text('login_hint'),
    serviceName: text('sp_name')?.slice(0, 100),
    beganAt: new Date(Number(prompt.details['askedAt'] ?? 0)),
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    level: required === undefined ? undefined : (leastOf(required) ?? null),
    asked: {
      scopes: text('scope')?.split(' ') ?? [],
      claims: [...Object.keys(claims.id_token ?? {}), ...Object.keys(claims.userinfo ?? {})],
    },
  }
  origins.set(pending, interaction)
  return pending
}

interface ClaimsRequest {
  readonly id_token?: Record<string, unknown>
  readonly userinfo?: Record<string, unknown>
}

/** Checked by the library before it was kept. */
const parseClaims = (text: unknown): ClaimsRequest =>
  typeof text === 'string' ? (JSON.parse(text) as ClaimsRequest) : {}

/** A datum as one reads it: texts one after the other. */
const valueOf = ({ claims }: Datum, values: Readonly<Record<string, unknown>>): string => {
  const texts = claims.flatMap((claim) => {
    const value = values[claim]
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
  })
  // A name says its parts already.
  const told = texts.filter((text, index) => !texts.slice(0, index).some((before) => before.includes(text)))
  return told.join(' · ')
}
