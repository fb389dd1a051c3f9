import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { NameIdFormat, SpMetadata } from '../../schema.ts'
import { childrenOf, onlyChild, type XmlElement } from '#platform/xml'
import type { Comparison } from './levels.ts'
import {
  assertionSpace,
  bindings,
  clockSkew,
  formatOf,
  protocolSpace,
  readBoolean,
  readTime,
  statusCodes,
} from './names.ts'

/** What every message says of itself. */
export interface Message {
  readonly id: string
  readonly issuer: string
  readonly issuedAt: Date
  readonly destination: string | undefined
}

export type MessageFault = 'not_saml' | 'wrong_destination' | 'too_old'

/** A message is taken within five minutes of its writing. */
const freshness = 5 * 60_000

const isMessageId = (id: string): boolean => id.length <= 256 && /^[A-Za-z_][\w.:-]*$/.test(id)

/**
 * The parts that requests and responses share.
 * @param name - Of the root, in the namespace of the protocol: `AuthnRequest`.
 */
export function readMessage(root: XmlElement, name: string): Outcome<Message, MessageFault> {
  const { ID: id = '', Version, IssueInstant, Destination } = root.attributes
  const issuer = onlyChild(root, assertionSpace, 'Issuer')?.text.trim()
  const issuedAt = readTime(IssueInstant)
  if (root.name !== name || root.space !== protocolSpace || Version !== '2.0') return refused('not_saml')
  if (!isMessageId(id) || !issuer || issuer.length > 1024 || !issuedAt) return refused('not_saml')
  return accepted({ id, issuer, issuedAt, destination: Destination === '' ? undefined : Destination })
}

/** Whether it was written for this address, lately. A signed message must say for which address. */
export function deliveryFault(
  { destination, issuedAt }: Message,
  here: { readonly url: string; readonly now: Date; readonly isSigned: boolean },
): MessageFault | undefined {
  if (destination === undefined ? here.isSigned : destination !== here.url) return 'wrong_destination'
  return Math.abs(here.now.getTime() - issuedAt.getTime()) > freshness + clockSkew ? 'too_old' : undefined
}

/** A request to sign somebody in (SAML 2.0 Core, 3.4.1), as we use it. */
export interface AuthnRequest extends Message {
  readonly isPassive: boolean
  readonly forcesAuthn: boolean
  readonly consumerUrl: string | undefined
  readonly consumerIndex: number | undefined
  readonly nameIdFormat: string | undefined
  readonly classes: readonly string[]
  readonly comparison: Comparison
}

const comparisons: readonly Comparison[] = ['exact', 'minimum', 'maximum', 'better']

export function readAuthnRequest(root: XmlElement): Outcome<AuthnRequest, MessageFault | 'wrong_binding'> {
  const message = readMessage(root, 'AuthnRequest')
  if (!message.ok) return message
  const { ProtocolBinding, AssertionConsumerServiceURL: url, AssertionConsumerServiceIndex: index } = root.attributes
  if (ProtocolBinding !== undefined && ProtocolBinding !== bindings.post) return refused('wrong_binding')
  if (index !== undefined && !/^\d{1,5}$/.test(index)) return refused('not_saml')
  const context = onlyChild(root, protocolSpace, 'RequestedAuthnContext')
  const comparison = comparisons.find((each) => each === (context?.attributes['Comparison'] ?? 'exact'))
  if (!comparison) return refused('not_saml')
  return accepted({
    ...message.value,
    isPassive: readBoolean(root.attributes['IsPassive']),
    forcesAuthn: readBoolean(root.attributes['ForceAuthn']),
    consumerUrl: url,
    consumerIndex: index === undefined ? undefined : Number(index),
    nameIdFormat: onlyChild(root, protocolSpace, 'NameIDPolicy')?.attributes['Format'],
    classes: context ? childrenOf(context, assertionSpace, 'AuthnContextClassRef').map(({ text }) => text.trim()) : [],
    comparison,
  })
}

/** Where the answer goes: an address of the metadata, compared letter by letter; never another. */
export function consumerFor(
  { consumers }: SpMetadata,
  { consumerUrl, consumerIndex }: Pick<AuthnRequest, 'consumerUrl' | 'consumerIndex'>,
): string | undefined {
  if (consumerUrl !== undefined) return consumers.find(({ url }) => url === consumerUrl)?.url
  if (consumerIndex !== undefined) return consumers.find(({ index }) => index === consumerIndex)?.url
  return (consumers.find(({ isDefault }) => isDefault) ?? consumers[0])?.url
}

/** The format of the identifier: the one asked, when we make it; else the one that the operator chose. */
export function nameIdFormatFor(asked: string | undefined, chosen: NameIdFormat): NameIdFormat | 'unknown' {
  const format = asked === undefined ? 'unspecified' : formatOf(asked)
  if (format === undefined) return 'unknown'
  // "Unspecified" leaves the choice to us.
  return format === 'unspecified' ? chosen : format
}

/** A request to end somebody's sessions (SAML 2.0 Core, 3.7.1). */
export interface LogoutRequest extends Message {
  readonly nameId: string
  /** None: all those of that person. */
  readonly sessionIndexes: readonly string[]
}

export function readLogoutRequest(root: XmlElement, now: Date): Outcome<LogoutRequest, MessageFault> {
  const message = readMessage(root, 'LogoutRequest')
  if (!message.ok) return message
  const nameId = onlyChild(root, assertionSpace, 'NameID')?.text.trim()
  if (!nameId) return refused('not_saml')
  const { NotOnOrAfter } = root.attributes
  const end = readTime(NotOnOrAfter)
  if (NotOnOrAfter !== undefined && (!end || end.getTime() + clockSkew <= now.getTime())) return refused('too_old')
  const sessionIndexes = childrenOf(root, protocolSpace, 'SessionIndex').map(({ text }) => text.trim())
  return accepted({ ...message.value, nameId, sessionIndexes })
}

/** An application's answer to a request of ours to end a session. */
export interface LogoutResponse extends Message {
  readonly inResponseTo: string
  readonly isDone: boolean
  /** It knows nobody of that name: nothing there is left to end. */
  readonly knowsNobody: boolean
}

export function readLogoutResponse(root: XmlElement): Outcome<LogoutResponse, MessageFault> {
  const message = readMessage(root, 'LogoutResponse')
  if (!message.ok) return message
  const status = onlyChild(root, protocolSpace, 'Status')
  const first = status && onlyChild(status, protocolSpace, 'StatusCode')
  const code = first?.attributes['Value']
  const inResponseTo = root.attributes['InResponseTo']
  if (!code || !inResponseTo) return refused('not_saml')
  const second = first && onlyChild(first, protocolSpace, 'StatusCode')?.attributes['Value']
  const knowsNobody = [code, second].includes(statusCodes.unknownPrincipal[1])
  return accepted({ ...message.value, inResponseTo, isDone: code === statusCodes.success[0], knowsNobody })
}
