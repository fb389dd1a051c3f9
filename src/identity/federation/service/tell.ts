import type { Context } from '#platform/context'
import type { Outbound } from '#platform/outbound'
import { logoutNotice } from '../domain/cas/answers.ts'
import { newMessageId, sessionIndexOf } from '../domain/saml/ids.ts'
import { longestMessage } from '../domain/saml/names.ts'
import { type LogoutResponse, readLogoutResponse } from '../domain/saml/requests.ts'
import { logoutRequest } from '../domain/saml/responses.ts'
import { inSoap, outOfSoap, soapHeaders } from '../domain/saml/soap.ts'
import { soapServiceOf } from '../domain/sign-out.ts'
import { readXml } from '#platform/xml'
import { isSigned, readSigned, signXml } from '../domain/xml/signature.ts'
import type { Application } from '../ports.ts'
import type { DepartureFault, Login, RequestFault, ServiceProvider } from '../schema.ts'
import { findLogin } from '../store/logins.ts'
import { findProvider } from '../store/providers.ts'
import { findSteps } from '../store/sign-outs.ts'
import { findService } from './cas.ts'
import { faultOf } from './open-message.ts'
import type { Tools } from './tools.ts'

/** An application told without a browser: what of, and by which way out. */
interface Telling {
  readonly loginId: string
  /** The departure in which a browser was to tell it. */
  readonly signOutId?: string | undefined
  readonly outbound: Outbound
}

/**
 * Tells a CAS application that the owner of a ticket left (CAS 3.0.3, 2.3.3).
 * @throws Error until it says that it heard; why it did not is noted for who runs it.
 */
export const tellCas =
  (tools: Tools) =>
  async (ctx: Context, { loginId, outbound }: Telling): Promise<void> => {
    const login = await ctx.db.readTerritory((tx) => findLogin(tx, loginId))
    if (!login?.casService || login.casTicket === null) return
    const found = await findService(tools, ctx, login.casService)
    const application = found.ok ? found.value.application : found.refusal.application
    const notice = logoutNotice({ id: newMessageId(), now: ctx.clock.now(), ticket: login.casTicket })
    const body = new URLSearchParams({ logoutRequest: notice }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await notingFor(tools, ctx, { application, protocol: 'cas' }, async () => {
      const answer = await reach(outbound, login.casService ?? '', { body, headers })
      // Applications often send elsewhere once they have forgotten her: they heard.
      if (answer.status >= 400) throw new NotTold('not_reached', `the application answered ${answer.status}`)
    })
  }

/**
 * Asks a SAML application to end somebody's session, by SOAP (SAML 2.0 Bindings, 3.2; Profiles, 4.4.3.3): she left where no
 * browser could tell it, or her browser did not.
 * @throws Error until it answers; why it did not, or that its answer was no, is noted for who runs it.
 */
export const tellServiceProvider =
  (tools: Tools) =>
  async (ctx: Context, telling: Telling): Promise<void> => {
    const { loginId, signOutId } = telling
    const now = ctx.clock.now()
    const [login, steps] = await ctx.db.readTerritory((tx) =>
      Promise.all([findLogin(tx, loginId), signOutId === undefined ? undefined : findSteps(tx, signOutId, now)]),
    )
    if (!login || steps?.some((step) => step.loginId === loginId && step.state === 'done')) return
    const provider = await ctx.db.readTerritory((tx) => findProvider(tx, login.applicationId))
    const url = provider && soapServiceOf(provider)?.url
    if (!provider || url === undefined) return
    const application = await tools.applications.find(ctx, provider.metadata.entityId)
    await notingFor(tools, ctx, { application, protocol: 'saml' }, async () => {
      const answer = await askToLetGo({ tools, ctx, provider, outbound: telling.outbound }, url, login)
      if (answer.isDone || answer.knowsNobody || !application) return
      // Asked again it would say the same: some say no when they have forgotten her already.
      await tools.applications.noteFault(ctx, { application, code: 'saml.logout_not_let_go', fault: 'not_let_go' })
    })
  }

interface Asking {
  readonly tools: Tools
  readonly ctx: Context
  readonly provider: ServiceProvider
  readonly outbound: Outbound
}

async function askToLetGo(
  { tools, ctx, provider, outbound }: Asking,
  url: string,
  login: Login,
): Promise<LogoutResponse> {
  const id = newMessageId()
  const request = logoutRequest({
    id,
    now: ctx.clock.now(),
    issuer: tools.addresses.entityId,
    destination: url,
    audience: provider.metadata.entityId,
    subject: { nameId: login.nameId, format: login.nameIdFormat },
    sessionIndex: sessionIndexOf(login.id),
  })
  const body = inSoap(signXml(request, await tools.keys.current(ctx), { id, after: 'Issuer' }))
  const answer = await reach(outbound, url, { body, headers: soapHeaders })
  if (answer.status !== 200) throw new NotTold('not_reached', `the application answered ${answer.status}`)
  const response = readAnswer(await answer.text(), provider)
  if (response.issuer !== provider.metadata.entityId || response.inResponseTo !== id) {
    throw new NotTold('unreadable', 'the answer is to another question')
  }
  return response
}

/**
 * What the application answered. It came by the connection that we opened to an address of its metadata, whose certificate
 * says who answers: it may leave it unsigned (SAML 2.0 Profiles, 4.4.4.2), but what it signs is checked.
 */
function readAnswer(text: string, { metadata }: ServiceProvider): LogoutResponse {
  const options = { longest: longestMessage }
  const message = outOfSoap(text)
  if (!message.ok) throw new NotTold(faultOf(message.refusal), 'the answer is no SOAP envelope')
  const seen = readXml(message.value, options)
  const root = seen.ok && isSigned(seen.value) ? readSigned(message.value, metadata.signingCertificates, options) : seen
  if (!root.ok) throw new NotTold(faultOf(root.refusal), `the answer is refused: ${root.refusal}`)
  const response = readLogoutResponse(root.value)
  if (!response.ok) throw new NotTold('unreadable', 'the answer is no LogoutResponse')
  return response.value
}

/** Why an application may still have her in: the job fails, and is tried again. */
class NotTold extends Error {
  readonly fault: DepartureFault | RequestFault
  constructor(fault: DepartureFault | RequestFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}

interface Post {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

async function reach(outbound: Outbound, url: string, { body, headers }: Post): Promise<Response> {
  try {
    return await outbound.fetch(url, { method: 'POST', body, headers: { ...headers } })
  } catch (cause) {
    throw new NotTold('not_reached', 'the application was not reached', { cause })
  }
}

/** Keeps why an application was not told, for who runs it, before the job is tried again. */
async function notingFor(
  tools: Tools,
  ctx: Context,
  told: { readonly application: Application | undefined; readonly protocol: 'saml' | 'cas' },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const { application, protocol } = told
    if (error instanceof NotTold && application) {
      const { fault } = error
      await tools.applications.noteFault(ctx, { application, code: `${protocol}.logout_${fault}`, fault })
    }
    throw error
  }
}
