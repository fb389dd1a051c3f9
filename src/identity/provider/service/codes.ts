import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider'
import { sessionEnd } from '#identity/accounts'
import { createMemory } from '#kernel/memory'
import type { Tx } from '#platform/db'
import { insertEntry, saveActing } from '../store/entries.ts'
import { exchange, type NewState } from '../store/state.ts'
import { withPartitions } from './partitions.ts'
import { memoryOf, sessionNow } from './request.ts'
import { day, grantedNow, refuseSecond, rememberGrant, second, stateKey } from './state.ts'
import type { EngineTools } from './tools.ts'

const purpose = 'provider code'

interface Sealed {
  readonly payload: AdapterPayload
  readonly granted: Record<string, unknown> | null
}

/**
 * A code holds what it gives, sealed: this installation alone reads it, and nothing is written before it is exchanged. The
 * library keeps whatever of its models has a payload, and nothing of one that has a value only.
 */
export function sealCodes(provider: Provider, tools: EngineTools): void {
  const model = provider.AuthorizationCode.prototype as unknown as {
    getValueAndPayload: (this: object) => Promise<{ value: string; payload?: AdapterPayload }>
  }
  const whole = model.getValueAndPayload
  model.getValueAndPayload = async function (): Promise<{ value: string }> {
    const { payload = {} as AdapterPayload } = await whole.call(this)
    await noteEntry(tools, payload.clientId)
    const granted = payload.grantId === undefined ? null : grantedNow(payload.grantId)
    return { value: tools.secrets.seal(purpose, JSON.stringify({ payload, granted } satisfies Sealed)) }
  }
}

const nothing = async (): Promise<undefined> => undefined

/** What the library asks of codes: to read one, and to take it. */
export const codeAdapter = (tools: EngineTools): Adapter => ({
  async find(code) {
    const text = tools.secrets.open(purpose, code)
    if (text === undefined) return undefined
    const { payload, granted } = JSON.parse(text) as Sealed
    const { sessionUid, accountId, grantId = null, clientId } = payload
    // That the session and the account still live is asked by the statement that exchanges the code.
    if (sessionUid !== undefined) memoryOf().sessions.set(sessionUid, accountId ?? null)
    rememberGrant({ granted, grantId, clientId })
    memoryOf().code = payload
    return payload
  },
  // Taken when the token that it gives is written.
  consume: nothing,
  upsert: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
})

/**
 * Writes the token that the code of this request gives. Of many who bring one code, one is given a token; whoever comes second
 * ends what the first was given.
 * @throws InvalidGrant when the code was exchanged before, or what it follows from holds no more.
 */
export async function exchangeCode(tools: EngineTools, code: AdapterPayload, token: NewState): Promise<void> {
  const { jti = '', iat = 0, exp = 0, accountId, sessionUid, expiresWithSession } = code
  const taken = {
    id: stateKey(tools.secrets, 'AuthorizationCode', jti),
    expiresAt: new Date(exp * second),
    accountId: accountId ?? null,
    issuedAt: new Date(iat * second),
    sessionId: expiresWithSession === true ? (sessionUid ?? null) : null,
    at: tools.clock.now(),
  }
  const isMine = await withPartitions(tools, (tx) => exchange(tx, taken, token))
  if (!isMine) await refuseSecond(tools, 'AuthorizationCode')
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

async function noteEntry(tools: EngineTools, clientId: string | undefined): Promise<void> {
  const { chosen } = memoryOf()
  const entered = entryNow(clientId, chosen)
  if (!entered) return
  const note = (tx: Tx) => (chosen === undefined ? insertEntry(tx, entered) : saveActing(tx, entered, { key: chosen }))
  await withPartitions(tools, note)
  known.remember(entryKey(entered.sessionId, entered.clientId), entered)
}
