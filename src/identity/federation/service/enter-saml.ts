import { acrOf, type Acr, reaches, type Session } from '#identity/accounts'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { newMessageId, sessionIndexOf } from '../domain/saml/ids.ts'
import { classReached } from '../domain/saml/levels.ts'
import type { StatusName } from '../domain/saml/names.ts'
import { attributesFor, grantingResponse, refusingResponse, signedAssertion } from '../domain/saml/responses.ts'
import { encryptedAssertion } from '../domain/xml/encryption.ts'
import { signXml, type SigningKey } from '../domain/xml/signature.ts'
import { Xml } from '#platform/xml'
import { claimsOf, nameIdFor, toldBy } from '../domain/who.ts'
import type { Application, EntryRefusal } from '../ports.ts'
import type { ServiceProvider, WaitingDemand } from '../schema.ts'
import { insertLogin } from '../store/logins.ts'
import { findProvider } from '../store/providers.ts'
import { findWaiting, takeRequest } from '../store/requests.ts'
import { personFor } from './people.ts'
import { type Refused, refuseTo } from './open-message.ts'
import type { Tools } from './tools.ts'

/** A form that the browser sends to an application. */
export interface Posting {
  readonly application: Application
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
}

export type Entry =
  | { readonly kind: 'refused'; readonly refusal: Refused }
  | { readonly kind: 'sign_in' | 'prove_again' }
  | { readonly kind: 'step_up'; readonly level: Acr }
  /** The answer, yes or no, that the application waits for. */
  | { readonly kind: 'post'; readonly posting: Posting }
  /** She may not enter: the page says why, and offers to go back with that answer. */
  | { readonly kind: 'not_allowed'; readonly refusal: EntryRefusal; readonly posting: Posting }

interface Visit {
  readonly provider: ServiceProvider
  readonly application: Application
  readonly demand: WaitingDemand
  /** The message answered; undefined when one enters from our side. */
  readonly messageId: string | undefined
  readonly requestId: string | undefined
  readonly receivedAt: Date
}

/** Goes on with a request that waits: asks for what is missing, or answers the application. */
export const enterSaml =
  (tools: Tools) =>
  async (
    ctx: Context,
    { requestId, who }: { readonly requestId: string; readonly who: Session | undefined },
  ): Promise<Entry> => {
    const now = ctx.clock.now()
    const [waiting, provider] = await ctx.db.readTerritory(async (tx) => {
      const found = await findWaiting(tx, requestId, now)
      return [found, found && (await findProvider(tx, found.applicationId))] as const
    })
    const application = provider && (await tools.applications.find(ctx, provider.metadata.entityId))
    if (!waiting || !provider || !application) return { kind: 'refused', refusal: { reason: 'expired' } }
    const { demand, messageId, receivedAt } = waiting
    return answer(tools, ctx, { provider, application, demand, messageId, requestId, receivedAt }, who)
  }

/** Enters from our side, where the operator lets one. */
export const enterFromHere =
  (tools: Tools) =>
  async (
    ctx: Context,
    { applicationId, who }: { readonly applicationId: string; readonly who: Session | undefined },
  ): Promise<Entry> => {
    const provider = await ctx.db.readTerritory((tx) => findProvider(tx, applicationId))
    const application = provider && (await tools.applications.find(ctx, provider.metadata.entityId))
    if (!provider || !application?.isOpen || !provider.settings.startsHere) {
      return { kind: 'refused', refusal: { reason: 'unknown_application' } }
    }
    const { consumers } = provider.metadata
    const consumerUrl = (consumers.find(({ isDefault }) => isDefault) ?? consumers[0])?.url ?? ''
    const demand: WaitingDemand = {
      consumerUrl,
      relayState: null,
      nameIdFormat: provider.settings.nameIdFormat,
      isPassive: false,
      forcesAuthn: false,
      level: null,
      classes: [],
    }
    const visit = {
      provider,
      application,
      demand,
      messageId: undefined,
      requestId: undefined,
      receivedAt: ctx.clock.now(),
    }
    return answer(tools, ctx, visit, who)
  }

async function answer(tools: Tools, ctx: Context, visit: Visit, who: Session | undefined): Promise<Entry> {
  const { demand, application } = visit
  const missing = missingFor(visit, who)
  if (missing === 'no_level') return { kind: 'post', posting: await refusal(tools, ctx, visit, 'noAuthnContext') }
  if (missing) {
    if (!demand.isPassive) return missing
    const status = missing.kind === 'step_up' ? 'noAuthnContext' : 'noPassive'
    return { kind: 'post', posting: await refusal(tools, ctx, visit, status) }
  }
  if (!who) return { kind: 'sign_in' }
  const may = await tools.applications.mayEnter(ctx, { application, accountId: who.accountId })
  if (!may.ok) {
    await refuseTo(tools, ctx, application, 'not_allowed')
    const posting = await refusal(tools, ctx, visit, 'requestDenied')
    return { kind: 'not_allowed', refusal: may.refusal, posting }
  }
  return grant(tools, ctx, visit, who)
}

