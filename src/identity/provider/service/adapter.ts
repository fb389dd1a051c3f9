import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import { type Tx, withoutWaiting } from '#platform/db'
import {
  consumeState,
  deleteState,
  endGrant,
  findState,
  type NewState,
  saveBrief,
  saveLasting,
  saveOnce,
  type Span,
} from '../store/state.ts'
import { codeAdapter, exchangeCode } from './codes.ts'
import { clientMetadata } from './metadata.ts'
import { withPartitions } from './partitions.ts'
import { memoryOf } from './request.ts'
import { sessionAdapter } from './session.ts'
import { endOfGrants, grantedNow, lives, refuseSecond, rememberGrant, second, spanOf, stateKey } from './state.ts'
import type { EngineTools } from './tools.ts'

const tableOf = (model: string): 'brief' | 'lasting' => (model === 'RefreshToken' ? 'lasting' : 'brief')

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
      case 'AuthorizationCode':
        return codeAdapter(tools)
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

/**
 * What was granted travels with each code and token that follows from it, so that none is read twice. Ending a grant
 * writes its name down, and what bears that name is found no more.
 */
const grantAdapter = (tools: EngineTools): Adapter => ({
  ...readOnly(async (id) => memoryOf().grants.get(id)),
  destroy: (id) => tools.db.withTerritory((tx) => endGrant(tx, id, endOfGrants(tools))),
})

function stateAdapter(tools: EngineTools, model: string): Adapter {
  const { db, clock } = tools
  const table = tableOf(model)
  const keyOf = (id: string): Buffer => stateKey(tools.secrets, model, id)
  const span = (): Span => spanOf(table, clock.now())

  return {
    async upsert(id, payload, expiresIn) {
      if (model === 'Interaction' && memoryOf().isToSignIn) return
      const state = stateOf(model, { id: keyOf(id), payload, expiresIn: expiresIn ?? 60 })
      const { code } = memoryOf()
      if (model === 'AccessToken' && code) await exchangeCode(tools, code, state)
      else await withPartitions(tools, (tx) => save(tx, state, payload))
    },
    async find(id) {
      if (isOfAnotherKind(model, id)) return undefined
      const found = await db.lookUp((tx) => findState(tx, table, keyOf(id), { ...span(), at: clock.now() }))
      if (!found) return undefined
      const { payload, granted, grantId, consumedAt, sessionAccountId } = found
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

async function save(tx: Tx, state: NewState, payload: AdapterPayload): Promise<void> {
  switch (state.kind) {
    case 'RefreshToken':
      return saveLasting(tx, state, { accountId: payload.accountId ?? null, clientId: payload.clientId ?? null })
    case 'ReplayDetection':
      if (!(await saveOnce(tx, state))) throw new errors.InvalidClient('assertion already used')
      return undefined
    default:
      await Promise.all([withoutWaiting(tx), saveBrief(tx, state)])
      return undefined
  }
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

/** The same moment each time that a thing is saved again: it is part of its key. */
const endOf = (model: string, { iat, exp }: AdapterPayload, expiresIn: number): number =>
  model === 'Interaction' && iat !== undefined
    ? iat + lives.Interaction
    : (exp ?? Math.floor(Date.now() / second) + expiresIn)
