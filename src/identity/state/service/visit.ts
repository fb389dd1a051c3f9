import { newId, newSecret } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { recognise } from '../domain/reconcile.ts'
import { proIdentitySeen } from '../events.ts'
import type { ProvedIdentity, ProviderName, ReturnRefusal } from '../schema.ts'
import { findLike, refreshLink } from '../store/links.ts'
import { keepPending } from '../store/pending.ts'
import { findOrigin, insertRequest, takeRequest } from '../store/requests.ts'
import { directorLevel } from './provider.ts'
import { callbackPath, keysOf, proofOf, type Tools } from './tools.ts'

const minutes = 60_000
/** A request is answered while one still remembers having asked. */
const requestLife = 10 * minutes
/** An identity waits for its account as long as a form stays open. */
const pendingLife = 60 * minutes

const isSecret = (text: string | undefined): text is string => text !== undefined && /^[\w-]{43}$/.test(text)

interface Visit {
  readonly provider: ProviderName
  /** Scheme and host where the person stands; the caller has checked that it is one of ours. */
  readonly origin: string
  readonly returnTo?: string | undefined
  /** She wants the identity linked to the account that she is in. */
  readonly isToLink?: boolean
  /** She proves once more who she is: a session that lasts at the provider is not enough. */
  readonly isAfresh?: boolean
  readonly level?: string | undefined
  readonly loginHint?: string | undefined
  /** What the browser already holds, so that two tabs do not undo each other. */
  readonly browserSecret?: string | undefined
}

/** The nonce follows from the state: nothing more to keep. 43 characters each; FranceConnect asks for 32 or more. */
const nonceOf = ({ secrets }: Tools, state: string): string => secrets.hmac('state.nonce', state).toString('base64url')

/** Begins a visit to a provider: where to send the browser, and what it must hold when it comes back. */
export const beginVisit =
  (tools: Tools) =>
  async (
    ctx: Context,
    visit: Visit,
  ): Promise<Outcome<{ url: string; browserSecret: string }, 'provider_away' | 'not_offered'>> => {
    const provider = tools.providers.get(visit.provider)
    if (!provider) return refused('not_offered')
    const state = newSecret()
    const browserSecret = isSecret(visit.browserSecret) ? visit.browserSecret : newSecret()
    const url = await provider.authorizationUrl({
      redirectUri: tools.publicUrl + callbackPath[visit.provider],
      state,
      nonce: nonceOf(tools, state),
      level: visit.level,
      loginHint: visit.loginHint,
      isAfresh: visit.isAfresh,
    })
    if (!url.ok) return url
    await ctx.db.withTerritory((tx) =>
      insertRequest(tx, {
        stateHash: sha256(state),
        browserHash: sha256(browserSecret),
        provider: visit.provider,
        origin: visit.origin,
        returnTo: visit.returnTo ?? null,
        isToLink: visit.isToLink ?? false,
        askedLevel: visit.level ?? null,
        expiresAt: new Date(ctx.clock.now().getTime() + requestLife),
      }),
    )
    return accepted({ url: url.value.href, browserSecret })
  }

/** Where a visit began, for the answer to go on there; undefined for an unknown or old one. */
export async function originOfVisit(ctx: Context, state: string): Promise<string | undefined> {
  if (!isSecret(state)) return undefined
  return ctx.db.readTerritory((tx) => findOrigin(tx, sha256(state), ctx.clock.now()))
}

/** Who came back. */
export type Arrival = {
  readonly returnTo: string | undefined
  readonly identity: ProvedIdentity
  /** To end the session there, later. */
  readonly idToken: string
  readonly isToLink: boolean
} & ({ readonly kind: 'recognised'; readonly accountId: string } | { readonly kind: 'unknown' })

interface Answer {
  readonly provider: ProviderName
  /** Parameters of the address that the provider sent the browser to. */
  readonly parameters: URLSearchParams
  readonly browserSecret: string | undefined
}

/**
 * Ends a visit: the request is used up whatever happens, the answer is verified, the identity is recognised, or waits for
 * its account in this browser.
 */
export const endVisit =
  (tools: Tools) =>
  async (ctx: Context, answer: Answer): Promise<Outcome<Arrival, ReturnRefusal | 'pivot_mismatch'>> => {
    const { provider: name, parameters, browserSecret } = answer
    const state = parameters.get('state') ?? undefined
    const provider = tools.providers.get(name)
    if (!provider || !isSecret(state) || !isSecret(browserSecret)) return refused('request_unknown')
    const key = { stateHash: sha256(state), browserHash: sha256(browserSecret), provider: name }
    const request = await ctx.db.withTerritory((tx) => takeRequest(tx, key, ctx.clock.now()))
    if (!request) return refused('request_unknown')
    const redirectUri = tools.publicUrl + callbackPath[name]
    const proved = await provider.prove(new URL(`${redirectUri}?${parameters.toString()}`), {
      redirectUri,
      state,
      nonce: nonceOf(tools, state),
      level: request.askedLevel ?? undefined,
    })
    if (!proved.ok) return proved
    const { identity, idToken } = proved.value
    const found = await ctx.db.withTerritory((tx) => welcome(tools, ctx, tx, { identity, request }))
    if (!found.ok) return found
    const { accountId } = found.value
    const base = { returnTo: request.returnTo ?? undefined, identity, idToken, isToLink: request.isToLink }
    return accepted(accountId === undefined ? { ...base, kind: 'unknown' } : { ...base, kind: 'recognised', accountId })
  }

/** The account of an identity; one that has none is kept for this browser. */
async function welcome(
  { secrets }: Tools,
  ctx: Context,
  tx: Tx,
  { identity, request }: { identity: ProvedIdentity; request: { browserHash: Buffer; returnTo: string | null } },
): Promise<Outcome<{ accountId: string | undefined }, 'pivot_mismatch'>> {
  const now = ctx.clock.now()
  const { pivotKey } = keysOf(secrets, identity)
  const links = await findLike(tx, { ...identity, pivotKey })
  const known = recognise(proofOf(secrets, identity), links)
  if (known.kind === 'pivot_mismatch') return refused('pivot_mismatch')
  if (known.kind === 'recognised') {
    const sealedIdentity = secrets.seal('state.identity', JSON.stringify(identity), known.linkId)
    await refreshLink(tx, known.linkId, { pivotKey, sealedIdentity, at: now })
    await tellPro(tx, known.accountId, identity)
    return accepted({ accountId: known.accountId })
  }
  const id = newId()
  await keepPending(tx, {
    id,
    browserHash: request.browserHash,
    provider: identity.provider,
    sealed: secrets.seal('state.pending', JSON.stringify(identity), id),
    returnTo: request.returnTo,
    expiresAt: new Date(now.getTime() + pendingLife),
  })
  return accepted({ accountId: undefined })
}

/** Says what ProConnect knows of a professional, each time that it says it. */
export async function tellPro(tx: Tx, accountId: string, identity: ProvedIdentity): Promise<void> {
  const { pro } = identity
  if (!pro) return
  await publish(tx, proIdentitySeen, {
    accountId,
    siret: pro.siret,
    roles: [...pro.roles],
    isCertifiedDirector: identity.acr === directorLevel,
    ...(pro.organizationLabel === undefined ? {} : { organizationLabel: pro.organizationLabel }),
  })
}
