import type { Adapter, AdapterPayload } from 'oidc-provider'
import { Provider } from 'oidc-provider'
import { acrOf, amrOf, endSession, findSessionNamed, type Session } from '#identity/accounts'
import type { Secrets } from '#platform/crypto'
import { memoryOf, sessionNow, visitOf } from './request.ts'
import { type EngineTools, platformOf } from './tools.ts'

/**
 * The library's session is the person's own, seen through its eyes: nothing of it is stored twice, it cannot outlive her
 * sign-in, and how she was proved is read at each request. The little that the library adds while somebody signs out
 * travels in a sealed cookie.
 */
export const sessionAdapter = (tools: EngineTools): Adapter => ({
  async find(id) {
    const ours = sessionNow()
    const passing = passingNow(tools.secrets)
    const state = passing?.id === id ? passing.state : undefined
    if (ours?.sessionId === id) return { ...payloadOf(ours), ...(state ? { state } : {}) }
    return state ? ({ kind: 'Session', jti: id, uid: id, state } as AdapterPayload) : undefined
  },
  async findByUid(uid) {
    const ours = sessionNow()
    if (ours?.sessionId === uid) return payloadOf(ours)
    const accountId = await ownerOf(tools, uid)
    return accountId === null ? undefined : { kind: 'Session', jti: uid, uid, accountId, authorizations: grantsNow() }
  },
  async upsert(id, payload) {
    const state = payload.state
    if (state !== undefined) keepPassing(tools.secrets, { id: sessionNow()?.sessionId ?? id, state })
  },
  async destroy(id) {
    const ctx = Provider.ctx
    const ours = sessionNow(ctx)
    // Otherwise the library only changes the name under which it keeps a session: ours keeps its own.
    const isLeaving = ctx?.oidc.route === 'end_session_confirm' && Boolean(ctx.oidc.params?.['logout'])
    if (!ctx || !isLeaving || ours?.sessionId !== id) return
    await endSession(platformOf(tools), { accountId: ours.accountId, id })
    for (const header of visitOf(ctx.req)?.forgetting() ?? []) ctx.res.appendHeader('set-cookie', header)
  },
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  revokeByGrantId: async () => undefined,
})

/** Whose session it is: the token that is bound to it has just said so, or it is looked up. */
async function ownerOf(tools: EngineTools, uid: string): Promise<string | null> {
  const known = memoryOf().sessions.get(uid)
  return known === undefined ? ((await findSessionNamed(tools, uid))?.accountId ?? null) : known
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)

function payloadOf(session: Session): AdapterPayload {
  return {
    kind: 'Session',
    jti: session.sessionId,
    uid: session.sessionId,
    accountId: session.accountId,
    loginTs: seconds(session.provedAt),
    acr: acrOf(session.methods),
    amr: amrOf(session.methods),
    iat: seconds(session.signedInAt),
    // The library asks for an end; the true one was looked at when the session was found.
    exp: Math.floor(Date.now() / 1000) + 86_400,
    authorizations: grantsNow(),
  }
}

/** The grants of the tokens that this request brought. */
const grantsNow = () =>
  Object.fromEntries([...memoryOf().grantOf].map(([clientId, grantId]) => [clientId, { grantId }]))

const passingCookie = 'oidc_sortie'
const purpose = 'provider signing out'

interface Passing {
  readonly id: string
  readonly state: Record<string, unknown>
}

/** What the library keeps between the question whether to sign out and the answer. */
function passingNow(secrets: Secrets): Passing | undefined {
  const header = Provider.ctx?.req.headers.cookie
  return header === undefined ? undefined : readPassing(secrets, header)
}

export function readPassing(secrets: Secrets, header: string): Passing | undefined {
  const value = new RegExp(`(?:^|;\\s*)${passingCookie}=([\\w-]{1,2000})`).exec(header)?.[1]
  const text = value === undefined ? undefined : secrets.open(purpose, value)
  return text === undefined ? undefined : (JSON.parse(text) as Passing)
}

function keepPassing(secrets: Secrets, passing: Passing): void {
  const ctx = Provider.ctx
  if (!ctx) return
  const value = secrets.seal(purpose, JSON.stringify(passing))
  const secure = ctx.oidc.provider.issuer.startsWith('https:') ? '; secure' : ''
  ctx.res.appendHeader(
    'set-cookie',
    `${passingCookie}=${value}; path=/oidc; max-age=3600; samesite=lax; httponly${secure}`,
  )
}
