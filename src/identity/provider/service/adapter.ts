import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider'
import { isTokenLive, sessionEnd } from '#identity/accounts'
import { createMemory } from '#kernel/memory'
import type { Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { insertEntry, saveActing } from '../store/entries.ts'
import {
  consumeState,
  deleteState,
  endGrant,
  exchange,
  findState,
  keepPartitions,
  type NewState,
  saveBrief,
  saveLasting,
  saveOnce,
  type Span,
  withoutWaiting,
} from '../store/state.ts'
import { clientMetadata } from './metadata.ts'
import { memoryOf, sessionNow } from './request.ts'
import { sessionAdapter } from './session.ts'
import type { EngineTools } from './tools.ts'

const second = 1000
const minute = 60 * second
const day = 24 * 60 * minute

/** Lives in seconds; each kind is looked for no further than it can live. */
export const lives = {
  AuthorizationCode: 60,
  AccessToken: 3600,
  IdToken: 3600,
  Interaction: 3600,
  PushedAuthorizationRequest: 60,
  RefreshToken: 30 * 86_400,
} as const

/** What is over is still known for a moment: a code used twice is told from one that never was. */
const remembered = 10 * minute

const tableOf = (model: string): 'brief' | 'lasting' => (model === 'RefreshToken' ? 'lasting' : 'brief')

const longest = { brief: 2 * 60 * minute, lasting: 31 * day } as const

/** The library's storage: one adapter for each of its models. */
export const createAdapter =
  (tools: EngineTools) =>
  (model: string): Adapter => {
    switch (model) {
      case 'Client':
        return readOnly(async (id) => {
          const client = await tools.register.find(id)
          return client?.isOpen === true && client.protocol === 'oidc' ? clientMetadata(client) : undefined
        })
      case 'Grant':
        return grantAdapter(tools)
      case 'Session':
        return sessionAdapter(tools)
      default:
        return stateAdapter(tools, model)
    }
  }

const nothing = async (): Promise<undefined> => undefined

const readOnly = (find: (id: string) => Promise<AdapterPayload | undefined>): Adapter => ({
  find,
  upsert: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
})

/** Refresh tokens say what they are: nobody looks among the others for them, nor for the others among them. */
export const refreshPrefix = 'r~'

const isOfAnotherKind = (model: string, id: string): boolean =>
  (model === 'RefreshToken') !== id.startsWith(refreshPrefix)

const endOfGrants = ({ clock }: EngineTools): Date => new Date(clock.now().getTime() + longest.lasting)

/**
 * What was granted travels with each code and token that follows from it, so that none is read twice. Ending a grant
 * writes its name down, and what bears that name is found no more.
 */
const grantAdapter = (tools: EngineTools): Adapter => ({
  ...readOnly(async (id) => memoryOf().grants.get(id)),
  destroy: (id) => tools.db.withTerritory((tx) => endGrant(tx, id, endOfGrants(tools))),
})

/** Under what a code or a token is kept: a keyed hash, from which it does not follow. */
export const stateKey = (secrets: Secrets, model: string, id: string): Buffer =>
  secrets.hmac(`provider ${model}`, id).subarray(0, 16)

/** Between which moments what still counts ends: pieces of the table beyond are not looked at. */
export const spanOf = (table: 'brief' | 'lasting', now: Date): Span => ({
  from: new Date(now.getTime() - remembered),
  to: new Date(now.getTime() + longest[table]),
})

function stateAdapter(tools: EngineTools, model: string): Adapter {
  const { db, clock } = tools
  const table = tableOf(model)
  const keyOf = (id: string): Buffer => stateKey(tools.secrets, model, id)
  const span = (): Span => spanOf(table, clock.now())

  return {
    async upsert(id, payload, expiresIn) {
      const state = stateOf(model, { id: keyOf(id), payload, expiresIn: expiresIn ?? 60 })
      await withPartitions(tools, (tx) => save(tools, tx, { state, payload }))
    },
    async find(id) {
      if (isOfAnotherKind(model, id)) return undefined
      const found = await db.inOneGo((tx) => findState(tx, table, keyOf(id), { ...span(), at: clock.now() }))
      if (!found) return undefined
      const { payload, granted, grantId, consumedAt, sessionAccountId } = found
      if (!(await standsAlone(tools, payload))) return undefined
      const { sessionUid } = payload
      if (typeof sessionUid === 'string') memoryOf().sessions.set(sessionUid, sessionAccountId)
      rememberGrant({ granted, grantId, clientId: payload['clientId'] })
      return {
        ...payload,
        jti: id,
        ...(consumedAt ? { consumed: Math.floor(consumedAt.getTime() / second) } : {}),
      } as AdapterPayload
    },
    async consume(id) {
      // Taken when the token that it gives is written, in the same statement.
      if (model === 'AuthorizationCode') {
        memoryOf().taking = keyOf(id)
        return
      }
      const at = clock.now()
      const isMine = await db.inOneGo((tx) => consumeState(tx, table, keyOf(id), { ...span(), at }))
      if (!isMine) await refuseSecond(tools, model)
    },
    destroy: (id) => db.inOneGo((tx) => deleteState(tx, table, keyOf(id), span())),
    // Written down once, by whichever model is asked first.
    revokeByGrantId: (grantId) => db.withTerritory((tx) => endGrant(tx, grantId, endOfGrants(tools))),
    findByUid: nothing,
    findByUserCode: nothing,
  }
}

async function save(tools: EngineTools, tx: Tx, of: { state: NewState; payload: AdapterPayload }): Promise<void> {
  const { state, payload } = of
  switch (state.kind) {
    case 'RefreshToken':
      return saveLasting(tx, state, { accountId: payload.accountId ?? null, clientId: payload.clientId ?? null })
    case 'ReplayDetection':
      if (!(await saveOnce(tx, state))) throw new errors.InvalidClient('assertion already used')
      return undefined
    case 'AccessToken':
      return saveToken(tools, tx, state)
    case 'AuthorizationCode':
      return saveCode(tx, state, payload.clientId)
    default:
      await Promise.all([withoutWaiting(tx), saveBrief(tx, state)])
      return undefined
  }
}

/** A token is written as its code is taken: of many who bring one code, one is given a token. */
async function saveToken(tools: EngineTools, tx: Tx, state: NewState): Promise<void> {
  const { taking } = memoryOf()
  if (taking === undefined) {
    await Promise.all([withoutWaiting(tx), saveBrief(tx, state)])
    return
  }
  const at = tools.clock.now()
  if (!(await exchange(tx, { id: taking, at, span: spanOf('brief', at) }, state))) await refuseSecond(tools, state.kind)
}

async function saveCode(tx: Tx, state: NewState, clientId: string | undefined): Promise<void> {
  const { chosen } = memoryOf()
  const entered = entryNow(clientId, chosen)
  await Promise.all([
    withoutWaiting(tx),
    saveBrief(tx, state),
    entered && (chosen === undefined ? insertEntry(tx, entered) : saveActing(tx, entered, { key: chosen })),
  ])
  if (entered) known.remember(entryKey(entered.sessionId, entered.clientId), entered)
}

/** Entries that this process has written: entering again writes nothing. */
const known = createMemory<object>(20_000)
const entryKey = (sessionId: string, clientId: string): string => `${sessionId} ${clientId}`

/** The application that the person enters, in her session, for the day when the session ends. */
function entryNow(clientId: string | undefined, chosen: string | undefined) {
  const session = sessionNow()
  if (!session || clientId === undefined) return undefined
  if (chosen === undefined && known.recall(entryKey(session.sessionId, clientId))) return undefined
  const { sessionId, accountId, signedInAt } = session
  const expiresAt = sessionEnd(signedInAt, new Date(signedInAt.getTime() + 365 * day))
  return { sessionId, clientId, accountId, enteredAt: signedInAt, expiresAt }
}

/** A code, a refresh token or a pushed request that comes second: what the first one gave is ended. */
async function refuseSecond(tools: EngineTools, model: string): Promise<never> {
  if (model === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('request_uri was already used')
  const { clientId } = Provider.ctx?.oidc.client ?? {}
  const grantId = clientId === undefined ? undefined : memoryOf().grantOf.get(clientId)
  if (grantId !== undefined) await tools.db.withTerritory((tx) => endGrant(tx, grantId, endOfGrants(tools)))
  throw new errors.InvalidGrant('already used')
}

function rememberGrant(of: {
  readonly granted: Record<string, unknown> | null
  readonly grantId: string | null
  readonly clientId: unknown
}): void {
  const { granted, grantId, clientId } = of
  if (grantId === null) return
  const memory = memoryOf()
  if (granted !== null) memory.grants.set(grantId, granted)
  if (typeof clientId === 'string') memory.grantOf.set(clientId, grantId)
  if (granted?.['acting'] !== undefined) memory.acting = granted['acting'] as typeof memory.acting
}

function stateOf(
  model: string,
  { id, payload, expiresIn }: { id: Buffer; payload: AdapterPayload; expiresIn: number },
): NewState {
  // What opens it is not kept beside it.
  const { jti: _, ...kept } = payload
  const grantId = payload.grantId ?? null
  return {
    id,
    kind: model,
    expiresAt: new Date(endOf(model, payload, expiresIn) * second),
    grantId,
    granted: grantId === null || model === 'Interaction' ? null : grantedNow(grantId),
    payload: model === 'Interaction' ? payload : kept,
  }
}

/**
 * What is bound to a session ends with it; what outlives its session (offline access) holds as long as the account does, and
 * as nothing has cut its accesses since.
 */
async function standsAlone({ db, clock }: EngineTools, payload: Record<string, unknown>): Promise<boolean> {
  const { accountId, iat, expiresWithSession } = payload
  if (expiresWithSession === true || typeof accountId !== 'string' || typeof iat !== 'number') return true
  if (payload['kind'] === 'Interaction') return true
  const token = { accountId, issuedAt: new Date(iat * second), sessionId: null }
  return db.readTerritory((tx) => isTokenLive(tx, token, clock.now()))
}

/** The same moment each time that a thing is saved again: it is part of its key. */
const endOf = (model: string, { iat, exp }: AdapterPayload, expiresIn: number): number =>
  model === 'Interaction' && iat !== undefined
    ? iat + lives.Interaction
    : (exp ?? Math.floor(Date.now() / second) + expiresIn)

/** What the request at hand grants, or what the code or token that it brought was granted. */
function grantedNow(grantId: string): object | null {
  const known = memoryOf().grants.get(grantId)
  if (known) return known
  const grant = Provider.ctx?.oidc.entities.Grant
  if (!grant || grant.jti !== grantId) return null
  const { jti, accountId, clientId, openid, rejected, iat, exp } = grant as unknown as Record<string, unknown>
  const { acting } = memoryOf()
  return { jti, kind: 'Grant', accountId, clientId, openid, rejected, iat, exp, ...(acting ? { acting } : {}) }
}

/** Runs again once pieces of tables were made, when the night's job has not made them for a long time. */
async function withPartitions<T>({ db, clock }: EngineTools, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.inOneGo(work)
  } catch (error) {
    if (!isWithoutPartition(error)) throw error
    await db.withTerritory((tx) => keepPartitions(tx, clock.now()))
    return db.inOneGo(work)
  }
}

/** `check_violation`: "no partition of relation found for row". */
const isWithoutPartition = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23514' && error.message.includes('partition')