type Missing = Extract<Entry, { kind: 'sign_in' | 'prove_again' | 'step_up' }> | 'no_level'

/** What she still has to prove for what the application asked. */
function missingFor({ demand, receivedAt }: Visit, who: Session | undefined): Missing | undefined {
  if (demand.level === 'impossible') return 'no_level'
  if (!who) return { kind: 'sign_in' }
  if (demand.forcesAuthn && who.provedAt.getTime() < receivedAt.getTime()) return { kind: 'prove_again' }
  const { level } = demand
  return level === null || reaches(acrOf(who.methods), level) ? undefined : { kind: 'step_up', level }
}

async function refusal(tools: Tools, ctx: Context, visit: Visit, status: StatusName): Promise<Posting> {
  const key = await tools.keys.current(ctx)
  return postingOf(visit, refusingResponse(envelopeOf(tools, ctx, visit), status, key))
}

const envelopeOf = (tools: Tools, ctx: Context, { demand, messageId }: Visit) => ({
  id: newMessageId(),
  now: ctx.clock.now(),
  issuer: tools.addresses.entityId,
  destination: demand.consumerUrl,
  inResponseTo: messageId,
})

const postingOf = ({ application, demand }: Visit, xml: string): Posting => ({
  application,
  url: demand.consumerUrl,
  fields: {
    SAMLResponse: Buffer.from(xml).toString('base64'),
    ...(demand.relayState === null ? {} : { RelayState: demand.relayState }),
  },
})

/** Lets her in: the request is answered once, and her entry is written down in the same transaction. */
async function grant(tools: Tools, ctx: Context, visit: Visit, who: Session): Promise<Entry> {
  const { provider, application, demand, requestId } = visit
  const now = ctx.clock.now()
  const rules = provider.settings.attributes
  const [person, key] = await Promise.all([
    personFor(tools, ctx, { applicationId: application.id, accountId: who.accountId, rules }),
    tools.keys.current(ctx),
  ])
  const known = claimsOf(person)
  const format = demand.nameIdFormat
  const subject = { nameId: nameIdFor(format, person, newMessageId()), format }
  const login = {
    id: newId(),
    applicationId: application.id,
    applicationName: application.name,
    accountId: who.accountId,
    sessionId: who.sessionId,
    protocol: 'saml' as const,
    nameId: subject.nameId,
    nameIdFormat: format,
    told: toldBy(rules, format === 'email' || format === 'unspecified' ? 'email' : 'id', known),
    casService: null,
    casTicket: null,
    enteredAt: now,
  }
  const isOurs = await ctx.db.withTerritory(async (tx) => {
    if (requestId !== undefined && !(await takeRequest(tx, requestId, now))) return false
    await insertLogin(tx, login)
    return true
  })
  if (!isOurs) return { kind: 'refused', refusal: await refusalOnly(tools, ctx, application) }
  const envelope = envelopeOf(tools, ctx, visit)
  const assertion = signedAssertion(
    {
      ...envelope,
      assertionId: newMessageId(),
      audience: provider.metadata.entityId,
      subject,
      sessionIndex: sessionIndexOf(login.id),
      provedAt: who.provedAt,
      classRef: classReached(demand.classes, acrOf(who.methods)),
      attributes: attributesFor(rules, known),
    },
    key,
  )
  return { kind: 'post', posting: postingOf(visit, wrapped(provider, envelope, assertion, key)) }
}

async function refusalOnly(tools: Tools, ctx: Context, application: Application): Promise<Refused> {
  const { refusal: why } = await refuseTo(tools, ctx, application, 'seen_before')
  return why
}

/** The response around the assertion, encrypted and signed as the operator chose. */
function wrapped(
  { settings, metadata }: ServiceProvider,
  envelope: ReturnType<typeof envelopeOf>,
  assertion: string,
  key: SigningKey,
): string {
  const [certificate] = metadata.encryptionCertificates
  const inside = settings.encrypts && certificate !== undefined ? encryptedAssertion(assertion, certificate) : assertion
  const response = grantingResponse(envelope, new Xml(inside))
  return settings.signsResponse ? signXml(response, key, { id: envelope.id, after: 'Issuer' }) : response
}
