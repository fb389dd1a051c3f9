import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider'
import { sessionEnd } from '#identity/accounts'
import { createMemory } from '#kernel/memory'
import { type Entry, saveActing } from '../store/entries.ts'
import { exchange, type NewState } from '../store/state.ts'
import { withPartitions } from './partitions.ts'
import { type Code, memoryOf, sessionNow } from './request.ts'
import { day, grantedNow, refuseSecond, rememberGrant, second, stateKey } from './state.ts'
import type { EngineTools } from './tools.ts'

const purpose = 'provider code'

interface Sealed extends Code {
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
    const entry = entryNow(payload.clientId)
    if (entry) await noteChoice(tools, entry)
    const granted = payload.grantId === undefined ? null : grantedNow(payload.grantId)
    const entered = entry && ([entry.enteredAt.getTime(), entry.expiresAt.getTime()] as const)
    return { value: tools.secrets.seal(purpose, JSON.stringify({ payload, granted, entered } satisfies Sealed)) }
  }
}

const nothing = async (): Promise<undefined> => undefined

/** What the library asks of codes: to read one, and to take it. */
export const codeAdapter = (tools: EngineTools): Adapter => ({
  async find(code) {
    const text = tools.secrets.open(purpose, code)
    if (text === undefined) return undefined
    const { payload, granted, entered } = JSON.parse(text) as Sealed
    const { sessionUid, accountId, grantId = null, clientId } = payload
    // That the session and the account still live is asked by the statement that exchanges the code.
    if (sessionUid !== undefined) memoryOf().sessions.set(sessionUid, accountId ?? null)
    rememberGrant({ granted, grantId, clientId })
    memoryOf().code = { payload, entered }
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
export async function exchangeCode(tools: EngineTools, code: Code, token: NewState): Promise<void> {
  const { jti = '', iat = 0, exp = 0, accountId, sessionUid, expiresWithSession } = code.payload
  const entry = entryOf(code)
  const taken = {
    id: stateKey(tools.secrets, 'AuthorizationCode', jti),
    expiresAt: new Date(exp * second),
    accountId: accountId ?? null,
    issuedAt: new Date(iat * second),
    sessionId: expiresWithSession === true ? (sessionUid ?? null) : null,
    at: tools.clock.now(),
    entry,
  }
  const isMine = await withPartitions(tools, (tx) => exchange(tx, taken, token))
  if (!isMine) await refuseSecond(tools, 'AuthorizationCode')
  if (entry) known.remember(entryKey(entry.sessionId, entry.clientId), entry)
}

/** Entries that this process has written: entering again writes nothing. */
const known = createMemory<object>(20_000)
const entryKey = (sessionId: string, clientId: string): string => `${sessionId} ${clientId}`

/** The entry that a code makes; nothing, when it is known. */
function entryOf({ payload: { sessionUid, clientId }, entered }: Code) {
  if (!entered || sessionUid === undefined || clientId === undefined) return undefined
  if (known.recall(entryKey(sessionUid, clientId))) return undefined
  return { sessionId: sessionUid, clientId, enteredAt: new Date(entered[0]), expiresAt: new Date(entered[1]) }
}

/** The application that the person enters, in her session, for the day when the session ends; nothing, when it is known. */
function entryNow(clientId: string | undefined): Entry | undefined {
  const session = sessionNow()
  if (!session || clientId === undefined) return undefined
  if (memoryOf().chosen === undefined && known.recall(entryKey(session.sessionId, clientId))) return undefined
  const { sessionId, accountId, signedInAt } = session
  const expiresAt = sessionEnd(signedInAt, new Date(signedInAt.getTime() + 365 * day))
  return { sessionId, clientId, accountId, enteredAt: signedInAt, expiresAt }
}

/** For whom the person has just said that she acts is kept at once: her next authorization reads it. */
async function noteChoice(tools: EngineTools, entry: Entry): Promise<void> {
  const { chosen } = memoryOf()
  if (chosen === undefined) return
  await withPartitions(tools, (tx) => saveActing(tx, entry, { key: chosen }))
  known.remember(entryKey(entry.sessionId, entry.clientId), entry)
}
