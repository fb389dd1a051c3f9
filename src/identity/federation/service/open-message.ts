import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { type MessageName, redirectFault } from '../domain/saml/bindings.ts'
import { assertionSpace, longestMessage } from '../domain/saml/names.ts'
import { type Sent, unseal, type Unsealed } from '../domain/saml/sent.ts'
import { onlyChild, readXml, type XmlElement, type XmlFault } from '#platform/xml'
import { isSigned, readSigned, type SignatureFault } from '../domain/xml/signature.ts'
import type { Application } from '../ports.ts'
import type { RequestFault, ServiceProvider } from '../schema.ts'
import { findByEntity } from '../store/providers.ts'
import type { Tools } from './tools.ts'

/** A message from an application that we know, signed by it when it should be. */
export interface Received {
  readonly kind: MessageName
  readonly root: XmlElement
  readonly isSigned: boolean
  readonly relayState: string | null
  readonly provider: ServiceProvider
  readonly application: Application
}

export interface Refused {
  readonly reason: RequestFault
  /** Whose message it was, when we know. */
  readonly application?: Application | undefined
}

const options = { longest: longestMessage } as const

/**
 * Opens a message: who sent it, and whether she did. Nothing of it is used before its signature was checked, and then only
 * what was signed.
 */
export async function openMessage(
  tools: Tools,
  ctx: Context,
  sent: Sent,
  { mustBeSigned }: { readonly mustBeSigned: boolean },
): Promise<Outcome<Received, Refused>> {
  const message = unseal(sent)
  if (!message) return refused({ reason: 'unreadable' })
  const seen = readXml(message.xml, options)
  if (!seen.ok) return refused({ reason: faultOf(seen.refusal) })
  const sender = await senderOf(tools, ctx, seen.value)
  if (!sender) return refused({ reason: 'unknown_application' })
  const { provider, application } = sender
  const closed = closedFault(sender, ctx.clock.now())
  if (closed) return refuseTo(tools, ctx, application, closed)
  const read = checkSignature(message, seen.value, provider)
  if (!read.ok) return refuseTo(tools, ctx, application, faultOf(read.refusal))
  const wantsSignature = mustBeSigned || provider.metadata.signsRequests || provider.settings.wantsSignedRequests
  if (wantsSignature && !read.value.isSigned) return refuseTo(tools, ctx, application, 'unsigned')
  const { kind, relayState } = message
  return accepted({ ...read.value, kind, relayState, provider, application })
}

type Sender = Pick<Received, 'provider' | 'application'>

/** Who a message says it is from: still to be proved. */
async function senderOf(tools: Tools, ctx: Context, root: XmlElement): Promise<Sender | undefined> {
  const entityId = onlyChild(root, assertionSpace, 'Issuer')?.text.trim() ?? ''
  const provider = await ctx.db.readTerritory((tx) => findByEntity(tx, entityId))
  const application = provider && (await tools.applications.find(ctx, entityId))
  return provider && application ? { provider, application } : undefined
}

function closedFault({ application, provider }: Sender, now: Date): RequestFault | undefined {
  if (!application.isOpen) return 'closed_application'
  const { validUntil } = provider.metadata
  return validUntil !== null && Date.parse(validUntil) <= now.getTime() ? 'metadata_expired' : undefined
}

/** Says no to an application that we know, and keeps why for who runs it. */
export async function refuseTo(tools: Tools, ctx: Context, application: Application, reason: RequestFault) {
  await tools.applications.noteFault(ctx, { application, code: `saml.${reason}`, fault: reason })
  return refused({ reason, application })
}

type Checked = Outcome<Pick<Received, 'root' | 'isSigned'>, SignatureFault>

function checkSignature({ xml, redirect }: Unsealed, root: XmlElement, { metadata }: ServiceProvider): Checked {
  const certificates = metadata.signingCertificates
  if (redirect) {
    // By the address it is the query that is signed; a signature inside could be taken for it.
    if (isSigned(root)) return refused('wrong_shape')
    if (!redirect.signature) return accepted({ root, isSigned: false })
    const fault = redirectFault(redirect, certificates)
    return fault ? refused(fault) : accepted({ root, isSigned: true })
  }
  if (!isSigned(root)) return accepted({ root, isSigned: false })
  const signed = readSigned(xml, certificates, options)
  return signed.ok ? accepted({ root: signed.value, isSigned: true }) : signed
}

/** The same in the words of what is noted. */
export function faultOf(fault: XmlFault | SignatureFault): RequestFault {
  switch (fault) {
    case 'unsigned':
    case 'wrong_signature':
    case 'weak_algorithm':
    case 'wrong_shape':
      return fault
    case 'duplicate_id':
      return 'wrong_shape'
    case 'too_large':
    case 'doctype':
    case 'comment':
    case 'malformed':
    case 'too_deep':
      return 'unreadable'
  }
}
