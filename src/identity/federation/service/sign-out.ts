import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { isSameSecret } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { redirectTo } from '../domain/saml/bindings.ts'
import { logoutMessageId, newMessageId, sessionIndexOf } from '../domain/saml/ids.ts'
import { logoutRequest, logoutResponse } from '../domain/saml/responses.ts'
import { browserServiceOf, nextStep, soapServiceOf, stepsFor, withState } from '../domain/sign-out.ts'
import { signXml, type SigningKey } from '../domain/xml/signature.ts'
import { tellCasService, tellServiceProvider } from '../jobs.ts'
import type { Login, SignOut, SignOutDestination, SignOutStep } from '../schema.ts'
import { endOfSession, findLogin, listLive } from '../store/logins.ts'
import { writeInPieces } from '../store/pieces.ts'
import { findProvider } from '../store/providers.ts'
import { holdSignOut, insertSignOut, saveSteps } from '../store/sign-outs.ts'
import type { Tools } from './tools.ts'

/** How long the browser of somebody who leaves may take to tell every application. */
const patience = 30 * 60_000
/** What her browser has not told by then, because she closed it or went on without an answer, is told without it. */
const browserTime = 2 * 60_000

/** A message for the browser to carry: by the address, or by a form. */
export type Carried =
  | { readonly binding: 'redirect'; readonly url: string }
  | { readonly binding: 'post'; readonly url: string; readonly fields: Readonly<Record<string, string>> }

/** Where a departure stands. */
export type Departure =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'tell'; readonly steps: readonly SignOutStep[]; readonly name: string; readonly send: Carried }
  | { readonly kind: 'stuck'; readonly steps: readonly SignOutStep[]; readonly name: string }
  /** All were told; `send` leads back to who asked, if somebody did. */
  | { readonly kind: 'finish'; readonly steps: readonly SignOutStep[]; readonly send: Carried | undefined }

/** What opens the page of a departure: whoever holds its row's id alone does not see it. */
const keyOf = ({ secrets }: Tools, id: string): string =>
  `${id}.${secrets.hmac('federation departure', id).toString('base64url')}`

function idOf(tools: Tools, key: string): string | undefined {
  const id = key.slice(0, 36)
  return /^[0-9a-f-]{36}$/.test(id) && isSameSecret(key, keyOf(tools, id)) ? id : undefined
}

/** What a browser is about to tell, and who knows already. */
interface ToldOtherwise {
  readonly signOutId: string
  readonly byBrowser: ReadonlySet<string>
  readonly knowing: ReadonlySet<string>
}

/**
 * Ends what hangs on sessions. Applications are told by a job: those of CAS, and those of SAML that hear SOAP; what a browser
 * tells first is told by the job only if it has not been heard of in a while.
 */
export async function endLogins(
  tx: Tx,
  ended: { readonly accountId: string; readonly sessionIds: readonly string[] },
  at: Date,
  otherwise?: ToldOtherwise,
): Promise<void> {
  const logins = await endOfSession(tx, ended, at)
  for (const { id, casTicket, protocol, applicationId } of logins) {
    if (casTicket !== null) await enqueue(tx, tellCasService, { loginId: id }, { key: `federation.cas:${id}` })
    if (protocol !== 'saml' || otherwise?.knowing.has(id)) continue
    const provider = await findProvider(tx, applicationId)
    if (!provider || !soapServiceOf(provider)) continue
    const key = `federation.saml:${id}`
    if (!otherwise?.byBrowser.has(id)) await enqueue(tx, tellServiceProvider, { loginId: id }, { key })
    else {
      const runAt = new Date(at.getTime() + browserTime)
      await enqueue(tx, tellServiceProvider, { loginId: id, signOutId: otherwise.signOutId }, { key, runAt })
    }
  }
}

interface Leaving {
  readonly accountId: string
  readonly sessionIds: readonly string[]
  readonly destination: SignOutDestination
  /** Who asked knows already. */
  readonly except?: string | undefined
}

/**
 * Prepares a departure, just before its sessions end: applications that only a browser can tell will be told one by one.
 * @returns what opens its page; undefined when there is nobody to tell and nowhere to go.
 */
export const beginSignOut =
  (tools: Tools) =>
  async (ctx: Context, { accountId, sessionIds, destination, except }: Leaving): Promise<string | undefined> => {
    const now = ctx.clock.now()
    const logins = await ctx.db.readTerritory((tx) => Promise.all(sessionIds.map((id) => listLive(tx, id))))
    const entered = logins.flat().filter((login) => login.protocol === 'saml')
    const told = entered.filter((login) => login.applicationId !== except)
    const names = await namesOf(tools, ctx, told)
    const steps = stepsFor(told, names)
    const isNeeded = steps.length > 0 || destination.kind !== 'page'
    const id = newId()
    await writeInPieces(ctx.db, now, async (tx) => {
      await endLogins(tx, { accountId, sessionIds }, now, {
        signOutId: id,
        byBrowser: new Set(steps.map(({ loginId }) => loginId)),
        knowing: new Set(entered.flatMap((login) => (login.applicationId === except ? [login.id] : []))),
      })
      const expiresAt = new Date(now.getTime() + patience)
      if (isNeeded) await insertSignOut(tx, { id, steps, destination, begunAt: now, expiresAt })
    })
    return isNeeded ? keyOf(tools, id) : undefined
  }

/** Names of the applications that can be told. */
async function namesOf(tools: Tools, ctx: Context, logins: readonly Login[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const applicationId of new Set(logins.map((login) => login.applicationId))) {
    const provider = await ctx.db.readTerritory((tx) => findProvider(tx, applicationId))
    const application = provider && (await tools.applications.find(ctx, provider.metadata.entityId))
    if (application && browserServiceOf(provider)) names.set(applicationId, application.name)
  }
  return names
}

/** Takes the next step of a departure. */
export const nextDeparture =
  (tools: Tools) =>
  async (ctx: Context, key: string): Promise<Departure> => {
    const id = idOf(tools, key)
    if (id === undefined) return { kind: 'unknown' }
    const signer = await tools.keys.current(ctx)
    return ctx.db.withTerritory(async (tx) => {
      const leaving = await holdSignOut(tx, id, ctx.clock.now())
      if (!leaving) return { kind: 'unknown' }
      return stepOf({ tools, ctx, tx, signer }, leaving)
    })
  }

interface Telling {
  readonly tools: Tools
  readonly ctx: Context
  readonly tx: Tx
  readonly signer: SigningKey
}

async function stepOf(telling: Telling, leaving: SignOut): Promise<Departure> {
  const { steps } = leaving
  const next = nextStep(steps)
  if (next.kind === 'finish') return { kind: 'finish', steps, send: await lastWord(telling, leaving) }
  const name = steps[next.index]?.name ?? ''
  if (next.kind === 'stuck') return { kind: 'stuck', steps, name }
  const send = await requestFor(telling, leaving, next.index)
  const after = withState(steps, next.index, send ? 'sent' : 'failed')
  await saveSteps(telling.tx, leaving, after)
  return send ? { kind: 'tell', steps: after, name, send } : stepOf(telling, { ...leaving, steps: after })
}

async function requestFor(
  { tools, ctx, tx, signer }: Telling,
  { id, steps }: SignOut,
  index: number,
): Promise<Carried | undefined> {
  const step = steps[index]
  const [login, provider] = step
    ? [await findLogin(tx, step.loginId), await findProvider(tx, step.applicationId)]
    : [undefined, undefined]
  const service = provider && browserServiceOf(provider)
  if (!login || !provider || !service) return undefined
  const messageId = logoutMessageId(id, index)
  const text = logoutRequest({
    id: messageId,
    now: ctx.clock.now(),
    issuer: tools.addresses.entityId,
    destination: service.url,
    audience: provider.metadata.entityId,
    subject: { nameId: login.nameId, format: login.nameIdFormat },
    sessionIndex: sessionIndexOf(login.id),
  })
  return carry({ ...service, kind: 'SAMLRequest', text, id: messageId, relayState: null }, signer)
}

interface Message {
  readonly binding: 'redirect' | 'post'
  readonly url: string
  readonly kind: 'SAMLRequest' | 'SAMLResponse'
  readonly text: string
  readonly id: string
  readonly relayState: string | null
}

/** Signs a message as its binding wants: the query, or the XML. */
function carry({ binding, url, kind, text, id, relayState }: Message, signer: SigningKey): Carried {
  if (binding === 'redirect') {
    return { binding, url: redirectTo(url, { kind, xml: text, relayState: relayState ?? undefined }, signer) }
  }
  const signed = signXml(text, signer, { id, after: 'Issuer' })
  const field = { [kind]: Buffer.from(signed).toString('base64') }
  return { binding, url, fields: relayState === null ? field : { ...field, RelayState: relayState } }
}

/** Where the browser goes at last: back to who asked, with our answer. */
async function lastWord(
  { tools, ctx, tx, signer }: Telling,
  { steps, destination }: SignOut,
): Promise<Carried | undefined> {
  switch (destination.kind) {
    case 'page':
      return undefined
    case 'address':
      return { binding: 'redirect', url: destination.url }
    case 'answer': {
      const provider = await findProvider(tx, destination.applicationId)
      const service = provider && browserServiceOf(provider)
      if (!service) return undefined
      const id = newMessageId()
      const about = {
        id,
        now: ctx.clock.now(),
        issuer: tools.addresses.entityId,
        destination: service.response,
        inResponseTo: destination.messageId,
      }
      const text = logoutResponse(about, steps.some(({ state }) => state === 'failed') ? 'partialLogout' : 'success')
      const { binding, response: url } = service
      return carry({ binding, url, kind: 'SAMLResponse', text, id, relayState: destination.relayState }, signer)
    }
  }
}

/** An application answered that it let her go, or could not. */
export async function noteAnswer(
  tools: Tools,
  ctx: Context,
  answer: {
    readonly signOutId: string
    readonly step: number
    readonly applicationId: string
    readonly isDone: boolean
  },
): Promise<string | undefined> {
  const { signOutId, step, applicationId, isDone } = answer
  return ctx.db.withTerritory(async (tx) => {
    const leaving = await holdSignOut(tx, signOutId, ctx.clock.now())
    const told = leaving?.steps[step]
    if (!leaving || told?.applicationId !== applicationId) return undefined
    if (told.state === 'sent') await saveSteps(tx, leaving, withState(leaving.steps, step, isDone ? 'done' : 'failed'))
    return keyOf(tools, signOutId)
  })
}

/** Gives up on an application that does not answer, or tries it again. */
export const settleStuck =
  (tools: Tools) =>
  async (ctx: Context, key: string, choice: 'retry' | 'skip'): Promise<void> => {
    const id = idOf(tools, key)
    if (id === undefined) return
    await ctx.db.withTerritory(async (tx) => {
      const leaving = await holdSignOut(tx, id, ctx.clock.now())
      const next = leaving && nextStep(leaving.steps)
      if (!leaving || next?.kind !== 'stuck') return
      await saveSteps(tx, leaving, withState(leaving.steps, next.index, choice === 'retry' ? 'waiting' : 'failed'))
    })
  }
